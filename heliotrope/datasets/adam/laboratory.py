"""A participant's laboratory records → one measurement a test and record, of rows and of panels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from heliotrope.capture.kinds import given_code, given_number
from heliotrope.capture.ledger import Record
from heliotrope.safety.laboratory import LaboratoryTest, load_tests
from heliotrope.study.forms import Form
from heliotrope.vocabulary import Bilingual

CODES = {
    "neutrophils": "NEUT",
    "platelets": "PLAT",
    "hemoglobin": "HGB",
    "wbc": "WBC",
    "lymphocytes": "LYM",
    "alt": "ALT",
    "ast": "AST",
    "alp": "ALP",
    "ggt": "GGT",
    "bilirubin": "BILI",
    "creatinine": "CREAT",
    "ck": "CK",
    "ldh": "LDH",
    "tsh": "TSH",
    "ft4": "T4FR",
    "ferritin": "FERRITIN",
    "d_dimer": "DDIMER",
    "aldolase": "ALDOLASE",
}
"""Test → the LBTESTCD of CDISC's controlled terminology; others are made from the name."""


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
    """LBTESTCD or PARAMCD of a test, at most 8 letters and digits."""
    plain = "".join(one for one in test.upper() if one.isascii() and one.isalnum())
    return CODES.get(test, (plain if plain[:1].isalpha() else f"T{plain}")[:8])


def read_measurements(forms: Sequence[Form], records: Sequence[Record]) -> tuple[Measurement, ...]:
    """Every result with a value or a finding in the records of laboratory forms, by time.

    A form with the item `test` has one result a record. Without it, it is a panel: each of its
    numeric items that has a unit is a result, without limits of normal. Missing results are left
    out. Values and limits are converted to the unit of the CTCAE criteria where it knows the unit.
    """
    by_name = {form.name: form for form in forms}
    found: list[Measurement] = []
    for record in records:
        form = by_name[record.form]
        is_row = "test" in form.item_by_name
        found += _read_row(form, record) if is_row else _read_panel(form, record)
    return tuple(sorted(found, key=lambda one: (*one.order, one.test)))


def _read_row(form: Form, record: Record) -> Iterator[Measurement]:
    test, value = given_code(record, "test"), given_number(record, "value")
    finding, sign = given_code(record, "finding"), given_code(record, "sign")
    if test is None or (value is None and finding is None):
        return
    unit = given_code(record, "unit")
    numbers, unit = _convert(
        test, unit, [value, given_number(record, "lln"), given_number(record, "uln")]
    )
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
        laboratory=given_code(record, "laboratory"),
        judgment=given_code(record, "judgment"),
        on=record.performed_date,
        order=_find_order(record),
    )


def _read_panel(form: Form, record: Record) -> Iterator[Measurement]:
    for item in form.items:
        value = given_number(record, item.name)
        if value is None or item.unit is None:
            continue
        numbers, unit = _convert(item.name, item.unit, [value])
        yield Measurement(
            record=record,
            test=item.name,
            label=item.label,
            value=numbers[0],
            unit=unit,
            lln=None,
            uln=None,
            text=None,
            sign=None,
            laboratory=None,
            judgment=None,
            on=record.performed_date,
            order=_find_order(record),
        )


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
