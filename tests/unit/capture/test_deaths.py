"""Events and the end of study in, the death that they tell of out."""

from __future__ import annotations

from datetime import date

from heliotrope.capture.deaths import derive_death
from tests.imagined import on_day
from tests.watched import Watched, watched_study


def death_of(person: Watched) -> tuple[date | None, int] | None:
    found = derive_death(watched_study(), person.done())
    return None if found is None else (found.on, found.record.seq)


def test_a_fatal_outcome_grade_5_and_the_criterion_each_tell_of_a_death() -> None:
    assert death_of(Watched().event(10, 12, "4", outcome="fatal")) == (on_day(12), 10)
    assert death_of(Watched().event(10, 12, "5")) == (on_day(12), 10)
    assert death_of(Watched().event(10, 12, "4", death=True)) == (on_day(12), 10)
    assert death_of(Watched().event(10, 12, "4", death=False)) is None


def test_the_end_of_study_gives_the_day_that_the_event_lacks() -> None:
    assert death_of(Watched().event(10, None, "5").end(14, "death")) == (on_day(14), 10)
    assert death_of(Watched().event(10, 12, "5").end(14, "death")) == (on_day(12), 10)
    assert death_of(Watched().end(14, "death")) == (on_day(14), 10)


def test_without_a_day_it_is_still_a_death() -> None:
    assert death_of(Watched().event(10, None, "5")) == (None, 10)


def test_who_completed_did_not_die() -> None:
    assert death_of(Watched().end(169)) is None
    assert death_of(Watched()) is None
