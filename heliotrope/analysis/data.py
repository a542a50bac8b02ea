"""ADaM with the study → participants, their assessments and events, ready to be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

import polars as pl

from heliotrope.datasets.adam.windows import is_evaluated_at
from heliotrope.datasets.standard import Datasets
from heliotrope.study.estimands import EventKind
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of ADSL, as far as an analysis asks for it."""

    code: str
    enrolled: bool
    screen_failed: bool
    treated: bool
    """With at least one dose."""
    evaluable: bool
    """Treated, with the primary endpoint at baseline and once later at least."""
    has_dosing: bool
    """Any row of the study drug was recorded."""
    has_medication: bool
    has_events: bool
    """Any adverse event was recorded."""
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
    category: str | None
    """The class that the value falls into, if it has one."""
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


@dataclass(frozen=True, slots=True)
class Course:
    """A participant's rows of one endpoint, in the order of ADQS, and the ones that count."""

    lines: tuple[Line, ...]
    baseline: Line | None
    chosen: Mapping[str, Line]
    """Analysis visit → the row that stands for it; a visit without one is not there."""
    returned: Mapping[str, Line]
    """Analysis visit → the row that a rule made for it."""


NO_COURSE = Course((), None, {}, {})


@dataclass(frozen=True, slots=True)
class Event:
    """One row of ADICE: an intercurrent event."""

    subject: str
    kind: EventKind
    label: Bilingual
    detail: Bilingual
    start: date | None
    """Its first day; None: not known."""
    day: int | None
    """Its first study day."""
    end: date | None
    end_day: int | None
    entry: int


LISTED = 200
"""Up to so many enrolled, participants are listed one by one; more stand in the datasets only."""


@dataclass(frozen=True)
class Data:
    """What an evaluation goes in with."""

    study: Study
    adam: Datasets
    subjects: tuple[Subject, ...]
    events: Mapping[str, tuple[Event, ...]]
    """Participant → intercurrent events, in the order of ADICE; nobody without one is there."""
    cut_off: date | None
    fingerprint: str
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What several analyses ask for, found once: observations, models, completed copies."""

    @cached_property
    def enrolled(self) -> tuple[Subject, ...]:
        """Everyone ever enrolled."""
        return tuple(subject for subject in self.subjects if subject.enrolled)

    @property
    def is_listed(self) -> bool:
        """True while everyone has rows and is named; False in a large study."""
        return len(self.enrolled) <= LISTED

    def select_population(self, name: str) -> tuple[Subject, ...]:
        """Who is counted in a population of the plan; StopIteration if there is none."""
        rule = next(one.rule for one in self.study.plan.populations if one.name == name)
        return tuple(subject for subject in self.subjects if getattr(subject, rule))

    def keep(self, key: Hashable, find: Callable[[], T]) -> T:
        """What is kept under the key; found and kept if it is not there yet."""
        if key not in self.kept:
            self.kept[key] = find()
        found: T = self.kept[key]
        return found

    @cached_property
    def _rows_by_code(self) -> dict[str, tuple[pl.DataFrame, pl.Series]]:
        adqs = self.adam["ADQS"]
        entries = adqs.entries
        frame = adqs.frame.with_columns(ENTRY=entries)
        parts = frame.partition_by("PARAMCD", as_dict=True, maintain_order=True)
        return {str(key[0]): (part.drop("ENTRY"), part["ENTRY"]) for key, part in parts.items()}

    def courses_of(self, endpoint: Endpoint) -> Mapping[str, Course]:
        """Participant → rows of the endpoint; nobody without a row is there."""
        frame, entries = self._rows_by_code.get(endpoint.code, (None, None))
        if frame is None or entries is None:
            return {}
        return self.keep(("courses", endpoint.code), lambda: _read_courses(frame, entries))

    def lines_of(self, subject: Subject, endpoint: Endpoint) -> Sequence[Line]:
        """A participant's rows of one endpoint."""
        return self.courses_of(endpoint).get(subject.code, NO_COURSE).lines

    def has_lines(self, endpoint: Endpoint) -> bool:
        """True if anybody has a row of the endpoint."""
        return endpoint.code in self._rows_by_code

    def has_values(self, endpoint: Endpoint) -> bool:
        """True if anybody ever has a value of the endpoint."""
        frame, _ = self._rows_by_code.get(endpoint.code, (None, None))
        return frame is not None and frame["AVAL"].null_count() < frame.height

    @property
    def mark(self) -> str:
        """The first digits of the fingerprint, for the column `source`."""
        return f"data {self.fingerprint[:12]}"


