"""The CDASI's description in; whether it is the form of the contract out."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from heliotrope.instruments import cdasi
from heliotrope.instruments.cdasi import ACTIVITY, CDASI, DAMAGE, score_cdasi, score_cdasi_sites
from heliotrope.vocabulary import Bilingual, Missing

ZERO: dict[str, object] = {item.name: 0 for item in cdasi.ITEMS}
SITES = [
    *("scalp", "malar", "periorbital", "face", "v_neck", "posterior_neck", "upper_back"),
    *("lower_back", "abdomen", "thigh", "leg", "arm", "mechanics_hand", "dorsum_hand"),
    "gottron_elsewhere",
]
RANGES = {"erythema": 3, "scale": 2, "erosion": 1, "poikiloderma": 1, "calcinosis": 1}
OTHERS = {
    "hands_erythema": 3,
    "hands_papules": 1,
    "hands_ulceration": 1,
    "hands_damage": 2,
    "periungual": 2,
    "alopecia": 1,
}


def test_items_are_the_columns_of_the_contract_in_the_form_order() -> None:
    columns = {f"{site}_{part}": high for site in SITES for part, high in RANGES.items()}
    expected = list((columns | OTHERS).items())
    assert [(item.name, item.high) for item in cdasi.ITEMS] == expected
    assert {item.low for item in cdasi.ITEMS} == {0}
    assert len(expected) == 81


def test_every_item_counts_in_exactly_one_score() -> None:
    assert sorted(ACTIVITY.items + DAMAGE.items) == sorted(ZERO)


def test_the_ends_of_the_scales_are_what_the_items_add_up_to() -> None:
    highest = score_cdasi({item.name: item.high for item in cdasi.ITEMS})
    assert highest["activity"].value == ACTIVITY.high == 100
    assert highest["damage"].value == DAMAGE.high == 32


def test_steps_read_as_the_form_does() -> None:
    answers = ZERO | {
        "malar_erythema": 2,
        "arm_erythema": 1,
        "scalp_scale": 1,
        "hands_erythema": 1,
        "hands_papules": 1,
        "hands_ulceration": 1,
        "periungual": 2,
        "alopecia": 1,
        "leg_calcinosis": 1,
        "hands_damage": 2,
    }
    score = score_cdasi(answers)
    activity = [(one.label.en, one.working.en, one.value) for one in score["activity"].steps]
    assert activity == [
        ("15 sites: erythema", "", 3),
        ("15 sites: scale", "", 1),
        ("15 sites: erosion or ulceration", "", 0),
        ("Gottron's, hands: erythema", "1 × 2 (papules)", 2),
        ("Gottron's, hands: ulceration", "", 1),
        ("Periungual changes", "", 2),
        ("Hair loss, past 30 days", "", 1),
        ("Total", "", 10),
    ]
    assert [(one.label.zh, one.value) for one in score["damage"].steps] == [
        ("15 部位：皮肤异色", 0),
        ("15 部位：钙化", 1),
        ("Gottron 手部：损伤", 2),
        ("合计", 3),
    ]


def test_without_papules_the_step_says_so() -> None:
    step = score_cdasi(ZERO | {"hands_erythema": 3})["activity"].steps[3]
    assert (step.value, step.working) == (3, Bilingual("no papules", "无丘疹"))


def test_sites_have_their_part_of_the_activity() -> None:
    answers = ZERO | {"arm_erythema": 2, "arm_erosion": 1, "arm_calcinosis": 1, "leg_scale": None}
    sites = score_cdasi_sites(answers)
    assert [one.name for one in sites.scales] == SITES
    assert sites["arm"].value == 3
    assert (sites["leg"].value, sites["leg"].missing) == (None, ("leg_scale",))
    assert sites["scalp"].value == 0


def test_a_fault_of_damage_does_not_hide_the_subtotals() -> None:
    assert score_cdasi_sites(ZERO | {"leg_calcinosis": 7, "leg_scale": 2})["leg"].value == 2


def test_a_wholly_unanswered_form_with_reasons_names_them() -> None:
    score = score_cdasi(dict.fromkeys(ZERO, Missing.ND))
    assert score["damage"].reason is not None
    assert "hands_damage (ND)" in score["damage"].reason.en
    assert score["activity"].missing == ACTIVITY.items


def test_every_text_is_there_in_both_languages() -> None:
    texts = [one.label for one in cdasi.ITEMS]
    texts += [one.label for one in cdasi.SITES]
    texts += [one.label for one in cdasi.COMPONENTS]
    texts += [one.label for one in cdasi.load_minimal_changes()]
    texts += [one.label for one in cdasi.load_severity_cutoffs()]
    texts += [one.statement for one in CDASI.facts]
    assert all(text.en and text.zh for text in texts)
    assert all(bool(fact.source.note.en) == bool(fact.source.note.zh) for fact in CDASI.facts)


def test_labels_are_unambiguous() -> None:
    assert len({item.label.en for item in cdasi.ITEMS}) == len(cdasi.ITEMS)
    assert len({item.label.zh for item in cdasi.ITEMS}) == len(cdasi.ITEMS)


def test_published_changes() -> None:
    changes = {one.name: one for one in cdasi.load_minimal_changes()}
    assert changes["points_4"].points == Decimal(4)
    assert changes["percent_40"].percent == 40
    assert (changes["percent_40"].baseline_from, changes["percent_40"].baseline_to) == (15, 100)
    assert all((one.points is None) != (one.percent is None) for one in changes.values())
    assert all(one.source.id for one in changes.values())


def test_published_severity() -> None:
    found = [(one.name, one.at_most) for one in cdasi.load_severity_cutoffs()]
    assert found == [("mild_stanford", 14), ("mild_upenn", 19)]


@pytest.mark.parametrize("baseline", range(15, 101))
def test_forty_percent_is_exact_in_whole_numbers(baseline: int) -> None:
    (change,) = (one for one in cdasi.load_minimal_changes() if one.name == "percent_40")
    for activity in range(101):
        expected = Decimal(baseline - activity) / Decimal(baseline) >= Decimal("0.4")
        assert cdasi.is_improved(change, baseline, activity) is expected


def test_no_published_number_is_out_of_the_scale() -> None:
    folder = Path(cdasi.__file__).parent / "tables"
    with (folder / "cdasi_severity.csv").open(encoding="utf-8") as file:
        next(file)
        assert all(0 <= int(row["at_most"]) <= ACTIVITY.high for row in csv.DictReader(file))
