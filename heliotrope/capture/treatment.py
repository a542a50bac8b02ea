"""A participant's dosing records → periods of study drug, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from heliotrope.capture.kinds import (
    find_forms,
    find_records,
    given_code,
    given_date,
    given_number,
)
from heliotrope.capture.ledger import Participant, Record
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual

PER_DAY = {"daily": Decimal(1), "alternate_days": Decimal("0.5"), "stopped": Decimal(0)}
"""Doses a day, on average, by the code of the frequency."""

ONE_DAY = timedelta(days=1)

OPEN = Bilingual("no end recorded: cut at {day}", "未记录末日：截至 {day}")
REPLACED = Bilingual("no end recorded: the next began {day}", "未记录末日：下一阶段始于 {day}")
OVERLAP = Bilingual("overlaps with the period from {day}", "与 {day} 开始的阶段重叠")
BACKWARD = Bilingual(
    "ends before it begins: counted as its first day only", "末日早于首日：仅计首日"
)
GAP = Bilingual("nothing recorded from {day} to {end}", "{day} 至 {end} 无记录")
UNDATED = Bilingual("a dosing row without a first day is not counted", "缺首日的用药行未计入")
NO_DOSE = Bilingual("a dose is not recorded, so doses cannot be summed", "有剂量未记录，无法求和")


@dataclass(frozen=True, slots=True)
class Period:
    """Days at one dose of the study drug, as they count: no two periods share a day."""

    start: date
    end: date | None
    """The final day; None if it goes on and nobody knows until when."""
    dose_mg: Decimal | None
    """A single dose; 0 while held; None if not recorded."""
    per_day: Decimal | None
    """Doses a day; None if not recorded."""
    reason: str | None
    """Code of the reason for this dose, if the form asks for one."""
    recorded_end: date | None
    record: Record
    notes: tuple[Bilingual, ...] = ()

    @property
    def is_dose(self) -> bool:
        """True if drug was taken: a dose that is not 0, or one that was not recorded."""
        return self.dose_mg != 0 and self.per_day != 0

    @property
    def days(self) -> int | None:
        """How many days, both ends included."""
        return None if self.end is None else (self.end - self.start).days + 1

    @property
    def mg_per_day(self) -> Decimal | None:
        """The mean dose of a day; None if dose or frequency is not recorded."""
        if not self.is_dose:
            return Decimal(0)
        if self.dose_mg is None or self.per_day is None:
            return None
        return self.dose_mg * self.per_day

    @property
    def total_mg(self) -> Decimal | None:
        """Days times the mean dose of a day; None if either is not known."""
        if self.days is None or self.mg_per_day is None:
            return None
        return self.days * self.mg_per_day


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one participant took of the study drug, from the first dose to the final one.

    All days are calendar days. Sums are None where a dose or an end is not known, and 0 (days) or
    None (doses) where nothing was taken.
    """

    periods: tuple[Period, ...]
    """By first day."""
    notes: tuple[Bilingual, ...] = ()
    """Gaps and rows that could not be used."""

    @property
    def doses(self) -> tuple[Period, ...]:
        """The periods in which drug was taken."""
        return tuple(period for period in self.periods if period.is_dose)

    @property
    def first_dose(self) -> date | None:
        """The first day with drug."""
        return min((period.start for period in self.doses), default=None)

    @property
    def final_dose(self) -> date | None:
        """The final day with drug, as far as it is known; None without a dose or without its end.

        While a participant is still treated it is the day at which the data were cut.
        """
        doses = self.doses
        if not doses or any(period.end is None for period in doses):
            return None
        return max(period.end for period in doses if period.end is not None)

    @property
    def treatment_days(self) -> int:
        """Days from the first dose to the final one, whether or not drug was taken on each."""
        if self.first_dose is None or self.final_dose is None:
            return 0
        return (self.final_dose - self.first_dose).days + 1

    @property
    def days_on_drug(self) -> int:
        """Days in periods with drug; those of alternate-day dosing count in full."""
        return sum(period.days or 0 for period in self.doses)

    @property
    def days_held(self) -> int:
        """Days at dose 0 between the first dose and the final one."""
        return sum(period.days or 0 for period in self.holds)

    @property
    def days_unrecorded(self) -> int:
        """Days between the first and the final dose of which no row speaks."""
        return self.treatment_days - self.days_on_drug - self.days_held

    @property
    def holds(self) -> tuple[Period, ...]:
        """Periods at dose 0 after the first dose that were followed by a dose."""
        first, final = self.first_dose, self.final_dose
        if first is None or final is None:
            return ()
        return tuple(p for p in self.periods if not p.is_dose and first < p.start < final)

    @property
    def cumulative_mg(self) -> Decimal | None:
        """The sum of days times mean daily dose."""
        found = [period.total_mg for period in self.doses]
        known = [total for total in found if total is not None]
        return sum(known, Decimal(0)) if found and len(known) == len(found) else None

    @property
    def start_mg_per_day(self) -> Decimal | None:
        """The mean daily dose of the first period with drug."""
        return self.doses[0].mg_per_day if self.doses else None

    @property
    def mean_mg_per_day(self) -> Decimal | None:
        """Dose intensity: the cumulative dose over the days from first to final dose."""
        total, days = self.cumulative_mg, self.treatment_days
        return None if total is None or not days else total / days

    @property
    def relative_intensity(self) -> Decimal | None:
        """Dose intensity over the starting dose: 1 means neither held nor reduced."""
        mean, start = self.mean_mg_per_day, self.start_mg_per_day
        return None if mean is None or not start else mean / start

    def period_on(self, on: date) -> Period | None:
        """The period that the day lies in."""
        for period in self.periods:
            if period.start <= on and (period.end is None or on <= period.end):
                return period
        return None


