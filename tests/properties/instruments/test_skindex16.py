"""Any Skindex-16 form in; whether its scores keep the promises of the domains out."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.description import Item
from heliotrope.instruments.skindex16 import ITEMS, SKINDEX16, score_skindex16
from heliotrope.instruments.table import read_cell, score_rows
from tests.properties.instruments.answers import Answers, anything, complete, with_gaps
from tests.twice.instruments import skindex16 as twin
from tests.twice.instruments.tables import KINDS, make_row

HEADER = ("id", *(item.name for item in ITEMS))


def _values(answers: Answers) -> dict[str, int | Decimal]:
    found = {}
    for scale in score_skindex16(answers).scales:
        assert isinstance(scale.value, int | Decimal)
        found[scale.name] = scale.value
    return found


@given(complete(SKINDEX16))
def test_a_complete_form_is_scored_within_bounds(answers: Answers) -> None:
    score = score_skindex16(answers)
    assert (score.status, score.reason) == ("scored", None)
    assert all(0 <= value <= 100 for value in _values(answers).values())
    for scale in score.scales:
        *items, total, last = scale.steps
        assert sum(step.value for step in items) == total.value
        assert last.value == scale.value


@given(complete(SKINDEX16), st.sampled_from(ITEMS))
def test_a_worse_answer_raises_its_domain_alone(answers: Answers, item: Item) -> None:
    before = _values(answers | {item.name: 0})
    after = _values(answers | {item.name: 6})
    for scale in SKINDEX16.scales:
        if item.name in scale.items:
            assert before[scale.name] < after[scale.name]
        else:
            assert before[scale.name] == after[scale.name]


@given(complete(SKINDEX16))
def test_the_order_of_answers_does_not_matter(answers: Answers) -> None:
    assert score_skindex16(dict(reversed(answers.items()))) == score_skindex16(answers)


@given(with_gaps(SKINDEX16))
def test_a_domain_is_scored_exactly_when_all_its_answers_are_there(answers: Answers) -> None:
    score = score_skindex16(answers)
    for scale in SKINDEX16.scales:
        gaps = tuple(name for name in scale.items if not isinstance(answers[name], int))
        assert score[scale.name].missing == gaps
        assert (score[scale.name].value is None) == bool(gaps)


@given(st.dictionaries(st.sampled_from(HEADER), anything))
def test_nothing_that_is_given_makes_it_raise(answers: Answers) -> None:
    for scale in score_skindex16(answers).scales:
        assert (scale.value is None) == (scale.reason is not None) == (scale.steps == ())


@given(
    st.randoms(use_true_random=False), st.sampled_from(KINDS), st.permutations(range(len(HEADER)))
)
def test_the_row_scorer_is_the_readable_scorer(
    dice: random.Random, kind: str, order: list[int]
) -> None:
    row = make_row(dice, twin.COLUMNS, kind)
    whole = {"id": "a", **row}
    names = [HEADER[at] for at in order]
    _, (_, *values, status, reason) = score_rows(SKINDEX16, [names, [whole[one] for one in names]])
    score = score_skindex16({item.name: read_cell(item, row[item.name]) for item in ITEMS})
    assert values == ["" if one.value is None else str(one.value) for one in score.scales]
    assert (status, reason) == (score.status, score.reason.en if score.reason else "")
