"""Cells made column by column, and one by one by the writer of rows: the same text."""

from __future__ import annotations

import json
import math
from datetime import date

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from heliotrope.datasets.cells import render_json_cells, render_numbers
from heliotrope.datasets.write import render_cell, render_csv, render_rows

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.none() | FINITE | st.integers(-(10**6), 10**6).map(float), max_size=8))
@example([0.0, -0.0, 0.1, 1e-5, 1e15, 1e16, 1e22, -2.5, 123456789012345.6, 5e-324, 1.7e308, 1e-4])
@example([2.0**53, 2.0**53 - 1, -(2.0**63), 0.30000000000000004])
def test_numbers(values: list[float | None]) -> None:
    made = render_numbers(pl.Series("A", values, pl.Float64)).to_list()
    assert made == [None if value is None else render_cell(value) for value in values]
    for text, value in zip(made, values, strict=True):
        assert text is None or float(text) == value


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r"))
"""Python's own writer leaves a carriage return without quotes; ours puts it in quotes."""
ROWS = st.lists(st.tuples(st.just("key"), st.none() | LINES, st.none() | FINITE), max_size=8)


@given(ROWS)
@example([("key", "a,b", 1.0), ("key", '"q"', None), ("key", "line\nfeed", 2.5), ("key", "", 0.0)])
def test_csv_is_that_of_the_writer_of_rows(
    rows: list[tuple[str, str | None, float | None]],
) -> None:
    schema = {"K": pl.String, "A": pl.String, "N": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    assert render_csv(frame) == render_rows(frame.columns, rows)


@given(st.lists(st.none() | st.text(), max_size=8))
@example(['"', "\\", "\n", "\t", "\x00", "\x7f", "退出", "</script>"])
def test_json_text_reads_back_the_same(values: list[str | None]) -> None:
    cells = render_json_cells(pl.Series("A", values, pl.String)).to_list()
    assert [json.loads(cell) for cell in cells] == values


@given(st.lists(st.none() | FINITE, max_size=8))
def test_json_numbers_read_back_the_same(values: list[float | None]) -> None:
    cells = render_json_cells(pl.Series("A", values, pl.Float64)).to_list()
    for cell, value in zip(cells, values, strict=True):
        assert (value is None and cell == "null") or math.isclose(json.loads(cell), value or 0)


@given(st.lists(st.none() | st.dates(date(1000, 1, 1)), max_size=8))
def test_json_dates_are_iso(values: list[date | None]) -> None:
    cells = render_json_cells(pl.Series("A", values, pl.Date)).to_list()
    expected = [None if value is None else value.isoformat() for value in values]
    assert [json.loads(cell) for cell in cells] == expected
