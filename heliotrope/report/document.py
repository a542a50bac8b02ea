"""A page of an evaluation → one self-contained HTML text, and one PDF, in the page's language."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from functools import cache
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from heliotrope.report.figures import Figure
from heliotrope.report.page import Page
from heliotrope.report.typeset import TEMPLATES, choose_moment, typeset


def render_html(page: Page) -> str:
    """The report as one HTML text without scripts, links or anything to fetch."""
    css = (TEMPLATES / "report.css").read_text("utf-8")
    return _environment().get_template("report.html").render(page=page, css=css)


def render_pdf(page: Page, on: date | None) -> bytes:
    """The report as PDF/A-2b, dated `on`; the same page and day give the same bytes.

    Raises ReportFailed if the typesetter has so much as a warning.
    """
    moment = choose_moment(on)
    return typeset("report.typ", _render_json(page, moment.date()), moment)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render_json(page: Page, on: date) -> str:
    """The page as the typesetter's template reads it."""
    data = asdict(page)
    data["date"] = [on.year, on.month, on.day]
    data["estimates"] = asdict(page.table("estimates"))
    data["tables"] = [asdict(table) for table in page.tables if table.name != "estimates"]
    data["figures"] = [_describe(figure) for figure in page.figures]
    data["primary_figure"] = _describe(page.primary_figure) if page.primary_figure else None
    return json.dumps(data, ensure_ascii=False)


def _describe(figure: Figure) -> dict[str, str | int]:
    """The figure with its width and its words for those who cannot see it."""
    root = ElementTree.fromstring(figure.svg)  # noqa: S314 (our own text)
    alt = root.findtext("{http://www.w3.org/2000/svg}desc") or figure.title
    width = int(root.attrib["width"])
    words = {"title": figure.title, "caption": figure.caption, "alt": alt}
    return {**words, "svg": figure.svg, "width": width}
