"""A ledger in; the same datasets by share as at once, and no share of one that was changed, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from heliotrope.capture.entries import Answered, ResultsViewed, Stored
from heliotrope.capture.ledger import Draft
from heliotrope.capture.snapshot import take_snapshot
from heliotrope.datasets.adam.make import make_adam
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.datasets.standard import Datasets
from heliotrope.web.database import get_connection
from heliotrope.web.shares import Prepared, join_shares, list_shares, make_share
from heliotrope.web.store import BrokenChain, Store
from heliotrope.web.triggers import SQLITE
from heliotrope.web.workers import make_datasets, open_workers
from tests.web.acts import SECRET, redact, save, screen
from tests.web.fakes import Cast

CODES = ("NC-003", "NC-001", "NC-002")


@pytest.fixture
def filled(any_store: Store, cast: Cast) -> Store:
    """Three participants, whose entries stand among each other's; one text was redacted."""
    for code in CODES:
        screen(any_store, cast("coordinator"), code)
    for seen in range(2):
        save(any_store, cast("investigator"), seen, SECRET)
        for code in ("NC-002", "NC-003"):
            measure(any_store, cast, code, seen + 1)
    note = any_store.state().participants["NC-001"].records["baseline", "vitals", 1]
    redact(any_store, cast("investigator"), note.commitments["note"])
    return any_store


def measure(store: Store, cast: Cast, code: str, version: int) -> None:
    values: dict[str, Stored] = {"weight": {"decimal": f"6{version}.5"}, "systolic": 120 + version}
    fact = Answered(
        participant=code,
        visit="baseline",
        form="vitals",
        repeat=1,
        form_version=version,
        complete=True,
        performed="2026-03-02",
        values=values,
        scores={},
        instrument=None,
        findings=(),
        deviations=(),
    )
    store.record(cast("investigator"), lambda *_: [Draft(fact)])


def prepare(size: int) -> Prepared:
    shares = list_shares(size)
    return join_shares(shares[0].head, [make_share(share) for share in shares])


def assert_same(found: Datasets, expected: Datasets) -> None:
    assert [one.name for one in found] == [one.name for one in expected]
    assert found.absent == expected.absent
    for one, other in zip(found, expected, strict=True):
        assert one.frame.equals(other.frame), one.name
        assert one.frame.schema == other.frame.schema
        assert (one.entries is None) == (other.entries is None)
        if one.entries is not None and other.entries is not None:
            assert one.entries.equals(other.entries), one.name


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_shares_of_any_size_make_the_whole(filled: Store, size: int) -> None:
    snapshot = take_snapshot(filled.state())
    sdtm = make_sdtm(snapshot)
    assert {"DM", "VS", "TS"} <= {one.name for one in sdtm}
    prepared = prepare(size)
    assert_same(prepared.sdtm, sdtm)
    assert_same(prepared.adam, make_adam(snapshot, sdtm))
    assert prepared.snapshot.head == snapshot.head
    assert prepared.snapshot.cut_off == snapshot.cut_off
    assert prepared.snapshot.plan_history == snapshot.plan_history
    assert prepared.snapshot.fingerprint == snapshot.fingerprint
    told = [(one.code, one.enrolled) for one in prepared.snapshot.participants]
    assert told == [(one.code, one.enrolled) for one in snapshot.participants]


def test_a_ledger_without_participants(any_store: Store) -> None:
    snapshot = take_snapshot(any_store.state())
    assert_same(prepare(250).sdtm, make_sdtm(snapshot))


def test_other_processes_make_the_same(store: Store, cast: Cast) -> None:
    for code in CODES:
        screen(store, cast("coordinator"), code)
    measure(store, cast, "NC-002", 1)
    snapshot = take_snapshot(store.state())
    place = get_connection().settings_dict["NAME"]
    with open_workers(f"sqlite:///{place}", None, 2) as workers:
        prepared = make_datasets(workers)
    assert prepared.snapshot.head == snapshot.head
    sdtm = make_sdtm(snapshot)
    assert_same(prepared.sdtm, sdtm)
    assert_same(prepared.adam, make_adam(snapshot, sdtm))


def test_what_is_recorded_meanwhile_is_not_in_it(filled: Store, cast: Cast) -> None:
    snapshot, shares = take_snapshot(filled.state()), list_shares(1)
    measure(filled, cast, "NC-003", 3)
    prepared = join_shares(shares[0].head, [make_share(share) for share in shares])
    assert prepared.snapshot.head == snapshot.head
    assert_same(prepared.sdtm, make_sdtm(snapshot))


def test_a_look_is_recorded_without_reading_all_again(filled: Store, cast: Cast) -> None:
    prepared = prepare(2)
    measure(filled, cast, "NC-003", 3)
    fact = ResultsViewed(up_to=int((prepared.snapshot.head or "").partition(":")[0]))
    Store(known=prepared.state).record(cast("statistician"), lambda *_: [Draft(fact)])
    filled.forget()
    assert [look.up_to for look in filled.state().looks] == [fact.up_to]
    assert Store().state() == filled.state()


@contextmanager
def unguarded(name: str) -> Iterator[None]:
    with get_connection().cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        yield
        cursor.execute(SQLITE[name])


def change(statement: str, *values: int) -> None:
    with unguarded("ledger_update"), get_connection().cursor() as cursor:
        cursor.execute(f"UPDATE ledger SET {statement}", values)


CHANGES: Sequence[tuple[str, int, int]] = (
    ("text = replace(text, '121', '122') WHERE seq = %s", -1, -1),
    ("participant = 'NC-003' WHERE seq = %s", -1, -1),
    ("participant = NULL WHERE seq = %s", -1, -1),
    ("participant = 'NC-009' WHERE seq = %s", -1, 0),
    (f"hash = '{'a' * 64}' WHERE seq = %s", -2, -2),
    (f"previous = '{'a' * 64}' WHERE seq = %s", -1, -1),
)


@pytest.mark.parametrize(("statement", "place", "named"), CHANGES)
def test_a_changed_entry_is_found(
    store: Store, cast: Cast, statement: str, place: int, named: int
) -> None:
    for code in CODES:
        screen(store, cast("coordinator"), code)
    measure(store, cast, "NC-002", 1)
    head = store.state().head
    assert head is not None
    change(statement, head.seq + 1 + place)
    with pytest.raises(BrokenChain, match=f"entry {head.seq + 1 + named if named else head.seq} "):
        prepare(2)


def test_an_entry_that_was_taken_away_is_found(store: Store, cast: Cast) -> None:
    for code in CODES:
        screen(store, cast("coordinator"), code)
    head = store.state().head
    assert head is not None
    with unguarded("ledger_delete"), get_connection().cursor() as cursor:
        cursor.execute("DELETE FROM ledger WHERE seq = %s", [head.seq - 1])
    with pytest.raises(BrokenChain, match=f"entry {head.seq} "):
        prepare(2)
