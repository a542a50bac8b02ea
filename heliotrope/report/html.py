"""A document with what lies behind its numbers → one self-contained HTML text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape as escape_html

from heliotrope.report.fonts import subset_woff
from heliotrope.report.model import (
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Figure,
    Items,
    Note,
    Paragraph,
    Piece,
    Place,
    Row,
    Section,
    Table,
    Terms,
)
from heliotrope.report.trace import Json, list_results
from heliotrope.report.typeset import TEMPLATES
from heliotrope.report.words import name_kind, name_words
from heliotrope.vocabulary import Language

_DIGIT = re.compile(r"\d")
_LANG = {"en": "en", "zh": "zh-Hans"}


def render_html(document: Document, trace: Json | None = None) -> str:
    """The report as one HTML text that fetches nothing.

    With `trace` (`report.trace.render_trace`), each number can be asked for its row, its data and
    its ledger entries; the only program that runs is named in the page's policy by its hash.
    """
    maker = _Maker(document, {one: n for n, one in enumerate(list_results(document))})
    body = "".join(maker.page())
    script = _script() if trace is not None else ""
    data = _data(document, trace) if trace is not None else ""
    seen = set(_TAG.sub("", body)) | set(data) | set(script)
    return "".join(
        (
            "<!doctype html>\n",
            f'<html lang="{_LANG[document.language]}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{_escape(document.title)} · {_escape(document.study_title)}</title>\n",
            f"<style>{_style(seen)}</style>\n</head>\n<body>\n",
            body,
            f'<script type="application/json" id="trace">{data}</script>\n' if data else "",
            f"<script>{script}</script>\n" if script else "",
            "</body>\n</html>\n",
        )
    )


_TAG = re.compile(r"<[^>]*>")


def _policy(script: str) -> str:
    """Nothing may be fetched; styles and fonts of the page's own, and just this program."""
    rules = ["default-src 'none'", "style-src 'unsafe-inline'", "font-src data:"]
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        rules.append(f"script-src 'sha256-{digest}'")
    return "; ".join(rules)


@cache
def _script() -> str:
    """The page's one program: of the numbers, then of the figures."""
    parts = ((TEMPLATES / name).read_text("utf-8") for name in ("report.js", "figures.js"))
    return "".join(parts).replace("</", "<\\/")


def _style(seen: Iterable[str]) -> str:
    """The page's style with the letters that it needs."""
    font = base64.b64encode(subset_woff(frozenset(seen))).decode()
    css = (TEMPLATES / "report.css").read_text("utf-8")
    face = (
        "@font-face { font-family: Heliotrope; font-weight: 100 900; "
        f'src: url("data:font/woff;base64,{font}") format("woff"); }}\n'
    )
    return face + css


