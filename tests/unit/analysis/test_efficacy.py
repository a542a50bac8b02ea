"""Imagined participants and one analysis in, its rows out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from heliotrope.analysis.improved import is_improved
from heliotrope.analysis.results import Results
from heliotrope.analysis.run import evaluate
from heliotrope.capture.ledger import Participant
from heliotrope.study.plan import Threshold
from heliotrope.study.protocol import Study
from tests.imagined import (
    ENDPOINT,
    FORTY,
    Left,
    Seen,
    analysis,
    make_participant,
    make_snapshot,
    make_study,
)


def person(
    code: str, before: str | None, after: str | None, left: Left | None = None
) -> Participant:
    seen = []
    if before is not None:
        seen.append(Seen("baseline", 1, before))
    if after is not None:
        seen.append(Seen("week_24", 169, after))
    return make_participant(code, seen, left, dose_day=1)


PEOPLE = (
    person("NC-001", "25", "15"),
    person("NC-002", "20", "13"),
    person("NC-003", "30", "31"),
    person("NC-004", "10", "10"),
    person("NC-005", "24", None, Left(40)),
)


def results_of(people: Sequence[Participant] = PEOPLE, study: Study | None = None) -> Results:
    return evaluate(make_snapshot(people, study)).results


# ---------------------------------------------------------------- change


def test_the_mean_change_of_those_observed_names_who_is_not() -> None:
    results = results_of()
    assert results["change.estimate"].value == -4
    assert results["change.df"].value == 3
    assert results["change.n"].value == 4
    assert results["change.n"].text.en == "Not counted: NC-005, stopped on day 40 (adverse event)."
    assert results["change.n"].text.zh == "未计入：NC-005，第 40 天退出（不良事件）。"
    assert [results[f"change.{name}"].value for name in ("median", "min", "max")] == [-3.5, -10, 1]


def test_returned_to_baseline_counts_the_missing_as_no_change() -> None:
    results = results_of()
    assert results["returned.estimate"].value == -3.2
    assert results["returned.n"].value == 5
    assert results["returned.n"].text.en == (
        "Counted as no change: NC-005, stopped on day 40 (adverse event)."
    )


def test_who_has_no_baseline_returns_to_none_and_is_named() -> None:
    results = results_of([*PEOPLE, person("NC-006", None, "12")])
    assert results["returned.n"].value == 5
    assert "Not counted: NC-006, no baseline value: nothing recorded." in (
        results["returned.n"].text.en
    )
    assert results["change.n"].value == 4


def test_signed_rank_leaves_zeros_out_of_p_and_keeps_them_in_the_estimate() -> None:
    results = results_of()
    # Changes -10, -7, 1, 0: Walsh averages sorted, the middle two of ten are -4.5 and -3.5.
    assert results["rank.estimate"].value == -4
    # Without the zero: three ranks, T+ = 1, so p = 2 * P(T+ <= 1) = 2 * 2/8.
    assert results["rank.p"].value == 0.5
    assert results["rank.lower"].value is None
    assert "no 95 % interval" in results["rank.lower"].text.en
    assert results.find("rank.coverage") is None


def test_the_zero_rule_is_the_plans() -> None:
    study = make_study(analyses=(analysis("rank", "signed_rank", role="primary", zeros="pratt"),))
    # Ranks 4, 3, 2 once the zero has rank 1: T+ = 2, and only {} and {2} are that small.
    assert results_of(study=study)["rank.p"].value == 0.5
    assert "Pratt" in results_of(study=study)["rank.p"].method.en


def test_the_level_is_the_plans() -> None:
    study = make_study(analyses=(analysis("change", "paired_t", role="primary", level="0.5"),))
    narrow, wide = results_of(study=study)["change.lower"], results_of()["change.lower"]
    assert narrow.value is not None
    assert wide.value is not None
    assert narrow.value > wide.value


def test_a_value_from_before_baseline_has_no_change_and_says_so() -> None:
    early = analysis("early", "paired_t", role="primary", visit="screening")
    seen = [Seen("screening", -9, "30"), Seen("baseline", 1, "25")]
    results = results_of([make_participant("NC-001", seen)], make_study(analyses=(early,)))
    assert results["early.n"].text.en.startswith("Not counted: NC-001, not after baseline.")
    assert results["participant.total.screening.NC-001.value"].value == 30


@pytest.mark.parametrize("count", [0, 1])
def test_one_or_none_gives_no_interval_and_says_why(count: int) -> None:
    results = results_of(PEOPLE[:count])
    for name in ("lower", "upper", "p", "df"):
        row = results[f"change.{name}"]
        assert row.value is None
        assert row.text.en
        assert row.text.zh
    assert results["change.n"].value == count
    assert results["change.estimate"].value == (None if count == 0 else -10)


def test_nobody_enrolled_is_a_row_and_no_error() -> None:
    text = results_of([])["change.estimate"].text
    assert (text.en, text.zh) == (
        "Not evaluable: nobody is enrolled.",
        "不可评价：尚无参与者入组。",
    )


def test_data_without_the_form_are_not_evaluable_and_say_so() -> None:
    results = results_of([make_participant("NC-001", [], dose_day=1)])
    said = "Not evaluable: the data hold no form “Score form”."
    assert results["change.estimate"].text.en == said
    assert results["rank.estimate"].text.en == said
    assert results["forty.estimate"].text.en == said
    assert "NC-001, nothing recorded" in results["change.n"].text.en
    assert said in results["described.value.n"].text.en


# ---------------------------------------------------------------- improved


@pytest.mark.parametrize(
    ("base", "after", "improved"),
    [("25", "15", True), ("25", "15.1", False), ("25", "0", True), ("1.5", "0.9", True)],
)
def test_the_threshold_itself_counts_in_exact_decimals(
    base: str, after: str, improved: bool
) -> None:
    # 40 % of 1.5 is 0.6, and 1.5 - 0.9 in float64 is less than that.
    change = Decimal(after) - Decimal(base)
    assert is_improved(change, Decimal(base), FORTY, ENDPOINT) is improved


def test_points_and_the_other_direction() -> None:
    five = Threshold(points=Decimal(5))
    higher = ENDPOINT.model_copy(update={"better": "higher"})
    assert is_improved(Decimal(-5), Decimal(0), five, ENDPOINT) is True
    assert is_improved(Decimal(-4), Decimal(0), five, ENDPOINT) is False
    assert is_improved(Decimal(5), Decimal(50), five, higher) is True
    assert is_improved(Decimal(-5), Decimal(50), five, higher) is False


def test_a_percentage_needs_a_baseline_above_0() -> None:
    assert is_improved(Decimal(-5), Decimal(0), FORTY, ENDPOINT) is None
    results = results_of([*PEOPLE, person("NC-006", "0", "0")])
    assert results["forty.denominator"].value == 4
    assert "NC-006, baseline is not above 0" in results["forty.n"].text.en
    assert results["five.denominator"].value == 5
    assert results["forty_all.denominator"].value == 6
    assert "NC-006, baseline is not above 0" in results["forty_all.n"].text.en


def test_both_denominators() -> None:
    results = results_of()
    observed, everyone = results["forty.estimate"], results["forty_all.estimate"]
    assert (observed.value, everyone.value) == (0.25, 0.2)
    assert (results["forty.count"].value, results["forty.denominator"].value) == (1, 4)
    assert (results["forty_all.count"].value, results["forty_all.denominator"].value) == (1, 5)
    assert results["forty_all.n"].text.en == (
        "Counted as not improved: NC-005, stopped on day 40 (adverse event)."
    )
    assert (observed.unit.en, observed.direction) == ("proportion", "higher")


def test_each_participants_verdict_is_a_row() -> None:
    results = results_of()
    assert results["forty.NC-001.count"].value == 1
    assert results["forty.NC-002.count"].value == 0
    assert results.find("forty.NC-005.count") is None
    missing = results["forty_all.NC-005.count"]
    assert (missing.value, missing.text.en) == (0, "stopped on day 40 (adverse event)")


def test_baselines_outside_the_published_range_are_named_and_counted() -> None:
    assert results_of()["forty.estimate"].text.en == (
        "The threshold was published for baselines above 14. "
        "Baseline not above it, counted all the same: NC-004."
    )


# ---------------------------------------------------------------- description


def test_each_part_describes_whoever_has_that_number() -> None:
    results = results_of([*PEOPLE, person("NC-006", None, "12")])
    assert results["described.baseline.n"].value == 5
    assert results["described.value.n"].value == 5
    assert results["described.change.n"].value == 4
    assert results["described.baseline.mean"].value == 21.8
    assert results["described.baseline.mean"].visit == "baseline"
    assert results["described.change.sd"].visit == "week_24"
    assert "NC-006, nothing recorded" in results["described.baseline.n"].text.en


def test_at_the_baseline_visit_there_are_its_values_only() -> None:
    study = make_study(
        analyses=(analysis("change", "paired_t", role="primary"),
                  analysis("first", "summary", visit="baseline"))
    )  # fmt: skip
    ids = {row.result_id for row in results_of(study=study).select("first")}
    assert ids == {f"first.baseline.{name}" for name in ("n", "mean", "sd", "median", "min", "max")}
