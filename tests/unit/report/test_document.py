"""A page in, one self-contained HTML text and one repeatable PDF out."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from pypdf import PdfReader

from heliotrope.analysis.run import evaluate
from heliotrope.report.document import render_html, render_pdf
from heliotrope.report.page import Page, compose_page
from heliotrope.vocabulary import Language
from tests.imagined import make_reference_snapshot, make_snapshot

SNAPSHOT = make_reference_snapshot()
EVALUATION = evaluate(SNAPSHOT)
PAGES: dict[Language, Page] = {
    "en": compose_page(EVALUATION, "en"),
    "zh": compose_page(EVALUATION, "zh"),
}
PDFS = {language: render_pdf(page, SNAPSHOT.cut_off) for language, page in PAGES.items()}
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_fetches_nothing_and_runs_nothing(language: Language) -> None:
    tags = Tags(render_html(PAGES[language])).found
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object"}
    for tag, attributes in tags:
        assert not attributes.keys() & {"src", "href", "style", "onclick", "onload"}, tag
    assert ("html", {"lang": "zh-Hans" if language == "zh" else "en"}) in tags


def test_the_html_holds_every_table_and_figure() -> None:
    html = render_html(PAGES["en"])
    assert html.count("<table>") == len(PAGES["en"].tables) + 1
    assert html.count("<svg ") == 3
    assert html.count("合成数据 · Synthetic data") == 1 + 3
    assert "−11.9" in html


def test_words_of_the_study_are_escaped() -> None:
    study = SNAPSHOT.study.model_copy(
        update={"title": SNAPSHOT.study.title.__class__("<b>bold</b>", "<b>粗</b>")}
    )
    page = compose_page(evaluate(make_snapshot([], study)), "en")
    assert "<h1>&lt;b&gt;bold&lt;/b&gt;</h1>" in render_html(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_repeatable_to_the_byte(language: Language) -> None:
    assert render_pdf(PAGES[language], SNAPSHOT.cut_off) == PDFS[language]


def read(language: Language) -> Any:
    return PdfReader(io.BytesIO(PDFS[language]))


def text_of(language: Language) -> str:
    return "\n".join(page.extract_text() for page in read(language).pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_carries_mark_head_versions_and_its_number(language: Language) -> None:
    pages = read(language).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "Synthetic data" in text
        assert SNAPSHOT.head in text.replace("\n", "")
        assert f"{number}/{len(pages)}" in text
        assert "NCT05488327" in text
        assert re.search(r"(plan|分析计划) ?v1", text)


def test_the_pdf_says_the_result_and_who_is_missing() -> None:
    text = re.sub(r"\s+", " ", text_of("en"))
    assert "On average CDASI activity fell by 11.9 points" in text
    assert "NC-007, stopped on day 40 (adverse event)" in text
    assert "There is no control group." in text
    assert EVALUATION.results.fingerprint in text.replace(" ", "")
    # Figures are text too, not pictures of it.
    assert "missing, no value" in text
    assert "mean of those observed" in text


def test_the_chinese_pdf_is_chinese() -> None:
    text = re.sub(r"\s+", "", text_of("zh"))
    assert "平均下降11.9分" in text
    assert "第40天退出（不良事件）" in text
    assert "本研究无对照组" in text
    assert "缺失，无数值" in text


def test_the_date_is_the_snapshots_and_the_standard_is_pdf_a() -> None:
    reader = read("en")
    assert SNAPSHOT.cut_off is not None
    assert reader.metadata.creation_date.date() == SNAPSHOT.cut_off
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp


def test_another_day_is_another_document_and_no_day_is_possible() -> None:
    assert render_pdf(PAGES["en"], date(2026, 1, 1)) != PDFS["en"]
    assert render_pdf(PAGES["en"], None).startswith(b"%PDF-1.7")


def test_a_sign_that_the_font_lacks_is_a_failure_not_a_box() -> None:
    from dataclasses import replace

    from heliotrope.report.typeset import ReportFailed

    page = replace(PAGES["en"], subtitle="\U0001f33b")
    with pytest.raises(ReportFailed):
        render_pdf(page, SNAPSHOT.cut_off)


def test_an_evaluation_of_nobody_is_still_a_document() -> None:
    page = compose_page(evaluate(make_snapshot([])), "en")
    assert b"%PDF" in render_pdf(page, None)
    assert "Not evaluable" in render_html(page)
