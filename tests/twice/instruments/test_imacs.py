"""Many rows, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import islice

import pytest

from heliotrope.instruments.imacs import IMACS, MEASURES, CoreSet, score_improvement
from heliotrope.instruments.table import score_rows
from tests.twice.instruments import imacs as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table


@pytest.mark.parametrize("kind", KINDS)
def test_the_product_agrees(kind: str) -> None:
    dice = random.Random(20260601)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(400)]
    scores = islice(score_rows(IMACS, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, reason) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
        assert all(f"{name}: " in reason for name in verdict.wrong)


def test_the_older_definition_agrees() -> None:
    dice = random.Random(20260602)
    for _ in range(3000):
        before = [_draw(dice) for _ in MEASURES]
        after = [_follow(dice, value) for value in before]
        found = score_improvement(_core_set(before), _core_set(after)).is_improved
        assert found is twin.improved(_exact(before), _exact(after)), (before, after)


def _core_set(values: list[Decimal | None]) -> CoreSet:
    phga, ptga, mmt, haq, enzyme, extramuscular = values
    return CoreSet(phga, ptga, mmt, haq, enzyme, extramuscular)


def _exact(values: list[Decimal | None]) -> list[Fraction | None]:
    return [None if value is None else Fraction(value) for value in values]


def _draw(dice: random.Random) -> Decimal | None:
    return dice.choice([None, *[Decimal(n) / 2 for n in range(21)], *[Decimal(8)] * 40])


def _follow(dice: random.Random, value: Decimal | None) -> Decimal | None:
    if value is None:
        return dice.choice([None, Decimal(1)])
    times = ["0.5", "0.75", "0.76", "0.8", "0.81", "1", "1.19", "1.2", "1.24", "1.25", "2"]
    more = [Decimal(0), Decimal(0), Decimal(0), Decimal("0.1")]
    return value * Decimal(dice.choice(times)) + dice.choice(more)
