"""Seconds in; numbers that another machine can compare with, out."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One measured number, and the bar it must not pass; None: no bar, only told."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    loops: float | None = None
    """The value in units of the fixed loop, for milliseconds of processor time."""
    at_least: bool = False
    """True: the bar is a floor."""

    @property
    def holds(self) -> bool:
        """True if there is no bar or the value keeps to it."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar


@dataclass(frozen=True, slots=True)
class Machine:
    """How quick this machine is today: two yardsticks."""

    loop_ms: float
    """Processor time of one fixed loop in Python."""
    sync_ms: float
    """Median time of one fdatasync after 4 kB, where databases are made."""


def measure_machine() -> Machine:
    """Both yardsticks, measured now."""
    return Machine(min(_time_loop() for _ in range(5)), _time_sync())


def measure_percentile(values: Sequence[float], percent: int) -> float:
    """The value below which so many percent lie; the only value if there is one."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _time_loop() -> float:
    begin = time.process_time()
    total = 0
    for number in range(200_000):
        total += number * number % 7
    assert total > 0
    return (time.process_time() - begin) * 1000


def _time_sync() -> float:
    times = []
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        file = os.open(Path(folder) / "sync", os.O_CREAT | os.O_WRONLY)
        for _ in range(100):
            os.write(file, b"x" * 4096)
            begin = time.perf_counter()
            os.fdatasync(file)
            times.append((time.perf_counter() - begin) * 1000)
        os.close(file)
    return statistics.median(times)
