"""Any HAQ in; whether its index keeps the promises of the scale out."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.haq import CATEGORIES, HAQ, ITEMS, score_haq
from heliotrope.instruments.table import score_rows
from tests.properties.instruments.answers import Answers, anything, complete, with_gaps
from tests.twice.instruments import haq as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table

RULES = {"seven_of_eight": 7, "six_of_eight": 6}


@given(
    st.randoms(use_true_random=False),
    st.sampled_from(KINDS),
    st.integers(0, 3),
    st.sampled_from(list(RULES)),
)
def test_the_slow_twin_agrees(dice: random.Random, kind: str, gaps: int, rule: str) -> None:
    empty = [
        name for one in dice.sample(list(twin.QUESTIONS), gaps) for name in twin.QUESTIONS[one]
    ]
    row = make_row(dice, twin.COLUMNS, kind) | dict.fromkeys(empty, "")
    _, (_, *values, status, reason) = score_rows(HAQ, make_table(list(twin.COLUMNS), [row]), rule)
    verdict = twin.judge(row, RULES[rule])
    assert values == [verdict.values[name] for name in twin.OUT]
    assert status == ("scored" if verdict.is_scored else "not_scored")
    assert all(f"{name}: " in reason for name in verdict.wrong)


@given(complete(HAQ))
def test_a_complete_questionnaire_has_an_index_in_eighths(answers: Answers) -> None:
    score = score_haq(answers)
    index = score["haq_di"].value
    assert isinstance(index, int | Decimal)
    assert 0 <= index <= 3
    assert index * 8 == sum(
        value for one in score.scales[1:] if isinstance(value := one.value, int)
    )
    assert score.reason is None


@given(complete(HAQ), st.sampled_from([item.name for item in ITEMS]))
def test_a_worse_answer_never_lowers_the_index(answers: Answers, name: str) -> None:
    answer = answers[name]
    assert isinstance(answer, int)
    highest = 1 if name.startswith(("aid", "help")) else 3
    before, after = score_haq(answers), score_haq({**answers, name: min(answer + 1, highest)})
    for one, two in zip(before.scales, after.scales, strict=True):
        assert isinstance(one.value, int | Decimal)
        assert isinstance(two.value, int | Decimal)
        assert one.value <= two.value


@given(complete(HAQ), st.sampled_from(CATEGORIES))
def test_an_aid_makes_a_category_at_least_2_and_nothing_else(
    answers: Answers, category: object
) -> None:
    one = next(each for each in CATEGORIES if each is category)
    bare = {name: value for name, value in answers.items() if name not in one.supports}
    worst = score_haq(bare)[one.name].value
    assert isinstance(worst, int)
    for support in one.supports:
        assert score_haq({**bare, support: 1})[one.name].value == max(worst, 2)


@given(with_gaps(HAQ))
def test_six_of_eight_gives_every_index_that_seven_gives(answers: Answers) -> None:
    strict, lenient = score_haq(answers), score_haq(answers, "six_of_eight")
    if strict["haq_di"].value is not None:
        assert lenient["haq_di"].value == strict["haq_di"].value
    assert [one.value for one in lenient.scales[1:]] == [one.value for one in strict.scales[1:]]


@given(complete(HAQ), st.sampled_from([item.name for item in ITEMS]), anything)
def test_nothing_that_is_given_makes_it_raise(answers: Answers, name: str, answer: object) -> None:
    score = score_haq({**answers, name: answer})
    assert score.status == "scored" or score.reason is not None
