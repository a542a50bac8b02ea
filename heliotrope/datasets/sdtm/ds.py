"""Consent, enrollment, screen failure and the end of study → DS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context, read_label, read_words
from heliotrope.datasets.sdtm.dm import DEATH_DATE
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    EVENTS,
    Cells,
    Domain,
    Rows,
    epoch,
    identify,
    number,
    render_moment,
    text,
    translate,
)
from heliotrope.datasets.sdtm.subjects import Subject
from heliotrope.datasets.sdtm.supp import list_extras
from heliotrope.datasets.standard import Dataset

REASONS = {
    "completed": "COMPLETED",
    "adverse_event": "ADVERSE EVENT",
    "lack_of_effect": "LACK OF EFFICACY",
    "withdrew_consent": "WITHDRAWAL BY SUBJECT",
    "lost_to_follow_up": "LOST TO FOLLOW-UP",
    "physician_decision": "PHYSICIAN DECISION",
    "pregnancy": "PREGNANCY",
    "death": "DEATH",
    "other": "OTHER",
}
MILESTONE, DISPOSITION = "PROTOCOL MILESTONE", "DISPOSITION EVENT"
CONSENTED, ENTERED, FAILED = "INFORMED CONSENT OBTAINED", "ENTERED INTO TRIAL", "SCREEN FAILURE"

DS = Domain(
    "DS",
    "Disposition",
    "One record per disposition status or protocol milestone per subject",
    EVENTS,
    ("STUDYID", "USUBJID", "DSDECOD", "DSSTDTC", "DSSEQ"),
    (
        *identify("DS"),
        text("DSTERM", "Reported Term for the Disposition Event", "Req"),
        text(
            "DSDECOD",
            "Standardized Disposition Term",
            "Req",
            "Assigned",
            note="Protocol milestones from PROTMLST, disposition events from NCOMPLT.",
        ),
        text("DSCAT", "Category for Disposition Event", "Exp", "Assigned", codelist="DSCAT"),
        text("DSSCAT", "Subcategory for Disposition Event", "Perm", "Assigned", codelist="DSSCAT"),
        epoch(),
        text("DSSTDTC", "Start Date/Time of Disposition Event", "Exp"),
        number("DSSTDY", "Study Day of Start of Disposition Event", "Perm", note=DAY_NOTE),
    ),
)


def make_ds(context: Context) -> Dataset:
    """DS: consent, entry into the trial, and how participation ended, in this order."""
    rows = Rows(DS)
    for subject in context.subjects:
        for cells, entry in _list_milestones(context, subject):
            rows.add(cells, entry)
        failed = subject.participant.screen_failed
        if failed is not None:
            at = failed.recorded.at.astimezone(ZoneInfo(context.study.time_zone)).date()
            cells = _make_row(context, subject, FAILED, at, DISPOSITION)
            rows.add(cells, failed.recorded.seq)
        if subject.end_record is not None:
            _add_end(context, rows, subject, subject.end_record)
    return rows.finish()


def _list_milestones(context: Context, subject: Subject) -> Iterator[tuple[Cells, int]]:
    roles = context.study.roles
    for record in subject.by_form.get(roles.consent_form or "", ()):
        signed = record.given(roles.consent_moment) if roles.consent_moment else None
        if isinstance(signed, date) and hasattr(signed, "astimezone"):
            local = signed.astimezone(ZoneInfo(context.study.time_zone))
            cells = _make_row(context, subject, CONSENTED, local.date(), MILESTONE)
            yield {**cells, "DSSTDTC": render_moment(local)}, record.seq
    enrolled = subject.participant.enrolled
    if enrolled is not None:
        cells = _make_row(context, subject, ENTERED, enrolled.happened, MILESTONE)
        yield cells, enrolled.recorded.seq


def _add_end(context: Context, rows: Rows, subject: Subject, record: Record) -> None:
    item = context.study.roles.end_reason
    reason = translate(REASONS, record.given(item)) if item else None
    label = read_label(context.study, record, item) if item else None
    cells = _make_row(context, subject, reason or "OTHER", subject.end_date, DISPOSITION)
    form = context.study.form(record.form)
    words = {"DSTERM": read_words(record, "detail") or (label or "Other").upper()}
    names = (item, context.study.roles.end_date, "detail", DEATH_DATE)
    taken = frozenset(name for name in names if name is not None)
    context.supplements.add_row(rows, cells, record.seq, words, list_extras(form, record, taken))


def _make_row(
    context: Context, subject: Subject, term: str, on: date | None, category: str
) -> Cells:
    return {
        **context.begin("DS", subject),
        "DSTERM": term,
        "DSDECOD": term,
        "DSCAT": category,
        "DSSCAT": "STUDY PARTICIPATION" if category == DISPOSITION else None,
        "EPOCH": subject.epoch(on),
        "DSSTDTC": render_moment(on),
        "DSSTDY": subject.day(on),
    }
