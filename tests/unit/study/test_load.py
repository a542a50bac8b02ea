"""A folder of study files in, a Study with its fingerprint out, or the faults that prevent it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from heliotrope.study.load import (
    StudyUnreadable,
    fingerprint,
    load_study,
    parse_study,
    read_folder,
)
from tests.unit.study.small import FILES, break_file


def write_folder(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def test_a_folder_and_its_texts_give_the_same_study(tmp_path: Path) -> None:
    write_folder(tmp_path, FILES)
    assert read_folder(tmp_path) == FILES
    assert load_study(tmp_path) == parse_study(FILES)


def test_only_study_files_count(tmp_path: Path) -> None:
    extra = {
        "README.md": "words",
        "data/strength.csv": "participant",
        "data/made.yaml": "not: a study file",
        "source/notes.yaml": "[broken",
        ".hidden.yaml": "[broken",
        ".git/config.yaml": "[broken",
    }
    write_folder(tmp_path, FILES | extra)
    assert read_folder(tmp_path) == FILES
    assert parse_study(FILES | extra).fingerprint == parse_study(FILES).fingerprint


def test_the_fingerprint_knows_names_and_texts_but_no_order() -> None:
    assert fingerprint(dict(reversed(FILES.items()))) == fingerprint(FILES)
    moved = dict(FILES)
    moved["records.yaml"] = moved.pop("study.yaml")
    assert fingerprint(moved) != fingerprint(FILES)
    assert fingerprint(FILES | {"plan.yaml": FILES["plan.yaml"] + "\n"}) != fingerprint(FILES)
    assert parse_study(FILES).fingerprint == fingerprint(FILES)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    write_folder(tmp_path, FILES)
    text = FILES["plan.yaml"].replace("\n", "\r\n")
    (tmp_path / "plan.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_folder(tmp_path) == FILES


def test_values_are_typed_and_texts_stay_texts() -> None:
    study = parse_study(FILES)
    assert study.registration.updated == "2026-01-02"
    assert study.item("strength", "grip").high == Decimal(200)
    assert [code.code for code in study.item("consent", "sex").codes] == ["male", "female"]
    assert study.plan.analyses[0].level == Decimal("0.95")
    assert study.plan.primary().name == "change"


def test_words_that_older_yaml_takes_for_truths_stay_words() -> None:
    files = break_file("study.yaml", "country: CN", "country: no")
    assert parse_study(files).sites[0].country == "no"


def test_forms_come_in_the_order_of_the_visits() -> None:
    assert [form.name for form in parse_study(FILES).forms] == [
        "consent",
        "eligibility",
        "strength",
    ]


def test_an_instrument_brings_its_items() -> None:
    text = "name: strength\nlabel: {en: S, zh: 力}\nprovenance: {status: record, source: x}\n"
    text += 'instrument: {name: cdasi, version: "2"}\n'
    form = parse_study(FILES | {"forms/strength.yaml": text}).form("strength")
    assert len(form.items) == 81
    assert form.item("malar_erythema").high == Decimal(3)
    assert form.item("malar_erythema").type == "integer"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (break_file("plan.yaml", 'version: "1"', "version: 1"), ("plan.yaml", 2)),
        (break_file("plan.yaml", 'version: "1"', "verzion: 1"), ("plan.yaml", 2)),
        (break_file("plan.yaml", "plan:\n", "plan: [\n"), ("plan.yaml", 3)),
    ],
)
def test_what_does_not_fit_its_type_is_refused(
    files: dict[str, str], place: tuple[str, int]
) -> None:
    with pytest.raises(StudyUnreadable) as caught:
        parse_study(files)
    assert place in {(fault.where, fault.line) for fault in caught.value.faults}
    assert f"{place[0]}:{place[1]}: " in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyUnreadable, match="there is no such folder"):
        load_study(tmp_path / "nothing")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    write_folder(tmp_path, FILES)
    (tmp_path / "plan.yaml").write_bytes(FILES["plan.yaml"].encode("gb18030"))
    with pytest.raises(StudyUnreadable, match="not UTF-8"):
        load_study(tmp_path)


def test_what_another_room_gets_cannot_be_changed() -> None:
    study = parse_study(FILES)
    with pytest.raises(ValueError, match="frozen"):
        study.id = "other"  # type: ignore[misc]
