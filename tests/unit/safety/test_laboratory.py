"""Laboratory tests in; whether their units and terms are the contract's out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.safety import laboratory
from heliotrope.safety.laboratory import load_tests

COUNT, ENZYME, MOLAR = ["10^9/L"], ["U/L", "ukat/L"], ["umol/L", "mg/dL"]
UNITS = {
    "neutrophils": COUNT,
    "platelets": COUNT,
    "hemoglobin": ["g/L", "g/dL"],
    "wbc": COUNT,
    "lymphocytes": COUNT,
    "alt": ENZYME,
    "ast": ENZYME,
    "alp": ENZYME,
    "ggt": ENZYME,
    "bilirubin": MOLAR,
    "creatinine": MOLAR,
    "ck": ENZYME,
}


def test_tests_and_units_are_those_of_the_contract() -> None:
    found = {name: [unit.name for unit in one.units] for name, one in load_tests().items()}
    assert list(found.items()) == list(UNITS.items())


@pytest.mark.parametrize(
    ("test", "number", "unit", "expected"),
    [
        ("hemoglobin", "7.9", "g/dL", "79"),
        ("hemoglobin", "79", "g/L", "79"),
        ("ck", "3.5", "ukat/L", "210"),
        ("creatinine", "1.1", "mg/dL", "97.24"),
        ("bilirubin", "1.2", "mg/dL", "20.52"),
    ],
)
def test_into_the_unit_of_the_criteria(test: str, number: str, unit: str, expected: str) -> None:
    found = load_tests()[test].in_unit_of_criteria(Decimal(number), unit)
    assert found == Decimal(expected)


def test_a_unit_of_another_dimension_has_no_conversion() -> None:
    with pytest.raises(KeyError):
        load_tests()["ck"].in_unit_of_criteria(Decimal(1), "g/L")


def test_molar_masses_follow_from_the_atoms() -> None:
    carbon, hydrogen, nitrogen, oxygen = 12.011, 1.008, 14.007, 15.999
    creatinine = 4 * carbon + 7 * hydrogen + 3 * nitrogen + oxygen
    bilirubin = 33 * carbon + 36 * hydrogen + 4 * nitrogen + 6 * oxygen
    times = {name: one.units[1].times for name, one in load_tests().items() if len(one.units) > 1}
    assert times["creatinine"] == Decimal(str(round(10_000 / creatinine, 1)))
    assert times["bilirubin"] == Decimal(str(round(10_000 / bilirubin, 1)))


def test_terms_by_version() -> None:
    tests = load_tests()
    assert tests["platelets"].terms["5.0"].en == "Platelet count decreased"
    assert tests["platelets"].terms["6.0"].en == "Thrombocytopenia"
    assert "6.0" not in tests["ck"].terms


def test_the_first_unit_is_that_of_the_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laboratory, "_unit_rows", lambda test: [
        {"unit": "g/dL", "times": "10", "status": "derived", "note_en": "x", "note_zh": "x"}
    ])  # fmt: skip
    with pytest.raises(ValueError, match="the first unit is that of the criteria"):
        load_tests.__wrapped__()
