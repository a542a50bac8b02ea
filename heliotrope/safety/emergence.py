"""The days of an event and of the doses go in; treatment-emergent or not, with why, comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from heliotrope.vocabulary import Bilingual, Fact, Source

Phase = Literal["before", "during", "after", "unknown"]
"""Before the first dose; from it to so many days after the final one; later; cannot be told."""


@dataclass(frozen=True, slots=True)
class EventDays:
    """When an event began and ended, and how it stood before treatment."""

    start: date | None
    """None: not known."""
    end: date | None
    """None: it goes on, or its end is not known."""
    grade: int | None = None
    grade_before: int | None = None
    """The grade that the same event had before the first dose, where this is its continuation: no
    day lies between; None: there was none before."""


@dataclass(frozen=True, slots=True)
class DoseDays:
    """When treatment began and ended."""

    first: date | None
    """None: no dose, or no day of it, is recorded."""
    final: date | None
    """None: treatment goes on, or its end is not known."""
    days_after: int
    """So many days after the final dose still count, as the plan says."""
    is_treated: bool = True
    """False: it is known that no dose was taken."""


@dataclass(frozen=True, slots=True)
class Emergence:
    """Whether an event is treatment-emergent, and the sentence that says why."""

    is_emergent: bool | None
    """None: it cannot be told."""
    phase: Phase
    """Of the day on which the event began; where that is not known, `during` if it counts."""
    why: Bilingual


def judge_emergence(event: EventDays, doses: DoseDays) -> Emergence:
    """Whether the event emerged under treatment.

    Yes: it began on or after the day of the first dose and at most `days_after` days after that of
    the final dose, or it was there before and grew worse in that time (a higher grade than before
    the first dose). An unknown first day counts as under treatment unless the event ended before
    the first dose, since a harm is rather counted than missed. On the day of the first dose what
    came earlier is not known: it counts. Undetermined only where the day of the first dose is not
    known.
    """
    if not doses.is_treated:
        return Emergence(False, "before", NOT_TREATED)
    if doses.first is None:
        return Emergence(None, "unknown", NO_FIRST_DOSE)
    if event.start is None:
        return _judge_without_start(event, doses.first)
    return _judge_start(event, event.start, doses.first, doses)


def _judge_start(event: EventDays, start: date, first: date, doses: DoseDays) -> Emergence:
    limit = None if doses.final is None else doses.final + timedelta(days=doses.days_after)
    if start < first:
        return Emergence(False, "before", _fill(BEFORE, start, first))
    if limit is not None and start > limit:
        return Emergence(False, "after", _fill(AFTER, start, limit))
    if event.grade_before is not None:
        return _judge_continued(event, start)
    return Emergence(True, "during", _fill(DURING, start, first))


def _judge_without_start(event: EventDays, first: date) -> Emergence:
    if event.end is not None and event.end < first:
        return Emergence(False, "before", _fill(ENDED_BEFORE, event.end, first))
    return Emergence(True, "during", UNKNOWN_START)


def _judge_continued(event: EventDays, start: date) -> Emergence:
    """An event that was there before: emergent only where it is not known to be no worse."""
    if event.grade is not None and event.grade_before is not None:
        if event.grade <= event.grade_before:
            return Emergence(False, "during", NOT_WORSE)
        return Emergence(True, "during", _fill(WORSE, start, start))
    return Emergence(True, "during", UNKNOWN_GRADE)


def _fill(text: Bilingual, day: date, other: date) -> Bilingual:
    return Bilingual(text.en.format(day=day, other=other), text.zh.format(day=day, other=other))


# ------------------------------------------------------------------ reasons, in words

NOT_TREATED = Bilingual("no dose was taken", "未用药")
NO_FIRST_DOSE = Bilingual("the day of the first dose is not known", "首次给药日期不详")
BEFORE = Bilingual(
    "began on {day}, before the first dose on {other}", "{day} 开始，早于首次给药（{other}）"
)
AFTER = Bilingual(
    "began on {day}, after the final day that counts, {other}", "{day} 开始，晚于计入期末日 {other}"
)
DURING = Bilingual(
    "began on {day}, on or after the first dose on {other}",
    "{day} 开始，不早于首次给药（{other}）",
)
ENDED_BEFORE = Bilingual(
    "first day not known, but it ended on {day}, before the first dose on {other}",
    "开始日期不详，但 {day} 已结束，早于首次给药（{other}）",
)
UNKNOWN_START = Bilingual(
    "first day not known and not over before the first dose: counted",
    "开始日期不详，且首次给药前未结束：计入",
)
NOT_WORSE = Bilingual(
    "goes on from before the first dose, with no higher grade", "首次给药前已有，级别未升高"
)
WORSE = Bilingual(
    "was there before the first dose and grew worse on {day}", "首次给药前已有，{day} 加重"
)
UNKNOWN_GRADE = Bilingual(
    "was there before the first dose; whether it grew worse is not known: counted",
    "首次给药前已有，是否加重不详：计入",
)

# ------------------------------------------------------------------ where the rules come from

FACTS = (
    Fact(
        Bilingual(
            "Treatment-emergent: absent before treatment and there during it, or worse than "
            "before treatment.",
            "治疗中出现：治疗前没有而治疗期间出现，或较治疗前加重。",
        ),
        Source(
            "ICH E9, Statistical Principles for Clinical Trials (1998), glossary: treatment "
            "emergent",
            "ICH E9",
            "unsourced",
            Bilingual(
                "Read in a second-hand copy; the guideline itself could not be read here.",
                "仅读到转述；未能读到指南原文。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "Events that began within so many days after the final dose count; the plan says how "
            "many.",
            "末次给药后若干天内开始的事件亦计入；天数由分析计划规定。",
        ),
        Source("The guideline gives no number; the plan gives it with its reason", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "The day of the first dose and the last day that counts are both included.",
            "首次给药当日与计入期末日均包括在内。",
        ),
        Source("No time of day is recorded; this counts more rather than fewer", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "An event whose first day is not known counts, unless it ended before the first dose.",
            "开始日期不详的事件计入，除非在首次给药前已结束。",
        ),
        Source("Our own rule: a harm is rather counted than missed", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "A row that follows another of the same term without a day between is the same event; "
            "it is worse if its grade is higher than the one before the first dose.",
            "同一术语的记录首尾相接者视为同一事件；级别高于首次给药前者为加重。",
        ),
        Source("No rule is published; this is our own", "", "proposed"),
    ),
)
