"""The DLQI's description in; whether it is the form of the contract out."""

from __future__ import annotations

from itertools import groupby

import pytest

from heliotrope.instruments import dlqi
from heliotrope.instruments.dlqi import DLQI
from heliotrope.vocabulary import Bilingual, Missing

ONES: dict[str, object] = {f"q{number}": 1 for number in range(1, 11)} | {"q7": "no", "q7b": 1}


def test_items_and_scores_are_the_columns_of_the_contract() -> None:
    names = ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q7b", "q8", "q9", "q10"]
    assert [item.name for item in DLQI.items] == names
    assert [item.name for item in DLQI.items if item.optional] == ["q7b"]
    assert [scale.name for scale in DLQI.scales][:2] == ["dlqi", "band"]
    assert sum(int(scale.high) for scale in DLQI.scales[2:]) == DLQI.scale("dlqi").high == 30
    assert DLQI.deciding == ("dlqi",)


def test_not_relevant_is_offered_from_the_third_question_on() -> None:
    offered = [item.name for item in DLQI.items if any(one.code == "nr" for one in item.choices)]
    assert offered == ["q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10"]


def test_questions_under_one_heading_have_one_set_of_answers() -> None:
    for _, group in groupby(DLQI.items, key=lambda item: item.group):
        items = [item for item in group if not item.name.startswith("q7")]
        assert len({item.choices for item in items}) <= 1


def test_the_bands_cover_every_total_once() -> None:
    covered = [total for one in dlqi.BANDS for total in range(one.at_least, one.at_most + 1)]
    assert covered == list(range(31))
    assert [one.code for one in DLQI.scale("band").choices] == [one.name for one in dlqi.BANDS]


def test_steps_keep_not_relevant_and_unanswered_apart_from_nothing() -> None:
    score = DLQI.score(ONES | {"q3": "nr", "q4": 0, "q5": None, "q7b": 2})
    steps = [(one.label.en, one.value, one.working.en) for one in score["dlqi"].steps]
    assert steps[2:8] == [
        ("Shopping, house, garden", 0, "not relevant → 0"),
        ("Clothes", 0, ""),
        ("Social life, leisure", 0, "unanswered → 0"),
        ("Sport", 1, ""),
        ("Work or study prevented", 2, "no, q7b 2"),
        ("Partner, friends, relatives", 1, ""),
    ]
    assert steps[-1] == ("Total", 8, "")
    assert score["dlqi"].notes == (Bilingual("q5 unanswered, counted as 0", "q5 缺答，按 0 计"),)


def test_the_band_says_between_what() -> None:
    assert DLQI.score(ONES)["band"].steps[0].working.en == "6 ≤ 10 ≤ 10"


def test_work_prevented_counts_three() -> None:
    score = DLQI.score(ONES | {"q7": "yes", "q7b": None})
    assert score["work"].value == 3
    assert score["work"].steps[0].working.zh == "是 → 3"


@pytest.mark.parametrize("word", ["yes", "nr"])
@pytest.mark.parametrize("degree", [0, 1, 2])
def test_a_degree_after_anything_but_no_is_a_fault(word: str, degree: int) -> None:
    score = DLQI.score(ONES | {"q7": word, "q7b": degree})
    assert [fault.where for fault in score.faults] == ["q7b"]
    assert {scale.value for scale in score.scales} == {None}


@pytest.mark.parametrize("word", ["yes", "nr", "no", None])
@pytest.mark.parametrize("absent", [None, Missing.NA])
def test_a_degree_left_out_is_never_a_fault(word: str | None, absent: Missing | None) -> None:
    assert DLQI.score(ONES | {"q7": word, "q7b": absent}).faults == ()


def test_a_half_answered_question_7_is_one_unanswered_question() -> None:
    score = DLQI.score(ONES | {"q7b": None})
    assert (score["dlqi"].value, score["dlqi"].notes[0].en) == (9, "q7b unanswered, counted as 0")
    assert score["work"].missing == ("q7b",)
    assert DLQI.score(ONES | {"q7b": None, "q1": None})["dlqi"].missing == ("q1", "q7b")


def test_a_subscale_may_be_missing_while_the_total_stands() -> None:
    score = DLQI.score(ONES | {"q10": Missing.ND})
    assert score.status == "scored"
    assert (score["treatment"].value, score["treatment"].missing) == (None, ("q10",))
    assert score.reason is not None
    assert score.reason.zh == "treatment 未计分，缺：q10 (ND)；q10 (ND) 缺答，按 0 计"


def test_the_published_change() -> None:
    (change,) = dlqi.load_minimal_changes()
    assert (change.name, change.points, change.source.status) == ("points_4", 4, "published")
    assert change.source.id
    assert [dlqi.is_improved(change, 12, after) for after in (7, 8, 9, 16)] == [
        True,
        True,
        False,
        False,
    ]


def test_every_text_is_there_in_both_languages() -> None:
    texts = [item.label for item in DLQI.items] + [item.group for item in DLQI.items]
    texts += [choice.label for item in DLQI.items for choice in item.choices]
    texts += [fact.statement for fact in DLQI.facts]
    assert all(text.en and text.zh for text in texts)
