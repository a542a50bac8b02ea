"""A participant's chart with the plan's definitions → the intercurrent events that happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from heliotrope.capture.deaths import derive_death
from heliotrope.capture.ledger import Record
from heliotrope.capture.medication import Course, name_course
from heliotrope.capture.treatment import Period, derive_end_date
from heliotrope.datasets.adam.chart import Chart
from heliotrope.study.estimands import EventKind, IntercurrentEvent
from heliotrope.study.schedule import date_of_study_day
from heliotrope.vocabulary import NOTHING, Bilingual

ONE_DAY = timedelta(days=1)
ROLES: dict[EventKind, str] = {"rescue": "rescue", "prohibited_medication": "prohibited"}
"""Kind of event → the role of a medication (`study.records`) that means it."""
STOPPED = Bilingual("final dose on {day}", "末次用药 {day}")
LEFT = Bilingual("left the study; no end of the study drug recorded", "退出研究，未记录停药日")
HELD = Bilingual("{days} days without the study drug", "暂停研究药物 {days} 天")
UNKNOWN_START = Bilingual("first day not known: counted from day 1", "首日不详：自第 1 天起计")
ROSE = Bilingual(
    "{mg} mg a day of prednisone equivalent, {base} mg on day 1",
    "泼尼松等效剂量 {mg} mg/天，第 1 天为 {base} mg/天",
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One intercurrent event of one participant."""

    definition: IntercurrentEvent
    start: date | None
    """Its first day; None: not known."""
    end: date | None
    """Its final day; None: it goes on, is for good, or the day is not known."""
    detail: Bilingual
    """What was found, in a few words; may be empty."""
    record: Record
    """The record that tells of it."""


def find_intercurrent(chart: Chart) -> tuple[Happened, ...]:
    """All events of the kinds that the plan defines, kind by kind in its order, then by day.

    Only participants with a known day 1 have any but a death: the events are counted from there.
    """
    found = []
    for definition in chart.study.plan.intercurrent_events:
        events = list(_FINDERS[definition.event](chart, definition))
        found += sorted(events, key=lambda one: (one.start or date.max, one.record.seq))
    return tuple(found)


def _lasts(start: date, end: date | None, least: int) -> bool:
    """True if the days from `start` to `end`, both included, are enough; what goes on is."""
    return end is None or (end - start).days + 1 >= least


# ---------------------------------------------------------------- the study drug


def _find_discontinuation(chart: Chart, definition: IntercurrentEvent) -> Iterator[Happened]:
    """The day after the final dose, if that lies before the planned end of treatment.

    Without any row of the study drug, and where its final row has no end, the end of a
    participation that was not completed stands for it.
    """
    if chart.day_1 is None:
        return
    found = _find_stop(chart)
    if found is None:
        return
    start, detail, record = found
    planned = find_planned_end(chart)
    if start is None or planned is None or start < planned:
        yield Happened(definition, start, None, detail, record)


def _find_stop(chart: Chart) -> tuple[date | None, Bilingual, Record] | None:
    """First day without the drug for good, how it is known, and from which record."""
    treatment = chart.treatment
    if treatment.doses:
        final = treatment.doses[-1]
        later = [one for one in treatment.periods if one.start > final.start]
        if final.end is not None and (later or final.recorded_end is not None):
            record = later[0].record if later else final.record
            return final.end + ONE_DAY, _say(STOPPED, day=final.end), record
    ended = _find_early_end(chart)
    if ended is None:
        return None
    return derive_end_date(chart.study, chart.participant), LEFT, ended


def _find_early_end(chart: Chart) -> Record | None:
    """The latest complete end-of-study form of a participation that was not completed."""
    roles = chart.study.roles
    if roles.end_form is None or roles.end_reason is None:
        return None
    complete = [record for record in chart.records_of(roles.end_form) if record.complete]
    latest = max(complete, key=lambda record: record.seq, default=None)
    return None if latest is None or latest.given(roles.end_reason) == "completed" else latest


def find_planned_end(chart: Chart) -> date | None:
    """The first day on which a stop is as planned: the window of the end-of-treatment visit.

    That visit is the one whose week is the design's duration; where it has no window, the day
    after so many weeks counts. None where the design gives no duration: every stop is then a
    discontinuation. Source: ours (proposed); the record gives 24 weeks of treatment.
    """
    study, weeks = chart.study, chart.study.design.duration_weeks
    if weeks is None or chart.day_1 is None:
        return None
    windows = [one.window for one in study.visits if one.week == weeks and one.window]
    day = windows[0].earliest if windows else 7 * weeks + 1
    return date_of_study_day(day, chart.day_1)


