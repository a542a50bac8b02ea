"""Scores that measure improvement, priors and denominators in, counts and posteriors out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.analysis.improved import reaches
from heliotrope.study.plan import Prior, Threshold
from tests.imagined import ENDPOINT, analysis
from tests.planned import evaluate_people, planned_study
from tests.watched import Watched

HIGHER = ENDPOINT.model_copy(update={"better": "higher"})


@pytest.mark.parametrize(("value", "reached"), [("39.9", False), ("40", True), ("40.1", True)])
def test_the_value_itself_reaches_the_threshold_at_it(value: str, reached: bool) -> None:
    assert reaches(Decimal(value), Decimal(40), HIGHER) is reached
    assert reaches(Decimal(value), Decimal(40), ENDPOINT) is (Decimal(value) <= 40)


def people() -> list[Watched]:
    """Falls of 50, 40 and 10 percent, and one who has no value at week 24."""
    found = []
    for place, after in enumerate(("10", "12", "18", None), start=1):
        person = Watched(f"NC-{place:03}").dose(1, 168).score(1, "20", "baseline")
        found.append(person if after is None else person.score(169, after, "week_24"))
    return found


def test_a_threshold_of_the_value_needs_no_baseline() -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("low", "improved", threshold=Threshold(value=Decimal(12))),
            analysis(
                "low_all",
                "improved",
                threshold=Threshold(value=Decimal(12)),
                missing="not_improved",
            ),
        )
    )
    late = Watched("NC-005").dose(1, 168).score(169, "11", "week_24")
    results = evaluate_people([*people(), late], study)
    assert (results["low.count"].value, results["low.denominator"].value) == (3, 4)
    assert (results["low_all.count"].value, results["low_all.denominator"].value) == (3, 5)
    assert results["low.n"].text.en == "Not counted: NC-004, nothing recorded."


@pytest.mark.parametrize(("limit", "named"), [("19.9", False), ("20", True), ("20.1", True)])
def test_a_baseline_at_the_limit_itself_is_not_above_it(limit: str, named: bool) -> None:
    threshold = Threshold(percent=Decimal(40), baseline_above=Decimal(limit))
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("forty", "improved", threshold=threshold),
        )
    )
    said = evaluate_people(people()[:1], study)["forty.estimate"].text.en
    assert ("Baseline not above it, counted all the same: NC-001." in said) is named


def test_the_posterior_is_beta_of_the_counts() -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis(
                "posterior",
                "posterior",
                threshold=Threshold(percent=Decimal(40)),
                missing="not_improved",
                prior=Prior(a=Decimal(1), b=Decimal(1), above=Decimal("0.5")),
            ),
        )
    )
    results = evaluate_people(people(), study)
    # Two of four: Beta(3, 3), whose mean is 1/2 and which is symmetric about it.
    assert results["posterior.count"].value == 2
    assert results["posterior.estimate"].value == 0.5
    assert results["posterior.above"].value == pytest.approx(0.5, abs=1e-12)
    lower, upper = results["posterior.lower"].value, results["posterior.upper"].value
    assert lower is not None
    assert upper is not None
    assert float(lower) + float(upper) == pytest.approx(1, abs=1e-12)
    # The distribution function of Beta(3, 3) is 10 p^3 - 15 p^4 + 6 p^5.
    p = float(lower)
    assert 10 * p**3 - 15 * p**4 + 6 * p**5 == pytest.approx(0.025, abs=1e-12)
    assert results.find("posterior.p") is None
    assert "a = 1 and b = 1" in results["posterior.estimate"].text.en
    nobody = evaluate_people([], study)
    assert nobody["posterior.above"].value is None
    assert nobody["posterior.above"].text.en == "Not evaluable: nobody is enrolled."


def test_each_interval_of_the_plan_is_the_methods() -> None:
    def limits(method: str) -> tuple[float, float]:
        study = planned_study(
            (
                analysis("change", "paired_t", role="primary"),
                analysis(
                    "forty",
                    "improved",
                    threshold=Threshold(percent=Decimal(40)),
                    missing="not_improved",
                    proportion_interval=method,
                ),
            )
        )
        results = evaluate_people(people(), study)
        lower, upper = results["forty.lower"].value, results["forty.upper"].value
        assert lower is not None
        assert upper is not None
        return float(lower), float(upper)

    # Two of four. Clopper-Pearson: two or more of four have the probability 0.025.
    p, q = limits("clopper-pearson")
    assert 6 * p**2 * (1 - p) ** 2 + 4 * p**3 * (1 - p) + p**4 == pytest.approx(0.025, abs=1e-12)
    assert p + q == pytest.approx(1, abs=1e-12)
    # Mid-p: half of exactly two counts.
    p, _ = limits("mid-p")
    assert 3 * p**2 * (1 - p) ** 2 + 4 * p**3 * (1 - p) + p**4 == pytest.approx(0.025, abs=1e-12)
    # Wilson: the limit's own standard error lies z times between it and one half.
    p, _ = limits("wilson")
    z = 1.959963984540054
    assert (0.5 - p) ** 2 == pytest.approx(z**2 * p * (1 - p) / 4, rel=1e-12)
