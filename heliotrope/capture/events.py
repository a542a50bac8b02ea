"""A participant and one adverse event as typed → treatment-emergent or not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from heliotrope.capture.kinds import find_forms, find_records
from heliotrope.capture.ledger import Participant, RecordKey
from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import derive_treatment
from heliotrope.safety.emergence import DoseDays, Emergence, EventDays, judge_emergence
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Value

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Event:
    term: str
    start: date | None
    end: date | None
    grade: int | None


def derive_emergence(
    study: Study, participant: Participant, key: RecordKey, values: Mapping[str, Value | None]
) -> Emergence | None:
    """Whether the event emerged under treatment, beside the participant's other events.

    None where the plan does not count events, or the event says no day yet. `key` is that of the
    row that holds it, so that the row as recorded is not taken for another event.
    """
    counting = study.plan.safety.events
    event = _read(values)
    if counting is None or (event.start is None and event.end is None):
        return None
    doses = derive_doses(study, participant, counting.emergent_days)
    others = [
        _read(record.values)
        for record in find_records(participant, find_forms(study, "adverse_events"))
        if record.key != key
    ]
    before = _find_grade_before(event, others, doses.first)
    return judge_emergence(EventDays(event.start, event.end, event.grade, before), doses)


def derive_doses(study: Study, participant: Participant, days_after: int) -> DoseDays:
    """The days of the first and the final dose; the final one is None while treatment goes on."""
    treatment = derive_treatment(study, participant, None)
    if treatment.doses:
        return DoseDays(treatment.first_dose, treatment.final_dose, days_after)
    if treatment.periods:
        return DoseDays(None, None, days_after, is_treated=False)
    day_1 = None if treatment.notes else derive_day_1(study, participant)
    return DoseDays(day_1, None, days_after)


def _read(values: Mapping[str, Value | None]) -> _Event:
    """Rows of one CTCAE term are of one event; without it those of the same words."""
    term, words = values.get("ctcae_term"), values.get("term")
    start, end, grade = values.get("start_date"), values.get("end_date"), values.get("grade")
    return _Event(
        term if isinstance(term, str) else words.lower() if isinstance(words, str) else "",
        start if isinstance(start, date) else None,
        end if isinstance(end, date) else None,
        int(grade) if isinstance(grade, str) and grade.isdigit() else None,
    )


def _find_grade_before(event: _Event, others: Iterable[_Event], first: date | None) -> int | None:
    """The grade that the same event had before the first dose, if it goes on from there.

    Rows of one term without a day between are one event; followed back from this one to the latest
    that began before the first dose.
    """
    if first is None or event.start is None:
        return None
    if event.start < first:
        return event.grade
    same = [one for one in others if one.term == event.term and one.start is not None]
    earlier = sorted(
        (one for one in same if one.start is not None and one.start < event.start),
        key=lambda one: one.start or first,
        reverse=True,
    )
    reached = event.start
    for one in earlier:
        assert one.start is not None
        if one.end is not None and one.end + ONE_DAY < reached:
            return None
        reached = one.start
        if one.start < first:
            return one.grade
    return None
