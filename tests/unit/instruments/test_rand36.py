"""The RAND-36's description in; whether it is the form of the contract, rightly named, out."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from heliotrope.instruments.rand36 import COUNTS, ITEMS, RAND36
from heliotrope.vocabulary import Bilingual, Missing

THREES: dict[str, object] = {f"q{number}": 3 for number in range(20, 37)}


def test_items_and_scores_are_the_columns_of_the_contract() -> None:
    assert [item.name for item in ITEMS] == [f"q{number}" for number in range(1, 37)]
    names = ["pf", "rp", "re", "vt", "mh", "sf", "bp", "gh"]
    assert [scale.name for scale in RAND36.scales] == names
    assert {scale.better for scale in RAND36.scales} == {"higher"}


def test_it_is_marked_as_not_the_registered_outcome() -> None:
    assert "not the registered outcome" in RAND36.title.en
    assert "非注册结局" in RAND36.title.zh
    assert "not the registered outcome" in RAND36.facts[0].statement.en


def test_the_credit_line_and_the_changes_are_said() -> None:
    for language in ("en", "zh"):
        credit = "developed at RAND as part of the Medical Outcomes Study"
        assert credit in RAND36.rights.say(language)
    assert "Changed here" in RAND36.rights.en
    assert "此处的改动" in RAND36.rights.zh
    assert not RAND36.licensed


def test_a_heading_has_one_set_of_answers() -> None:
    heads = [list(items) for _, items in groupby(ITEMS, key=lambda item: item.group)]
    assert all(len({item.choices for item in items}) == 1 for items in heads)
    assert [len(items) for items in heads] == [1, 1, 10, 4, 3, 1, 1, 1, 9, 1, 4]


def test_the_key_has_as_many_values_as_the_item_has_answers() -> None:
    assert {name: len(counts) for name, counts in COUNTS.items()} == {
        item.name: len(item.choices) for item in ITEMS
    }
    assert all({min(counts), max(counts)} == {0, 100} for counts in COUNTS.values())


def test_every_item_but_the_second_counts_in_one_scale() -> None:
    counted = [name for scale in RAND36.scales for name in scale.items]
    assert sorted([*counted, "q2"]) == sorted(item.name for item in ITEMS)


def test_steps_show_the_mean_of_what_was_answered() -> None:
    energy = RAND36.score(THREES | {"q31": Missing.UNK})["vt"]
    assert [(one.value, one.working.zh) for one in energy.steps] == [
        (60, "答 3 → 60"),
        (60, "答 3 → 60"),
        (40, "答 3 → 40"),
        (160, "160 ÷ 3"),
        (Decimal("53.333333"), ""),
    ]
    assert energy.notes == (
        Bilingual(
            "vt: q31 (UNK) missing, mean of the answered (3 of 4)",
            "vt：q31 (UNK) 缺答，取已答条目（3/4）的均值",
        ),
    )


def test_every_text_is_there_in_both_languages() -> None:
    texts = [choice.label for item in ITEMS for choice in item.choices]
    texts += [item.group for item in ITEMS]
    texts += [fact.statement for fact in RAND36.facts]
    assert all(text.en and text.zh for text in texts)