def derive_treatment(study: Study, participant: Participant, cut_off: date | None) -> Treatment:
    """The participant's periods of study drug, from the records of kind `dosing`.

    A period without a final day ends the day before the next one begins, else on the day
    participation ended, else at `cut_off`. Where two dated periods overlap, the one that began
    later holds (of two that began on one day, the later entry), and the other goes on after it if
    it lasts longer; overlaps, gaps and cuts are told. A form without an item `frequency` means one
    dose a day. Source of these rules: none is published, they are ours (proposed).
    """
    records = find_records(participant, find_forms(study, "dosing"))
    rows = [_read(study, record) for record in records if record.has_values]
    dated = sorted((row for row in rows if row is not None), key=_rank)
    limit = derive_end_date(study, participant) or cut_off
    closed = list(_close(dated, limit))
    periods = tuple(_untangle(closed))
    notes = [UNDATED] if len(dated) < len(rows) else []
    notes += _find_gaps(periods)
    if any(period.mg_per_day is None for period in periods):
        notes.append(NO_DOSE)
    return Treatment(periods, tuple(notes))


def derive_end_date(study: Study, participant: Participant) -> date | None:
    """The day on which participation ended, from the latest complete end-of-study form."""
    roles = study.roles
    if roles.end_form is None:
        return None
    complete = [record for record in participant.records_of(roles.end_form) if record.complete]
    if not complete:
        return None
    latest = max(complete, key=lambda record: record.seq)
    ended = given_date(latest, roles.end_date) if roles.end_date else None
    return ended or latest.performed_date


def _read(study: Study, record: Record) -> Period | None:
    start, end = given_date(record, "start_date"), given_date(record, "end_date")
    if start is None:
        return None
    dose, code = given_number(record, "dose_mg"), given_code(record, "frequency")
    asked = "frequency" in study.form(record.form).item_by_name
    per_day = PER_DAY.get(code or "") if asked else Decimal(1)
    notes = (BACKWARD,) if end is not None and end < start else ()
    end = start if notes else end
    if dose == 0 or per_day == 0:
        dose, per_day = Decimal(0), Decimal(0)
    return Period(start, end, dose, per_day, given_code(record, "reason"), end, record, notes)


def _rank(period: Period) -> tuple[date, int, tuple[str, str, int]]:
    return (period.start, period.record.seq, period.record.key)


def _close(periods: Sequence[Period], limit: date | None) -> Iterator[Period]:
    """The same periods, each with an end where one can be told."""
    for place, period in enumerate(periods):
        if period.end is not None:
            yield period
            continue
        later = [one.start for one in periods[place + 1 :] if one.start > period.start]
        if later:
            note = _fill(REPLACED, later[0])
            yield replace(period, end=later[0] - ONE_DAY, notes=(*period.notes, note))
        elif limit is not None:
            end = max(limit, period.start)
            yield replace(period, end=end, notes=(*period.notes, _fill(OPEN, end)))
        else:
            yield period


def _untangle(periods: Sequence[Period]) -> list[Period]:
    """Periods that share no day: on each day the one that holds."""
    done: list[Period] = []
    for period in periods:
        kept: list[Period] = []
        for one in done:
            kept += _cut_out(one, period)
        done = sorted([*kept, period], key=_rank)
    return done


def _cut_out(one: Period, later: Period) -> Iterator[Period]:
    """What is left of a period beside one that began later or on the same day."""
    if one.end is not None and one.end < later.start:
        yield one
        return
    note = (*one.notes, _fill(OVERLAP, later.start))
    if one.start < later.start:
        yield replace(one, end=later.start - ONE_DAY, notes=note)
    if later.end is not None and (one.end is None or one.end > later.end):
        yield replace(one, start=later.end + ONE_DAY, notes=note)


def _find_gaps(periods: Iterable[Period]) -> Iterator[Bilingual]:
    """Every stretch between two periods of which no row speaks."""
    known: date | None = None
    for period in periods:
        if known is not None and period.start > known + ONE_DAY:
            yield _fill(GAP, known + ONE_DAY, period.start - ONE_DAY)
        known = period.end


def _fill(text: Bilingual, day: date, end: date | None = None) -> Bilingual:
    return Bilingual(text.en.format(day=day, end=end), text.zh.format(day=day, end=end))
