"""Many SF-36 forms, right and wrong, in; whether product and slow twin agree out."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from heliotrope.instruments.score import Instrument
from heliotrope.instruments.sf36 import SF36V1, SF36V2
from heliotrope.instruments.table import read_cell, score_rows
from tests.twice.instruments import sf36 as twin

WRONG = ["0", "7", "-1", "1.5", "x", " 1", "01", "nr"]
VERSIONS = pytest.mark.parametrize(("instrument", "version"), [(SF36V1, 1), (SF36V2, 2)])
KINDS = pytest.mark.parametrize("kind", ["complete", "few missing", "many missing", "wrong"])
RULES = pytest.mark.parametrize("rule", ["half_of_scale", "every_item"])


def draw_form(dice: random.Random, version: int, kind: str) -> dict[str, str]:
    cells = {q: dice.choice(twin.permitted(q, version)) for q in twin.QUESTIONS}
    spoiled = {"complete": 0, "few missing": 4, "many missing": 18, "wrong": 3}[kind]
    cells |= {q: dice.choice(twin.EMPTY) for q in dice.sample(twin.QUESTIONS, spoiled)}
    if kind == "wrong":
        cells[dice.choice(twin.QUESTIONS)] = dice.choice(WRONG)
    return cells


@RULES
@KINDS
@VERSIONS
def test_the_readable_scorer_agrees(
    instrument: Instrument, version: int, kind: str, rule: str
) -> None:
    dice = random.Random(20260503)
    items = {item.name: item for item in instrument.items}
    for _ in range(100):
        cells = draw_form(dice, version, kind)
        scores, wrong = twin.work_out(cells, version, rule)
        answers = {name: read_cell(items[name], cell) for name, cell in cells.items()}
        score = instrument.score(answers, rule)
        assert {fault.where for fault in score.faults} == wrong
        found = {one.name: "" if one.value is None else str(one.value) for one in score.scales}
        assert found == {name: twin.write(value) for name, value in scores.items()}


@RULES
@KINDS
@VERSIONS
def test_the_row_scorer_agrees(instrument: Instrument, version: int, kind: str, rule: str) -> None:
    dice = random.Random(20260504)
    forms = [draw_form(dice, version, kind) for _ in range(100)]
    rows = ([str(at), *form.values()] for at, form in enumerate(forms))
    table = iter([["id", *twin.QUESTIONS], *rows])
    scores = islice(score_rows(instrument, table, rule), 1, None)
    for form, (_, *values, status, reason) in zip(forms, scores, strict=True):
        expected, wrong = twin.work_out(form, version, rule)
        assert values == [twin.write(value) for value in expected.values()]
        assert status == ("not_scored" if None in expected.values() else "scored")
        assert all(column in reason for column in wrong)
