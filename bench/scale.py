"""A rehearsed ledger multiplied in; the time of each part of its evaluation and of all out."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Line, Machine
from bench.trial import ROOT, STUDY
from heliotrope.capture.entries import compute_commitment, compute_hash
from heliotrope.web.workers import count_workers

BAR = 60
"""Seconds from the ledger to datasets and results, of 10,000 participants."""
PARTS = ("ledger", "SDTM", "ADaM", "results")
SIZES = (100, 1_000)

_DIGEST = re.compile(r'"([0-9a-f]{64})"')
_NUMBER = re.compile(r'"(seq|signature|caused_by)":(\d+)')


def bench_scale(machine: Machine, sizes: tuple[int, ...] = SIZES) -> list[Line]:
    """Processor seconds of each part at each size; at 10,000 participants the whole has a bar."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        source = Path(folder) / "rehearsal.sqlite3"
        _run("heliotrope", "rehearse", "--study", str(STUDY), "--database", f"sqlite:///{source}")
        for size in sizes:
            target = Path(folder) / f"{size}.sqlite3"
            multiply_ledger(source, target, size)
            found = json.loads(_run("bench.scale_worker", str(target)))
            lines += [_line(machine, size, part, found[part]) for part in PARTS]
            road = json.loads(_run("bench.scale_worker", str(target), str(count_workers())))
            whole, bar = road["datasets"] + road["results"], BAR if size >= 10_000 else None
            what = f"{size:,} participants, ledger to results, {count_workers()} processes"
            lines.append(Line(what, whole, "s", bar, whole * 1e3 / machine.loop_ms))
            lines.append(Line(f"{size:,} participants, memory", road["memory"], "MB"))
            target.unlink()
    return lines


def _line(machine: Machine, size: int, part: str, seconds: float) -> Line:
    return Line(
        f"{size:,} participants, {part}", seconds, "s", None, seconds * 1e3 / machine.loop_ms
    )


def _run(module: str, *arguments: str) -> str:
    words = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def multiply_ledger(source: Path, target: Path, participants: int) -> None:
    """A ledger in which everyone of the source stands as often as asked, under new codes.

    Each entry is followed by its copies, so that time runs forward; the chain, what signatures
    cover, and what entries commit to hold for the copies too.
    """
    shutil.copyfile(source, target)
    with sqlite3.connect(target) as made:
        guards = made.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = dict(guards.fetchall())
        for name in triggers:
            made.execute(f'DROP TRIGGER "{name}"')
        rows = made.execute("SELECT * FROM ledger ORDER BY seq").fetchall()
        texts: dict[int, list[tuple[str, str | None, str | None]]] = {}
        for commitment, seq, salt, text in made.execute("SELECT * FROM ledger_text"):
            texts.setdefault(seq, []).append((commitment, salt, text))
        made.execute("DELETE FROM ledger")
        made.execute("DELETE FROM ledger_text")
        copier = _Copier(participants, texts)
        marks = ", ".join("?" * 12)
        made.executemany(f"INSERT INTO ledger VALUES ({marks})", copier.copy(rows))
        made.executemany("INSERT INTO ledger_text VALUES (?, ?, ?, ?)", copier.sealed)
        for trigger in triggers.values():
            made.execute(trigger)
    made.close()


class _Copier:
    """The rows of a ledger on their way into a longer one."""

    def __init__(
        self, participants: int, texts: dict[int, list[tuple[str, str | None, str | None]]]
    ) -> None:
        self.participants, self.texts = participants, texts
        self.sealed: list[tuple[str, int, str | None, str | None]] = []
        self.digests: dict[tuple[int, str], str] = {}
        """Copy and digest in the source → digest here."""
        self.numbers: dict[tuple[int, int], int] = {}
        self.seq, self.hash = 0, "0" * 64

    def copy(self, rows: list[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        """All rows, as a table's; so far as wanted each participant's several times."""
        codes = dict.fromkeys(row[4] for row in rows if row[4] is not None)
        places = {code: place for place, code in enumerate(codes)}
        for row in rows:
            if row[4] is None:
                yield self._make(row, 0, None)
                continue
            for copy in range(places[row[4]], self.participants, len(codes)):
                yield self._make(row, copy // len(codes), f"{row[4]}-{copy // len(codes):05d}")

    def _make(self, row: tuple[object, ...], copy: int, code: str | None) -> tuple[object, ...]:
        seq, text, digests, numbers = int(str(row[0])), str(row[11]), self.digests, self.numbers
        self.seq += 1
        numbers[copy, seq] = self.seq
        for commitment, salt, words in self.texts.get(seq, ()):
            new = f"{copy:032x}" if salt is None else f"{copy:08x}{salt[8:]}"
            fresh = compute_commitment(new, words) if words is not None else commitment
            digests[copy, commitment] = fresh
            self.sealed.append((fresh, self.seq, new, words))
        text = text.replace(f'"previous":"{row[10]}"', f'"previous":"{self.hash}"')
        if code is not None:
            text = text.replace(f'"{row[4]}"', f'"{code}"')
            text = _DIGEST.sub(lambda m: f'"{digests.get((copy, m[1]), m[1])}"', text)
        text = _NUMBER.sub(lambda m: f'"{m[1]}":{numbers.get((copy, int(m[2])), int(m[2]))}', text)
        previous, self.hash = self.hash, compute_hash(text)
        digests[copy, str(row[9])] = self.hash
        return (self.seq, *row[1:4], code, *row[5:9], self.hash, previous, text)
