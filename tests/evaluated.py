"""Nothing in, the evaluation of the ten imagined participants with its documents out, made once."""

from __future__ import annotations

from functools import cache

from heliotrope.analysis.results import Results
from heliotrope.analysis.run import Evaluation, evaluate
from heliotrope.capture.snapshot import Snapshot
from heliotrope.report.contents import compose_report
from heliotrope.report.docx import render_report_docx, render_tables_docx
from heliotrope.report.html import render_html
from heliotrope.report.model import Document
from heliotrope.report.pdf import render_pdf
from heliotrope.report.trace import trace_document
from heliotrope.vocabulary import Language
from tests.imagined import make_reference_snapshot

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@cache
def reference_snapshot() -> Snapshot:
    """Ten participants, invented, in the reference study."""
    return make_reference_snapshot()


@cache
def reference_evaluation() -> Evaluation:
    """Their evaluation."""
    return evaluate(reference_snapshot())


def reference_results() -> Results:
    """The rows of that evaluation."""
    return reference_evaluation().results


@cache
def reference_report(language: Language) -> Document:
    """Its report."""
    return compose_report(reference_evaluation(), language)


@cache
def reference_html(language: Language) -> str:
    """The report as a page, with its traces."""
    report = reference_report(language)
    return render_html(report, trace_document(report, reference_evaluation()))


@cache
def reference_pdf(language: Language) -> bytes:
    """The report as a PDF."""
    return render_pdf(reference_report(language), reference_snapshot().cut_off)


@cache
def reference_docx(language: Language) -> bytes:
    """The report for Word."""
    return render_report_docx(reference_report(language), reference_snapshot().cut_off)


@cache
def reference_tables(language: Language) -> bytes:
    """Its tables alone, for Word."""
    return render_tables_docx(reference_report(language), reference_snapshot().cut_off)
