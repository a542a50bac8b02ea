"""A form with laboratory values, and its participant → each value's flag and CTCAE grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Literal

from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.timeline import derive_day_1
from heliotrope.safety.grading import VERSIONS, Grade, LaboratoryResult, grade_laboratory
from heliotrope.safety.laboratory import load_tests
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Value

Flag = Literal["", "low", "within", "high"]
"""Where a value lies beside its laboratory's range; empty: nothing can be said."""

VALUE = "value"
"""The item with the number, on a form with one test a row."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One laboratory value as a form states it, with its unit and its laboratory's range."""

    test: str
    item: str
    """The item of the form that holds it."""
    value: Decimal
    unit: str
    sign: str = ""
    """`below` or `above`: the value is only known to lie there."""
    lln: Decimal | None = None
    uln: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BaselineReading:
    """The value that a test is compared with, and where it was recorded."""

    reading: Reading
    visit: str
    day: date | None


@dataclass(frozen=True, slots=True)
class GradedReading:
    """A value with its flag, its grade, and the baseline that went into it."""

    reading: Reading
    flag: Flag
    grade: Grade | None
    """None: the test is none of those that CTCAE grades by value."""
    baseline: BaselineReading | None = None
    """None: there is none yet."""
    is_after_baseline: bool = False
    bound: int | None = None
    """Another grade that the value may have as well: a censored one, or 1 of a value without
    grade whose lower limit is not known."""


# ------------------------------------------------------------------ what is read


def list_readings(form: Form, values: Mapping[str, Value | None]) -> tuple[Reading, ...]:
    """The numbers that a laboratory form states, each with its unit; nothing for other forms.

    A form with the item `test` states one a record. On another each item that is named as a test
    and has a unit states one.
    """
    if form.records != "laboratory":
        return ()
    if "test" in form.item_by_name:
        test, unit = _word(values, "test"), _word(values, "unit")
        item = form.item_by_name.get("unit")
        unit = unit or (item.codes[0].code if item and len(item.codes) == 1 else "")
        made = [_read(test, VALUE, values.get(VALUE), unit)] if test else []
        beside = (_word(values, "sign"), _number(values.get("lln")), _number(values.get("uln")))
        return tuple(
            replace(one, sign=beside[0], lln=beside[1], uln=beside[2]) for one in made if one
        )
    known = load_tests()
    asked = [item for item in form.items if item.name in known and item.unit]
    read = (_read(i.name, i.name, values.get(i.name), i.unit or "") for i in asked)
    return tuple(one for one in read if one)


def _read(test: str, item: str, value: Value | None, unit: str) -> Reading | None:
    number = _number(value)
    return None if number is None else Reading(test, item, number, unit)


