"""The Total Improvement Score's description in; whether it is the contract's and reads well out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from heliotrope.instruments.tis import (
    MEASURES,
    POINTS,
    TIS,
    find_points,
    find_response,
    load_bands,
    load_ranges,
    load_thresholds,
    say_percent,
    score_tis,
)
from heliotrope.vocabulary import Bilingual, Missing

FULL: dict[str, object] = {
    "phga_baseline": Decimal("5.5"),
    "phga": Decimal("0.5"),
    "ptga_baseline": 7,
    "ptga": 7,
    "extramuscular_baseline": 4,
    "extramuscular": 5,
    "mmt_baseline": 120,
    "mmt": 141,
    "mmt_max": 150,
    "haq_baseline": Decimal("1.5"),
    "haq": Decimal("1.375"),
    "enzyme": "ck",
    "enzyme_baseline": 3000,
    "enzyme_value": 600,
    "enzyme_uln": 200,
    "population": "adult",
}


def test_columns_are_those_of_the_contract() -> None:
    assert {item.name for item in TIS.items} == FULL.keys()
    assert [scale.name for scale in TIS.scales] == [
        *("tis", "response", "points_phga", "points_ptga", "points_mmt", "points_haq"),
        *("points_enzyme", "points_extramuscular"),
    ]
    assert not any(item.optional for item in TIS.items)


def test_the_steps_say_what_was_measured_in_both_languages() -> None:
    steps = [(one.label.en, one.working.en, one.value) for one in score_tis(FULL)["tis"].steps]
    assert steps == [
        ("Physician global", "5.5 → 0.5: improved 50 % → 20 points", 20),
        ("Patient global", "7 → 7: unchanged → 0 points", 0),
        ("Muscle strength", "120 → 141 of 150: improved 14 % → 20 points", 20),
        ("HAQ", "1.5 → 1.375: improved about 4.17 % → 0 points", 0),
        (
            "Muscle enzyme",
            "3000 → 600 (CK, range 15 × 200): improved 80 % → 7.5 points",
            Decimal("7.5"),
        ),
        ("Extramuscular activity", "4 → 5: worse by 10 % → 0 points", 0),
        ("Total", "", Decimal("47.5")),
    ]
    words = [one.working.zh for one in score_tis(FULL)["tis"].steps]
    assert words[:3] == [
        "5.5 → 0.5：改善 50 % → 20 分",
        "7 → 7：无变化 → 0 分",
        "120 → 141，满分 150：改善 14 % → 20 分",
    ]
    assert words[4] == "3000 → 600（肌酸激酶 CK，范围 15 × 200）：改善 80 % → 7.5 分"


def test_a_column_of_points_has_its_own_step() -> None:
    first, total = score_tis(FULL)["points_mmt"].steps
    assert first.working.en == "120 → 141 of 150: improved 14 % → 20 points"
    assert total.value == 20


def test_a_gap_leaves_a_labelled_partial_sum() -> None:
    score = score_tis({**FULL, "haq": Missing.ND})
    assert score.status == "not_scored"
    assert score["tis"].missing == score["response"].missing == ("haq",)
    assert score["tis"].reason == Bilingual(
        "tis not computable, missing: haq (ND); partial sum of 5 of 6 measures, not a score: 47.5",
        "tis 不可计算，缺：haq (ND)；6 项中 5 项的部分合计（不是总分）：47.5",
    )
    assert score["points_mmt"].value == 20


def test_a_rounded_percentage_says_so() -> None:
    assert say_percent(Fraction(5)) == Bilingual("5 %", "5 %")
    assert say_percent(Fraction(4, 3)) == Bilingual("about 1.33 %", "约 1.33 %")
    assert say_percent(Fraction(50001, 10000)) == Bilingual("about 5 %", "约 5 %")


def test_five_percent_is_not_above_five_percent() -> None:
    assert find_points("phga", Fraction(5)) == 0
    assert find_points("phga", Fraction(5) + Fraction(1, 10**12)) == Fraction(15, 2)


@pytest.mark.parametrize("measure", [measure.name for measure in MEASURES])
def test_more_improvement_never_gives_fewer_points(measure: str) -> None:
    points = [find_points(measure, Fraction(percent)) for percent in range(-100, 101)]
    assert points == sorted(points)
    assert points[0] == points[100] == 0


def test_the_tables_add_up_to_100() -> None:
    assert sum(points for _, points in (bands[-1] for bands in load_bands().values())) == 100
    assert sum(scale.high for scale in POINTS) == 100
    assert {name: [above for above, _ in bands] for name, bands in load_bands().items()} == {
        measure.name: [None, 2, 10, 20, 30] if measure.name == "mmt" else [None, 5, 15, 25, 40]
        for measure in MEASURES
    }


def test_ranges_and_thresholds() -> None:
    assert load_ranges() == {
        "phga": 10,
        "ptga": 10,
        "extramuscular": 10,
        "haq": 3,
        "ck": 15,
        "ldh": 3,
        "ast": 3,
        "alt": 3,
        "aldolase": 6,
    }
    thresholds = {name: [int(least) for _, least in one] for name, one in load_thresholds().items()}
    assert thresholds == {"adult": [20, 40, 60], "juvenile": [30, 45, 70]}
    assert [name for name, _ in load_thresholds()["adult"]] == ["minimal", "moderate", "major"]
    assert find_response("adult", Fraction(20)) == "minimal"
    assert find_response("juvenile", Fraction(20)) == "none"


def test_the_range_of_aldolase_stays_unsourced() -> None:
    (fact,) = (fact for fact in TIS.facts if "aldolase is 6" in fact.statement.en)
    assert fact.source.status == "unsourced"
    notes = score_tis({**FULL, "enzyme": "aldolase"})["points_enzyme"].notes
    assert [bool(note.en and note.zh) for note in notes] == [True]
    assert score_tis(FULL)["points_enzyme"].notes == ()
