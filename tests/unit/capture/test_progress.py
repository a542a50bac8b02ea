"""Records with a schedule and a day in; the state of each visit, and who waits for what, out.

Day 1 is 4 May 2026 here: week 4 is due on 1 June, its window is 29 May to 4 June.
"""

from __future__ import annotations

from datetime import date

import pytest

from heliotrope.capture.ledger import State
from heliotrope.capture.progress import (
    STATE_LABELS,
    Duty,
    VisitProgress,
    derive_duties,
    derive_end_date,
    derive_participant_state,
    derive_visits,
)
from tests.unit.capture.playing import DOSE, LABS, Play, alter, cdasi

DAY_1 = date(2026, 5, 4)


@pytest.fixture
def play() -> Play:
    """One participant, enrolled, whose first dose was given on day 1."""
    play = Play()
    play.screen("S-01")
    play.consent("2026-04-28T09:00")
    play.enroll(date(2026, 5, 3), already=True)
    play.dose("2026-05-04")
    return play


def see(play: Play, visit: str, today: date) -> VisitProgress:
    found = {p.visit.name: p for p in derive_visits(play.study, play.participant(), today)}
    return found[visit]


def complete(play: Play, visit: str, day: str) -> None:
    play.save(visit, "labs", LABS, day)
    play.save(visit, "cdasi", cdasi(9), day)


# ------------------------------------------------------------------ windows


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 5, 28), "planned"),
        (date(2026, 5, 29), "open"),
        (date(2026, 6, 1), "open"),
        (date(2026, 6, 4), "open"),
        (date(2026, 6, 5), "late"),
        (date(2027, 6, 5), "late"),
    ],
)
def test_a_visit_with_nothing_recorded(play: Play, today: date, state: str) -> None:
    progress = see(play, "week_4", today)
    assert progress.state == state
    assert (progress.earliest, progress.target, progress.latest) == (
        date(2026, 5, 29), date(2026, 6, 1), date(2026, 6, 4),
    )  # fmt: skip
    assert (progress.actual, progress.signature, progress.remaining) == (None, None, 2)


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 5, 28), "partial"), (date(2026, 6, 4), "partial"), (date(2026, 6, 5), "late")],
)
def test_a_visit_that_was_begun(play: Play, today: date, state: str) -> None:
    play.save("week_4", "labs", LABS, "2026-05-28")
    progress = see(play, "week_4", today)
    assert (progress.state, progress.remaining) == (state, 1)
    assert progress.actual == date(2026, 5, 28)


@pytest.mark.parametrize("today", [date(2026, 5, 28), date(2026, 6, 1), date(2026, 6, 30)])
def test_a_complete_visit_is_complete_on_any_day(play: Play, today: date) -> None:
    complete(play, "week_4", "2026-06-01")
    assert see(play, "week_4", today).state == "complete"


def test_a_form_that_was_not_done_completes_its_visit(play: Play) -> None:
    play.save("week_4", "labs", {}, not_done="ND")
    play.save("week_4", "cdasi", {}, not_done="UNK")
    progress = see(play, "week_4", date(2026, 6, 30))
    assert (progress.state, progress.actual) == ("complete", None)


def test_a_draft_is_not_complete(play: Play) -> None:
    complete(play, "week_4", "2026-06-01")
    play.save("week_4", "dosing", {"dose_mg": "5"}, draft=True)
    progress = see(play, "week_4", date(2026, 6, 30))
    assert (progress.state, progress.remaining) == ("partial", 0)
    assert {f.form: (f.state, f.required) for f in progress.forms} == {
        "cdasi": ("complete", True), "labs": ("complete", True), "dosing": ("draft", False),
    }  # fmt: skip
    play.save("week_4", "dosing", DOSE | {"start_date": "2026-06-01"}, "2026-06-01")
    assert see(play, "week_4", date(2026, 6, 30)).state == "complete"


def test_one_open_row_makes_a_repeating_form_a_draft(play: Play) -> None:
    play.save("week_4", "dosing", DOSE, "2026-06-01")
    play.save("week_4", "dosing", {"dose_mg": "5"}, draft=True, repeat=2)
    form = see(play, "week_4", date(2026, 6, 1)).forms[2]
    assert (form.form, form.state, len(form.records)) == ("dosing", "draft", 2)


def test_the_end_of_study_form_is_not_required_of_who_goes_on(play: Play) -> None:
    complete(play, "week_8", "2026-06-29")
    assert see(play, "week_8", date(2026, 6, 29)).state == "complete"


# ------------------------------------------------------------------ screening and day 1


