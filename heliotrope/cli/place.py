"""A database's address in, the open store on it out; or the refusal that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from heliotrope.vocabulary import Bilingual, Refusal

if TYPE_CHECKING:
    from heliotrope.web.store import Clock, Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is, and how it is reached."""

    address: str
    password_file: Path | None = None


class NoDatabase(Refusal):
    """There is no study at that address."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual("there is no study in this database", "此数据库中没有研究"),
            Bilingual(
                "check the address, or make one with `heliotrope init --study DIR --database URL`",
                "请检查地址，或用 `heliotrope init --study DIR --database URL` 建立",
            ),
        )


def configure_database(
    place: Place,
    *,
    demo: bool = False,
    https: bool = False,
    hosts: Sequence[str] = ("127.0.0.1", "localhost", "[::1]"),
) -> None:
    """Point this process at a database. Raises BadAddress; nothing is opened or made yet."""
    from heliotrope.web.settings import configure

    configure(place.address, password_file=place.password_file, demo=demo, https=https, hosts=hosts)


def has_study() -> bool:
    """True if the database that is configured holds a study. Makes no file."""
    from heliotrope.web.database import has_ledger
    from heliotrope.web.find import find_head

    return has_ledger() and find_head() is not None


def open_store(clock: Clock | None = None) -> Store:
    """The store on the configured database, its tables made and its guard tried.

    Raises UnguardedDatabase if the ledger could be changed or a save be lost.
    """
    from heliotrope.web.database import open_database
    from heliotrope.web.store import Store, use_store

    open_database()
    store = Store() if clock is None else Store(clock=clock)
    use_store(store)
    return store


def open_existing(place: Place) -> Store:
    """The store on a database that holds a study. Raises NoDatabase for any other."""
    configure_database(place)
    require_study_there()
    return open_store()


def require_study_there() -> None:
    """Raises NoDatabase unless the configured database holds a study."""
    if not has_study():
        raise NoDatabase


def find_sqlite_file() -> Path | None:
    """The file of the configured database; None for PostgreSQL."""
    from heliotrope.web.database import get_connection

    connection = get_connection()
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def remove_sqlite(path: Path) -> None:
    """Remove a SQLite database that was made just now and could not be finished."""
    from heliotrope.web.database import get_connection

    get_connection().close()
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
