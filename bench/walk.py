"""A long chain in; how long its walk takes, out."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from bench.measure import Line, Machine
from bench.trial import STUDY, list_items
from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.capture.entries import Answered, Founded, StudyVersion, store_value
from heliotrope.capture.ledger import Draft, Link, chain
from heliotrope.capture.rows import Row, make_row
from heliotrope.capture.verify import verify
from heliotrope.study.load import parse_study, read_folder
from heliotrope.vocabulary import Person, Value

ROWS = 20_000


def bench_walk(machine: Machine) -> list[Line]:
    """Of whole CDASI entries, per 100,000; without and with computing every score again."""
    rows = _make_rows()
    lines = []
    for name, rescore, bar in (("the chain alone", False, None), ("with scores", True, None)):
        begin = time.process_time()
        assert verify(rows, [], rescore=rescore).holds
        spent = (time.process_time() - begin) * 1000 * 100_000 / ROWS
        lines.append(
            Line(
                f"verify, 100,000 CDASI entries, {name}", spent, "ms", bar, spent / machine.loop_ms
            )
        )
    return lines


def _make_rows() -> list[Row]:

    files = read_folder(STUDY)
    study = parse_study(files)
    values: dict[str, Value | None] = dict.fromkeys(list_items(), 1)
    scores = derive_score_values(derive_score(study.form("cdasi"), values))
    version = StudyVersion(version=study.version, fingerprint=study.fingerprint)
    founded = Founded(
        database="rehearsal", study_id=study.id, version=study.version,
        fingerprint=study.fingerprint, files=files,
    )  # fmt: skip
    answered = Answered(
        participant="NC-001", visit="baseline", form="cdasi", repeat=1, form_version=1,
        complete=True, performed="2026-03-02",
        values={name: store_value(value) for name, value in values.items()},
        scores={name: store_value(value) for name, value in scores.items()},
        instrument="cdasi 2", findings=(), deviations=(),
    )  # fmt: skip
    head: Link | None = None
    at = datetime(2026, 3, 2, tzinfo=UTC)
    rows: list[Row] = []
    for number in range(ROWS):
        fact = answered.model_copy(update={"form_version": number}) if number else founded
        at += timedelta(seconds=1)
        link = chain(Draft(fact), head, Person("p1", "a", "A", "coordinator"), at, version)
        head = Link(link.entry.seq, link.hash, at)
        rows.append(make_row(link))
    return rows
