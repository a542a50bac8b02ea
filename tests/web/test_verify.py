"""A database tampered with by its owner in; what `verify` finds and that it changes nothing out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError

from heliotrope.capture.entries import PasswordChanged
from heliotrope.capture.ledger import Draft
from heliotrope.capture.rows import Row
from heliotrope.web.accounts import add_person, deactivate, reset_password
from heliotrope.web.database import get_connection, use_database
from heliotrope.web.find import find_head
from heliotrope.web.store import Store
from heliotrope.web.triggers import POSTGRESQL, SQLITE
from heliotrope.web.verify import verify_database
from tests.web.acts import SECRET, redact, save, screen
from tests.web.fakes import Cast


@pytest.fixture
def filled(any_store: Store, cast: Cast) -> Store:
    """Two participants, one with two versions of a form, of which one is redacted."""
    screen(any_store, cast("coordinator"), "NC-001")
    screen(any_store, cast("coordinator"), "NC-002")
    save(any_store, cast("coordinator"), 0, SECRET)
    save(any_store, cast("coordinator"), 1, "another text")
    record = any_store.state().participants["NC-001"].records["baseline", "vitals", 1]
    redact(any_store, cast("investigator"), record.commitments["note"])
    return any_store


def run(*statements: str) -> None:
    with get_connection().cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, None)


def drop_triggers() -> None:
    """As the owner of the database can."""
    if get_connection().vendor == "sqlite":
        run(*[f"DROP TRIGGER {name}" for name in SQLITE])
    else:
        run(*[f"DROP TRIGGER {name} ON {table}" for name, (table, _) in POSTGRESQL.items()])


def put_triggers_back() -> None:
    if get_connection().vendor == "sqlite":
        run(*SQLITE.values())
        return
    for name, (table, statement) in POSTGRESQL.items():
        run(statement, f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def tamper(*statements: str) -> list[str]:
    """What is found after an owner changed something and put the triggers back."""
    drop_triggers()
    run(*statements)
    put_triggers_back()
    return [fault.where for fault in verify_database().faults]


def head() -> tuple[int, str]:
    found = find_head()
    assert found is not None
    return found


def test_an_untouched_database_holds(filled: Store) -> None:
    found = verify_database()
    assert found.holds
    assert found.head == f"{head()[0]}:{head()[1]}"


def test_missing_triggers_are_said(filled: Store) -> None:
    drop_triggers()
    names = SQLITE if get_connection().vendor == "sqlite" else POSTGRESQL
    told = " ".join(fault.what.en for fault in verify_database().faults)
    assert all(f"trigger {name} is missing" in told for name in names)


def test_a_changed_entry_is_named(filled: Store) -> None:
    seq = head()[0] - 2
    found = tamper(f"UPDATE ledger SET text = replace(text, 'NC-001', 'NC-002') WHERE seq = {seq}")
    assert found == [f"entry {seq}"]


def test_a_deleted_entry_is_named(filled: Store) -> None:
    seq = head()[0] - 2
    assert tamper(f"DELETE FROM ledger WHERE seq = {seq}") == [f"entry {seq}"]


def test_a_changed_column_is_named(filled: Store) -> None:
    seq = head()[0] - 2
    assert tamper(f"UPDATE ledger SET participant = 'NC-002' WHERE seq = {seq}") == [f"entry {seq}"]


def test_a_changed_text_is_named_and_not_quoted(filled: Store) -> None:
    found = tamper(
        "UPDATE ledger_text SET text = 'changed' WHERE text = 'asked for by the participant'"
    )
    assert found == [f"entry {head()[0]}"]
    assert "changed'" not in "".join(fault.say() for fault in verify_database().faults)


def test_a_text_emptied_by_hand_is_named(filled: Store) -> None:
    seq = head()[0] - 2
    found = tamper(f"UPDATE ledger_text SET text = NULL, salt = NULL WHERE seq = {seq}")
    assert found == [f"entry {seq}"]


def test_a_cut_tail_needs_the_anchor(filled: Store) -> None:
    seq, entry_hash = head()
    cut = (
        f"DELETE FROM ledger WHERE seq >= {seq - 1}",
        f"DELETE FROM ledger_text WHERE seq >= {seq - 1}",
    )
    assert tamper(*cut) == []
    (fault,) = verify_database(f"{seq}:{entry_hash}").faults
    assert fault.where == f"entry {seq}"


def test_a_chain_rebuilt_by_the_program_itself_needs_the_anchor(filled: Store, cast: Cast) -> None:
    seq, entry_hash = head()
    tail = seq - 4
    tamper(
        f"DELETE FROM ledger WHERE seq >= {tail}", f"DELETE FROM ledger_text WHERE seq >= {tail}"
    )
    filled.forget()
    for number in range(3, 9):
        screen(filled, cast("coordinator"), f"NC-00{number}")
    assert verify_database().holds
    found = verify_database(f"{seq}:{entry_hash}")
    assert "rebuilt" in found.faults[0].what.en


def test_an_account_slipped_in_is_named(filled: Store) -> None:
    run(
        "INSERT INTO account (person, username, password, is_active, demo) "
        "VALUES ('p99', 'intruder', 'x', true, false)"
    )
    assert [fault.where for fault in verify_database().faults] == ["account p99"]


def test_an_account_opened_again_by_hand_is_named(filled: Store, cast: Cast) -> None:
    added = add_person(filled, cast("administrator"), "leaver", "Leaver", "monitor")
    deactivate(filled, cast("administrator"), added.person.id)
    assert verify_database().holds
    run(f"UPDATE account SET is_active = true WHERE person = '{added.person.id}'")
    assert [fault.where for fault in verify_database().faults] == [f"account {added.person.id}"]


def test_a_password_replaced_by_hand_is_named(filled: Store, cast: Cast) -> None:
    by = cast("administrator")
    added = add_person(filled, by, "gao", "Gao Yan", "monitor")
    assert verify_database().notes == ()
    with get_connection().cursor() as cursor:
        cursor.execute(
            "UPDATE account SET password = %s WHERE person = %s",
            [make_password("seven quiet violets"), added.person.id],
        )
    (fault,) = verify_database().faults
    assert fault.where == f"account {added.person.id}"
    assert "replaced outside Heliotrope" in fault.what.en
    reset_password(filled, by, added.person.id)
    assert verify_database().holds


def test_a_password_set_before_entries_committed_to_it_is_a_note(filled: Store, cast: Cast) -> None:
    monitor = cast("monitor")
    filled.record(
        monitor,
        lambda _state, _at, _salts: [
            Draft(PasswordChanged(person=monitor.id, by_administrator=False))
        ],
    )
    found = verify_database()
    assert found.holds
    (note,) = found.notes
    assert note.en.startswith(f"The passwords of {monitor.id} were set before")


def test_a_dropped_table_is_said(filled: Store) -> None:
    drop_triggers()
    run("DROP TABLE ledger_text")
    assert "were altered" in verify_database().faults[0].what.en
    run("DROP TABLE ledger")
    assert "there is no ledger here" in verify_database().faults[0].what.en


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite3"
    use_database(f"sqlite:///{path}")
    assert not verify_database().holds
    assert not path.exists()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite3"
    path.write_text("these are notes, not a database, and long enough to be looked at " * 20)
    use_database(f"sqlite:///{path}")
    with pytest.raises(DatabaseError, match="not a database"):
        verify_database()


def test_verifying_changes_no_row(filled: Store) -> None:
    def take() -> str:
        with get_connection().cursor() as cursor:
            cursor.execute("SELECT * FROM ledger ORDER BY seq")
            rows = cursor.fetchall()
            cursor.execute("SELECT * FROM ledger_text ORDER BY commitment")
            return hashlib.sha256(repr((rows, cursor.fetchall())).encode()).hexdigest()

    before = take()
    verify_database()
    assert take() == before


def test_others_write_meanwhile_and_one_moment_is_judged(filled: Store, cast: Cast) -> None:
    by, before = cast("coordinator"), head()
    wrote: list[bool] = []

    def write() -> None:
        screen(Store(), by, "NC-010")
        wrote.append(True)
        get_connection().close()

    def write_in_between(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if not wrote:
                writer = threading.Thread(target=write)
                writer.start()
                writer.join()
            yield row

    found = verify_database(follow=write_in_between)
    assert wrote
    assert found.holds
    assert found.head == f"{before[0]}:{before[1]}"
    assert verify_database().count == found.count + 1
