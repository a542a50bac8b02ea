"""The letters of a document keep their shapes and widths in the font made for it."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from heliotrope.report.fonts import find_font, subset_woff

LETTERS = "Aag1中国，"


@pytest.mark.parametrize("weight", [100, 400, 900])
def test_widths_vary_with_weight_as_in_the_whole_font(weight: int) -> None:
    made = TTFont(io.BytesIO(subset_woff(frozenset(LETTERS))))
    place = {"wght": weight}
    drawn = made.getGlyphSet(location=place)
    with TTFont(find_font(), fontNumber=2, lazy=True) as face:
        whole = face.getGlyphSet(location=place)
        for letter in LETTERS:
            expected = whole[face.getBestCmap()[ord(letter)]].width
            found = drawn[made.getBestCmap()[ord(letter)]].width
            assert found == pytest.approx(expected, abs=0.01), letter


def test_a_bold_letter_is_wider() -> None:
    made = TTFont(io.BytesIO(subset_woff(frozenset("a"))))
    name = made.getBestCmap()[ord("a")]
    widths = [made.getGlyphSet(location={"wght": one})[name].width for one in (100, 900)]
    assert widths[0] < widths[1]
