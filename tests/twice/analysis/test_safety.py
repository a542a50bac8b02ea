"""A rehearsed study in; its safety numbers once more, slowly, and whether the two agree, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from heliotrope.analysis.results import Result
from heliotrope.capture.ledger import Participant
from heliotrope.capture.snapshot import Snapshot, take_snapshot
from heliotrope.simulate.rehearsal import plan_rehearsal
from heliotrope.simulate.sketches import Setting
from tests.imagined import reference_study
from tests.played import play_in_memory
from tests.watched import run_on

ONE = timedelta(days=1)
FACTORS = {"prednisone": 1.0, "prednisolone": 1.0, "methylprednisolone": 1.25}


@cache
def rehearsed() -> Snapshot:
    setting = Setting(datetime(2026, 11, 20, 9, tzinfo=UTC), 8)
    acts = plan_rehearsal(np.random.default_rng(11), reference_study(), setting)
    state = play_in_memory(reference_study(), acts)
    state = type(state)(**{**state.__dict__, "database": "rehearsal"})
    return take_snapshot(state)


@cache
def results() -> dict[str, Result]:
    return run_on(rehearsed())


@dataclass
class Slow:
    """What one participant's records say, day by day."""

    dosed: set[date]
    risk: set[date]
    events: list[date]


def days_between(start: date, end: date) -> set[date]:
    return {start + ONE * n for n in range((end - start).days + 1)}


def read_slowly(participant: Participant, cut_off: date) -> Slow:
    records = list(participant.records.values())
    ends = [r.given("end_date") for r in records if r.form == "end_of_study" and r.complete]
    limit = next((day for day in ends if isinstance(day, date)), cut_off)
    rows = [(r.given("start_date"), r) for r in records if r.form == "dosing"]
    dated = [(start, record.seq, record) for start, record in rows if isinstance(start, date)]
    dosed: set[date] = set()
    for start, _, record in sorted(dated, key=lambda row: row[:2]):
        end = record.given("end_date")
        if not isinstance(end, date):
            later = [one for one, _, _ in dated if one > start]
            end = min(later) - ONE if later else limit
        dosed -= days_between(start, end)
        if record.given("dose_mg") != 0:
            dosed |= days_between(start, end)
    if not dosed:
        return Slow(set(), set(), [])
    risk = days_between(min(dosed), min(max(dosed) + 28 * ONE, limit))
    counted = days_between(min(dosed), max(dosed) + 28 * ONE)
    events = [r.given("start_date") for r in records if r.form == "adverse_events"]
    found = sorted(day for day in events if isinstance(day, date) and day in counted)
    return Slow(dosed, risk, found)


@cache
def slow() -> dict[str, Slow]:
    snapshot = rehearsed()
    assert snapshot.cut_off is not None
    found = {p.code: read_slowly(p, snapshot.cut_off) for p in snapshot.enrolled}
    return {code: one for code, one in found.items() if one.dosed}


def is_simple() -> bool:
    """The slow reading knows no chains of one term and no unknown first days."""
    for participant in rehearsed().enrolled:
        rows = [r for r in participant.records.values() if r.form == "adverse_events"]
        starts = [r.given("start_date") for r in rows]
        dosed = slow().get(participant.code)
        first = min(dosed.dosed) if dosed else date.max
        early = {
            r.given("ctcae_term")
            for r, day in zip(rows, starts, strict=True)
            if isinstance(day, date) and day < first
        }
        again = [r for r in rows if r.given("ctcae_term") in early]
        if None in starts or len(again) > len(early):
            return False
    return True


def test_the_rehearsal_has_something_to_count() -> None:
    assert len(slow()) >= 5
    assert sum(len(one.events) for one in slow().values()) > 0


def test_exposure() -> None:
    found = results()
    durations = [(max(one.dosed) - min(one.dosed)).days + 1 for one in slow().values()]
    assert found["exposure.treatment_days.n"].value == len(durations)
    assert found["exposure.treatment_days.mean"].value == pytest.approx(np.mean(durations))
    for code, one in slow().items():
        assert found[f"exposure.days_on_drug.{code}.value"].value == len(one.dosed)
        assert found[f"exposure.days_at_risk.{code}.value"].value == len(one.risk)


def test_events_and_rates() -> None:
    found = results()
    if not is_simple():
        pytest.fail("choose another seed: an event from before day 1 goes on here")
    had = [code for code, one in slow().items() if one.events]
    events = sum(len(one.events) for one in slow().values())
    assert found["adverse_events.any.count"].text.en == ", ".join(had)
    assert found["adverse_events.any.events"].value == events
    years = sum(len(one.risk) for one in slow().values()) / 365.25
    assert found["adverse_events.any.rate.estimate"].value == pytest.approx(100 * events / years)
    to_first = sum(
        len([day for day in one.risk if not one.events or day <= one.events[0]])
        for one in slow().values()
    )
    incidence = 100 * len(had) / (to_first / 365.25)
    assert found["adverse_events.any.incidence.estimate"].value == pytest.approx(incidence)
