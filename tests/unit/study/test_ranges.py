"""A laboratory, a test, a person and a day in; the limits of normal that hold, or none, out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from heliotrope.study.load import load_study, parse_study
from heliotrope.study.ranges import find_range
from tests.repository import ROOT
from tests.unit.study.recorded import RECORDED
from tests.unit.study.small import FILES

STUDY = parse_study(RECORDED)
APRIL = date(2026, 4, 1)


def find_uln(
    sex: str | None, on: date | None, unit: str = "U/L", laboratory: str | None = "own"
) -> Decimal | None:
    found = find_range(STUDY, laboratory, "alt", sex, on, unit)
    return None if found is None else found.uln


@pytest.mark.parametrize(
    ("sex", "on", "uln"),
    [
        ("male", APRIL, 50),
        ("female", date(2026, 3, 31), 40),
        ("female", APRIL, 35),
        ("female", date(2020, 1, 1), 40),
        # Both of hers have dates, so that without a day only that of either sex is left.
        ("female", None, 60),
        (None, APRIL, 60),
        ("unknown", APRIL, 60),
    ],
)
def test_the_range_of_that_sex_and_day(sex: str | None, on: date | None, uln: int) -> None:
    assert find_uln(sex, on) == uln


def test_no_range_is_no_guess() -> None:
    assert find_uln("male", APRIL, unit="ukat/L") is None
    assert find_uln("male", APRIL, laboratory="elsewhere") is None
    assert find_range(STUDY, "own", "ast", "male", APRIL, "U/L") is None
    assert find_range(parse_study(FILES), None, "alt", "male", APRIL, "U/L") is None


def test_without_a_name_it_is_the_first_laboratory() -> None:
    found = find_range(STUDY, None, "platelets", "female", APRIL, "10^9/L")
    assert found is not None
    assert found.lln == Decimal(125)
    assert found.uln == Decimal(350)


def test_the_reference_study_marks_every_range_as_a_placeholder() -> None:
    study = load_study(ROOT / "studies" / "nct05488327")
    assert {one.provenance.status for one in study.laboratories} == {"proposed"}
    tests = {one.test for one in study.laboratory_by_name["site"].ranges}
    numbers = {"wbc", "neutrophils", "hemoglobin", "platelets", "alt", "ast", "ck", "lymphocytes"}
    assert numbers <= tests
