"""Shapes and words in, SVG text, broken lines and placed labels out."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from heliotrope.report.svg import (
    Drawing,
    Scale,
    choose_ticks,
    element,
    label_tick,
    measure,
    spread,
    text,
    wrap,
)


def test_words_and_attributes_are_escaped() -> None:
    shape = text(1, 2.25, "a < b & c", aria_label='"x"')
    read = ElementTree.fromstring(shape)
    assert read.text == "a < b & c"
    assert read.attrib == {"x": "1", "y": "2.2", "aria-label": '"x"'}


def test_an_attribute_that_is_none_is_left_out() -> None:
    assert element("path", fill=None, d="M0 0") == '<path d="M0 0"/>'


def test_a_drawing_says_its_title_and_its_description() -> None:
    drawing = Drawing("course", 100, "Title <1>", "zh", "合成")
    drawing.add(text(0, 0, "x"))
    root = ElementTree.fromstring(drawing.render(50.2, "Description"))
    name = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{name}title") == "Title <1>"
    assert root.findtext(f"{name}desc") == "Description"
    assert root.get("viewBox") == "0 0 100 51"
    assert root.get("lang") == "zh-Hans"
    ids = [child.get("id") for child in root if child.get("id")]
    assert root.get("aria-labelledby") == " ".join(str(one) for one in ids)
    assert "合成" in [child.text for child in root]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 37, [0, 10, 20, 30, 40]),
        (-19, 2, [-20, -15, -10, -5, 0, 5]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 88, [0, 20, 40, 60, 80, 100]),
        (-0.3, 0, [-0.3, -0.2, -0.1, 0]),
    ],
)
def test_ticks_are_round_and_enclose_the_data(low: float, high: float, ticks: list[float]) -> None:
    found = choose_ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert found == ticks


def test_a_tick_is_written_without_needless_zeros() -> None:
    assert [label_tick(one) for one in (-20.0, 0.0, 0.5, 100.0)] == ["−20", "0", "0.5", "100"]


def test_a_scale_may_run_upward() -> None:
    assert Scale(0, 40, 300, 20).at(10) == 230


def test_labels_keep_their_order_and_their_distance() -> None:
    wanted = [10, 12, 12, 50, 99]
    places = spread(wanted, 14, 0, 100)
    assert places == sorted(places)
    assert all(b - a >= 14 for a, b in pairwise(places))
    assert places[-1] <= 100
    assert places[0] == 10


def test_labels_at_the_bottom_are_pushed_up() -> None:
    assert spread([98, 99, 100], 14, 0, 100) == [72, 86, 100]


@pytest.mark.parametrize(
    "words",
    [
        "NC-007, Week 8 to Follow-up: stopped on day 40 (adverse event)",
        "第 40 天退出（不良事件），此后无记录，无法评价。",
    ],
)
def test_lines_are_not_too_long_and_nothing_is_lost(words: str) -> None:
    lines = list(wrap(words, 120))
    assert len(lines) > 1
    assert all(measure(one) <= 120 for one in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert not [one for one in lines if one[0] in "，。）"]


def test_a_word_longer_than_the_line_stands_alone() -> None:
    assert list(wrap("a bbbbbbbbbbbbbbbbbbbb c", 30)) == ["a", "bbbbbbbbbbbbbbbbbbbb", "c"]
