"""Every known route by which a ledger could be changed in; that each is refused, and said, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from heliotrope.capture.ledger import State
from heliotrope.web import find
from heliotrope.web.database import (
    UnguardedDatabase,
    get_connection,
    grant_serving,
    open_database,
    use_database,
)
from heliotrope.web.guard import (
    POSTGRESQL_ATTEMPTS,
    check_durability,
    check_ledger_guard,
    check_triggers,
    install_triggers,
    read_durability,
)
from heliotrope.web.models import LedgerRow, LedgerText
from heliotrope.web.store import Store
from heliotrope.web.triggers import POSTGRESQL, REFUSAL, SQLITE
from heliotrope.web.verify import verify_database
from tests.postgresql import PostgresqlServer
from tests.web.acts import SECRET, redact, save, screen
from tests.web.fakes import KEY, Cast

COLUMNS = ", ".join(find.COLUMNS)
CHANGED = COLUMNS.replace("text", "'changed'")

EVERYWHERE = {
    "update": "UPDATE ledger SET text = 'changed'",
    "update of a column": "UPDATE ledger SET participant = 'NC-009' WHERE participant = 'NC-001'",
    "update to itself": "UPDATE ledger SET text = text",
    "update of the number": "UPDATE ledger SET seq = seq + 1000",
    "delete": "DELETE FROM ledger",
    "delete of the tail": "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)",
    "upsert": f"INSERT INTO ledger SELECT {COLUMNS} FROM ledger WHERE seq = 1 "
    "ON CONFLICT (seq) DO UPDATE SET text = 'changed'",
    "upsert by hash": f"INSERT INTO ledger SELECT {COLUMNS} FROM ledger WHERE seq = 1 "
    "ON CONFLICT (hash) DO UPDATE SET text = 'changed'",
    "copy of an entry": f"INSERT INTO ledger SELECT {COLUMNS} FROM ledger WHERE seq = 1",
    "number left out": "INSERT INTO ledger (seq, kind, at, person, hash, previous, text) "
    "SELECT max(seq) + 2, 'x', '', '', 'new', 'new', 'new' FROM ledger",
    "wrong link": "INSERT INTO ledger (seq, kind, at, person, hash, previous, text) "
    "SELECT max(seq) + 1, 'x', '', '', 'new', 'wrong', 'new' FROM ledger",
    "number before the first": "INSERT INTO ledger (seq, kind, at, person, hash, previous, text) "
    "VALUES (0, 'x', '', '', 'new', 'new', 'new')",
    "update of a text": "UPDATE ledger_text SET text = 'changed'",
    "emptying of a text": "UPDATE ledger_text SET text = NULL, salt = NULL",
    "delete of a text": "DELETE FROM ledger_text",
    "upsert of a text": "INSERT INTO ledger_text (commitment, seq, salt, text) "
    "SELECT commitment, seq, salt, 'changed' FROM ledger_text WHERE true "
    "ON CONFLICT (commitment) DO UPDATE SET text = 'changed'",
    "text slipped in for an old entry": "INSERT INTO ledger_text (commitment, seq, salt, text) "
    "VALUES ('new', 1, 'x', 'x')",
}

SQLITE_ONLY = {
    "replace": f"INSERT OR REPLACE INTO ledger SELECT {CHANGED} FROM ledger WHERE seq = 1",
    "plain replace": f"REPLACE INTO ledger SELECT {CHANGED} FROM ledger",
    "replace by hash": "INSERT OR REPLACE INTO ledger (seq, kind, at, person, hash, previous, text)"
    " SELECT (SELECT max(seq) FROM ledger) + 1, kind, at, person, hash, "
    "(SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), 'changed' FROM ledger WHERE seq = 1",
    "replace by form version": "INSERT OR REPLACE INTO ledger SELECT "
    "(SELECT max(seq) FROM ledger) + 1, kind, at, person, participant, visit, form, repeat, "
    "form_version, 'new', (SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), 'changed' "
    "FROM ledger WHERE form_version = 1",
    "replace by rowid": "INSERT OR REPLACE INTO ledger (rowid, kind, at, person, hash, previous, "
    "text) VALUES (1, 'x', '', '', 'new', 'new', 'new')",
    "insert or ignore": f"INSERT OR IGNORE INTO ledger SELECT {CHANGED} FROM ledger WHERE seq = 1",
    "update or replace": "UPDATE OR REPLACE ledger SET seq = 1 WHERE seq = 2",
    "update or ignore": "UPDATE OR IGNORE ledger SET text = 'changed'",
    "replace of a text": "INSERT OR REPLACE INTO ledger_text (commitment, seq, salt, text) "
    "SELECT commitment, (SELECT max(seq) FROM ledger), salt, 'changed' FROM ledger_text",
    "replace of a text by rowid": "INSERT OR REPLACE INTO ledger_text "
    "(rowid, commitment, seq, salt, text) SELECT rowid, 'new', (SELECT max(seq) FROM ledger), "
    "'x', 'x' FROM ledger_text LIMIT 1",
}

POSTGRESQL_ONLY = {
    "truncate": "TRUNCATE ledger",
    "truncate cascade": "TRUNCATE ledger, ledger_text CASCADE",
    "truncate of texts": "TRUNCATE ledger_text",
    "merge update": "MERGE INTO ledger USING (SELECT 1 AS n) AS o ON seq = o.n "
    "WHEN MATCHED THEN UPDATE SET text = 'changed'",
    "merge delete": "MERGE INTO ledger USING (SELECT 1 AS n) AS o ON seq = o.n "
    "WHEN MATCHED THEN DELETE",
    "merge insert": "MERGE INTO ledger USING (SELECT 0 AS n) AS o ON seq = o.n "
    "WHEN NOT MATCHED THEN INSERT (seq, kind, at, person, hash, previous, text) "
    "VALUES (0, '', '', '', '', '', '')",
    "merge of texts": "MERGE INTO ledger_text USING (SELECT 1 AS n) AS o ON true "
    "WHEN MATCHED THEN UPDATE SET text = 'changed'",
    "with": "WITH gone AS (DELETE FROM ledger RETURNING *) SELECT count(*) FROM gone",
    "as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM ledger",
    "through a view": "CREATE VIEW seen AS SELECT * FROM ledger; UPDATE seen SET text = 'changed'",
    "through a child": "CREATE TABLE parent (text text); ALTER TABLE ledger INHERIT parent; "
    "UPDATE parent SET text = 'changed'",
}

ORM: dict[str, Callable[[], object]] = {
    "save": lambda: LedgerRow.objects.latest("seq").save(),
    "save of a new object": lambda: LedgerRow(seq=1, hash="x", previous="x", text="x").save(),
    "queryset update": lambda: LedgerRow.objects.update(text="changed"),
    "bulk_update": lambda: LedgerRow.objects.bulk_update(list(LedgerRow.objects.all()), ["text"]),
    "delete": lambda: LedgerRow.objects.latest("seq").delete(),
    "queryset delete": lambda: LedgerRow.objects.all().delete(),
    "raw delete": lambda: LedgerRow.objects.all()._raw_delete("default"),
    "update_or_create": lambda: LedgerRow.objects.update_or_create({"text": "changed"}, seq=1),
    "bulk_create over others": lambda: LedgerRow.objects.bulk_create(
        [LedgerRow(seq=1, hash="x", previous="x", text="changed")],
        update_conflicts=True,
        update_fields=["text"],
        unique_fields=["seq"],
    ),
    "bulk_create beside others": lambda: LedgerRow.objects.bulk_create(
        [LedgerRow(seq=1, hash="x", previous="x", text="changed")]
    ),
    "save of a text": lambda: LedgerText.objects.latest("seq").save(),
    "update of texts": lambda: LedgerText.objects.update(text="changed"),
    "delete of texts": lambda: LedgerText.objects.all().delete(),
}


@pytest.fixture
def filled(any_store: Store, cast: Cast) -> Store:
    """A ledger with a form, a sealed text and, over it, no redaction."""
    screen(any_store, cast("coordinator"))
    save(any_store, cast("coordinator"), 0, SECRET)
    return any_store


@pytest.fixture
def unharmed(filled: Store) -> Iterator[None]:
    """Fails if a row of the ledger or a text is another after the test."""
    before = find.find_ledger_rows(), find.find_text_rows()
    yield
    assert (find.find_ledger_rows(), find.find_text_rows()) == before
    assert verify_database().holds


def attack(statement: str) -> None:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for part in statement.split("; "):
                cursor.execute(part)

    with pytest.raises(DatabaseError) as caught:
        run()
    require_refused(caught.value)


def require_refused(error: DatabaseError) -> None:
    """By the guard itself, or for want of the right: not for a slip in the test's own words."""
    denied = getattr(error.__cause__, "sqlstate", None) == "42501"
    assert denied or REFUSAL in str(error)


