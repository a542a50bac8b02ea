"""Six baselines in; whether what is said of the highest reachable score is right out."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.instruments.tis_reachable import find_highest_reachable
from heliotrope.vocabulary import Bilingual

SKIN_ONLY: dict[str, object] = {
    "phga_baseline": Decimal("4.0"),
    "ptga_baseline": 6,
    "extramuscular_baseline": 5,
    "mmt_baseline": 150,
    "mmt_max": 150,
    "haq_baseline": 0,
    "enzyme": "ck",
    "enzyme_baseline": 300,
    "enzyme_uln": 200,
    "population": "adult",
}


def test_each_measure_says_why_it_goes_no_further() -> None:
    gains = find_highest_reachable(SKIN_ONLY).gains
    assert [(gain.name, gain.points) for gain in gains] == [
        ("phga", Decimal("17.5")),
        ("ptga", 10),
        ("mmt", 0),
        ("haq", 0),
        ("enzyme", Decimal("2.5")),
        ("extramuscular", 20),
    ]
    reasons = [gain.reason for gain in gains]
    assert reasons[0] == Bilingual(
        "4 → 0: at most 40 %, not above 40 % → 17.5 points",
        "4 → 0：最多 40 %，未超过 40 % → 17.5 分",
    )
    assert reasons[2] == Bilingual(
        "150 at baseline is the best there is: 0 points", "基线 150 已为最佳：0 分"
    )


def test_both_sums_and_what_they_allow() -> None:
    found = find_highest_reachable(SKIN_ONLY)
    assert (found.total, found.total_with_normal_enzyme) == (50, Decimal("47.5"))
    assert [(one.response, one.at_least, one.is_reachable) for one in found.responses] == [
        ("minimal", 20, True),
        ("moderate", 40, True),
        ("major", 60, False),
    ]


def test_follow_up_values_are_not_looked_at() -> None:
    later = {**SKIN_ONLY, "phga": 10, "mmt": 3, "enzyme_value": "nonsense"}
    assert find_highest_reachable(later) == find_highest_reachable(SKIN_ONLY)


def test_without_a_population_no_response_is_judged() -> None:
    found = find_highest_reachable({**SKIN_ONLY, "population": None})
    assert (found.total, found.responses) == (50, ())


def test_a_baseline_that_is_not_allowed_is_named() -> None:
    found = find_highest_reachable({**SKIN_ONLY, "phga_baseline": 11})
    assert [fault.where for fault in found.faults] == ["phga_baseline"]
    assert (found.total, found.gains) == (None, ())
    found = find_highest_reachable({**SKIN_ONLY, "mmt_max": 80})
    assert [fault.where for fault in found.faults] == ["mmt_baseline"]


def test_a_missing_baseline_leaves_the_sum_open_and_the_rest_standing() -> None:
    found = find_highest_reachable({**SKIN_ONLY, "haq_baseline": None})
    assert (found.total, found.total_with_normal_enzyme) == (None, None)
    assert [gain.points for gain in found.gains].count(None) == 1
    assert {reach.is_reachable for reach in found.responses} == {None}
