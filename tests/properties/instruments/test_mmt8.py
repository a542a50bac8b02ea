"""Any examination of strength in; whether its score keeps the promises of the scale out."""

from __future__ import annotations

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from heliotrope.instruments.mmt8 import ITEMS, MMT8, MUSCLES, score_mmt8
from heliotrope.instruments.table import score_rows
from tests.properties.instruments.answers import Answers, anything, complete, with_gaps
from tests.twice.instruments import mmt8 as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table


@given(st.randoms(use_true_random=False), st.sampled_from(KINDS), st.sampled_from([0, 6, 7]))
def test_the_slow_twin_agrees(dice: random.Random, kind: str, empty: int) -> None:
    gaps = dict.fromkeys(dice.sample(twin.LEFT, empty), "")
    row = make_row(dice, twin.COLUMNS, kind) | gaps
    _, (_, *values, status, reason) = score_rows(MMT8, make_table(list(twin.COLUMNS), [row]))
    verdict = twin.judge(row)
    assert values == [verdict.values[name] for name in twin.OUT]
    assert status == ("scored" if verdict.is_scored else "not_scored")
    assert all(f"{name}: " in reason for name in verdict.wrong)


@given(complete(MMT8))
def test_both_sides_are_of_150(answers: Answers) -> None:
    score = score_mmt8(answers)
    strength = score["mmt8"].value
    assert isinstance(strength, int)
    assert 0 <= strength <= 150
    assert score["mmt8_max"].value == 150
    *steps, total = score["mmt8"].steps
    assert sum(step.value for step in steps) == total.value == strength


@given(complete(MMT8), st.sampled_from(["left", "right"]))
def test_one_side_is_of_80_and_never_above(answers: Answers, side: str) -> None:
    one = {name: grade for name, grade in answers.items() if not name.endswith(side)}
    score = score_mmt8(one)
    strength = score["mmt8"].value
    assert isinstance(strength, int)
    assert 0 <= strength <= 80
    assert score["mmt8_max"].value == 80


@given(complete(MMT8), st.sampled_from(ITEMS))
def test_one_grade_more_is_one_point_more(answers: Answers, item: object) -> None:
    name = next(one.name for one in ITEMS if one is item)
    grade = answers[name]
    assert isinstance(grade, int)
    assume(grade < 10)
    before, after = score_mmt8(answers), score_mmt8({**answers, name: grade + 1})
    strength = before["mmt8"].value
    assert isinstance(strength, int)
    assert after["mmt8"].value == strength + 1


@given(complete(MMT8))
def test_left_and_right_count_alike(answers: Answers) -> None:
    turned = dict(answers)
    for muscle in MUSCLES:
        turned[f"{muscle}_left"] = answers[f"{muscle}_right"]
        turned[f"{muscle}_right"] = answers[f"{muscle}_left"]
    assert score_mmt8(turned)["mmt8"].value == score_mmt8(answers)["mmt8"].value


@given(with_gaps(MMT8))
def test_a_gap_is_never_counted(answers: Answers) -> None:
    score = score_mmt8(answers)
    assert (score["mmt8"].value is None) == (score["mmt8_max"].value is None)
    assert (score["mmt8"].value is None) == bool(score["mmt8"].missing)
    assert set(score["mmt8"].missing) <= {
        name for name, grade in answers.items() if not isinstance(grade, int)
    }


@given(complete(MMT8), st.sampled_from([item.name for item in ITEMS]), anything)
def test_nothing_that_is_given_makes_it_raise(answers: Answers, name: str, answer: object) -> None:
    score = score_mmt8({**answers, name: answer})
    assert (score.status == "scored") == (score.reason is None)
