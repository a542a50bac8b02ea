"""The description of the MMT-8 in; whether it is the form of the contract out."""

from __future__ import annotations

from heliotrope.instruments.mmt8 import ITEMS, MMT8, score_mmt8
from heliotrope.vocabulary import Missing

MUSCLES = ["deltoid", "biceps", "wrist_extensors", "gluteus_maximus", "gluteus_medius"]
MUSCLES += ["quadriceps", "ankle_dorsiflexors"]
TENS: dict[str, object] = {item.name: 10 for item in ITEMS}


def test_columns_are_those_of_the_contract() -> None:
    sides = [f"{muscle}_{side}" for side in ("right", "left") for muscle in MUSCLES]
    assert [item.name for item in ITEMS] == ["neck_flexors", *sides]
    assert [scale.name for scale in MMT8.scales] == ["mmt8", "mmt8_max"]
    assert {(item.low, item.high) for item in ITEMS} == {(0, 10)}


def test_a_form_may_leave_the_left_side_out() -> None:
    optional = {item.name for item in ITEMS if item.optional}
    assert optional == {f"{muscle}_left" for muscle in MUSCLES}


def test_steps_read_as_the_form_does() -> None:
    score = score_mmt8({**TENS, "deltoid_left": 4})
    assert [(one.label.en, one.value) for one in score["mmt8"].steps] == [
        ("Neck flexors", 10),
        ("Right side", 70),
        ("Left side", 64),
        ("Total", 144),
    ]


def test_one_side_has_one_step() -> None:
    one_side = {name: grade for name, grade in TENS.items() if not name.endswith("_right")}
    steps = score_mmt8(one_side)["mmt8"].steps
    assert [one.label.zh for one in steps] == ["颈屈肌", "左侧", "合计"]


def test_a_gap_is_named_once_with_its_reason() -> None:
    score = score_mmt8({**TENS, "biceps_left": Missing.ND, "neck_flexors": None})
    assert score["mmt8"].missing == score["mmt8_max"].missing == ("neck_flexors", "biceps_left")
    assert score.reason is not None
    assert score.reason.en == "mmt8 not scored, missing: neck_flexors, biceps_left (ND)"
    assert score.reason.zh == "mmt8 未计分，缺：neck_flexors、biceps_left (ND)"
