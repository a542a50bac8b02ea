"""A table with the room that there is in, the width of each column out."""

from __future__ import annotations

import pytest

from heliotrope.report.layout import bind_spaces, has_room, share_widths, split_heading
from heliotrope.report.model import Cell, Column, Row, Table
from heliotrope.report.svg import measure

SIZE = 17


def make(columns: list[Column], *rows: list[str]) -> Table:
    cells = tuple(Row(tuple(Cell(text) for text in row)) for row in rows)
    return Table("t", "t", "", tuple(columns), cells)


@pytest.mark.parametrize("width", [3000, 9866, 14798])
def test_the_columns_fill_the_width(width: int) -> None:
    columns = [Column("Endpoint", room=2), Column("n", numeric=True), Column("Remarks", room=1)]
    table = make(columns, ["CDASI activity", "10", "stopped on day 40 " * 9])
    widths = share_widths(table, width, SIZE)
    assert sum(widths) == width
    assert all(one > 0 for one in widths)


def test_numbers_and_longest_words_are_not_torn() -> None:
    columns = [
        Column("Participants", numeric=True),
        Column("Interval", numeric=True),
        Column("Text", room=1),
    ]
    table = make(columns, ["3", "−17.6 to −6.2", "many words " * 40])
    participants, interval, text = share_widths(table, 9866, SIZE)
    assert participants >= measure("Participants", SIZE * 10)
    assert interval >= measure("−17.6 to −6.2", SIZE * 10)
    assert text > interval


def test_what_is_left_goes_to_the_columns_that_ask_for_it() -> None:
    table = make([Column("a", room=1), Column("b", numeric=True)], ["x", "1"])
    first, second = share_widths(table, 9866, SIZE)
    assert first > 9000
    assert second < 866


def test_a_table_that_cannot_fit_is_shrunk_evenly() -> None:
    table = make([Column("c" * 40, numeric=True) for _ in range(12)], ["1"] * 12)
    widths = share_widths(table, 6000, SIZE)
    assert sum(widths) == 6000
    assert max(widths) - min(widths) <= 12


def test_a_few_words_beside_sentences_keep_some_lines_only() -> None:
    columns = [Column("Analysis", room=1), Column("When"), Column("How", room=1)]
    table = make(columns, ["many words " * 20, "CDASI activity, Week 24", "other words " * 30])
    few = share_widths(table, 9866, SIZE)[1]
    assert few * 3 >= measure("CDASI activity, Week 24", SIZE * 10)


@pytest.mark.parametrize(
    "text", ["Widespread rash 全身皮疹（合成 synthetic）", "全身 synthetic 皮疹"]
)
def test_latin_among_chinese_is_not_torn(text: str) -> None:
    columns = [Column("报告用语"), Column("备注", room=1)]
    table = make(columns, [text, "很长的说明" * 60])
    assert share_widths(table, 6000, SIZE)[0] >= measure("synthetic", SIZE * 10)


def test_a_table_has_room_if_no_word_is_torn() -> None:
    table = make([Column(f"c{place}") for place in range(6)], ["synthetic"] * 6)
    needed = next(width for width in range(100, 20_000, 10) if has_room(table, width, SIZE))
    assert needed >= 6 * measure("synthetic", SIZE * 10)
    assert not has_room(table, needed - 10, SIZE)


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("标准化变化（95 % 区间）", ["标准化变化", "（95 % 区间）"]),
        ("较基线加重，n/N = %", ["较基线加重，", "n/N = %"]),
        ("基线", ["基线"]),
        ("Grade 3 or more, n/N = %", ["Grade 3 or more, ", "n/N = %"]),
        ("Range", ["Range"]),
        ("", [""]),
    ],
)
def test_where_a_heading_may_break(heading: str, parts: list[str]) -> None:
    assert split_heading(heading) == parts


def test_no_line_ends_before_a_percent_sign_or_a_page_number() -> None:
    said = "5/10 = 50 % of n/N = % at 9.1 (p. 12), p. 3"
    kept = "5/10 = 50\u00a0% of n/N\u00a0=\u00a0% at 9.1 (p.\u00a012), p. 3"
    assert bind_spaces(said) == kept
