"""Laboratory results in; whether each gets the grade that its worked case expects out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from heliotrope.safety import grading
from heliotrope.safety.criteria import load_criteria
from heliotrope.safety.grading import FACTS, VERSIONS, Grade, LaboratoryResult, grade_laboratory
from heliotrope.safety.laboratory import load_tests
from heliotrope.vocabulary import Missing
from tests.unit.safety.safety_cases import STANDINGS, find_cases, read_files, read_given

NUMBERS = {"value", "lln", "uln", "baseline"}
BOUNDARIES = find_cases("grading", "boundaries")
MET = LaboratoryResult("5.0", "alt", Decimal(160), "U/L", Decimal(5), Decimal(40), Decimal(30))


def _grade(given: dict[str, Any]) -> Grade:
    return grade_laboratory(
        LaboratoryResult(
            **{"version": None, "test": None, "value": None, "unit": None}
            | read_given(given, NUMBERS)
        )
    )


@pytest.mark.parametrize("case", BOUNDARIES)
def test_both_sides_of_every_limit(case: dict[str, Any]) -> None:
    grades = {value: _grade(case["given"] | {"value": value}) for value in case["expect"]}
    assert {value: one.value for value, one in grades.items()} == case["expect"]
    for one in grades.values():
        assert one.status == "scored"
        assert one.criterion.en
        assert one.criterion.zh
        assert (one.source is None) == (one.working == "") == (one.value == 0)


@pytest.mark.parametrize("case", find_cases("grading", "results"))
def test_result(case: dict[str, Any]) -> None:
    grade = _grade(case["given"])
    found = {
        "grade": grade.value,
        "term": grade.term.en,
        "criterion": grade.criterion.en,
        "working": grade.working,
        "worse": grade.worse_than_baseline,
        "judged": [one.grade for one in grade.judged],
        "remark": "; ".join(one.en for one in grade.remarks) or None,
        "reason": grade.reason.en if grade.reason else None,
    }
    expect = {"reason": "none"} | case["expect"]
    for name, value in expect.items():
        assert found[name] == (None if value == "none" else value), name


def test_every_case_says_where_it_comes_from() -> None:
    for name, content in read_files("grading"):
        for case in content["cases"]:
            assert case["title"]["zh"], name
            assert case["source"]["status"] in STANDINGS
            assert case["source"]["citation"]


def _outcomes(version: str, test: str) -> list[int | None]:
    """What the boundary cases of a test come to now."""
    cases = [case.values[0] for case in BOUNDARIES]
    here = [
        one for one in cases if (one["given"]["version"], one["given"]["test"]) == (version, test)
    ]
    return [
        _grade(one["given"] | {"value": value}).value for one in here for value in one["expect"]
    ]


@pytest.mark.parametrize("times", [Decimal("1.01"), Decimal("0.99")])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("test", load_tests())
def test_no_threshold_could_be_one_percent_off_unnoticed(
    version: str, test: str, times: Decimal, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, kept = _outcomes(version, test), load_criteria(version, test)
    for at, criterion in enumerate(kept.by_value):
        every = list(kept.by_value)
        every[at] = replace(criterion, factor=criterion.factor * times)
        moved = replace(kept, by_value=tuple(every))
        monkeypatch.setattr(grading, "load_criteria", lambda *_, moved=moved: moved)
        assert _outcomes(version, test) != right, criterion.text.en


def test_what_cannot_be_a_result_is_named() -> None:
    grade = grade_laboratory(
        LaboratoryResult("5", "alt", 1.5, "mg/dL", -1, Decimal("NaN"), Decimal("1e99"))
    )
    assert [fault.where for fault in grade.faults] == [
        *("version", "unit", "value", "lln", "uln", "baseline"),
    ]
    assert grade.reason is not None
    assert 'unit: "mg/dL" is not allowed; give one of: U/L, ukat/L' in grade.reason.en
    assert "请填其一：U/L、ukat/L" in grade.reason.zh


def test_without_a_known_test_every_unit_is_offered() -> None:
    (_, fault) = grade_laboratory(replace(MET, test="na", unit="x")).faults
    assert fault.right.en == ("give one of: 10^9/L, g/L, g/dL, U/L, ukat/L, umol/L, mg/dL")


@pytest.mark.parametrize(
    ("test", "unit", "is_fault"), [("ck", "U/L", True), ("wbc", "10^9/L", False)]
)
def test_a_baseline_of_zero_is_possible_for_counts_only(
    test: str, unit: str, is_fault: bool
) -> None:
    result = LaboratoryResult("5.0", test, 0, unit, 0, 200, 0)
    assert [fault.where for fault in grade_laboratory(result).faults] == ["baseline"] * is_fault


def test_limits_must_differ() -> None:
    (fault,) = grade_laboratory(replace(MET, lln=40)).faults
    assert fault.say("zh") == "lln: 40 不低于 uln 40；请分别填写正常值的下限与上限"


@pytest.mark.parametrize("name", ["version", "test", "value", "unit"])
@pytest.mark.parametrize("absent", [None, Missing.NA])
def test_what_is_always_needed(name: str, absent: Missing | None) -> None:
    grade = grade_laboratory(replace(MET, **{name: absent}))
    shown = name if absent is None else f"{name} (NA)"
    assert grade.reason is not None
    assert grade.reason.en == f"not graded, missing: {shown}"
    assert (grade.value, grade.faults, grade.status) == (None, (), "not_scored")


def test_two_limits_of_one_criterion_are_both_shown() -> None:
    grade = grade_laboratory(LaboratoryResult("6.0", "alp", 150, "U/L", None, 120, 100))
    assert (grade.value, grade.working) == (1, "150 > 100, 150 > 120")
    assert grade.source is not None
    assert "one transcription only" in grade.source.note.en


def test_each_rule_has_its_source_in_both_languages() -> None:
    assert {fact.source.status for fact in FACTS} == STANDINGS
    for fact in FACTS:
        assert fact.statement.en
        assert fact.statement.zh
        assert fact.source.citation
        assert bool(fact.source.note.en) == bool(fact.source.note.zh)