@pytest.mark.usefixtures("unharmed")
def test_sql_is_refused_everywhere() -> None:
    for statement in EVERYWHERE.values():
        attack(statement)


@pytest.mark.usefixtures("unharmed")
def test_sql_of_each_kind_of_database_is_refused() -> None:
    only = SQLITE_ONLY if get_connection().vendor == "sqlite" else POSTGRESQL_ONLY
    for statement in only.values():
        attack(statement)


@pytest.mark.usefixtures("unharmed")
def test_djangos_own_routes_are_refused() -> None:
    for route in ORM.values():
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            route()
        require_refused(caught.value)


def test_a_redaction_empties_text_and_salt_and_nothing_else(filled: Store, cast: Cast) -> None:
    record = filled.state().participants["NC-001"].records["baseline", "vitals", 1]
    commitment = record.commitments["note"]
    assert record.values["note"] == SECRET
    redact(filled, cast("investigator"), commitment)
    (emptied,) = [row for row in find.find_text_rows() if row.commitment == commitment]
    assert (emptied.salt, emptied.text) == (None, None)
    assert filled.state().participants["NC-001"].records["baseline", "vitals", 1].redacted
    assert verify_database().holds


def test_a_redaction_opens_no_door_for_another_text(filled: Store, cast: Cast) -> None:
    save(filled, cast("coordinator"), 1, "a second text")
    versions = filled.state().participants["NC-001"].records["baseline", "vitals", 1].versions
    redact(filled, cast("investigator"), versions[1].commitments["note"])
    kept = versions[0].commitments["note"]
    for change in (
        f"UPDATE ledger_text SET text = NULL, salt = NULL WHERE commitment = '{kept}'",
        "UPDATE ledger_text SET text = 'changed' WHERE text IS NULL",
        "UPDATE ledger_text SET seq = 1 WHERE text IS NULL",
        # The reason of the redaction itself, which its entry names too.
        "UPDATE ledger_text SET text = NULL, salt = NULL WHERE seq = (SELECT max(seq) FROM ledger)",
    ):
        attack(change)
    assert verify_database().holds


