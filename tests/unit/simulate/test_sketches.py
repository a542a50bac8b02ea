"""A study and a day in; whether those who take part are where a demonstration needs them, out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heliotrope.simulate.sketches import QUIRKS, Setting, move_to_weekday, sketch_participants
from heliotrope.study.schedule import study_day
from tests.small_study import load_small_study

STUDY = load_small_study()
NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)


def test_codes_follow_the_days_of_screening() -> None:
    sketches = sketch_participants(STUDY, Setting(NOW, participants=12))
    assert [sketch.code for sketch in sketches] == [f"S-{n:02d}" for n in range(1, 15)]
    days = [sketch.screening for sketch in sketches]
    assert days == sorted(days)


def test_when_all_have_finished_nobody_is_still_in_the_study() -> None:
    for sketch in sketch_participants(STUDY, Setting(NOW)):
        assert study_day(NOW.date(), sketch.day_1) > 64
        assert sketch.day_1.weekday() < 5


def test_screening_lies_in_its_window() -> None:
    for progress in (False, True):
        for sketch in sketch_participants(STUDY, Setting(NOW, 12, in_progress=progress)):
            if sketch.enrolled:
                assert -14 <= study_day(sketch.screening, sketch.day_1) <= -1


def test_what_happens_in_every_study_happens() -> None:
    sketches = sketch_participants(STUDY, Setting(NOW, participants=10))
    assert set().union(*(sketch.quirks for sketch in sketches)) == set(QUIRKS)
    assert sum(sketch.eligible is False for sketch in sketches) == 2


def test_in_progress_one_visit_is_late_and_one_due_today() -> None:
    sketches = sketch_participants(STUDY, Setting(NOW, 8, in_progress=True))
    (late,) = [sketch for sketch in sketches if sketch.skips]
    visit = STUDY.visit(late.skips or "")
    assert visit.window is not None
    assert study_day(NOW.date(), late.day_1) == visit.window.latest + 2
    today = {study_day(NOW.date(), sketch.day_1) for sketch in sketches if sketch.enrolled}
    assert today & {visit.day for visit in STUDY.visits}
    assert sum(sketch.eligible is None for sketch in sketches) == 1


def test_in_progress_two_of_the_planned_are_still_to_come() -> None:
    sketches = sketch_participants(STUDY, Setting(NOW, in_progress=True))
    assert sum(sketch.enrolled for sketch in sketches) == STUDY.design.participants - 2


@pytest.mark.parametrize("shift", range(7))
def test_a_weekend_becomes_the_friday_before(shift: int) -> None:
    day = NOW.date() + timedelta(shift)
    moved = move_to_weekday(day)
    assert moved.weekday() < 5
    assert 0 <= (day - moved).days <= 2
