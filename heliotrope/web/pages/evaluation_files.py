"""An evaluation and the name of one of its files → that file, made when somebody asks for it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from heliotrope import __version__
from heliotrope.vocabulary import Language

if TYPE_CHECKING:
    from heliotrope.analysis.run import Evaluation
    from heliotrope.report.model import Document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
FILES = {
    "results.csv": "text/csv; charset=utf-8",
    "report.pdf": PDF,
    "report.html": HTML,
    "report.docx": WORD,
    "tables.docx": WORD,
    "checklists.pdf": PDF,
    "registry.html": HTML,
    "registry.xml": "application/xml",
    "datasets.zip": "application/zip",
}
"""Name → media type."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can hold: the same evaluation gives the same bytes."""


def render_file(evaluated: Evaluation, name: str, language: Language) -> bytes:
    """One of `FILES`, as `heliotrope evaluate` writes it; KeyError for another name.

    The registry's form is in English. Raises ReportFailed if a PDF cannot be set.
    """
    from heliotrope.analysis.results import render_results
    from heliotrope.report.contents import compose_report

    if name == "results.csv":
        return ("\ufeff" + render_results(evaluated.results)).encode()
    if name == "datasets.zip":
        return _zip_datasets(evaluated)
    if name in {"registry.html", "registry.xml"}:
        from heliotrope.report.registry.write import render_registry

        return render_registry(evaluated)[name.replace("registry", "results")].encode()
    return _render_document(evaluated, compose_report(evaluated, language), name)


def _render_document(evaluated: Evaluation, document: Document, name: str) -> bytes:
    from heliotrope.report.docx import render_report_docx, render_tables_docx
    from heliotrope.report.html import render_html
    from heliotrope.report.pdf import render_pdf
    from heliotrope.report.trace import trace_document

    cut_off = evaluated.snapshot.cut_off
    if name == "report.html":
        return render_html(document, trace_document(document, evaluated)).encode()
    if name == "report.docx":
        return render_report_docx(document, cut_off)
    if name == "tables.docx":
        return render_tables_docx(document, cut_off)
    report = render_pdf(document, cut_off)
    if name == "report.pdf":
        return report
    if name != "checklists.pdf":
        raise KeyError(name)
    from heliotrope.report.checklist import compose_checklists
    from heliotrope.report.pages import read_pages
    from heliotrope.report.view import View

    pages = read_pages(report, document)
    checklists = compose_checklists(View(evaluated, document.language), document, pages)
    return render_pdf(checklists, cut_off)


def _zip_datasets(evaluated: Evaluation) -> bytes:
    from heliotrope.datasets.delivery import describe_delivery
    from heliotrope.datasets.files import write_datasets

    out = io.BytesIO()
    with TemporaryDirectory(prefix="heliotrope-") as folder:
        delivery = describe_delivery(evaluated.snapshot, __version__)
        write_datasets(evaluated.sdtm, evaluated.adam, delivery, Path(folder))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(str(path.relative_to(folder)), _EPOCH)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    whole.writestr(entry, path.read_bytes())
    return out.getvalue()
