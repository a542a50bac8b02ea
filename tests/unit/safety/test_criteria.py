"""Versions with tests in; whether the tables say of each what the room relies on out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from heliotrope.safety import criteria
from heliotrope.safety.criteria import TABLES, load_criteria
from heliotrope.safety.laboratory import load_tests
from heliotrope.safety.published import load_table

EVERY = [(version, test) for version in TABLES for test in load_tests()]


@pytest.mark.parametrize(("version", "test"), EVERY)
def test_a_version_says_something_of_every_test(version: str, test: str) -> None:
    found = load_criteria(version, test)
    assert bool(found.by_value) != (found.absent is not None)
    assert (version in load_tests()[test].terms) == bool(found.by_value)
    grades = [one.grade for one in found.by_value]
    assert grades == sorted(grades, reverse=True)
    assert all(1 <= grade <= 4 for grade in grades)
    told = [(one.text, one.source) for one in found.by_value]
    told += [(one.text, one.source) for one in found.judged]
    for text, source in told:
        assert text.en
        assert text.zh
        assert version in source.citation


@pytest.mark.parametrize(("version", "test"), EVERY)
def test_worse_is_the_way_that_the_criteria_look(version: str, test: str) -> None:
    signs = {one.compare for one in load_criteria(version, test).by_value}
    low = load_tests()[test].direction == "low"
    assert signs <= ({"<"} if low else {">", ">="})


def test_what_a_person_judges_is_not_a_criterion_by_value() -> None:
    judged = {(v, t): [one.grade for one in load_criteria(v, t).judged] for v, t in EVERY}
    assert {key: grades for key, grades in judged.items() if grades} == {
        ("5.0", "hemoglobin"): [5, 4, 3],
        ("6.0", "hemoglobin"): [5, 4, 3],
        ("6.0", "platelets"): [5, 4, 3],
    }


def test_unknown_ones() -> None:
    with pytest.raises(KeyError):
        load_criteria("4.03", "ck")
    with pytest.raises(KeyError):
        load_criteria("5.0", "sodium")


@pytest.mark.parametrize("name", TABLES.values())
def test_no_row_stands_twice(name: str) -> None:
    path = Path(criteria.__file__).parent / "tables" / f"{name}.csv"
    _, *lines = path.read_text("utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    keys = [(row["test"], row["grade"], row["branch"], row["of"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["test"] for row in rows} == load_tests().keys()


def test_a_word_that_is_none_of_ours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table = load_table(TABLES["5.0"])
    rows = tuple(row | {"compare": "<="} for row in table.rows)
    changed = type(table)(table.printed, rows)
    monkeypatch.setattr(criteria, "load_table", lambda name: changed)
    with pytest.raises(ValueError, match="compare '<='"):
        load_criteria.__wrapped__("5.0", "ck")
