"""Many laboratory results, most near a limit, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from heliotrope.safety.grading import VERSIONS, LaboratoryResult, grade_laboratory
from heliotrope.safety.laboratory import LaboratoryTest, load_tests
from tests.twice.safety import ctcae as twin

MULTIPLES = [
    Decimal(one) for one in ("0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "6", "10", "20")
]
FIXED = [
    *map(Decimal, ("0.1", "0.2", "0.5", "0.8", "1", "1.5", "2", "3")),
    *map(Decimal, (10, 25, 50, 75, 80, 100)),
]
NUDGES = [Decimal(0), Decimal("0.001"), Decimal("-0.001")]
LIMITS = {
    "10^9/L": ("1.2", "4"),
    "g/L": ("115", "150"),
    "U/L": ("5", "40"),
    "umol/L": ("45", "104"),
}
TIMES = {"g/dL": 10, "ukat/L": 60, "mg/dL": 1}


def _draw(dice: random.Random, test: LaboratoryTest) -> list[Decimal | None]:
    """Value, lower limit, upper limit, baseline: on a threshold or a thousandth beside it."""
    low, high = (Decimal(text) for text in LIMITS[test.units[0].name])
    baseline = dice.choice([low / 2, low, (low + high) / 2, high, high * 2, high * 7])
    points = [low, high, baseline, *FIXED, *(m * of for m in MULTIPLES for of in (high, baseline))]
    value = max(Decimal(0), dice.choice(points) + dice.choice(NUDGES))
    keep = [dice.random() < 0.85 for _ in range(3)]
    numbers = [one if kept else None for one, kept in zip((low, high, baseline), keep, strict=True)]
    return [value, *numbers]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("test", load_tests())
def test_the_grades_agree(version: str, test: str) -> None:
    dice = random.Random(f"{version} {test}")
    known = load_tests()[test]
    seen = set()
    for _ in range(600):
        numbers = _draw(dice, known)
        unit = dice.choice(known.units).name
        times = TIMES.get(unit, 1) if known.direction == "low" else 1
        slow = [None if one is None else Fraction(one) * times for one in numbers]
        value, lln, uln, baseline = slow
        assert value is not None
        expected = twin.grade(version, test, value, (lln, uln, baseline))
        result = LaboratoryResult(version, test, numbers[0], unit, *numbers[1:])
        grade = grade_laboratory(result)
        assert not grade.faults
        assert ("?" if grade.value is None else grade.value) == expected, result
        seen.add(expected)
    assert len(seen) > 2 or seen == {"?"}


@pytest.mark.parametrize("test", load_tests())
def test_worse_than_baseline_agrees(test: str) -> None:
    dice = random.Random(test)
    known = load_tests()[test]
    for _ in range(100):
        numbers = _draw(dice, known)
        value, baseline = numbers[0], numbers[3]
        result = LaboratoryResult("5.0", test, value, known.units[-1].name, *numbers[1:])
        worse = grade_laboratory(result).worse_than_baseline
        if value is None or baseline is None:
            assert worse is None
        elif test in ("neutrophils", "platelets", "hemoglobin", "wbc", "lymphocytes"):
            assert worse is (value < baseline)
        else:
            assert worse is (value > baseline)
