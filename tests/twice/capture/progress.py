"""A participant's saves with a day in; the state of each visit, from a table read downwards, out.

Slow and obvious: days are counted on the fingers, windows are lists of days.
"""

from __future__ import annotations

from datetime import date, timedelta

from heliotrope.capture.ledger import Participant, Record
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit

ONE_DAY = timedelta(days=1)
LONG = 400
"""Days counted to either side of day 1: more than any schedule here needs."""


def number_days(day_1: date) -> dict[int, date]:
    """Study day → date: 1, 2, 3 … onwards, -1, -2 … backwards, and no 0."""
    days, on, before = {}, day_1, day_1
    for number in range(1, LONG):
        days[number] = on
        on += ONE_DAY
    for number in range(1, LONG):
        before -= ONE_DAY
        days[-number] = before
    return days


def find_day_1(study: Study, one: Participant) -> date | None:
    """The first day of any dose, else the first day of anything done at the day-1 visit.

    A row of dosing that says that nothing was taken is no dose.
    """
    doses, days = [], []
    for record in one.records.values():
        if record.form == study.roles.dosing_form:
            dose = record.values[study.roles.first_dose_date or ""]
            none = record.values.get("dose_mg") == 0 or record.values.get("frequency") == "stopped"
            if isinstance(dose, date) and not none:
                doses.append(dose)
        if record.visit == study.roles.day_1_visit and record.performed_date and _said(record):
            days.append(record.performed_date)
    return min(doses or days) if doses or days else None


def _said(record: Record) -> bool:
    return any(record.given(item) is not None for item in record.values) or bool(record.redacted)


def find_end(study: Study, one: Participant) -> date | None:
    """The day on the first complete end-of-study form that gives one."""
    for record in one.records.values():
        if record.form == study.roles.end_form and record.complete:
            day = record.values[study.roles.end_date or ""]
            if isinstance(day, date):
                return day
    return None


def list_required(study: Study, visit: Visit) -> list[str]:
    """The forms without which a scheduled visit is not complete."""
    named = {form.name: form for form in study.forms}
    return [
        name for name in visit.forms if not named[name].repeating and name != study.roles.end_form
    ]


def judge_visit(study: Study, one: Participant, visit: Visit, today: date) -> str | None:
    """The state of one visit; None if it is not shown. Read the rows from the top."""
    here = [record for record in one.records.values() if record.visit == visit.name]
    drafts = [record for record in here if not record.complete]
    if visit.kind != "scheduled":
        if not here:
            return None
        return "partial" if drafts else "complete"

    saved = {record.form for record in here}
    open_forms = {record.form for record in drafts}
    missing = [f for f in list_required(study, visit) if f not in saved or f in open_forms]
    if here and not missing:
        return "partial" if drafts else "complete"
    if one.screen_failed is not None:
        return "ended"

    return _judge_by_days(study, one, visit, today, begun=bool(here))


def _judge_by_days(
    study: Study, one: Participant, visit: Visit, today: date, *, begun: bool
) -> str:
    day_1, end = find_day_1(study, one), find_end(study, one)
    days = number_days(day_1) if day_1 else {}
    last = days.get(visit.window.latest) if visit.window else None
    first = days.get(visit.window.earliest) if visit.window else None
    if end is not None and not begun and (last is None or last > end):
        return "ended"
    if one.enrolled is not None and last is not None and last < today:
        return "late"
    if begun:
        return "partial"
    if visit.name == study.roles.screening_visit:
        may_begin = one.enrolled is None
    elif one.enrolled is None:
        may_begin = False
    elif visit.name == study.roles.day_1_visit or visit.window is None:
        may_begin = True
    else:
        may_begin = first is not None and first <= today
    return "open" if may_begin else "planned"


def list_duties(
    study: Study, participants: list[Participant], today: date, horizon: int
) -> list[tuple[str, str, str, int]]:
    """Participant, visit, urgency, days: what waits, unsorted."""
    found = []
    for one in participants:
        day_1 = find_day_1(study, one)
        days = number_days(day_1) if day_1 else {}
        for visit in study.visits:
            state = judge_visit(study, one, visit, today)
            if state is None or visit.kind != "scheduled":
                continue
            target = days.get(visit.day) if visit.day else None
            first = days.get(visit.window.earliest) if visit.window else None
            last = days.get(visit.window.latest) if visit.window else None
            if state == "late" and last is not None:
                found.append((one.code, visit.name, "late", (today - last).days))
            if state in ("open", "partial"):
                left = (target - today).days if target else 0
                found.append((one.code, visit.name, "today" if left <= 0 else "soon", left))
            if state == "planned" and first and one.enrolled and (first - today).days <= horizon:
                left = ((target or first) - today).days
                found.append((one.code, visit.name, "soon", left))
    return found
