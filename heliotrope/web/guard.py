"""A connection in; the ledger's triggers set, and every way in which they do not hold, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from heliotrope.vocabulary import Bilingual, Fault
from heliotrope.web import triggers

LEDGER_LOCK = 4_857_210_664
"""PostgreSQL's advisory lock that every writer of the ledger takes first."""

_PROBE_HASH = "probe"
_PROBE = """
INSERT INTO ledger (seq, kind, at, person, participant, visit, form, repeat, form_version,
  hash, previous, text)
SELECT coalesce(max(seq), 0) + 1, 'probe', '', '', 'probe', 'probe', 'probe', 1, 1, 'probe',
  coalesce((SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), ''), '{}' FROM ledger
"""
_PROBE_TEXT = """
INSERT INTO ledger_text (commitment, seq, salt, text)
SELECT 'probe', max(seq), 'probe', 'probe' FROM ledger
"""

_COLUMNS = "seq, kind, at, person, participant, visit, form, repeat, form_version, hash, previous"
_COPY_SAME = f"SELECT {_COLUMNS}, 'changed' FROM ledger WHERE hash = 'probe'"  # noqa: S608 - constants
_COPY_NEXT = _COPY_SAME.replace("SELECT seq", "SELECT seq + 1").replace(
    "hash, previous", "hash, hash"
)
_COPY_TEXT = "SELECT commitment, seq, salt, 'changed' FROM ledger_text WHERE commitment = 'probe'"
_UPSERT = "ON CONFLICT (seq) DO UPDATE SET text = excluded.text"
_UPSERT_TEXT = "ON CONFLICT (commitment) DO UPDATE SET text = excluded.text"

ATTEMPTS = {
    "UPDATE of ledger": "UPDATE ledger SET text = 'changed' WHERE hash = 'probe'",
    "DELETE of ledger": "DELETE FROM ledger WHERE hash = 'probe'",
    "upsert of ledger": f"INSERT INTO ledger {_COPY_SAME} {_UPSERT}",
    "UPDATE of ledger_text": "UPDATE ledger_text SET text = 'changed' WHERE commitment = 'probe'",
    "emptying of ledger_text": "UPDATE ledger_text SET text = NULL, salt = NULL "
    "WHERE commitment = 'probe'",
    "DELETE of ledger_text": "DELETE FROM ledger_text WHERE commitment = 'probe'",
    "upsert of ledger_text": f"INSERT INTO ledger_text {_COPY_TEXT} {_UPSERT_TEXT}",
}
"""What must be refused on every database, tried on a row that is rolled back afterwards."""

SQLITE_ATTEMPTS = {
    "REPLACE in ledger": f"INSERT OR REPLACE INTO ledger {_COPY_SAME}",
    "REPLACE in ledger by its hash": f"INSERT OR REPLACE INTO ledger {_COPY_NEXT}",
    "REPLACE in ledger_text": f"INSERT OR REPLACE INTO ledger_text {_COPY_TEXT}",
    "UPDATE OR REPLACE of ledger": "UPDATE OR REPLACE ledger SET seq = 1 WHERE hash = 'probe'",
}

POSTGRESQL_ATTEMPTS = {
    "TRUNCATE of ledger": "TRUNCATE ledger",
    "TRUNCATE of ledger_text": "TRUNCATE ledger_text",
}

MERGE_ATTEMPTS = {
    "MERGE into ledger": "MERGE INTO ledger USING (SELECT 'probe' AS hash) AS other "
    "ON ledger.hash = other.hash WHEN MATCHED THEN UPDATE SET text = 'changed'",
    "MERGE into ledger_text": "MERGE INTO ledger_text USING (SELECT 'probe' AS c) AS other "
    "ON ledger_text.commitment = other.c WHEN MATCHED THEN DELETE",
}
"""PostgreSQL 15 and later."""


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Set every trigger as this version of the program writes it, in one transaction."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, statement in triggers.SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)
            return
        for statement in triggers.POSTGRESQL_FUNCTIONS.values():
            # Without parameters: a `%` in the body is no place for one.
            cursor.execute(statement, None)
        for name, (table, statement) in triggers.POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute(statement)
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def check_triggers(connection: BaseDatabaseWrapper) -> list[Fault]:
    """The triggers that are missing, switched off or written otherwise. Changes nothing."""
    found = _find_triggers(connection)
    expected = _expect_triggers(connection)
    faults = []
    for name, text in expected.items():
        if name not in found:
            faults.append(_make_fault(f"the trigger {name} is missing", f"缺少触发器 {name}"))
        elif found[name] != text:
            faults.append(
                _make_fault(
                    f"the trigger {name} is switched off or is not the one that this program sets",
                    f"触发器 {name} 已停用，或与本程序所设的不同",
                )
            )
    return faults


def check_ledger_guard(connection: BaseDatabaseWrapper) -> list[Fault]:
    """Every way in which this database would let the ledger be changed. Empty: none.

    Looks at the triggers, then really tries UPDATE, DELETE, REPLACE, upsert, MERGE and TRUNCATE on
    a row of its own, so that an empty ledger is tried too, inside a transaction that is rolled
    back.
    """
    return [*check_triggers(connection), *_try_all(connection)]


