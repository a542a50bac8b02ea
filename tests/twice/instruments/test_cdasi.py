"""Many CDASI forms, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.cdasi import CDASI, score_cdasi
from heliotrope.instruments.table import read_answer, score_rows
from tests.twice.instruments import cdasi as twin

COLUMNS = twin.ACTIVITY + twin.DAMAGE
WRONG = ["4", "-1", "1.5", "x", "9", " 1"]


def _form(dice: random.Random, kind: str) -> dict[str, str]:
    cells = {column: dice.choice(twin.permitted(column)) for column in COLUMNS}
    spoiled = dice.sample(COLUMNS, dice.randint(1, 4))
    if kind in {"missing", "both"}:
        cells |= {column: dice.choice(twin.EMPTY) for column in spoiled}
    if kind in {"wrong", "both"}:
        cells[spoiled[0]] = dice.choice(WRONG)
    return cells


@pytest.mark.parametrize("kind", ["complete", "missing", "wrong", "both"])
def test_the_readable_scorer_agrees(kind: str) -> None:
    dice = random.Random(20260501)
    for _ in range(300):
        cells = _form(dice, kind)
        activity, damage, wrong, empty = twin.count(cells)
        score = score_cdasi({name: read_answer(cell) for name, cell in cells.items()})
        assert (score["activity"].value, score["damage"].value) == (activity, damage)
        assert {fault.where for fault in score.faults} == wrong
        if not wrong:
            assert {name for scale in score.scales for name in scale.missing} == empty


@pytest.mark.parametrize("kind", ["complete", "missing", "wrong", "both"])
def test_the_row_scorer_agrees(kind: str) -> None:
    dice = random.Random(20260502)
    forms = [_form(dice, kind) for _ in range(300)]
    columns = ["id", *COLUMNS]
    rows = ([str(at), *(form[name] for name in COLUMNS)] for at, form in enumerate(forms))
    scores = islice(score_rows(CDASI, iter([columns, *rows])), 1, None)
    for form, (_, activity, damage, status, reason) in zip(forms, scores, strict=True):
        values = twin.count(form)
        assert (activity, damage) == tuple("" if one is None else str(one) for one in values[:2])
        assert status == ("not_scored" if None in values[:2] else "scored")
        assert all(column in reason for column in values[2] or values[3])
