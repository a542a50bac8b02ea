"""Many rows, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.eular_acr_2017 import EULAR_ACR_2017
from heliotrope.instruments.table import score_rows
from tests.twice.instruments import eular_acr_2017 as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table


@pytest.mark.parametrize("kind", KINDS)
def test_the_product_agrees(kind: str) -> None:
    dice = random.Random(20260601)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(400)]
    scores = islice(score_rows(EULAR_ACR_2017, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, reason) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
        assert all(f"{name}: " in reason for name in verdict.wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_it_agrees_where_the_missing_count_as_absent(kind: str) -> None:
    dice = random.Random(20260602)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(300)]
    table = make_table(list(twin.COLUMNS), rows)
    scores = islice(score_rows(EULAR_ACR_2017, table, "lowest_possible"), 1, None)
    for row, (_, *values, status, _) in zip(rows, scores, strict=True):
        verdict = twin.judge(row, absent_if_missing=True)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
