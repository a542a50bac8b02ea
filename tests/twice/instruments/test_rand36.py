"""Many RAND-36 forms, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.rand36 import RAND36
from heliotrope.instruments.table import read_cell, score_rows
from tests.twice.instruments import rand36 as twin
from tests.twice.instruments.sf36 import write

WRONG = ["0", "7", "-1", "1.5", "x", " 1", "01", "nr"]
KINDS = pytest.mark.parametrize("kind", ["complete", "few missing", "many missing", "wrong"])
RULES = pytest.mark.parametrize("rule", ["answered_items", "every_item"])
ITEMS = {item.name: item for item in RAND36.items}


def draw_form(dice: random.Random, kind: str) -> dict[str, str]:
    cells = {q: dice.choice(twin.permitted(q)) for q in twin.QUESTIONS}
    spoiled = {"complete": 0, "few missing": 4, "many missing": 22, "wrong": 3}[kind]
    cells |= {q: dice.choice(twin.EMPTY) for q in dice.sample(twin.QUESTIONS, spoiled)}
    if kind == "wrong":
        cells[dice.choice(twin.QUESTIONS)] = dice.choice(WRONG)
    return cells


@RULES
@KINDS
def test_the_readable_scorer_agrees(kind: str, rule: str) -> None:
    dice = random.Random(20260505)
    for _ in range(200):
        cells = draw_form(dice, kind)
        scores, wrong = twin.work_out(cells, rule)
        score = RAND36.score({n: read_cell(ITEMS[n], cell) for n, cell in cells.items()}, rule)
        assert {fault.where for fault in score.faults} == wrong
        found = {one.name: "" if one.value is None else str(one.value) for one in score.scales}
        assert found == {name: write(value) for name, value in scores.items()}


@RULES
@KINDS
def test_the_row_scorer_agrees(kind: str, rule: str) -> None:
    dice = random.Random(20260506)
    forms = [draw_form(dice, kind) for _ in range(200)]
    rows = ([str(at), *form.values()] for at, form in enumerate(forms))
    table = iter([["id", *twin.QUESTIONS], *rows])
    scores = islice(score_rows(RAND36, table, rule), 1, None)
    for form, (_, *values, status, reason) in zip(forms, scores, strict=True):
        expected, wrong = twin.work_out(form, rule)
        assert values == [write(value) for value in expected.values()]
        assert status == ("not_scored" if None in expected.values() else "scored")
        assert all(column in reason for column in wrong)
