"""Values and frames in, CSV text that reads back the same out."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from heliotrope.datasets.write import Cell, render_cell, render_csv, render_rows, write_csv


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (25.0, "25"),
        (-12.5, "-12.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (Decimal("1.80"), "1.80"),
        (Decimal("1E+2"), "100"),
        (date(2026, 1, 5), "2026-01-05"),
        ("007", "007"),
        (7, "7"),
    ],
)
def test_a_cell_is_the_shortest_text_of_the_same_value(value: Cell, shown: str) -> None:
    assert render_cell(value) == shown


def test_a_float_reads_back_bit_by_bit() -> None:
    value = 1 / 3
    assert float(render_cell(value)) == value


def test_commas_quotes_and_line_ends_come_back_as_they_were() -> None:
    row = ["NC-007, stopped", 'said "no"', "two\nlines"]
    text = render_rows(["a", "b", "c"], [row])
    assert list(csv.reader(text.splitlines(keepends=True)))[1] == row


def test_a_frame_keeps_identifiers_as_text() -> None:
    frame = pl.DataFrame({"SUBJID": ["007"], "AVAL": [1.0]})
    assert render_csv(frame) == "SUBJID,AVAL\n007,1\n"


def test_a_file_begins_with_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.csv"
    write_csv("a\n退出\n", path)
    assert path.read_bytes() == b"\xef\xbb\xbf" + "a\n退出\n".encode()
