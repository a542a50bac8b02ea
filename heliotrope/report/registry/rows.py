"""Rows of results → numbers as the form prints them, each with its row."""

from __future__ import annotations

from heliotrope.analysis.counting import ONE_VALUE
from heliotrope.analysis.results import Result, Results
from heliotrope.report.numbers import MINUS, format_exact, format_number, format_p
from heliotrope.report.registry.form import LIMITS, NOT_AVAILABLE, Shown


def show_count(row: Result) -> Shown:
    """A whole number; `NA` if the row has none."""
    return _show(row, format_exact(row.value))


def show_number(row: Result, decimals: int) -> Shown:
    """Rounded to so many decimals; `NA` with the reason if the row has no number."""
    return _show(row, format_number(row.value, decimals))


def show_p(row: Result) -> Shown:
    """A p-value with three decimals, or `<0.001`."""
    return _show(row, format_p(row.value).replace(" ", ""))


def find_count(results: Results, result_id: str) -> Shown | None:
    """The row of that id as a whole number; None if there is none with a number."""
    row = results.find(result_id)
    return None if row is None or row.value is None else show_count(row)


def _show(row: Result, text: str) -> Shown:
    if row.value is None:
        why = _explain(row.text.en)[: LIMITS["na_comment"]]
        return Shown(NOT_AVAILABLE, row.result_id, why)
    return Shown(text.replace(MINUS, "-"), row.result_id)


def _explain(text: str) -> str:
    """The first sentence if it says why; never one that lists participants by their codes."""
    first = text.partition(". ")[0].rstrip(".")
    listed = not first.startswith("Not evaluable") and first != ONE_VALUE.en.rstrip(".")
    return "Not evaluable." if listed else f"{first}."
