"""Every template and script in; whether a strict content security policy lets it work out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.repository import find_tracked, read_text

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


def _find(folder: str) -> list[Path]:
    return [path for path in find_tracked() if path.is_relative_to(folder)]


def _assert_without(paths: list[Path], never: dict[str, str]) -> None:
    for path in paths:
        text = read_text(path) or ""
        for what, pattern in never.items():
            found = [one.group()[:80] for one in re.finditer(pattern, text, re.IGNORECASE)]
            assert not found, f"{path} holds {what}"


def test_a_page_needs_nothing_inline() -> None:
    _assert_without(_find("heliotrope/web/templates"), NEVER_IN_PAGES)


def test_a_report_runs_nothing() -> None:
    _assert_without(_find("heliotrope/report/templates"), NEVER)


def test_a_static_file_keeps_to_itself() -> None:
    _assert_without(_find("heliotrope/web/static"), NEVER_IN_STATIC)
