"""Any days in; the rule once more, by listing every day that counts, and the two agree."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.safety.emergence import DoseDays, EventDays, judge_emergence

DAY_0 = date(2026, 3, 1)
DAYS = st.one_of(st.none(), st.integers(-10, 60))
GRADES = st.one_of(st.none(), st.integers(1, 5))


def day(number: int | None) -> date | None:
    return None if number is None else DAY_0 + timedelta(days=number)


def slowly(  # noqa: PLR0917
    start: int | None, end: int | None, grade: int | None, before: int | None,
    length: int | None, after: int,
) -> bool:  # fmt: skip
    """Day 0 is the first dose; every day that counts is listed."""
    if start is None:
        return end is None or end >= 0
    counted = range(1000 if length is None else length + after + 1)
    if start not in counted:
        return False
    return before is None or grade is None or grade > before


@given(DAYS, DAYS, GRADES, GRADES, st.one_of(st.none(), st.integers(0, 30)), st.integers(0, 30))
def test_the_two_agree(  # noqa: PLR0917
    start: int | None, end: int | None, grade: int | None, before: int | None,
    length: int | None, after: int,
) -> None:  # fmt: skip
    event = EventDays(day(start), day(end), grade, before)
    doses = DoseDays(DAY_0, day(length), after)
    expected = slowly(start, end, grade, before, length, after)
    assert judge_emergence(event, doses).is_emergent is expected
