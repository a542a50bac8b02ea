"""Any two visits of a core set in; whether their score keeps the promises of the scale out."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from heliotrope.instruments.score import Score
from heliotrope.instruments.table import score_rows
from heliotrope.instruments.tis import MEASURES, TIS, score_tis
from heliotrope.instruments.tis_reachable import find_highest_reachable
from tests.properties.instruments.answers import Answers, anything, complete, with_gaps
from tests.twice.instruments import tis as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table

FOLLOW_UPS = [measure.after for measure in MEASURES]


def _number(score: Score, name: str) -> Fraction:
    value = score[name].value
    assert isinstance(value, int | Decimal)
    return Fraction(value)


def _scored(answers: Answers) -> Score:
    score = score_tis(answers)
    assume(not score.faults)
    return score


@given(st.randoms(use_true_random=False), st.sampled_from(KINDS))
def test_the_slow_twin_agrees(dice: random.Random, kind: str) -> None:
    row = make_row(dice, twin.COLUMNS, kind)
    _, (_, *values, status, reason) = score_rows(TIS, make_table(list(twin.COLUMNS), [row]))
    verdict = twin.judge(row)
    assert values == [verdict.values[name] for name in twin.OUT]
    assert status == ("scored" if verdict.is_scored else "not_scored")
    assert all(f"{name}: " in reason for name in verdict.wrong)


@given(complete(TIS))
def test_the_score_is_the_sum_of_its_points_within_bounds(answers: Answers) -> None:
    score = _scored(answers)
    assert score.status == "scored"
    points = [_number(score, scale.name) for scale in TIS.scales[2:]]
    assert _number(score, "tis") == sum(points)
    for scale, one in zip(TIS.scales[2:], points, strict=True):
        assert scale.low <= one <= scale.high
    *steps, total = score["tis"].steps
    assert sum(step.value for step in steps) == total.value == score["tis"].value


@given(complete(TIS), st.sampled_from(MEASURES), st.sampled_from(["0", "0.3", "0.9"]))
def test_a_better_visit_never_lowers_the_score(
    answers: Answers, measure: object, times: str
) -> None:
    one = next(each for each in MEASURES if each is measure)
    before = _scored(answers)
    value = answers[one.after]
    assert isinstance(value, int | Decimal)
    better = Decimal(str(answers["mmt_max"])) if one.higher_is_better else value * Decimal(times)
    after = score_tis({**answers, one.after: round(better, 2)})
    assume(better == round(better, 2))
    assert _number(after, "tis") >= _number(before, "tis")


@given(complete(TIS))
def test_no_visit_is_above_the_highest_reachable(answers: Answers) -> None:
    score = _scored(answers)
    highest = find_highest_reachable(answers)
    assert highest.total is not None
    assert _number(score, "tis") <= highest.total
    for gain in highest.gains:
        assert gain.points is not None
        assert _number(score, f"points_{gain.name}") <= gain.points
    reached = [reach.response for reach in highest.responses if reach.is_reachable]
    assert score["response"].value in ("none", *reached)


@given(complete(TIS))
def test_the_highest_reachable_is_reached_by_the_best_visit(answers: Answers) -> None:
    _scored(answers)
    best = dict.fromkeys(FOLLOW_UPS, 0) | {"mmt": answers["mmt_max"]}
    assert score_tis({**answers, **best})["tis"].value == find_highest_reachable(answers).total


@given(complete(TIS))
def test_a_normal_enzyme_is_never_worth_more_than_one_that_falls_to_nothing(
    answers: Answers,
) -> None:
    _scored(answers)
    highest = find_highest_reachable(answers)
    assert highest.total is not None
    assert highest.total_with_normal_enzyme is not None
    assert highest.total_with_normal_enzyme <= highest.total


@given(with_gaps(TIS))
def test_a_measure_has_points_exactly_when_all_of_it_is_there(answers: Answers) -> None:
    score = _scored(answers)
    for measure in MEASURES:
        whole = all(isinstance(answers[name], int | Decimal | str) for name in measure.items)
        assert (score[f"points_{measure.name}"].value is not None) == whole
    whole = all(score[f"points_{measure.name}"].value is not None for measure in MEASURES)
    assert (score["tis"].value is not None) == whole
    assert (score["tis"].reason is None) == whole


@given(complete(TIS), st.sampled_from([item.name for item in TIS.items]), anything)
def test_nothing_that_is_given_makes_it_raise(answers: Answers, name: str, answer: object) -> None:
    score = score_tis({**answers, name: answer})
    assert (score.status == "scored") or score.reason is not None
    find_highest_reachable({**answers, name: answer})


@given(complete(TIS))
def test_the_order_of_answers_does_not_matter(answers: Answers) -> None:
    assert score_tis(dict(reversed(answers.items()))) == score_tis(answers)


@given(complete(TIS), st.sampled_from([2, 60, 1000]))
def test_the_unit_of_the_enzyme_does_not_matter(answers: Answers, times: int) -> None:
    before = _scored(answers)
    in_another = {
        name: Decimal(str(answers[name])) * times
        for name in ("enzyme_baseline", "enzyme_value", "enzyme_uln")
    }
    after = score_tis({**answers, **in_another})
    assume(not after.faults)
    assert after["points_enzyme"].value == before["points_enzyme"].value
