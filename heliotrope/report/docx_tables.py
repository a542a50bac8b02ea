"""Pieces and tables of a document → WordprocessingML: each run says by its style what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from heliotrope.report.layout import MARGIN, bind_spaces, share_widths
from heliotrope.report.model import Cell, Column, Piece, Place, Row, Table

CHARACTER_STYLES: dict[Place, str] = {
    "result": "Result",
    "study": "StudyText",
    "method": "MethodText",
    "stamp": "StampText",
    "number": "NumberText",
    "record": "RecordText",
}
"""Kind of text → the style of its runs, by which a reader of the file can tell results apart."""


def run(
    text: str,
    place: Place = "words",
    *,
    bold: bool = False,
    small: bool = False,
    raised: bool = False,
    color: str = "",
) -> str:
    """Some words of one kind."""
    style = CHARACTER_STYLES.get(place)
    looks = (
        f'<w:rStyle w:val="{style}"/>' if style else "",
        "<w:b/>" if bold else "",
        f'<w:color w:val="{color}"/>' if color else "",
        '<w:sz w:val="16"/>' if small else "",
        '<w:vertAlign w:val="superscript"/>' if raised else "",
    )
    given = "".join(looks)
    looks_xml = f"<w:rPr>{given}</w:rPr>" if given else ""
    return f'<w:r>{looks_xml}<w:t xml:space="preserve">{escape(bind_spaces(text))}</w:t></w:r>'


def render_words(words: Iterable[Piece], *, bold: bool = False) -> str:
    """The pieces of a sentence."""
    return "".join(_render_piece(piece, bold=bold) for piece in words)


def _render_piece(piece: Piece, *, bold: bool) -> str:
    place: Place = "result" if piece.results else piece.place
    shown = run(piece.text, place, bold=bold or piece.strong, small=piece.small)
    return shown + (run(f" ({piece.mark})", small=True, color="8A5300") if piece.mark else "")


# ---------------------------------------------------------------- tables

_INK, _LINE = "4B4556", "CFCAD6"


SHORT = 12
"""A table of so many rows or fewer stays on one page."""


def render_table(table: Table, width: int) -> str:
    """The table, as wide as there is room; its head stands on every page.

    A short table is not torn; of a longer one two rows at least stay with the head, and two with
    what is said below the table: a paragraph must follow.
    """
    size = choose_size(len(table.columns), width)
    widths = share_widths(table, width, size)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    count = len(table.rows)
    rows = "".join(
        _render_row(
            row,
            table.columns,
            widths,
            size,
            first=place == 0,
            keep=count <= SHORT or place == 0 or place >= count - 2,
        )
        for place, row in enumerate(table.rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{MARGIN}" w:type="dxa"/><w:right w:w="{MARGIN}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{_render_head(table.columns, widths, size)}{rows}</w:tbl>"
    )


def choose_size(columns: int, width: int) -> int:
    """Half points: 17 is 8.5 pt."""
    room = width / columns
    return 17 if room > 1150 else 15 if room > 760 else 13


def _render_head(columns: Sequence[Column], widths: Sequence[int], size: int) -> str:
    cells = "".join(
        _render_cell(
            run(column.heading, column.place, bold=True),
            width,
            size,
            numeric=column.numeric,
            line=(8, _INK, 4, _INK),
            bottom=True,
            keep=True,
        )
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _render_row(
    row: Row,
    columns: Sequence[Column],
    widths: Sequence[int],
    size: int,
    *,
    first: bool,
    keep: bool,
) -> str:
    head = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    line = (8, _INK, 4, _LINE) if row.kind == "total" else (0 if first else 4, _LINE, 4, _LINE)
    fill = "F3EEF9" if row.kind == "primary" else ""
    if row.kind == "group":
        cell = row.cells[0]
        words = run(cell.text, cell.kind, bold=True)
        whole = _render_cell(words, sum(widths), size, span=len(columns), line=line, keep=True)
        return f"{head}{whole}</w:tr>"
    cells = "".join(
        _render_cell(
            _render_cell_words(cell),
            width,
            size,
            numeric=column.numeric,
            line=line,
            fill=fill,
            indent=cell.indent,
            keep=keep,
        )
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
    )
    return f"{head}{cells}</w:tr>"


def _render_cell_words(cell: Cell) -> str:
    words = run(cell.text, cell.kind, bold=cell.strong)
    if cell.marks:
        words += run(cell.marks, raised=True)
    if cell.small:
        words += run(" ") + run(cell.small, "study", color="676172")
    return words


def _render_cell(
    words: str,
    width: int,
    size: int,
    *,
    numeric: bool = False,
    line: tuple[int, str, int, str] = (0, _LINE, 4, _LINE),
    fill: str = "",
    span: int = 1,
    indent: int = 0,
    bottom: bool = False,
    keep: bool = False,
) -> str:
    above, above_color, below, below_color = line
    borders = f'<w:bottom w:val="single" w:sz="{below}" w:color="{below_color}"/>'
    if above:
        borders = f'<w:top w:val="single" w:sz="{above}" w:color="{above_color}"/>' + borders
    looks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    looks += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    looks += f"<w:tcBorders>{borders}</w:tcBorders>"
    looks += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    looks += '<w:vAlign w:val="bottom"/>' if bottom else ""
    style = f"Cell{size}Right" if numeric else f"Cell{size}"
    more = "<w:keepNext/>" if keep else ""
    more += f'<w:ind w:left="{indent * 160}"/>' if indent else ""
    inside = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{words}</w:p>'
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{inside}</w:tc>"
