"""Laboratory values as printed, by rows or on a panel → LB, in conventional standard units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from heliotrope.capture.kinds import find_forms
from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context, read_label
from heliotrope.datasets.sdtm.findings import Collected, Occasions, explain_missing, make_findings
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    FINDINGS,
    LAST_NOTE,
    Domain,
    epoch,
    identify,
    number,
    text,
    to_ascii,
    visits,
)
from heliotrope.datasets.standard import Dataset
from heliotrope.datasets.terminology import find_name, read_table
from heliotrope.safety.laboratory import load_tests
from heliotrope.safety.numbers import EXACT
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing, Value

_UNITS = "The unit of the CTCAE criteria where CTCAE grades the test, else the unit as printed."
_TESTS = "CDISC's code where it was read; a test of another name has its own name (sponsor)."
_SIGNS = {"below": "<", "above": ">"}
_SIGNIFICANT = {"normal": "N", "not_significant": "N", "significant": "Y"}

LB = Domain(
    "LB",
    "Laboratory Test Results",
    "One record per lab test per time point per visit per subject",
    FINDINGS,
    ("STUDYID", "USUBJID", "LBTESTCD", "VISITNUM", "LBDTC", "LBSEQ"),
    (
        *identify("LB"),
        text(
            "LBTESTCD",
            "Lab Test or Examination Short Name",
            "Req",
            "Assigned",
            codelist="LBTESTCD",
            note=_TESTS,
        ),
        text("LBTEST", "Lab Test or Examination Name", "Req", "Assigned", codelist="LBTEST"),
        text("LBCAT", "Category for Lab Test", "Exp", "Assigned", codelist="CLCAT"),
        text("LBORRES", "Result or Finding in Original Units", "Exp"),
        text("LBORRESU", "Original Units", "Exp", codelist="UNIT"),
        text("LBORNRLO", "Reference Range Lower Limit in Orig Unit", "Exp"),
        text("LBORNRHI", "Reference Range Upper Limit in Orig Unit", "Exp"),
        text(
            "LBSTRESC",
            "Character Result/Finding in Std Format",
            "Exp",
            "Derived",
            note="In the unit of the CTCAE criteria, where the test has one; else LBORRES.",
        ),
        number(
            "LBSTRESN",
            "Numeric Result/Finding in Standard Units",
            "Exp",
            note="Null for a value below or above what could be measured.",
        ),
        text("LBSTRESU", "Standard Units", "Exp", "Assigned", codelist="UNIT", note=_UNITS),
        number(
            "LBSTNRLO",
            "Reference Range Lower Limit-Std Units",
            "Exp",
            note="LBORNRLO, converted like the result.",
        ),
        number(
            "LBSTNRHI",
            "Reference Range Upper Limit-Std Units",
            "Exp",
            note="LBORNRHI, converted like the result.",
        ),
        text(
            "LBNRIND",
            "Reference Range Indicator",
            "Exp",
            "Derived",
            codelist="NRIND",
            note="By the limits given with the result; a limit itself is NORMAL.",
        ),
        text("LBSTAT", "Completion Status", "Perm", codelist="ND"),
        text("LBREASND", "Reason Test Not Done", "Perm"),
        text("LBNAM", "Vendor Name", "Perm"),
        text(
            "LBLOBXFL",
            "Last Observation Before Exposure Flag",
            "Exp",
            "Derived",
            codelist="NY",
            note=LAST_NOTE,
        ),
        text("LBCLSIG", "Clinically Significant, Collected", "Perm", codelist="NY"),
        *visits(),
        epoch(),
        text("LBDTC", "Date/Time of Specimen Collection", "Exp"),
        number("LBDY", "Study Day of Specimen Collection", "Perm", note=DAY_NOTE),
    ),
)

NAMES = (
    "LBORRES",
    "LBORRESU",
    "LBORNRLO",
    "LBORNRHI",
    "LBSTRESC",
    "LBSTRESN",
    "LBSTRESU",
    "LBSTNRLO",
    "LBSTNRHI",
    "LBNRIND",
    "LBSTAT",
    "LBREASND",
    "LBNAM",
    "LBCLSIG",
)
NUMBERS = ("LBSTRESN", "LBSTNRLO", "LBSTNRHI")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as it stands on a form."""

    test: str
    label: str
    value: Value | None
    unit: str | None = None
    sign: str | None = None
    finding: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    laboratory: str | None = None
    judgment: str | None = None


@cache
def load_names() -> dict[str, dict[str, str]]:
    """Test as a study's file names it → its row of `tables/laboratory_tests.csv`."""
    return {row["test"]: row for row in read_table("laboratory_tests")}


def make_lb(context: Context) -> Dataset:
    """LB: laboratory forms, and the enzymes that stand on another form with their units."""
    occasions, collected = Occasions(), Collected()
    forms = {form.name: form for form in list_laboratory_forms(context.study)}
    for subject in context.subjects:
        for record in subject.list_records(forms):
            readings = [r for r in _read(context.study, forms[record.form], record) if _says(r)]
            if readings:
                occasion = occasions.add(subject, record)
                for reading in readings:
                    key = _name_test(collected, reading)
                    collected.add(occasion, key, _make_row(reading))
    return make_findings(context, LB, occasions, collected.finish(NAMES, NUMBERS))


