"""The SF-36's descriptions in; whether they are the forms of the contract out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import groupby

import pytest

from heliotrope.instruments import sf36
from heliotrope.instruments.score import Instrument, make_tidy
from heliotrope.instruments.sf36 import EDITIONS, SCALES, SF36V1, SF36V2
from heliotrope.vocabulary import Bilingual, Missing

BOTH = pytest.mark.parametrize("instrument", [SF36V1, SF36V2], ids=["v1", "v2"])
TWOS: dict[str, object] = {f"q{number}": 2 for number in range(1, 37)}


@BOTH
def test_items_and_scores_are_the_columns_of_the_contract(instrument: Instrument) -> None:
    assert [item.name for item in instrument.items] == [f"q{number}" for number in range(1, 37)]
    names = ["pf", "rp", "re", "vt", "mh", "sf", "bp", "gh", "pcs", "mcs"]
    assert [scale.name for scale in instrument.scales] == names
    assert {scale.better for scale in instrument.scales} == {"higher"}


def test_versions_differ_in_roles_and_feelings_only() -> None:
    steps = {one.name: [len(item.choices) for item in one.items] for one in (SF36V1, SF36V2)}
    same = [*range(1, 13), 20, 21, 22, *range(32, 37)]
    for number, (first, second) in enumerate(zip(*steps.values(), strict=True), start=1):
        assert (first == second) == (number in same), number
    assert steps["sf36v1"][12:19] == [2] * 7
    assert steps["sf36v1"][22:31] == [6] * 9
    assert set(steps["sf36v2"][12:19] + steps["sf36v2"][22:31]) == {5}


@BOTH
def test_a_heading_has_one_set_of_answers(instrument: Instrument) -> None:
    heads = [list(items) for _, items in groupby(instrument.items, key=lambda item: item.group)]
    assert all(len({item.choices for item in items}) == 1 for items in heads)
    assert [len(items) for items in heads] == [1, 1, 10, 4, 3, 1, 1, 1, 9, 1, 4]
    assert all(items[0].group.en for items in heads)


@BOTH
def test_every_item_but_the_second_counts_in_one_scale(instrument: Instrument) -> None:
    counted = [name for scale in instrument.scales[:8] for name in scale.items]
    every = [item.name for item in instrument.items]
    assert sorted([*counted, "q2"]) == sorted(every)


@BOTH
def test_the_key_has_as_many_values_as_the_item_has_answers(instrument: Instrument) -> None:
    counts = EDITIONS[instrument.name].counts
    for item in instrument.items:
        if item.name != "q2":
            assert len(counts[item.name]) == len(item.choices)
    assert {len(counts[row]) for row in counts if row.startswith("q22")} == {5}
    assert set(counts) - {item.name for item in instrument.items} == {
        "q22_and_q21_is_1",
        "q22_without_q21",
    }


@BOTH
def test_the_ends_of_the_raw_scales_follow_from_the_key(instrument: Instrument) -> None:
    edition = EDITIONS[instrument.name]
    for name, (_, numbers) in SCALES.items():
        rows = [f"q{number}" if number != 22 else "q22_and_q21_is_1" for number in numbers]
        raw = edition.scales[name]
        assert sum(min(edition.counts[row]) for row in rows) == raw.lowest
        assert sum(max(edition.counts[row]) for row in rows) == raw.highest


def test_only_the_norms_differ_where_the_answers_are_the_same() -> None:
    assert EDITIONS["sf36v1"].weights == EDITIONS["sf36v2"].weights
    for row in ("q1", "q3", "q20", "q21", "q22", "q22_without_q21", "q32", "q36"):
        assert EDITIONS["sf36v1"].counts[row] == EDITIONS["sf36v2"].counts[row]
    for scale in SCALES:
        first, second = EDITIONS["sf36v1"].scales[scale], EDITIONS["sf36v2"].scales[scale]
        assert (first.mean, first.sd) != (second.mean, second.sd)


def test_steps_show_what_each_answer_counts() -> None:
    steps = SF36V1.score(TWOS | {"q34": None})["gh"].steps
    assert [(one.label.en, one.value, one.working.en) for one in steps] == [
        ("Own health now", Decimal("4.4"), "answer 2 → 4.4"),
        ("Falls ill more easily", 2, "answer 2 → 2"),
        ("As healthy as others", Decimal("3.1"), "missing: mean of the answered"),
        ("Expects worse health", 2, "answer 2 → 2"),
        ("Own health very good", 4, "answer 2 → 4"),
        ("Sum", Decimal("15.5"), "(15.5 − 5) ÷ 20 × 100"),
        ("Total", Decimal("52.5"), ""),
    ]


def test_without_the_first_pain_question_both_count_the_same() -> None:
    pain = SF36V2.score(TWOS | {"q21": Missing.ND})["bp"]
    assert [one.value for one in pain.steps] == [Decimal("4.75")] * 2 + [Decimal("9.5"), 75]
    assert pain.notes == (
        Bilingual(
            "bp: q21 (ND) missing, filled with the mean of the answered (1 of 2)",
            "bp：q21 (ND) 缺答，以已答条目（1/2）的均值代替",
        ),
    )


def test_steps_of_a_summary_add_up_to_it() -> None:
    summary = SF36V2.score(TWOS)["mcs"]
    start, *parts, total = summary.steps
    assert (start.value, len(parts)) == (50, 8)
    assert parts[1].working.en == "(25 − 82.50964) ÷ 25.52028 × −0.12329 × 10"
    shown = Decimal(sum(step.value for step in (start, *parts)))
    assert abs(shown - total.value) < Decimal("0.00001")


@BOTH
def test_a_summary_names_the_scales_it_lacks(instrument: Instrument) -> None:
    answers = TWOS | {"q20": None, "q32": None, "q17": None, "q18": None}
    summary = instrument.score(answers)["pcs"]
    assert summary.reason == Bilingual(
        "pcs not scored: it needs all eight scales, without re, sf",
        "pcs 未计分：须八个维度齐全，缺 re、sf",
    )
    assert summary.missing == ("q17", "q18", "q20", "q32")


@BOTH
@pytest.mark.parametrize("summary", ["pcs", "mcs"])
def test_the_ends_of_a_summary_are_what_can_be_reached(
    instrument: Instrument, summary: str
) -> None:
    edition = EDITIONS[instrument.name]
    helps = {name: weight > 0 for name, weight in edition.weights[summary].items()}
    best = {name: Fraction(100 if helps[name] else 0) for name in SCALES}
    worst = {name: Fraction(0 if helps[name] else 100) for name in SCALES}
    scale = instrument.scale(summary)
    highest = Decimal(make_tidy(sf36.weigh_scales(edition, summary, best)))
    lowest = Decimal(make_tidy(sf36.weigh_scales(edition, summary, worst)))
    assert 0 <= scale.high - highest < Decimal("0.1")
    assert 0 <= lowest - scale.low < Decimal("0.1")


def test_an_answer_of_the_other_version_is_a_fault() -> None:
    fives = TWOS | {"q13": 5}
    assert SF36V2.score(fives).faults == ()
    assert [fault.where for fault in SF36V1.score(fives).faults] == ["q13"]


@BOTH
def test_labels_are_unambiguous(instrument: Instrument) -> None:
    for language in ("en", "zh"):
        labels = [item.label.say(language) for item in instrument.items]
        assert len(set(labels)) == len(labels)
    texts = [choice.label for item in instrument.items for choice in item.choices]
    texts += [item.group for item in instrument.items]
    texts += [fact.statement for fact in instrument.facts]
    assert all(text.en and text.zh for text in texts)


@pytest.mark.parametrize(
    ("instrument", "en", "zh"),
    [
        (SF36V1, "US 1990 norms", "美国 1990 年常模"),
        (SF36V2, "US 1998 norms", "美国 1998 年常模"),
    ],
)
def test_a_summary_names_its_norm_wherever_it_stands(
    instrument: Instrument, en: str, zh: str
) -> None:
    score = instrument.score(TWOS)
    for name in ("pcs", "mcs"):
        for label in (score[name].label, instrument.scale(name).label, score[name].steps[0].label):
            assert label.en.endswith(f", {en}")
            assert label.zh.endswith(f"，{zh}")
    assert score["pcs"].steps[0].label.en == f"Population mean, {en}"
    assert "norms" not in score["pf"].label.en
