"""The report as a file in a browser: numbers answer, nothing is fetched, it has its letters."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from heliotrope.report.contents import compose_report
from heliotrope.report.html import render_html
from heliotrope.vocabulary import Language
from tests.evaluated import LANGUAGES, reference_html
from tests.rehearsed import evaluate_rehearsal


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(reference_html("zh"), "utf-8")
    return path


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 800})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(report.as_uri())
    yield opened
    assert complaints == []
    context.close()


def test_a_click_shows_the_row_its_data_and_its_entries(page: Page) -> None:
    number = page.locator("#t-estimates tr.primary data", has_text="−11.9")
    number.click()
    panel = page.locator("#panel")
    said = panel.inner_text()
    assert "change_week_24.estimate" in said
    assert "-11.88" in said
    assert "ADQS (9)" in said
    assert panel.locator("h3", has_text="账本条目").count() == 1
    entries = panel.locator("table").last.locator("tbody tr")
    assert entries.count() >= 9
    assert "Lin Qiao" in entries.first.inner_text()
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert number.evaluate("one => document.activeElement === one")


def test_one_participants_number_shows_only_that_ones_data(page: Page) -> None:
    row = page.locator("#t-participants-cdasi_activity tr", has_text="NC-004")
    row.locator("data").nth(1).click()
    panel = page.locator("#panel")
    assert "ADQS (1)" in panel.inner_text()
    data = panel.locator("table").first.locator("tbody tr")
    assert data.count() == 1
    assert data.first.inner_text().startswith("NC-004")


def test_the_keyboard_reaches_every_number(page: Page) -> None:
    table = page.locator("#t-estimates table")
    stops = table.locator("data[tabindex='0']")
    assert stops.count() == 1
    stops.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert panel.is_visible()
    assert "signed_rank_week_24" in panel.inner_text()


def test_the_panel_and_the_navigation_are_not_printed(page: Page) -> None:
    page.locator("#t-estimates data").first.click()
    page.emulate_media(media="print")
    assert page.locator("#panel").is_hidden()
    assert page.locator("nav").is_hidden()
    assert page.locator("#t-estimates").is_visible()


def find_latin_font() -> Path:
    """A font of the machine whose folder holds no Chinese sign."""
    listed = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True)
    chinese = subprocess.run(
        ["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=True
    )
    taken = {Path(line.split(":")[0]).parent for line in chinese.stdout.splitlines()}
    for line in sorted(listed.stdout.splitlines()):
        path = Path(line.split(":")[0])
        if path.parent not in taken and path.suffix in (".ttf", ".otf"):
            return path
    pytest.skip("this machine has no font without Chinese signs to draw the rest with")


def test_chinese_is_drawn_on_a_machine_without_chinese_fonts(
    chromium: Path, report: Path, tmp_path: Path
) -> None:
    """Where a font lacks them all Chinese signs are the same box; here each has its own shape."""
    bare, latin = tmp_path / "fonts.conf", tmp_path / "fonts"
    shutil.copytree(find_latin_font().parent, latin)
    bare.write_text(
        f"<fontconfig><dir>{latin}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    done = subprocess.run(
        [sys.executable, "-c", _DRAW, str(chromium), report.as_uri()],
        env={"FONTCONFIG_FILE": str(bare), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    shapes = done.stdout.split()
    assert len(shapes) == 4
    assert len(set(shapes)) == 4
    assert "0" not in shapes


_DRAW = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(sys.argv[2])
    page.evaluate("document.fonts.ready")
    draw = '''sign => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 64;
        const pen = canvas.getContext("2d");
        pen.font = "48px " + getComputedStyle(document.body).fontFamily;
        pen.fillText(sign, 4, 52);
        const dots = pen.getImageData(0, 0, 64, 64).data;
        let sum = 0;
        for (let place = 3; place < dots.length; place += 4) sum += dots[place] * (place % 9973);
        return sum;
    }'''
    for sign in "基线变化":
        print(page.evaluate(draw, sign))
    browser.close()
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_laptop_shows_every_table_and_figure_whole(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    evaluation = evaluate_rehearsal()
    path = tmp_path / "report.html"
    path.write_text(render_html(compose_report(evaluation, language)), "utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1366, "height": 800})
    opened = context.new_page()
    opened.goto(path.as_uri())
    opened.evaluate("document.fonts.ready")
    found = opened.evaluate(
        "[...document.querySelectorAll('.scroll')]"
        ".map(one => [one.ariaLabel, one.scrollWidth > one.clientWidth])"
    )
    assert len(found) > 50
    assert [label for label, is_cut in found if is_cut] == []
    context.close()