def _find_holds(chart: Chart, definition: IntercurrentEvent) -> Iterator[Happened]:
    """Each stretch at dose 0 that a dose followed; rows at dose 0 that touch are one stretch."""
    for first, final in _join(chart.treatment.holds):
        assert final.end is not None
        if chart.day_1 is not None and _lasts(first.start, final.end, definition.least_days):
            days = (final.end - first.start).days + 1
            yield Happened(definition, first.start, final.end, _say(HELD, days=days), first.record)


def _join(periods: tuple[Period, ...]) -> Iterator[tuple[Period, Period]]:
    """The first and the final period of each stretch."""
    first: Period | None = None
    latest: Period | None = None
    for period in periods:
        touches = latest is not None and latest.end is not None
        if first is None or latest is None:
            first = period
        elif not touches or latest.end is None or period.start > latest.end + ONE_DAY:
            yield first, latest
            first = period
        latest = period
    if first is not None and latest is not None:
        yield first, latest


# ---------------------------------------------------------------- medication


def _find_medication(chart: Chart, definition: IntercurrentEvent) -> Iterator[Happened]:
    """Each course with the event's role that began on day 1 or later.

    One without a first day is counted from day 1, unless it ended before: nobody can then say
    that it was not begun under treatment (proposed).
    """
    if chart.day_1 is None:
        return
    for course in chart.medication.courses:
        if course.role != ROLES[definition.event]:
            continue
        start = course.start or chart.day_1
        ended_before = course.end is not None and course.end < chart.day_1
        if start < chart.day_1 or ended_before:
            continue
        if _lasts(start, course.end, definition.least_days):
            yield Happened(definition, start, course.end, _describe_course(course), course.record)


def _describe_course(course: Course) -> Bilingual:
    name = name_course(course)
    if course.start is not None:
        return name
    if not name.en:
        return UNKNOWN_START
    return Bilingual(f"{name.en}; {UNKNOWN_START.en}", f"{name.zh}；{UNKNOWN_START.zh}")


def _find_increases(chart: Chart, definition: IntercurrentEvent) -> Iterator[Happened]:
    """Each stretch of days above day 1's daily dose by more than the plan allows.

    A day whose dose is not known ends the stretch. Without a known dose on day 1 there is nothing
    to compare with, and no event.
    """
    day_1, medication = chart.day_1, chart.medication
    base = medication.daily_prednisone_mg(day_1) if day_1 else None
    if day_1 is None or base is None:
        return
    begun: tuple[date, Decimal, Record] | None = None
    for day in _list_steps(chart, day_1):
        found = medication.find_daily_prednisone(day)
        if found.mg is not None and found.mg > base + definition.above_mg:
            begun = begun or (day, found.mg, _find_new(found.courses, day))
        elif begun is not None:
            yield from _make_increase(definition, begun, base, day - ONE_DAY)
            begun = None
    if begun is not None:
        yield from _make_increase(definition, begun, base, None)


def _list_steps(chart: Chart, day_1: date) -> tuple[date, ...]:
    """The days after day 1 on which the daily dose may change."""
    courses = chart.medication.glucocorticoids
    days = {day for one in courses for day in (one.start, _after(one.end)) if day is not None}
    return tuple(sorted(day for day in days if day > day_1))


def _after(end: date | None) -> date | None:
    return None if end is None else end + ONE_DAY


def _find_new(courses: tuple[Course, ...], day: date) -> Record:
    """The record of the course that began that day, else of the latest one."""
    return next((one.record for one in courses if one.start == day), courses[-1].record)


def _make_increase(
    definition: IntercurrentEvent,
    begun: tuple[date, Decimal, Record],
    base: Decimal,
    end: date | None,
) -> Iterator[Happened]:
    start, mg, record = begun
    if _lasts(start, end, definition.least_days):
        detail = _say(ROSE, mg=_plain(mg), base=_plain(base))
        yield Happened(definition, start, end, detail, record)


# ---------------------------------------------------------------- death


def _find_death(chart: Chart, definition: IntercurrentEvent) -> Iterator[Happened]:
    death = derive_death(chart.study, chart.participant)
    if death is not None:
        yield Happened(definition, death.on, None, NOTHING, death.record)


def _say(text: Bilingual, **parts: object) -> Bilingual:
    return Bilingual(text.en.format(**parts), text.zh.format(**parts))


def _plain(mg: Decimal) -> str:
    return f"{mg.normalize():f}"


_FINDERS: dict[EventKind, Callable[[Chart, IntercurrentEvent], Iterator[Happened]]] = {
    "discontinuation": _find_discontinuation,
    "hold": _find_holds,
    "rescue": _find_medication,
    "glucocorticoid_increase": _find_increases,
    "prohibited_medication": _find_medication,
    "death": _find_death,
}