def test_screening_before_and_after_enrollment() -> None:
    play = Play()
    play.screen("S-01")
    assert see(play, "screening", date(2026, 5, 1)).state == "open"
    assert see(play, "baseline", date(2026, 5, 1)).state == "planned"
    play.consent("2026-04-28T09:00")
    assert see(play, "screening", date(2026, 12, 1)).state == "partial"
    play.enroll(date(2026, 5, 3), already=True)
    assert see(play, "screening", date(2026, 12, 1)).state == "partial"
    assert see(play, "baseline", date(2026, 5, 3)).state == "open"
    play.dose("2026-05-04")
    assert see(play, "screening", date(2026, 5, 3)).state == "partial"
    assert see(play, "screening", date(2026, 5, 4)).state == "late"


def test_day_1_is_late_the_day_after(play: Play) -> None:
    assert see(play, "baseline", date(2026, 5, 4)).state == "partial"
    assert see(play, "baseline", date(2026, 5, 5)).state == "late"
    complete(play, "baseline", "2026-05-04")
    assert see(play, "baseline", date(2026, 5, 5)).state == "complete"


def test_without_day_1_no_later_visit_has_dates() -> None:
    play = Play()
    play.screen("S-01")
    play.enroll(date(2026, 5, 3), already=True)
    progress = see(play, "week_4", date(2027, 1, 1))
    assert (progress.state, progress.target, progress.earliest, progress.latest) == (
        "planned", None, None, None,
    )  # fmt: skip


def test_who_is_not_enrolled_is_late_for_nothing() -> None:
    play = Play()
    play.screen("S-01")
    play.dose("2026-05-04")
    states = {p.visit.name: p.state for p in derive_visits(play.study, play.participant(), date(2027, 1, 1))}  # noqa: E501  # fmt: skip
    assert states["week_4"] == "planned"
    assert "late" not in states.values()


def test_a_visit_without_a_window_is_open_from_enrollment_on(play: Play) -> None:
    visits = tuple(
        v.model_copy(update={"window": None, "day": None}) if v.name == "week_4" else v
        for v in play.study.visits
    )
    study = alter(play.study, visits=visits)
    found = {p.visit.name: p for p in derive_visits(study, play.participant(), date(2026, 5, 4))}
    assert found["week_4"].state == "open"
    assert found["week_4"].target is None


# ------------------------------------------------------------------ leaving


def end(play: Play, day: str, reason: str = "adverse_event", *, draft: bool = False) -> None:
    raw = {"end_date": day, "reason": "" if draft else reason}
    play.save("early_termination", "end_of_study", raw, day, draft=draft)


@pytest.mark.parametrize(
    ("left", "week_4", "week_8"),
    [
        ("2026-06-03", "ended", "ended"),
        ("2026-06-04", "late", "ended"),
        ("2026-07-06", "late", "late"),
    ],
)
def test_visits_whose_window_ends_after_the_leaving_are_not_due(
    play: Play, left: str, week_4: str, week_8: str
) -> None:
    end(play, left)
    today = date(2026, 12, 1)
    assert derive_end_date(play.study, play.participant()) == date.fromisoformat(left)
    assert see(play, "week_4", today).state == week_4
    assert see(play, "week_8", today).state == week_8


def test_what_was_begun_before_leaving_stays_to_be_completed(play: Play) -> None:
    play.save("week_4", "labs", LABS, "2026-05-30")
    end(play, "2026-05-30")
    assert see(play, "week_4", date(2026, 6, 1)).state == "partial"
    assert see(play, "week_4", date(2026, 12, 1)).state == "late"


def test_a_draft_of_the_end_ends_nothing(play: Play) -> None:
    end(play, "2026-05-30", draft=True)
    assert derive_end_date(play.study, play.participant()) is None
    assert see(play, "week_4", date(2026, 12, 1)).state == "late"
    assert see(play, "early_termination", date(2026, 12, 1)).state == "partial"
    end(play, "2026-05-30")
    assert see(play, "early_termination", date(2026, 12, 1)).state == "complete"


def test_an_end_that_was_not_filled_in_ends_nothing(play: Play) -> None:
    play.save("early_termination", "end_of_study", {}, not_done="ND")
    assert derive_end_date(play.study, play.participant()) is None


def test_a_screen_failure_ends_all_that_is_not_complete() -> None:
    play = Play()
    play.screen("S-01")
    play.consent("2026-04-28T09:00")
    play.fail()
    states = {p.state for p in derive_visits(play.study, play.participant(), date(2027, 1, 1))}
    assert states == {"ended"}


