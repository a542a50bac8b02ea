"""A seed and a participant to be in; whether the story holds together, out."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from heliotrope.safety.glucocorticoid import Treatment, score_prednisone
from heliotrope.simulate.stories import MARK, TRAITS, Row, Setting, draw_story
from heliotrope.vocabulary import PartialDate

SCREENING, DAY_1 = date(2026, 1, 5), date(2026, 1, 19)


def _story(rank: int, seed: int = 1, left: date | None = None) -> tuple[Row, ...]:
    setting = Setting(rank, SCREENING, DAY_1, left)
    return draw_story(np.random.default_rng(seed), setting)


def _of(kind: str, story: tuple[Row, ...]) -> list[Row]:
    return [row for row in story if row.kind == kind]


def _prednisone(row: Row) -> Decimal:
    values = row.values
    score = score_prednisone(
        Treatment(values["drug"], values["dose"], values["per_day"], values["route"])
    )
    assert score.mg_per_day is not None
    return score.mg_per_day


@pytest.mark.parametrize("rank", range(10))
def test_everyone_has_a_background_glucocorticoid_and_an_immunosuppressant(rank: int) -> None:
    before = [r for r in _of("medications", _story(rank)) if r.known == SCREENING]
    groups = Counter(r.values["group"] for r in before if r.values["role"] == "background")
    assert groups["glucocorticoid"] == 1
    assert groups["immunosuppressant"] + groups["antimalarial"] == 1
    # Criterion 4: treated for more than three months before.
    for row in before:
        start = row.values["start_date"]
        first = start.first if isinstance(start, PartialDate) else start
        assert isinstance(first, date)
        assert SCREENING - first > timedelta(92)


def test_of_what_began_long_ago_the_month_or_the_year_is_known() -> None:
    for rank in range(10):
        own, *others = (row.values["start_date"] for row in _of("medical_history", _story(rank)))
        assert isinstance(own, PartialDate)
        assert own.month is not None
        for one in others:
            assert isinstance(one, PartialDate)
            assert one.month is None
            assert own.year - 3 <= one.year < own.year


@pytest.mark.parametrize("seed", range(5))
def test_one_dose_rises_above_that_of_day_1_and_others_only_fall(seed: int) -> None:
    for rank in range(10):
        found = _of("medications", _story(rank, seed))
        rows = [r for r in found if r.values["route"] == "oral"]
        doses = [_prednisone(r) for r in rows if r.values["group"] == "glucocorticoid"]
        rises = any(dose > doses[0] for dose in doses)
        assert rises == (TRAITS.get(rank) == "increase"), rank
        assert all(dose >= 5 for dose in doses)


def test_a_rescue_is_a_course_into_a_vein_with_its_end() -> None:
    rank = next(rank for rank, trait in TRAITS.items() if trait == "rescue")
    (row,) = [r for r in _of("medications", _story(rank)) if r.values["role"] == "rescue"]
    assert row.values["route"] == "iv"
    assert row.known == row.values["end_date"]


def test_one_hold_has_a_beginning_an_end_and_the_event_behind_it() -> None:
    story = _story(0)
    hold, again, end = _of("dosing", story)
    assert hold.values == {
        "start_date": DAY_1 + timedelta(32), "dose_mg": 0, "frequency": "stopped",
        "reason": "laboratory",
    }  # fmt: skip
    assert again.values == {"start_date": DAY_1 + timedelta(56)}
    assert end.values["start_date"] == DAY_1 + timedelta(168)
    held = [r for r in _of("adverse_events", story) if r.values["action"] == "interrupted"]
    assert [r.values["ctcae_term"] for r in held] == ["neutrophil_count_decreased"]


def test_whoever_leaves_stops_because_of_an_event() -> None:
    story = _story(1, left=DAY_1 + timedelta(100))
    (stop,) = _of("dosing", story)
    assert stop.values["start_date"] == DAY_1 + timedelta(100)
    assert stop.values["reason"] == "adverse_event"
    stopped = [r for r in _of("adverse_events", story) if r.values["action"] == "stopped"]
    assert len(stopped) == 1


def test_one_event_is_serious_by_one_criterion() -> None:
    rank = next(rank for rank, trait in TRAITS.items() if trait == "serious")
    (row,) = [r for r in _of("adverse_events", _story(rank)) if r.values["serious"]]
    said = {name for name, value in row.values.items() if value is True}
    assert said == {"treated", "serious", "hospitalization"}


def test_every_text_is_marked_as_synthetic() -> None:
    for rank in range(10):
        for row in _story(rank):
            for name in {"term", "condition"} & set(row.values):
                assert str(row.values[name]).endswith(MARK)


def test_the_same_seed_tells_the_same_story() -> None:
    assert _story(3, 8) == _story(3, 8)
    assert _story(3, 8) != _story(3, 9)
