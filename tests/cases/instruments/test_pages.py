"""The manual pages in docs/instruments in; whether they say what the instruments say out."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from heliotrope.instruments.catalog import INSTRUMENTS

DOCS = Path(__file__).parents[3] / "docs" / "instruments"
PAGES = list(runpy.run_path(str(DOCS / "write_pages.py"))["render_pages"]())


@pytest.mark.parametrize(("page", "text"), [pytest.param(*one, id=one[0].name) for one in PAGES])
def test_page_is_current(page: Path, text: str) -> None:
    assert page.read_text("utf-8") == text, "run: python docs/instruments/write_pages.py"


def test_every_instrument_has_a_page_in_both_languages() -> None:
    expected = {f"{one.name}{language}.md" for one in INSTRUMENTS for language in ("", ".zh")}
    assert {path.name for path in DOCS.glob("*.md")} == expected
