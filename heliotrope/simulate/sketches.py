"""A study + a day → who takes part in a rehearsal, from when, and what is special about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heliotrope.study.protocol import Study


@dataclass(frozen=True, slots=True)
class Setting:
    """What kind of rehearsal it is, and up to when."""

    now: datetime
    """Nothing is done after this moment."""
    participants: int | None = None
    """How many are enrolled; None: as many as the study plans, or two fewer while in progress."""
    in_progress: bool = False
    """True: today the study is running, with visits late, due today and due soon."""


FAILURES = 2
"""Screen failures in every rehearsal."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One participant to be: code, day 1, and what is special about the course."""

    code: str
    screening: date
    day_1: date
    rank: int = 0
    """How many were enrolled before."""
    enrolled: bool = True
    eligible: bool | None = True
    """False: a screen failure. None: one criterion is still open."""
    until: int | None = None
    """Visits are made whose target day lies before this study day; None: all."""
    skips: str | None = None
    """A visit whose window has passed without it."""
    responds: bool | None = None
    quirks: frozenset[str] = field(default_factory=frozenset)


QUIRKS = (
    "leaves",
    "outside_window",
    "misses",
    "before_consent",
    "signature_falls",
    "corrects",
    "unscheduled",
)
"""What happens in every study; each to one participant, in turn."""


def sketch_participants(study: Study, setting: Setting) -> list[Sketch]:
    """Everyone who is given a code: those enrolled, screen failures, and who is being screened.

    Codes follow the days of screening. A study without a screening visit has the enrolled only.
    """
    today = setting.now.astimezone(ZoneInfo(study.time_zone)).date()
    planned = study.design.participants
    if setting.in_progress:
        count = setting.participants or max(planned - 2, 1)
        enrolled = _sketch_in_progress(study, today, count)
    else:
        count = setting.participants or planned
        enrolled = _sketch_completed(study, today, count)
    if study.roles.screening_visit is None:
        return _give_codes(study, enrolled)
    others = _sketch_failures(enrolled)
    if setting.in_progress:
        others.append(_sketch_open(today))
    return _give_codes(study, [*enrolled, *others])


def _choose_quirks(rank: int, count: int) -> frozenset[str]:
    own = {quirk for n, quirk in enumerate(QUIRKS, start=1) if n % count == rank}
    # Of one or two participants neither should be lost to what is to be shown.
    return frozenset(own - {"leaves", "misses"} if count < 3 else own)


def _sketch_completed(study: Study, today: date, count: int) -> list[Sketch]:
    """All have finished: the last about a week ago, the others some weeks apart before."""
    length = max((visit.window.latest for visit in study.visits if visit.window), default=110)
    found = []
    for rank in range(count):
        day_1 = move_to_weekday(today - timedelta(length + 8 + 16 * (count - 1 - rank)))
        found.append(
            Sketch(
                code="",
                screening=_screen_before(study, day_1, rank),
                day_1=day_1,
                rank=rank,
                responds=rank % 5 != 4,
                quirks=_choose_quirks(rank, count),
            )
        )
    return found


def _sketch_in_progress(study: Study, today: date, count: int) -> list[Sketch]:
    """Staggered: some have finished, one visit is late, one due today, others soon."""
    places = list(_list_places(study))
    found = []
    for n in range(count):
        place = places[n % len(places)]
        day_1 = today - timedelta(place.study_day - 1 + 3 * (n // len(places)))
        found.append(
            Sketch(
                code="",
                screening=_screen_before(study, day_1, n),
                day_1=day_1,
                rank=n,
                until=place.study_day,
                skips=place.skips,
                responds=n % 5 != 4,
                quirks=_choose_quirks(n, count),
            )
        )
    return found


def _screen_before(study: Study, day_1: date, rank: int) -> date:
    """A weekday some one to two weeks before day 1, within the window of screening."""
    visit = study.visit_by_name.get(study.roles.screening_visit or "")
    longest = -visit.window.earliest - 2 if visit and visit.window else 26
    return move_to_weekday(day_1 - timedelta(min(7 + rank * 5 % 8, longest)))


@dataclass(frozen=True, slots=True)
class _Place:
    """How far somebody is today."""

    study_day: int
    skips: str | None = None


def _list_places(study: Study) -> Iterator[_Place]:
    """The longest in the study first, so that the order of enrollment holds."""
    visits = [v for v in study.visits if v.kind == "scheduled" and v.window and (v.day or 0) > 1]
    if not visits:
        yield _Place(120)
        return
    last = visits[-1]
    assert last.window is not None
    for days in (75, 60, 45, 20):
        yield _Place(last.window.latest + days)
    yield _Place(max((last.day or 1) - 3, 2))
    late = visits[int(0.7 * len(visits))]
    assert late.window is not None
    yield _Place(late.window.latest + 2, skips=late.name)
    for share, days in ((0.4, 0), (0.2, 2)):
        yield _Place(max((visits[int(share * len(visits))].day or 1) - days, 2))


def _sketch_failures(enrolled: Sequence[Sketch]) -> list[Sketch]:
    first, middle = enrolled[0], enrolled[len(enrolled) // 2]
    return [
        replace(
            near,
            screening=move_to_weekday(near.screening + timedelta(days=shift)),
            enrolled=False,
            eligible=False,
            skips=None,
            quirks=frozenset(),
        )
        for near, shift in ((first, 2), (middle, -3))[:FAILURES]
    ]


def _sketch_open(today: date) -> Sketch:
    screening = move_to_weekday(today - timedelta(4))
    return Sketch("", screening, today + timedelta(7), enrolled=False, eligible=None)


def _give_codes(study: Study, sketches: Sequence[Sketch]) -> list[Sketch]:
    ordered = sorted(sketches, key=lambda sketch: sketch.screening)
    prefix, digits = study.participant_prefix, study.participant_digits
    return [
        replace(sketch, code=f"{prefix}{number:0{digits}d}")
        for number, sketch in enumerate(ordered, start=1)
    ]


def move_to_weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(max(day.weekday() - 4, 0))
