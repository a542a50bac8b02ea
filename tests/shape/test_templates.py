"""Every template and script in; whether a strict content security policy lets it work out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT, find_tracked

PAGES = [p for p in find_tracked() if p.is_relative_to("heliotrope/web/templates")]
REPORTS = [p for p in find_tracked() if p.is_relative_to("heliotrope/report/templates")]
STATIC = [
    p for p in find_tracked() if p.is_relative_to("heliotrope/web/static") and p.suffix != ".png"
]
NEVER = {
    "a handler attribute": r"<[^>]*\son[a-z]+\s*=",
    "a script in the page": r"<script(?![^>]*\ssrc=)",
    "a javascript: address": r"javascript:",
    "an asset from elsewhere": r"(src|href)\s*=\s*[\"']?(https?:)?//",
}
NEVER_IN_PAGES = {
    **NEVER,
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style",
    "an unescaped value": r"\|\s*safe\b",
}
NEVER_IN_STATIC = {
    "code made from text": r"\beval\s*\(|\bnew Function\b|\bFunction\s*\(",
    "an asset from elsewhere": r"(@import|url\()\s*[\"']?(https?:)?//",
    "a style attribute": r"setAttribute\(\s*[\"']style",
}


def _assert_without(path: Path, never: dict[str, str]) -> None:
    text = (ROOT / path).read_text("utf-8")
    for what, pattern in never.items():
        found = [one.group()[:80] for one in re.finditer(pattern, text, re.IGNORECASE)]
        assert not found, f"{path} holds {what}"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_needs_nothing_inline(path: Path) -> None:
    _assert_without(path, NEVER_IN_PAGES)


@pytest.mark.parametrize("path", REPORTS, ids=str)
def test_a_report_runs_nothing(path: Path) -> None:
    _assert_without(path, NEVER)


@pytest.mark.parametrize("path", STATIC, ids=str)
def test_a_static_file_keeps_to_itself(path: Path) -> None:
    _assert_without(path, NEVER_IN_STATIC)
