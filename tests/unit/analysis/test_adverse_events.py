"""Events of a small trial in, counts and rates computed by hand out."""

from __future__ import annotations

import math

import pytest

from heliotrope.analysis.adverse_events import NO_EVENTS, NO_PEOPLE, NO_PLAN
from tests.imagined import make_study
from tests.watched import Watched, run_watched, watched_study


def trial() -> list[Watched]:
    """Four treated for 168 days and at risk for 196, one never treated."""
    first = Watched("NC-001").dose(1, 168)
    first.event(-5, -2, "1", "Fatigue").event(10, 12, "1").event(50, 60, "3", serious=True)
    second = Watched("NC-002").dose(1, 168)
    second.event(30, 40, "2", "Anemia", relation="possible", action="interrupted")
    second.event(197, 199, "4", "Anemia")
    third = Watched("NC-003").dose(1, 168).event(20, 21, "1", term="Fatigue")
    fourth = Watched("NC-004").dose(1, 168)
    never = Watched("NC-005").score(1, "20", "baseline").event(10, 12, "5")
    return [first, second, third, fourth, never]


RESULTS = run_watched(*trial())


def value(result_id: str) -> object:
    return RESULTS[f"adverse_events.{result_id}"].value


@pytest.mark.parametrize(
    ("kind", "people", "events"),
    [
        ("any", 3, 4),
        ("related", 1, 1),
        ("serious", 1, 1),
        ("related_serious", 0, 0),
        ("grade_3_or_more", 1, 1),
        ("related_grade_3_or_more", 0, 0),
        ("leading_to_stop", 0, 0),
        ("leading_to_hold", 1, 1),
        ("leading_to_reduction", 0, 0),
        ("fatal", 0, 0),
        ("before", 1, 1),
        ("after", 1, 1),
        ("undetermined", 0, 0),
    ],
)
def test_participants_and_events_of_each_kind(kind: str, people: int, events: int) -> None:
    assert value(f"{kind}.count") == people
    assert value(f"{kind}.denominator") == 4
    assert value(f"{kind}.events") == events
    assert value(f"{kind}.estimate") == people / 4


def test_the_interval_is_clopper_pearson_and_0_still_has_a_bound() -> None:
    # 1 of 4: 0.0063 to 0.8059; 0 of 4: at most 1 - 0.025 ** (1 / 4) = 0.6024.
    assert value("serious.lower") == pytest.approx(0.006309463, abs=1e-9)
    assert value("serious.upper") == pytest.approx(0.805879550, abs=1e-9)
    assert value("fatal.lower") == 0
    assert value("fatal.upper") == pytest.approx(1 - 0.025**0.25, rel=1e-12)


def test_rates_over_all_time_and_to_the_first_event() -> None:
    # All time: 4 × 196 days. To the first: 10 + 30 + 20 + 196 days.
    assert value("any.rate.count") == 4
    assert value("any.rate.denominator") == pytest.approx(784 / 365.25)
    assert value("any.rate.estimate") == pytest.approx(100 * 4 * 365.25 / 784)
    assert value("any.incidence.count") == 3
    assert value("any.incidence.denominator") == pytest.approx(256 / 365.25)
    assert value("any.incidence.estimate") == pytest.approx(100 * 3 * 365.25 / 256)
    assert value("fatal.rate.upper") == pytest.approx(-math.log(0.025) * 100 * 365.25 / 784)
    assert RESULTS["adverse_events.any.rate.estimate"].unit.en == "per 100 participant-years"


def test_what_lies_before_or_after_has_no_rate() -> None:
    assert "adverse_events.before.rate.count" not in RESULTS


def test_by_worst_grade_each_participant_once() -> None:
    counts = [value(f"worst_grade.grade_{grade}.count") for grade in (1, 2, 3, 4, 5)]
    assert counts == [1, 1, 1, 0, 0]
    assert value("worst_grade.grade_unknown.count") == 0


def test_systems_and_terms() -> None:
    gut = "gastrointestinal_disorders"
    assert value(f"system.{gut}.count") == 1
    assert value(f"system.{gut}.events") == 2
    assert value(f"term.{gut}.nausea.count") == 1
    assert value(f"term.{gut}.nausea.events") == 2
    assert value(f"term.{gut}.nausea.grade_3.count") == 1
    assert value(f"term.{gut}.nausea.grade_1.count") == 0
    assert value(f"term.{gut}.nausea.serious.events") == 1
    assert value(f"term.{gut}.nausea.not_serious.events") == 1
    # To the first nausea: 10 + 3 × 196 days.
    assert value(f"term.{gut}.nausea.incidence.denominator") == pytest.approx(598 / 365.25)
    label = RESULTS[f"adverse_events.system.{gut}.denominator"].text
    assert (label.en, label.zh) == ("Gastrointestinal disorders", "胃肠系统疾病")
    assert "adverse_events.term.blood_and_lymphatic_system_disorders.anemia.count" in RESULTS


def test_the_system_counts_nobody_twice() -> None:
    person = Watched("NC-001").dose(1, 168).event(5, term="Nausea").event(6, term="Nausea")
    found = run_watched(person.event(9, term="Fatigue"))
    assert found["adverse_events.any.count"].value == 1
    assert found["adverse_events.any.events"].value == 3


def test_a_row_says_who_and_where_from() -> None:
    row = RESULTS["adverse_events.serious.count"]
    assert (row.text.en, row.population, row.n) == ("NC-001", "treated", 4)
    # The first participant's entries: dose 10, events 11 to 13.
    assert row.source.startswith("ADAE TRTEMFL=Y AESER=Y; entries 13; data ")
    any_row = RESULTS["adverse_events.any.denominator"]
    assert any_row.text.en == "Any event under treatment"


def test_an_unknown_day_shortens_the_time_to_one_day() -> None:
    found = run_watched(Watched().dose(1, 168).event(None))
    row = found["adverse_events.any.incidence.denominator"]
    assert row.value == pytest.approx(1 / 365.25)


def test_events_without_a_term_are_counted_as_reported() -> None:
    person = Watched().dose(1, 168)
    person.event(5, ctcae_term=None, term="x").event(9, ctcae_term=None, term="皮疹")
    found = run_watched(person)
    assert found["adverse_events.system.not_classified.count"].value == 1
    labels = [
        found[f"adverse_events.term.not_classified.uncoded_{n}.denominator"].text.en for n in (1, 2)
    ]
    assert labels == ["x", "皮疹"]


def test_what_cannot_be_evaluated_says_why() -> None:
    nobody = run_watched(Watched().score(1, "20", "baseline"))["adverse_events.any.count"]
    assert (nobody.value, nobody.text) == (None, NO_PEOPLE)
    nothing = run_watched(Watched().dose(1, 168))["adverse_events.any.count"]
    assert (nothing.value, nothing.text) == (None, NO_EVENTS)
    no_plan = run_watched(Watched(), study=make_study())["adverse_events.any.count"]
    assert (no_plan.value, no_plan.text) == (None, NO_PLAN)


def test_the_order_of_participants_changes_nothing_but_their_order() -> None:
    people = trial()
    other = run_watched(*sorted(people, key=lambda one: one.code, reverse=True))
    own = {key: row.value for key, row in RESULTS.items()}
    assert {key: row.value for key, row in other.items()} == own
    assert watched_study().plan.safety.events is not None