def check_durability(connection: BaseDatabaseWrapper) -> list[Fault]:
    """Every setting of this very connection under which an acknowledged save could be lost."""
    settings = read_durability(connection)
    if connection.vendor == "sqlite":
        right = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "foreign_keys": ("1",)}
    else:
        right = {
            "fsync": ("on",),
            "full_page_writes": ("on",),
            "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
        }
    return [
        Fault(
            "database",
            Bilingual(
                f"{name} is {settings[name]}, so a save could be lost in a power cut",
                f"{name} 为 {settings[name]}，断电时已保存的数据可能丢失",
            ),
            Bilingual(f"set it to {allowed[0]}", f"请设为 {allowed[0]}"),
        )
        for name, allowed in right.items()
        if settings[name] not in allowed
    ]


def read_durability(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The settings on which durability hangs, as this connection has them."""
    sqlite = connection.vendor == "sqlite"
    names = (
        ("journal_mode", "synchronous", "foreign_keys")
        if sqlite
        else ("fsync", "full_page_writes", "synchronous_commit")
    )
    settings = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"{'PRAGMA' if sqlite else 'SHOW'} {name}")
            settings[name] = str(cursor.fetchone()[0])
    return settings


def lock_ledger(connection: BaseDatabaseWrapper) -> None:
    """Wait until no other writer is at work; for the rest of the transaction.

    On SQLite, BEGIN IMMEDIATE did it already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])


def _try_all(connection: BaseDatabaseWrapper) -> list[Fault]:
    faults: list[Fault] = []
    with _undone(connection):
        lock_ledger(connection)
        with connection.cursor() as cursor:
            cursor.execute(_PROBE)
            cursor.execute(_PROBE_TEXT)
        for what, statement in _list_attempts(connection).items():
            fault = _try(connection, what, statement)
            if fault is not None:
                faults.append(fault)
    return faults


@contextmanager
def _undone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with transaction.atomic(using=connection.alias):
        yield
        transaction.set_rollback(True, using=connection.alias)


def _list_attempts(connection: BaseDatabaseWrapper) -> dict[str, str]:
    if connection.vendor == "sqlite":
        return {**ATTEMPTS, **SQLITE_ATTEMPTS}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        merges = MERGE_ATTEMPTS if int(cursor.fetchone()[0]) >= 150_000 else {}
    return {**ATTEMPTS, **POSTGRESQL_ATTEMPTS, **merges}


def _try(connection: BaseDatabaseWrapper, what: str, statement: str) -> Fault | None:
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError as refusal:
        if _is_refusal(refusal):
            return None
        return _make_fault(
            f"{what} failed, but not by the ledger's own guard",
            f"{what} 失败，但并非由账本的保护所拒绝",
        )
    return _make_fault(f"{what} is possible", f"{what} 未被拒绝")


def _is_refusal(error: DatabaseError) -> bool:
    denied = getattr(error.__cause__, "sqlstate", None) == "42501"
    return denied or triggers.REFUSAL in str(error)


def _make_fault(en: str, zh: str) -> Fault:
    return Fault(
        "database",
        Bilingual(en, zh),
        Bilingual(
            "do not serve it; compare it with a backup by `heliotrope verify --anchor`",
            "请勿启用此数据库；请用 `heliotrope verify --anchor` 与备份核对",
        ),
    )


def _expect_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    if connection.vendor == "sqlite":
        return {name: _squeeze(text) for name, text in triggers.SQLITE.items()}
    bodies = {
        name: _squeeze(text.split("$$")[1]) for name, text in triggers.POSTGRESQL_FUNCTIONS.items()
    }
    return {
        name: f"A {_squeeze(text)} {bodies[_called(text)]}"
        for name, (_, text) in triggers.POSTGRESQL.items()
    }


def _find_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {name: _squeeze(text) for name, text in cursor.fetchall()}
        cursor.execute(
            "SELECT t.tgname, t.tgenabled, pg_get_triggerdef(t.oid), p.prosrc "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgrelid IN "
            "(to_regclass('ledger'), to_regclass('ledger_text'))"
        )
        return {
            name: f"{_plain(enabled)} {_order(_squeeze(text))} {_squeeze(body)}"
            for name, enabled, text, body in cursor.fetchall()
        }


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().removesuffix(";")


def _called(statement: str) -> str:
    return statement.rpartition(" ")[2].removesuffix("()")


def _plain(enabled: str | bytes) -> str:
    return enabled.decode() if isinstance(enabled, bytes) else enabled


def _order(definition: str) -> str:
    # PostgreSQL prints the acts in its own order, and the schema before the table.
    acts = ("UPDATE", "DELETE", "TRUNCATE", "INSERT")
    head, _, tail = definition.partition(" BEFORE ")
    listed, _, tail = tail.partition(" ON ")
    given = [act for act in acts if act in listed.split(" OR ")]
    table, _, tail = tail.partition(" ")
    name = table.rpartition(".")[2]
    function = _called(tail).rpartition(".")[2]
    tail = tail.rpartition(" ")[0]
    return f"{head} BEFORE {' OR '.join(given)} ON {name} {tail} {function}()"
