"""A founded database in; what a save of a whole CDASI form costs, alone and among eight, out."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Line, Machine, measure_percentile
from bench.trial import CLIENTS, find_person, found_trial, list_codes, list_items, make_submission
from heliotrope.capture.answers import StaleSave
from heliotrope.web.actions.answer import answer
from heliotrope.web.database import get_connection
from heliotrope.web.store import Store
from tests.outside import find_postgresql
from tests.postgresql import PostgresqlServer

ALONE = 200
EACH = 40
ROUNDS = 25


def bench_saves(machine: Machine) -> list[Line]:
    """Through the same action as the page's, without HTTP; on each kind of database."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        lines += _bench("SQLite", f"sqlite:///{Path(folder) / 'saves.sqlite3'}", machine)
    with _postgresql() as address:
        if address:
            lines += _bench("PostgreSQL", address, machine)
    return lines


def _bench(kind: str, address: str, machine: Machine) -> list[Line]:
    found_trial(address)
    cpu = _save_alone()
    times, rate, failed = _save_among_eight()
    accepted, refused, broken = _save_one_form_at_once()
    return [
        Line(f"{kind}: processor time of a save, no HTTP", cpu, "ms", None, cpu / machine.loop_ms),
        Line(f"{kind}: 8 threads, saves a second", rate, "/s"),
        Line(f"{kind}: 8 threads, p95", measure_percentile(times, 95), "ms", 100),
        Line(f"{kind}: 8 threads, worst", max(times), "ms"),
        Line(f"{kind}: 8 threads, errors", failed, "errors", 0),
        Line(f"{kind}: 8 at once on one form, accepted a version", accepted / ROUNDS, "saves", 1),
        Line(f"{kind}: 8 at once, told why", refused / ROUNDS, "saves", 7, at_least=True),
        Line(f"{kind}: 8 at once, errors", broken, "errors", 0),
    ]


def _save_alone() -> float:

    store, by, items, code = Store(), find_person("coordinator"), list_items(), list_codes()[0]
    store.state()
    first = _version(store, code)
    begin = time.process_time()
    for seen in range(first, first + ALONE):
        answer(store, by, make_submission(code, seen, items))
    return (time.process_time() - begin) * 1000 / ALONE


def _save_among_eight() -> tuple[list[float], float, int]:

    store, by, items = Store(), find_person("coordinator"), list_items()
    times: list[float] = []
    failures: list[BaseException] = []

    def work(code: str) -> None:
        first = _version(store, code)
        for seen in range(first, first + EACH):
            begin = time.perf_counter()
            try:
                answer(store, by, make_submission(code, seen, items))
            except Exception as failure:  # noqa: BLE001 - counted
                failures.append(failure)
            times.append((time.perf_counter() - begin) * 1000)
        get_connection().close()

    begin = time.perf_counter()
    _run([threading.Thread(target=work, args=(code,)) for code in list_codes()])
    return times, len(times) / (time.perf_counter() - begin), len(failures)


def _save_one_form_at_once() -> tuple[int, int, int]:

    store, by, items, code = Store(), find_person("coordinator"), list_items(), list_codes()[0]
    outcomes: list[str] = []

    def work(seen: int, client: int, gate: threading.Barrier) -> None:
        gate.wait()
        try:
            answer(store, by, make_submission(code, seen, items, client))
            outcomes.append("accepted")
        except StaleSave:
            outcomes.append("refused")
        except Exception:  # noqa: BLE001 - counted
            outcomes.append("broken")
        get_connection().close()

    for _ in range(ROUNDS):
        gate, seen = threading.Barrier(CLIENTS), _version(store, code)
        _run([threading.Thread(target=work, args=(seen, n, gate)) for n in range(CLIENTS)])
    return outcomes.count("accepted"), outcomes.count("refused"), outcomes.count("broken")


def _version(store: Store, code: str) -> int:
    record = store.state().participants[code].record("baseline", "cdasi")
    return record.version if record else 0


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def _postgresql() -> Iterator[str]:
    programs = find_postgresql()
    if programs is None:
        yield ""
        return
    server = PostgresqlServer(programs)
    try:
        server.start()
        yield server.address()
    finally:
        server.remove()
