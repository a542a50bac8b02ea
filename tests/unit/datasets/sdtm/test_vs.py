"""Vital signs as recorded in, VS out."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.datasets.sdtm.vs import make_vs
from heliotrope.vocabulary import Missing, Value
from tests.imagined import on_day
from tests.tabulated import context_of, rows_of
from tests.watched import Watched


def test_one_row_a_measurement_with_its_unit() -> None:
    values: dict[str, Value | None] = {
        "systolic": 120,
        "pulse": Missing.ND,
        "temperature": Decimal("36.50"),
        "weight": Missing.NA,
    }
    watched = Watched().dose(1, None).add("vital_signs", values, visit="week_4", on=on_day(29))
    made = make_vs(context_of(watched.done()))
    names = ("VSTESTCD", "VSORRES", "VSSTRESN", "VSSTRESU", "VSSTAT", "VSREASND", "VSDY")
    assert rows_of(made, *names) == [
        ("SYSBP", "120", 120.0, "mmHg", None, None, 29.0),
        ("PULSE", None, None, None, "NOT DONE", None, 29.0),
        ("TEMP", "36.50", 36.5, "C", None, None, 29.0),
        ("WEIGHT", None, None, None, "NOT DONE", "NOT APPLICABLE", 29.0),
    ]
    assert made.frame["VSSEQ"].to_list() == [1.0, 2.0, 3.0, 4.0]
