"""A page of an evaluation → one self-contained HTML text, and one PDF, in the page's language."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from heliotrope.report.figures import Figure
from heliotrope.report.page import Page

TEMPLATES = Path(__file__).parent / "templates"
FONTS = "manimgx_fonts_cjk"
"""The package that carries Noto Sans CJK."""
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date a PDF/A must carry where no day of the data is known."""


class ReportFailed(Exception):
    """The typesetter warned or failed: a document with boxes for letters is none."""


def render_html(page: Page) -> str:
    """The report as one HTML text without scripts, links or anything to fetch."""
    css = (TEMPLATES / "report.css").read_text("utf-8")
    return _environment().get_template("report.html").render(page=page, css=css)


def render_pdf(page: Page, on: date | None) -> bytes:
    """The report as PDF/A-2b, dated `on`; the same page and day give the same bytes.

    Only the package's own font is used, whatever the machine has. Raises ReportFailed if the
    typesetter has so much as a warning, such as a letter that the font lacks.
    """
    moment = UNDATED if on is None else datetime(on.year, on.month, on.day, tzinfo=UTC)
    source = (TEMPLATES / "report.typ").read_bytes()
    try:
        made, warnings = typst.compile_with_warnings(
            source,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"page": _render_json(page, moment.date())},
            pdf_standards=["a-2b"],
            timestamp=moment,
        )
    except typst.TypstError as error:
        raise ReportFailed(str(error)) from error
    if warnings:
        raise ReportFailed("; ".join(warning.message for warning in warnings))
    return made


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _fonts() -> typst.Fonts:
    found = find_spec(FONTS)
    origin = found.origin if found else None
    if origin is None:
        raise ReportFailed(f"the package {FONTS} is not installed: run make setup")
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(origin).parent)],
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


def _describe(figure: Figure) -> dict[str, str]:
    """The figure with its words for those who cannot see it."""
    root = ElementTree.fromstring(figure.svg)  # noqa: S314 (our own text)
    alt = root.findtext("{http://www.w3.org/2000/svg}desc") or figure.title
    return {"title": figure.title, "caption": figure.caption, "svg": figure.svg, "alt": alt}
