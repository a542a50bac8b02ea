"""Medication as typed in, its prednisone equivalent out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.capture.equivalents import derive_prednisone
from heliotrope.vocabulary import Missing, Value
from tests.watched import form_of

FORM = form_of("medications")


def typed(**values: Value | None) -> dict[str, Value | None]:
    return {
        "drug": "methylprednisolone", "dose": Decimal(8), "dose_unit": "mg", "per_day": Decimal(2),
        "route": "oral", **values,
    }  # fmt: skip


def mg(**values: Value | None) -> Decimal | None:
    found = derive_prednisone(FORM, typed(**values))
    assert found is not None
    return found.mg_per_day


def test_a_glucocorticoid_is_converted_whatever_its_unit_of_mass() -> None:
    # Methylprednisolone 4 mg stands for prednisone 5 mg.
    assert mg() == Decimal(20)
    assert mg(dose=Decimal("0.5"), dose_unit="g", per_day=Decimal(1), route="iv") == Decimal(625)


def test_a_route_that_is_not_systemic_counts_nothing() -> None:
    assert mg(route="topical") == 0


@pytest.mark.parametrize("gap", ["dose", "dose_unit", "per_day", "route"])
@pytest.mark.parametrize("value", [None, Missing.UNK])
def test_nothing_is_guessed(gap: str, value: Missing | None) -> None:
    assert mg(**{gap: value}) is None


def test_a_dose_that_is_no_mass_says_so() -> None:
    found = derive_prednisone(FORM, typed(dose_unit="mL"))
    assert found is not None
    assert found.reason is not None
    assert "not given as a mass" in found.reason.en


def test_other_drugs_and_other_forms_have_none() -> None:
    assert derive_prednisone(FORM, typed(drug="methotrexate")) is None
    assert derive_prednisone(FORM, typed(drug=None)) is None
    assert derive_prednisone(form_of("dosing"), typed()) is None
