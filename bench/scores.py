"""A table of CDASI answers in; rows scored a second on one core, and the memory it takes, out."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Line, Machine
from bench.trial import ROOT
from heliotrope.instruments.cdasi import ITEMS

ROWS = 1_000_000
FEW = 100_000
DIFFERENT = 1000
"""So many rows are drawn and then repeated, so that writing the table does not take minutes."""
LEAST = 50_000
KILOBYTES_A_MEGABYTE = 1024


def bench_scores(machine: Machine) -> list[Line]:
    """From CSV to CSV, the whole command; memory of a tenth of the rows beside it."""
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        _write_answers(small, FEW)
        _write_answers(large, ROWS)
        _, few_mb = _score(small)
        seconds, many_mb = _score(large)
    return [
        Line("score cdasi, 1,000,000 rows, CSV to CSV, one core", ROWS / seconds, "rows/s", LEAST,
             seconds * 1000 / machine.loop_ms, at_least=True),
        Line("score cdasi, memory: 1,000,000 rows against 100,000", many_mb / few_mb, "×", 1.1),
        Line("score cdasi, memory at 1,000,000 rows", many_mb, "MB"),
    ]  # fmt: skip


def _write_answers(path: Path, rows: int) -> None:
    generator = random.Random(1)
    drawn = [
        [str(generator.randint(0, int(item.high))) for item in ITEMS] for _ in range(DIFFERENT)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *(item.name for item in ITEMS)])
        writer.writerows([str(number), *drawn[number % DIFFERENT]] for number in range(rows))


def _score(source: Path) -> tuple[float, float]:
    """Processor seconds of the whole command, which uses one core, and its peak memory in MB."""
    command = [sys.executable, "-m", "heliotrope", "score", "cdasi", str(source)]
    with subprocess.Popen([*command, "-o", f"{source}.out"], cwd=ROOT) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"score ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / KILOBYTES_A_MEGABYTE
