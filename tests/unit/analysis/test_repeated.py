"""Courses of scores in, the rows of a repeated-measures model out, equal to the model itself."""

from __future__ import annotations

from math import sqrt

import polars as pl
import pytest

from heliotrope.analysis.results import Results
from heliotrope.methods.repeated import fit_mmrm
from heliotrope.study.plan import Analysis, Model
from tests.imagined import analysis
from tests.planned import evaluate_people, planned_study
from tests.watched import Watched

VISITS = {"baseline": 1, "week_4": 29, "week_12": 85, "week_24": 169}
COURSES: dict[str, tuple[int | None, ...]] = {
    "NC-001": (31, 28, 20, 12),
    "NC-002": (18, 17, 13, 11),
    "NC-003": (26, 22, 12, 8),
    "NC-004": (22, 20, 17, 17),
    "NC-005": (37, 33, 27, 21),
    "NC-006": (29, None, 19, 10),
    "NC-007": (24, 23, None, None),
    "NC-008": (16, 15, 10, 7),
    "NC-009": (20, 19, 21, 22),
    "NC-010": (33, 28, 20, 17),
}


def people_of(courses: dict[str, tuple[int | None, ...]]) -> list[Watched]:
    found = []
    for code, course in courses.items():
        person = Watched(code).dose(1, 168)
        for (visit, day), value in zip(VISITS.items(), course, strict=True):
            if value is not None:
                person.score(day, str(value), visit)
        found.append(person)
    return found


def plan_of(*analyses: Analysis) -> Results:
    study = planned_study((analysis("change", "paired_t", role="primary"), *analyses))
    return evaluate_people(people_of(COURSES), study)


def frame_of(courses: dict[str, tuple[int | None, ...]]) -> pl.DataFrame:
    rows = [
        (code, visit, float(course[0]), float(value - course[0]))
        for code, course in courses.items()
        for visit, value in zip(list(VISITS)[1:], course[1:], strict=True)
        if course[0] is not None and value is not None
    ]
    levels = pl.Enum(list(VISITS)[1:])
    frame = pl.DataFrame(rows, schema=["who", "when", "before", "gain"], orient="row")
    return frame.with_columns(pl.col("when").cast(levels))


def test_the_plans_model_is_the_methods_own() -> None:
    results = plan_of(analysis("mm", "mmrm", model=Model()))
    fit = fit_mmrm(frame_of(COURSES), "gain ~ before * when", participant="who", visit="when")
    for visit in ("week_4", "week_12", "week_24"):
        mean = fit.estimate_mean(visit)
        for name in ("lower", "upper", "df", "se"):
            assert results[f"mm.{visit}.{name}"].value == getattr(mean, name)
        assert results[f"mm.{visit}.estimate"].value == mean.value
        assert results[f"mm.{visit}.estimate"].visit == visit
    own = fit.estimate_mean("week_24")
    assert (results["mm.estimate"].value, results["mm.p"].value) == (own.value, own.p)
    assert results["mm.n"].value == 10
    assert results["mm.n"].text.en == "27 changes at 3 visits."
    contrast = fit.contrasts(reference="week_12").row(
        by_predicate=pl.col("contrast") == "week_24 - week_12", named=True
    )
    assert results["mm.minus.week_12.estimate"].value == contrast["estimate"]
    assert results["mm.covariance.week_24.week_4"].value == fit.covariance[2, 0]
    assert results["mm.log_likelihood"].value == fit.log_likelihood
    assert "unstructured" in results["mm.estimate"].method.en.lower()


def test_week_12_and_week_24_are_read_from_one_model() -> None:
    results = plan_of(
        analysis("mm", "mmrm", model=Model()),
        analysis("early", "mmrm", visit="week_12", model=Model()),
    )
    assert results["early.estimate"].value == results["mm.week_12.estimate"].value
    assert results["early.log_likelihood"].value == results["mm.log_likelihood"].value