def _number(value: Value | None) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def _word(values: Mapping[str, Value | None], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


# ------------------------------------------------------------------ baseline


def derive_baselines(study: Study, participant: Participant) -> dict[str, BaselineReading]:
    """Test → its baseline: the day-1 visit's value, else the latest before the first dose.

    A value of the day-1 visit that is dated after day 1 was taken under treatment and is none.
    Of several the latest counts. Source: decision 12 of the design; `datasets.adam` chooses alike.
    """
    day_1 = derive_day_1(study, participant)
    found: dict[str, tuple[tuple[bool, date, time, int], BaselineReading]] = {}
    for record, reading in _list_recorded(study, participant):
        day = record.performed_date
        planned = is_planned(study, record.visit, day, day_1)
        if not planned and not (day and day_1 and day < day_1):
            continue
        rank = (planned, day or date.min, record.performed_time or time.min, record.seq)
        if reading.test not in found or rank > found[reading.test][0]:
            found[reading.test] = (rank, BaselineReading(reading, record.visit, day))
    return {test: baseline for test, (_, baseline) in found.items()}


def is_planned(study: Study, visit: str, day: date | None, day_1: date | None) -> bool:
    """True for a value of the day-1 visit that is not dated after day 1."""
    return visit == study.roles.day_1_visit and not (day and day_1 and day > day_1)


def _list_recorded(study: Study, participant: Participant) -> Iterable[tuple[Record, Reading]]:
    forms = {form.name: form for form in study.forms if form.records == "laboratory"}
    for record in participant.records.values():
        if record.form in forms:
            for reading in list_readings(forms[record.form], record.values):
                yield record, reading


def is_after(study: Study, visit: str, day: date | None, baseline: BaselineReading) -> bool:
    """True if a value of that visit and day was taken after the baseline.

    By the days where both are known and differ, else by the order of the visits.
    """
    if day is not None and baseline.day is not None and day != baseline.day:
        return day > baseline.day
    order = list(study.visit_by_name)
    return order.index(visit) > order.index(baseline.visit)


# ------------------------------------------------------------------ grades


def choose_version(study: Study) -> str:
    """The version of CTCAE that the plan names; the older one where it names none."""
    laboratory = study.plan.safety.laboratory
    return laboratory.version if laboratory is not None else VERSIONS[0]


def derive_grades(
    study: Study,
    participant: Participant,
    readings: Iterable[Reading],
    visit: str,
    day: date | None,
) -> tuple[GradedReading, ...]:
    """Each value of that visit and day with its flag and grade, in their order; one pass.

    A value of the day-1 visit is its own baseline. Every value of the participant is graded by the
    same baseline, also one before it, as the datasets do; worse than baseline is only said of what
    came after it.
    """
    version, baselines = choose_version(study), derive_baselines(study, participant)
    planned = is_planned(study, visit, day, derive_day_1(study, participant))
    graded = []
    for reading in readings:
        own = BaselineReading(reading, visit, day) if planned else baselines.get(reading.test)
        one = grade_reading(version, reading, own)
        is_later = own is not None and not planned and is_after(study, visit, day, own)
        graded.append(replace(one, is_after_baseline=is_later))
    return tuple(graded)


def grade_reading(
    version: str, reading: Reading, baseline: BaselineReading | None = None
) -> GradedReading:
    """One value with its flag and its grade. Never raises.

    A censored value is graded just beyond its number, as the datasets grade it (proposed); where
    what it may be as well has another grade, that one is named beside.
    """
    flag = derive_flag(reading)
    if reading.test not in load_tests():
        return GradedReading(reading, flag, None, baseline)
    grades = [
        grade_laboratory(_make_result(version, reading, value, baseline))
        for value in _list_ends(reading)
    ]
    bound = grades[-1].value if grades[-1].value != grades[0].value else None
    if grades[0].value is None and reading.lln is None and not grades[0].faults:
        # With a lower limit of 0 only the criteria that rest on it fall away.
        open_ = replace(reading, lln=Decimal(0))
        below = grade_laboratory(_make_result(version, open_, reading.value, baseline))
        low = load_tests()[reading.test].direction == "low"
        bound = 1 if low and below.value == 0 else None
    return GradedReading(reading, flag, grades[0], baseline, bound=bound)


def derive_flag(reading: Reading) -> Flag:
    """Whether the value lies below, within or above its laboratory's range, limits included.

    A censored value has a flag only where it has the same for all that it may be: below 0.5 is low
    if 0.5 is at most the lower limit.
    """
    value, lln, uln = reading.value, reading.lln, reading.uln
    below, above = reading.sign == "below", reading.sign == "above"
    if lln is not None and not above and (value < lln or (below and value == lln)):
        return "low"
    if uln is not None and not below and (value > uln or (above and value == uln)):
        return "high"
    if below:
        return "within" if lln is None and uln is not None and value <= uln else ""
    if above:
        return "within" if uln is None and lln is not None and value >= lln else ""
    return "" if lln is None and uln is None else "within"


_CLOSE = Decimal("0.000001")
"""Nearer to a limit than any laboratory prints."""
_FAR = Decimal(1_000_000)


def _list_ends(reading: Reading) -> tuple[Decimal, ...]:
    """The value; of a censored one the two ends of what it may be."""
    if reading.sign == "below":
        return (max(reading.value - _CLOSE, Decimal(0)), Decimal(0))
    if reading.sign == "above":
        return (reading.value + _CLOSE, max(reading.value, Decimal(1)) * _FAR)
    return (reading.value,)


def _make_result(
    version: str, reading: Reading, value: Decimal, baseline: BaselineReading | None
) -> LaboratoryResult:
    """The result as it is; all in the unit of the criteria where the baseline has another unit."""
    base = baseline.reading if baseline else None
    limits, unit = (reading.lln, reading.uln), reading.unit
    units = {one.name for one in load_tests()[reading.test].units}
    before = base.value if base and base.value > 0 else None
    if base is not None and base.unit != unit:
        if not {base.unit, unit} <= units:
            return LaboratoryResult(version, reading.test, value, unit, *limits)
        test = load_tests()[reading.test]
        before = test.in_unit_of_criteria(base.value, base.unit)
        value = test.in_unit_of_criteria(value, unit)
        limits = tuple(  # type: ignore[assignment]
            None if limit is None else test.in_unit_of_criteria(limit, unit) for limit in limits
        )
        unit = test.units[0].name
    return LaboratoryResult(version, reading.test, value, unit, *limits, before)
