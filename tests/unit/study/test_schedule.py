"""Days of the calendar in, study days out: day 1 is the first dose and there is no day 0."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliotrope.study.load import parse_study
from heliotrope.study.schedule import date_of_study_day, is_in_window, study_day
from tests.unit.study.small import FILES

DAY_1 = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2026, 3, 2), 1),
        (date(2026, 3, 3), 2),
        (date(2026, 3, 1), -1),
        (date(2026, 2, 2), -28),
        (date(2026, 8, 17), 169),
    ],
)
def test_study_day(on: date, day: int) -> None:
    assert study_day(on, DAY_1) == day
    assert date_of_study_day(day, DAY_1) == on


def test_there_is_no_day_0() -> None:
    with pytest.raises(ValueError, match="no study day 0"):
        date_of_study_day(0, DAY_1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_day_and_date_are_inverse(on: date) -> None:
    assert date_of_study_day(study_day(on, DAY_1), DAY_1) == on


@pytest.mark.parametrize(("day", "inside"), [(25, False), (26, True), (32, True), (33, False)])
def test_both_ends_of_a_window_count(day: int, inside: bool) -> None:
    visit = parse_study(FILES).visit("week_4")
    assert is_in_window(visit, date_of_study_day(day, DAY_1), DAY_1) is inside


def test_a_visit_without_a_window_takes_any_day() -> None:
    assert is_in_window(parse_study(FILES).visit("unscheduled"), date(1999, 1, 1), DAY_1)
