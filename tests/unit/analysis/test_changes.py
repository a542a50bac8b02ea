"""Changes in, rows of permutation, effect size and untested members out."""

from __future__ import annotations

import math

import pytest

from heliotrope.analysis.results import Results
from heliotrope.study.plan import Family
from heliotrope.vocabulary import Bilingual
from tests.imagined import PROPOSED, analysis
from tests.planned import evaluate_people, planned_study
from tests.watched import Watched


def results_of(*changes: int | None) -> Results:
    """People who begin at 20 and change by so much until week 24."""
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("flip", "sign_flip"),
            analysis("flip_returned", "sign_flip", missing="return_to_baseline"),
            analysis("size", "effect_size"),
            analysis("quiet", "effect_size", test=False),
        )
    )
    people = []
    for place, change in enumerate(changes, start=1):
        person = Watched(f"NC-{place:03}").dose(1, 168).score(1, "20", "baseline")
        if change is not None:
            person.score(169, str(20 + change), "week_24")
        people.append(person)
    return evaluate_people(people, study)


def test_the_permutation_counts_all_assignments_of_signs() -> None:
    results = results_of(-1, -2, -4, -8, -16, 3)
    # The sum is -28 of at least -34, so it is as low where what is turned upward adds up to 3 at
    # most: nothing, 1, 2, 3, or 1 and 2. That is 5 of 64 assignments, and 5 on the other side.
    assert results["flip.estimate"].value == pytest.approx(-28 / 6)
    assert results["flip.p"].value == pytest.approx(2 * 5 / 64)
    assert results["flip.coverage"].value == 1 - 2 / 64


def test_a_missing_change_returned_is_a_zero_in_the_mean_only() -> None:
    results = results_of(-1, -2, -4, None)
    assert results["flip_returned.n"].value == 4
    assert results["flip_returned.estimate"].value == -1.75
    assert results["flip_returned.p"].value == results["flip.p"].value == 0.25


def test_the_effect_size_is_without_a_unit_and_corrected() -> None:
    results = results_of(-2, -4, -6)
    # Mean -4, SD 2; Hedges' J(2) = gamma(1) / (sqrt(1) gamma(1/2)) = 1 / sqrt(pi).
    assert results["size.estimate"].value == pytest.approx(-2 / math.sqrt(math.pi))
    assert results["size.estimate"].unit.en == ""
    assert results["size.mean"].unit.en == "points"
    assert results["size.df"].value == 2
    assert results["size.p"].value == results["change.p"].value


def test_untested_members_have_no_p_and_the_same_estimate() -> None:
    results = results_of(-2, -4, -6)
    assert results.find("quiet.p") is None
    assert results["quiet.estimate"].value == results["size.estimate"].value


@pytest.mark.parametrize("changes", [(), (-3,), (-3, -3, -3), (None, None)])
def test_nobody_one_and_all_equal_are_rows_with_reasons(changes: tuple[int | None, ...]) -> None:
    results = results_of(*changes)
    for name in ("change.p", "change.lower", "size.estimate", "flip.lower"):
        row = results[name]
        assert row.value is None
        assert row.text.en
        assert row.text.zh


def test_a_family_is_run_member_by_member_under_its_names() -> None:
    family = Family(
        name="secondary",
        label=Bilingual("Mean change", "平均变化"),
        endpoints=("total",),
        visits=("week_12", "week_24"),
        role="descriptive",
        population="enrolled",
        method="paired_t",
        test=False,
        estimand=Bilingual("the mean", "均数"),
        provenance=PROPOSED,
    )
    study = planned_study((analysis("change", "paired_t", role="primary"),), families=(family,))
    people = [
        Watched(f"NC-{place:03}").dose(1, 168).score(1, "20", "baseline")
        .score(85, str(20 - place), "week_12").score(169, "10", "week_24")
        for place in (1, 2, 3)
    ]  # fmt: skip
    results = evaluate_people(people, study)
    assert results["secondary.total.week_12.estimate"].value == -2
    assert results["secondary.total.week_24.estimate"].value == -10
    assert results["secondary.total.week_12.estimate"].visit == "week_12"
    assert results.find("secondary.total.week_12.p") is None


def test_a_population_is_by_its_rule() -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("treated", "paired_t", population="treated"),
            analysis("evaluable", "paired_t", population="evaluable"),
        )
    )
    people = [
        Watched("NC-001").dose(1, 168).score(1, "20", "baseline").score(169, "10", "week_24"),
        Watched("NC-002").score(1, "20", "baseline").score(169, "16", "week_24"),
        Watched("NC-003").dose(1, 168).score(1, "20", "baseline"),
    ]
    results = evaluate_people(people, study)
    assert results["change.estimate"].value == -7
    assert results["treated.estimate"].value == -10
    assert results["treated.n"].text.en == "Not counted: NC-003, nothing recorded."
    assert results["evaluable.n"].text.en == ""
    nobody = evaluate_people([people[1]], study)
    assert nobody["treated.estimate"].text.en == (
        "Not evaluable: nobody belongs to the population “Treated”."
    )
