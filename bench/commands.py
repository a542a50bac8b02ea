"""Whole commands in, from the typed word to the end; their seconds out."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Line
from bench.pages import start_server
from bench.trial import ROOT, STUDY

TRIES = 3
PUBLISHED = ROOT / "studies" / "infliximab-pilot"


def bench_commands() -> list[Line]:
    """Of ten rehearsed participants, and of the thirteen published ones; the quickest of three."""
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        database = f"sqlite:///{Path(folder) / 'rehearsal.sqlite3'}"
        out, study = str(Path(folder) / "out"), str(STUDY)
        rehearsing = _time("rehearse", "--study", study, "--database", database)
        evaluating = _repeat("evaluate", "--database", database, "-o", out)
        results = _repeat("evaluate", "--database", database, "-o", out, "--quick")
        published = _repeat("evaluate", str(PUBLISHED), str(PUBLISHED / "data"), "-o", out)
        verifying = _repeat("verify", "--database", database)
        starting = min(_time_start(database) for _ in range(TRIES))
    return [
        Line("rehearse, 10 participants", rehearsing, "s"),
        Line("evaluate, 10 participants", evaluating, "s", 10),
        Line("evaluate, 10 participants, results and HTML", results, "s", 3),
        Line("evaluate, 13 published patients", published, "s", 10),
        Line("verify, 10 participants", verifying, "s"),
        Line("serve until it answers, database there", starting, "s", 5),
    ]


def _repeat(*arguments: str) -> float:
    return min(_time(*arguments) for _ in range(TRIES))


def _time(*arguments: str) -> float:
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "heliotrope", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - begin


def _time_start(database: str) -> float:
    begin = time.perf_counter()
    with start_server(database):
        return time.perf_counter() - begin
