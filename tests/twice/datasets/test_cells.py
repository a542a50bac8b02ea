"""Cells made column by column, and one by one by the writer of rows: the same text."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from heliotrope.datasets.cells import render_csv_cells, render_json_rows
from heliotrope.datasets.write import render_cell, render_csv, render_rows

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.none() | FINITE | st.integers(-(10**6), 10**6).map(float), max_size=8))
@example([0.0, -0.0, 0.1, 1e-5, 1e15, 1e16, 1e22, -2.5, 123456789012345.6, 5e-324, 1.7e308, 1e-4])
@example([2.0**53, 2.0**53 - 1, -(2.0**63), 0.30000000000000004])
def test_numbers(values: list[float | None]) -> None:
    made = render_csv_cells(pl.DataFrame({"A": values}, {"A": pl.Float64}))["A"].to_list()
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


CELLS = st.tuples(st.none() | st.text(), st.none() | FINITE, st.none() | st.dates(date(1000, 1, 1)))
SCHEMA = {"A": pl.String, "N": pl.Float64, "D": pl.Date}


@given(st.lists(CELLS, max_size=8))
@example(
    [(text, None, None) for text in ('"', "\\", "\n", "\x00", "\x7f", "退出", "</script>", "")]
)
def test_json_reads_back_the_same(
    rows: list[tuple[str | None, float | None, date | None]],
) -> None:
    made = render_json_rows(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    expected = [[a or "", n, None if d is None else d.isoformat()] for a, n, d in rows]
    assert json.loads(f"[{made}]") == expected
