"""A snapshot → what every domain is made from: subjects, and a place for what has no variable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heliotrope.capture.ledger import Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.sdtm.frames import Cells, begin
from heliotrope.datasets.sdtm.subjects import Subject, make_subjects
from heliotrope.datasets.sdtm.supp import Supplements
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import PartialDate

REDACTED = "REDACTED"
"""In place of a text that a signed decision emptied."""


@dataclass(frozen=True)
class Context:
    """What every domain is made from."""

    study: Study
    study_id: str
    subjects: tuple[Subject, ...]
    supplements: Supplements
    cut_off: date | None

    def begin(self, domain: str, subject: Subject) -> Cells:
        """The cells that a row of the subject begins with."""
        return begin(self.study_id, domain, subject.usubjid)


def make_study_id(study: Study) -> str:
    """STUDYID."""
    return study.id.upper()


def make_context(snapshot: Snapshot) -> Context:
    """The context of a snapshot."""
    study_id = make_study_id(snapshot.study)
    return Context(
        snapshot.study,
        study_id,
        make_subjects(snapshot),
        Supplements(study_id),
        snapshot.cut_off,
    )


def read_words(record: Record, item: str) -> str | None:
    """A text as typed; REDACTED where it was emptied; None if none was given."""
    if item in record.redacted:
        return REDACTED
    value = record.given(item)
    return None if value is None else str(value)


def read_label(study: Study, record: Record, item: str) -> str | None:
    """The English label of a recorded code; None if none was given."""
    value = record.given(item)
    if value is None:
        return None
    known = study.form(record.form).item_by_name.get(item)
    codes = known.codes if known else ()
    return next((code.label.en for code in codes if code.code == value), str(value))


def span(
    domain: str, subject: Subject, start: date | PartialDate | None, end: date | PartialDate | None
) -> Cells:
    """--STDTC, --ENDTC, --STDY, --ENDY and EPOCH of a period."""
    return {
        "EPOCH": subject.epoch(start),
        f"{domain}STDTC": start.isoformat() if start else None,
        f"{domain}ENDTC": end.isoformat() if end else None,
        f"{domain}STDY": subject.day(start),
        f"{domain}ENDY": subject.day(end),
    }


def leave_open(
    context: Context, domain: str, subject: Subject, end: date | PartialDate | None
) -> Cells:
    """--ENRTPT and --ENTPT of what has no end: ongoing at the latest contact, else the cut-off."""
    at = subject.latest_contact or context.cut_off
    if end is not None or at is None:
        return {}
    return {f"{domain}ENRTPT": "ONGOING", f"{domain}ENTPT": at.isoformat()}
