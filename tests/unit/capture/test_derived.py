"""A form with its answers in; whether the scores of its instrument come out."""

from __future__ import annotations

import pytest

from heliotrope.capture.derived import derive_score, derive_score_values, name_instrument
from heliotrope.vocabulary import Missing, Value
from tests.small_study import load_small_study

CDASI = load_small_study().form("cdasi")
LABS = load_small_study().form("labs")


def make_answers(**given: Value | None) -> dict[str, Value | None]:
    return {item.name: 0 for item in CDASI.items} | given


def test_the_scores_of_a_complete_form() -> None:
    score = derive_score(CDASI, make_answers(malar_erythema=3, malar_scale=2, scalp_calcinosis=1))
    assert derive_score_values(score) == {"activity": 5, "damage": 1}


@pytest.mark.parametrize("absent", [None, Missing.ND, Missing.UNK, Missing.NA])
def test_a_missing_answer_leaves_its_score_empty_and_the_other_alone(absent: Value | None) -> None:
    score = derive_score(CDASI, make_answers(malar_erythema=absent))
    assert derive_score_values(score) == {"activity": None, "damage": 0}


def test_a_form_without_instrument_has_no_score() -> None:
    assert derive_score(LABS, {"age": 40}) is None
    assert derive_score_values(None) == {}
    assert name_instrument(LABS) is None
    assert name_instrument(CDASI) == "cdasi 2"
