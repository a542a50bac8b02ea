"""Many DLQI forms, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.dlqi import DLQI
from heliotrope.instruments.table import read_cell, score_rows
from tests.twice.instruments import dlqi as twin

WRONG = ["4", "-1", "1.5", "x", "maybe", " 1", "nr", "yes", "3"]
KINDS = pytest.mark.parametrize("kind", ["complete", "one missing", "some missing", "wrong"])
RULES = pytest.mark.parametrize("rule", ["one_counts_zero", "every_item"])
ITEMS = {item.name: item for item in DLQI.items}


def draw_form(dice: random.Random, kind: str) -> dict[str, str]:
    cells = {one: dice.choice(twin.permitted(one)) for one in twin.COLUMNS}
    if cells["q7"] != "no":
        cells["q7b"] = ""
    spoiled = {"complete": 0, "one missing": 1, "some missing": dice.randint(0, 3), "wrong": 1}[
        kind
    ]
    cells |= {one: dice.choice(twin.EMPTY) for one in dice.sample(twin.COLUMNS, spoiled)}
    if kind == "wrong":
        cells[dice.choice(twin.COLUMNS)] = dice.choice(WRONG)
    return cells


@RULES
@KINDS
def test_the_readable_scorer_agrees(kind: str, rule: str) -> None:
    dice = random.Random(20260507)
    for _ in range(300):
        cells = draw_form(dice, kind)
        scores, wrong = twin.count(cells, rule)
        score = DLQI.score({n: read_cell(ITEMS[n], cell) for n, cell in cells.items()}, rule)
        assert {fault.where for fault in score.faults} == wrong
        assert {one.name: one.value for one in score.scales} == scores
        assert (score.status == "scored") == (scores["dlqi"] is not None)


@RULES
@KINDS
def test_the_row_scorer_agrees(kind: str, rule: str) -> None:
    dice = random.Random(20260508)
    forms = [draw_form(dice, kind) for _ in range(300)]
    rows = ([str(at), *form.values()] for at, form in enumerate(forms))
    table = iter([["id", *twin.COLUMNS], *rows])
    scores = islice(score_rows(DLQI, table, rule), 1, None)
    for form, (_, *values, status, reason) in zip(forms, scores, strict=True):
        expected, wrong = twin.count(form, rule)
        assert values == ["" if one is None else str(one) for one in expected.values()]
        assert status == ("not_scored" if expected["dlqi"] is None else "scored")
        assert all(column in reason for column in wrong)
