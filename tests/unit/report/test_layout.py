"""A table with the room that there is in, the width of each column out."""

from __future__ import annotations

import pytest

from heliotrope.report.layout import share_widths
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
