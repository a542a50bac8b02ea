"""Values that no file can hold in, the refusal that names their column out."""

from __future__ import annotations

import polars as pl
import pytest

from heliotrope.datasets.cells import render_csv_cells, render_json_rows


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    frame = pl.DataFrame({"BASE": [1.0, 2.0, None], "AVAL": [1.0, None, value]})
    for render in (render_csv_cells, render_json_rows):
        with pytest.raises(ValueError, match="AVAL: a number is not finite"):
            render(frame)


def test_whole_numbers_of_any_type_are_written_without_a_point() -> None:
    frame = pl.DataFrame({"A": [1, None, -7], "B": [1.0, None, -7.0]})
    assert render_csv_cells(frame).rows() == [("1", "1"), (None, None), ("-7", "-7")]


def test_empty_text_and_none_are_both_an_empty_cell_of_csv() -> None:
    frame = render_csv_cells(pl.DataFrame({"A": ["", None, "x"]}))
    assert frame["A"].to_list() == [None, None, "x"]


def test_json_rows() -> None:
    frame = pl.DataFrame({"A": ["x", None, 'a"b'], "N": [1.0, 2.5, None]})
    assert render_json_rows(frame) == '["x",1],\n["",2.5],\n["a\\"b",null]'
    assert render_json_rows(frame.head(0)) == ""
