"""The pages in docs/decisions in; whether each says what a decision must say out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("0*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Rejected"]
LONGEST_PAGE = 80


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))
def test_a_decision_has_its_four_parts(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert "\n- " in text.partition("## Rejected")[2], "name at least one road not taken"
    assert text.count("\n") <= LONGEST_PAGE, "a decision is a page"


def test_numbers_run_on_and_the_list_names_every_page() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (FOLDER / "README.md").read_text("utf-8"))
    assert listed == [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))
def test_title_carries_the_number_and_stands_in_the_list(page: Path) -> None:
    title = page.read_text("utf-8").splitlines()[0].removeprefix("# ")
    assert title.startswith(f"{int(page.name[:4])}. ")
    assert f"[{title}]({page.name})" in (FOLDER / "README.md").read_text("utf-8")