def list_laboratory_forms(study: Study) -> list[Form]:
    """The forms that record laboratory values, and those that have one beside other answers."""
    of_kind = find_forms(study, "laboratory")
    return [*of_kind, *(form for form in study.forms if list_enzymes(form))]


def list_enzymes(form: Form) -> list[str]:
    """Items of a form without a kind that are tests with a unit: `ck`, perhaps beside `ck_unit`."""
    if form.records is not None:
        return []
    known = form.item_by_name
    return [
        name
        for name, item in known.items()
        if name in load_names() and (item.unit or f"{name}_unit" in known)
    ]


def _says(reading: Reading) -> bool:
    return reading.value is not None or reading.finding is not None


def _read(study: Study, form: Form, record: Record) -> Iterator[Reading]:
    values = record.values
    if form.records == "laboratory" and "test" in form.item_by_name:
        test = record.given("test")
        if test is not None:
            yield Reading(
                str(test),
                read_label(study, record, "test") or str(test),
                values.get("value"),
                _text(record.given("unit")) or form.item_by_name["value"].unit,
                _text(record.given("sign")),
                _text(record.given("finding")),
                _decimal(record.given("lln")),
                _decimal(record.given("uln")),
                read_label(study, record, "laboratory"),
                _text(record.given("judgment")),
            )
        return
    beside = set(list_enzymes(form))
    for item in form.items:
        if item.name in beside:
            unit, high = record.given(f"{item.name}_unit"), record.given(f"{item.name}_uln")
            yield Reading(
                item.name,
                item.label.en,
                values.get(item.name),
                _text(unit) or item.unit,
                high=_decimal(high),
            )
        elif item.unit and form.records == "laboratory":
            yield Reading(item.name, item.label.en, values.get(item.name), item.unit)


def _name_test(collected: Collected, reading: Reading) -> int:
    if reading.test in collected.places:
        return collected.places[reading.test]
    row = load_names().get(reading.test)
    code = row["code"] if row else reading.test.replace("_", "").upper()[:8]
    name = find_name("LBTESTCD", "LBTEST", code) or (
        row["name"] if row else to_ascii(reading.label)[:40]
    )
    cells: dict[str, object] = {
        "LBTESTCD": code,
        "LBTEST": name,
        "LBCAT": row["category"] if row else "OTHER",
    }
    return collected.name_test(reading.test, cells)


def _make_row(reading: Reading) -> tuple[object, ...]:
    if not isinstance(reading.value, int | Decimal):
        status, why = explain_missing(reading.value) if reading.finding is None else (None, None)
        word = reading.finding.upper() if reading.finding else None
        none = (None,) * 5
        return (word, *(None,) * 3, word, *none, status, why, *_beside(reading))
    value, low, high = Decimal(reading.value), reading.low, reading.high
    sign = _SIGNS.get(reading.sign or "", "")
    standard, unit = convert(reading.test, value, reading.unit)
    low_standard = None if low is None else convert(reading.test, low, reading.unit)[0]
    high_standard = None if high is None else convert(reading.test, high, reading.unit)[0]
    return (
        f"{sign}{value:f}",
        reading.unit,
        None if low is None else f"{low:f}",
        None if high is None else f"{high:f}",
        f"{sign}{standard:f}",
        None if sign else float(standard),
        unit,
        None if low_standard is None else float(low_standard),
        None if high_standard is None else float(high_standard),
        _indicate(value, sign, low, high),
        None,
        None,
        *_beside(reading),
    )


def _beside(reading: Reading) -> tuple[str | None, str | None]:
    return (reading.laboratory, _SIGNIFICANT.get(reading.judgment or ""))


def convert(test: str, value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """A value in its standard unit: that of the CTCAE criteria where there is one.

    A unit that is none of the test's is left as it is.
    """
    times, standard = _find_factor(test, unit)
    return (value if times is None else EXACT.multiply(value, times)), standard


@cache
def _find_factor(test: str, unit: str | None) -> tuple[Decimal | None, str | None]:
    known = load_tests().get(test)
    factors = {one.name: one.times for one in known.units} if known else {}
    if known is None or unit not in factors:
        return None, unit
    return (None if factors[unit] == 1 else factors[unit]), known.units[0].name


def _indicate(value: Decimal, sign: str, low: Decimal | None, high: Decimal | None) -> str | None:
    """LOW, NORMAL or HIGH by the limits printed with it; a limit itself is normal.

    `<0.5` is LOW if 0.5 is not above the lower limit; with a lower limit below 0.5 nothing can be
    said. `>` likewise. Null where nothing can be said.
    """
    if sign:
        own, other, word = (low, high, "LOW") if sign == "<" else (high, low, "HIGH")
        reached = own is not None and (value <= own if sign == "<" else value >= own)
        inside = other is not None and (value <= other if sign == "<" else value >= other)
        return word if reached else "NORMAL" if own is None and inside else None
    if low is not None and value < low:
        return "LOW"
    if high is not None and value > high:
        return "HIGH"
    return "NORMAL" if low is not None or high is not None else None


def _text(value: Value | None) -> str | None:
    return None if value is None or isinstance(value, Missing) else str(value)


def _decimal(value: Value | None) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None
