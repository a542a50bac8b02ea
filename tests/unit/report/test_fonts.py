"""Letters in, a font with just these out."""

from __future__ import annotations

import io

from fontTools.ttLib import TTFont

from heliotrope.report.fonts import FAMILY, find_font, subset_truetype, subset_woff

LETTERS = frozenset("基线评分变化 −≥“”·×é")


def read(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content))


def test_the_letters_are_there_and_few_others() -> None:
    font = read(subset_woff(LETTERS))
    codes = set(font.getBestCmap())
    assert {ord(one) for one in LETTERS} <= codes
    assert {ord(one) for one in "aZ09 "} <= codes
    assert ord("腕") not in codes
    assert len(codes) < 130
    assert font["name"].getDebugName(1) == FAMILY
    assert "SIL Open Font License" in (font["name"].getDebugName(13) or "")


def test_the_weights_are_kept() -> None:
    (axis,) = read(subset_woff(LETTERS))["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 100, 900)


def test_chinese_shapes_are_the_chinese_ones_and_quotes_are_narrow() -> None:
    whole = TTFont(find_font(), fontNumber=2, lazy=True)
    korean = TTFont(find_font(), fontNumber=1, lazy=True)
    with whole, korean:
        names = whole.getBestCmap(), korean.getBestCmap()
        wide, narrow = (
            font["hmtx"][name[0x201C]][0] for font, name in ((whole, names[0]), (korean, names[1]))
        )
    font = read(subset_woff(LETTERS))
    assert font["hmtx"][font.getBestCmap()[0x201C]][0] == narrow < wide


def test_the_same_letters_give_the_same_bytes_in_any_order() -> None:
    subset_woff.cache_clear()
    first = subset_woff(frozenset("线基"))
    subset_woff.cache_clear()
    assert subset_woff(frozenset("基线")) == first
    subset_truetype.cache_clear()
    one = subset_truetype(frozenset("线基"), 700)
    subset_truetype.cache_clear()
    assert subset_truetype(frozenset("基线"), 700) == one


def test_the_outlines_for_word_processors_are_truetype_and_heavier_when_bold() -> None:
    regular, bold = (read(subset_truetype(LETTERS, weight)) for weight in (400, 700))
    assert "glyf" in regular
    assert "CFF2" not in regular
    assert (regular["OS/2"].usWeightClass, bold["OS/2"].usWeightClass) == (400, 700)
    letter = regular.getBestCmap()[ord("l")]
    assert bold["hmtx"][bold.getBestCmap()[ord("l")]][0] > regular["hmtx"][letter][0]


def test_a_letter_that_the_font_lacks_is_left_out() -> None:
    assert 0x1F33B not in read(subset_woff(frozenset("\U0001f33b基"))).getBestCmap()
