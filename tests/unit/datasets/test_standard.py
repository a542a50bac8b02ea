"""Rows in, a frame with exactly the variables of the standard out."""

from __future__ import annotations

import polars as pl
import pytest

from heliotrope.datasets.adam import adqs, adsl
from heliotrope.datasets.standard import Variable, make_frame

VARIABLES = (Variable("SUBJID", "Subject"), Variable("AVAL", "Value", "number"))


def test_a_name_that_a_row_does_not_give_is_null() -> None:
    frame = make_frame(VARIABLES, [{"SUBJID": "007"}, {"SUBJID": "008", "AVAL": 2}])
    assert frame.rows() == [("007", None), ("008", 2.0)]


def test_a_frame_without_rows_still_has_its_columns_and_types() -> None:
    frame = make_frame(VARIABLES, [])
    assert frame.schema == {"SUBJID": pl.String, "AVAL": pl.Float64}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="AVALL"):
        make_frame(VARIABLES, [{"AVALL": 1}])


@pytest.mark.parametrize("variables", [adsl.VARIABLES, adqs.VARIABLES])
def test_names_and_labels_fit_a_transport_file(variables: tuple[Variable, ...]) -> None:
    assert len({variable.name for variable in variables}) == len(variables)
    for variable in variables:
        assert variable.name.isupper()
        assert 1 <= len(variable.name) <= 8, variable.name
        assert 1 <= len(variable.label) <= 40, variable.name
