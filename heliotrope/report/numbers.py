"""A number of the results → its text: rounded half up, with a true minus sign."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from heliotrope.analysis.results import Number
from heliotrope.vocabulary import Language

NONE = "—"
"""Stands where there is no number; the reason is given beside it."""
MINUS = "−"

SMALLEST_P = Decimal("0.001")


def as_decimal(value: Number) -> Decimal:
    """The decimal that results.csv prints for the number."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def format_number(value: Number | None, decimals: int) -> str:
    """The number with that many decimals, halves away from zero, never `−0`; — for None."""
    if value is None:
        return NONE
    rounded = as_decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return _with_minus(abs(rounded) if rounded == 0 else rounded)


def format_exact(value: Number | None) -> str:
    """The number as it was recorded, not rounded; — for None."""
    if value is None:
        return NONE
    exact = as_decimal(value)
    return _with_minus(exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact)


def format_signed(value: Number | None, decimals: int | None = None) -> str:
    """As the two above, with a plus sign before what is above zero; exact without `decimals`."""
    shown = format_exact(value) if decimals is None else format_number(value, decimals)
    is_zero = not any(digit in shown for digit in "123456789")
    return shown if value is None or value <= 0 or is_zero else f"+{shown}"


def format_interval(
    lower: Number | None, upper: Number | None, decimals: int, language: Language
) -> str:
    """Both limits; — if either is missing, since half an interval is none."""
    if lower is None or upper is None:
        return NONE
    joint = " 至 " if language == "zh" else " to "
    return f"{format_number(lower, decimals)}{joint}{format_number(upper, decimals)}"


def format_p(p: Number | None) -> str:
    """A p-value with three decimals; never 0 and never 1 unless it is."""
    if p is None:
        return NONE
    value = as_decimal(p)
    if value < SMALLEST_P:
        return f"<{SMALLEST_P}"
    shown = format_number(p, 3)
    if shown == "1.000":
        return "1" if value == 1 else ">0.999"
    return shown


def format_df(value: Number | None) -> str:
    """Degrees of freedom: whole ones as they are, others with one decimal."""
    shown = format_exact(value)
    return format_number(value, 1) if "." in shown else shown


def as_percent(value: Number | None) -> Decimal | None:
    """A proportion with its point moved two places; None for None."""
    return None if value is None else as_decimal(value).scaleb(2)


def format_percent(value: Number | None, decimals: int = 0) -> str:
    """A percentage with its sign; — for None."""
    return NONE if value is None else f"{format_number(value, decimals)} %"


def format_signed_percent(value: Number | None) -> str:
    """A whole percentage with plus or minus; — for None."""
    return NONE if value is None else f"{format_signed(value, 0)} %"


def _with_minus(value: Decimal) -> str:
    return format(value, "f").replace("-", MINUS)


_MICRO = re.compile(r"^u(?=mol|g|kat)")


def show_unit(unit: str) -> str:
    """A unit as it is printed: `umol/L`, as datasets have it, is µmol/L."""
    return _MICRO.sub("µ", unit)
