"""The styles of our word-processing documents, as WordprocessingML."""

from __future__ import annotations

from heliotrope.report.docx_tables import CHARACTER_STYLES
from heliotrope.report.fonts import FAMILY

_INK_2, _INK_3 = "4B4556", "676172"


def make_styles() -> str:
    """Everything within `w:styles`: one typeface for Latin and Chinese, headings 1 to 4.

    What is not Chinese is English in either language's document: Latin words would else be torn
    like Chinese ones.
    """
    fonts = " ".join(f'w:{kind}="{FAMILY}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    return defaults + "".join(
        (
            _paragraph("Normal", "Normal", based="", default=True),
            _paragraph("BodyText", "Body Text"),
            _paragraph("Title", "Title", size=44, bold=True, before=1800, after=240),
            _paragraph("Subtitle", "Subtitle", size=22, color=_INK_2, after=480),
            *(_heading(level) for level in range(1, 5)),
            *(_contents(level) for level in range(1, 4)),
            _paragraph("Lead", "Lead", size=30),
            _paragraph("Note", "Note", size=15, color=_INK_2, after=40),
            _paragraph("Absent", "Absent", color=_INK_3, more=_RULE),
            _paragraph("Small", "Small", size=8, after=60),
            _paragraph("TermText", "Term Text", size=18, after=60),
            _paragraph("ListBullet", "List Bullet", after=60, more=_BULLET),
            _paragraph("Caption", "caption", size=19, before=240, after=60, more="<w:keepNext/>"),
            _paragraph("Figure", "Figure", after=60, more='<w:jc w:val="center"/>'),
            _paragraph(
                "TableTitle",
                "Table Title",
                size=20,
                bold=True,
                after=20,
                more='<w:keepNext/><w:jc w:val="center"/>',
            ),
            _paragraph("Header", "header", size=15, color=_INK_2, after=0),
            _paragraph(
                "HeaderMark", "Header Mark", size=16, after=0, more='<w:jc w:val="center"/>'
            ),
            _paragraph("Footer", "footer", size=12, color=_INK_2, after=0),
            _paragraph("PageNumber", "Page Number", size=15, after=0, more='<w:jc w:val="right"/>'),
            *(_cell(size, right=right) for size in (13, 15, 17) for right in (False, True)),
            _TABLE,
            *(_character(name) for name in CHARACTER_STYLES.values()),
        )
    )


_RULE = '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="CFCAD6"/></w:pBdr>'
_BULLET = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
    '<w:basedOn w:val="TableNormal"/></w:style>'
)


def _paragraph(
    name: str,
    label: str,
    *,
    based: str = "Normal",
    size: int = 0,
    bold: bool = False,
    color: str = "",
    before: int = 0,
    after: int = -1,
    more: str = "",
    default: bool = False,
) -> str:
    spacing = ""
    if before or after >= 0:
        given = f' w:before="{before}"' if before else ""
        given += f' w:after="{after}"' if after >= 0 else ""
        spacing = f"<w:spacing{given}/>"
    keep, rest = _split_keep(more)
    looks = ("<w:b/>" if bold else "") + (f'<w:color w:val="{color}"/>' if color else "")
    looks += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = ' w:default="1"' if default else ""
    before_spacing, after_spacing = _order(rest)
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{name}"><w:name w:val="{label}"/>{base}'
        f"<w:qFormat/><w:pPr>{keep}{before_spacing}{spacing}{after_spacing}</w:pPr>"
        f"<w:rPr>{looks}</w:rPr></w:style>"
    )


def _split_keep(more: str) -> tuple[str, str]:
    """`keepNext` comes first in the order that the schema wants."""
    keep = "<w:keepNext/>"
    return (keep, more.replace(keep, "")) if keep in more else ("", more)


def _order(more: str) -> tuple[str, str]:
    """Numbering and borders stand before the spacing, alignment, indents and outline after it."""
    early = more.startswith(("<w:numPr", "<w:pBdr"))
    return (more, "") if early else ("", more)


_HEADINGS = {1: (32, 480), 2: (26, 360), 3: (22, 280), 4: (20, 240)}


def _heading(level: int) -> str:
    size, before = _HEADINGS[level]
    return _paragraph(
        f"Heading{level}",
        f"heading {level}",
        size=size,
        bold=True,
        before=before,
        after=120,
        more=f'<w:keepNext/><w:outlineLvl w:val="{level - 1}"/>',
    )


def _contents(level: int) -> str:
    indent = f'<w:ind w:left="{(level - 1) * 280}"/>'
    return _paragraph(f"TOC{level}", f"toc {level}", size=18, after=20, more=indent)


def _cell(size: int, *, right: bool) -> str:
    name = f"Cell{size}{'Right' if right else ''}"
    label = f"Cell {size}{' Right' if right else ''}"
    tight = '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
    more = tight + ('<w:jc w:val="right"/>' if right else "")
    return _paragraph(name, label, size=size, more=more)


def _character(name: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="{name}"/></w:style>'
    )
