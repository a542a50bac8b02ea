"""Counts of what was given out and came back in, DA out."""

from __future__ import annotations

from heliotrope.datasets.sdtm.da import make_da
from heliotrope.vocabulary import Value
from tests.imagined import on_day
from tests.tabulated import context_of, rows_of
from tests.watched import Watched


def test_given_out_and_returned_are_two_rows() -> None:
    values: dict[str, Value | None] = {"dispensed": 28, "returned": 2, "dispensed_date": on_day(30)}
    watched = Watched().dose(1, None)
    watched.add("accountability", values, visit="week_4", on=on_day(29))
    watched.add("accountability", {"dispensed": 28}, visit="baseline", on=on_day(1))
    made = make_da(context_of(watched.done()))
    assert rows_of(made, "DATESTCD", "DASTRESN", "DADY", "DASEQ") == [
        ("DISPAMT", 28.0, 1.0, 1.0),
        ("DISPAMT", 28.0, 30.0, 2.0),
        ("RETAMT", 2.0, 29.0, 3.0),
    ]
    assert made.entries is not None
    assert made.entries.to_list() == [12, 11, 11]
