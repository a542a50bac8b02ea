"""Files of published tables in; whether each says where it was printed out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heliotrope.instruments import published
from heliotrope.instruments.published import load_table

TABLES = sorted((Path(published.__file__).parent / "tables").glob("*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_table_says_where_it_was_printed(path: Path) -> None:
    table = load_table(path.stem)
    assert len(table.printed) > 20
    assert table.rows
    assert all(row["name"] for row in table.rows)
    assert len({row["name"] for row in table.rows}) == len(table.rows)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "tables").mkdir()
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    load_table.cache_clear()
    yield tmp_path / "tables"
    load_table.cache_clear()


def test_a_table_without_its_source_is_refused(folder: Path) -> None:
    (folder / "norms.csv").write_text("name,value\na,1\n", "utf-8")
    with pytest.raises(ValueError, match=r"norms\.csv:1: begin with"):
        load_table("norms")


@pytest.mark.parametrize("row", ["b", "b,1,2"])
def test_a_ragged_row_is_refused_with_its_line(folder: Path, row: str) -> None:
    (folder / "norms.csv").write_text(f"# Printed in: X 2020\nname,value\na,1\n{row}\n", "utf-8")
    with pytest.raises(ValueError, match=r"norms\.csv:4: as many cells"):
        load_table("norms")
