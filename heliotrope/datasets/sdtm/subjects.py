"""A snapshot → its participants with the dates, visits and epochs that every domain counts by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.study.schedule import study_day
from heliotrope.vocabulary import Value

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
    """Visit → VISITNUM, its place in the schedule from 1, and VISIT, its English label."""
    unplanned: frozenset[str]
    """The visits that happen when something calls for them."""
    running: frozenset[str]
    """Forms that are kept from visit to visit."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One period at one dose, as recorded."""

    record: Record
    start: date
    end: date | None
    """The recorded end, else the day before the next period; None: it goes on."""
    taken: bool
    """False: an interruption, dose 0."""


@dataclass(frozen=True)
class Subject:
    """One participant: identifiers, the dates that count, and the records in the order of time."""

    place: int
    participant: Participant
    study: Study
    calendar: Calendar
    records: tuple[Record, ...]
    """By day, time and ledger entry; the undated come first."""
    doses: tuple[Dose, ...]
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

    def list_records(self, forms: Iterable[str]) -> list[Record]:
        """The records of these forms in the order of time."""
        found = [record for form in forms for record in self.by_form.get(form, ())]
        return sorted(found, key=order_record)

    @cached_property
    def taken(self) -> tuple[Dose, ...]:
        """The periods in which drug was taken."""
        return tuple(dose for dose in self.doses if dose.taken)

    @cached_property
    def first_dose(self) -> date | None:
        """The first day with a dose above 0 (RFXSTDTC)."""
        return min((dose.start for dose in self.taken), default=None)

    @cached_property
    def latest_dose(self) -> date | None:
        """The latest day with a dose (RFXENDTC); None while a period goes on or none is known."""
        if not self.taken or any(dose.end is None for dose in self.taken):
            return None
        return max(dose.end for dose in self.taken if dose.end is not None)

    @cached_property
    def end_record(self) -> Record | None:
        """The latest complete end-of-study form; a draft has not ended anything yet."""
        form = self.study.roles.end_form
        complete = [r for r in self.by_form.get(form or "", ()) if r.complete]
        return max(complete, key=lambda record: record.seq, default=None)

    @cached_property
    def end_date(self) -> date | None:
        """The recorded day on which participation ended."""
        record, item = self.end_record, self.study.roles.end_date
        if record is None:
            return None
        ended = record.given(item) if item else None
        return to_date(ended) or record.performed_date

    @cached_property
    def latest_contact(self) -> date | None:
        """The end of participation, else the latest day on which anything was done (RFPENDTC)."""
        days = [r.performed_date for r in self.records if r.performed_date and r.has_values]
        return self.end_date or max(days, default=None)

    def day(self, on: date | None) -> int | None:
        """The study day of a date: no day 0; None if the date or day 1 is not known."""
        return None if on is None or self.day_1 is None else study_day(on, self.day_1)

    def epoch(self, on: date | None) -> str | None:
        """The epoch of a date, by whole days: day 1 is treatment, and so is the latest dose."""
        if on is None:
            return None
        if self.day_1 is None or on < self.day_1:
            return SCREENING
        latest = self.latest_dose
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
    calendar = Calendar(
        number_visits(study),
        frozenset(visit.name for visit in study.visits if visit.kind == "unscheduled"),
        frozenset(running),
    )
    return tuple(_make_subject(study, calendar, *one) for one in enumerate(people))


def _make_subject(
    study: Study, calendar: Calendar, place: int, participant: Participant
) -> Subject:
    records = tuple(sorted(participant.records.values(), key=order_record))
    day_1 = derive_day_1(study, participant)
    doses = _list_doses(study, records)
    return Subject(place, participant, study, calendar, records, doses, day_1)


def order_record(record: Record) -> tuple[date, float, int]:
    """Sorts by day, then by time of day where one was recorded, then by ledger entry."""
    at = record.performed_time
    minutes = at.hour * 60 + at.minute + at.second / 60 if at else 0.0
    return (record.performed_date or date.min, minutes, record.seq)


def _list_doses(study: Study, records: Iterable[Record]) -> tuple[Dose, ...]:
    form, item = study.roles.dosing_form, study.roles.first_dose_date
    if form is None or item is None:
        return ()
    starts = [(to_date(r.given(item)), r) for r in records if r.form == form]
    known = [(start, record) for start, record in starts if start is not None]
    known.sort(key=lambda one: (one[0], one[1].seq))
    found = []
    for place, (start, record) in enumerate(known):
        following = known[place + 1][0] if place + 1 < len(known) else None
        implied = following - timedelta(days=1) if following and following > start else None
        end = to_date(record.given("end_date")) or implied
        found.append(Dose(record, start, end, _is_taken(record)))
    return tuple(found)


def _is_taken(record: Record) -> bool:
    """A dose above 0 that was not stopped; a form that records no doses records their days."""
    dose = record.given("dose_mg")
    none = isinstance(dose, int | Decimal) and dose == 0
    return not none and record.given("frequency") != "stopped"


def number_visits(study: Study) -> dict[str, tuple[float, str]]:
    """Visit → VISITNUM, its place in the schedule from 1, and VISIT, its English label."""
    return {
        visit.name: (float(place), visit.label.en.upper())
        for place, visit in enumerate(study.visits, start=1)
    }


def find_forms(study: Study, kind: RecordKind) -> list[Form]:
    """The forms that record facts of that kind, in the order of the study's files.

    The form that the study names as its dosing form counts as one that records dosing.
    """
    named = study.roles.dosing_form if kind == "dosing" else None
    return [form for form in study.forms if form.records == kind or form.name == named]


def each_record(subjects: Iterable[Subject], forms: list[Form]) -> Iterator[tuple[Subject, Record]]:
    """Every record of these forms that says anything, by participant and time."""
    names = [form.name for form in forms]
    for subject in subjects:
        for record in subject.list_records(names):
            if record.has_values:
                yield subject, record


def to_date(value: Value | None) -> date | None:
    """A recorded day as a date; None if the value is none."""
    return value if isinstance(value, date) and not hasattr(value, "hour") else None
