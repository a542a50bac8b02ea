"""What web tests may ask for: an open database of their own, its store, a clock, a standing cast.

A template is migrated and founded once, and copied for each test: no flush, which the ledger's
triggers would refuse.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from heliotrope.study.load import read_folder
from heliotrope.vocabulary import Person
from tests.postgresql import PostgresqlServer
from tests.repository import ROOT
from tests.web.fakes import KEY, Cast, CountQueries, FakeClock, FakeSalts, configure_once

configure_once()

from django.test.utils import CaptureQueriesContext  # noqa: E402

from heliotrope.web.database import get_connection, open_database, use_database  # noqa: E402
from heliotrope.web.founding import DEMO_PEOPLE, found  # noqa: E402
from heliotrope.web.store import Store, use_store  # noqa: E402

STUDY = ROOT / "studies" / "nct05488327"


@pytest.fixture(scope="session", autouse=True)
def _databases_allowed(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    # pytest-django's own databases are flushed between tests; ours are copies.
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def _open(address: str) -> None:
    use_database(address)
    open_database(lambda: KEY)


def _found() -> None:
    found(Store(FakeClock(), FakeSalts()), "rehearsal", read_folder(STUDY), DEMO_PEOPLE)
    get_connection().close()


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no entry."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    _open(f"sqlite:///{path}")
    get_connection().close()
    return path


@pytest.fixture(scope="session")
def sqlite_template(empty_template: Path) -> Path:
    """A SQLite file with the reference study founded as a rehearsal, and its cast."""
    path = Path(shutil.copy(empty_template, empty_template.with_name("founded.sqlite3")))
    use_database(f"sqlite:///{path}")
    _found()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    """The same as a PostgreSQL database; its name."""
    with psycopg.connect(postgresql_server.address(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE founded")
    _open(postgresql_server.address("founded"))
    _found()
    return "founded"


@pytest.fixture
def empty_store(empty_template: Path, tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    """The store of a database that holds no entry yet."""
    path = Path(shutil.copy(empty_template, tmp_path / "empty.sqlite3"))
    use_database(f"sqlite:///{path}")
    yield Store(clock, FakeSalts())
    get_connection().close()


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A copy of the template for this test alone."""
    return Path(shutil.copy(sqlite_template, tmp_path / "study.sqlite3"))


@pytest.fixture
def sqlite_address(sqlite_file: Path) -> Iterator[str]:
    """The address of the copy, opened in this process."""
    address = f"sqlite:///{sqlite_file}"
    use_database(address)
    yield address
    get_connection().close()


_names = itertools.count(1)


@pytest.fixture
def postgresql_address(
    postgresql_server: PostgresqlServer, postgresql_template: str
) -> Iterator[str]:
    """The address of a copy of the template, opened in this process."""
    name = f"test_{next(_names)}"
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(postgresql_template)
    )
    with psycopg.connect(postgresql_server.address(), autocommit=True) as connection:
        connection.execute(make)
    use_database(postgresql_server.address(name))
    yield postgresql_server.address(name)
    get_connection().close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest) -> str:
    """Of a founded database, once for each kind."""
    found_address: str = request.getfixturevalue(f"{request.param}_address")
    return found_address


@pytest.fixture
def store(sqlite_address: str, clock: FakeClock) -> Store:
    """The store of a founded SQLite database, which pages use too."""
    made = Store(clock, FakeSalts())
    use_store(made)
    return made


@pytest.fixture
def any_store(address: str, clock: FakeClock) -> Store:
    """The store of a founded database, once for each kind."""
    made = Store(clock, FakeSalts())
    use_store(made)
    return made


@pytest.fixture
def cast() -> Cast:
    """Role → the person of the standing cast who has it; signs in by that name."""

    def choose(role: str) -> Person:
        staff = Store().state().staff.values()
        return next(s.person for s in staff if s.person.role == role)

    return choose


@pytest.fixture
def count_queries() -> CountQueries:
    return _make_counter("")


@pytest.fixture
def count_writes() -> CountQueries:
    """Counts INSERT, UPDATE and DELETE alone."""
    return _make_counter("INSERT", "UPDATE", "DELETE", "REPLACE")


def _make_counter(*words: str) -> CountQueries:
    @contextmanager
    def counted(number: int) -> Iterator[None]:
        with CaptureQueriesContext(get_connection()) as asked:
            yield
        said = [query["sql"] for query in asked.captured_queries]
        assert len([one for one in said if one.startswith(words)]) == number, said

    return counted
