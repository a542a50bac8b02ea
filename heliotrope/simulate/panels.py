"""A random generator + a laboratory form on one occasion → its rows, one a test.

Values lie within the limits of normal that the study gives for the site, but for what a course has
of its own: raised muscle enzymes at first, few neutrophils for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from numpy.random import Generator

from heliotrope.study.forms import Form
from heliotrope.study.laboratories import ReferenceRange
from heliotrope.study.protocol import Study
from heliotrope.study.ranges import find_range
from heliotrope.vocabulary import Answers, Value

EVERY_VISIT = ("alt", "ast", "alp", "bilirubin", "creatinine", "lymphocytes")
SCREENING = -1
IN_WEEKS = {
    "ck": (SCREENING, 0, 12, 24),
    "ldh": (SCREENING, 0, 12, 24),
    "aldolase": (SCREENING, 0, 12, 24),
    "ggt": (SCREENING, 12, 24),
    "tsh": (SCREENING, 12, 24),
    "ft4": (SCREENING, 12, 24),
    "d_dimer": (SCREENING, 0),
    "ferritin": (SCREENING, 24),
    "kl_6": (SCREENING, 24),
}
"""Test → the weeks in which it is measured. Source: study.md, section 10, proposed there."""
AT_SCREENING = ("hbsag", "anti_hbc", "anti_hcv", "anti_hiv", "syphilis", "tb_igra", "anti_mda5")
PREGNANCY = "pregnancy_test"
CHILDBEARING_YEARS = 50
RAISED_CK = Decimal("3.2")
"""Times the upper limit of normal, before treatment, in whom CK is raised (proposed)."""


@dataclass(slots=True)
class Bench:
    """The laboratory of one imagined participant: where each test lies by itself."""

    study: Study
    sex: str | None
    age_years: float
    raised_ck: bool
    levels: dict[str, float] = field(default_factory=dict)
    """Test → its lasting place between the limits of normal, as a standard normal deviate."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """When the sample was taken, and what is known of it already."""

    on: date
    week: float
    remaining: float
    """Fraction of the disease that is left."""
    measured: Mapping[str, Value | None]
    """Values with units (`ck`, `ck_unit`) that stand on another form of the same visit."""


def draw_panel(
    generator: Generator, bench: Bench, form: Form, sampling: Sampling
) -> Iterator[Answers]:
    """The rows of a form with the item `test`: those tests that are due and that it offers."""
    offered = {code.code for code in form.item("test").codes}
    for test in (one for one in _list_due(bench, sampling) if one in offered):
        answers = _draw_row(generator, bench, form, test, sampling)
        if answers is not None:
            yield {item.name: answers.get(item.name) for item in form.items}


def _list_due(bench: Bench, sampling: Sampling) -> Iterator[str]:
    yield from EVERY_VISIT
    week = SCREENING if sampling.week < 0 else sampling.week
    yield from (test for test, weeks in IN_WEEKS.items() if week in weeks)
    if week == SCREENING:
        yield from AT_SCREENING
    if bench.sex == "female" and bench.age_years < CHILDBEARING_YEARS:
        yield PREGNANCY


def _draw_row(
    generator: Generator, bench: Bench, form: Form, test: str, sampling: Sampling
) -> Answers | None:
    places = form.item_by_name.get("laboratory")
    laboratory = places.codes[0].code if places and places.codes else None
    row: Answers = {"test": test, "laboratory": laboratory}
    if test in AT_SCREENING or test == PREGNANCY:
        positive = test == "anti_hbc" and generator.random() < 0.2
        judged = "not_significant" if positive else "normal"
        return row | {"finding": "positive" if positive else "negative", "judgment": judged}
    found = _find_range(bench, form, test, laboratory, sampling.on)
    if found is None:
        return None
    value = _draw_value(generator, bench, found, sampling)
    row |= {"value": value, "unit": found.unit, "lln": found.lln, "uln": found.uln}
    return row | {"judgment": _judge(value, found)}


def _find_range(
    bench: Bench, form: Form, test: str, laboratory: str | None, on: date
) -> ReferenceRange | None:
    units = form.item_by_name.get("unit")
    for unit in units.codes if units else ():
        found = find_range(bench.study, laboratory, test, bench.sex, on, unit.code)
        if found is not None:
            return found
    return None


def _draw_value(
    generator: Generator, bench: Bench, found: ReferenceRange, sampling: Sampling
) -> Decimal:
    known = sampling.measured.get(found.test)
    if isinstance(known, Decimal) and sampling.measured.get(f"{found.test}_unit") == found.unit:
        return known
    low, high = float(found.lln or 0), float(found.uln or (found.lln or 1) * 2)
    level = bench.levels.setdefault(found.test, float(generator.normal()))
    middle, width = (low + high) / 2, high - low
    value = middle + width / 6 * (0.8 * level + 0.4 * float(generator.normal()))
    if bench.raised_ck and found.test == "ck":
        value = middle + float(RAISED_CK - Decimal("0.5")) * high * sampling.remaining
    elif bench.raised_ck and found.test in ("alt", "ast", "ldh"):
        value += 0.9 * high * max(sampling.remaining - 0.4, 0)
    return round_like(found, max(value, high / 50))


def round_like(found: ReferenceRange, value: float) -> Decimal:
    """A value as a laboratory prints it: whole from 50 on, else with one or two places."""
    high = float(found.uln or found.lln or 1)
    places = 0 if high >= 40 else 1 if high >= 10 else 2
    return Decimal(f"{value:.{places}f}")


def _judge(value: Decimal, found: ReferenceRange) -> str:
    below = found.lln is not None and value < found.lln
    if not below and (found.uln is None or value <= found.uln):
        return "normal"
    far = found.uln is not None and value > 2 * found.uln
    return "significant" if far else "not_significant"
