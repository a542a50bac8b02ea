"""A configured database in; its tables made, its guard tried and its secret loaded, out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from heliotrope.vocabulary import Bilingual, Fault, Refusal
from heliotrope.web.address import read_address
from heliotrope.web.guard import (
    check_durability,
    check_ledger_guard,
    check_triggers,
    install_triggers,
)

ALIAS = "default"


class UnguardedDatabase(Refusal):
    """The database would let the ledger be changed, or a save be lost: it is not served."""


def get_connection() -> BaseDatabaseWrapper:
    """This thread's connection to the database that is served."""
    return connections[ALIAS]


def use_database(database: str, password_file: Path | None = None) -> None:
    """Point this process at another database; for tests and for `restore`.

    The caller forgets what it knows of the other one (`Store.forget`). Connections that other
    threads hold are not closed.
    """
    connections[ALIAS].close()
    del connections[ALIAS]
    defaults = dict(connections.settings[ALIAS])
    defaults.update(read_address(database, password_file))
    connections.settings[ALIAS] = defaults
    settings.DATABASES[ALIAS] = defaults


def has_ledger() -> bool:
    """True if the database exists and holds a ledger. Makes no file."""
    connection = get_connection()
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return "ledger" in connection.introspection.table_names()


def open_database(
    draw_key: Callable[[], str] = lambda: secrets.token_urlsafe(48), *, mend: bool = False
) -> None:
    """Make or migrate the tables, set the triggers, and refuse a database that does not hold.

    At every start: Django's SQLite may rebuild a table and drops its triggers silently. A serving
    role of PostgreSQL that does not own the tables sets nothing and only checks.

    Args:
        draw_key: makes the key that signs sessions, at the first start.
        mend: set triggers that are missing from a ledger with entries. Only after `verify` with an
            anchor: somebody took them away, and may have changed the entries.

    Raises:
        UnguardedDatabase: the ledger could be changed, or a save lost; `faults` say how.
        Refusal: the tables are of another version and this role may not migrate them.
    """
    connection = get_connection()
    _make_file(connection)
    if _is_ours(connection):
        if not mend:
            _require_untouched(connection)
        call_command("migrate", verbosity=0, interactive=False)
        install_triggers(connection)
    elif _has_unapplied(connection):
        raise Refusal(
            Bilingual("the tables are of an older version", "数据表属于旧版本"),
            Bilingual(
                "run `heliotrope init` or `serve` once as the tables' owner",
                "请以数据表所有者身份运行一次 `heliotrope init` 或 `serve`",
            ),
        )
    require_guard(connection)
    settings.SECRET_KEY = load_secret_key(draw_key)
    call_command("clearsessions", verbosity=0)


def require_guard(connection: BaseDatabaseWrapper) -> None:
    """Raises UnguardedDatabase unless the ledger's guard bites and commits are durable."""
    _require_none([*check_durability(connection), *check_ledger_guard(connection)])


def _require_untouched(connection: BaseDatabaseWrapper) -> None:
    # Setting them anew without a word would cover up that somebody took them away.
    if "ledger" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger LIMIT 1")
        has_entries = cursor.fetchone() is not None
    if has_entries:
        _require_none(check_triggers(connection))


def _require_none(faults: Sequence[Fault]) -> None:
    if faults:
        raise UnguardedDatabase(
            Bilingual("the database does not protect the ledger", "数据库未能保护账本"),
            faults[0].right,
            tuple(faults),
        )


def load_secret_key(draw_key: Callable[[], str]) -> str:
    """The key that signs sessions: made at the first start, then always the same."""
    model = apps.get_model("heliotrope", "Secret")
    row, _ = model.objects.get_or_create(name="sessions", defaults={"value": draw_key()})
    return str(row.value)


SERVING_GRANTS = {
    "ledger": "SELECT, INSERT",
    "ledger_text": "SELECT, INSERT, UPDATE (salt, text)",
    "account": "SELECT, INSERT, UPDATE",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "secret": "SELECT, INSERT",
    "django_migrations": "SELECT",
    "django_content_type": "SELECT",
}
"""What the role that serves needs, and no more; the trigger allows only a redaction's UPDATE."""


def render_serving_grants(role: str) -> list[str]:
    """The statements by which the owner gives a PostgreSQL role what serving needs."""
    name = '"' + role.replace('"', '""') + '"'
    return [f"GRANT {rights} ON {table} TO {name}" for table, rights in SERVING_GRANTS.items()]


def grant_serving(role: str) -> None:
    """Give a PostgreSQL role what serving needs. Raises DatabaseError without the right to."""
    with get_connection().cursor() as cursor:
        for statement in render_serving_grants(role):
            cursor.execute(statement)


def _make_file(connection: BaseDatabaseWrapper) -> None:
    # Before SQLite would make it readable for everybody; its WAL takes the same mode.
    if connection.vendor != "sqlite":
        return
    name = str(connection.settings_dict["NAME"])
    if name != ":memory:":
        os.close(os.open(name, os.O_CREAT | os.O_RDWR, 0o600))


def _is_ours(connection: BaseDatabaseWrapper) -> bool:
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('ledger')"
        )
        row = cursor.fetchone()
    return row is None or bool(row[0])


def _has_unapplied(connection: BaseDatabaseWrapper) -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def render_faults(faults: Sequence[Fault]) -> str:
    """One line a fault, in English, for a terminal."""
    return "\n".join(fault.say() for fault in faults)