def test_visits_outside_the_schedule_are_shown_once_they_happened(play: Play) -> None:
    today = date(2026, 5, 20)
    shown = [p.visit.name for p in derive_visits(play.study, play.participant(), today)]
    assert shown == ["screening", "baseline", "week_4", "week_8"]
    play.save("unscheduled", "labs", LABS, "2026-05-12", repeat=2)
    shown = [p.visit.name for p in derive_visits(play.study, play.participant(), today)]
    assert shown == ["screening", "baseline", "week_4", "week_8", "unscheduled"]
    assert see(play, "unscheduled", today).state == "complete"
    play.save("unscheduled", "labs", {"age": "4"}, draft=True)
    assert see(play, "unscheduled", today).state == "partial"


def test_the_signature_comes_with_its_visit(play: Play) -> None:
    complete(play, "week_4", "2026-06-01")
    play.sign("week_4")
    signature = see(play, "week_4", date(2026, 6, 1)).signature
    assert signature is not None
    assert signature.fell is None
    assert see(play, "week_8", date(2026, 6, 1)).signature is None


# ------------------------------------------------------------------ participants


def test_where_a_participant_stands() -> None:
    play = Play()
    play.screen("S-01")

    def stand() -> str:
        return derive_participant_state(play.study, play.participant())

    seen = [stand()]
    play.fail()
    seen.append(stand())
    play.enroll(date(2026, 5, 3), already=True)
    seen.append(stand())
    end(play, "2026-05-30", "completed")
    seen.append(stand())
    assert seen == ["screening", "screen_failed", "treatment", "ended"]
    assert set(seen) == set(STATE_LABELS)


def test_a_study_without_an_end_form_never_ends(play: Play) -> None:
    end(play, "2026-05-30")
    roles = play.study.roles.model_copy(update={"end_form": None})
    assert derive_end_date(alter(play.study, roles=roles), play.participant()) is None


# ------------------------------------------------------------------ duties


def list_duties(play: Play, today: date, horizon: int = 7) -> list[tuple[str, str, str, int]]:
    duties = derive_duties(play.state, today, horizon)
    return [(d.participant, d.visit.visit.name, d.urgency, d.days) for d in duties]


@pytest.mark.parametrize(
    ("today", "duty"),
    [
        (date(2026, 5, 21), None),
        (date(2026, 5, 22), ("soon", 10)),
        (date(2026, 5, 29), ("soon", 3)),
        (date(2026, 5, 31), ("soon", 1)),
        (date(2026, 6, 1), ("today", 0)),
        (date(2026, 6, 4), ("today", -3)),
        (date(2026, 6, 5), ("late", 1)),
        (date(2026, 6, 14), ("late", 10)),
    ],
)
def test_a_duty_comes_a_week_before_its_window_and_grows(
    play: Play, today: date, duty: tuple[str, int] | None
) -> None:
    complete(play, "baseline", "2026-05-04")
    for form, raw in (("labs", LABS), ("cdasi", cdasi(12)), ("eligibility", {"infection": "no"})):
        play.save("screening", form, raw, "2026-04-28")
    found = [d[2:] for d in list_duties(play, today) if d[1] == "week_4"]
    assert found == ([duty] if duty else [])


def test_the_most_urgent_comes_first(play: Play) -> None:
    play.screen("S-00")
    play.screen("S-02")
    play.enroll(date(2026, 5, 3), code="S-02", already=True)
    assert list_duties(play, date(2026, 6, 5)) == [
        ("S-01", "screening", "late", 33),
        ("S-01", "baseline", "late", 32),
        ("S-01", "week_4", "late", 1),
        ("S-00", "screening", "today", 0),
        ("S-02", "baseline", "today", 0),
    ]


def test_the_horizon_can_be_drawn_nearer(play: Play) -> None:
    assert ("S-01", "week_4", "soon", 4) in list_duties(play, date(2026, 5, 28), horizon=1)
    assert not [d for d in list_duties(play, date(2026, 5, 28), horizon=0) if d[1] == "week_4"]


def test_who_left_or_failed_has_no_duties(play: Play) -> None:
    play.screen("S-02")
    play.fail("S-02")
    complete(play, "baseline", "2026-05-04")
    end(play, "2026-05-05")
    assert {d[0] for d in list_duties(play, date(2026, 12, 1))} == {"S-01"}
    assert [d[1] for d in list_duties(play, date(2026, 12, 1))] == ["screening"]


def test_nothing_waits_in_an_empty_database() -> None:
    assert derive_duties(State(), date(2026, 5, 4)) == []


def test_a_duty_carries_its_visit(play: Play) -> None:
    duty: Duty = derive_duties(play.state, date(2026, 6, 5))[-1]
    assert duty.visit.latest == date(2026, 6, 4)