def test_without_baseline_and_gaps_it_is_the_paired_t_test() -> None:
    complete = {code: course for code, course in COURSES.items() if None not in course}
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("mm", "mmrm", model=Model(baseline=False)),
        )
    )
    results = evaluate_people(people_of(complete), study)
    for name in ("estimate", "lower", "upper", "p", "df"):
        expected = results[f"change.{name}"].value
        assert expected is not None
        assert results[f"mm.{name}"].value == pytest.approx(float(expected), rel=1e-7)
    sd, n = results["change.sd"].value, len(complete)
    assert sd is not None
    assert results["mm.se"].value == pytest.approx(float(sd) / sqrt(n), rel=1e-9)


def test_a_structure_that_the_data_do_not_carry_falls_back_and_says_so() -> None:
    # Nobody has week 4 and week 24, so their covariance is not seen; one correlation is enough.
    apart = {
        code: (*course[:3], None) if place % 2 else (course[0], None, *course[2:])
        for place, (code, course) in enumerate(COURSES.items())
    }
    model = Model(baseline=False, fallback=("cs",))
    study = planned_study(
        (analysis("change", "paired_t", role="primary"), analysis("mm", "mmrm", model=model))
    )
    row = evaluate_people(people_of(apart), study)["mm.estimate"]
    assert "compound symmetry" in row.method.en.lower()
    assert "The unstructured covariance (us) cannot be estimated" in row.text.en
    assert "no participant was seen both at Week 4 and at Week 24" in row.text.en
    assert "没有任何参与者同时" in row.text.zh
    assert "改用复合对称协方差（cs）" in row.text.zh
    assert row.value is not None


def test_without_a_fallback_there_is_a_reason_in_place_of_a_number() -> None:
    never_both: dict[str, tuple[int | None, ...]] = {
        "NC-001": (31, 28, None, None),
        "NC-002": (18, 17, None, None),
        "NC-003": (26, None, None, 8),
        "NC-004": (22, None, None, 17),
    }
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("mm", "mmrm", model=Model(baseline=False)),
        )
    )
    row = evaluate_people(people_of(never_both), study)["mm.estimate"]
    assert row.value is None
    assert row.text.en.startswith("Not evaluable: The unstructured covariance (us) cannot be")
    assert row.text.zh.startswith("不可评价：")


@pytest.mark.parametrize(
    ("courses", "said"),
    [
        ({}, "Not evaluable: nobody is enrolled."),
        ({"NC-001": (20, None, None, 10)}, "needs changes at two visits at least"),
        ({"NC-001": (20, None, None, None)}, "nobody has Total score at baseline as well as"),
        (
            {"NC-001": (20, 18, 18, 18), "NC-002": (30, 28, 28, 28)},
            "Not evaluable: all changes are equal",
        ),
        ({"NC-001": (20, 18, 17, 10)}, "rows are too few for"),
    ],
)
def test_what_cannot_be_modeled_is_a_row_and_no_error(
    courses: dict[str, tuple[int | None, ...]], said: str
) -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("mm", "mmrm", model=Model(fallback=("cs",))),
        )
    )
    results = evaluate_people(people_of(courses), study)
    for name in ("estimate", "lower", "upper"):
        row = results[f"mm.{name}"]
        assert row.value is None
        assert said in row.text.en
        assert row.text.zh


def test_a_visit_that_nobody_came_to_is_said_so() -> None:
    study = planned_study(
        (
            analysis("change", "paired_t", role="primary"),
            analysis("mm", "mmrm", model=Model(baseline=False, fallback=("cs",))),
        )
    )
    courses = {code: (*course[:3], None) for code, course in COURSES.items()}
    row = evaluate_people(people_of(courses), study)["mm.estimate"]
    assert (row.value, row.text.en) == (
        None,
        "Not evaluable: nobody has a change at this visit.",
    )


def test_secondary_members_have_no_p() -> None:
    results = plan_of(analysis("mm", "mmrm", model=Model(), test=False))
    assert results.find("mm.p") is None
    assert results.find("mm.week_12.p") is None
    assert results["mm.df"].value is not None
