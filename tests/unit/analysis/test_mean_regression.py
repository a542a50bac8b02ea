"""Values around the first dose in, the same side by side out."""

from __future__ import annotations

import math

import pytest

from heliotrope.study.watching import MeanRegression
from tests.imagined import PROPOSED
from tests.planned import evaluate_people, planned_study
from tests.watched import Watched

STUDY = planned_study(
    mean_regression=MeanRegression(
        endpoint="total",
        visits=("screening", "baseline", "week_4"),
        population="enrolled",
        provenance=PROPOSED,
    )
)


def person(code: str, *values: int | None) -> Watched:
    found = Watched(code).dose(1, 168)
    for (visit, day), value in zip(
        {"screening": -7, "baseline": 1, "week_4": 29}.items(), values, strict=True
    ):
        if value is not None:
            found.score(day, str(value), visit)
    return found


def test_each_visit_is_described_and_each_step_has_its_interval() -> None:
    people = [
        person("NC-001", 30, 28, 20),
        person("NC-002", 24, 18, 18),
        person("NC-003", 27, 23, None),
    ]
    results = evaluate_people(people, STUDY)
    assert results["mean_regression.screening.mean"].value == 27
    assert results["mean_regression.baseline.mean"].value == 23
    assert results["mean_regression.week_4.n"].value == 2
    assert results["mean_regression.week_4.n"].text.en == "No value: NC-003, nothing recorded."
    # Falls of 2, 6 and 4: mean -4, SD 2; t's quantile with 2 df is (2 p - 1) / sqrt(2 p (1 - p)).
    step = "mean_regression.screening.to.baseline"
    assert results[f"{step}.estimate"].value == -4
    half = 0.95 / math.sqrt(2 * 0.975 * 0.025) * 2 / math.sqrt(3)
    assert results[f"{step}.lower"].value == pytest.approx(-4 - half, rel=1e-12)
    assert results[f"{step}.upper"].visit == "baseline"
    assert results["mean_regression.baseline.to.week_4.estimate"].value == -4
    assert results["mean_regression.baseline.to.week_4.n"].value == 2
    assert results.find(f"{step}.p") is None


def test_nobody_and_one_are_rows_with_reasons() -> None:
    nobody = evaluate_people([], STUDY)
    assert nobody["mean_regression.screening.mean"].text.en.startswith("Not evaluable")
    assert nobody["mean_regression.screening.to.baseline.estimate"].text.en.startswith("Not eval")
    one = evaluate_people([person("NC-001", 30, 28, 20)], STUDY)
    assert one["mean_regression.screening.to.baseline.estimate"].value == -2
    assert one["mean_regression.screening.to.baseline.lower"].text.en
    assert one["mean_regression.screening.sd"].text.en == (
        "A single value has no standard deviation."
    )


def test_a_plan_that_does_not_ask_gets_no_rows() -> None:
    results = evaluate_people([person("NC-001", 30, 28, 20)], planned_study())
    assert not list(results.select("mean_regression"))
    assert not list(results.select("relapse"))
