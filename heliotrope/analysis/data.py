"""ADSL and ADQS with the study → participants and their assessments, ready to be asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl

from heliotrope.datasets.write import render_csv
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of ADSL, as far as an analysis asks for it."""

    code: str
    enrolled: bool
    screen_failed: bool
    day_1: date | None
    age: int | None
    sex: str | None
    status: str | None
    """`COMPLETED`, `DISCONTINUED`, `ONGOING`; None if never enrolled."""
    end_date: date | None
    end_day: int | None
    end_reason: str | None
    """Code of the end-of-study form; None if completed or not known."""
    end_entry: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of ADQS."""

    subject: str
    code: str
    """PARAMCD."""
    visit: str | None
    """As recorded; None for a row made by a rule."""
    analysis_visit: str | None
    on: date | None
    day: int | None
    value: Decimal | None
    base: Decimal | None
    change: Decimal | None
    percent: float | None
    derivation: str | None
    is_baseline: bool
    chosen: bool
    chosen_or_returned: bool
    complete: bool
    reason: tuple[str, str] | None
    """Why there is no value, in English and Chinese."""
    entry: int


@dataclass(frozen=True)
class Data:
    """What an evaluation goes in with."""

    study: Study
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]
    cut_off: date | None
    fingerprint: str

    @cached_property
    def enrolled(self) -> tuple[Subject, ...]:
        """Everyone ever enrolled."""
        return tuple(subject for subject in self.subjects if subject.enrolled)

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str], list[Line]]:
        found: dict[tuple[str, str], list[Line]] = {}
        for line in self.lines:
            found.setdefault((line.subject, line.code), []).append(line)
        return found

    def lines_of(self, subject: Subject, endpoint: Endpoint) -> list[Line]:
        """A participant's rows of one endpoint."""
        return self._by_subject.get((subject.code, endpoint.code), [])

    @property
    def mark(self) -> str:
        """The first digits of the fingerprint, for the column `source`."""
        return f"data {self.fingerprint[:12]}"


def read_data(study: Study, adsl: pl.DataFrame, adqs: pl.DataFrame, cut_off: date | None) -> Data:
    """The datasets as objects, with the fingerprint of the study and of both."""
    digest = hashlib.sha256(study.fingerprint.encode())
    for frame in (adsl, adqs):
        digest.update(render_csv(frame).encode())
    return Data(
        study=study,
        subjects=tuple(_read_subject(row) for row in adsl.iter_rows(named=True)),
        lines=tuple(_read_line(row) for row in adqs.iter_rows(named=True)),
        cut_off=cut_off,
        fingerprint=digest.hexdigest(),
    )


def find_endpoint_visits(study: Study, endpoint: Endpoint) -> tuple[Visit, ...]:
    """The visits at which the endpoint is evaluated: where it is collected, from day 1 on.

    Visits that the plan names come along in any case.
    """
    names = list(study.visit_by_name)
    planned = {a.visit for a in study.plan.every_analysis if a.endpoint == endpoint.name}
    start = names.index(study.roles.day_1_visit)
    return tuple(
        visit
        for place, visit in enumerate(study.visits)
        if visit.name in planned
        or (place >= start and visit.kind == "scheduled" and endpoint.form in visit.forms)
    )


def _read_subject(row: dict[str, object]) -> Subject:
    return Subject(
        code=str(row["SUBJID"]),
        enrolled=row["ENRLFL"] == "Y",
        screen_failed=row["SCRFFL"] == "Y",
        day_1=_date(row["TRTSDT"]),
        age=_int(row["AGE"]),
        sex=_text(row["SEX"]),
        status=_text(row["EOSSTT"]),
        end_date=_date(row["EOSDT"]),
        end_day=_int(row["EOSDY"]),
        end_reason=_text(row["DCSREAS"]),
        end_entry=_int(row["EOSSEQ"]),
    )


def _read_line(row: dict[str, object]) -> Line:
    reason = _text(row["REASND"])
    return Line(
        subject=str(row["SUBJID"]),
        code=str(row["PARAMCD"]),
        visit=_text(row["VISIT"]),
        analysis_visit=_text(row["AVISIT"]),
        on=_date(row["ADT"]),
        day=_int(row["ADY"]),
        value=_decimal(row["AVAL"]),
        base=_decimal(row["BASE"]),
        change=_decimal(row["CHG"]),
        percent=_float(row["PCHG"]),
        derivation=_text(row["DTYPE"]),
        is_baseline=row["ABLFL"] == "Y",
        chosen=row["ANL01FL"] == "Y",
        chosen_or_returned=row["ANL02FL"] == "Y",
        complete=row["COMPLFL"] == "Y",
        reason=None if reason is None else (reason, _text(row["REASNDZH"]) or reason),
        entry=_int(row["SRCSEQ"]) or 0,
    )


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _date(cell: object) -> date | None:
    return cell if isinstance(cell, date) else None


def _float(cell: object) -> float | None:
    return cell if isinstance(cell, float) else None


def _int(cell: object) -> int | None:
    return int(cell) if isinstance(cell, float) else None


def _decimal(cell: object) -> Decimal | None:
    """The decimal whose float64 this is; whole ones without `.0`."""
    if not isinstance(cell, float):
        return None
    return Decimal(int(cell)) if cell.is_integer() else Decimal(repr(cell))
