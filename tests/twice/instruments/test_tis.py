"""Many rows, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.table import score_rows
from heliotrope.instruments.tis import TIS
from tests.twice.instruments import tis as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table


@pytest.mark.parametrize("kind", KINDS)
def test_the_product_agrees(kind: str) -> None:
    dice = random.Random(20260601)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(400)]
    scores = islice(score_rows(TIS, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, reason) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
        assert all(f"{name}: " in reason for name in verdict.wrong)
