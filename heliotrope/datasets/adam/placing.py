"""A record and its day → the visit it may stand for; several of them → the one that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from heliotrope.capture.ledger import Record
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit


class Placed(Protocol):
    """What can be chosen for a visit."""

    @property
    def day(self) -> int | None:
        """Study day."""

    @property
    def one(self) -> HasOrder:
        """What was measured."""


class HasOrder(Protocol):
    """What has a time and a record."""

    @property
    def record(self) -> Record:
        """The record behind it."""

    @property
    def order(self) -> tuple[object, float, int]:
        """Day, time of day, ledger entry."""


P = TypeVar("P", bound=Placed)


def find_window_visit(study: Study, record: Record, day: int | None) -> Visit | None:
    """The scheduled visit that collects the form and in whose window the day lies; else None.

    A visit without target day or window takes the records made under its own name, as the plan's
    window rule has it for the endpoints.
    """
    own = study.visit_by_name.get(record.visit)
    if own is not None and own.kind == "scheduled" and (own.day is None or own.window is None):
        return own
    if day is None:
        return None
    for visit in study.visits:
        if visit.kind != "scheduled" or visit.day is None or visit.window is None:
            continue
        inside = visit.window.earliest <= day <= visit.window.latest
        if inside and record.form in visit.forms:
            return visit
    return None


def select_nearest(study: Study, name: str, candidates: Sequence[P]) -> P | None:
    """The candidate nearest the visit's target day, a tie by the plan's rule; None of none."""
    visit, sign = study.visit(name), -1 if study.plan.window_rule.tie == "later" else 1

    def rank(candidate: P) -> tuple[int, int, bool, float, int]:
        day = candidate.day
        _, minutes, seq = candidate.one.order
        distance = 0 if day is None or visit.day is None else _count_between(day, visit.day)
        own = candidate.one.record.visit == name
        return (distance, sign * (day or 0), not own, sign * minutes, sign * seq)

    return min(candidates, key=rank, default=None)


def _count_between(day: int, target: int) -> int:
    """Calendar days between two study days: there is no day 0."""
    first, second = (one - 1 if one > 0 else one for one in (day, target))
    return abs(first - second)
