"""Laboratory values as printed in, LB out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.datasets.sdtm.context import make_context
from heliotrope.datasets.sdtm.lb import make_lb
from heliotrope.vocabulary import Missing, Value
from tests.imagined import make_participant, make_snapshot, on_day, record, reference_study
from tests.tabulated import context_of, rows_of
from tests.watched import Watched


@pytest.mark.parametrize(
    ("test", "value", "unit", "standard"),
    [
        ("hemoglobin", "12.1", "g/dL", ("12.1", "g/dL", "121.0", 121.0, "g/L")),
        ("alt", "0.5", "ukat/L", ("0.5", "ukat/L", "30.0", 30.0, "U/L")),
        ("bilirubin", "2", "mg/dL", ("2", "mg/dL", "34.2", 34.2, "umol/L")),
        ("creatinine", "1.00", "mg/dL", ("1.00", "mg/dL", "88.400", 88.4, "umol/L")),
        ("neutrophils", "1.50", "10^9/L", ("1.50", "10^9/L", "1.50", 1.5, "10^9/L")),
        ("tsh", "4.2", "mIU/L", ("4.2", "mIU/L", "4.2", 4.2, "mIU/L")),
        ("alt", "40", "mg/L", ("40", "mg/L", "40", 40.0, "mg/L")),
    ],
)
def test_units_are_converted_exactly(
    test: str, value: str, unit: str, standard: tuple[object, ...]
) -> None:
    made = make_lb(context_of(Watched().lab(5, test, value, unit).done()))
    names = ("LBORRES", "LBORRESU", "LBSTRESC", "LBSTRESN", "LBSTRESU")
    assert rows_of(made, *names) == [standard]


@pytest.mark.parametrize(
    ("value", "sign", "indicator"),
    [
        ("10", None, "NORMAL"),
        ("9.9", None, "LOW"),
        ("40", None, "NORMAL"),
        ("40.1", None, "HIGH"),
        ("10", "below", "LOW"),
        ("10.1", "below", None),
        ("40", "above", "HIGH"),
        ("39", "above", None),
    ],
)
def test_the_indicator_on_both_sides_of_both_limits(
    value: str, sign: str | None, indicator: str | None
) -> None:
    watched = Watched().lab(5, "alt", value, "U/L", limits=("10", "40"), sign=sign)
    row = make_lb(context_of(watched.done())).frame.row(0, named=True)
    assert row["LBNRIND"] == indicator
    assert (row["LBSTNRLO"], row["LBSTNRHI"]) == (10.0, 40.0)
    mark = {"below": "<", "above": ">", None: ""}[sign]
    assert row["LBORRES"] == row["LBSTRESC"] == f"{mark}{value}"
    assert row["LBSTRESN"] == (float(value) if sign is None else None)


def test_limits_are_converted_with_the_value() -> None:
    watched = Watched().lab(5, "hemoglobin", "9", "g/dL", limits=("11.5", "15"))
    row = make_lb(context_of(watched.done())).frame.row(0, named=True)
    assert (row["LBORNRLO"], row["LBSTNRLO"], row["LBSTNRHI"]) == ("11.5", 115.0, 150.0)
    assert row["LBNRIND"] == "LOW"


def test_a_panel_has_one_row_a_test() -> None:
    watched = Watched().panel(5, neutrophils="2.1", hemoglobin="130")
    made = make_lb(context_of(watched.done()))
    assert rows_of(made, "LBTESTCD", "LBTEST", "LBCAT", "LBSTRESN") == [
        ("NEUT", "Neutrophils", "HEMATOLOGY", 2.1),
        ("HGB", "Hemoglobin", "HEMATOLOGY", 130.0),
    ]


def test_a_finding_is_a_result_and_what_was_not_done_is_none() -> None:
    watched = Watched().add(
        "laboratory", {"test": "hbsag", "finding": "negative", "judgment": "normal"}, on=on_day(1)
    )
    watched.add("laboratory", {"test": "alt", "value": Missing.ND}, on=on_day(1))
    watched.add("laboratory", {"test": "ast", "value": Missing.UNK}, on=on_day(1))
    watched.add("laboratory", {"test": "ck", "value": None}, on=on_day(1))
    names = ("LBTESTCD", "LBORRES", "LBSTRESC", "LBSTAT", "LBREASND", "LBCLSIG")
    assert rows_of(make_lb(context_of(watched.done())), *names) == [
        ("HBSAG", "NEGATIVE", "NEGATIVE", None, None, "N"),
        ("ALT", None, None, "NOT DONE", None, None),
        ("AST", None, None, "NOT DONE", "UNKNOWN", None),
    ]


def test_the_flag_stands_at_the_latest_result_before_the_first_dose() -> None:
    watched = Watched().dose(1, None)
    watched.lab(-9, "alt", "20", "U/L", visit="screening").lab(-3, "alt", "21", "U/L")
    watched.add("laboratory", {"test": "alt", "value": Missing.ND}, visit="baseline", on=on_day(1))
    watched.lab(29, "alt", "30", "U/L", visit="week_4").lab(-9, "ck", "99", "U/L")
    made = make_lb(context_of(watched.done()))
    assert rows_of(made, "LBTESTCD", "LBDY", "LBLOBXFL") == [
        ("ALT", -9.0, None),
        ("CK", -9.0, "Y"),
        ("ALT", -3.0, "Y"),
        ("ALT", 1.0, None),
        ("ALT", 29.0, None),
    ]


def test_enzymes_of_another_form_stand_in_lb() -> None:
    values: dict[str, Value | None] = {
        "phga": Decimal("3.5"),
        "ck": Decimal("2.5"),
        "ck_unit": "ukat/L",
        "ck_uln": Decimal(3),
    }
    form = record("NC-001", "imacs", "baseline", values=values, performed=on_day(1), seq=5)
    person = make_participant("NC-001", [])
    person.records[("baseline", "imacs", 1)] = form  # type: ignore[index]
    made = make_lb(make_context(make_snapshot([person], reference_study())))
    names = ("LBTESTCD", "LBSTRESN", "LBSTRESU", "LBSTNRHI", "LBNRIND")
    assert rows_of(made, *names) == [("CK", 150.0, "U/L", 180.0, "NORMAL")]


def test_the_same_number_written_otherwise_stays_as_written() -> None:
    watched = Watched().lab(5, "alt", "5.0", "U/L").lab(6, "alt", "5", "U/L")
    assert rows_of(make_lb(context_of(watched.done())), "LBORRES") == [("5.0",), ("5",)]
