"""An adverse event as typed, beside doses and other events, in; treatment-emergent or not, out."""

from __future__ import annotations

import pytest

from heliotrope.capture.events import derive_emergence
from heliotrope.vocabulary import Value
from tests.imagined import make_study, on_day
from tests.watched import Watched, watched_study

NEW = ("unscheduled", "adverse_events", 9)


def typed(
    first: int | None, final: int | None = None, grade: str = "2", term: str = "Nausea"
) -> dict[str, Value | None]:
    return {
        "ctcae_term": term,
        "start_date": None if first is None else on_day(first),
        "end_date": None if final is None else on_day(final),
        "grade": grade,
    }


def judge(person: Watched, values: dict[str, Value | None]) -> bool | None:
    found = derive_emergence(watched_study(), person.done(), NEW, values)
    assert found is not None
    return found.is_emergent


# Treated on days 1 to 168; 28 days after the final one still count.
EDGES = [(-1, False), (1, True), (168, True), (196, True), (197, False)]


@pytest.mark.parametrize(("day", "emergent"), EDGES)
def test_both_sides_of_each_limit(day: int, emergent: bool) -> None:
    assert judge(Watched().dose(1, 168), typed(day)) is emergent


def test_while_treatment_goes_on_every_later_day_counts() -> None:
    assert judge(Watched().dose(1, None), typed(400)) is True


def test_an_event_that_goes_on_from_before_counts_only_if_it_is_worse() -> None:
    before = Watched().dose(1, None).event(-20, 10, "2")
    assert judge(before, typed(11, grade="2")) is False
    assert judge(before, typed(11, grade="3")) is True
    # A day between makes it another event; so does another term.
    assert judge(before, typed(12, grade="2")) is True
    assert judge(before, typed(11, grade="2", term="Fatigue")) is True


def test_a_chain_is_followed_back_to_before_the_first_dose() -> None:
    chain = Watched().dose(1, None).event(-20, 10, "1").event(11, 30, "2")
    assert judge(chain, typed(31, grade="1")) is False
    assert judge(chain, typed(31, grade="2")) is True


def test_the_row_itself_is_not_another_event() -> None:
    person = Watched().dose(1, None).event(-20, 10, "1")
    own = next(record for record in person.records.values() if record.form == "adverse_events")
    found = derive_emergence(watched_study(), person.done(), own.key, typed(5, grade="1"))
    assert found is not None
    assert found.is_emergent is True


def test_nothing_is_said_without_a_day_or_a_plan_that_counts() -> None:
    person = Watched().dose(1, None).done()
    assert derive_emergence(watched_study(), person, NEW, typed(None)) is None
    assert derive_emergence(make_study(), person, NEW, typed(5)) is None
