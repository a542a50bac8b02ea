"""Any laboratory result in; whether its grade keeps the promises of a grade out."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.safety.grading import VERSIONS, LaboratoryResult, grade_laboratory
from heliotrope.safety.laboratory import load_tests
from heliotrope.safety.rows import CTCAE
from heliotrope.vocabulary import Missing

NAMES = [one.name for one in fields(LaboratoryResult)]
numbers = st.decimals("0.001", "9999", places=3)
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text("0123.x -", max_size=5),
    st.sampled_from(Missing),
    st.lists(st.integers(), max_size=2),
)


@st.composite
def results(draw: st.DrawFn, *, complete: bool = False) -> LaboratoryResult:
    test = load_tests()[draw(st.sampled_from(sorted(load_tests())))]
    low, high = sorted(draw(st.lists(numbers, min_size=2, max_size=2, unique=True)))
    others: list[Any] = [low, high, draw(numbers)]
    if not complete:
        others = [draw(st.sampled_from([one, one, None, *Missing])) for one in others]
    version = draw(st.sampled_from(VERSIONS))
    unit = draw(st.sampled_from(test.units)).name
    return LaboratoryResult(version, test.name, draw(numbers), unit, *others)


@given(results())
def test_a_grade_or_a_reason_and_never_both(result: LaboratoryResult) -> None:
    grade = grade_laboratory(result)
    assert not grade.faults
    assert (grade.value is None) == (grade.reason is not None) == (grade.status == "not_scored")
    if grade.value is not None:
        assert 0 <= grade.value <= 4
        assert grade.term.en
        assert (grade.source is None) == (grade.value == 0) == (grade.working == "")


@given(results(complete=True), numbers)
def test_a_worse_value_never_has_a_milder_grade(result: LaboratoryResult, other: Decimal) -> None:
    assert isinstance(result.value, Decimal)
    low, high = sorted([result.value, other])
    milder, worse = (high, low) if _falls(result) else (low, high)
    before = grade_laboratory(replace(result, value=milder)).value
    after = grade_laboratory(replace(result, value=worse)).value
    assert (before is None) == (after is None)
    assert before is None or after is None or before <= after


@given(results(complete=True))
def test_one_factor_for_all_numbers_changes_no_grade_by_multiples(
    result: LaboratoryResult,
) -> None:
    if _falls(result):
        return
    tenfold = {name: getattr(result, name) * 10 for name in ("value", "lln", "uln", "baseline")}
    assert grade_laboratory(replace(result, **tenfold)).value == grade_laboratory(result).value


@given(results())
def test_the_unit_changes_no_grade(result: LaboratoryResult) -> None:
    first, *others = load_tests()[str(result.test)].units
    # Multiples of limits in the same unit: only hemoglobin has thresholds of its own to convert.
    in_dl = {
        name: number / 10
        for name in ("value", "lln", "uln", "baseline")
        if isinstance(number := getattr(result, name), Decimal)
    }
    printed = replace(result, unit=first.name)
    for unit in others:
        numbers_there = in_dl if unit.name == "g/dL" else {}
        there = grade_laboratory(replace(printed, unit=unit.name, **numbers_there))
        assert there.value == grade_laboratory(printed).value


@given(results())
def test_a_baseline_that_is_the_value_is_never_worse(result: LaboratoryResult) -> None:
    assert grade_laboratory(replace(result, baseline=result.value)).worse_than_baseline is False


@given(results(), st.sampled_from(NAMES), anything)
def test_nothing_that_is_given_makes_it_raise(
    result: LaboratoryResult, name: str, given_instead: object
) -> None:
    grade = grade_laboratory(replace(result, **{name: given_instead}))
    assert (grade.value is None) == (grade.reason is not None)


@given(st.lists(st.text("0123456789.１<UNDKA5g/L^", max_size=6), min_size=7, max_size=7))
def test_a_row_of_any_texts_is_scored_or_says_why(cells: list[str]) -> None:
    row = CTCAE.score_row(dict(zip(CTCAE.columns_in, cells, strict=True)))
    assert len(row) == len(CTCAE.columns_out)
    assert row[3] in {"scored", "not_scored"}
    assert (row[0] != "") == (row[3] == "scored")
    assert row[4] or row[3] == "scored"


@given(results())
def test_the_row_says_what_the_grade_says(result: LaboratoryResult) -> None:
    cells = {name: _cell(getattr(result, name)) for name in NAMES}
    grade, row = grade_laboratory(result), CTCAE.score_row(cells)
    assert row[0] == ("" if grade.value is None else str(grade.value))
    assert row[3] == grade.status


def _cell(given_value: object) -> str:
    if isinstance(given_value, Missing):
        return given_value.value
    return "" if given_value is None else str(given_value)


def _falls(result: LaboratoryResult) -> bool:
    return load_tests()[str(result.test)].direction == "low"
