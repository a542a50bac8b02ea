"""Which visit and form is due when: visits, their target days and windows, as pure calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual


class Window(Written):
    """First and last study day on which a visit counts, both included."""

    earliest: int
    latest: int


class Visit(Written):
    """One visit of the schedule. Study day 1 is the first dose; there is no day 0."""

    name: str
    label: Bilingual
    kind: Literal["scheduled", "unscheduled", "early_termination"] = "scheduled"
    day: int | None = None
    """Target study day; absent where the study gives no days."""
    window: Window | None = None
    week: int | None = None
    """Weeks since the first dose, for axes and headings."""
    forms: tuple[str, ...]
    provenance: Provenance


def study_day(on: date, day_1: date) -> int:
    """The study day of a date: day 1 is `day_1`, the day before it is day -1 (no day 0)."""
    difference = (on - day_1).days
    return difference + 1 if difference >= 0 else difference


def date_of_study_day(day: int, day_1: date) -> date:
    """The date of a study day; the inverse of `study_day`. Raises ValueError for day 0."""
    if day == 0:
        raise ValueError("there is no study day 0")
    return day_1 + timedelta(days=day - 1 if day > 0 else day)


def is_in_window(visit: Visit, on: date, day_1: date) -> bool:
    """True if the date lies in the visit's window; a visit without a window takes any date."""
    if visit.window is None:
        return True
    return visit.window.earliest <= study_day(on, day_1) <= visit.window.latest
