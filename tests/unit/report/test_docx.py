"""A document in, two DOCX files out: read back by another library and by their parts."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.section import WD_ORIENTATION
from fontTools.ttLib import TTFont

from heliotrope.analysis.run import evaluate
from heliotrope.report.contents import compose_report
from heliotrope.report.docx import render_report_docx, render_tables_docx
from heliotrope.report.model import Document, Figure, Table
from heliotrope.vocabulary import Language
from tests.imagined import make_reference_snapshot

SNAPSHOT = make_reference_snapshot()
EVALUATION = evaluate(SNAPSHOT)
LANGUAGES: tuple[Language, ...] = ("en", "zh")
DOCUMENTS: dict[Language, Document] = {one: compose_report(EVALUATION, one) for one in LANGUAGES}
REPORTS = {one: render_report_docx(DOCUMENTS[one], SNAPSHOT.cut_off) for one in LANGUAGES}
TABLES = {one: render_tables_docx(DOCUMENTS[one], SNAPSHOT.cut_off) for one in LANGUAGES}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_the_same_again_and_carry_no_clock(language: Language) -> None:
    document = DOCUMENTS[language]
    assert render_report_docx(document, SNAPSHOT.cut_off) == REPORTS[language]
    assert render_tables_docx(document, SNAPSHOT.cut_off) == TABLES[language]
    with zipfile.ZipFile(io.BytesIO(REPORTS[language])) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = parts_of(REPORTS[language])["docProps/core.xml"].decode()
    assert SNAPSHOT.cut_off is not None
    assert re.findall(r">(\d{4}-\d\d-\d\d)T00:00:00Z<", core) == [str(SNAPSHOT.cut_off)] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_headings(language: Language) -> None:
    read = docx.Document(io.BytesIO(REPORTS[language]))
    styled = [(str(one.style.name), one.text) for one in read.paragraphs if one.style]
    found = [(style, text) for style, text in styled if style.startswith("Heading")]
    wanted = [
        (f"Heading {min(one.level, 4)}", f"{one.number} {one.title}")
        for one in DOCUMENTS[language].walk()
    ]
    assert found == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_figure_is_there_with_its_caption(language: Language) -> None:
    read = docx.Document(io.BytesIO(REPORTS[language]))
    blocks = list(DOCUMENTS[language].blocks())
    captions = [one.text for one in read.paragraphs if one.style and one.style.name == "Caption"]
    titled = [one for one in blocks if isinstance(one, Table | Figure)]
    assert len(captions) == len(titled)
    for caption, block in zip(captions, titled, strict=True):
        assert block.title in caption
        assert block.number in caption
    assert len(read.inline_shapes) == sum(isinstance(one, Figure) for one in blocks)


def test_every_table_of_the_catalog_begins_a_page_on_its_side() -> None:
    read = docx.Document(io.BytesIO(TABLES["en"]))
    assert [one.orientation for one in read.sections] == [WD_ORIENTATION.LANDSCAPE]
    assert len(read.tables) == len(DOCUMENTS["en"].catalog.tables)
    numbers = [one for one in read.paragraphs if one.text.startswith(("Table 1", "Listing 1"))]
    assert len(numbers) == len(read.tables)
    assert all(one.paragraph_format.page_break_before for one in numbers[1:])
    for table, read_table in zip(DOCUMENTS["en"].catalog.tables, read.tables, strict=True):
        assert len(read_table.rows) == len(table.rows) + 1
        head = read_table.rows[0]._tr
        assert head.find(".//{*}tblHeader") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_in_both_fonts_that_the_file_carries(language: Language) -> None:
    for content in (REPORTS[language], TABLES[language]):
        parts = parts_of(content)
        table = parts["word/fontTable.xml"].decode()
        keys = re.findall(r'w:fontKey="(\{[0-9A-F-]{36}\})"', table)
        text = "".join(
            "".join(ElementTree.fromstring(parts[f"word/{name}.xml"]).itertext())
            for name in ("document", "header1", "footer1")
        )
        assert len(keys) == 2
        for number, key in enumerate(keys, start=1):
            font = TTFont(io.BytesIO(reveal(parts[f"word/fonts/font{number}.odttf"], key)))
            assert {ord(sign) for sign in text if sign.isprintable()} <= set(font.getBestCmap())
            assert font["OS/2"].fsType == 0


def reveal(content: bytes, key: str) -> bytes:
    """ECMA-376 part 4, 4.1, the other way: the key's bytes in reverse over the first 32."""
    digits = list(bytes.fromhex(key.strip("{}").replace("-", "")))
    digits.reverse()
    return bytes(content[n] ^ digits[n % 16] for n in range(32)) + content[32:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reference_within_the_file_has_its_part(language: Language) -> None:
    parts = parts_of(REPORTS[language])
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
    relations = parts["word/_rels/document.xml.rels"].decode()
    known = dict(re.findall(r'Id="(\w+)" Type="[^"]+" Target="([^"]+)"', relations))
    used = set(re.findall(r'r:(?:id|embed)="(\w+)"', parts["word/document.xml"].decode()))
    assert used <= set(known)
    assert {f"word/{target}" for target in known.values()} <= set(parts)
    body = parts["word/document.xml"].decode()
    styles = set(re.findall(r'w:styleId="(\w+)"', parts["word/styles.xml"].decode()))
    named = re.findall(
        r'w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', parts["word/document.xml"].decode()
    )
    assert set(named) <= styles
    anchors = set(re.findall(r'w:anchor="(\w+)"', body))
    marks = set(
        re.findall(
            r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', parts["word/document.xml"].decode()
        )
    )
    assert anchors <= marks


def test_header_and_footer_carry_mark_stamp_head_and_page() -> None:
    parts = parts_of(REPORTS["zh"])
    header, footer = parts["word/header1.xml"].decode(), parts["word/footer1.xml"].decode()
    assert "合成数据 · Synthetic data" in header
    assert DOCUMENTS["zh"].stamp in header
    assert DOCUMENTS["zh"].head in footer
    assert " PAGE " in footer
    assert " NUMPAGES " in footer
