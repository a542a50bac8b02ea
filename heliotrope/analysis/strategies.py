"""A participant's intercurrent events with an estimand → the one that decides a visit's value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.analysis.absence import name_day
from heliotrope.analysis.data import Data, Event, Line, Subject
from heliotrope.study.estimands import Estimand, Strategy
from heliotrope.study.schedule import Visit, date_of_study_day
from heliotrope.vocabulary import Bilingual

ORDER: tuple[Strategy, ...] = ("composite", "hypothetical", "while_on_treatment")
"""Where events of several strategies happened before a visit, the first of these decides."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """The event that decides what stands for a visit, and by which strategy."""

    event: Event
    strategy: Strategy


def find_deciding(
    data: Data, subject: Subject, estimand: Estimand | None, visit: Visit, line: Line | None
) -> Deciding | None:
    """The earliest event before the visit's value whose strategy is not `treatment_policy`.

    `line` is what was observed at the visit; None: nothing was. An event is before a value if its
    first day is before the value's day: an assessment on that day still belongs to the time before
    (proposed). Where nothing was observed, it is before the visit if it began until the end of the
    visit's window; one whose day is not known is then taken to be.
    """
    if estimand is None:
        return None
    found = [
        Deciding(event, strategy)
        for event in data.events.get(subject.code, ())
        if (strategy := estimand.strategy(event.kind)) in ORDER
        and _is_before(event, subject, visit, line)
    ]
    return min(found, key=_rank, default=None)


def _rank(one: Deciding) -> tuple[int, int, int]:
    day = one.event.start.toordinal() if one.event.start else 0
    return (ORDER.index(one.strategy), day, one.event.entry)


def _is_before(event: Event, subject: Subject, visit: Visit, line: Line | None) -> bool:
    if line is not None:
        return event.start is not None and line.on is not None and event.start < line.on
    if event.start is None or visit.window is None or subject.day_1 is None:
        return True
    return event.start <= date_of_study_day(visit.window.latest, subject.day_1)


def find_latest_before(lines: Sequence[Line], event: Event) -> Line | None:
    """The latest assessment after baseline on or before the event's first day; None if none."""
    before = [
        line
        for line in lines
        if line.derivation is None
        and (line.change is not None or line.category is not None)
        and line.on is not None
        and event.start is not None
        and line.on <= event.start
    ]
    return max(before, key=lambda line: line.on.toordinal() if line.on else 0, default=None)


def name_event(event: Event) -> Bilingual:
    """`rescue on day 40`, with a small first letter."""
    label = event.label
    en = label.en if label.en[1:2].isupper() else label.en[:1].lower() + label.en[1:]
    day = name_day(event.day)
    if day is None:
        return Bilingual(f"{en} on an unknown day", f"{label.zh}（日期不详）")
    return Bilingual(f"{en} on {day.en}", f"{day.zh}{label.zh}")
