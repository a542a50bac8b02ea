"""A typesetter's template with its data → one PDF, the same bytes for the same input."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
FONTS = "manimgx_fonts_cjk"
"""The package that carries Noto Sans CJK."""
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date a PDF/A must carry where no day of the data is known."""


class ReportFailed(Exception):
    """The typesetter warned or failed: a document with boxes for letters is none."""


def choose_moment(on: date | None) -> datetime:
    """The moment that the document carries: midnight of its day, never the clock's."""
    return UNDATED if on is None else datetime(on.year, on.month, on.day, tzinfo=UTC)


def typeset(template: str, data: str, moment: datetime) -> bytes:
    """PDF/A-2b from `templates/<template>` and `data`, JSON text that it reads as `page`.

    Only the package's own font is used, whatever the machine has. Raises ReportFailed if the
    typesetter has so much as a warning, such as a letter that the font lacks.
    """
    source = (TEMPLATES / template).read_bytes()
    return _compile(source, data, "pdf", pdf_standards=["a-2b"], timestamp=moment)


def _compile(source: bytes, data: str, kind: Literal["pdf", "png"], **more: Any) -> bytes:  # noqa: ANN401
    import typst  # noqa: PLC0415 (large, and HTML alone needs none)

    try:
        made, warnings = typst.compile_with_warnings(
            source,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format=kind,
            sys_inputs={"page": data},
            **more,
        )
    except typst.TypstError as error:
        raise ReportFailed(str(error)) from error
    if warnings:
        raise ReportFailed("; ".join(warning.message for warning in warnings))
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415

    found = find_spec(FONTS)
    origin = found.origin if found else None
    if origin is None:
        raise ReportFailed(f"the package {FONTS} is not installed: run make setup")
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(origin).parent)],
    )


def render_png(svg: str, pixels_per_inch: float = 220) -> bytes:
    """A figure as PNG, for documents that cannot hold it as SVG with our letters.

    Raises ReportFailed if the typesetter has so much as a warning.
    """
    source = (TEMPLATES / "figure.typ").read_bytes()
    return _compile(source, svg, "png", ppi=pixels_per_inch)
