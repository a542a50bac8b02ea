"""The core set's form in; whether enzymes are compared by their own limits in any unit out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from heliotrope.instruments.imacs import (
    ENZYMES,
    IMACS,
    CoreSet,
    EnzymeLevel,
    choose_enzyme,
    convert,
    score_imacs,
    score_improvement,
)
from heliotrope.vocabulary import Missing

GLOBALS: dict[str, object] = {"phga": Decimal("5.5"), "ptga": 4, "extramuscular": 0}


def test_items_are_three_globals_and_five_enzymes() -> None:
    parts = [f"{name}{part}" for name in ENZYMES for part in ("", "_unit", "_uln")]
    assert [item.name for item in IMACS.items] == [
        *GLOBALS, *parts[:-3], "aldolase_confirmed", *parts[-3:]
    ]  # fmt: skip
    assert [item.name for item in IMACS.items if item.ends is not None] == list(GLOBALS)
    assert {item.name for item in IMACS.items if not item.optional} == set(GLOBALS)


def test_one_microkatal_is_sixty_units() -> None:
    assert convert(1, "ukat/L") == 60
    assert convert(Decimal("3.3"), "ukat/L") == 198
    assert convert(198, "U/L", "ukat/L") == Fraction(33, 10)


def test_a_unit_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        convert(1, "mg/dL")


def test_a_limit_may_be_in_another_unit() -> None:
    assert EnzymeLevel(10, "ukat/L", 200, "U/L").multiple == 3
    assert EnzymeLevel(10, "ukat/L", 5).multiple == 2


def test_what_was_compared_is_kept_the_most_abnormal_first() -> None:
    choice = choose_enzyme(
        {"alt": EnzymeLevel(60, "U/L", 40), "ck": EnzymeLevel(400, "U/L", 200)},
    )
    assert choice is not None
    assert choice.compared == (("ck", Fraction(2)), ("alt", Fraction(3, 2)))


def test_the_steps_show_all_multiples() -> None:
    score = score_imacs(
        {
            **GLOBALS,
            "ck": 400,
            "ck_unit": "U/L",
            "ck_uln": 300,
            "ldh": 500,
            "ldh_unit": "U/L",
            "ldh_uln": 250,
        }
    )
    assert score["enzyme"].value == "ldh"
    assert [(one.label.en, one.value) for one in score["enzyme_multiple"].steps] == [
        ("LDH", 2),
        ("CK", Decimal("1.333333")),
        ("Total", 2),
    ]


def test_an_enzyme_with_a_reason_for_its_absence_is_named() -> None:
    score = score_imacs({**GLOBALS, "ck": Missing.ND, "alt": 40, "alt_unit": "U/L", "alt_uln": 40})
    assert [note.en for note in score["enzyme"].notes] == [
        "ck left out, missing: ck (ND), ck_unit, ck_uln"
    ]


def test_the_older_definition_shows_each_change() -> None:
    baseline = CoreSet(5, 5, 100, 0, 600, 4, mmt_max=150)
    visit = CoreSet(4, 6, 120, 1, 300, 4, mmt_max=150)
    found = score_improvement(baseline, visit)
    assert found.is_improved is True
    assert {one.name: one.percent for one in found.changes} == {
        "phga": 20,
        "ptga": -20,
        "mmt": 20,
        "haq": None,
        "enzyme": 50,
        "extramuscular": 0,
    }
    assert (
        found.reason.en == "improved by 20 % or more: phga, mmt, enzyme; worse by 25 % or more: haq"
    )
    assert found.reason.zh == "改善 ≥ 20 %：phga、mmt、enzyme；加重 ≥ 25 %：haq"


def test_the_older_definition_is_kept_apart_with_its_standing() -> None:
    (fact,) = (fact for fact in IMACS.facts if "older definition of imp" in fact.statement.en)
    assert fact.source.status == "unsourced"
    (zero,) = (fact for fact in IMACS.facts if "baseline of 0" in fact.statement.en)
    assert zero.source.status == "proposed"
