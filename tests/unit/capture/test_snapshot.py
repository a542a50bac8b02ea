"""A state in; its frozen tables, with a fingerprint that tells any difference, out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from heliotrope.capture.ledger import Record, State
from heliotrope.capture.snapshot import Snapshot, take_snapshot
from heliotrope.vocabulary import Missing, Value
from tests.unit.capture.playing import LABS, Play, cdasi, read_back


def make_play() -> Play:
    play = Play()
    play.screen("S-02", "S-01")
    play.consent("2026-04-28T09:00")
    play.save("screening", "labs", LABS | {"remark": "so"}, "2026-04-28")
    play.save("screening", "cdasi", cdasi(12), "2026-04-28", "10:00")
    return play


def test_what_it_holds() -> None:
    play = make_play()
    snapshot = take_snapshot(play.state)
    assert snapshot.study == play.study
    assert snapshot.head == str(play.state.head)
    assert [p.code for p in snapshot.participants] == ["S-01", "S-02"]
    assert snapshot.enrolled == ()
    assert (snapshot.database, snapshot.synthetic) == ("rehearsal", True)
    assert snapshot.cut_off == date(2026, 5, 1)
    play.enroll(date(2026, 5, 4), already=True)
    assert [p.code for p in take_snapshot(play.state).enrolled] == ["S-01"]


def test_a_real_database_is_not_synthetic() -> None:
    assert not take_snapshot(Play("small", "real").state).synthetic


def test_it_is_cut_off_at_the_day_of_the_clinic() -> None:
    play = make_play()
    assert play.state.head is not None
    late = replace(play.state.head, at=datetime.fromisoformat("2026-05-01T16:00:00+00:00"))
    assert take_snapshot(replace(play.state, head=late)).cut_off == date(2026, 5, 2)


def test_a_ledger_without_a_founding_entry_has_none() -> None:
    with pytest.raises(ValueError, match="nothing to evaluate"):
        take_snapshot(State())


# ------------------------------------------------------------------ the fingerprint


def test_the_same_ledger_gives_the_same_fingerprint() -> None:
    play = make_play()
    assert take_snapshot(play.state).fingerprint == take_snapshot(read_back(play.links)).fingerprint
    assert take_snapshot(play.state).fingerprint == take_snapshot(make_play().state).fingerprint


def test_what_is_no_data_leaves_it_alone() -> None:
    play = make_play()
    before = take_snapshot(play.state).fingerprint
    play.sign("screening")
    play.tell("a word")
    assert take_snapshot(play.state).fingerprint == before


def test_the_order_of_entry_leaves_it_alone() -> None:
    one, other = Play(), Play()
    one.screen("S-01", "S-02")
    other.screen("S-02", "S-01")
    one.save("baseline", "labs", LABS, "2026-05-04")
    one.save("week_4", "labs", LABS, "2026-06-01")
    other.save("week_4", "labs", LABS, "2026-06-01")
    other.save("baseline", "labs", LABS, "2026-05-04")
    assert take_snapshot(one.state).fingerprint == take_snapshot(other.state).fingerprint


def save_labs(
    play: Play, *, raw: dict[str, str] = LABS, day: str = "2026-04-28", clock: str = ""
) -> None:
    play.save("screening", "labs", raw, day, clock, reason="query")


STEPS: list[Callable[[Play], object]] = [
    lambda play: play.screen("S-03"),
    save_labs,
    lambda play: save_labs(play, raw=LABS | {"hemoglobin": "120.1"}),
    lambda play: save_labs(play, day="2026-04-29"),
    lambda play: save_labs(play, day="2026-04-29", clock="08:00"),
    lambda play: play.save("baseline", "labs", LABS, "2026-04-29", draft=True),
    lambda play: play.save("baseline", "labs", LABS, "2026-04-29"),
    lambda play: play.fail("S-02"),
    lambda play: play.enroll(date(2026, 5, 4), already=True),
    lambda play: play.adopt('version: "1"', 'version: "2"'),
]


def test_any_difference_changes_it() -> None:
    play = make_play()
    seen = [take_snapshot(play.state).fingerprint]
    for step in STEPS:
        step(play)
        seen.append(take_snapshot(play.state).fingerprint)
    assert len(set(seen)) == len(STEPS) + 1


def with_values(values: dict[str, Value | None]) -> str:
    """The fingerprint of a snapshot whose one record holds these values."""
    play = make_play()
    snapshot = take_snapshot(play.state)
    one = play.participant()
    record: Record = replace(play.record("screening", "labs"), values=values)
    changed = replace(one, records={record.key: record})
    return replace(snapshot, participants=(changed,)).fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": "x|b=y", "b": None}, {"a": "x", "b": "y|b=None"}),
        ({"a": "x"}, {"a": "x", "b": None}),
        ({"a": None}, {"a": "None"}),
        ({"a": Missing.ND}, {"a": "ND"}),
        ({"a": Missing.ND}, {"a": "Missing.ND"}),
        ({"a": Missing.ND}, {"a": Missing.UNK}),
        ({"a": True}, {"a": "True"}),
        ({"a": True}, {"a": 1}),
        ({"a": 1}, {"a": "1"}),
        ({"a": date(2026, 5, 1)}, {"a": "2026-05-01"}),
        ({"a": "x\ny"}, {"a": "x", "y": None}),
        ({"a": '"],["b",null'}, {"a": "", "b": None}),
    ],
)
def test_values_that_only_look_alike_differ(
    one: dict[str, Value | None], other: dict[str, Value | None]
) -> None:
    assert with_values(one) != with_values(other)


def test_the_study_is_part_of_it() -> None:
    snapshot = take_snapshot(make_play().state)
    other = Snapshot(
        study=snapshot.study.model_copy(update={"fingerprint": "f" * 64}),
        database=snapshot.database,
        head=snapshot.head,
        cut_off=snapshot.cut_off,
        participants=snapshot.participants,
    )
    assert other.fingerprint != snapshot.fingerprint
