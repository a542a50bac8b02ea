"""A study's forms → those that are kept as a running record, and where a new row of one belongs."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from heliotrope.capture.ledger import Participant, Record, RecordKey
from heliotrope.capture.medication import derive_medication
from heliotrope.capture.progress import VisitProgress
from heliotrope.capture.treatment import derive_treatment
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Missing

_AT_VISITS = ("laboratory", "vital_signs", "procedures")
"""Kinds of facts that a visit measures, however often; they belong to it and run nowhere."""

_ENDS = ("end_date",)


@dataclass(frozen=True, slots=True)
class Place:
    """A visit that a new row can be reported at, and the number it would have there."""

    visit: Visit
    repeat: int


def is_running(form: Form) -> bool:
    """True for a repeating form whose rows go on beside the visits: events, medication, doses."""
    return form.repeating and form.layout == "plain" and form.records not in _AT_VISITS


def is_beside(form: Form) -> bool:
    """True for a running record that no visit waits for: it stands beside the visits alone."""
    return is_running(form) and not form.needed


def list_running(study: Study) -> tuple[Form, ...]:
    """The running records of the study that some visit collects, in the study's order."""
    collected = {name for visit in study.visits for name in visit.forms}
    return tuple(form for form in study.forms if form.name in collected and is_running(form))


def find_replaced(study: Study, participant: Participant, form: Form) -> Mapping[RecordKey, date]:
    """Rows without a recorded end whose place a later row took → their last day.

    As the evaluation has it: a dose or a medication holds until the same one begins anew.
    """
    if form.records == "medications":
        courses = derive_medication(study, participant).courses
        ends = [(one.record.key, one.end) for one in courses if one.recorded_end is None]
    elif form.records == "dosing":
        periods = derive_treatment(study, participant, None).periods
        ends = [(one.record.key, one.end) for one in periods if one.recorded_end is None]
        ends += _list_covered(participant.records_of(form.name), {key for key, _ in ends})
    else:
        ends = []
    return {key: end for key, end in ends if end is not None}


def _list_covered(
    records: Sequence[Record], kept: Container[RecordKey]
) -> list[tuple[RecordKey, date | None]]:
    """Rows without an end of which nothing was left: another one begins on the same day."""
    found: list[tuple[RecordKey, date | None]] = []
    for record in records:
        start = record.given("start_date")
        if record.key not in kept and isinstance(start, date) and not _is_told(record, "end_date"):
            found.append((record.key, start))
    return found


def is_ongoing(form: Form, record: Record, replaced: Mapping[RecordKey, date]) -> bool:
    """True if the row has not ended: it says so, or the form asks for an end and none is given.

    An end that is missing with its reason has come; only its day is not known. A row that a later
    one `replaced` has ended too.
    """
    if record.key in replaced:
        return False
    said = record.given("ongoing")
    if isinstance(said, bool):
        return said
    ends = [name for name in _ENDS if name in form.item_by_name]
    return bool(ends) and not any(_is_told(record, name) for name in ends)


def _is_told(record: Record, name: str) -> bool:
    value = record.values.get(name)
    return value is not None and value is not Missing.NA


def list_places(
    study: Study, participant: Participant, form: Form, visits: list[VisitProgress], today: date
) -> tuple[Place, ...]:
    """Where a new row can be reported, the likeliest visit first.

    That is the visit held today; between visits the one outside the schedule; else the latest that
    was held; else the first that collects the form.
    """
    held = {v.visit.name: v.actual for v in visits if v.actual is not None}
    collecting = [visit for visit in study.visits if form.name in visit.forms]

    def rank(visit: Visit) -> tuple[bool, bool, int]:
        on = held.get(visit.name)
        return (
            on != today,
            visit.kind != "unscheduled",
            -(on.toordinal() if on else 0),
        )

    return tuple(
        Place(visit, _count_next(participant, form, visit))
        for visit in sorted(collecting, key=rank)
    )


def _count_next(participant: Participant, form: Form, visit: Visit) -> int:
    known = (r.repeat for r in participant.records_of(form.name) if r.visit == visit.name)
    return max(known, default=0) + 1
