"""Data with the plan's intercurrent events → how many had each kind, who and when, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliotrope.analysis.absence import name_day
from heliotrope.analysis.data import Data, Event, Subject
from heliotrope.analysis.results import DAY, EMPTY, Heading, Result
from heliotrope.study.estimands import EventKind, IntercurrentEvent
from heliotrope.vocabulary import Bilingual

NAME = "intercurrent"
PEOPLE = Bilingual("Participants with the event", "发生该事件的人数")
EVENTS = Bilingual("Events", "事件数")
FIRST_DAY = Bilingual("First study day of the event", "事件首日（研究日）")
NO_DRUG = Bilingual(
    "Not evaluable: the data hold neither doses nor an end of study.",
    "不可评价：数据中既无用药也无研究结束记录。",
)
NO_DOSES = Bilingual("Not evaluable: the data hold no doses.", "不可评价：数据中没有研究用药记录。")
NO_MEDICATION = Bilingual(
    "Not evaluable: the data hold no medication.", "不可评价：数据中没有合并用药记录。"
)
NO_DEATHS = Bilingual(
    "Not evaluable: the data hold neither adverse events nor an end of study.",
    "不可评价：数据中既无不良事件也无研究结束记录。",
)


def list_intercurrent(data: Data) -> Iterator[Result]:
    """Ids `intercurrent.<kind>.count`, `.events`; `intercurrent.<kind>.<code>.<number>` the day.

    Of everyone enrolled, whatever any estimand makes of the event. Where the data hold no record of
    the kind from which an event could be told, there is no count, and the row says so: that nothing
    was recorded does not mean that nothing happened.
    """
    for definition in data.study.plan.intercurrent_events:
        yield from _kind_rows(data, definition)


def _kind_rows(data: Data, definition: IntercurrentEvent) -> Iterator[Result]:
    kind, enrolled = definition.event, data.enrolled
    found = [
        (one, event)
        for one in enrolled
        for event in data.events.get(one.code, ())
        if event.kind == kind
    ]
    people = list(dict.fromkeys(one.code for one, _ in found))
    lacking = None if found else _find_lack(enrolled, kind)
    heading, n = _heading(data, definition), len(enrolled)
    yield heading.row(
        "count",
        "count",
        len(people) if lacking is None else None,
        n=n,
        text=lacking or _name_found(data, found),
    )
    yield heading.row(
        "events",
        "count",
        len(found) if lacking is None else None,
        n=n,
        method=EVENTS,
        text=lacking or EMPTY,
    )
    if data.is_listed:
        yield from _event_rows(data, heading, found)


def _event_rows(
    data: Data, heading: Heading, found: Sequence[tuple[Subject, Event]]
) -> Iterator[Result]:
    number: dict[str, int] = {}
    for subject, event in found:
        code = subject.code
        number[code] = number.get(code, 0) + 1
        yield heading.row(
            f"{code}.{number[code]}",
            "estimate",
            event.day,
            n=1,
            unit=DAY,
            group=code,
            method=FIRST_DAY,
            text=_describe(event),
            source=f"ADICE; entries {event.entry}; {data.mark}",
        )


def _heading(data: Data, definition: IntercurrentEvent) -> Heading:
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=f"{NAME}.{definition.event}",
        statistic="count",
        value=None,
        population="enrolled",
        method=PEOPLE,
        plan_version=data.study.plan.version,
        source=f"ADICE ICECAT={definition.event}; {data.mark}",
    )
    return Heading(shared, f"{NAME}.{definition.event}")


def _describe(event: Event) -> Bilingual:
    """`day 40 to 55: 16 days without the study drug`."""
    start = name_day(event.day) or Bilingual("day not known", "日期不详")
    end = name_day(event.end_day)
    en = f"{start.en} to {end.en.removeprefix('day ')}" if end else start.en
    zh = f"{start.zh}至{end.zh}" if end else start.zh
    if event.detail.en:
        return Bilingual(f"{en}: {event.detail.en}", f"{zh}：{event.detail.zh}")
    return Bilingual(en, zh)


def _name_found(data: Data, found: Sequence[tuple[Subject, Event]]) -> Bilingual:
    if not data.is_listed:
        return EMPTY
    said = [(one.code, name_day(event.day)) for one, event in found]
    return Bilingual(
        "; ".join(f"{code}, {day.en if day else 'day not known'}" for code, day in said),
        "；".join(f"{code}，{day.zh if day else '日期不详'}" for code, day in said),
    )


def _find_lack(enrolled: Sequence[Subject], kind: EventKind) -> Bilingual | None:
    """Why no event of the kind could have been found at all; None if one could."""
    ended = any(one.status in ("COMPLETED", "DISCONTINUED") for one in enrolled)
    if kind == "discontinuation":
        return None if ended or any(one.has_dosing for one in enrolled) else NO_DRUG
    if kind == "hold":
        return None if any(one.has_dosing for one in enrolled) else NO_DOSES
    if kind == "death":
        return None if ended or any(one.has_events for one in enrolled) else NO_DEATHS
    return None if any(one.has_medication for one in enrolled) else NO_MEDICATION
