"""A document in, two DOCX files out: read back by another library and by their parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.section import WD_ORIENTATION
from fontTools.ttLib import TTFont

from heliotrope.report.docx import render_report_docx, render_tables_docx
from heliotrope.report.docx_tables import SHORT
from heliotrope.report.model import Figure, Table
from heliotrope.vocabulary import Language
from tests.evaluated import (
    LANGUAGES,
    reference_docx,
    reference_report,
    reference_snapshot,
    reference_tables,
)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_the_same_again_and_carry_no_clock(language: Language) -> None:
    document = reference_report(language)
    assert render_report_docx(document, reference_snapshot().cut_off) == reference_docx(language)
    assert render_tables_docx(document, reference_snapshot().cut_off) == reference_tables(language)
    with zipfile.ZipFile(io.BytesIO(reference_docx(language))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = parts_of(reference_docx(language))["docProps/core.xml"].decode()
    cut_off = reference_snapshot().cut_off
    assert cut_off is not None
    assert re.findall(r">(\d{4}-\d\d-\d\d)T00:00:00Z<", core) == [str(cut_off)] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_headings(language: Language) -> None:
    read = docx.Document(io.BytesIO(reference_docx(language)))
    styled = [(str(one.style.name), one.text) for one in read.paragraphs if one.style]
    found = [(style, text) for style, text in styled if style.startswith("Heading")]
    wanted = [
        (f"Heading {min(one.level, 4)}", f"{one.number} {one.title}")
        for one in reference_report(language).walk()
    ]
    assert found == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_figure_is_there_with_its_caption(language: Language) -> None:
    read = docx.Document(io.BytesIO(reference_docx(language)))
    blocks = list(reference_report(language).blocks())
    captions = [one.text for one in read.paragraphs if one.style and one.style.name == "Caption"]
    titled = [one for one in blocks if isinstance(one, Table | Figure)]
    assert len(captions) == len(titled)
    for caption, block in zip(captions, titled, strict=True):
        assert block.title in caption
        assert block.number in caption
    assert len(read.inline_shapes) == sum(isinstance(one, Figure) for one in blocks)


def test_every_table_of_the_catalog_begins_a_page_on_its_side() -> None:
    read = docx.Document(io.BytesIO(reference_tables("en")))
    assert [one.orientation for one in read.sections] == [WD_ORIENTATION.LANDSCAPE]
    assert len(read.tables) == len(reference_report("en").catalog.tables)
    numbers = [one for one in read.paragraphs if one.text.startswith(("Table 1", "Listing 1"))]
    assert len(numbers) == len(read.tables)
    assert all(one.paragraph_format.page_break_before for one in numbers[1:])
    for table, read_table in zip(reference_report("en").catalog.tables, read.tables, strict=True):
        assert len(read_table.rows) == len(table.rows) + 1
        head = read_table.rows[0]._tr
        assert head.find(".//{*}tblHeader") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_in_both_fonts_that_the_file_carries(language: Language) -> None:
    for content in (reference_docx(language), reference_tables(language)):
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
    parts = parts_of(reference_docx(language))
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
    parts = parts_of(reference_docx("zh"))
    header, footer = parts["word/header1.xml"].decode(), parts["word/footer1.xml"].decode()
    assert "合成数据 · Synthetic data" in header
    assert reference_report("zh").stamp in header
    assert reference_report("zh").head in footer
    assert " PAGE " in footer
    assert " NUMPAGES " in footer


@pytest.mark.parametrize("make", [reference_docx, reference_tables])
def test_a_short_table_is_not_torn_and_of_a_long_one_no_row_stands_alone(
    make: Callable[[Language], bytes],
) -> None:
    read = docx.Document(io.BytesIO(make("en")))
    tables = [one for one in read.tables if one.rows[0]._tr.find(".//{*}tblHeader") is not None]
    kept = [
        [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
         for row in table.rows]
        for table in tables
    ]  # fmt: skip
    assert {len(rows) <= SHORT + 1 for rows in kept} == {True, False}
    for rows in kept:
        if len(rows) <= SHORT + 1:
            assert all(rows)
        else:
            # The head with the first row, and the last two with what follows.
            assert rows[0]
            assert rows[1]
            assert rows[-2:] == [True, True]
            assert not all(rows)
    body = read.element.body
    after = [
        one.getnext() for one in body.iter("{*}tbl") if one.find(".//{*}tblHeader") is not None
    ]
    assert all(one.tag.endswith("}p") for one in after)
