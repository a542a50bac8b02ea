"""A version of a study, or a snapshot with its history → the analysis plan as files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from heliotrope.capture.snapshot import Snapshot
from heliotrope.report.html import render_html
from heliotrope.report.model import Document
from heliotrope.report.pdf import render_pdf
from heliotrope.report.plan.document import compose_analysis_plan
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Language

NAME = "analysis_plan"
"""Of the files in an evaluation's folder, before what tells languages and versions apart."""

_EARLIER = re.compile(rf"{NAME}_files_v[^/\\]*\.pdf")
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")


def render_plan_pdf(document: Document, study: Study) -> bytes:
    """The plan as PDF/A-2b, dated by the day it was fixed on; undated before.

    Raises ReportFailed if the typesetter has so much as a warning.
    """
    fixed = study.plan.fixed_on
    return render_pdf(document, date.fromisoformat(fixed) if fixed else None)


def write_study_plan(study: Study, path: Path, language: Language) -> None:
    """The plan of a folder of study files: HTML where the name ends with .html, else PDF."""
    document = compose_analysis_plan(study, language)
    if path.suffix.lower() in {".html", ".htm"}:
        path.write_text(render_html(document), "utf-8", newline="")
    else:
        path.write_bytes(render_plan_pdf(document, study))


def write_analysis_plans(snapshot: Snapshot, folder: Path, language: Language) -> None:
    """`analysis_plan.pdf` and `.html` of the version in force, and a PDF of each earlier one.

    Earlier versions are `analysis_plan_files_v<version of the study's files>.pdf`; those that an
    earlier evaluation left in the folder and this one does not write are removed.
    """
    history = snapshot.plan_history
    remove_analysis_plans(folder)

    def compose(study: Study) -> Document:
        return compose_analysis_plan(
            study, language, history, synthetic=snapshot.synthetic, head=snapshot.head
        )

    for version in history.versions[:-1]:
        study = version.study
        document = compose(study)
        name = f"{NAME}_files_v{_UNSAFE.sub('-', study.version)}.pdf"
        (folder / name).write_bytes(render_plan_pdf(document, study))
    document = compose(snapshot.study)
    (folder / f"{NAME}.html").write_text(render_html(document), "utf-8", newline="")
    (folder / f"{NAME}.pdf").write_bytes(render_plan_pdf(document, snapshot.study))


def remove_analysis_plans(folder: Path) -> None:
    """Take away what an earlier evaluation left in the folder under these names, no more."""
    earlier = [path for path in folder.glob(f"{NAME}_*.pdf") if _EARLIER.fullmatch(path.name)]
    for path in (*earlier, folder / f"{NAME}.html", folder / f"{NAME}.pdf"):
        path.unlink(missing_ok=True)
