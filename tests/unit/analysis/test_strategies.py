"""Events and an estimand in, what stands for a visit by its strategy out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.analysis.observed import Observation, select_observations
from heliotrope.study.estimands import Strategy
from heliotrope.study.plan import Threshold
from tests.imagined import analysis
from tests.planned import estimand, evaluate_people, planned_study, read_people
from tests.watched import Watched


def person(code: str = "NC-001") -> Watched:
    """Treated to the end: 30 at baseline, 24 at week 4, 18 at week 12, 12 at week 24."""
    return (
        Watched(code).dose(1, 168).drug(-30, None, "10").score(1, "30", "baseline")
        .score(29, "24", "week_4").score(85, "18", "week_12").score(169, "12", "week_24")
    )  # fmt: skip


def observe(one: Watched, visit: str = "week_24", **strategies: Strategy) -> Observation:
    """What stands for the visit in one participant."""
    study = planned_study()
    data = read_people([one], study)
    (found,) = select_observations(
        data, study.plan.endpoint("total"), study.visit(visit), None, estimand("e", **strategies)
    )
    return found


RESCUED = person().drug(40, 50, "1", "other", role="rescue")
"""Rescue from day 40: after week 4, before week 12."""


def test_treatment_policy_counts_every_value() -> None:
    found = observe(RESCUED)
    assert [found.value, found.change] == [12, -18]
    assert found.failed is None


def test_hypothetical_takes_later_values_as_missing_and_says_so() -> None:
    found = observe(RESCUED, rescue="hypothetical")
    assert (found.value, found.change, found.percent) == (None, None, None)
    assert found.no_change is not None
    assert found.no_change.en == "taken as missing after rescue on day 40"
    assert found.no_change.zh == "第 40 天补救治疗后的数值按缺失处理"
    assert found.base == 30
    assert observe(RESCUED, "week_4", rescue="hypothetical").change == -6


def test_composite_is_a_failure_without_a_number() -> None:
    found = observe(RESCUED, rescue="composite")
    assert (found.value, found.change) == (None, None)
    assert found.failed is not None
    assert found.failed.en == "rescue on day 40"
    assert observe(RESCUED, "week_4", rescue="composite").failed is None


def test_while_on_treatment_the_latest_value_before_the_event_stands() -> None:
    found = observe(RESCUED, rescue="while_on_treatment")
    assert [found.value, found.change] == [24, -6]
    assert found.note is not None
    assert found.note.en == "from day 29, the latest up to rescue on day 40"


def test_while_on_treatment_baseline_itself_does_not_stand_for_a_visit() -> None:
    early = person().drug(20, 50, "1", "other", role="rescue")
    found = observe(early, rescue="while_on_treatment")
    assert (found.value, found.change) == (None, None)
    assert found.no_value is not None
    assert found.no_value.en == "no value after baseline up to rescue on day 20"


@pytest.mark.parametrize(("day", "stands"), [(84, 24), (85, 18), (86, 18)])
def test_while_on_treatment_a_value_of_the_events_own_day_stands(day: int, stands: int) -> None:
    one = person().drug(day, None, "1", "other", role="rescue")
    assert observe(one, rescue="while_on_treatment").value == stands


@pytest.mark.parametrize(("day", "counts"), [(168, False), (169, True), (170, True)])
def test_a_value_on_the_day_of_the_event_is_before_it(day: int, counts: bool) -> None:
    one = person().drug(day, None, "1", "other", role="rescue")
    found = observe(one, rescue="hypothetical")
    assert (found.change is not None) is counts


def test_only_the_kinds_that_the_estimand_names_matter() -> None:
    assert observe(RESCUED, prohibited_medication="hypothetical").change == -18


def test_composite_goes_before_hypothetical_goes_before_while_on_treatment() -> None:
    both_of_them = RESCUED.done()
    assert both_of_them.code == "NC-001"
    held = (
        Watched().dose(1, 19).dose(20, 26, "0", "stopped").dose(27, 168)
        .drug(40, 50, "1", "other", role="rescue").score(1, "30", "baseline")
        .score(169, "12", "week_24")
    )  # fmt: skip
    found = observe(held, hold="hypothetical", rescue="composite")
    assert found.failed is not None
    found = observe(held, hold="hypothetical", rescue="while_on_treatment")
    assert found.no_value is not None
    assert found.no_value.en == "taken as missing after hold on day 20"


@pytest.mark.parametrize(("day", "failed"), [(176, True), (177, False)])
def test_without_a_value_an_event_until_the_end_of_the_window_counts(
    day: int, failed: bool
) -> None:
    one = (
        Watched().dose(1, 168).score(1, "30", "baseline")
        .drug(day, None, "1", "other", role="rescue")
    )  # fmt: skip
    assert (observe(one, rescue="composite").failed is not None) is failed


def test_a_missing_value_keeps_its_own_reason_under_a_hypothetical_strategy() -> None:
    one = (
        Watched().dose(1, 39).score(1, "30", "baseline").end(40, "adverse_event")
    )  # fmt: skip
    found = observe(one, discontinuation="hypothetical")
    assert found.no_value is not None
    assert found.no_value.en == "stopped on day 40 (adverse event)"


# ---------------------------------------------------------------- through the analyses

THIRTY = Threshold(percent=Decimal(30))


def test_responders_after_rescue_are_not_improved_in_either_denominator() -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("policy", "improved", threshold=THIRTY),
            analysis("composite", "improved", threshold=THIRTY, estimates="c", estimand=None),
        ),
        estimands=(estimand("c", rescue="composite"),),
    )
    results = evaluate_people([person("NC-001"), _rescued("NC-002")], study)
    assert (results["policy.count"].value, results["policy.denominator"].value) == (2, 2)
    assert (results["composite.count"].value, results["composite.denominator"].value) == (1, 2)
    assert results["composite.n"].text.en == (
        "Not improved because of an event: NC-002, rescue on day 40."
    )
    assert results["composite.NC-002.count"].value == 0
    assert results["composite.NC-002.count"].text.en == "rescue on day 40"
    assert results["composite.estimate"].estimand.en == "estimand c"


def test_a_failure_without_a_value_is_in_the_denominator_of_all_enrolled_only() -> None:
    # NC-001 improved; NC-002 had rescue and a value; NC-003 had rescue and left before week 24.
    gone = Watched("NC-003").dose(1, 60).drug(40, 50, "1", "other", role="rescue")
    gone.score(1, "30", "baseline").score(29, "24", "week_4").end(60, "withdrew")
    asked = [
        analysis(name, "improved", threshold=THIRTY, estimates="c", estimand=None, missing=missing)
        for name, missing in (("all", "not_improved"), ("observed", "observed"))
    ]
    study = planned_study(
        (analysis("change", "paired_t", role="primary"), *asked),
        estimands=(estimand("c", rescue="composite"),),
    )
    results = evaluate_people([person("NC-001"), _rescued("NC-002"), gone], study)
    for name, denominator in (("all", 3), ("observed", 2)):
        assert results[f"{name}.count"].value == 1
        assert results[f"{name}.denominator"].value == denominator
    assert results["all.NC-003.count"].text.en == "rescue on day 40"
    assert results["observed.n"].text.en == (
        "Not counted: NC-003, stopped on day 60 (withdrew). "
        "Not improved because of an event: NC-002, rescue on day 40."
    )
    assert results.find("observed.NC-003.count") is None


def _rescued(code: str) -> Watched:
    return person(code).drug(40, 50, "1", "other", role="rescue")


def test_a_mean_change_under_a_hypothetical_strategy_names_whom_it_leaves_out() -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("hypothetical", "paired_t", estimates="h", estimand=None),
            analysis(
                "returned", "paired_t", estimates="h", estimand=None, missing="return_to_baseline"
            ),
        ),
        estimands=(estimand("h", rescue="hypothetical"),),
    )
    results = evaluate_people([person("NC-001"), _rescued("NC-002")], study)
    assert (results["change.n"].value, results["hypothetical.n"].value) == (2, 1)
    assert results["hypothetical.n"].text.en == (
        "Not counted: NC-002, taken as missing after rescue on day 40."
    )
    # -18 of the one, 0 of the other, whose value the estimand does not count.
    assert (results["returned.n"].value, results["returned.estimate"].value) == (2, -9)
