"""Laboratory values of a form in, flags, grades and baselines out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from heliotrope.capture.grades import (
    BaselineReading,
    GradedReading,
    Reading,
    derive_baselines,
    derive_flag,
    derive_grades,
    grade_reading,
    list_readings,
)
from heliotrope.vocabulary import Missing, Value
from tests.imagined import on_day
from tests.watched import PANEL, Watched, form_of, watched_study

ROWS = form_of("laboratory")
ALT = Reading("alt", "value", Decimal(20), "U/L", lln=Decimal(7), uln=Decimal(40))


def reading(value: str, sign: str = "", *, test: str = "alt", unit: str = "U/L") -> Reading:
    return replace(ALT, value=Decimal(value), sign=sign, test=test, unit=unit)


# ------------------------------------------------------------------ what is read


def test_a_form_of_rows_states_one_value_with_its_range() -> None:
    values: dict[str, Value | None] = {
        "test": "alt",
        "value": Decimal(20),
        "unit": "U/L",
        "uln": Decimal(40),
    }
    assert list_readings(ROWS, values) == (
        Reading("alt", "value", Decimal(20), "U/L", "", None, Decimal(40)),
    )


def test_a_panel_states_each_item_that_is_named_as_a_test() -> None:
    values: dict[str, Value | None] = {"neutrophils": Decimal("1.4"), "alt": Decimal(20)}
    values["hemoglobin"] = Missing.ND
    found = list_readings(PANEL, values)
    assert [(one.test, one.value, one.unit) for one in found] == [
        ("neutrophils", Decimal("1.4"), "10^9/L"),
        ("alt", Decimal(20), "U/L"),
    ]


@pytest.mark.parametrize("value", [None, Missing.UNK])
def test_nothing_is_read_without_a_value_or_a_test(value: Missing | None) -> None:
    assert list_readings(ROWS, {"test": "alt", "value": value, "unit": "U/L"}) == ()
    assert list_readings(ROWS, {"test": None, "value": Decimal(1), "unit": "U/L"}) == ()
    assert list_readings(form_of("vital_signs"), {"pulse": Decimal(60)}) == ()


# ------------------------------------------------------------------ flags: both sides of each limit

FLAGS = [
    ("6.9", "", "low"), ("7", "", "within"), ("40", "", "within"), ("40.1", "", "high"),
    ("7", "below", "low"), ("7.1", "below", ""), ("41", "below", ""),
    ("40", "above", "high"), ("39.9", "above", ""), ("6", "above", ""),
]  # fmt: skip


@pytest.mark.parametrize(("value", "sign", "flag"), FLAGS)
def test_a_value_is_flagged_beside_its_range(value: str, sign: str, flag: str) -> None:
    assert derive_flag(reading(value, sign)) == flag


def test_a_range_with_one_limit_flags_one_side() -> None:
    no_low = replace(ALT, lln=None)
    assert derive_flag(no_low) == "within"
    assert derive_flag(replace(no_low, value=Decimal(5), sign="below")) == "within"
    assert derive_flag(replace(ALT, lln=None, uln=None)) == ""
    no_high = replace(ALT, uln=None, value=Decimal(9), sign="above")
    assert derive_flag(no_high) == "within"


# ------------------------------------------------------------------ grades


def grade(one: Reading, version: str = "5.0") -> tuple[int | None, int | None]:
    found = grade_reading(version, one)
    assert found.grade is not None
    return found.grade.value, found.bound


def test_a_test_without_criteria_has_a_flag_and_no_grade() -> None:
    found = grade_reading("5.0", reading("50", test="tsh", unit="mIU/L"))
    assert (found.flag, found.grade) == ("high", None)


# ALT, upper limit 40: grade 1 above 40 to 120, grade 2 above 120 to 200 (CTCAE 5.0).
CENSORED = [
    ("40", "below", (0, None)),
    ("120", "below", (1, 0)),
    ("40", "above", (1, 4)),
    ("120", "above", (2, 4)),
    ("800", "above", (4, None)),
]


@pytest.mark.parametrize(("value", "sign", "expected"), CENSORED)
def test_a_censored_value_is_graded_just_beyond_its_number(
    value: str, sign: str, expected: tuple[int, int | None]
) -> None:
    assert grade(reading(value, sign)) == expected


def test_without_a_lower_limit_only_grade_0_and_1_are_left_open() -> None:
    counts = replace(ALT, test="neutrophils", unit="10^9/L", lln=None, uln=None)
    assert grade(replace(counts, value=Decimal("1.5"))) == (None, 1)
    assert grade(replace(counts, value=Decimal("1.49"))) == (2, None)


# ------------------------------------------------------------------ baseline


def baseline_of(person: Watched, test: str = "alt") -> tuple[str, Decimal] | None:
    found = derive_baselines(watched_study(), person.done()).get(test)
    return None if found is None else (found.visit, found.reading.value)


def test_the_baseline_is_the_day_1_visits_value() -> None:
    person = Watched().dose(1, None).lab(-7, "alt", "30", "U/L", visit="screening")
    assert baseline_of(person) == ("screening", Decimal(30))
    person.lab(1, "alt", "25", "U/L", visit="baseline").lab(29, "alt", "90", "U/L")
    assert baseline_of(person) == ("baseline", Decimal(25))


def test_a_value_of_the_day_1_visit_dated_after_day_1_is_none() -> None:
    person = Watched().dose(1, None).lab(-7, "alt", "30", "U/L", visit="screening")
    person.lab(2, "alt", "25", "U/L", visit="baseline")
    assert baseline_of(person) == ("screening", Decimal(30))


def test_the_latest_before_the_first_dose_counts_and_none_on_its_day() -> None:
    person = Watched().dose(1, None).lab(-3, "alt", "31", "U/L").lab(-9, "alt", "29", "U/L")
    assert baseline_of(person) == ("unscheduled", Decimal(31))
    assert baseline_of(Watched().dose(1, None).lab(1, "alt", "31", "U/L")) is None


def test_a_panel_and_a_form_of_rows_share_a_tests_baseline() -> None:
    person = Watched().dose(1, None).panel(1, "baseline", alt="25", neutrophils="3.1")
    assert baseline_of(person) == ("baseline", Decimal(25))
    assert baseline_of(person, "neutrophils") == ("baseline", Decimal("3.1"))


def judge(person: Watched, one: Reading, visit: str, day: int) -> GradedReading:
    found = derive_grades(watched_study(), person.done(), [one], visit, on_day(day))
    return found[0]


def test_worse_than_baseline_is_said_of_what_came_after_it() -> None:
    person = Watched().dose(1, None).lab(1, "alt", "25", "U/L", visit="baseline")
    later = judge(person, reading("26"), "unscheduled", 15)
    assert later.is_after_baseline
    assert later.grade is not None
    assert later.grade.worse_than_baseline is True
    equal = judge(person, reading("25"), "unscheduled", 15)
    assert equal.grade is not None
    assert equal.grade.worse_than_baseline is False
    assert not judge(person, reading("26"), "screening", -5).is_after_baseline


def test_an_abnormal_baseline_moves_the_grade_also_of_the_baseline_itself() -> None:
    """CTCAE 5.0: with ALT 80 of 40 at baseline grade 1 begins at 120 (1.5 times)."""
    person = Watched().dose(1, None).lab(1, "alt", "80", "U/L", visit="baseline")
    grades = [
        judge(person, reading(value), visit, day)
        for value, visit, day in (("80", "baseline", 1), ("119", "unscheduled", 9),
                                  ("120", "unscheduled", 9))
    ]  # fmt: skip
    assert [one.grade.value for one in grades if one.grade] == [0, 0, 1]


def test_what_is_typed_at_the_day_1_visit_is_its_own_baseline() -> None:
    person = Watched().dose(1, None).lab(1, "alt", "20", "U/L", visit="baseline")
    own = judge(person, reading("80"), "baseline", 1)
    assert own.baseline == BaselineReading(reading("80"), "baseline", on_day(1))
    assert own.grade is not None
    assert own.grade.value == 0


def test_a_baseline_in_another_unit_is_converted() -> None:
    """1 ukat/L is 60 U/L: 0.5 is 30 U/L, so 31 is worse and 30 is not."""
    person = Watched().dose(1, None).lab(1, "alt", "0.5", "ukat/L", visit="baseline")
    for value, worse in (("31", True), ("30", False)):
        found = judge(person, reading(value), "unscheduled", 9)
        assert found.grade is not None
        assert found.grade.worse_than_baseline is worse
