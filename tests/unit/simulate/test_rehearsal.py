"""A seed and a study in; whether the acts can be done, and show what they should, out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.eligibility import assess_eligibility
from heliotrope.capture.progress import (
    derive_duties,
    derive_end_date,
    derive_participant_state,
    derive_visits,
)
from heliotrope.simulate.acts import Act, Save
from heliotrope.simulate.rehearsal import plan_rehearsal
from heliotrope.simulate.sketches import Setting
from heliotrope.study.load import load_study
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing
from tests.played import play_in_memory
from tests.rehearsed import NOW, play_reference
from tests.repository import ROOT

FOLDERS = sorted((ROOT / "studies").iterdir())
REFERENCE = ROOT / "studies" / "nct05488327"


@cache
def _load(folder: Path) -> Study:
    return load_study(folder)


@cache
def _plan(
    folder: Path, *, in_progress: bool, seed: int = 7, now: datetime = NOW
) -> tuple[Act, ...]:
    setting = Setting(now, in_progress=in_progress)
    return tuple(plan_rehearsal(np.random.default_rng(seed), _load(folder), setting))


@pytest.mark.parametrize(("seed", "in_progress"), [(1, False), (2, True)])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_act_is_refused(folder: Path, seed: int, in_progress: bool) -> None:
    acts = _plan(folder, in_progress=in_progress, seed=seed)
    state = play_in_memory(_load(folder), acts)
    assert state.enrolled_count >= 2


@pytest.mark.parametrize("in_progress", [False, True])
def test_acts_come_in_time_order_and_none_lies_in_the_future(in_progress: bool) -> None:
    moments = [act.at for act in _plan(REFERENCE, in_progress=in_progress)]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert all(moment.tzinfo is UTC for moment in moments)


def test_nothing_is_typed_in_before_it_was_done() -> None:
    zone = ZoneInfo(_load(REFERENCE).time_zone)
    for act in _plan(REFERENCE, in_progress=False):
        if isinstance(act.deed, Save) and act.deed.submission.date:
            done = act.deed.submission
            typed = f"{act.at.astimezone(zone):%Y-%m-%d %H:%M}"
            assert f"{done.date} {done.time}".strip() <= typed


def test_the_same_seed_gives_the_same_values_on_another_day() -> None:
    def values(now: datetime) -> list[dict[str, str]]:
        acts = _plan(REFERENCE, in_progress=False, now=now)
        saves = [act.deed.submission for act in acts if isinstance(act.deed, Save)]
        return [
            dict(one.raw)
            for one in sorted(saves, key=lambda s: (s.participant, s.visit, s.form, s.seen_version))
            if one.form == "cdasi"
        ]

    # A week on, so that weekdays are the same.
    assert values(NOW) == values(NOW + timedelta(weeks=1))
    assert _plan(REFERENCE, in_progress=False, seed=8) != _plan(REFERENCE, in_progress=False)


def test_in_the_end_all_ten_are_through_and_two_were_not_eligible() -> None:
    state = play_reference()
    assert state.study is not None
    states = Counter(derive_participant_state(state.study, p) for p in state.participants.values())
    assert states == {"ended": 10, "screen_failed": 2}
    assert derive_duties(state, NOW.date()) == []


def test_what_happens_in_every_study_is_there() -> None:
    state = play_reference()
    study, people = state.study, list(state.participants.values())
    assert study is not None
    rules = Counter(d.rule for p in people for d in derive_deviations(study, p))
    assert rules == {"before_consent": 1, "outside_window": 1}
    assert all(d.acknowledged for p in people for d in derive_deviations(study, p))
    falls = [s.fell for p in people for s in p.signatures if s.fell]
    assert {fall.cause for fall in falls} == {"value_changed"}
    # Of all that fell one is left so; the others were given again the same day.
    latest = {(p.code, s.visit): s for p in people for s in p.signatures}
    assert sum(signature.fell is not None for signature in latest.values()) == 1
    changed = [r for p in people for r in p.records.values() if r.version > 1]
    assert sum(record.why_code == "transcription" for record in changed) == 2
    followed = [record for record in changed if record.why_code != "transcription"]
    assert {(r.why_code, r.form) for r in followed} == {("late_information", "adverse_events")}
    missed = [
        r for p in people for r in p.records.values()
        if r.complete and all(value is Missing.ND for value in r.values.values())
    ]  # fmt: skip
    assert len({record.visit for record in missed}) == 1
    reasons = [r.values["reason"] for p in people for r in p.records_of("end_of_study")]
    assert Counter(reason == "completed" for reason in reasons) == {True: 9, False: 1}
    called = {p.code for p in people for r in p.records.values() if r.visit == "unscheduled"}
    assert len(called) == 1


def test_one_cdasi_was_done_twenty_minutes_before_consent() -> None:
    state = play_reference()
    assert state.study is not None
    found = [
        d.text.en
        for p in state.participants.values()
        for d in derive_deviations(state.study, p)
        if d.rule == "before_consent"
    ]
    (text,) = found
    done, signed = text.partition("was performed ")[2].split(", before consent was signed ")
    assert datetime.fromisoformat(signed) - datetime.fromisoformat(done) == timedelta(minutes=20)


def test_whoever_left_early_has_an_end_and_its_reason() -> None:
    state = play_reference()
    study = state.study
    assert study is not None
    (left,) = [
        p for p in state.participants.values()
        if any(r.given("reason") not in (None, "completed") for r in p.records_of("end_of_study"))
    ]  # fmt: skip
    assert derive_end_date(study, left) is not None
    assert {v.state for v in derive_visits(study, left, NOW.date())} <= {"complete", "ended"}


def test_today_in_progress_has_something_of_everything() -> None:
    state = play_reference(in_progress=True)
    assert state.study is not None
    study = state.study
    states = Counter(derive_participant_state(study, p) for p in state.participants.values())
    assert states == {"treatment": 4, "ended": 4, "screen_failed": 2, "screening": 1}
    duties = derive_duties(state, NOW.date())
    enrolled = [d for d in duties if state.participants[d.participant].enrolled]
    assert Counter(duty.urgency for duty in enrolled) == {"late": 1, "today": 1, "soon": 2}


def test_one_person_is_ready_but_for_one_criterion() -> None:
    state = play_reference(in_progress=True)
    assert state.study is not None
    (waiting,) = [p for p in state.participants.values() if not p.enrolled and not p.screen_failed]
    verdicts = assess_eligibility(state.study, waiting)
    assert Counter(verdict.satisfied for verdict in verdicts) == {True: len(verdicts) - 1, None: 1}


def test_more_than_planned_are_recorded_as_what_already_happened() -> None:
    study = _load(REFERENCE)
    acts = plan_rehearsal(np.random.default_rng(1), study, Setting(NOW, participants=11))
    state = play_in_memory(study, acts)
    over = [p for p in state.participants.values() if p.enrolled and p.enrolled.breaches]
    assert state.enrolled_count == 11
    assert [p.enrolled.breaches for p in over if p.enrolled] == [("over_enrollment",)]
