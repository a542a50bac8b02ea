"""Values that no file can hold in, the refusal that names their column out."""

from __future__ import annotations

import polars as pl
import pytest

from heliotrope.datasets.cells import render_csv_cells, render_json_cells, render_numbers


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    values = pl.Series("AVAL", [1.0, None, value])
    for render in (render_numbers, render_csv_cells, render_json_cells):
        with pytest.raises(ValueError, match="AVAL"):
            render(values)


def test_whole_numbers_of_any_type_are_written_without_a_point() -> None:
    assert render_numbers(pl.Series("A", [1, None, -7])).to_list() == ["1", None, "-7"]
    assert render_numbers(pl.Series("A", [1.0, None, -7.0])).to_list() == ["1", None, "-7"]


def test_empty_text_and_none_are_both_an_empty_cell_of_csv() -> None:
    assert render_csv_cells(pl.Series("A", ["", None, "x"])).to_list() == [None, None, "x"]


def test_missing_is_null_in_json() -> None:
    assert render_json_cells(pl.Series("A", [None, "x"])).to_list() == ["null", '"x"']
