"""A participant's medication records → courses with dose, and prednisone equivalents by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from heliotrope.capture.kinds import (
    find_forms,
    find_records,
    given_code,
    given_date,
    given_first_day,
    given_number,
)
from heliotrope.capture.ledger import Participant, Record
from heliotrope.safety.glucocorticoid import (
    SYSTEMIC_ROUTES,
    PrednisoneEquivalent,
    Treatment,
    load_glucocorticoids,
    score_prednisone,
)
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import NOTHING, Bilingual, Missing, PartialDate, Value

ONE_DAY = timedelta(days=1)
IN_MG = {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001"), "mcg": Decimal("0.001")}
"""Unit of a dose → its mg."""

NO_FORM = Bilingual("the study records no medication", "本研究未记录用药")
NO_RECORD = Bilingual("no medication recorded", "无用药记录")
UNIT = Bilingual("the dose of {drug} is not in mg", "{drug}的剂量单位不是 mg")
NOT_SYSTEMIC = Bilingual("not a systemic route: 0 mg", "非全身用药途径：0 mg")
UNKNOWN_START = Bilingual(
    "first day not known: taken as begun before the study", "首日不详：按研究开始前已用处理"
)
PART_OF_START = Bilingual(
    "first day known in part only, {day}: taken as the earliest it can be",
    "首日仅知 {day}：按可能的最早一日计",
)
PART_OF_END = Bilingual(
    "final day known in part only, {day}: taken as the latest it can be",
    "末日仅知 {day}：按可能的最晚一日计",
)
REPLACED = Bilingual(
    "no final day recorded: ended by the next course of the same drug, from {day}",
    "未记录末日：因同一药物 {day} 开始的新疗程而结束",
)
SHARED = Bilingual(
    "final day shared with the next course of the same drug, which counts",
    "末日与同一药物的下一疗程为同一天，该日按后者计",
)


@dataclass(frozen=True, slots=True)
class Course:
    """One medication as it was taken, from one day to another."""

    drug: str | None
    """Its code."""
    name: str | None
    """As written, if there is a text."""
    group: str | None
    role: str | None
    route: str | None
    dose: Decimal | None
    dose_unit: str | None
    per_day: Decimal | None
    start: date | None
    """None: not known, taken as before the study."""
    end: date | None
    """The final day; None while it goes on."""
    recorded_end: date | None
    equivalent: PrednisoneEquivalent | None
    """None for what is no glucocorticoid."""
    record: Record
    notes: tuple[Bilingual, ...] = ()

    @property
    def prednisone_mg_per_day(self) -> Decimal | None:
        """The prednisone equivalent of a day; None if not a glucocorticoid or not known."""
        return None if self.equivalent is None else self.equivalent.mg_per_day

    def is_taken_on(self, on: date) -> bool:
        """True from the first day to the final one, both included."""
        begun = self.start is None or self.start <= on
        return begun and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class DailyPrednisone:
    """The prednisone equivalent of one day, or why there is none."""

    mg: Decimal | None
    reason: Bilingual | None
    """None if there is a value."""
    courses: tuple[Course, ...]
    """Those that were counted, or that could not be."""


@dataclass(frozen=True)
class Medication:
    """All medication of one participant."""

    courses: tuple[Course, ...]
    """By first day, the unknown first."""
    missing: Bilingual | None = None
    """Why nothing is known of the medication; None if something is."""

    @cached_property
    def glucocorticoids(self) -> tuple[Course, ...]:
        """The courses of glucocorticoids, by whatever route."""
        return tuple(course for course in self.courses if course.equivalent is not None)

    def find_daily_prednisone(self, on: date) -> DailyPrednisone:
        """The prednisone equivalent taken on that day, in mg.

        0 where medication was recorded and no systemic glucocorticoid among it; without a value
        where nothing was recorded, or a course of that day cannot be converted.
        """
        if self.missing is not None:
            return DailyPrednisone(None, self.missing, ())
        taken = tuple(one for one in self.glucocorticoids if one.is_taken_on(on))
        for course in taken:
            assert course.equivalent is not None
            if course.equivalent.mg_per_day is None:
                return DailyPrednisone(None, course.equivalent.reason, taken)
        known = (one.prednisone_mg_per_day for one in taken)
        return DailyPrednisone(sum((mg for mg in known if mg), Decimal(0)), None, taken)

    def daily_prednisone_mg(self, on: date) -> Decimal | None:
        """As `find_daily_prednisone`, the number alone."""
        return self.find_daily_prednisone(on).mg

    def find_total_prednisone(self, first: date, final: date) -> Decimal | None:
        """The sum over all days from `first` to `final`, both included, in mg.

        None as soon as one of the days is not known, or if `final` lies before `first`.
        """
        if self.missing is not None or final < first:
            return None
        total = Decimal(0)
        for course in self.glucocorticoids:
            start = max(first, course.start or first)
            end = min(final, course.end or final)
            if end < start:
                continue
            mg = course.prednisone_mg_per_day
            if mg is None:
                return None
            total += mg * ((end - start).days + 1)
        return total

    def find_steps(self, first: date, final: date) -> tuple[date, ...]:
        """The days from `first` to `final` on which the prednisone equivalent may change.

        `first` itself is always one of them (if not after `final`).
        """
        days = {first} if first <= final else set()
        for course in self.glucocorticoids:
            after = course.end + ONE_DAY if course.end else None
            days |= {day for day in (course.start, after) if day and first < day <= final}
        return tuple(sorted(days))


def derive_medication(study: Study, participant: Participant) -> Medication:
    """The participant's courses of medication, from the records of kind `medications`.

    A course without a final day goes on, unless the same drug by the same route begins anew
    later: it then ended the day before. Of a first day that is known in part the earliest it can
    be counts, of a final day the latest that it could be when it was recorded. A course whose final
    day is the first day of the next course of the same drug by the same route ends one day earlier,
    so that a change of dose is not counted twice. Any others that overlap add up. A form without
    `dose_unit` means mg. Source of these rules: none is published, they are ours (proposed).
    """
    forms = find_forms(study, "medications")
    if not forms:
        return Medication((), NO_FORM)
    records = find_records(participant, forms)
    if not any(_says_something(record) for record in records):
        return Medication((), NO_RECORD)
    found = [_read(study, record) for record in records if record.has_values]
    return Medication(tuple(_untangle(sorted(found, key=_rank))))


def _says_something(record: Record) -> bool:
    """True also for a form marked as not applicable: it says that nothing is taken."""
    return record.has_values or Missing.NA in record.values.values()


def _rank(course: Course) -> tuple[date, int, tuple[str, str, int]]:
    return (course.start or date.min, course.record.seq, course.record.key)


def _read(study: Study, record: Record) -> Course:
    start, end = given_first_day(record, "start_date"), _find_end(record)
    drug, group = given_code(record, "drug"), given_code(record, "group")
    is_glucocorticoid = group == "glucocorticoid" or drug in load_glucocorticoids()
    return Course(
        drug=drug,
        name=given_code(record, "name"),
        group=group,
        role=given_code(record, "role"),
        route=given_code(record, "route"),
        dose=given_number(record, "dose"),
        dose_unit=_find_unit(study, record),
        per_day=given_number(record, "per_day"),
        start=start,
        end=end,
        recorded_end=end,
        equivalent=_convert(study, record) if is_glucocorticoid else None,
        record=record,
        notes=tuple(_describe_days(record)),
    )


def _find_end(record: Record) -> date | None:
    """The final day; of one that is known in part the latest that it could be when recorded."""
    end, on = record.given("end_date"), record.performed_date
    if not isinstance(end, PartialDate):
        return given_date(record, "end_date")
    return end.last if on is None else max(end.first, min(end.last, on))


def _describe_days(record: Record) -> Iterator[Bilingual]:
    """What was assumed about a day that is not known, or in part only."""
    start, end = record.given("start_date"), record.given("end_date")
    if start is None:
        yield UNKNOWN_START
    for day, words in ((start, PART_OF_START), (end, PART_OF_END)):
        if isinstance(day, PartialDate):
            yield Bilingual(words.en.format(day=day), words.zh.format(day=day))


def _find_unit(study: Study, record: Record) -> str | None:
    asked = "dose_unit" in study.form(record.form).item_by_name
    return given_code(record, "dose_unit") if asked else "mg"


def _convert(study: Study, record: Record) -> PrednisoneEquivalent:
    route = given_code(record, "route")
    if route is not None and route not in SYSTEMIC_ROUTES:
        return PrednisoneEquivalent(Decimal(0), remark=NOT_SYSTEMIC)
    dose: Value | Decimal | None = record.values.get("dose")
    unit = _find_unit(study, record)
    if dose is not None and not isinstance(dose, Missing) and unit is not None:
        number = given_number(record, "dose")
        if unit not in IN_MG or number is None:
            drug = str(record.values.get("drug"))
            reason = Bilingual(UNIT.en.format(drug=drug), UNIT.zh.format(drug=drug))
            return PrednisoneEquivalent(None, reason=reason)
        dose = number * IN_MG[unit]
    if unit is None:
        dose = None
    return score_prednisone(
        Treatment(
            record.values.get("drug"),
            dose,
            record.values.get("per_day"),
            route if route is not None else record.values.get("route"),
        )
    )


def _untangle(courses: Sequence[Course]) -> Iterator[Course]:
    """The same courses; where one of the same drug and route follows, the end that counts."""
    for place, course in enumerate(courses):
        following = [
            one.start
            for one in courses[place + 1 :]
            if one.drug == course.drug and one.route == course.route and one.start is not None
        ]
        later = [day for day in following if course.start is None or day > course.start]
        day = min(later, default=None)
        if day is None or course.drug is None:
            yield course
        elif course.end is None:
            note = Bilingual(REPLACED.en.format(day=day), REPLACED.zh.format(day=day))
            yield replace(course, end=day - ONE_DAY, notes=(*course.notes, note))
        elif course.end in later:
            yield replace(course, end=course.end - ONE_DAY, notes=(*course.notes, SHARED))
        else:
            yield course


def name_course(course: Course) -> Bilingual:
    """The drug as it was written, else its code."""
    text = course.name or course.drug
    return Bilingual(text, text) if text else NOTHING
