"""Finished PDFs in, the page of each section out, as another reader of PDF sees it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest

from heliotrope.report.pages import read_pages
from heliotrope.vocabulary import Language
from tests.evaluated import reference_pdf, reference_report


def outline(reader: pypdf.PdfReader, entries: object) -> Iterator[tuple[str, int]]:
    assert isinstance(entries, list)
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(reader, entry)
        else:
            page = reader.get_destination_page_number(entry)
            assert page is not None
            yield str(entry.title).partition(" ")[0], page + 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_are_those_of_the_outline(language: Language) -> None:
    document, pdf = reference_report(language), reference_pdf(language)
    pages = read_pages(pdf, document)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert pages == dict(outline(reader, reader.outline))
    assert len(set(pages.values())) > 10
    for section in ("9.3.1", "10.1", "13.1"):
        title = next(one.title for one in document.walk() if one.number == section)
        text = reader.pages[pages[section] - 1].extract_text().replace("\n", " ")
        assert f"{section} {title}" in text
    # The report prints the same pages behind the sections of its own checklists.
    printed = " ".join(page.extract_text().replace("\n", " ") for page in reader.pages)
    said = f"9.4 (p. {pages['9.4']})" if language == "en" else f"9.4（第 {pages['9.4']} 页）"
    assert said in printed


def test_no_page_is_guessed() -> None:
    document, pdf = reference_report("en"), reference_pdf("en")
    fewer = type(document)(
        **{
            name: getattr(document, name)
            for name in document.__dataclass_fields__
            if name != "sections"
        },
        sections=document.sections[:-1],
    )
    with pytest.raises(ValueError, match="entries in the outline"):
        read_pages(pdf, fewer)
