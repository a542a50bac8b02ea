"""Letters that a document uses → a font that holds just these, for HTML and for DOCX."""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

PACKAGE = "manimgx_fonts_cjk"
"""The package that carries Noto Sans CJK (SIL Open Font License 1.1)."""
FAMILY = "Heliotrope Sans"
"""What the subset is called, so that nobody takes it for the whole font."""

_FILE = "NotoSansCJK-VF.otf.ttc"
_CHINESE, _LATIN = 2, 1
"""Faces within the file: Simplified Chinese, and Korean, whose Latin punctuation is not wide."""
_CHINESE_FROM = 0x3000
"""From this code point on the Chinese face is taken; before it the one with narrow punctuation."""
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F)))
_NOT_NEEDED = ("BASE", "GDEF", "GPOS", "GSUB", "VVAR", "VORG", "vhea", "vmtx", "DSIG")


class FontMissing(Exception):
    """The package that carries the letters is not installed."""


def find_font() -> Path:
    """The font file. Raises FontMissing if the package is not there."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FontMissing(f"the package {PACKAGE} is not installed: run make setup")
    return Path(found.origin).parent / _FILE


@lru_cache(maxsize=4)
def subset_woff(letters: frozenset[str]) -> bytes:
    """A variable font (weights 100 to 900) with these letters, and basic Latin always, as WOFF.

    Letters that the font lacks are left out. The same letters give the same bytes.
    """
    with _open() as font:
        _subset(font, letters | _ALWAYS)
        font.flavor = "woff"
        return _save(font)


def _open() -> TTFont:
    """The Chinese face, read only as far as it is asked for."""
    return TTFont(
        find_font(), fontNumber=_CHINESE, lazy=True, recalcTimestamp=False, recalcBBoxes=False
    )


def _subset(font: TTFont, letters: frozenset[str]) -> None:
    """Leave these letters of the font only, under its own name."""
    glyphs = _choose_glyphs(find_font(), letters)
    _name_glyphs(font)
    font["cmap"] = _make_map({code: font.getGlyphName(glyph) for code, glyph in glyphs.items()})
    for table in _NOT_NEEDED:
        if table in font:
            del font[table]
    options = Options(layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    advances = font.reader["HVAR"]
    del font["HVAR"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(glyphs))
    subsetter.subset(font)
    font["HVAR"] = _keep_advances(font, advances, sorted({0, *glyphs.values()}))
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = FAMILY


def _name_glyphs(font: TTFont) -> None:
    # Any names will do; those that fontTools would make up cost it a reading of the whole cmap.
    font.setGlyphOrder([_name_glyph(number) for number in range(font["maxp"].numGlyphs)])


def _name_glyph(number: int) -> str:
    return f"g{number}" if number else ".notdef"


def _save(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _make_map(glyphs: dict[int, str]) -> object:
    table = newTable("cmap")
    table.tableVersion, table.tables = 0, []
    for kind, encoding in ((4, 1), (12, 10)):
        part = CmapSubtable.newSubtable(kind)
        part.platformID, part.platEncID, part.language = 3, encoding, 0
        part.cmap = {c: g for c, g in sorted(glyphs.items()) if kind == 12 or c < 0x10000}
        table.tables.append(part)
    return table


def _keep_advances(font: TTFont, data: bytes, glyphs: list[int]) -> Any:  # noqa: ANN401 (a table of fontTools)
    """The table of how widths vary with weight, with the rows of these glyphs.

    fontTools would read the rows of all 65,535 glyphs, which takes longer than all the rest.
    """
    start, mapped = struct.unpack_from(">4xLL", data)
    regions, count, first = struct.unpack_from(">2xLHL", data, start)
    if mapped or count != 1:
        raise ValueError("the font's HVAR is not one list in the order of the glyphs")
    items, words, columns = struct.unpack_from(">HHH", data, start + first)
    rows = start + first + 6 + 2 * columns
    size = words + columns
    axes, places = struct.unpack_from(">HH", data, start + regions)
    kept = [data[at : at + size] for at in (rows + size * min(one, items - 1) for one in glyphs)]
    table = newTable("HVAR")
    table.decompile(
        b"".join(
            [
                struct.pack(">HHLLLL", 1, 0, 20, 0, 0, 0),
                struct.pack(">HLHL", 1, 12, 1, 16 + 6 * axes * places),
                data[start + regions :][: 4 + 6 * axes * places],
                struct.pack(">HHH", len(glyphs), words, columns),
                data[rows - 2 * columns : rows],
                *kept,
            ]
        ),
        font,
    )
    return table


# ---------------------------------------------------------------- code point → glyph


def _choose_glyphs(path: Path, letters: frozenset[str]) -> dict[int, int]:
    """Code point → number of its glyph; the faces share their glyphs and differ in the choice."""
    with path.open("rb") as file:
        data = file.read(_HEAD)
        maps = {face: _Map(file, data, face) for face in (_CHINESE, _LATIN)}
    found = {}
    for letter in sorted(letters):
        code = ord(letter)
        number = maps[_CHINESE if code >= _CHINESE_FROM else _LATIN].glyph(code)
        if number:
            found[code] = number
    return found


_HEAD = 4096


class _Map:
    """The groups of a face's cmap (format 12): reading all of it takes a fifth of a second."""

    def __init__(self, file: io.BufferedReader, head: bytes, face: int) -> None:
        (directory,) = struct.unpack_from(">L", head, 12 + 4 * face)
        file.seek(directory)
        (count,) = struct.unpack(">4xH6x", file.read(12))
        tables = file.read(16 * count)
        places = {
            tables[at : at + 4]: struct.unpack_from(">LL", tables, at + 8)
            for at in range(0, 16 * count, 16)
        }
        offset, length = places[b"cmap"]
        file.seek(offset)
        data = file.read(length)
        self.groups = _read_groups(data)
        self.starts = [start for start, _, _ in self.groups]

    def glyph(self, code: int) -> int:
        """The number of the glyph; 0 for none."""
        place = bisect_right(self.starts, code) - 1
        if place < 0:
            return 0
        start, end, first = self.groups[place]
        return first + code - start if code <= end else 0


