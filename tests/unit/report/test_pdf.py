"""A document in, one repeatable PDF/A out."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from heliotrope.analysis.run import evaluate
from heliotrope.report.contents import compose_report
from heliotrope.report.pdf import render_pdf
from heliotrope.report.typeset import ReportFailed
from heliotrope.vocabulary import Language
from tests.evaluated import (
    LANGUAGES,
    reference_evaluation,
    reference_pdf,
    reference_report,
    reference_snapshot,
)
from tests.imagined import make_snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_repeatable_to_the_byte(language: Language) -> None:
    again = render_pdf(reference_report(language), reference_snapshot().cut_off)
    assert again == reference_pdf(language)


def read(language: Language) -> Any:
    return PdfReader(io.BytesIO(reference_pdf(language)))


def text_of(language: Language) -> str:
    return "\n".join(page.extract_text() for page in read(language).pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_carries_mark_head_versions_and_its_number(language: Language) -> None:
    pages = read(language).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "Synthetic data" in text
        assert reference_snapshot().head in text.replace("\n", "")
        assert f"{number}/{len(pages)}" in text
        assert "NCT05488327" in text
        assert re.search(r"(plan|分析计划) ?v1", text)


def test_the_pdf_says_the_result_and_who_is_missing() -> None:
    text = re.sub(r"\s+", " ", text_of("en"))
    assert "On average CDASI activity fell by 11.9 points" in text
    assert "NC-007, stopped on day 40 (adverse event)" in text
    assert "There is no control group." in text
    assert reference_evaluation().results.fingerprint in text.replace(" ", "")
    # Figures are text too, not pictures of it.
    assert "missing, no value" in text
    assert "mean of those observed" in text


def test_the_chinese_pdf_is_chinese() -> None:
    text = re.sub(r"\s+", "", text_of("zh"))
    assert "平均下降11.9分" in text
    assert "第40天退出（不良事件）" in text
    assert "本研究无对照组" in text
    assert "缺失，无数值" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bookmarks_are_the_sections(language: Language) -> None:
    def walk(outline: list[Any]) -> list[str]:
        return [
            title
            for one in outline
            for title in (walk(one) if isinstance(one, list) else [str(one.title)])
        ]

    wanted = [f"{one.number} {one.title}" for one in reference_report(language).walk()]
    assert walk(read(language).outline) == wanted


def test_the_date_is_the_snapshots_and_the_standard_is_pdf_a() -> None:
    reader = read("en")
    assert reference_snapshot().cut_off is not None
    assert reader.metadata.creation_date.date() == reference_snapshot().cut_off
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp


def test_another_day_is_another_document_and_no_day_is_possible() -> None:
    assert render_pdf(reference_report("en"), date(2026, 1, 1)) != reference_pdf("en")
    assert render_pdf(reference_report("en"), None).startswith(b"%PDF-1.7")


def test_a_sign_that_the_font_lacks_is_a_failure_not_a_box() -> None:
    document = replace(reference_report("en"), subtitle="\U0001f33b")
    with pytest.raises(ReportFailed):
        render_pdf(document, reference_snapshot().cut_off)


def test_an_evaluation_of_nobody_is_still_a_document() -> None:
    document = compose_report(evaluate(make_snapshot([])), "en")
    assert b"%PDF" in render_pdf(document, None)
