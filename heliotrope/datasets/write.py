"""A frame → its CSV text, and the file that holds it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from heliotrope.datasets.cells import render_csv_cells

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheet programs show Chinese as rubbish."""

Cell = str | int | float | Decimal | date | None


def render_cell(value: Cell) -> str:
    """A value as text that reads back to the same value; null is empty.

    Whole floats lose their `.0`; others are the shortest text that gives the same float64.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def render_rows(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV text with a header, without byte-order mark; the same rows give the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([render_cell(value) for value in row] for row in rows)
    return out.getvalue()


def render_csv(frame: pl.DataFrame) -> str:
    """The frame of text, numbers and dates as CSV text, without byte-order mark.

    The cells are those of `render_cell`; the whole is made column by column.
    """
    return render_csv_cells(frame).write_csv(line_terminator="\n", quote_style="necessary")


def write_csv(text: str, path: Path) -> None:
    """Write CSV text as UTF-8 with a byte-order mark; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BYTE_ORDER_MARK + text, "utf-8", newline="")
