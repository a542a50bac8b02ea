"""Many Skindex-16 forms, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.skindex16 import ITEMS, SKINDEX16, score_skindex16
from heliotrope.instruments.table import read_cell, score_rows
from tests.twice.instruments import skindex16 as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table


@pytest.mark.parametrize("kind", KINDS)
def test_the_row_scorer_agrees(kind: str) -> None:
    dice = random.Random(20260701)
    rows = [make_row(dice, twin.COLUMNS, kind) for _ in range(400)]
    scores = islice(score_rows(SKINDEX16, make_table(list(twin.COLUMNS), rows)), 1, None)
    for row, (_, *values, status, reason) in zip(rows, scores, strict=True):
        verdict = twin.judge(row)
        assert values == [verdict.values[name] for name in twin.OUT], row
        assert status == ("scored" if verdict.is_scored else "not_scored")
        assert all(f"{name}: " in reason for name in verdict.wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_the_readable_scorer_agrees(kind: str) -> None:
    dice = random.Random(20260702)
    for _ in range(400):
        row = make_row(dice, twin.COLUMNS, kind)
        verdict = twin.judge(row)
        score = score_skindex16({item.name: read_cell(item, row[item.name]) for item in ITEMS})
        assert {fault.where for fault in score.faults} == verdict.wrong
        found = {one.name: "" if one.value is None else str(one.value) for one in score.scales}
        assert found == verdict.values
