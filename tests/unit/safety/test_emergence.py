"""Days of an event and of the doses in, treatment-emergent or not out; both sides of every edge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from heliotrope.safety.emergence import (
    NO_FIRST_DOSE,
    NOT_TREATED,
    NOT_WORSE,
    UNKNOWN_GRADE,
    UNKNOWN_START,
    DoseDays,
    EventDays,
    judge_emergence,
)
from tests.unit.safety.safety_cases import find_cases

FIRST, FINAL = date(2026, 1, 5), date(2026, 6, 21)
DOSES = DoseDays(FIRST, FINAL, 28)


@pytest.mark.parametrize(
    ("start", "emergent", "phase"),
    [
        (FIRST - timedelta(days=1), False, "before"),
        (FIRST, True, "during"),
        (FIRST + timedelta(days=1), True, "during"),
        (FINAL, True, "during"),
        (FINAL + timedelta(days=1), True, "during"),
        (FINAL + timedelta(days=28), True, "during"),
        (FINAL + timedelta(days=29), False, "after"),
    ],
)
def test_both_sides_of_the_first_dose_and_of_the_days_after_the_final_one(
    start: date, emergent: bool, phase: str
) -> None:
    found = judge_emergence(EventDays(start, None), DOSES)
    assert (found.is_emergent, found.phase) == (emergent, phase)
    assert str(start) in found.why.en
    assert str(start) in found.why.zh


def test_no_days_after_means_the_final_dose_itself() -> None:
    doses = DoseDays(FIRST, FINAL, 0)
    assert judge_emergence(EventDays(FINAL, None), doses).is_emergent is True
    later = EventDays(FINAL + timedelta(days=1), None)
    assert judge_emergence(later, doses).is_emergent is False


def test_while_treatment_goes_on_everything_after_its_start_counts() -> None:
    doses = DoseDays(FIRST, None, 28)
    assert judge_emergence(EventDays(FIRST + timedelta(days=9999), None), doses).is_emergent is True


@pytest.mark.parametrize(
    ("end", "emergent"),
    [(None, True), (FIRST, True), (FIRST - timedelta(days=1), False)],
)
def test_an_unknown_start_counts_unless_it_ended_before(end: date | None, emergent: bool) -> None:
    found = judge_emergence(EventDays(None, end), DOSES)
    assert found.is_emergent is emergent
    if emergent:
        assert found.why == UNKNOWN_START


@pytest.mark.parametrize(
    ("grade", "before", "emergent"), [(2, 1, True), (2, 2, False), (1, 2, False)]
)
def test_what_was_there_before_counts_if_it_grew_worse(
    grade: int, before: int, emergent: bool
) -> None:
    event = EventDays(FIRST + timedelta(days=10), None, grade, before)
    found = judge_emergence(event, DOSES)
    assert found.is_emergent is emergent
    assert (found.why == NOT_WORSE) is (not emergent)


def test_worse_too_late_does_not_count() -> None:
    late = EventDays(FINAL + timedelta(days=29), None, 3, 1)
    assert judge_emergence(late, DOSES).is_emergent is False


def test_an_unknown_grade_is_not_taken_for_no_worse() -> None:
    found = judge_emergence(EventDays(FIRST, None, None, 1), DOSES)
    assert (found.is_emergent, found.why) == (True, UNKNOWN_GRADE)


def test_without_a_dose_nothing_emerges_and_without_its_day_nobody_knows() -> None:
    never = judge_emergence(EventDays(FIRST, None), DoseDays(None, None, 28, is_treated=False))
    assert (never.is_emergent, never.why) == (False, NOT_TREATED)
    unknown = judge_emergence(EventDays(FIRST, None), DoseDays(None, None, 28))
    assert (unknown.is_emergent, unknown.phase, unknown.why) == (None, "unknown", NO_FIRST_DOSE)


@pytest.mark.parametrize("case", find_cases("emergence"))
def test_worked_cases(case: dict[str, Any]) -> None:
    given, expect = case["given"], case["expect"]

    def day(name: str) -> date | None:
        return date.fromisoformat(given[name]) if name in given else None

    event = EventDays(day("start"), day("end"), given.get("grade"), given.get("grade_before"))
    doses = DoseDays(day("first_dose"), day("final_dose"), given["days_after"])
    found = judge_emergence(event, doses)
    assert found.is_emergent is {"yes": True, "no": False, "undetermined": None}[expect["emergent"]]