def test_a_redaction_of_an_unknown_text_changes_none(filled: Store, cast: Cast) -> None:
    before = find.find_text_rows()
    redact(filled, cast("investigator"), "0" * 64)
    assert find.find_text_rows()[: len(before)] == before


# ------------------------------------------------------------------ the check at each start


def test_a_founded_database_is_guarded_and_durable(address: str) -> None:
    assert check_ledger_guard(get_connection()) == []
    assert check_durability(get_connection()) == []


def test_the_check_leaves_nothing_behind(filled: Store) -> None:
    before = find.find_ledger_rows(), find.find_text_rows()
    check_ledger_guard(get_connection())
    assert (find.find_ledger_rows(), find.find_text_rows()) == before


def _names() -> dict[str, str]:
    if get_connection().vendor == "sqlite":
        return {name: f"DROP TRIGGER {name}" for name in SQLITE}
    return {name: f"DROP TRIGGER {name} ON {table}" for name, (table, _) in POSTGRESQL.items()}


def test_each_missing_trigger_is_named_and_stops_the_start(filled: Store) -> None:
    for name, drop in _names().items():
        with get_connection().cursor() as cursor:
            cursor.execute(drop)
        assert any(name in fault.what.en for fault in check_triggers(get_connection()))
        with pytest.raises(UnguardedDatabase) as caught:
            open_database(lambda: KEY)
        assert any(name in fault.what.en for fault in caught.value.faults)
        open_database(lambda: KEY, mend=True)
    assert check_ledger_guard(get_connection()) == []


def test_what_a_missing_trigger_lets_through_is_really_tried(filled: Store) -> None:
    for drop in _names().values():
        with get_connection().cursor() as cursor:
            cursor.execute(drop)
    tried = {fault.what.en for fault in check_ledger_guard(get_connection())}
    for what in (
        "UPDATE of ledger",
        "DELETE of ledger",
        "upsert of ledger",
        "DELETE of ledger_text",
    ):
        assert f"{what} is possible" in tried
    expected = "REPLACE in ledger" if get_connection().vendor == "sqlite" else "TRUNCATE of ledger"
    assert f"{expected} is possible" in tried


