"""Rows of doses, medication and events in; intercurrent events by the plan's rules out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.intercurrent import find_intercurrent
from heliotrope.study.estimands import EventKind, IntercurrentEvent
from heliotrope.study.schedule import study_day
from tests.imagined import DAY_1
from tests.planned import define, planned_study
from tests.watched import CUT_OFF, Watched

Days = list[tuple[int | None, int | None]]


def days_of(person: Watched, definition: IntercurrentEvent, weeks: int | None = 24) -> Days:
    """First and final study day of each event of the kind."""
    study = planned_study(events=(definition,), weeks=weeks)
    found = find_intercurrent(Chart(study, person.done(), CUT_OFF))
    assert all(one.definition == definition for one in found)
    return [
        (
            None if one.start is None else study_day(one.start, DAY_1),
            None if one.end is None else study_day(one.end, DAY_1),
        )
        for one in found
    ]


def kind_of(person: Watched, kind: EventKind, weeks: int | None = 24) -> Days:
    return days_of(person, define(kind), weeks)


# ---------------------------------------------------------------- discontinuation


def test_a_stop_counts_from_the_day_after_the_final_dose() -> None:
    assert kind_of(Watched().dose(1, 40), "discontinuation") == [(41, None)]


@pytest.mark.parametrize(("final", "found"), [(160, [(161, None)]), (161, []), (169, [])])
def test_a_stop_in_the_window_of_the_final_visit_is_as_planned(final: int, found: Days) -> None:
    # Week 24 may be from day 162 on, so a final dose on day 161 may be the planned one.
    assert kind_of(Watched().dose(1, final), "discontinuation") == found


def test_without_a_planned_duration_every_stop_is_one() -> None:
    assert kind_of(Watched().dose(1, 169), "discontinuation", None) == [(170, None)]


def test_a_duration_without_its_visit_counts_in_weeks() -> None:
    # 20 weeks: day 141 is the first after them, and no visit of week 20 has a window.
    assert kind_of(Watched().dose(1, 139), "discontinuation", 20) == [(140, None)]
    assert kind_of(Watched().dose(1, 140), "discontinuation", 20) == []


def test_an_open_dose_goes_on_unless_participation_ended_early() -> None:
    assert kind_of(Watched().dose(1, None), "discontinuation") == []
    left = Watched().dose(1, None).end(50, "adverse_event")
    assert kind_of(left, "discontinuation") == [(50, None)]
    assert kind_of(Watched().dose(1, None).end(169), "discontinuation") == []


def test_dose_0_that_nothing_follows_is_a_stop() -> None:
    person = Watched().dose(1, 29).dose(30, None, "0", "stopped")
    assert kind_of(person, "discontinuation") == [(30, None)]
    open_dose = Watched().dose(1, None).dose(30, None, "0", "stopped")
    assert kind_of(open_dose, "discontinuation") == [(30, None)]


def test_dose_0_that_a_dose_follows_is_none() -> None:
    person = Watched().dose(1, 29).dose(30, 40, "0", "stopped").dose(41, 169)
    assert kind_of(person, "discontinuation") == []


def test_without_any_row_of_the_drug_the_end_of_study_tells() -> None:
    seen = Watched().score(1, "20", "baseline")
    assert kind_of(seen, "discontinuation") == []
    assert kind_of(seen.end(40, "adverse_event"), "discontinuation") == [(40, None)]


def test_without_day_1_nothing_is_counted() -> None:
    assert kind_of(Watched().end(40, "adverse_event"), "discontinuation") == []


# ---------------------------------------------------------------- hold


def test_each_stretch_at_dose_0_is_one_hold() -> None:
    person = (
        Watched().dose(1, 29).dose(30, 36, "0", "stopped").dose(37, 99)
        .dose(100, 102, "0", "stopped").dose(103, 105, "0", "stopped").dose(106, 169)
    )  # fmt: skip
    assert kind_of(person, "hold") == [(30, 36), (100, 105)]


@pytest.mark.parametrize(("least", "found"), [(7, [(30, 36)]), (8, [])])
def test_a_hold_must_last_as_long_as_the_plan_says(least: int, found: Days) -> None:
    person = Watched().dose(1, 29).dose(30, 36, "0", "stopped").dose(37, 169)
    assert days_of(person, define("hold", least_days=least)) == found


def test_a_reduced_dose_and_an_unrecorded_gap_are_no_holds() -> None:
    assert kind_of(Watched().dose(1, 29).dose(30, 169, "2.5"), "hold") == []
    assert kind_of(Watched().dose(1, 29).dose(40, 169), "hold") == []


# ---------------------------------------------------------------- medication


@pytest.mark.parametrize("kind", ["rescue", "prohibited_medication"])
@pytest.mark.parametrize(("first", "found"), [(-1, []), (1, [(1, None)]), (40, [(40, None)])])
def test_a_medication_counts_by_its_role_from_day_1_on(
    kind: EventKind, first: int, found: Days
) -> None:
    role = "rescue" if kind == "rescue" else "prohibited"
    person = Watched().dose(1, 169).drug(first, None, "20", role=role)
    assert kind_of(person, kind) == found
    other = Watched().dose(1, 169).drug(first, None, "20", role="background")
    assert kind_of(other, kind) == []


def test_a_rescue_of_unknown_beginning_counts_from_day_1_unless_it_ended_before() -> None:
    person = Watched().dose(1, 169).drug(None, 50, "20", role="rescue")
    assert kind_of(person, "rescue") == [(1, 50)]
    before = Watched().dose(1, 169).drug(None, -1, "20", role="rescue")
    assert kind_of(before, "rescue") == []


@pytest.mark.parametrize(("final", "found"), [(42, []), (43, [(40, 43)])])
def test_a_rescue_must_last_as_long_as_the_plan_says(final: int, found: Days) -> None:
    person = Watched().dose(1, 169).drug(40, final, "20", role="rescue")
    assert days_of(person, define("rescue", least_days=4)) == found


# ---------------------------------------------------------------- glucocorticoids


def test_each_stretch_above_day_1_is_one_increase() -> None:
    person = (
        Watched().dose(1, 169).drug(-30, 39, "10").drug(40, 59, "20").drug(60, 99, "5")
        .drug(100, None, "12.5")
    )  # fmt: skip
    assert kind_of(person, "glucocorticoid_increase") == [(40, 59), (100, None)]


def test_two_drugs_add_up_and_a_stretch_goes_on_through_a_change() -> None:
    person = (
        Watched().dose(1, 169).drug(-30, None, "10").drug(40, 49, "4", "methylprednisolone")
        .drug(50, 59, "8", "methylprednisolone")
    )  # fmt: skip
    # 4 mg of methylprednisolone stand for 5 mg of prednisone.
    assert kind_of(person, "glucocorticoid_increase") == [(40, 59)]


@pytest.mark.parametrize(("mg", "found"), [("12.5", []), ("12.6", [(40, None)])])
def test_only_more_than_the_plan_allows_counts(mg: str, found: Days) -> None:
    person = Watched().dose(1, 169).drug(-30, 39, "10").drug(40, None, mg)
    assert days_of(person, define("glucocorticoid_increase", "2.5")) == found


@pytest.mark.parametrize(("final", "found"), [(45, []), (46, [(40, 46)])])
def test_an_increase_must_last_as_long_as_the_plan_says(final: int, found: Days) -> None:
    person = Watched().dose(1, 169).drug(-30, 39, "10").drug(40, final, "20")
    definition = define("glucocorticoid_increase", least_days=7)
    assert days_of(person, definition) == found


def test_more_on_day_1_itself_is_the_comparison_and_no_increase() -> None:
    person = Watched().dose(1, 169).drug(-30, -1, "5").drug(1, None, "20")
    assert kind_of(person, "glucocorticoid_increase") == []


def test_without_a_known_dose_on_day_1_there_is_nothing_to_compare_with() -> None:
    person = Watched().dose(1, 169).drug(-30, 39, None).drug(40, None, "20")
    assert kind_of(person, "glucocorticoid_increase") == []
    assert kind_of(Watched().dose(1, 169), "glucocorticoid_increase") == []


def test_topical_steroids_do_not_count() -> None:
    person = Watched().dose(1, 169).drug(-30, None, "10").drug(40, None, "50", route="topical")
    assert kind_of(person, "glucocorticoid_increase") == []


# ---------------------------------------------------------------- death


def test_a_death_is_told_by_the_event_or_by_the_end() -> None:
    fatal = Watched().dose(1, 40).event(38, 41, "5", outcome="fatal")
    assert kind_of(fatal, "death") == [(41, None)]
    assert kind_of(Watched().dose(1, 40).end(42, "death"), "death") == [(42, None)]
    assert kind_of(Watched().dose(1, 40).event(38, 41, "4"), "death") == []


def test_a_death_of_unknown_day_is_still_one() -> None:
    fatal = Watched().dose(1, 40).event(38, None, "5")
    assert kind_of(fatal, "death") == [(None, None)]


# ---------------------------------------------------------------- together


def test_events_come_by_kind_in_the_plans_order_then_by_day() -> None:
    person = (
        Watched().dose(1, 39).drug(60, 70, "1", "other", role="rescue")
        .drug(20, 30, "1", "other", role="rescue")
    )  # fmt: skip
    study = planned_study()
    found = find_intercurrent(Chart(study, person.done(), CUT_OFF))
    assert [one.definition.event for one in found] == ["discontinuation", "rescue", "rescue"]
    assert [one.record.seq for one in found] == [10, 12, 11]
