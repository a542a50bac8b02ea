"""An evaluation → the folder `registry/`: results.xml, results.json, results.html, to_enter.txt."""

from __future__ import annotations

from pathlib import Path

from heliotrope.analysis.run import Evaluation
from heliotrope.report.html import render_html
from heliotrope.report.registry.fill import fill_form
from heliotrope.report.registry.page import compose_form
from heliotrope.report.registry.study_json import render_json
from heliotrope.report.registry.xml import render_xml
from heliotrope.report.trace import trace_document
from heliotrope.report.view import View

FOLDER = "registry"
FILES = ("results.xml", "results.json", "results.html", "to_enter.txt")


def render_registry(evaluation: Evaluation) -> dict[str, str]:
    """File of `FILES` → its text; in English, as the registry wants it."""
    view = View(evaluation, "en")
    form = fill_form(view)
    document = compose_form(view, form)
    return {
        "results.xml": render_xml(form),
        "results.json": render_json(form),
        "results.html": render_html(document, trace_document(document, evaluation)),
        "to_enter.txt": "".join(f"- {line}\n" for line in form.to_enter),
    }


def write_registry(evaluation: Evaluation, folder: Path) -> None:
    """Write the four files into `registry/` below the folder; the same evaluation, the same bytes.

    OSError if the folder cannot be written.
    """
    own = folder / FOLDER
    own.mkdir(parents=True, exist_ok=True)
    for name, text in render_registry(evaluation).items():
        (own / name).write_text(text, "utf-8", newline="")


def remove_registry(folder: Path) -> None:
    """Remove what an earlier evaluation wrote there, and nothing else."""
    own = folder / FOLDER
    for name in FILES:
        (own / name).unlink(missing_ok=True)
    if own.is_dir() and not any(own.iterdir()):
        own.rmdir()
