"""Many doses in; whether the product agrees with plain fractions out."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from heliotrope.safety.glucocorticoid import Treatment, load_glucocorticoids, score_prednisone

MG_LIKE_5_MG_OF_PREDNISONE = {
    "prednisone": Fraction(5),
    "prednisolone": Fraction(5),
    "methylprednisolone": Fraction(4),
    "hydrocortisone": Fraction(20),
    "cortisone": Fraction(25),
    "dexamethasone": Fraction(3, 4),
    "betamethasone": Fraction(3, 5),
    "triamcinolone": Fraction(4),
    "deflazacort": Fraction(6),
}


@pytest.mark.parametrize("drug", load_glucocorticoids())
def test_the_equivalents_agree(drug: str) -> None:
    dice = random.Random(drug)
    for _ in range(300):
        dose = Decimal(dice.randint(0, 20000)) / 8
        times = Decimal(dice.choice(["0.5", "1", "2", "3", "4"]))
        found = score_prednisone(Treatment(drug, dose, times, dice.choice(["oral", "iv"])))
        slow = Fraction(dose) * Fraction(times) / MG_LIKE_5_MG_OF_PREDNISONE[drug] * 5
        assert found.mg_per_day is not None
        if found.is_exact:
            assert Fraction(found.mg_per_day) == slow
        else:
            assert slow.denominator % 3 == 0
            assert abs(Fraction(found.mg_per_day) - slow) <= Fraction(1, 2_000_000)
