"""Assessments around a window in, the one that stands for the visit out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.adam.assessments import find_assessments
from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.windows import (
    find_analysis_visit,
    find_distance_days,
    select_baseline,
    select_for_visit,
)
from tests.imagined import DAY_1, ENDPOINT, Seen, make_participant, make_study, visit

STUDY = make_study()
WEEK_24 = STUDY.visit("week_24")
"""Target day 169, window 162 to 176."""


def chosen_value(*seen: Seen, tie: str = "later") -> str | None:
    study = make_study(tie=tie)
    found = find_assessments(Chart(study, make_participant("NC-001", seen)), ENDPOINT)
    own = [one for one in found if find_analysis_visit(study, ENDPOINT, one) == WEEK_24]
    picked = select_for_visit(WEEK_24, own, study.plan.window_rule, DAY_1)
    return None if picked is None else str(picked.value)


@pytest.mark.parametrize(
    ("day", "inside"), [(161, False), (162, True), (169, True), (176, True), (177, False)]
)
@pytest.mark.parametrize("name", ["week_24", "unscheduled", "early_termination"])
def test_both_ends_of_the_window_count_whatever_the_visit_is_called(
    name: str, day: int, inside: bool
) -> None:
    baseline = Seen("baseline", 1, "20")
    assert chosen_value(baseline, Seen(name, day, "7")) == ("7" if inside else None)


def test_the_nearest_to_the_target_day_is_chosen() -> None:
    far, near = Seen("week_24", 163, "9"), Seen("unscheduled", 170, "8")
    assert chosen_value(Seen("baseline", 1, "20"), far, near) == "8"


@pytest.mark.parametrize(("tie", "value"), [("later", "6"), ("earlier", "5")])
def test_a_tie_goes_where_the_plan_says(tie: str, value: str) -> None:
    seen = (Seen("week_24", 167, "5"), Seen("unscheduled", 171, "6"))
    assert chosen_value(Seen("baseline", 1, "20"), *seen, tie=tie) == value
    assert chosen_value(Seen("baseline", 1, "20"), *reversed(seen), tie=tie) == value


def test_on_the_same_day_the_visits_own_record_goes_first() -> None:
    own, other = Seen("week_24", 170, "5"), Seen("unscheduled", 170, "6", time="16:00")
    assert chosen_value(Seen("baseline", 1, "20"), own, other) == "5"


def test_of_two_others_on_the_same_day_the_later_hour_is_chosen() -> None:
    morning = Seen("unscheduled", 170, "5", time="09:00")
    evening = Seen("unscheduled", 170, "6", time="18:00")
    for seen in ((morning, evening), (evening, morning)):
        assert chosen_value(Seen("baseline", 1, "20"), *seen) == "6"
        assert chosen_value(Seen("baseline", 1, "20"), *seen, tie="earlier") == "5"


def test_a_draft_or_an_empty_one_is_no_candidate_however_near() -> None:
    far = Seen("unscheduled", 175, "9")
    near = (Seen("week_24", 169, "1", complete=False), Seen("unscheduled", 169, None))
    assert chosen_value(Seen("baseline", 1, "20"), far, *near) == "9"


def test_a_week_without_the_form_has_no_window_for_it() -> None:
    without = visit("week_2", 15).model_copy(update={"forms": ("dose",)})
    study = make_study(visits=(*STUDY.visits, without))
    person = make_participant("NC-001", [Seen("baseline", 1, "20"), Seen("unscheduled", 15, "9")])
    found = find_assessments(Chart(study, person), ENDPOINT)
    assert find_analysis_visit(study, ENDPOINT, found[1]) is None


def test_a_visit_without_days_takes_the_records_of_its_name() -> None:
    before, after = visit("before"), visit("after")
    study = make_study(visits=(before, after, *STUDY.visits))
    person = make_participant("NC-001", [Seen("before", None, "5"), Seen("after", 400, "6")])
    names = {
        str(one.value): found.name
        for one in find_assessments(Chart(study, person), ENDPOINT)
        if (found := find_analysis_visit(study, ENDPOINT, one))
    }
    assert names == {"5": "before", "6": "after"}


def test_the_distance_has_no_day_0_to_count() -> None:
    screening = visit("early", -1, 0)
    person = make_participant("NC-001", [Seen("baseline", 1, "20")])
    (found,) = find_assessments(Chart(STUDY, person), ENDPOINT)
    assert find_distance_days(screening, found, DAY_1) == 1


# ---------------------------------------------------------------- baseline


def baseline_value(*seen: Seen, dose_day: int | None = None) -> str | None:
    person = make_participant("NC-001", seen, dose_day=dose_day)
    found = find_assessments(Chart(STUDY, person), ENDPOINT)
    day_1 = DAY_1 if dose_day is not None else None
    if dose_day is None and any(one.visit == "baseline" and one.day for one in seen):
        day_1 = DAY_1
    picked = select_baseline(STUDY.plan.baseline_rule, found, "baseline", day_1)
    return None if picked is None else str(picked.value)


def test_baseline_is_the_day_1_visit() -> None:
    assert baseline_value(Seen("screening", -10, "30"), Seen("baseline", 1, "20")) == "20"


def test_the_day_1_visit_may_have_been_the_day_before() -> None:
    seen = (Seen("screening", -10, "30"), Seen("baseline", -1, "20"))
    assert baseline_value(*seen, dose_day=1) == "20"


def test_without_it_the_latest_before_the_first_dose_stands_in() -> None:
    seen = (Seen("screening", -20, "30"), Seen("unscheduled", -3, "28"), Seen("week_4", 29, "9"))
    assert baseline_value(*seen, dose_day=1) == "28"


def test_an_assessment_on_day_1_outside_the_visit_is_not_before_the_dose() -> None:
    seen = (Seen("screening", -20, "30"), Seen("unscheduled", 1, "28"))
    assert baseline_value(*seen, dose_day=1) == "30"


def test_a_baseline_visit_after_the_first_dose_is_not_baseline() -> None:
    assert baseline_value(Seen("baseline", 3, "20"), dose_day=1) is None
    seen = (Seen("screening", -5, "31"), Seen("baseline", 3, "20"))
    assert baseline_value(*seen, dose_day=1) == "31"


def test_a_draft_is_no_baseline() -> None:
    seen = (Seen("screening", -5, "31"), Seen("baseline", 1, "20", complete=False))
    assert baseline_value(*seen, dose_day=1) == "31"


def test_without_any_date_the_day_1_visit_by_name_is_baseline() -> None:
    assert baseline_value(Seen("baseline", None, "20"), Seen("week_4", None, "3")) == "20"