def test_an_empty_ledger_is_tried_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    use_database(f"sqlite:///{tmp_path_factory.mktemp('empty')}/empty.sqlite3")
    open_database(lambda: KEY)
    assert check_ledger_guard(get_connection()) == []
    with get_connection().cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_update")
        cursor.execute("CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger BEGIN SELECT 1; END")
    found = {fault.what.en for fault in check_ledger_guard(get_connection())}
    assert "UPDATE of ledger is possible" in found
    assert any("ledger_update is switched off or is not" in what for what in found)
    get_connection().close()


def test_postgresql_names_a_trigger_that_is_switched_off(postgresql_address: str) -> None:
    for how in ("DISABLE", "ENABLE REPLICA", "ENABLE"):
        with get_connection().cursor() as cursor:
            cursor.execute(f"ALTER TABLE ledger {how} TRIGGER ledger_statement")
        (fault,) = check_triggers(get_connection())
        assert "ledger_statement is switched off" in fault.what.en
        install_triggers(get_connection())


def test_postgresql_names_a_function_that_was_emptied(postgresql_address: str) -> None:
    with get_connection().cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION heliotrope_refuse() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NULL; END $$",
            None,
        )
    found = {fault.what.en for fault in check_ledger_guard(get_connection())}
    assert {f"{what} is possible" for what in POSTGRESQL_ATTEMPTS} <= found


def test_settings_that_lose_a_save_are_named_on_sqlite(sqlite_address: str) -> None:
    assert read_durability(get_connection()) == {
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
    }
    with get_connection().cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA journal_mode=DELETE")
    told = [fault.what.en for fault in check_durability(get_connection())]
    assert len(told) == 2
    assert "journal_mode is delete" in told[0]
    assert "synchronous is 0" in told[1]


def test_settings_that_lose_a_save_are_named_on_postgresql(postgresql_address: str) -> None:
    assert set(read_durability(get_connection()).values()) == {"on"}
    with get_connection().cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    (fault,) = check_durability(get_connection())
    assert "synchronous_commit is off" in fault.what.en


class CarelessServer(PostgresqlServer):
    """One that answers before anything is on the disk."""

    def _options(self) -> str:
        return f"{super()._options()} -c fsync=off -c full_page_writes=off"


def test_a_server_that_loses_saves_is_not_used(postgresql_server: PostgresqlServer) -> None:
    careless = CarelessServer(postgresql_server.programs)
    try:
        careless.start()
        use_database(careless.address())
        with pytest.raises(UnguardedDatabase) as caught:
            open_database(lambda: KEY)
        get_connection().close()
    finally:
        careless.remove()
    assert [fault.what.en.partition(" is ")[0] for fault in caught.value.faults] == [
        "fsync",
        "full_page_writes",
    ]


# ------------------------------------------------------- a serving role that owns nothing


@pytest.fixture
def serving(
    postgresql_address: str, postgresql_server: PostgresqlServer, cast: Cast
) -> Iterator[Store]:
    """The database opened as a role that has what serving needs, and no more."""
    name = postgresql_address.rpartition("/")[2]
    role = f"server_of_{name}"
    with get_connection().cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    grant_serving(role)
    use_database(postgresql_server.address(name, user=role))
    open_database(lambda: KEY)
    store = Store()
    screen(store, cast("coordinator"))
    save(store, cast("coordinator"), 0, SECRET)
    yield store
    get_connection().close()


def test_the_serving_role_can_do_its_work(serving: Store, cast: Cast) -> None:
    record = serving.state().participants["NC-001"].records["baseline", "vitals", 1]
    redact(serving, cast("investigator"), record.commitments["note"])
    assert verify_database().holds
    assert isinstance(serving.state(), State)


def test_the_serving_role_can_do_nothing_else(serving: Store) -> None:
    before = find.find_ledger_rows()
    for statement in (
        *EVERYWHERE.values(),
        *POSTGRESQL_ONLY.values(),
        "ALTER TABLE ledger DISABLE TRIGGER ALL",
        "ALTER TABLE ledger ADD COLUMN more text",
        "DROP TRIGGER ledger_row ON ledger",
        "DROP TABLE ledger",
        "ALTER TABLE ledger RENAME TO other",
        "CREATE RULE r AS ON UPDATE TO ledger DO INSTEAD NOTHING",
        "CREATE OR REPLACE FUNCTION heliotrope_refuse() RETURNS trigger LANGUAGE sql AS ''",
        "SET LOCAL session_replication_role = replica",
        "DELETE FROM account",
        "DELETE FROM secret",
        "UPDATE secret SET value = 'known'",
    ):
        attack(statement)
    assert find.find_ledger_rows() == before
