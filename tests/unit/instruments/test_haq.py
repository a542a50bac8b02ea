"""The description of the HAQ in; whether it is the form of the contract out."""

from __future__ import annotations

from itertools import pairwise

from heliotrope.instruments.haq import CATEGORIES, HAQ, ITEMS, score_haq
from heliotrope.vocabulary import Missing

COUNTS = {
    "dressing": 2,
    "arising": 2,
    "eating": 3,
    "walking": 2,
    "hygiene": 3,
    "reach": 2,
    "grip": 3,
    "activities": 3,
}
QUESTIONS = [f"{name}_{at}" for name, count in COUNTS.items() for at in range(1, count + 1)]
ONES: dict[str, object] = dict.fromkeys(QUESTIONS, 1)


def test_columns_are_those_of_the_contract() -> None:
    supports = {f"{what}_{name}" for name in COUNTS for what in ("aid", "help")}
    assert len(QUESTIONS) == 20
    assert {item.name for item in ITEMS if not item.optional} == set(QUESTIONS)
    assert {item.name for item in ITEMS if item.optional} == supports
    assert [scale.name for scale in HAQ.scales] == ["haq_di", *COUNTS]


def test_a_category_stands_together_under_its_name() -> None:
    heads = [item.group for item in ITEMS]
    assert list(dict.fromkeys(heads)) == [category.label for category in CATEGORIES]
    assert sum(one != two for one, two in pairwise(heads)) == 7


def test_the_steps_add_up_and_divide() -> None:
    score = score_haq({**ONES, "grip_3": 3, "reach_1": None, "reach_2": None})
    steps = [(one.label.en, one.value) for one in score["haq_di"].steps]
    assert steps[-2] == ("Sum, divided by 7", 9)
    assert str(steps[-1][1]) == "1.285714"
    assert [value for _, value in steps[:-2]] == [1, 1, 1, 1, 1, 3, 1]


def test_a_raised_category_says_why() -> None:
    steps = score_haq({**ONES, "aid_grip": 1, "help_grip": 1})["grip"].steps
    assert [(one.label.en, one.working.en, one.value) for one in steps] == [
        ("Worst answer", "", 1),
        ("Raised to 2", "aid or device used and help from another person", 2),
        ("Total", "", 2),
    ]


def test_what_was_done_about_missing_answers_is_said() -> None:
    score = score_haq({**ONES, "eating_1": Missing.UNK, "help_eating": Missing.UNK})
    assert [note.en for note in score["eating"].notes] == [
        "eating without eating_1 (UNK)",
        "help_eating (UNK) counted as 0",
    ]
    assert score.status == "scored"


def test_the_rule_is_shown_with_the_score() -> None:
    assert score_haq(ONES).missing_rule.name == "seven_of_eight"
    assert score_haq(ONES, "six_of_eight").missing_rule.name == "six_of_eight"
    statuses = {fact.statement.en: fact.source.status for fact in HAQ.facts}
    assert statuses["As an option, six of the eight categories are enough."] == "unsourced"
