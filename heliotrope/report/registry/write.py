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


def write_registry(evaluation: Evaluation, folder: Path) -> None:
    """Write the four files into `registry/` below the folder; the same evaluation, the same bytes.

    The form is in English, as the registry wants it. OSError if the folder cannot be written.
    """
    view = View(evaluation, "en")
    form = fill_form(view)
    document = compose_form(view, form)
    texts = {
        "results.xml": render_xml(form),
        "results.json": render_json(form),
        "results.html": render_html(document, trace_document(document, evaluation)),
        "to_enter.txt": "".join(f"- {line}\n" for line in form.to_enter),
    }
    own = folder / FOLDER
    own.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (own / name).write_text(text, "utf-8", newline="")


def remove_registry(folder: Path) -> None:
    """Remove what an earlier evaluation wrote there, and nothing else."""
    own = folder / FOLDER
    for name in FILES:
        (own / name).unlink(missing_ok=True)
    if own.is_dir() and not any(own.iterdir()):
        own.rmdir()
