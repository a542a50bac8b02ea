"""A server killed at random moments under load in; that no acknowledged save is lost out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.kill import Tally, kill_often, make_databases, run_and_kill, run_with_server
from tests.postgresql import PostgresqlServer


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[str]:
    return (f"sqlite:///{tmp_path / str(number)}.sqlite3" for number in range(10))


def judge(tally: Tally) -> None:
    assert tally.acknowledged > 0
    assert (tally.lost, tally.broken) == (0, 0)


def test_sqlite_loses_nothing_in_ten_kills(addresses: Iterator[str]) -> None:
    judge(kill_often(10, addresses, run_and_kill))


def test_postgresql_loses_nothing_with_its_postmaster(postgresql_server: PostgresqlServer) -> None:
    # A server of its own: killing the shared one would take other tests along.
    server = PostgresqlServer(postgresql_server.programs)
    try:
        server.start()
        # Two kills can both come before the first answer on a busy machine; six cannot.
        judge(kill_often(6, make_databases(server), run_with_server(server)))
    finally:
        server.remove()
