"""Tuples with ledger entries in, a frame of the variables' types out."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from heliotrope.datasets.adam.rows import assemble_frame, list_entries
from heliotrope.datasets.standard import Variable

VARIABLES = (
    Variable("A", "Text"),
    Variable("B", "Number", "number"),
    Variable("C", "Date", "date"),
)


def test_each_column_has_its_variables_type_even_if_nothing_is_in_it() -> None:
    day = date(2026, 1, 5)
    frame = assemble_frame(VARIABLES, [(1, ("x", 2, day)), (None, (None, None, None))])
    assert frame.dtypes == [pl.String, pl.Float64, pl.Date]
    assert frame.rows() == [("x", 2.0, day), (None, None, None)]
    assert assemble_frame(VARIABLES, []).dtypes == frame.dtypes
    assert assemble_frame(VARIABLES, []).columns == ["A", "B", "C"]


def test_entries_stand_beside() -> None:
    assert list_entries([(7, ()), (None, ())]).to_list() == [7, None]
    assert list_entries([]).dtype == pl.Int64


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 3"):
        assemble_frame(VARIABLES, [(1, ("x", 2))])
