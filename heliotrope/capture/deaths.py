"""A participant's records → the death that they tell of, if any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heliotrope.capture.kinds import find_forms, find_records, given_answer, given_code, given_date
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.treatment import derive_end_date
from heliotrope.study.protocol import Study

DEATH = "death"
"""The code of the end-of-study reason, and the item of an adverse event, that mean a death."""


@dataclass(frozen=True, slots=True)
class Death:
    """That a participant died, and the record that says so."""

    on: date | None
    """None: the day is not known."""
    record: Record


def derive_death(study: Study, participant: Participant) -> Death | None:
    """The death that an adverse event or the end of study records; None if neither does.

    An event tells of a death by its outcome `fatal`, grade 5 or the seriousness `death`; its day is
    the event's end. Otherwise, and where that day is missing, the end of study of reason `death`
    gives it. Source: ICH E2A (a fatal outcome), CTCAE (grade 5); the order is ours (proposed).
    """
    events = find_records(participant, find_forms(study, "adverse_events"))
    fatal = [record for record in events if _is_fatal(record)]
    ended = _find_end(study, participant)
    days = [day for record in fatal if (day := given_date(record, "end_date")) is not None]
    if ended is not None:
        ended_on = derive_end_date(study, participant)
        days += [ended_on] if ended_on and not days else []
    record = fatal[0] if fatal else ended
    return None if record is None else Death(min(days, default=None), record)


def _is_fatal(record: Record) -> bool:
    return (
        given_code(record, "outcome") == "fatal"
        or given_code(record, "grade") == "5"
        or given_answer(record, DEATH) is True
    )


def _find_end(study: Study, participant: Participant) -> Record | None:
    """The latest complete end-of-study form, if its reason is death."""
    roles = study.roles
    if roles.end_form is None or roles.end_reason is None:
        return None
    complete = [record for record in participant.records_of(roles.end_form) if record.complete]
    latest = max(complete, key=lambda record: record.seq, default=None)
    if latest is None or latest.given(roles.end_reason) != DEATH:
        return None
    return latest
