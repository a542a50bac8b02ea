"""Names of benchmarks in, one table and `bench/latest.json` out.

`python -m bench` runs all; `python -m bench saves walk` some; `--quick` kills ten times only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.commands import bench_commands
from bench.kill import bench_kill_postgresql, bench_kill_sqlite
from bench.measure import Line, Machine, measure_machine
from bench.pages import bench_pages
from bench.repeated import bench_repeated
from bench.saves import bench_saves
from bench.scale import bench_scale
from bench.scores import bench_scores
from bench.walk import bench_walk

LATEST = Path(__file__).parent / "latest.json"


def list_benches(machine: Machine, *, quick: bool) -> dict[str, Callable[[], list[Line]]]:
    """Name → what runs it."""
    return {
        "saves": lambda: bench_saves(machine),
        "pages": lambda: bench_pages(machine),
        "commands": bench_commands,
        "scores": lambda: bench_scores(machine),
        "scale": lambda: bench_scale(machine),
        "walk": lambda: bench_walk(machine),
        "repeated": bench_repeated,
        "kill-sqlite": lambda: bench_kill_sqlite(10 if quick else 200),
        "kill-postgresql": lambda: bench_kill_postgresql(5 if quick else 50),
    }


def main() -> int:
    """Run, print, write; 1 if a bar was passed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    machine = measure_machine()
    benches = list_benches(machine, quick=asked.quick)
    unknown = set(asked.names) - benches.keys()
    if unknown:
        parser.error(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(benches)}"
        )
    measured = {name: benches[name]() for name in asked.names or benches}
    lines = [line for group in measured.values() for line in group]
    print(render_table(machine, lines))
    _write(machine, measured)
    return 0 if all(line.holds for line in lines) else 1


def render_table(machine: Machine, lines: list[Line]) -> str:
    """One table, the yardsticks on top."""
    yardsticks = f"one loop {machine.loop_ms:.1f} ms, one fdatasync {machine.sync_ms:.2f} ms"
    width = max(len(line.name) for line in lines)
    return "\n".join([yardsticks, *(_render(line, width) for line in lines)])


def _render(line: Line, width: int) -> str:
    sign = "" if line.bar is None else f"{'≥' if line.at_least else '≤'} {line.bar:g}"
    loops = "" if line.loops is None else f"{line.loops:.2f} loops"
    verdict = "" if line.holds else "PASSED THE BAR"
    number = f"{line.value:>10.1f} {line.unit:<7}"
    return f"{line.name:<{width}}  {number} {sign:<8} {loops:<12} {verdict}".rstrip()


def _write(machine: Machine, measured: dict[str, list[Line]]) -> None:
    """Into the latest numbers; those of benchmarks that did not run now stay."""
    known = json.loads(LATEST.read_text("utf-8")) if LATEST.exists() else {}
    for name, lines in measured.items():
        known[name] = {"machine": asdict(machine), "lines": [asdict(line) for line in lines]}
    LATEST.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
