"""A number of kills in; how many acknowledged saves were lost, and whether the chain held, out.

An acknowledgment reads `entry number:participant:version of the form`.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench.measure import Line
from bench.pages import Browser, make_path, save, start_server
from bench.trial import ROOT, found_trial, list_codes
from heliotrope.web.database import get_connection, use_database
from heliotrope.web.find import find_ledger_rows
from heliotrope.web.verify import verify_database
from tests.outside import find_postgresql
from tests.postgresql import PostgresqlServer

KILLS_A_DATABASE = 10
SEED = 20260302


def bench_kill_sqlite(kills: int = 200) -> list[Line]:
    """SIGKILL `heliotrope serve`, at random moments, while eight clients save over HTTP."""
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        addresses = (f"sqlite:///{Path(folder) / str(n)}.sqlite3" for n in range(kills))
        tally = kill_often(kills, addresses, Clients().run_and_kill)
    return _make_lines("SQLite", kills, tally)


def bench_kill_postgresql(kills: int = 50) -> list[Line]:
    """SIGKILL the process that saves and, a moment before, PostgreSQL's postmaster."""
    programs = find_postgresql()
    if programs is None:
        return []
    server = PostgresqlServer(programs)
    try:
        server.start()
        tally = kill_often(kills, make_databases(server), run_with_server(server))
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


Run = Callable[[str, float], list[str]]
"""Address and seconds until the kill → what was acknowledged before it."""


def kill_often(kills: int, addresses: Iterator[str], run: Run) -> Tally:
    """Run savers one after the other, kill each, and count what its last breath was worth."""
    tally, chance = Tally(), random.Random(SEED)
    address = ""
    for number in range(kills):
        if number % KILLS_A_DATABASE == 0:
            address = next(addresses)
            found_trial(address)
        told = run(address, 0.02 + 0.5 * chance.random())
        tally.acknowledged += len(told)
        _judge(address, told, tally)
        _tell(number + 1, kills, tally)
    return tally


def run_and_kill(address: str, seconds: float) -> list[str]:
    """Kill a process of eight threads that save without HTTP."""
    return _run_worker(address, seconds, lambda: None)


def run_with_server(server: PostgresqlServer) -> Run:
    """Kill the postmaster under the eight threads, then them; another recovers what it finds."""

    def kill_and_start() -> None:
        server.kill()
        server.start()

    return lambda address, seconds: _run_worker(address, seconds, kill_and_start)


def _run_worker(address: str, seconds: float, kill_below: Callable[[], None]) -> list[str]:
    command = [sys.executable, "-m", "bench.worker", address]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        if worker.stdout.readline() != "ready\n":
            raise RuntimeError(worker.stderr.read())
        time.sleep(seconds)
        kill_below()
        worker.send_signal(signal.SIGKILL)
        # A last line that was cut short was not an acknowledgment anybody could read.
        return [line.strip() for line in worker.stdout if line.endswith("\n")]


class Clients:
    """Eight signed-in people, whose sessions outlive the server that they are sent to."""

    def __init__(self) -> None:
        self._address = ""
        self._browsers: dict[str, Browser] = {}
        self._told: list[str] = []
        self._unexpected: list[int] = []

    def run_and_kill(self, address: str, seconds: float) -> list[str]:
        """Kill the server with its workers while all eight save."""
        with _opened(address):
            codes, versions = list_codes(), find_versions()
        self._told = []
        with start_server(address) as (server, port):
            self._go_to(address, port, codes)
            threads = [
                threading.Thread(target=self._save, args=(code, versions.get(code, 0)))
                for code in codes
            ]
            for thread in threads:
                thread.start()
            time.sleep(seconds)
            os.killpg(server, signal.SIGKILL)
            for thread in threads:
                thread.join()
        if self._unexpected:
            message = f"saves were answered {self._unexpected}"
            raise RuntimeError(message)
        return self._told

    def _save(self, code: str, seen: int) -> None:
        while True:
            try:
                _, status, place = save(self._browsers[code], code, seen)
            except (OSError, http.client.HTTPException):
                return
            if status != 302:
                self._unexpected.append(status)
                return
            seen += 1
            self._told.append(f"{place.rpartition('entry=')[2]}:{code}:{seen}")

    def _go_to(self, address: str, port: int, codes: list[str]) -> None:
        known = self._browsers if address == self._address else {}
        self._address, self._browsers = address, {}
        for code in codes:
            old = known.get(code) or _sign_in(port, code)
            # A new connection: the server closes one that was idle while others signed in.
            self._browsers[code] = Browser(port, old.cookies, old.token)


def _sign_in(port: int, code: str) -> Browser:
    browser = Browser(port)
    browser.sign_in("investigator")
    browser.get(make_path(code))
    return browser


def find_versions() -> dict[str, int]:
    """Participant → version of the form that the savers save."""
    rows = find_ledger_rows()
    return {str(row.participant): row.form_version for row in rows if row.form_version}


def _judge(address: str, told: list[str], tally: Tally) -> None:
    with _opened(address):
        kept = {f"{r.seq}:{r.participant}:{r.form_version}" for r in find_ledger_rows()}
        tally.lost += sum(1 for one in told if one not in kept)
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


def _tell(number: int, kills: int, tally: Tally) -> None:
    if sys.stderr.isatty():
        end = "\n" if number == kills else "\r"
        print(f"kill {number}/{kills}, {tally.acknowledged} saves", file=sys.stderr, end=end)