def _data(document: Document, trace: Json) -> str:
    data = {**trace, "words": name_words(document.language)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _escape(text: str) -> str:
    return escape_html(text, quote=False)


class _Maker:
    """A document on its way into HTML: each result has a number that the page's program knows."""

    def __init__(self, document: Document, numbers: Mapping[str, int]) -> None:
        self.document = document
        self.language: Language = document.language
        self.numbers = numbers

    # ------------------------------------------------------------ the page

    def page(self) -> Iterator[str]:
        document = self.document
        if document.mark:
            yield f'<div class="mark"><span>{_escape(document.mark)}</span></div>\n'
        yield '<div class="frame">\n'
        yield from self.navigation()
        yield "<main>\n<header>\n"
        yield f"<h1>{_escape(document.study_title)}</h1>\n"
        yield f'<p data-p="stamp">{_escape(document.title)} · {_escape(document.subtitle)}</p>\n'
        yield f'<p class="meta" data-p="stamp">{_escape(document.stamp)}</p>\n'
        yield f'<p class="meta hash" data-p="stamp">{_escape(document.head)}</p>\n</header>\n'
        yield from self.terms(document.cover)
        for section in document.sections:
            yield from self.section(section)
        yield "</main>\n</div>\n"

    def navigation(self) -> Iterator[str]:
        label = name_words(self.language)["contents"]
        yield f'<nav aria-label="{_escape(label)}"><ol>\n'
        for section in self.document.sections:
            if _is_contents(section):
                continue
            yield f"<li>{self.link(section)}"
            if section.sections:
                listed = "".join(f"<li>{self.link(one)}</li>" for one in section.sections)
                yield f"<ol>{listed}</ol>"
            yield "</li>\n"
        yield "</ol></nav>\n"

    def link(self, section: Section) -> str:
        number, title = _escape(section.number), _escape(section.title)
        return f'<a href="#s{number}" data-p="number">{number} {title}</a>'

    def section(self, section: Section) -> Iterator[str]:
        level = min(section.level + 1, 6)
        number, title = _escape(section.number), _escape(section.title)
        paper = ' class="paper"' if _is_contents(section) else ""
        yield f'<section id="s{number}"{paper}>\n'
        yield f'<h{level} data-p="number">{number} {title}</h{level}>\n'
        for block in section.blocks:
            yield from self.block(block)
        for one in section.sections:
            yield from self.section(one)
        yield "</section>\n"

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph():
                yield f'<p class="{block.kind}">{self.said(block.words)}</p>\n'
            case Items():
                items = "".join(f"<li>{self.said(words)}</li>\n" for words in block.items)
                named = "items own" if block.numbered else "items"
                yield f'<ul class="{named}">\n{items}</ul>\n'
            case Terms():
                yield from self.terms(block)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case Contents():
                yield from self.contents()

    def contents(self) -> Iterator[str]:
        yield '<ol class="toc">\n'
        for section in self.document.walk():
            yield f'<li class="l{section.level}">{self.link(section)}</li>\n'
        yield "</ol>\n"

    def terms(self, terms: Terms) -> Iterator[str]:
        yield "<dl>\n"
        for name, words in terms.pairs:
            yield f"<dt>{self.piece(name)}</dt><dd>{self.said(words)}</dd>\n"
        yield "</dl>\n"

    # ------------------------------------------------------------ words

    def said(self, words: Iterable[Piece]) -> str:
        return "".join(self.piece(piece) for piece in words)

    def piece(self, piece: Piece) -> str:
        text = self.shown(piece.text, piece.place, piece.results)
        if piece.strong:
            text = f"<b>{text}</b>"
        if piece.small:
            text = f"<small>{text}</small>"
        if piece.mark:
            text = f'{text} <span class="tag">{_escape(piece.mark)}</span>'
        return text

    def shown(self, text: str, place: Place, results: Sequence[str]) -> str:
        """The text; a result with the numbers of its rows, another with a digit with its place."""
        words = _escape(text)
        if results:
            rows = " ".join(str(self.numbers[one]) for one in results)
            return f'<data value="{rows}">{words}</data>'
        if place != "words" and _DIGIT.search(text):
            return f'<span data-p="{place}">{words}</span>'
        return words

    # ------------------------------------------------------------ tables and figures

    def table(self, table: Table) -> Iterator[str]:
        named = "table listing" if table.listing else "table"
        yield f'<figure class="{named}" id="t-{_escape(table.name)}">\n'
        yield f'<figcaption data-p="study">{self.label(table)}'
        if table.caption:
            yield f'<span class="meta">{_escape(table.caption)}</span>'
        yield "</figcaption>\n"
        if table.population:
            yield f'<p class="meta">{self.said(table.population)}</p>\n'
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{_escape(table.title)}">'
        dense = ' class="dense"' if len(table.columns) >= DENSE else ""
        yield f"<table{dense}>\n<thead><tr>{self.heads(table.columns)}</tr></thead>\n<tbody>\n"
        for row in table.rows:
            yield self.row(row, table.columns)
        yield "</tbody></table></div>\n"
        if table.notes:
            yield f'<ul class="notes">{"".join(map(self.note, table.notes))}</ul>\n'
        if table.source:
            source = name_words(self.language)["source"]
            yield f'<p class="meta from">{_escape(source)}{_escape(table.source)}</p>\n'
        yield "</figure>\n"

    def label(self, block: Table | Figure) -> str:
        """`Table 14.2.1 Values and changes`."""
        if not block.number:
            return _escape(block.title)
        number = f"{name_kind(block, self.language)} {block.number}"
        return f'<span data-p="number">{_escape(number)}</span> {_escape(block.title)}'

    def heads(self, columns: Sequence[Column]) -> str:
        return "".join(
            f'<th scope="col"{_column_class(column)}{_where(column.heading, column.place)}>'
            f"{_escape(column.heading)}</th>"
            for column in columns
        )

    def row(self, row: Row, columns: Sequence[Column]) -> str:
        if row.kind == "group":
            head = self.cell_words(row.cells[0])
            return f'<tr class="group"><th colspan="{len(columns)}">{head}</th></tr>\n'
        kind = f' class="{row.kind}"' if row.kind else ""
        cells = "".join(
            self.cell(cell, column, first=place == 0)
            for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True))
        )
        return f"<tr{kind}>{cells}</tr>\n"

    def cell(self, cell: Cell, column: Column, *, first: bool) -> str:
        tag, scope = ("th", ' scope="row"') if first else ("td", "")
        kinds = [_kind_of(column) or ("short" if len(cell.text) <= SHORT else "")]
        kinds += ["strong"] if cell.strong else []
        kinds += [f"in{cell.indent}"] if cell.indent else []
        named = " ".join(kind for kind in kinds if kind)
        named = f' class="{named}"' if named else ""
        return f"<{tag}{scope}{named}>{self.cell_words(cell)}</{tag}>"

    def cell_words(self, cell: Cell) -> str:
        text = self.shown(cell.text, cell.kind, cell.results)
        if cell.sections:
            joint = "、" if self.language == "zh" else ", "
            text = joint.join(_link_section(number) for number in cell.sections)
        if cell.marks:
            text += f"<sup>{_escape(cell.marks)}</sup>"
        if cell.small:
            text += f" <small{_where(cell.small, 'study')}>{_escape(cell.small)}</small>"
        return text

    def note(self, note: Note) -> str:
        letter = f"<sup>{_escape(note.letter)}</sup> " if note.letter else ""
        return f"<li>{letter}{self.said(note.words)}</li>"

    def figure(self, figure: Figure) -> Iterator[str]:
        rows = " ".join(str(self.numbers[one]) for one in figure.results)
        given = f' data-rows="{rows}"' if rows else ""
        yield f'<figure id="f-{_escape(figure.name)}" class="picture"{given}>\n'
        yield f'<figcaption data-p="study">{self.label(figure)}'
        yield f'<span class="meta">{_escape(figure.caption)}</span></figcaption>\n'
        yield '<div class="scroll" tabindex="0" role="region" '
        yield f'aria-label="{_escape(figure.title)}">{figure.svg}</div>\n'
        if figure.note:
            yield f'<p class="note">{self.said(figure.note)}</p>'
        yield "</figure>\n"


SHORT = 10
"""Words of so few letters stay on one line: `Week 24`."""


def _link_section(number: str) -> str:
    return f'<a href="#s{_escape(number)}" data-p="number">{_escape(number)}</a>'


def _is_contents(section: Section) -> bool:
    """True for the table of contents, which a screen has beside the text."""
    return any(isinstance(block, Contents) for block in section.blocks)


DENSE = 12
"""A table of so many columns or more gets smaller letters and margins."""


def _kind_of(column: Column) -> str:
    if column.numeric:
        return "number"
    return ("", "wide", "wide wider")[min(column.room, 2)]


def _column_class(column: Column) -> str:
    kind = _kind_of(column)
    return f' class="{kind}"' if kind else ""


def _where(text: str, place: Place) -> str:
    return f' data-p="{place}"' if place != "words" and _DIGIT.search(text) else ""