def read_data(study: Study, adam: Datasets, cut_off: date | None) -> Data:
    """The datasets as objects, with the fingerprint of the study and of all of them."""
    events: dict[str, list[Event]] = {}
    if "ADICE" in adam:
        dataset = adam["ADICE"]
        entries = dataset.entries if dataset.entries is not None else [0] * dataset.frame.height
        for row, entry in zip(dataset.frame.iter_rows(named=True), entries, strict=True):
            events.setdefault(str(row["SUBJID"]), []).append(_read_event(row, entry))
    return Data(
        study=study,
        adam=adam,
        subjects=tuple(_read_subject(row) for row in adam["ADSL"].frame.iter_rows(named=True)),
        events={code: tuple(found) for code, found in events.items()},
        cut_off=cut_off,
        fingerprint=compute_fingerprint(study, adam),
    )


def compute_fingerprint(study: Study, adam: Datasets) -> str:
    """SHA-256 over the study's fingerprint and every dataset, name by name, as CSV."""
    digest = hashlib.sha256(study.fingerprint.encode())
    for dataset in adam:
        digest.update(f"\n{dataset.name}\n".encode())
        digest.update(dataset.frame.write_csv().encode())
    return digest.hexdigest()


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
        or (place >= start and visit.kind == "scheduled" and is_evaluated_at(endpoint, visit))
    )


def _read_subject(row: dict[str, object]) -> Subject:
    return Subject(
        code=str(row["SUBJID"]),
        enrolled=row["ENRLFL"] == "Y",
        screen_failed=row["SCRFFL"] == "Y",
        treated=row["SAFFL"] == "Y",
        evaluable=row["EVALFL"] == "Y",
        has_dosing=row["EXRECFL"] == "Y",
        has_medication=row["CMRECFL"] == "Y",
        has_events=row["AERECFL"] == "Y",
        day_1=_date(row["TRTSDT"]),
        age=_int(row["AGE"]),
        sex=_text(row["SEX"]),
        status=_text(row["EOSSTT"]),
        end_date=_date(row["EOSDT"]),
        end_day=_int(row["EOSDY"]),
        end_reason=_text(row["DCSREAS"]),
        end_entry=_int(row["EOSSEQ"]),
    )


def _read_event(row: dict[str, object], entry: int | None) -> Event:
    return Event(
        subject=str(row["SUBJID"]),
        kind=cast("EventKind", row["ICECAT"]),
        label=Bilingual(str(row["ICETERM"]), str(row["ICETERMZ"])),
        detail=Bilingual(_text(row["ICEDESC"]) or "", _text(row["ICEDESCZ"]) or ""),
        start=_date(row["ASTDT"]),
        day=_int(row["ASTDY"]),
        end=_date(row["AENDT"]),
        end_day=_int(row["AENDY"]),
        entry=entry or 0,
    )


def _read_courses(frame: pl.DataFrame, entries: pl.Series) -> dict[str, Course]:
    """The rows of one endpoint, by participant; a column at a time."""
    cells = {name: frame[name].to_list() for name in frame.columns}
    why = zip(cells["REASND"], cells["REASNDZH"], strict=True)
    lines = map(
        Line,
        cells["SUBJID"],
        cells["PARAMCD"],
        cells["VISIT"],
        cells["AVISIT"],
        cells["ADT"],
        map(_int, cells["ADY"]),
        map(_decimal, cells["AVAL"]),
        cells["AVALCAT1"],
        map(_decimal, cells["BASE"]),
        map(_decimal, cells["CHG"]),
        cells["PCHG"],
        cells["DTYPE"],
        (flag == "Y" for flag in cells["ABLFL"]),
        (flag == "Y" for flag in cells["ANL01FL"]),
        (flag == "Y" for flag in cells["ANL02FL"]),
        (flag == "Y" for flag in cells["COMPLFL"]),
        (None if en is None else (en, zh or en) for en, zh in why),
        (entry or 0 for entry in entries),
    )
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.subject, []).append(line)
    return {code: _make_course(lines) for code, lines in found.items()}


def _make_course(lines: Sequence[Line]) -> Course:
    """The first row of each kind counts, as there is one at most."""
    chosen: dict[str, Line] = {}
    returned: dict[str, Line] = {}
    baseline = None
    for line in lines:
        if line.is_baseline and baseline is None:
            baseline = line
        if line.analysis_visit is None:
            continue
        if line.chosen:
            chosen.setdefault(line.analysis_visit, line)
        if line.derivation is not None:
            returned.setdefault(line.analysis_visit, line)
    return Course(tuple(lines), baseline, chosen, returned)


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
    return _as_decimal(cell) if isinstance(cell, float) else None


@lru_cache(maxsize=65536)
def _as_decimal(cell: float) -> Decimal:
    return Decimal(int(cell)) if cell.is_integer() else Decimal(repr(cell))
