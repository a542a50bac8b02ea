"""Intended facts in; whether they are recorded whole, in order and once, or not at all, out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from heliotrope.capture.answers import DrawSalt, StaleSave
from heliotrope.capture.entries import Covered, Screened, Signed
from heliotrope.capture.ledger import Draft, State
from heliotrope.vocabulary import Bilingual, Person, Refusal
from heliotrope.web import find
from heliotrope.web.database import get_connection
from heliotrope.web.store import BrokenChain, FairLock, NoLongerInRole, Overtaken, Store
from heliotrope.web.triggers import SQLITE
from tests.web.acts import SECRET, make_answer, redact, save, screen
from tests.web.fakes import Cast, CountQueries, FakeClock, FakeSalts


def test_a_fact_becomes_the_next_link(any_store: Store, cast: Cast) -> None:
    before = any_store.state()
    recorded = screen(any_store, cast("coordinator"))
    (link,) = recorded.links
    assert before.head is not None
    assert recorded.before == before
    assert (link.entry.seq, link.entry.previous) == (before.head.seq + 1, before.head.hash)
    assert any_store.state() == recorded.state
    assert find.find_head() == (link.entry.seq, link.hash)


def test_dropping_the_cache_and_folding_again_gives_the_same(any_store: Store, cast: Cast) -> None:
    screen(any_store, cast("coordinator"))
    for seen in range(3):
        save(any_store, cast("investigator"), seen, SECRET)
    note = any_store.state().participants["NC-001"].records["baseline", "vitals", 1]
    redact(any_store, cast("investigator"), note.commitments["note"])
    kept = any_store.state()
    any_store.forget()
    assert any_store.state() == kept
    assert Store().state() == kept


def test_another_process_is_caught_up_with(any_store: Store, cast: Cast, clock: FakeClock) -> None:
    other = Store(clock, FakeSalts())
    other.state()
    screen(any_store, cast("coordinator"), "NC-001")
    assert "NC-001" in other.state().participants
    screen(other, cast("coordinator"), "NC-002")
    assert "NC-002" in any_store.state().participants


def test_nothing_new_costs_one_query(any_store: Store, count_queries: CountQueries) -> None:
    any_store.state()
    with count_queries(1):
        any_store.state()


def test_a_refusal_records_nothing(any_store: Store, cast: Cast) -> None:
    head = find.find_head()

    def decide(_state: State, _at: datetime, _salts: DrawSalt) -> Sequence[Draft]:
        raise Refusal(Bilingual("no", "不"), Bilingual("never", "永不"))

    with pytest.raises(Refusal):
        any_store.record(cast("coordinator"), decide)
    assert find.find_head() == head


def test_a_failure_beside_the_ledger_records_nothing(any_store: Store, cast: Cast) -> None:
    before = any_store.state()

    def fail(_state: State) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        any_store.record(
            cast("coordinator"), lambda *_: [Draft(Screened(participant="NC-001"))], fail
        )
    assert before.head is not None
    assert find.find_head() == (before.head.seq, before.head.hash)
    assert any_store.state() == before
    screen(any_store, cast("coordinator"))


def test_a_failure_of_the_second_fact_undoes_the_first(any_store: Store, cast: Cast) -> None:
    screen(any_store, cast("coordinator"))
    before = any_store.state()
    twice = [Draft(make_answer(1)), Draft(make_answer(1))]
    with pytest.raises(Overtaken):
        any_store.record(cast("coordinator"), lambda *_: twice)
    any_store.forget()
    assert any_store.state() == before


def test_an_act_inside_another_transaction_is_refused(any_store: Store, cast: Cast) -> None:
    by = cast("coordinator")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        screen(any_store, by)


def test_a_person_acts_in_the_present_role_only(any_store: Store, cast: Cast) -> None:
    coordinator = cast("coordinator")
    promoted = Person(coordinator.id, coordinator.username, coordinator.name, "investigator")
    stranger = Person("p99", "stranger", "Stranger", "coordinator")
    for somebody in (promoted, stranger):
        with pytest.raises(NoLongerInRole):
            screen(any_store, somebody)


def test_a_clock_going_backwards_is_marked(any_store: Store, cast: Cast, clock: FakeClock) -> None:
    screen(any_store, cast("coordinator"), "NC-001")
    clock.moment -= timedelta(hours=2)
    (back,) = screen(any_store, cast("coordinator"), "NC-002").links
    (on,) = screen(any_store, cast("coordinator"), "NC-003").links
    assert back.entry.clock_back_seconds == "7199.000000"
    assert on.entry.clock_back_seconds is None
    assert on.entry.at > back.entry.at


def test_a_changed_value_lets_the_signature_fall_in_the_same_transaction(
    any_store: Store, cast: Cast
) -> None:
    screen(any_store, cast("coordinator"))
    (saved,) = save(any_store, cast("coordinator"), 0).links
    covered = Covered(form="vitals", repeat=1, form_version=1, seq=saved.entry.seq, hash=saved.hash)
    signed = Signed(
        participant="NC-001", visit="baseline", meaning="reviewed", covers=(covered,), build="1"
    )
    any_store.record(cast("investigator"), lambda *_: [Draft(signed)])
    answered, fell = save(any_store, cast("coordinator"), 1).links
    assert (answered.entry.fact.kind, fell.entry.fact.kind) == ("answered", "signature_fell")
    assert answered.entry.by == fell.entry.by
    assert any_store.state().participants["NC-001"].signatures[0].fell is not None


def test_of_eight_parallel_saves_of_one_version_one_is_accepted(
    any_store: Store, cast: Cast
) -> None:
    screen(any_store, cast("coordinator"))
    by = cast("investigator")
    for seen in range(5):
        accepted, stale, failed = _save_in_parallel([any_store] * 8, by, seen)
        assert (accepted, stale, failed) == (1, 7, [])
    assert any_store.state().participants["NC-001"].records["baseline", "vitals", 1].version == 5


def test_parallel_processes_accept_one_save_too(
    address: str, any_store: Store, cast: Cast, clock: FakeClock
) -> None:
    screen(any_store, cast("coordinator"))
    by = cast("investigator")
    # Each with its own in-process lock, as in a process of its own.
    stores = [Store(clock, FakeSalts()) for _ in range(8)]
    for seen in range(5):
        accepted, stale, failed = _save_in_parallel(stores, by, seen)
        assert (accepted, stale, failed) == (1, 7, [])


def test_the_lock_is_given_in_the_order_of_asking() -> None:
    lock, order, waiting = FairLock(), list[int](), list[threading.Thread]()

    def work(number: int) -> None:
        with lock:
            order.append(number)

    with lock:
        for number in range(20):
            waiting.append(threading.Thread(target=work, args=(number,)))
            waiting[-1].start()
            while len(lock._waiting) <= number:
                pass
    for thread in waiting:
        thread.join()
    assert order == list(range(20))


def test_the_belt_turns_a_duplicate_into_a_stale_save(any_store: Store, cast: Cast) -> None:
    screen(any_store, cast("coordinator"))
    save(any_store, cast("coordinator"), 0)
    with pytest.raises(Overtaken) as caught:
        any_store.record(cast("coordinator"), lambda *_: [Draft(make_answer(1))])
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_ledger_changed_by_other_means_is_not_served(store: Store, cast: Cast) -> None:
    (link,) = screen(store, cast("coordinator")).links
    with get_connection().cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_update")
        cursor.execute(
            "UPDATE ledger SET text = replace(text, 'NC-001', 'NC-002') WHERE seq = %s",
            [link.entry.seq],
        )
        cursor.execute(SQLITE["ledger_update"])
    store.forget()
    with pytest.raises(BrokenChain, match=str(link.entry.seq)):
        store.state()


def _save_in_parallel(
    stores: list[Store], by: Person, seen: int
) -> tuple[int, int, list[BaseException]]:
    results: list[BaseException | None] = []
    gate = threading.Barrier(len(stores))

    def work(own: Store) -> None:
        gate.wait()
        try:
            save(own, by, seen)
            results.append(None)
        except Exception as refusal:  # noqa: BLE001 - judged below
            results.append(refusal)
        finally:
            get_connection().close()

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stale = [r for r in results if isinstance(r, StaleSave)]
    other = [r for r in results if r is not None and not isinstance(r, StaleSave)]
    return results.count(None), len(stale), other
