"""Courses with gaps in, pooled changes and tipping points as rows out."""

from __future__ import annotations

import numpy as np
import pytest

from heliotrope.analysis.imputed import BURN_IN, SPACING
from heliotrope.analysis.results import Results
from heliotrope.methods.imputation import draw_at_random
from heliotrope.methods.pooling import estimate_imputed_change, search_tipping_point
from heliotrope.study.plan import Imputation
from tests.imagined import analysis
from tests.planned import evaluate_people, planned_study
from tests.unit.analysis.test_repeated import COURSES, people_of

ASKED = Imputation(copies=40, seed=7)
STUDY = planned_study(
    (
        analysis("change", "paired_t", role="primary"),
        analysis("filled", "imputed", imputation=ASKED),
        analysis("early", "imputed", visit="week_12", imputation=ASKED, test=False),
        analysis("tip", "tipping_point", imputation=ASKED),
    )
)
MONOTONE = {code: course for code, course in COURSES.items() if code != "NC-006"}


def results_of(courses: dict[str, tuple[int | None, ...]]) -> Results:
    return evaluate_people(people_of(courses), STUDY)


def test_it_is_the_methods_own_number_from_the_plans_seed() -> None:
    results = results_of(MONOTONE)
    copies = draw_at_random(
        np.random.Generator(np.random.PCG64(7)),
        [list(course) for course in MONOTONE.values()],
        40,
        earlier=1,
        burn_in=BURN_IN,
        spacing=SPACING,
    )
    expected = estimate_imputed_change(copies, 3)
    assert results["filled.estimate"].value == expected.value
    assert results["filled.lower"].value == expected.lower
    assert (results["filled.p"].value, results["filled.df"].value) == (expected.p, expected.df)
    assert results["early.estimate"].value == estimate_imputed_change(copies, 2).value
    assert results.find("early.p") is None
    tipping = search_tipping_point(copies, 3, "higher", 58.0)
    assert results["tip.estimate"].value == tipping.delta
    assert results["tip.at.estimate"].value == tipping.estimate.value
    assert results["filled.n"].text.en == "Filled in: NC-007, nothing recorded."
    assert "Seed 7" in results["filled.estimate"].text.en


def test_the_same_seed_gives_the_same_rows_and_another_others() -> None:
    again = results_of(COURSES)
    assert results_of(COURSES)["filled.estimate"].value == again["filled.estimate"].value
    other = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("filled", "imputed", imputation=Imputation(copies=40, seed=8)),
        )
    )
    found = evaluate_people(people_of(COURSES), other)["filled.estimate"].value
    assert found != again["filled.estimate"].value


def test_with_nothing_missing_it_is_the_t_test_and_there_is_nothing_to_tip() -> None:
    complete = {code: course for code, course in COURSES.items() if None not in course}
    results = results_of(complete)
    for name in ("estimate", "lower", "upper", "p"):
        assert results[f"filled.{name}"].value == results[f"change.{name}"].value
    assert results["tip.estimate"].value is None
    assert "Nothing was imputed." in results["tip.estimate"].text.en


def test_a_visit_with_too_few_values_is_left_out() -> None:
    # Six regressions' worth of data at weeks 12 and 24, and two values only at week 4.
    courses = {
        code: (course[0], course[1] if code in ("NC-001", "NC-002") else None, *course[2:])
        for code, course in COURSES.items()
    }
    text = results_of(courses)["filled.estimate"].text.en
    assert "each of 2 visits" in text


@pytest.mark.parametrize(
    ("courses", "said"),
    [
        ({}, "Not evaluable: nobody is enrolled."),
        ({"NC-001": (20, 18, 15, None)}, "too few observed values"),
        ({"NC-001": (None, 18, 15, 12)}, "nobody has Total score at baseline as well as"),
        (
            {f"NC-{place:03}": (20, 18, 15, 12 if place else None) for place in range(8)},
            "repeat each other",
        ),
    ],
)
def test_what_cannot_be_imputed_is_a_row_and_no_error(
    courses: dict[str, tuple[int | None, ...]], said: str
) -> None:
    results = results_of(courses)
    for name in ("filled.estimate", "filled.upper", "tip.estimate"):
        assert results[name].value is None
        assert said in results[name].text.en
        assert results[name].text.zh


def test_who_has_no_baseline_is_named() -> None:
    courses = {**MONOTONE, "NC-011": (None, 20, 18, 15)}
    text = results_of(courses)["filled.n"].text.en
    assert "Not counted, without baseline: NC-011, nothing recorded." in text


def test_a_visit_with_too_few_values_leaves_the_others_evaluable() -> None:
    # Two have week 24; the rest of the course can be filled in all the same.
    courses = {
        code: (*course[:3], course[3] if code in ("NC-001", "NC-002") else None)
        for code, course in COURSES.items()
    }
    results = results_of(courses)
    assert results["filled.estimate"].value is None
    assert "too few observed values" in results["filled.estimate"].text.en
    assert results["early.estimate"].value is not None
