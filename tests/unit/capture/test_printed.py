"""A laboratory row as printed in; what the form is given, and what is refused all the same, out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from heliotrope.capture.intake import Intake, check_tables, read_tables
from heliotrope.capture.printed import as_asked
from heliotrope.capture.tables import Table, read_csv
from tests.unit.capture.playing import found_study

STUDY = found_study("reference")[0].study
assert STUDY is not None
LABS = STUDY.form("labs")
TODAY = date(2026, 6, 1)
HEADER = "participant,visit,date,seq,test,value,sign,finding,unit,laboratory,lln,uln,judgment\n"


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({"value": "1.8↑"}, {"value": "1.8"}),
        ({"value": " １．８ ↓"}, {"value": "1.8"}),
        ({"value": "<0.5"}, {"value": "0.5", "sign": "below"}),
        ({"value": "> 1000", "sign": ""}, {"value": "1000", "sign": "above"}),
        ({"value": "＜0.5"}, {"value": "0.5", "sign": "below"}),
        ({"value": "<0.5", "sign": "below"}, {"value": "0.5", "sign": "below"}),
        # Two that contradict each other are not reconciled: the number is refused as it is.
        ({"value": "<0.5", "sign": "above"}, {"value": "<0.5", "sign": "above"}),
        ({"value": "阴性"}, {"value": "", "finding": "negative"}),
        ({"value": "", "finding": "阳性"}, {"value": "", "finding": "positive"}),
        ({"value": "阴性", "finding": "positive"}, {"value": "阴性", "finding": "positive"}),
        ({"unit": "µmol/L"}, {"unit": "umol/L"}),
        ({"unit": "μmol/L"}, {"unit": "umol/L"}),
        ({"value": "ND"}, {"value": "ND"}),
        ({"value": "hemolyzed"}, {"value": "hemolyzed"}),
    ],
)
def test_what_a_laboratory_prints(cells: dict[str, str], asked: dict[str, str]) -> None:
    assert as_asked(LABS, cells) == asked


def test_a_panel_named_by_its_tests_loses_its_arrows_only() -> None:
    assert STUDY is not None
    cells = {"wbc": "3.1↓", "platelets": "<5"}
    assert as_asked(STUDY.form("blood_count"), cells) == {"wbc": "3.1", "platelets": "<5"}


def test_another_form_is_left_alone() -> None:
    assert STUDY is not None
    assert as_asked(STUDY.form("vitals"), {"pulse": "72↑"}) == {"pulse": "72↑"}


def _table(*rows: str) -> dict[str, Table]:
    table, faults = read_csv("labs.csv", HEADER + "".join(f"{row}\n" for row in rows))
    assert table is not None
    assert not faults
    return {"labs": table}


def _read(*rows: str) -> Intake:
    assert STUDY is not None
    return read_tables(STUDY, _table(*rows), TODAY)


def test_rows_of_one_visit_are_told_apart_by_seq() -> None:
    place = "NC-001,week_4,2026-05-04"
    intake = _read(
        f"{place},1,alt,21,,,U/L,site,,40,",
        f"{place},2,d_dimer,<0.2,,,mg/L,site,,0.5,normal",
        f"{place},3,hbsag,阴性,,,,site,,,",
    )
    assert [row.key for row in intake.rows] == [
        ("NC-001", "week_4", "labs", number) for number in (1, 2, 3)
    ]
    alt, d_dimer, hbsag = (row.values for row in intake.rows)
    assert (alt["value"], alt["sign"]) == (Decimal(21), None)
    assert (d_dimer["value"], d_dimer["sign"]) == (Decimal("0.2"), "below")
    assert (hbsag["value"], hbsag["finding"]) == (None, "negative")


def test_what_is_neither_number_nor_finding_is_a_fault_with_its_place() -> None:
    assert STUDY is not None
    table = _table("NC-001,week_4,2026-05-04,1,alt,much,,,U/L,site,,40,")
    (fault,) = check_tables(STUDY, table, TODAY)
    assert "labs.csv" in fault.say()
    assert "“much” is not a number" in fault.say()
