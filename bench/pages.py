"""The real server over HTTP in; what a page and a save cost, sign-in to ledger, out."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from bench.measure import Line, Machine, measure_percentile
from bench.trial import CLIENTS, ROOT, STUDY, found_trial, list_codes, list_items, make_submission
from heliotrope.web.database import get_connection
from heliotrope.web.founding import DEMO_PASSWORD

ALONE = 100
EACH = 25
PAGES = 50
START_SECONDS = 30
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TICKS_A_SECOND = 100


@dataclass
class Browser:
    """One signed-in client with a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    place: str = ""
    """Where the latest answer led to, if anywhere."""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        """Status and page; the page's form token is kept."""
        status, page = self._ask("GET", path, None)
        found = _TOKEN.search(page)
        self.token = found[1] if found else self.token
        return status, page

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status and page of a form sent with the token of the page before."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}))

    def sign_in(self, username: str) -> None:
        """As one of the standing cast; raises RuntimeError if the door stays shut."""
        self.get("/sign-in")
        status, _ = self.post("/sign-in", {"username": username, "password": DEMO_PASSWORD})
        if status != 302:
            message = f"signing in answered {status}"
            raise RuntimeError(message)

    def rest(self) -> None:
        """Hang up; the next request connects anew. The server hangs up on the idle anyway."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        self.place = answer.headers.get("Location", "")
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({k: m.value for k, m in SimpleCookie(header).items()})
        return answer.status, page


def bench_pages(machine: Machine) -> list[Line]:
    """On SQLite, with the server as `heliotrope serve` starts it."""
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        address = f"sqlite:///{Path(folder) / 'pages.sqlite3'}"
        found_trial(address)
        codes = list_codes()
        get_connection().close()
        with start_server(address) as (server, port):
            return [*_bench_alone(server, port, codes[0], machine), *_bench_eight(port, codes)]


@contextmanager
def start_server(address: str) -> Iterator[tuple[int, int]]:
    """The server's process, which leads a group of its own, and its port; stopped afterwards."""
    port = _find_port()
    command = [sys.executable, "-m", "heliotrope", "serve", "--demo", "--database", address]
    command += ["--study", str(STUDY), "--port", str(port)]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=nowhere, start_new_session=True) as server:
        try:
            _wait_for(port)
            yield server.pid, port
        finally:
            server.terminate()


def _bench_alone(server: int, port: int, code: str, machine: Machine) -> list[Line]:
    browser = Browser(port)
    browser.sign_in("coordinator")
    path = make_path(code)
    size, page_cpu, page_times = _measure_pages(server, browser, path)
    cpu, times, failed = _measure_saves(server, browser, code)
    return [
        Line("CDASI page, processor time", page_cpu, "ms", 40, page_cpu / machine.loop_ms),
        Line("CDASI page, p95", measure_percentile(page_times, 95), "ms"),
        Line("CDASI page, size", size / 1000, "kB", 60),
        Line("save over HTTP, processor time", cpu, "ms", 12, cpu / machine.loop_ms),
        Line("save over HTTP, p95", measure_percentile(times, 95), "ms", 30),
        Line("save over HTTP, errors", failed, "errors", 0),
    ]


def _measure_pages(server: int, browser: Browser, path: str) -> tuple[int, float, list[float]]:
    size = len(browser.get(path)[1].encode())
    begin, times = read_processor_ms(server), []
    for _ in range(PAGES):
        started = time.perf_counter()
        browser.get(path)
        times.append((time.perf_counter() - started) * 1000)
    return size, (read_processor_ms(server) - begin) / PAGES, times


def _measure_saves(server: int, browser: Browser, code: str) -> tuple[float, list[float], int]:
    browser.get(make_path(code))
    begin, times, failed = read_processor_ms(server), [], 0
    for seen in range(ALONE):
        spent, status, _ = save(browser, code, seen)
        times.append(spent)
        failed += status != 302
    return (read_processor_ms(server) - begin) / ALONE, times, failed


def _bench_eight(port: int, codes: list[str]) -> list[Line]:
    times: list[float] = []
    failures: list[int] = []

    def work(code: str, first: int) -> None:
        browser = Browser(port)
        browser.sign_in("investigator")
        browser.get(make_path(code))
        browser.rest()
        gate.wait()
        for seen in range(first, first + EACH):
            spent, status, _ = save(browser, code, seen)
            times.append(spent)
            failures.extend([status] if status != 302 else [])

    gate = threading.Barrier(CLIENTS)
    threads = [
        threading.Thread(target=work, args=(code, ALONE if number == 0 else 0))
        for number, code in enumerate(codes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [
        Line("8 clients over HTTP, p95", measure_percentile(times, 95), "ms", 100),
        Line("8 clients over HTTP, worst", max(times), "ms"),
        Line(
            "8 clients over HTTP, errors", len(failures) + CLIENTS * EACH - len(times), "errors", 0
        ),
    ]


ITEMS = list_items()


def save(browser: Browser, code: str, seen: int) -> tuple[float, int, str]:
    """Milliseconds, status and new place of a whole CDASI form saved on top of the version seen."""
    submission = make_submission(code, seen, ITEMS)
    fields = {
        **submission.raw,
        "_date": submission.date,
        "_version": str(seen),
        "_reason": submission.reason_code,
        "_act": "complete",
    }
    started = time.perf_counter()
    status, _ = browser.post(make_path(code), fields)
    return (time.perf_counter() - started) * 1000, status, browser.place


def read_processor_ms(process: int) -> float:
    """Processor time so far of a process and its children that live, in milliseconds (Linux)."""
    total = _read_ticks(process)
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        total += _read_ticks(int(child))
    return total * 1000 / _TICKS_A_SECOND


def _read_ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def make_path(code: str) -> str:
    """Where the form lies that is saved."""
    return f"/participants/{code}/visits/baseline/cdasi/1"


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    # Connecting is not enough: the socket listens before anybody answers.
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            status, _ = Browser(port).get("/sign-in")
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            if status != 200:
                message = f"the server's door answers {status}"
                raise RuntimeError(message)
            return
