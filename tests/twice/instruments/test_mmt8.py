"""Many rows, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.mmt8 import MMT8
from heliotrope.instruments.table import score_rows
from tests.twice.instruments import mmt8 as twin
from tests.twice.instruments.tables import EMPTY, KINDS, make_row, make_table


@pytest.mark.parametrize("kind", KINDS)
def test_the_product_agrees(kind: str) -> None:
    dice = random.Random(20260601)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(400)]
    scores = islice(score_rows(MMT8, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, reason) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
        assert all(f"{name}: " in reason for name in verdict.wrong)


@pytest.mark.parametrize("side", [twin.RIGHT, twin.LEFT])
def test_it_agrees_where_a_side_is_empty_or_nearly_so(side: list[str]) -> None:
    dice = random.Random(20260602)
    rows = [
        make_row(dice, twin.COLUMNS, dice.choice(KINDS))
        | {name: dice.choice(EMPTY) for name in dice.sample(side, dice.choice([6, 7, 7, 7]))}
        for _ in range(400)
    ]
    scores = islice(score_rows(MMT8, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, _) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
