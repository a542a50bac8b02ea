"""A participant's laboratory records → one measurement a test and record, of rows and of panels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from heliotrope.capture.kinds import given_code, given_number
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.ranges import derive_sex
from heliotrope.datasets.terminology import read_table
from heliotrope.safety.laboratory import LaboratoryTest, load_tests
from heliotrope.study.forms import Form
from heliotrope.study.laboratories import ReferenceRange
from heliotrope.study.protocol import Study
from heliotrope.study.ranges import find_range
from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Measurement:
    """One result of one test, as recorded and in the unit of the criteria where there is one."""

    record: Record
    test: str
    """Its name in the study's form."""
    label: Bilingual
    value: Decimal | None
    """In `unit`; None for a finding or a value in a unit that cannot be converted."""
    unit: str | None
    """The unit of the criteria, where the test has criteria and its unit is known to them; else
    as recorded."""
    lln: Decimal | None
    uln: Decimal | None
    text: str | None
    """The result as a text: a censored value with its sign, or a finding."""
    sign: str | None
    laboratory: str | None
    judgment: str | None
    on: date | None
    """The day."""
    order: tuple[date, float, int]
    """Sorts by day, then by time of day, then by ledger entry; the undated first."""


@cache
def code_test(test: str) -> str:
    """PARAMCD of a test: its LBTESTCD, else its own name, at most 8 letters and digits."""
    known = next((row for row in read_table("laboratory_tests") if row["test"] == test), None)
    return known["code"] if known else test.replace("_", "").upper()[:8]


RangeFinder = Callable[[str | None, str, date | None, str], ReferenceRange | None]
"""Laboratory, test, day, unit → the limits of normal that the study's files give, if any."""


def make_range_finder(study: Study, participant: Participant) -> RangeFinder:
    """The ranges of the study's laboratories for one participant, whose sex may matter."""
    if not study.laboratories:
        return lambda *_: None
    sex = derive_sex(study, participant)
    return lambda where, test, on, unit: find_range(study, where, test, sex, on, unit)


def read_measurements(
    forms: Sequence[Form], records: Sequence[Record], ranges: RangeFinder
) -> tuple[Measurement, ...]:
    """Every result with a value or a finding in the records of laboratory forms, by time.

    A form with the item `test` has one result a record. Without it, it is a panel: each of its
    numeric items that has a unit is a result. Missing results are left out. The limits of normal
    are those recorded with the result; where neither is, those that the study's files give for its
    laboratory. Values and limits are converted to the unit of the CTCAE criteria where it knows
    the unit.
    """
    by_name = {form.name: form for form in forms}
    found: list[Measurement] = []
    for record in records:
        form = by_name[record.form]
        is_row = "test" in form.item_by_name
        found += _read_row(form, record, ranges) if is_row else _read_panel(form, record, ranges)
    return tuple(sorted(found, key=lambda one: (*one.order, one.test)))


def _read_row(form: Form, record: Record, ranges: RangeFinder) -> Iterator[Measurement]:
    test, value = given_code(record, "test"), given_number(record, "value")
    finding, sign = given_code(record, "finding"), given_code(record, "sign")
    if test is None or (value is None and finding is None):
        return
    unit, laboratory = given_code(record, "unit"), given_code(record, "laboratory")
    limits = (given_number(record, "lln"), given_number(record, "uln"))
    if limits == (None, None):
        limits = _look_up(ranges, laboratory, test, record, unit)
    numbers, unit = _convert(test, unit, [value, *limits])
    yield Measurement(
        record=record,
        test=test,
        label=_label_code(form, test),
        value=numbers[0],
        unit=unit,
        lln=numbers[1],
        uln=numbers[2],
        text=finding.upper() if finding else _say_censored(sign, numbers[0]),
        sign=sign,
        laboratory=laboratory,
        judgment=given_code(record, "judgment"),
        on=record.performed_date,
        order=_find_order(record),
    )


def _read_panel(form: Form, record: Record, ranges: RangeFinder) -> Iterator[Measurement]:
    for item in form.items:
        value = given_number(record, item.name)
        if value is None or item.unit is None:
            continue
        limits = _look_up(ranges, None, item.name, record, item.unit)
        numbers, unit = _convert(item.name, item.unit, [value, *limits])
        yield Measurement(
            record=record,
            test=item.name,
            label=item.label,
            value=numbers[0],
            unit=unit,
            lln=numbers[1],
            uln=numbers[2],
            text=None,
            sign=None,
            laboratory=None,
            judgment=None,
            on=record.performed_date,
            order=_find_order(record),
        )


def _look_up(
    ranges: RangeFinder, laboratory: str | None, test: str, record: Record, unit: str | None
) -> tuple[Decimal | None, Decimal | None]:
    found = ranges(laboratory, test, record.performed_date, unit) if unit else None
    return (found.lln, found.uln) if found else (None, None)


def _find_order(record: Record) -> tuple[date, float, int]:
    at = record.performed_time
    minutes = at.hour * 60 + at.minute + at.second / 60 if at else 0.0
    return (record.performed_date or date.min, minutes, record.seq)


def _label_code(form: Form, test: str) -> Bilingual:
    codes = form.item("test").codes
    known = load_tests().get(test)
    label = next((one.label for one in codes if one.code == test), None)
    return label or (known.label if known else Bilingual(test, test))


def _say_censored(sign: str | None, value: Decimal | None) -> str | None:
    mark = {"below": "<", "above": ">"}.get(sign or "")
    return None if mark is None or value is None else f"{mark}{value:f}"


def _convert(
    test: str, unit: str | None, numbers: Sequence[Decimal | None]
) -> tuple[list[Decimal | None], str | None]:
    """The numbers in the unit of the criteria, where test and unit are known to them."""
    known: LaboratoryTest | None = load_tests().get(test)
    if known is None or unit not in {one.name for one in known.units}:
        return list(numbers), unit
    converted = [None if one is None else known.in_unit_of_criteria(one, unit) for one in numbers]
    return converted, known.units[0].name
