"""Copies that leave the program: the entries, the study's files, a case record, everything."""

from __future__ import annotations

import csv
import io
import zipfile

from django.http import HttpResponse

from heliotrope.capture.entries import restore_value
from heliotrope.capture.roles import require_allowed
from heliotrope.web.actions.look import record_export
from heliotrope.web.copying import render_archive
from heliotrope.web.find import find_entries, find_study_files
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.audit import read_filter, say_fact
from heliotrope.web.pages.entrance import for_reader

AUDIT_COLUMNS = (
    "entry", "at_utc", "person", "name", "role", "kind", "participant", "what", "why",
    "why_text", "study_version", "clock_back_seconds", "hash", "previous",
)  # fmt: skip


_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def keep_as_text(cell: str) -> str:
    """The cell as a table program shows it and never runs it: a formula gets an apostrophe.

    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell


def make_download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@for_reader("view_audit")
def study_download(reader: Reader) -> HttpResponse:
    """`/study/files.zip`: the study's files in force, as they were read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(find_study_files().items()):
            archive.writestr(name, text)
    name = f"{reader.study.id}-v{reader.study.version}.zip"
    return make_download(buffer.getvalue(), name, "application/zip")


@for_reader("view_audit")
def plan_download(reader: Reader) -> HttpResponse:
    """`/study/analysis-plan.pdf`: the analysis plan in force, with its versions; no result."""
    from heliotrope.capture.plan_history import derive_plan_history
    from heliotrope.report.plan.document import compose_analysis_plan
    from heliotrope.report.plan.write import render_plan_pdf

    state, study = reader.state, reader.study
    document = compose_analysis_plan(
        study,
        reader.language,
        derive_plan_history(state),
        synthetic=state.database == "rehearsal",
        head=str(state.head) if state.head else None,
    )
    name = f"{study.id}-analysis-plan-v{study.plan.version}.pdf"
    return make_download(render_plan_pdf(document, study), name, "application/pdf")


@for_reader("view_audit")
def audit_export(reader: Reader) -> HttpResponse:
    """`/entries/export.csv`: the entries that the filter lets through, oldest first."""
    require_allowed(reader.person, "export")
    record_export(reader.store, reader.person, "entries.csv")
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow(AUDIT_COLUMNS)
    found = find_entries(read_filter(reader), 1, 10_000_000)
    for link in reversed(found.links):
        entry = link.entry
        cells = (
            str(entry.seq),
            entry.at,
            entry.by.id,
            entry.by.name,
            entry.by.role,
            entry.fact.kind,
            getattr(entry.fact, "participant", ""),
            say_fact(reader, entry.fact),
            entry.why.code if entry.why else "",
            str(restore_value(entry.why.text, link.texts) or "") if entry.why else "",
            entry.study.version,
            entry.clock_back_seconds or "",
            link.hash,
            entry.previous,
        )
        writer.writerow([keep_as_text(cell) for cell in cells])
    head = str(reader.store.state().head or "").partition(":")[0]
    return make_download(
        buffer.getvalue().encode(), f"entries-to-{head}.csv", "text/csv; charset=utf-8"
    )


@for_reader()
def casebook(reader: Reader, code: str) -> HttpResponse:
    """`/participants/<code>/record.pdf`: one participant's whole record, with signatures."""
    from heliotrope.report.casebook import Origin, compose_casebook, render_casebook

    one = reader.participant(code)
    origin = Origin(str(reader.state.head), reader.state.database == "rehearsal", reader.now)
    composed = compose_casebook(reader.study, one, origin, reader.language)
    content = render_casebook(composed, reader.today)
    record_export(reader.store, reader.person, f"{code}.pdf")
    return make_download(content, f"{code}.pdf", "application/pdf")


@for_reader("export")
def export(reader: Reader) -> HttpResponse:
    """`/export.zip`: tables, entries, study files and head, as the site's own copy."""
    recorded = record_export(reader.store, reader.person, "export.zip")
    head = str(recorded.state.head or "").partition(":")[0]
    name = f"{reader.study.id}-to-{head}.zip"
    return make_download(render_archive(recorded.state), name, "application/zip")
