"""Laboratory values of a small trial in, shifts and worsening counted by hand out."""

from __future__ import annotations

import pytest

from heliotrope.analysis.laboratory import (
    NO_PEOPLE,
    NO_PLAN,
    NO_VALUES,
    Value,
    is_worse,
)
from tests.imagined import make_study
from tests.watched import Watched, run_watched


def person(code: str, *values: tuple[int, str]) -> Watched:
    """Treated for 168 days, with ALT (upper limit 40 U/L) on these days."""
    made = Watched(code).dose(1, 168)
    for day, value in values:
        visit = "baseline" if day == 1 else "week_12"
        made.lab(day, "alt", value, "U/L", visit=visit, limits=("5", "40"))
    return made


def trial() -> list[Watched]:
    """Baseline to worst: grade 0 to 2, 0 to 0, 0 to 3, none to 1; one with a baseline only."""
    return [
        person("NC-001", (1, "30"), (85, "130"), (113, "50")),
        person("NC-002", (1, "30"), (85, "40")),
        person("NC-003", (1, "30"), (85, "300")),
        person("NC-004", (85, "41")),
        person("NC-005", (1, "30")),
    ]


RESULTS = run_watched(*trial())


def value(result_id: str) -> object:
    return RESULTS[f"laboratory.{result_id}"].value


def test_shifts_from_baseline_to_worst() -> None:
    for shift, count in (("0_to_0", 1), ("0_to_1", 0), ("0_to_2", 1), ("0_to_3", 1)):
        assert value(f"alt.shift.grade_{shift}.count") == count
    assert value("alt.shift.grade_not_graded_to_1.count") == 1
    assert "laboratory.alt.shift.grade_1_to_1.count" not in RESULTS
    row = RESULTS["laboratory.alt.shift.grade_0_to_2.count"]
    # Entries: dose 10, baseline 11, week 12 is 12.
    assert (row.text.en, row.n) == ("NC-001", 4)
    assert "entries 12" in row.source


def test_worsening_needs_both_grades() -> None:
    assert (value("alt.worse.count"), value("alt.worse.denominator")) == (2, 3)
    assert RESULTS["laboratory.alt.worse.count"].text.en == "NC-001, NC-003"


def test_grade_3_or_more_of_those_with_a_worst_grade() -> None:
    assert (value("alt.grade_3_or_more.count"), value("alt.grade_3_or_more.denominator")) == (1, 4)
    assert value("any_grade_3_or_more.count") == 1
    assert value("any_grade_3_or_more.denominator") == 4


def test_a_count_without_limits_is_known_to_be_lower_than_3() -> None:
    one = Watched().dose(1, 168).panel(1, "baseline", neutrophils="4").panel(29, neutrophils="3")
    found = run_watched(one)
    assert found["laboratory.neut.grade_3_or_more.denominator"].value == 1
    assert found["laboratory.neut.grade_3_or_more.count"].value == 0
    assert found["laboratory.neut.worse.denominator"].value == 0
    assert found["laboratory.neut.worse.estimate"].text.en
    assert found["laboratory.neut.shift.grade_0_or_1_to_0_or_1.count"].value == 1


@pytest.mark.parametrize(
    ("worst", "base", "worse"),
    [
        ((2, 2), (1, 1), True),
        ((1, 1), (1, 1), False),
        ((0, 0), (2, 2), False),
        # Grade 0 or 1: as low as 0, as high as 1.
        ((2, 2), (None, 1), True),
        ((None, 1), (2, 2), False),
        ((None, 1), (1, 1), False),
        ((None, 1), (0, 0), None),
        ((None, 1), (None, 1), None),
        ((1, 1), (None, 1), None),
        ((3, 3), (None, None), None),
        ((None, None), (0, 0), None),
    ],
)
def test_worse_only_where_it_is_known(
    worst: tuple[int | None, int | None], base: tuple[int | None, int | None], worse: bool | None
) -> None:
    value = Value(
        subject="NC-001",
        visit=None,
        value=1.0,
        change=None,
        grade=worst[0],
        highest=worst[1],
        base_grade=base[0],
        base_highest=base[1],
        is_baseline=False,
        is_worst=True,
        is_chosen=False,
        entry=None,
    )
    assert is_worse(value) is worse


def test_without_an_upper_limit_nobody_knows() -> None:
    one = Watched().dose(1, 168).panel(1, "baseline", alt="400").panel(29, alt="500")
    found = run_watched(one)
    assert found["laboratory.alt.grade_3_or_more.denominator"].value == 0


def test_values_and_changes_by_visit() -> None:
    assert value("alt.visit.baseline.n") == 4
    assert value("alt.visit.baseline.mean") == 30
    assert RESULTS["laboratory.alt.visit.baseline.mean"].unit.en == "U/L"
    assert RESULTS["laboratory.alt.visit.baseline.mean"].visit == "baseline"


def test_a_test_without_criteria_is_described_only() -> None:
    one = Watched().dose(1, 168).lab(1, "tsh", "2.5", "mIU/L", visit="baseline")
    found = run_watched(one)
    assert found["laboratory.tsh.visit.baseline.median"].value == pytest.approx(2.5)
    assert "laboratory.tsh.worse.count" not in found
    text = found["laboratory.tsh.visit.baseline.sd"].text.en
    assert text == "One value has no standard deviation."


def test_what_cannot_be_evaluated_says_why() -> None:
    nobody = run_watched(Watched().panel(1, "baseline", alt="30"))["laboratory.count"]
    assert (nobody.value, nobody.text) == (None, NO_PEOPLE)
    nothing = run_watched(Watched().dose(1, 168))["laboratory.count"]
    assert (nothing.value, nothing.text) == (None, NO_VALUES)
    no_plan = run_watched(Watched(), study=make_study())["laboratory.count"]
    assert (no_plan.value, no_plan.text) == (None, NO_PLAN)
