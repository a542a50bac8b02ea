"""Many rows, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.haq import HAQ
from heliotrope.instruments.table import score_rows
from tests.twice.instruments import haq as twin
from tests.twice.instruments.tables import EMPTY, KINDS, make_row, make_table


@pytest.mark.parametrize("kind", KINDS)
def test_the_product_agrees(kind: str) -> None:
    dice = random.Random(20260601)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(400)]
    scores = islice(score_rows(HAQ, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, reason) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
        assert all(f"{name}: " in reason for name in verdict.wrong)


@pytest.mark.parametrize(("rule", "needed"), [("seven_of_eight", 7), ("six_of_eight", 6)])
def test_it_agrees_where_categories_are_missing(rule: str, needed: int) -> None:
    dice = random.Random(20260602)
    rows = []
    for _ in range(400):
        gaps = dice.sample(list(twin.QUESTIONS), dice.randint(0, 3))
        empty = [name for category in gaps for name in twin.QUESTIONS[category]]
        row = make_row(dice, twin.COLUMNS, "complete")
        rows.append(row | {name: dice.choice(EMPTY) for name in empty})
    scores = islice(score_rows(HAQ, make_table(list(twin.COLUMNS), rows), rule), 1, None)
    for row, (_, *values, status, _) in zip(rows, scores, strict=True):
        verdict = twin.judge(row, needed)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
