"""A document → one PDF/A, by the typesetter's template, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree import ElementTree

from heliotrope.report.layout import bind_spaces, has_room, share_widths, split_heading
from heliotrope.report.model import (
    Block,
    Cell,
    Contents,
    Document,
    Figure,
    Items,
    Paragraph,
    Piece,
    Section,
    Table,
    Terms,
    name_block,
)
from heliotrope.report.typeset import choose_moment, typeset
from heliotrope.report.words import name_kind, name_words
from heliotrope.vocabulary import Language

Json = dict[str, object]


def render_pdf(document: Document, on: date | None) -> bytes:
    """The report as PDF/A-2b, dated `on`; the same document and day give the same bytes.

    Raises ReportFailed if the typesetter has so much as a warning.
    """
    moment = choose_moment(on)
    data = {
        "language": document.language,
        "title": document.title,
        "study_title": document.study_title,
        "subtitle": document.subtitle,
        "mark": document.mark,
        "head": document.head,
        "stamp": document.stamp,
        "date": [moment.year, moment.month, moment.day],
        "source": name_words(document.language)["source"],
        "cover": _terms(document.cover),
        "blocks": _turn(
            one for section in document.sections for one in _section(section, document.language)
        ),
    }
    return typeset("report.typ", bind_spaces(json.dumps(data, ensure_ascii=False)), moment)


def _turn(blocks: Iterable[Json]) -> list[Json]:
    """The same, with what must lie across the page on pages of its own, under its headings."""
    turned: list[Json] = []
    for one in blocks:
        if not one.get("wide"):
            turned.append(one)
            continue
        lead: list[Json] = []
        while turned and turned[-1]["kind"] == "heading":
            lead.insert(0, turned.pop())
        if turned and turned[-1]["kind"] == "turned":
            run = turned[-1]["blocks"]
            assert isinstance(run, list)
            run += [*lead, one]
        else:
            turned.append({"kind": "turned", "blocks": [*lead, one]})
    return turned


def _section(section: Section, language: Language) -> Iterator[Json]:
    """The heading, its blocks, then the sections below."""
    yield {
        "kind": "heading",
        "number": section.number,
        "level": min(section.level, 4),
        "title": f"{section.number} {section.title}",
    }
    for block in section.blocks:
        yield _block(block, language)
    for one in section.sections:
        yield from _section(one, language)


def _block(block: Block, language: Language) -> Json:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "style": block.kind, "words": _said(block.words)}
        case Items():
            items = [_said(words) for words in block.items]
            return {"kind": "items", "numbered": block.numbered, "items": items}
        case Terms():
            return {"kind": "terms", "pairs": _terms(block)}
        case Table():
            return _table(block, language)
        case Figure():
            return _figure(block, language)
        case Contents():
            return {"kind": "contents"}


def _said(words: Iterable[Piece]) -> list[list[object]]:
    """Text, strong, small, mark: a list of four is half as long as one with names."""
    return [[piece.text, piece.strong, piece.small, piece.mark] for piece in words]


def _terms(terms: Terms) -> list[list[object]]:
    return [[_said([name]), _said(words)] for name, words in terms.pairs]


def _table(table: Table, language: Language) -> Json:
    size = choose_size(len(table.columns))
    upright = has_room(table, TEXT_WIDTH, size)
    shares = share_widths(table, TEXT_WIDTH if upright else WIDE_WIDTH, size)
    return {
        "kind": "table",
        "wide": not upright,
        "title": name_block(table, name_kind(table, language)),
        "caption": table.caption,
        "population": _said(table.population),
        "columns": [
            [split_heading(one.heading), one.numeric, share]
            for one, share in zip(table.columns, shares, strict=True)
        ],
        "rows": [[row.kind, [_cell(cell) for cell in row.cells]] for row in table.rows],
        "notes": [[note.letter, _said(note.words)] for note in table.notes],
        "source": table.source,
    }


TEXT_WIDTH = 10091
"""Between the margins of A4 upright, in twentieths of a point."""
WIDE_WIDTH = 15024
"""The same of A4 across."""


def choose_size(columns: int) -> int:
    """The size of the words in half points, as the template has it."""
    return 14 if columns > 10 else 15 if columns > 8 else 17


def _cell(cell: Cell) -> object:
    """Only the text where there is nothing else to say."""
    if cell.sections:
        return {"sections": cell.sections}
    if not (cell.small or cell.marks or cell.strong or cell.indent):
        return cell.text
    return [cell.text, cell.small, cell.marks, cell.strong, cell.indent]


def _figure(figure: Figure, language: Language) -> Json:
    """The figure with its width and its words for those who cannot see it."""
    root = ElementTree.fromstring(figure.svg)  # noqa: S314 (our own text)
    alt = root.findtext("{http://www.w3.org/2000/svg}desc") or figure.title
    return {
        "kind": "figure",
        "title": name_block(figure, name_kind(figure, language)),
        "caption": figure.caption,
        "svg": figure.svg,
        "width": int(root.attrib["width"]),
        "alt": alt,
        "note": _said(figure.note),
    }
