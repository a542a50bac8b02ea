"""Medication of a small trial in, falls of the daily dose counted by hand out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.analysis.glucocorticoids import NO_MEDICATION, NO_PLAN, Dose, is_fallen
from heliotrope.vocabulary import NOTHING
from tests.imagined import make_study
from tests.watched import Watched, run_watched


def person(code: str, start: str, later: str | None) -> Watched:
    """So many mg of prednisone to day 84 and so many from then on; seen at weeks 12 and 24."""
    made = Watched(code).dose(1, 168).drug(-60, 84, start)
    if later is not None:
        made.drug(85, None, later)
    made.score(1, "30", "baseline").score(85, "20", "week_12")
    return made.score(169, "20", "week_24")


RESULTS = run_watched(
    person("NC-001", "20", "10"),
    person("NC-002", "20", "16"),
    person("NC-003", "10", "12.5"),
    person("NC-004", "7.5", "7.5"),
    person("NC-005", "5", None),
    Watched("NC-006").dose(1, 168).drug(-9, None, "15", "methotrexate").score(85, "2", "week_12"),
    Watched("NC-007").dose(1, 168).score(85, "2", "week_12"),
)


def value(result_id: str) -> object:
    return RESULTS[f"glucocorticoids.{result_id}"].value


def test_doses_and_changes_at_each_visit() -> None:
    # 20, 20, 10, 7.5, 5 and 0 mg on day 1; nothing is known of the seventh.
    assert (value("baseline.dose.n"), value("baseline.dose.mean")) == (6, pytest.approx(62.5 / 6))
    assert value("week_12.dose.mean") == pytest.approx(46 / 6)
    # -10, -4, +2.5, 0, -5, 0.
    assert value("week_12.change.mean") == pytest.approx(-16.5 / 6)
    assert value("week_24.dose.n") == 5
    # To week 12, day 85: 84 days at the first dose and one at the second.
    assert value("week_12.cumulative.max") == 84 * 20 + 16


def test_falls_by_percent_of_those_with_a_dose_on_day_1() -> None:
    assert (value("week_12.fall_20.count"), value("week_12.fall_20.denominator")) == (3, 5)
    assert RESULTS["glucocorticoids.week_12.fall_20.count"].text.en == "NC-001, NC-002, NC-005"
    assert value("week_12.fall_50.count") == 2
    assert RESULTS["glucocorticoids.week_12.fall_50.denominator"].text.zh == "下降至少 50 %"


def test_low_doses_and_rises() -> None:
    assert (value("week_12.at_most_7_5.count"), value("week_12.at_most_7_5.denominator")) == (3, 6)
    assert (value("baseline.at_most_7_5.count"), value("baseline.none.count")) == (3, 1)
    assert value("week_12.none.count") == 2
    assert RESULTS["glucocorticoids.week_12.higher.count"].text.en == "NC-003"


@pytest.mark.parametrize(
    ("base", "change", "percent", "fallen"),
    [
        ("20", "-4", "20", True),
        ("20", "-3.999999", "20", False),
        ("15", "-3.75", "25", True),
        ("0.3", "-0.06", "20", True),
        ("0", "0", "20", False),
    ],
)
def test_the_threshold_itself_counts(base: str, change: str, percent: str, fallen: bool) -> None:
    dose = Dose("NC-001", None, Decimal(base), Decimal(change), NOTHING, None)
    assert is_fallen(dose, Decimal(percent)) is fallen


def test_each_participant_has_a_row_with_a_reason() -> None:
    assert value("week_24.NC-001.value") == 10
    assert value("week_24.NC-001.change") == -10
    absent = RESULTS["glucocorticoids.week_24.NC-006.value"]
    assert (absent.value, absent.text.en) == (None, "no visit in its window")
    unknown = RESULTS["glucocorticoids.week_12.NC-007.value"]
    assert (unknown.value, unknown.text.en) == (None, "no medication recorded")
    assert "glucocorticoids.baseline.NC-001.change" not in RESULTS


def test_what_cannot_be_evaluated_says_why() -> None:
    nothing = run_watched(Watched().dose(1, 168))["glucocorticoids.count"]
    assert (nothing.value, nothing.text) == (None, NO_MEDICATION)
    no_plan = run_watched(Watched(), study=make_study())["glucocorticoids.count"]
    assert (no_plan.value, no_plan.text) == (None, NO_PLAN)
