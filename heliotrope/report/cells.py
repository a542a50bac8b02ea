"""Rows of results → cells and pieces of sentences, each knowing the rows whose numbers it shows."""

from __future__ import annotations

from heliotrope.analysis.results import Number, Result
from heliotrope.report.model import Cell, Piece, Place
from heliotrope.report.numbers import (
    NONE,
    as_percent,
    format_exact,
    format_interval,
    format_number,
    format_p,
    format_percent,
    format_signed,
    format_signed_percent,
)
from heliotrope.vocabulary import Language


def cell_exact(row: Result | None, *, strong: bool = False) -> Cell:
    """The number as it was recorded or counted."""
    return _cell(row, _format_recorded(_value(row)), strong=strong)


def cell_number(row: Result | None, decimals: int, *, strong: bool = False) -> Cell:
    """The number, rounded."""
    return _cell(row, format_number(_value(row), decimals), strong=strong)


def cell_signed(row: Result | None, decimals: int | None = None, *, strong: bool = False) -> Cell:
    """The number with its sign; exact without `decimals`."""
    value = _value(row)
    if decimals is None and len(format_exact(value).partition(".")[2]) > RECORDED:
        decimals = 2
    return _cell(row, format_signed(value, decimals), strong=strong)


def cell_signed_percent(row: Result | None) -> Cell:
    """A percentage, whole, with its sign."""
    return _cell(row, format_signed_percent(_value(row)))


def cell_p(row: Result | None) -> Cell:
    """A p-value."""
    return _cell(row, format_p(_value(row)))


def cell_interval(
    lower: Result | None,
    upper: Result | None,
    decimals: int,
    language: Language,
    *,
    percent: bool = False,
    marks: str = "",
) -> Cell:
    """Both limits; `percent`: of a proportion, with its point moved."""
    low, high = _value(lower), _value(upper)
    if percent:
        low, high = as_percent(low), as_percent(high)
    shown = format_interval(low, high, decimals, language)
    return Cell(shown, marks=marks, results=name_rows(lower, upper), place="result")


def cell_share(count: Result | None, of: Result | None, *, decimals: int = 0) -> Cell:
    """`6 (60 %)`: a count with the row whose proportion it is."""
    shown = format_exact(_value(count))
    percent = as_percent(_value(of))
    if shown != NONE and percent is not None:
        shown = f"{shown} ({format_percent(percent, decimals)})"
    return Cell(shown, results=name_rows(count, of), place="result")


def cell_mean_sd(mean: Result | None, sd: Result | None, decimals: int) -> Cell:
    """`25.6 (4.1)`; only the mean where there is no SD."""
    shown = format_number(_value(mean), decimals)
    if shown != NONE and _value(sd) is not None:
        shown = f"{shown} ({format_number(_value(sd), decimals)})"
    return Cell(shown, results=name_rows(mean, sd), place="result")


def cell_range(
    low: Result | None, high: Result | None, language: Language, decimals: int | None = None
) -> Cell:
    """From the smallest to the largest, both with the decimals of the one that has more.

    As recorded; no more than `decimals` if given.
    """
    if _value(low) is None or _value(high) is None:
        return Cell(NONE, results=name_rows(low, high), place="result")
    joint = " 至 " if language == "zh" else " to "
    recorded = [_format_recorded(_value(row), decimals) for row in (low, high)]
    places = max(len(one.partition(".")[2]) for one in recorded)
    shown = joint.join(format_number(_value(row), places) for row in (low, high))
    return Cell(shown, results=name_rows(low, high), place="result")


def _format_recorded(value: Number | None, decimals: int | None = None) -> str:
    """As recorded; what a computation left with many decimals is rounded to two."""
    exact = format_exact(value)
    if decimals is not None:
        more = len(exact.partition(".")[2]) > decimals
        return format_number(value, decimals) if more else exact
    return exact if len(exact.partition(".")[2]) <= RECORDED else format_number(value, 2)


RECORDED = 3
"""More decimals than these nobody records."""


def cell_remark(row: Result, language: Language, *, otherwise: str = "") -> Cell:
    """The row's remark."""
    return Cell(row.text.say(language) or otherwise, results=(row.result_id,), place="result")


def cell_study(text: str, small: str = "", marks: str = "", *, indent: int = 0) -> Cell:
    """Words of the study's files."""
    return Cell(text, small, marks, place="study", indent=indent)


def cell_code(text: str) -> Cell:
    """A participant's code."""
    return Cell(text, place="record")


def show(text: str, *rows: Result | None, strong: bool = False) -> Piece:
    """A number that was formatted already, with the rows that it shows."""
    return Piece(text, "result", name_rows(*rows), strong=strong)


def name_rows(*rows: Result | None) -> tuple[str, ...]:
    """The ids of the rows, each once; None is left out."""
    return tuple(dict.fromkeys(row.result_id for row in rows if row is not None))


def _cell(row: Result | None, shown: str, *, strong: bool = False) -> Cell:
    place: Place = "result"
    return Cell(shown, strong=strong, place=place, results=name_rows(row))


def _value(row: Result | None) -> Number | None:
    return None if row is None else row.value
