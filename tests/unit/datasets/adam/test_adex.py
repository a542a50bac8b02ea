"""Dosing rows in, periods and sums in ADEX out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from heliotrope.datasets.adam.adex import make_adex
from tests.imagined import make_snapshot, make_study, on_day
from tests.watched import CUT_OFF, Watched, watched_study


def rows_of(person: Watched, cut_off: date | None = CUT_OFF) -> list[dict[str, Any]]:
    made = make_snapshot([person.done()], watched_study(), cut_off)
    return list(make_adex(made).frame.iter_rows(named=True))


def sums_of(person: Watched, cut_off: date | None = CUT_OFF) -> dict[str, float | None]:
    rows = rows_of(person, cut_off)
    return {row["PARAMCD"]: row["AVAL"] for row in rows if row["PARCAT1"] == "OVERALL"}


def test_periods_and_sums() -> None:
    person = Watched().dose(1, 56).dose(57, 70, "0", "stopped").dose(71, 168, "5", "alternate_days")
    periods = [row for row in rows_of(person) if row["PARCAT1"] == "INDIVIDUAL"]
    assert [(row["ASTDY"], row["AENDY"], row["AVAL"], row["HOLDFL"]) for row in periods] == [
        (1, 56, 5, None),
        (57, 70, 0, "Y"),
        (71, 168, 2.5, None),
    ]
    assert [row["ADURN"] for row in periods] == [56, 14, 98]
    assert sums_of(person) == {
        "TRTDUR": 168,
        "DOSDAYS": 154,
        "HELDDAYS": 14,
        "GAPDAYS": 0,
        "CUMDOSE": 525,
        "AVGDOSE": 3.125,
        "RELINT": 62.5,
        "RISKDAYS": 196,
    }


@pytest.mark.parametrize(
    ("ended", "cut_off", "days"),
    [(None, 300, 196), (180, 300, 180), (None, 150, 150), (None, 196, 196), (None, 195, 195)],
)
def test_the_time_at_risk_ends_with_what_comes_first(
    ended: int | None, cut_off: int, days: int
) -> None:
    person = Watched().dose(1, 168)
    if ended is not None:
        person.end(ended)
    assert sums_of(person, on_day(cut_off))["RISKDAYS"] == days


def test_what_is_not_known_is_a_row_without_a_value() -> None:
    person = Watched().dose(1, 28, None)
    found = sums_of(person)
    assert (found["TRTDUR"], found["CUMDOSE"], found["RELINT"]) == (28, None, None)
    note = next(row["EXNOTE"] for row in rows_of(person) if row["PARAMCD"] == "CUMDOSE")
    assert "not recorded" in note
    assert sums_of(Watched().dose(1, None), None)["TRTDUR"] is None


def test_nobody_dosed_no_rows() -> None:
    assert rows_of(Watched()) == []
    held = rows_of(Watched().dose(1, 9, "0", "stopped"))
    assert [row["PARCAT1"] for row in held] == ["INDIVIDUAL"]
    assert make_adex(make_snapshot([Watched().done()], make_study())).frame.height == 0


def test_each_period_leads_to_its_entry_and_a_sum_to_none() -> None:
    made = make_snapshot([Watched(first=70).dose(1, 28).done()], watched_study(), CUT_OFF)
    entries = make_adex(made).entries
    assert entries is not None
    assert entries.to_list() == [70, *[None] * 8]
