"""The database that is open in; what a walk along its ledger found, and its missing guard, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import DatabaseError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from heliotrope.capture.rows import Row
from heliotrope.capture.verify import Verification, check_accounts, check_passwords, verify
from heliotrope.vocabulary import Bilingual, Fault
from heliotrope.web.database import get_connection, has_ledger
from heliotrope.web.find import find_accounts, find_each_ledger_row, find_text_rows
from heliotrope.web.guard import check_triggers

Follow = Callable[[Iterable[Row]], Iterable[Row]]
"""Looks on as rows go by, e.g. to draw a progress bar."""


def verify_database(
    anchor: str | None = None, *, rescore: bool = True, follow: Follow = iter
) -> Verification:
    """Walk the ledger of the open database, changing nothing and whatever was done to it.

    Looks also for missing triggers, for accounts that no entry made and for passwords that no entry
    set. One moment's state, even while the server goes on writing.

    Raises DatabaseError if the database cannot be reached: of what nobody can read nothing is said.
    """
    if not has_ledger():
        return _say("there is no ledger here", "此处没有账本")
    try:
        with _one_moment(get_connection()):
            texts = find_text_rows()
            found = verify(follow(find_each_ledger_row()), texts, anchor, rescore=rescore)
            rows = find_accounts()
            accounts = [(a.person, a.username, a.is_active) for a in rows]
            stored = {a.person: a.password_digest for a in rows}
            replaced, notes = check_passwords(found.passwords, stored)
            more = [
                *check_accounts(found.people, accounts),
                *replaced,
                *check_triggers(get_connection()),
            ]
    except DatabaseError as error:
        # On SQLite this is also a column that is gone; on PostgreSQL only a connection that is.
        if isinstance(error, OperationalError) and get_connection().vendor == "postgresql":
            raise
        return _say(
            "the ledger's tables cannot be read: they were altered",
            "账本的数据表无法读取：已被改动",
        )
    return replace(found, faults=(*found.faults, *more), notes=tuple(notes))


@contextmanager
def _one_moment(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Not `atomic`, which would begin as a writer and keep the others waiting.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _say(en: str, zh: str) -> Verification:
    right = Bilingual("give the address of a Heliotrope database", "请指定 Heliotrope 数据库的地址")
    return Verification(0, "", (Fault("database", Bilingual(en, zh), right),), {})
