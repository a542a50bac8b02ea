"""A participant's records in; the dates that all else is counted from out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from heliotrope.capture.timeline import (
    derive_consent_moment,
    derive_day_1,
    derive_first_dose,
    derive_local_date,
    derive_visit_date,
)
from tests.unit.capture.playing import LABS, Play, alter, cdasi


@pytest.fixture
def play() -> Play:
    play = Play()
    play.screen("S-01")
    return play


def test_day_1_is_the_day_1_visit_until_a_dose_is_known(play: Play) -> None:
    assert derive_day_1(play.study, play.participant()) is None
    play.save("baseline", "labs", LABS, "2026-05-05")
    play.save("baseline", "cdasi", cdasi(12), "2026-05-04")
    assert derive_day_1(play.study, play.participant()) == date(2026, 5, 4)
    assert derive_first_dose(play.study, play.participant()) is None
    play.dose("2026-05-06")
    assert derive_day_1(play.study, play.participant()) == date(2026, 5, 6)


def test_the_first_dose_is_the_earliest_of_all_rows(play: Play) -> None:
    play.dose("2026-05-11")
    play.dose("2026-05-06", visit="week_4")
    play.save("week_8", "labs", LABS, "2026-05-01")  # another form's day is no dose
    assert derive_first_dose(play.study, play.participant()) == date(2026, 5, 6)


def test_a_dose_whose_day_is_unknown_tells_no_day_1(play: Play) -> None:
    raw = {"start_date": "UNK", "dose_mg": "5", "frequency": "daily"}
    play.save("baseline", "dosing", raw, "2026-05-04")
    assert derive_first_dose(play.study, play.participant()) is None
    assert derive_day_1(play.study, play.participant()) == date(2026, 5, 4)


def test_the_day_of_a_visit_is_the_earliest_of_its_forms(play: Play) -> None:
    assert derive_visit_date(play.participant(), "week_4") is None
    play.save("week_4", "labs", LABS, "2026-06-03")
    play.save("week_4", "cdasi", cdasi(9), "2026-06-02", "16:00")
    play.save("week_8", "labs", LABS, "2026-06-01")
    assert derive_visit_date(play.participant(), "week_4") == date(2026, 6, 2)


def test_a_form_that_was_not_done_dates_no_visit(play: Play) -> None:
    raw = dict.fromkeys(("age", "hemoglobin", "fasting", "hours"), "ND")
    play.save("baseline", "labs", raw, "2026-05-01")
    assert derive_visit_date(play.participant(), "baseline") is None
    assert derive_day_1(play.study, play.participant()) is None
    play.save("baseline", "cdasi", cdasi(12), "2026-05-04")
    assert derive_day_1(play.study, play.participant()) == date(2026, 5, 4)


def test_consent_is_the_moment_it_was_signed_and_not_when_the_form_was_filled_in(
    play: Play,
) -> None:
    assert derive_consent_moment(play.study, play.participant()) is None
    play.save("screening", "consent", {"signed_at": "UNK"}, "2026-05-03")
    assert derive_consent_moment(play.study, play.participant()) is None
    play.consent("2026-05-02T09:30", reason="transcription")
    moment = datetime(2026, 5, 2, 1, 30, tzinfo=UTC)
    assert derive_consent_moment(play.study, play.participant()) == moment


def test_a_study_without_such_forms_has_no_such_dates(play: Play) -> None:
    roles = play.study.roles.model_copy(update={"consent_form": None, "dosing_form": None})
    study = alter(play.study, roles=roles)
    play.consent("2026-05-02T09:30")
    play.dose("2026-05-06")
    assert derive_consent_moment(study, play.participant()) is None
    assert derive_first_dose(study, play.participant()) is None
    assert derive_day_1(study, play.participant()) == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("utc", "day"),
    [("2026-04-30T15:59", date(2026, 4, 30)), ("2026-04-30T16:00", date(2026, 5, 1))],
)
def test_midnight_is_that_of_the_study(play: Play, utc: str, day: date) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert derive_local_date(play.study, moment) == day
