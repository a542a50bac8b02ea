"""Letters in, a font with just these out."""

from __future__ import annotations

import io

import pytest
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


SOME = "Aag1中国，"


@pytest.mark.parametrize("weight", [100, 400, 900])
def test_widths_vary_with_weight_as_in_the_whole_font(weight: int) -> None:
    made = TTFont(io.BytesIO(subset_woff(frozenset(SOME))))
    place = {"wght": weight}
    drawn = made.getGlyphSet(location=place)
    with TTFont(find_font(), fontNumber=2, lazy=True) as face:
        whole = face.getGlyphSet(location=place)
        for letter in SOME:
            expected = whole[face.getBestCmap()[ord(letter)]].width
            found = drawn[made.getBestCmap()[ord(letter)]].width
            assert found == pytest.approx(expected, abs=0.01), letter


def test_a_bold_letter_is_wider() -> None:
    made = TTFont(io.BytesIO(subset_woff(frozenset("a"))))
    name = made.getBestCmap()[ord("a")]
    widths = [made.getGlyphSet(location={"wght": one})[name].width for one in (100, 900)]
    assert widths[0] < widths[1]
