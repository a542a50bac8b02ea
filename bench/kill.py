"""A number of kills in; how many acknowledged saves were lost, and whether the chain held, out."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench.measure import Line
from bench.trial import ROOT, found_trial
from heliotrope.web.database import get_connection, use_database
from heliotrope.web.find import find_ledger_rows
from heliotrope.web.verify import verify_database
from tests.outside import find_postgresql
from tests.postgresql import PostgresqlServer

KILLS_A_DATABASE = 10
SEED = 20260302


def bench_kill_sqlite(kills: int = 200) -> list[Line]:
    """SIGKILL the process that serves, at random moments under load."""
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        addresses = (f"sqlite:///{Path(folder) / str(n)}.sqlite3" for n in range(kills))
        tally = kill_often(kills, addresses, kill_nothing)
    return _make_lines("SQLite", kills, tally)


def bench_kill_postgresql(kills: int = 50) -> list[Line]:
    """SIGKILL the process that serves and, a moment before, PostgreSQL's postmaster."""
    programs = find_postgresql()
    if programs is None:
        return []
    server = PostgresqlServer(programs)
    try:
        server.start()
        tally = kill_often(kills, make_databases(server), lambda: kill_server_of(server))
    finally:
        server.remove()
    return _make_lines("PostgreSQL", kills, tally)


class Tally:
    """What was seen over all kills."""

    def __init__(self) -> None:
        self.acknowledged = 0
        self.lost = 0
        self.broken = 0


def _make_lines(kind: str, kills: int, tally: Tally) -> list[Line]:
    return [
        Line(f"{kind}: saves acknowledged before {kills} kills", tally.acknowledged, "saves", 1,
             at_least=True),
        Line(f"{kind}: acknowledged saves lost", tally.lost, "saves", 0),
        Line(f"{kind}: chains that did not hold", tally.broken, "chains", 0),
    ]  # fmt: skip


def kill_often(kills: int, addresses: Iterator[str], kill_server: Callable[[], None]) -> Tally:
    """Run savers one after the other, kill each, and count what its last breath was worth."""
    tally, chance = Tally(), random.Random(SEED)
    address = ""
    for number in range(kills):
        if number % KILLS_A_DATABASE == 0:
            address = next(addresses)
            found_trial(address)
        heads = _run_and_kill(address, 0.02 + 0.5 * chance.random(), kill_server)
        tally.acknowledged += len(heads)
        _judge(address, heads, tally)
        _tell(number + 1, kills, tally)
    return tally


def _run_and_kill(address: str, seconds: float, kill_server: Callable[[], None]) -> list[str]:
    command = [sys.executable, "-m", "bench.worker", address]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        if worker.stdout.readline() != "ready\n":
            raise RuntimeError(worker.stderr.read())
        time.sleep(seconds)
        kill_server()
        worker.send_signal(signal.SIGKILL)
        # A last line that was cut short was not an acknowledgment anybody could read.
        return [line.strip() for line in worker.stdout if line.endswith("\n")]


def _judge(address: str, heads: list[str], tally: Tally) -> None:

    with _opened(address):
        kept = {f"{row.seq}:{row.hash}" for row in find_ledger_rows()}
        tally.lost += sum(1 for head in heads if head not in kept)
        tally.broken += not verify_database().holds


@contextmanager
def _opened(address: str) -> Iterator[None]:

    use_database(address)
    yield
    get_connection().close()


def make_databases(server: PostgresqlServer) -> Iterator[str]:
    """Addresses of new databases of a server, without end."""
    number = 0
    while True:
        number += 1
        name = f"bench_{number}"
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield server.address(name)


def kill_server_of(server: PostgresqlServer) -> None:
    """SIGKILL the postmaster and start another, which recovers what was committed."""
    server.kill()
    server.start()


def kill_nothing() -> None:
    """For SQLite, which is its own server."""


def _tell(number: int, kills: int, tally: Tally) -> None:
    if sys.stderr.isatty():
        end = "\n" if number == kills else "\r"
        print(f"kill {number}/{kills}, {tally.acknowledged} saves", file=sys.stderr, end=end)
