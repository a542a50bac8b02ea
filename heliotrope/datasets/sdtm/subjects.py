"""A snapshot → its participants with the dates, visits and epochs that every domain counts by."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from heliotrope.capture.kinds import find_forms
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import Treatment, derive_end_date, derive_treatment
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.study.schedule import study_day
from heliotrope.vocabulary import PartialDate, Value

SCREENING, TREATMENT, FOLLOW_UP = "SCREENING", "TREATMENT", "FOLLOW-UP"
RUNNING: tuple[RecordKind, ...] = (
    "adverse_events",
    "medications",
    "dosing",
    "accountability",
    "medical_history",
)
"""Forms that are kept from visit to visit: when they were saved makes no visit."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a study says of its visits, read once."""

    numbers: dict[str, tuple[float, str]]
    """Visit → VISITNUM, its place in the schedule from 1, and VISIT, its English label; a visit
    that the schedule no longer has stands behind the others, by name."""
    unplanned: frozenset[str]
    """The visits that happen when something calls for them."""
    running: frozenset[str]
    """Forms that are kept from visit to visit."""


@dataclass(frozen=True)
class Subject:
    """One participant: identifiers, the dates that count, and the records in the order of time."""

    place: int
    participant: Participant
    study: Study
    calendar: Calendar
    records: tuple[Record, ...]
    """By day, time and ledger entry; the undated come first."""
    treatment: Treatment
    final_dose: date | None
    """The final day with drug (RFXENDTC); None while treatment goes on, or without any."""
    day_1: date | None
    """Study day 1 (RFSTDTC): the first dose, else the day-1 visit."""

    @cached_property
    def usubjid(self) -> str:
        """The identifier that is unique over all studies."""
        return f"{self.study.id.upper()}-{self.participant.code}"

    @cached_property
    def by_form(self) -> dict[str, list[Record]]:
        """Form → its records in the order of time."""
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.form, []).append(record)
        return found

    def list_records(self, forms: Container[str]) -> list[Record]:
        """The records of these forms in the order of time."""
        return [record for record in self.records if record.form in forms]

    @property
    def first_dose(self) -> date | None:
        """The first day with drug (RFXSTDTC)."""
        return self.treatment.first_dose

    @cached_property
    def end_record(self) -> Record | None:
        """The latest complete end-of-study form; a draft has not ended anything yet."""
        form = self.study.roles.end_form
        complete = [r for r in self.by_form.get(form or "", ()) if r.complete]
        return max(complete, key=lambda record: record.seq, default=None)

    @cached_property
    def end_date(self) -> date | None:
        """The recorded day on which participation ended."""
        return derive_end_date(self.study, self.participant)

    @cached_property
    def latest_contact(self) -> date | None:
        """The end of participation, else the latest day on which anything was done (RFPENDTC)."""
        days = [r.performed_date for r in self.records if r.performed_date and r.has_values]
        return self.end_date or max(days, default=None)

    def day(self, on: date | PartialDate | None) -> int | None:
        """The study day of a date: no day 0; None if the date or day 1 is not wholly known."""
        if on is None or isinstance(on, PartialDate) or self.day_1 is None:
            return None
        return study_day(on, self.day_1)

    def epoch(self, on: date | PartialDate | None) -> str | None:
        """The epoch of a date, by whole days: day 1 is treatment, and so is the latest dose.

        Of a date that is known in part only where all of its days are of one epoch.
        """
        if isinstance(on, PartialDate):
            first = self.epoch(on.first)
            return first if first == self.epoch(on.last) else None
        if on is None:
            return None
        if self.day_1 is None or on < self.day_1:
            return SCREENING
        latest = self.final_dose
        return FOLLOW_UP if latest is not None and on > latest else TREATMENT

    def is_before_dose(self, record: Record) -> bool:
        """True if the record stands before treatment: before day 1, or at the visit of day 1."""
        on, day_1 = record.performed_date, self.day_1
        if on is None or day_1 is None:
            return False
        return on < day_1 or (on == day_1 and record.visit == self.study.roles.day_1_visit)

    @cached_property
    def _unplanned(self) -> dict[tuple[str, date | None], int]:
        """Visit and day → which occasion of an unscheduled visit it is, from 1."""
        found: dict[tuple[str, date | None], int] = {}
        counts: dict[str, int] = {}
        for record in self.records:
            if record.visit not in self.calendar.unplanned or record.form in self.calendar.running:
                continue
            key = (record.visit, record.performed_date)
            if key not in found:
                counts[record.visit] = counts.get(record.visit, 0) + 1
                found[key] = counts[record.visit]
        return found

    def visit(self, record: Record) -> tuple[float, str]:
        """VISITNUM and VISIT of a record: an unscheduled visit's second day is 11.01, `… 2`."""
        number, label = self.calendar.numbers[record.visit]
        if record.visit not in self.calendar.unplanned:
            return number, label
        occasion = self._unplanned.get((record.visit, record.performed_date), 1)
        if occasion == 1:
            return number, label
        return round(number + (occasion - 1) / 100, 2), f"{label} {occasion}"


def make_subjects(snapshot: Snapshot) -> tuple[Subject, ...]:
    """Every participant in the order of their codes."""
    study = snapshot.study
    people = sorted(snapshot.participants, key=lambda one: one.code)
    running = {form.name for kind in RUNNING for form in find_forms(study, kind)}
    numbers = number_visits(study)
    recorded = {record.visit for person in people for record in person.records.values()}
    others = recorded.union(snapshot.former_visits) - set(numbers)
    for place, name in enumerate(sorted(others), start=len(numbers) + 1):
        numbers[name] = (float(place), name.replace("_", " ").upper())
    calendar = Calendar(
        numbers,
        frozenset(visit.name for visit in study.visits if visit.kind == "unscheduled"),
        frozenset(running),
    )
    return tuple(_make_subject(study, calendar, *one) for one in enumerate(people))


def _make_subject(
    study: Study, calendar: Calendar, place: int, participant: Participant
) -> Subject:
    records = tuple(sorted(participant.records.values(), key=order_record))
    day_1 = derive_day_1(study, participant)
    treatment = derive_treatment(study, participant, None)
    return Subject(
        place, participant, study, calendar, records, treatment, treatment.final_dose, day_1
    )


def order_record(record: Record) -> tuple[date, float, int]:
    """Sorts by day, then by time of day where one was recorded, then by ledger entry."""
    at = record.performed_time
    minutes = at.hour * 60 + at.minute + at.second / 60 if at else 0.0
    return (record.performed_date or date.min, minutes, record.seq)


def number_visits(study: Study) -> dict[str, tuple[float, str]]:
    """Visit → VISITNUM, its place in the schedule from 1, and VISIT, its English label."""
    return {
        visit.name: (float(place), visit.label.en.upper())
        for place, visit in enumerate(study.visits, start=1)
    }


def each_record(
    subjects: Iterable[Subject], forms: Iterable[Form]
) -> Iterator[tuple[Subject, Record]]:
    """Every record of these forms that says anything, by participant and time."""
    names = {form.name for form in forms}
    for subject in subjects:
        for record in subject.list_records(names):
            if record.has_values:
                yield subject, record


def to_day(value: Value | None) -> date | PartialDate | None:
    """A recorded day, or what is known of it; None if the value is none."""
    return value if isinstance(value, PartialDate) else to_date(value)


def to_date(value: Value | None) -> date | None:
    """A recorded day as a date; None if the value is none."""
    return value if isinstance(value, date) and not hasattr(value, "hour") else None
