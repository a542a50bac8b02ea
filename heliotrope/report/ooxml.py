"""Parts of a word-processing document as XML text → the DOCX file, the same bytes each time.

The format is ECMA-376 (Office Open XML), first edition's namespaces.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from heliotrope.report.fonts import FAMILY

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The day that a ZIP begins with: the file carries no clock."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the document, by the name of its relationship."""

    id: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes into the file."""

    title: str
    moment: datetime
    language: str
    body: str
    """Everything within `w:body`."""
    styles: str
    """Everything within `w:styles`."""
    header: str
    footer: str
    pictures: tuple[Picture, ...]
    fonts: Mapping[str, bytes]
    """`Regular`, `Bold` → the font in TrueType outlines."""


def render_docx(parts: Parts) -> bytes:
    """The file's bytes."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _render_types(),
        "_rels/.rels": _render_relations(_ROOT),
        "docProps/core.xml": _render_core(parts),
        "docProps/app.xml": _render_app(),
        "word/document.xml": _wrap("document", f"<w:body>{parts.body}</w:body>"),
        "word/styles.xml": _wrap("styles", parts.styles),
        "word/settings.xml": _wrap("settings", _SETTINGS),
        "word/numbering.xml": _wrap("numbering", _NUMBERING),
        "word/header1.xml": _wrap("hdr", parts.header),
        "word/footer1.xml": _wrap("ftr", parts.footer),
        "word/fontTable.xml": _render_font_table(parts.fonts),
        "word/_rels/fontTable.xml.rels": _render_relations(
            [
                (f"rId{number}", f"{_OFFICE}/font", f"fonts/font{number}.odttf")
                for number in range(1, len(parts.fonts) + 1)
            ]
        ),
        "word/_rels/document.xml.rels": _render_relations(
            [
                *_DOCUMENT,
                *((one.id, f"{_OFFICE}/image", f"media/{one.id}.png") for one in parts.pictures),
            ]
        ),
    }
    for number, font in enumerate(parts.fonts.values(), start=1):
        files[f"word/fonts/font{number}.odttf"] = _obfuscate(font, _make_key(font))
    for one in parts.pictures:
        files[f"word/media/{one.id}.png"] = one.png
    return _zip(files)


def _zip(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, content)
    return out.getvalue()


def _wrap(name: str, content: str) -> str:
    return f"{_DECLARATION}<w:{name} {NAMESPACES}>{content}</w:{name}>"


# ---------------------------------------------------------------- package

_ROOT = [
    ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
    ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
]
_DOCUMENT = [
    ("rId1", f"{_OFFICE}/styles", "styles.xml"),
    ("rId2", f"{_OFFICE}/settings", "settings.xml"),
    ("rId3", f"{_OFFICE}/numbering", "numbering.xml"),
    ("rId4", f"{_OFFICE}/fontTable", "fontTable.xml"),
    ("rId5", f"{_OFFICE}/header", "header1.xml"),
    ("rId6", f"{_OFFICE}/footer", "footer1.xml"),
]
HEADER, FOOTER = "rId5", "rId6"


def _render_relations(relations: list[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    where = f"{_PACKAGE}/relationships"
    return f'{_DECLARATION}<Relationships xmlns="{where}">{listed}</Relationships>'


def _render_types() -> str:
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    }
    own = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/numbering.xml": f"{_WORD}.numbering+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/footer1.xml": f"{_WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": (
            "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        ),
    }
    listed = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items()
    )
    listed += "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in own.items()
    )
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{listed}</Types>'


def _render_core(parts: Parts) -> str:
    at = parts.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(parts.title)}</dc:title><dc:creator>Heliotrope</dc:creator>"
        f"<dc:language>{parts.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _render_app() -> str:
    where = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return (
        f'{_DECLARATION}<Properties xmlns="{where}">'
        "<Application>Heliotrope</Application></Properties>"
    )


_SETTINGS = (
    '<w:embedTrueTypeFonts/><w:saveSubsetFonts/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)

_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="240"/></w:pPr></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


# ---------------------------------------------------------------- fonts


def _render_font_table(fonts: Mapping[str, bytes]) -> str:
    """The embedded font with what stands in for it where embedding is not taken."""
    embedded = "".join(
        f'<w:embed{style} r:id="rId{number}" w:fontKey={quoteattr(_make_key(font))}/>'
        for number, (style, font) in enumerate(fonts.items(), start=1)
    )
    return _wrap(
        "fonts",
        f'<w:font w:name="{FAMILY}"><w:altName w:val="Microsoft YaHei"/>'
        '<w:charset w:val="86"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        f"{embedded}</w:font>",
    )


def _make_key(font: bytes) -> str:
    """A GUID that follows from the font."""
    digits = hashlib.sha256(font).hexdigest()[:32].upper()
    ends = (0, 8, 12, 16, 20, 32)
    return "{" + "-".join(digits[a:b] for a, b in pairwise(ends)) + "}"


def _obfuscate(font: bytes, key: str) -> bytes:
    """ECMA-376 part 4, 4.1: the first 32 bytes combined with the key's bytes in reverse order."""
    digits = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    head = bytes(byte ^ digits[place % 16] for place, byte in enumerate(font[:32]))
    return head + font[32:]
