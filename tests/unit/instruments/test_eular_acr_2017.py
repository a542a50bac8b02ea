"""The description of the criteria in; whether weights, probability and columns are right out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from heliotrope.instruments.eular_acr_2017 import (
    EULAR_ACR_2017,
    ITEMS,
    SIGNS,
    classify,
    find_probability,
    load_weights,
    score_eular_acr_2017,
)


def test_columns_are_those_of_the_contract() -> None:
    assert [item.name for item in ITEMS] == [
        *("age_at_onset", "proximal_upper", "proximal_lower", "neck_flexors_weaker"),
        *("leg_proximal_weaker", "heliotrope", "gottron_papules", "gottron_sign", "dysphagia"),
        *("anti_jo1", "elevated_enzymes"),
    ]
    assert [scale.name for scale in EULAR_ACR_2017.scales] == [
        *("score", "probability", "classification", "subgroup"),
    ]


def test_the_weights_are_those_without_biopsy() -> None:
    printed = "1.3 2.1 0.7 0.8 1.9 0.9 3.1 2.1 3.3 0.7 3.9 1.3"
    assert [weight for weight, _ in load_weights().values()] == [
        Fraction(one) for one in printed.split()
    ]
    assert EULAR_ACR_2017.scale("score").high == Decimal("20.8")


@pytest.mark.parametrize(
    ("score", "expected"),
    [("5.33", "0.500000"), ("5.5", "0.542398"), ("7.5", "0.897523"), ("0", "0.004821")],
)
def test_the_probability_is_that_of_the_formula(score: str, expected: str) -> None:
    found = find_probability(Fraction(score))
    assert found.quantize(Decimal("0.000001")) == Decimal(expected)


def test_half_and_half_is_exact() -> None:
    assert find_probability(Fraction("5.33")) == Decimal("0.5")


def test_the_class_follows_from_the_score_and_not_from_the_probability() -> None:
    assert find_probability(Fraction("7.5")) < Decimal("0.9")
    assert classify(Fraction("7.5")) == "definite"
    assert find_probability(Fraction("5.5")) < Decimal("0.55")
    assert classify(Fraction("5.5")) == "probable"


def test_the_formula_stays_unsourced() -> None:
    (fact,) = (fact for fact in EULAR_ACR_2017.facts if "exp(5.33" in fact.statement.en)
    assert fact.source.status == "unsourced"


def test_the_steps_name_what_has_a_weight() -> None:
    answers: dict[str, object] = dict.fromkeys(SIGNS, 0)
    answers |= {"age_at_onset": 39, "heliotrope": 1, "anti_jo1": 1}
    score = score_eular_acr_2017(answers)
    assert [(one.label.en, one.value) for one in score["score"].steps] == [
        ("Onset at 18 to 39 years", Decimal("1.3")),
        ("Heliotrope rash", Decimal("3.1")),
        ("Anti-Jo-1 antibody", Decimal("3.9")),
        ("Total", Decimal("8.3")),
    ]
    exponent, total = score["probability"].steps
    assert exponent.value == Decimal("-2.97")
    assert total.value == score["probability"].value
