"""What the study's files and the ledger show."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.forms import CriterionRow, Field, NotFoundRow
from heliotrope.web.pages.views.parts import Button, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One statement of the record or of the plan."""

    label: str
    value: str
    mark: Mark = ""
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """One form with the visits at which it is due (`True`), in the order of the columns."""

    label: str
    at: tuple[bool, ...]
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleColumn:
    """One visit of the schedule."""

    label: str
    day: str
    window: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One outcome measure of the record."""

    role: str
    measure: str
    time_frame: str
    mark: Mark = ""
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFilesPage:
    """`study_files.html`."""

    title: str
    line: str
    """Version, fingerprint, since when in force."""
    downloads: tuple[Button, ...]
    record: tuple[RecordRow, ...]
    inclusion: tuple[CriterionRow, ...]
    exclusion: tuple[CriterionRow, ...]
    not_found: tuple[NotFoundRow, ...]
    columns: tuple[ScheduleColumn, ...]
    schedule: tuple[ScheduleRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    plan: tuple[RecordRow, ...]
    faults: tuple[str, ...]
    versions: tuple[RecordRow, ...] = ()


# ------------------------------------------------------------------ audit trail


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One entry of the ledger."""

    entry: str
    at: str
    who: str
    role: str
    kind: str
    subject: str
    subject_href: str
    what: str
    reason: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """`audit.html`. Filters are sent by GET under their names."""

    line: str
    """Entries in all, when the chain was last verified, its head."""
    filters: tuple[Field, ...]
    rows: tuple[AuditRow, ...]
    shown: str
    """e.g. `1–100 of 1,287`."""
    export_href: str
    clear_href: str
    newer_href: str = ""
    older_href: str = ""
    zone: str = ""
