"""Files of tables in; whether each says where it was printed, and every row its standing, out."""

from __future__ import annotations

from pathlib import Path

import pytest

from heliotrope.safety import published
from heliotrope.safety.published import load_table, read_source

TABLES = sorted((Path(published.__file__).parent / "tables").glob("*.csv"))
ROW = {"status": "published", "note_en": "", "note_zh": ""}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: str(path.stem))
def test_every_table_says_where_it_was_printed(path: Path) -> None:
    table = load_table(path.stem)
    assert len(table.printed) > 20
    assert table.rows
    for row in table.rows:
        if "status" in row:
            assert read_source(row, table.printed).status == row["status"]
            assert bool(row["note_en"]) == bool(row["note_zh"])
            assert row["note_en"] or row["status"] == "published"


def test_a_standing_that_is_no_word_of_ours_is_refused() -> None:
    assert read_source(ROW, "X 2020").status == "published"
    with pytest.raises(ValueError, match="not 'certain'"):
        read_source(ROW | {"status": "certain"}, "X 2020")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\na\n", r"norms\.csv:1: begin"),
        ("# Printed in: X\nn,v\na\n", r"norms\.csv:3: as many"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "norms.csv").write_text(text, "utf-8")
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=message):
        load_table("norms")
