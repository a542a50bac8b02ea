"""Any answers to the criteria in; whether score, probability and class agree out."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.instruments.eular_acr_2017 import (
    EULAR_ACR_2017,
    RASHES,
    SIGNS,
    WEAKNESS,
    score_eular_acr_2017,
)
from heliotrope.instruments.table import score_rows
from tests.properties.instruments.answers import Answers, anything, complete, with_gaps
from tests.twice.instruments import eular_acr_2017 as twin
from tests.twice.instruments.tables import KINDS, make_row, make_table

ORDER = {"none": 0, "probable": 1, "definite": 2}


@given(st.randoms(use_true_random=False), st.sampled_from(KINDS), st.booleans())
def test_the_slow_twin_agrees(dice: random.Random, kind: str, lowest: bool) -> None:
    row = make_row(dice, twin.COLUMNS, kind)
    rule = "lowest_possible" if lowest else "every_item"
    table = make_table(list(twin.COLUMNS), [row])
    _, (_, *values, status, reason) = score_rows(EULAR_ACR_2017, table, rule)
    verdict = twin.judge(row, absent_if_missing=lowest)
    assert values == [verdict.values[name] for name in twin.OUT]
    assert status == ("scored" if verdict.is_scored else "not_scored")
    assert all(f"{name}: " in reason for name in verdict.wrong)


@given(complete(EULAR_ACR_2017), st.sampled_from(SIGNS))
def test_a_sign_never_makes_it_less_likely(answers: Answers, sign: str) -> None:
    before = score_eular_acr_2017({**answers, sign: 0})
    after = score_eular_acr_2017({**answers, sign: 1})
    for name in ("score", "probability"):
        low, high = before[name].value, after[name].value
        assert isinstance(low, int | Decimal)
        assert isinstance(high, int | Decimal)
        # To six places the highest probabilities are 1.
        assert low < high or (name == "probability" and low == high == 1)
    classes = before["classification"].value, after["classification"].value
    assert ORDER[str(classes[0])] <= ORDER[str(classes[1])]


@given(complete(EULAR_ACR_2017))
def test_everything_is_within_bounds_and_the_class_is_that_of_the_score(answers: Answers) -> None:
    score = score_eular_acr_2017(answers)
    points, probability = score["score"].value, score["probability"].value
    assert isinstance(points, int | Decimal)
    assert isinstance(probability, int | Decimal)
    assert 0 <= points <= Decimal("20.8")
    assert 0 < probability <= 1
    expected = "definite" if points >= Decimal("7.5") else "none"
    expected = "probable" if Decimal("5.5") <= points < Decimal("7.5") else expected
    assert score["classification"].value == expected


@given(complete(EULAR_ACR_2017))
def test_the_subgroup_follows_rash_age_and_weakness(answers: Answers) -> None:
    score = score_eular_acr_2017(answers)
    subgroup, age = score["subgroup"].value, answers["age_at_onset"]
    assert isinstance(age, int)
    assert (subgroup == "none") == (score["classification"].value == "none")
    if subgroup in {"dm", "adm", "jdm"}:
        assert any(answers[rash] for rash in RASHES)
        assert (subgroup == "jdm") == (age < 18)
    if subgroup == "adm":
        assert not any(answers[name] for name in WEAKNESS)


@given(with_gaps(EULAR_ACR_2017))
def test_the_lowest_possible_is_the_lowest_of_all_completions(answers: Answers) -> None:
    lowest = score_eular_acr_2017(answers, "lowest_possible")
    if not isinstance(answers["age_at_onset"], int):
        assert lowest.status == "not_scored"
        return
    for filled in (0, 1):
        whole = {
            name: answer if isinstance(answer, int) else filled for name, answer in answers.items()
        }
        value, least = score_eular_acr_2017(whole)["score"].value, lowest["score"].value
        assert isinstance(value, int | Decimal)
        assert isinstance(least, int | Decimal)
        assert least <= value
        assert filled or least == value


@given(complete(EULAR_ACR_2017), st.sampled_from(["age_at_onset", *SIGNS]), anything)
def test_nothing_that_is_given_makes_it_raise(answers: Answers, name: str, answer: object) -> None:
    score = score_eular_acr_2017({**answers, name: answer})
    assert score.status == "scored" or score.reason is not None