def _read_groups(data: bytes) -> list[tuple[int, int, int]]:
    (count,) = struct.unpack_from(">H", data, 2)
    for at in range(4, 4 + 8 * count, 8):
        (offset,) = struct.unpack_from(">4xL", data, at)
        (kind,) = struct.unpack_from(">H", data, offset)
        if kind == 12:
            (groups,) = struct.unpack_from(">L", data, offset + 12)
            return list(struct.iter_unpack(">LLL", data[offset + 16 : offset + 16 + 12 * groups]))
    raise ValueError("the font has no cmap of format 12")


# ---------------------------------------------------------------- for word processors


@lru_cache(maxsize=8)
def subset_truetype(letters: frozenset[str], weight: int) -> bytes:
    """A font of one weight with these letters, in TrueType outlines, which can be embedded in DOCX.

    Curves are within one unit of a thousandth of an em of the original's.
    """
    from fontTools.fontBuilder import FontBuilder  # noqa: PLC0415 (HTML does not need it)

    chosen = _choose_glyphs(find_font(), letters | _ALWAYS)
    numbers = sorted({0, *chosen.values()})
    pens = _load_pens(weight)
    order = [_name_glyph(number) for number in numbers]
    with _open() as font:
        made = FontBuilder(font["head"].unitsPerEm, isTTF=True)
        made.setupGlyphOrder(order)
        made.setupCharacterMap({code: _name_glyph(one) for code, one in chosen.items()})
        made.setupGlyf({name: pens.draw(name) for name in order})
        widths = pens.measure(numbers)
        made.setupHorizontalMetrics({name: (widths[name], 0) for name in order})
        height = {"ascent": font["hhea"].ascent, "descent": font["hhea"].descent}
        made.setupHorizontalHeader(**height)
        made.setupNameTable(_name_font(font, bold=weight >= BOLD_FROM))
        made.setupOS2(
            sTypoAscender=height["ascent"],
            sTypoDescender=height["descent"],
            usWinAscent=height["ascent"],
            usWinDescent=-height["descent"],
            usWeightClass=weight,
            fsSelection=0x20 if weight >= BOLD_FROM else 0x40,
            fsType=0,
            ulCodePageRange1=1 | 1 << 18,
        )
        made.setupPost(keepGlyphNames=False)
        made.font["head"].macStyle = int(weight >= BOLD_FROM)
        made.font["head"].created = made.font["head"].modified = font["head"].created
        made.font.recalcTimestamp = False
        return _save(made.font)


class _Pens:
    """The whole font at one weight; a letter is drawn once for all documents."""

    def __init__(self, weight: int) -> None:
        data = io.BytesIO(find_font().read_bytes())
        self._font = font = TTFont(
            data, fontNumber=_CHINESE, lazy=True, recalcTimestamp=False, recalcBBoxes=False
        )
        _name_glyphs(font)
        self._advances = font.reader["HVAR"]
        del font["HVAR"]
        self._shapes = font.getGlyphSet(location={"wght": weight})
        self._drawn: dict[str, Any] = {}

    def draw(self, name: str) -> object:
        """The outline of a glyph in quadratic curves."""
        from fontTools.pens.cu2quPen import Cu2QuPen  # noqa: PLC0415
        from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415

        if name not in self._drawn:
            pen = TTGlyphPen(None)
            self._shapes[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
            self._drawn[name] = pen.glyph()
        return deepcopy(self._drawn[name])

    def measure(self, numbers: Sequence[int]) -> dict[str, int]:
        """The widths of glyphs, given by their numbers in order."""
        from fontTools.varLib.varStore import VarStoreInstancer  # noqa: PLC0415

        store = _keep_advances(self._font, self._advances, list(numbers)).table.VarStore
        deltas = VarStoreInstancer(store, self._font["fvar"].axes, self._shapes.location)
        names = [_name_glyph(number) for number in numbers]
        metrics = self._font["hmtx"].metrics
        return {name: round(metrics[name][0] + deltas[at]) for at, name in enumerate(names)}


_load_pens = lru_cache(maxsize=4)(_Pens)

BOLD_FROM = 600


def _name_font(font: TTFont, *, bold: bool) -> dict[str, str]:
    """The subset's own name, with the original's copyright and license."""
    style = "Bold" if bold else "Regular"
    kept = {"copyright": 0, "licenseDescription": 13, "licenseInfoURL": 14}
    named = {key: font["name"].getDebugName(number) or "" for key, number in kept.items()}
    return {
        **named,
        "familyName": FAMILY,
        "styleName": style,
        "uniqueFontIdentifier": f"{FAMILY} {style}",
        "fullName": f"{FAMILY} {style}",
        "psName": f"{FAMILY.replace(' ', '')}-{style}",
        "version": "Version 1.0",
    }
