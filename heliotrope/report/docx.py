"""A document → the report as DOCX: real headings, captions, contents, its own letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from heliotrope.report.docx_styles import make_styles
from heliotrope.report.docx_tables import choose_size, render_table, render_words, run
from heliotrope.report.fonts import subset_truetype
from heliotrope.report.layout import has_room
from heliotrope.report.model import (
    Block,
    Contents,
    Document,
    Figure,
    Items,
    Paragraph,
    Section,
    Table,
    Terms,
)
from heliotrope.report.ooxml import FOOTER, HEADER, Parts, Picture, render_docx
from heliotrope.report.typeset import choose_moment, render_png
from heliotrope.report.words import name_kind, name_words

EMU_A_PIXEL = 9525
TEXT_WIDTH = 9866
"""Between the margins of A4 upright, in twentieths of a point."""
WIDE_WIDTH = 14798
"""The same on its side."""
_LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
_STYLES = {"plain": "BodyText", "lead": "Lead", "note": "Note", "absent": "Absent"}


def render_report_docx(
    document: Document, on: date | None, beside: Document | None = None
) -> bytes:
    """The whole report; the same document and day give the same bytes.

    It carries the letters of the document `beside` too: those are cut out of the font already.
    """
    writer = _Writer(document, beside)
    return writer.render("".join(writer.report()), on)


def render_tables_docx(document: Document, on: date | None) -> bytes:
    """Every numbered table and listing, each beginning a page of its own, on its side.

    Above each its number, title and population; below it notes, source and the cut-off of the data.
    """
    writer = _Writer(document)
    return writer.render("".join(writer.tables()), on)


class _Writer:
    """A document on its way into WordprocessingML."""

    def __init__(self, document: Document, beside: Document | None = None) -> None:
        self.document = document
        self.beside = beside
        self.pictures: list[Picture] = []
        self.numbers = count(1)
        self.wide = False

    def render(self, body: str, on: date | None) -> bytes:
        document, moment = self.document, choose_moment(on)
        header, footer = self.header(), self.footer()
        letters = list_letters(document) | frozenset(header + footer)
        letters |= list_letters(self.beside) if self.beside is not None else frozenset()
        return render_docx(
            Parts(
                title=f"{document.title} · {document.study_title}",
                moment=moment,
                language=_LANGUAGES[document.language],
                body=body,
                styles=make_styles(),
                header=header,
                footer=footer,
                pictures=tuple(self.pictures),
                fonts={
                    "Regular": subset_truetype(letters, 400),
                    "Bold": subset_truetype(letters, 700),
                },
            )
        )

    # ------------------------------------------------------------ the two documents

    def report(self) -> Iterator[str]:
        document = self.document
        yield paragraph("Title", run(document.study_title, "study"))
        yield paragraph("Subtitle", run(f"{document.title} · {document.subtitle}", "stamp"))
        yield self.terms(document.cover)
        yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        for section in document.sections:
            yield from self.section(section)
        yield section_end(wide=self.wide, within=False)

    def tables(self) -> Iterator[str]:
        document = self.document
        words = name_words(document.language)
        shown = [one for one in document.catalog.tables if one.rows]
        for place, table in enumerate(shown):
            kind = name_kind(table, document.language)
            top = paragraph(
                "TableTitle", run(f"{kind} {table.number}", "number"), new_page=place > 0
            )
            yield top + paragraph("TableTitle", run(table.title, "study"))
            said = render_words(table.population)
            if table.caption:
                said += run((" · " if said else "") + table.caption, "study")
            yield paragraph("TableTitle", said) if said else ""
            yield render_table(table, WIDE_WIDTH)
            yield from self.below(table, words["source"], keep=True)
            yield paragraph("Note", run(self.cut_off(), "stamp"))
        yield section_end(wide=True, within=False)

    def cut_off(self) -> str:
        pairs = [(name.text, words) for name, words in self.document.cover.pairs]
        return next(
            (f"{name}: {words[0].text}" for name, words in pairs if words[0].place == "stamp"), ""
        )

    # ------------------------------------------------------------ blocks

    def section(self, section: Section) -> Iterator[str]:
        level = min(section.level, 4)
        yield self.heading(f"{section.number} {section.title}", level, wide=_begins_wide(section))
        for block in section.blocks:
            yield from self.block(block)
        for one in section.sections:
            yield from self.section(one)

    def heading(self, title: str, level: int, *, wide: bool) -> str:
        number = next(self.numbers)
        start = f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number:06}"/>'
        end = f'<w:bookmarkEnd w:id="{number}"/>'
        turned = self.turn(wide=wide)
        return turned + paragraph(f"Heading{level}", f"{start}{run(title, 'number')}{end}")

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph():
                yield paragraph(_STYLES[block.kind], render_words(block.words))
            case Items():
                for words in block.items:
                    yield paragraph("ListBullet", render_words(words))
            case Terms():
                yield self.terms(block)
            case Table():
                yield from self.table(block)
            case Figure():
                yield from self.figure(block)
            case Contents():
                yield from self.contents()

    def terms(self, terms: Terms) -> str:
        """Two columns without lines."""
        name_width = 2400
        rows = "".join(
            f"<w:tr>{_plain_cell(name_width, render_words([name], bold=True))}"
            f"{_plain_cell(TEXT_WIDTH - name_width, render_words(words))}</w:tr>"
            for name, words in terms.pairs
        )
        grid = f'<w:gridCol w:w="{name_width}"/><w:gridCol w:w="{TEXT_WIDTH - name_width}"/>'
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
            + paragraph("Small", "")
        )

    def table(self, table: Table) -> Iterator[str]:
        wide = _is_wide(table)
        yield self.turn(wide=wide)
        yield self.caption(table)
        if table.population:
            yield paragraph("Note", render_words(table.population), keep=True)
        yield render_table(table, WIDE_WIDTH if wide else TEXT_WIDTH)
        yield from self.below(table, name_words(self.document.language)["source"])

    def below(self, table: Table, source: str, *, keep: bool = False) -> Iterator[str]:
        """Notes and source, on one page; `keep`: with what follows too."""
        for note in table.notes:
            letter = f"{run(note.letter, raised=True)}{run(' ')}" if note.letter else ""
            yield paragraph("Note", letter + render_words(note.words), keep=True)
        yield paragraph("Note", run(f"{source}{table.source}") if table.source else "", keep=keep)

    def caption(self, block: Table | Figure) -> str:
        """Number, title, and in small letters what is counted."""
        words = ""
        if block.number:
            kind = name_kind(block, self.document.language)
            words = run(f"{kind} {block.number}  ", "number", bold=True)
        words += run(block.title, "study", bold=True)
        if block.caption:
            words += run(f"   {block.caption}", "study", small=True)
        return paragraph("Caption", words)

    def turn(self, *, wide: bool) -> str:
        """The end of a run of pages that lie the other way."""
        if wide == self.wide:
            return ""
        ended = section_end(wide=self.wide, within=True)
        self.wide = wide
        return ended

    def figure(self, figure: Figure) -> Iterator[str]:
        yield self.turn(wide=False)
        yield self.caption(figure)
        yield paragraph("Figure", self.picture(figure))
        if figure.note:
            yield paragraph("Note", render_words(figure.note))

    def picture(self, figure: Figure) -> str:
        root = ElementTree.fromstring(figure.svg)  # noqa: S314 (our own text)
        wide, high = (int(root.attrib[name]) for name in ("width", "height"))
        number = len(self.pictures) + 1
        one = Picture(f"rIdImage{number}", render_png(figure.svg))
        self.pictures.append(one)
        most = TEXT_WIDTH * 635
        shrink = min(1.0, most / (wide * EMU_A_PIXEL))
        size = f'cx="{int(wide * EMU_A_PIXEL * shrink)}" cy="{int(high * EMU_A_PIXEL * shrink)}"'
        alt = root.findtext("{http://www.w3.org/2000/svg}desc") or figure.title
        named = f'id="{number}" name={quoteattr(figure.name)} descr={quoteattr(alt)}'
        return (
            f"<w:r><w:drawing><wp:inline><wp:extent {size}/><wp:docPr {named}/>"
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/'
            f'picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{one.id}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{one.id}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
            "</w:drawing></w:r>"
        )

    # ------------------------------------------------------------ contents, header, footer

    def contents(self) -> Iterator[str]:
        """A field that the word processor fills with page numbers; until then the titles."""
        sections = list(self.document.walk())
        lead = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
            'xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for place, section in enumerate(sections):
            if section.level <= 3:
                title = run(f"{section.number} {section.title}", "number")
                link = f'<w:hyperlink w:anchor="_Toc{place + 1:06}">{title}</w:hyperlink>'
                yield paragraph(f"TOC{section.level}", (lead if place == 0 else "") + link)
        yield paragraph("BodyText", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def header(self) -> str:
        mark = self.document.mark
        shown = paragraph("HeaderMark", run(mark, bold=True)) if mark else ""
        return shown + paragraph("Header", run(self.document.stamp, "stamp"))

    def footer(self) -> str:
        head = run(self.document.head, "stamp")
        pages = f"{_field('PAGE')}{run('/')}{_field('NUMPAGES')}"
        return paragraph("Footer", head) + paragraph("PageNumber", pages)


def list_letters(document: Document) -> frozenset[str]:
    """Every sign of the document, so that both files carry the same letters."""
    words = name_words(document.language).values()
    kinds = (name_kind(one, document.language) for one in document.catalog.tables)
    return frozenset(repr(document)) | frozenset("".join([*words, *kinds, "•·×−–—≥≤→\u00a0"]))


def paragraph(style: str, content: str, *, new_page: bool = False, keep: bool = False) -> str:
    """One paragraph of a style; `keep`: together with the next."""
    more = ("<w:keepNext/>" if keep else "") + ("<w:pageBreakBefore/>" if new_page else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def _is_wide(table: Table) -> bool:
    """True if the table needs a page that lies across."""
    return not has_room(table, TEXT_WIDTH, choose_size(len(table.columns), TEXT_WIDTH))


def _begins_wide(section: Section) -> bool:
    """True if such a table comes first: then the headings stand on its page, and not alone."""
    if section.blocks:
        return isinstance(section.blocks[0], Table) and _is_wide(section.blocks[0])
    return bool(section.sections) and _begins_wide(section.sections[0])


def _plain_cell(width: int, content: str) -> str:
    inside = paragraph("TermText", content)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _field(name: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def section_end(*, wide: bool, within: bool) -> str:
    """The page size, margins, header and footer of the pages before."""
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if wide else (
        '<w:pgSz w:w="11906" w:h="16838"/>'
    )  # fmt: skip
    made = (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{HEADER}"/>'
        f'<w:footerReference w:type="default" r:id="{FOOTER}"/>{size}'
        '<w:pgMar w:top="1247" w:right="1020" w:bottom="1247" w:left="1020" w:header="567" '
        'w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return f"<w:p><w:pPr>{_HAIRLINE}{made}</w:pPr></w:p>" if within else made


_HAIRLINE = (
    '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr>'
)
"""No higher than a line: on a full page a whole empty paragraph would begin an empty one."""
