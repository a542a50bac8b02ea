"""Any sequence of acts with any day in; whether progress says what a table says out."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.capture.progress import derive_duties, derive_end_date, derive_visits
from heliotrope.capture.timeline import derive_day_1
from tests.properties.capture.acts import CODES, DAY_1, Deed, deeds, play_all
from tests.twice.capture.progress import find_day_1, find_end, judge_visit, list_duties
from tests.unit.capture.playing import Play

todays = st.integers(-30, 120).map(lambda n: DAY_1 + timedelta(days=n))
RANKS = {"late": 0, "today": 1, "soon": 2}


@settings(max_examples=100)
@given(st.lists(deeds(CODES[:2]), max_size=14), st.lists(todays, min_size=1, max_size=5))
def test_the_state_of_every_visit(sequence: list[Deed], days: list[date]) -> None:
    play = play_all(sequence)
    for one in play.state.participants.values():
        assert derive_day_1(play.study, one) == find_day_1(play.study, one)
        assert derive_end_date(play.study, one) == find_end(play.study, one)
        for today in days:
            found = {v.visit.name: v.state for v in derive_visits(play.study, one, today)}
            slow = {v.name: judge_visit(play.study, one, v, today) for v in play.study.visits}
            assert found == {name: state for name, state in slow.items() if state is not None}


@settings(max_examples=60)
@given(st.lists(deeds(), max_size=14), todays, st.integers(0, 30))
def test_every_duty(sequence: list[Deed], today: date, horizon: int) -> None:
    play = play_all(sequence)
    duties = derive_duties(play.state, today, horizon)
    found = [(d.participant, d.visit.visit.name, d.urgency, d.days) for d in duties]
    people = list(play.state.participants.values())
    assert sorted(found) == sorted(list_duties(play.study, people, today, horizon))
    ranks = [RANKS[urgency] for _, _, urgency, _ in found]
    assert ranks == sorted(ranks), "the most urgent comes first"


@settings(max_examples=60)
@given(st.lists(deeds(CODES[:1]), max_size=8))
def test_time_alone_only_moves_a_visit_on(sequence: list[Deed]) -> None:
    play: Play = play_all(sequence)
    order = ["planned", "open", "partial", "late", "complete", "ended"]
    for one in play.state.participants.values():
        seen: dict[str, str] = {}
        for number in range(-30, 120, 3):
            for progress in derive_visits(play.study, one, DAY_1 + timedelta(days=number)):
                name, now = progress.visit.name, progress.state
                before = seen.get(name, "planned")
                assert order.index(before) <= order.index(now) or before == now
                if before in ("complete", "ended"):
                    assert now == before
                seen[name] = now
