"""When things were done → SV, the visits that took place or were missed, and SE, the elements."""

from __future__ import annotations

from datetime import date, timedelta

from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.design import Element, list_elements
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    SPECIAL,
    Cells,
    Domain,
    Rows,
    epoch,
    identify,
    number,
    text,
    visits,
)
from heliotrope.datasets.sdtm.subjects import FOLLOW_UP, SCREENING, TREATMENT, Subject
from heliotrope.datasets.standard import Dataset
from heliotrope.study.schedule import Visit, date_of_study_day

_MISSED = "Y for a visit that took place, N for one whose window has passed without it."

SV = Domain(
    "SV",
    "Subject Visits",
    "One record per actual or planned visit per subject",
    SPECIAL,
    ("STUDYID", "USUBJID", "VISITNUM"),
    (
        *identify("SV", sequence=False),
        *visits("Req"),
        text("SVPRESP", "Pre-specified", "Exp", "Assigned", codelist="NY"),
        text("SVOCCUR", "Occurrence", "Exp", "Derived", codelist="NY", note=_MISSED),
        number("VISITDY", "Planned Study Day of Visit", "Perm", "Protocol"),
        text(
            "SVSTDTC",
            "Start Date/Time of Visit",
            "Exp",
            "Derived",
            note="The first day on which a form of the visit was done.",
        ),
        text(
            "SVENDTC",
            "End Date/Time of Visit",
            "Exp",
            "Derived",
            note="The latest day on which a form of the visit was done.",
        ),
        number("SVSTDY", "Study Day of Start of Visit", "Perm", note=DAY_NOTE),
        number("SVENDY", "Study Day of End of Visit", "Perm", note=DAY_NOTE),
        text("SVUPDES", "Description of Unplanned Visit", "Perm", "Assigned"),
    ),
)

SE = Domain(
    "SE",
    "Subject Elements",
    "One record per actual Element per subject",
    SPECIAL,
    ("STUDYID", "USUBJID", "SESTDTC", "SESEQ"),
    (
        *identify("SE"),
        text("ETCD", "Element Code", "Req", "Assigned"),
        text("ELEMENT", "Description of Element", "Perm", "Protocol"),
        epoch(),
        text(
            "SESTDTC",
            "Start Date/Time of Element",
            "Req",
            "Derived",
            note="SCREENING: the first day of all. TREATMENT: RFSTDTC. FOLLOW-UP: the day after "
            "RFXENDTC.",
        ),
        text(
            "SEENDTC",
            "End Date/Time of Element",
            "Exp",
            "Derived",
            note="The start of the next element, else the end of participation.",
        ),
        number("SESTDY", "Study Day of Start of Element", "Perm", note=DAY_NOTE),
        number("SEENDY", "Study Day of End of Element", "Perm", note=DAY_NOTE),
    ),
)


def make_sv(context: Context) -> Dataset:
    """SV: one row a visit that took place, and one for each planned visit that is over without.

    A visit lasts from the first to the latest day on which one of its forms was done. Forms that
    are kept from visit to visit (events, medication, doses) make no visit.
    """
    rows = Rows(SV)
    for subject in context.subjects:
        seen: dict[tuple[float, str], list[Record]] = {}
        for record in subject.records:
            if record.has_values and record.form not in subject.calendar.running:
                seen.setdefault(subject.visit(record), []).append(record)
        lines: list[Line] = [
            (key, _make_seen(context, subject, key, records), max(r.seq for r in records))
            for key, records in seen.items()
        ]
        lines += _list_missed(context, subject, {number for number, _ in seen})
        for _, cells, entry in sorted(lines, key=lambda one: one[0]):
            rows.add(cells, entry, numbered=False)
    return rows.finish()


def _make_seen(
    context: Context, subject: Subject, key: tuple[float, str], records: list[Record]
) -> Cells:
    days = sorted(r.performed_date for r in records if r.performed_date is not None)
    start, end = (days[0], days[-1]) if days else (None, None)
    visit = context.study.visit_by_name.get(records[0].visit)
    planned = visit is not None and visit.kind == "scheduled"
    return {
        **context.begin("SV", subject),
        "VISITNUM": key[0],
        "VISIT": key[1],
        "SVPRESP": "Y" if planned else None,
        "SVOCCUR": "Y" if planned else None,
        "VISITDY": visit.day if visit is not None else None,
        "SVSTDTC": start.isoformat() if start else None,
        "SVENDTC": end.isoformat() if end else None,
        "SVSTDY": subject.day(start),
        "SVENDY": subject.day(end),
        "SVUPDES": None if planned else visit.label.en if visit else key[1],
    }


Line = tuple[tuple[float, str], Cells, int | None]


def _list_missed(context: Context, subject: Subject, seen: set[float]) -> list[Line]:
    """The planned visits of an enrolled participant that ended before the data do."""
    if subject.participant.enrolled is None or subject.day_1 is None:
        return []
    until = context.cut_off or subject.latest_contact
    found: list[Line] = []
    for visit in context.study.visits:
        key = subject.calendar.numbers[visit.name]
        if visit.kind == "scheduled" and key[0] not in seen and _is_over(subject, visit, until):
            cells: Cells = {
                **context.begin("SV", subject),
                "VISITNUM": key[0],
                "VISIT": key[1],
                "SVPRESP": "Y",
                "SVOCCUR": "N",
                "VISITDY": visit.day,
            }
            found.append((key, cells, None))
    return found


def _is_over(subject: Subject, visit: Visit, until: date | None) -> bool:
    latest = visit.window.latest if visit.window else visit.day
    if latest is None or subject.day_1 is None or until is None:
        return False
    return date_of_study_day(latest, subject.day_1) < until


def make_se(context: Context) -> Dataset:
    """SE: screening until day 1, treatment until the latest dose, follow-up until the end."""
    rows = Rows(SE)
    planned = list_elements(context.study)
    epochs = [element.epoch for element in planned]
    # Which of several arms a participant is in, the records do not tell.
    elements = {one.epoch: one for one in planned if epochs.count(one.epoch) == 1}
    for subject in context.subjects:
        for name, start, end in _list_spans(subject):
            if name in elements:
                rows.add(_make_element(context, subject, elements[name], start, end), None)
    return rows.finish()


def _list_spans(subject: Subject) -> list[tuple[str, date, date | None]]:
    done = [r.performed_date for r in subject.records if r.performed_date and r.has_values]
    first = min(done, default=None)
    day_1, latest = subject.day_1, subject.final_dose
    ended, contact = subject.end_date, subject.latest_contact
    spans: list[tuple[str, date, date | None]] = []
    if first is not None and (day_1 is None or first < day_1):
        spans.append((SCREENING, first, day_1 or ended))
    if day_1 is not None and latest is not None and contact is not None and contact > latest:
        over = latest + timedelta(days=1)
        spans += [(TREATMENT, day_1, over), (FOLLOW_UP, over, ended)]
    elif day_1 is not None:
        spans.append((TREATMENT, day_1, latest or ended))
    return spans


def _make_element(
    context: Context, subject: Subject, element: Element, start: date, end: date | None
) -> Cells:
    return {
        **context.begin("SE", subject),
        "ETCD": element.code,
        "ELEMENT": element.label,
        "EPOCH": element.epoch,
        "SESTDTC": start.isoformat(),
        "SEENDTC": end.isoformat() if end else None,
        "SESTDY": subject.day(start),
        "SEENDY": subject.day(end),
    }
