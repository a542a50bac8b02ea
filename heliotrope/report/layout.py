"""A table with the room that there is → the width of each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import sqrt

from heliotrope.report.model import Row, Table
from heliotrope.report.svg import measure

MARGIN = 60
"""Left and right of a cell's words, in twentieths of a point."""
INDENT = 160
"""One step to the right, in the same."""


def share_widths(table: Table, width: int, size: int) -> list[int]:
    """The width of each column: as its words want, shrunk where they want more than there is.

    No column becomes narrower than its longest word where that is possible; together they fill
    `width`.
    """
    wanted, least = _measure(table, size)
    if sum(wanted) <= width:
        return _fill(wanted, [column.room for column in table.columns], width)
    # What wants little gets it: the long columns share the rest.
    given = [
        want if want <= width / MODEST else low for want, low in zip(wanted, least, strict=True)
    ]
    least = given if sum(given) < width * 0.9 else least
    spare = width - sum(least)
    if spare <= 0:
        return _round([one * width / sum(least) for one in least], width)
    # By the root: a column of sentences does not take it all from one of a few words.
    more = [sqrt(want - low) for want, low in zip(wanted, least, strict=True)]
    return _round(
        [low + spare * one / sum(more) for low, one in zip(least, more, strict=True)], width
    )


def has_room(table: Table, width: int, size: int) -> bool:
    """True if no column must be narrower than its longest word."""
    return sum(_measure(table, size)[1]) <= width


def _read_lines(table: Table) -> list[Row]:
    """The rows whose cells stand in their columns."""
    return [row for row in table.rows if row.kind != "group"]


def _measure(table: Table, size: int) -> tuple[list[float], list[float]]:
    """Of each column the width that its words want, and that of its longest word."""
    points = size / 2
    wanted, least = [], []
    for place, column in enumerate(table.columns):
        texts = [
            f"{row.cells[place].text} {row.cells[place].small}{row.cells[place].marks}"
            for row in _read_lines(table)
        ]
        wide = max(measure(text, points * 20) for text in [*texts, ""])
        wide = max(wide, _want_heading(column.heading, points))
        words = texts if column.numeric else [word for text in texts for word in _split(text)]
        long = max((measure(word, points * 21) for word in words), default=0.0)
        indent = INDENT * max((row.cells[place].indent for row in _read_lines(table)), default=0)
        long, wide = long + indent, wide + indent
        # Headings are bold.
        bold = max(
            (measure(word, points * 23) for word in _split_words(column.heading)), default=0.0
        )
        least.append(min(max(long, bold), 4000) + 2 * MARGIN + 20)
        wanted.append(max(wide + 2 * MARGIN + 20, least[-1]))
    return wanted, least


MODEST = 4
"""A column that wants no more than this part of the width is not shrunk."""


SHORT = 10
"""A heading as wide as so many Latin letters stays on one line where there is room: `Week 24`."""


def split_heading(heading: str) -> list[str]:
    """A heading in the parts between which its line may end.

    A Chinese one ends after a comma or before a bracket, and not within a word; a Latin one at any
    space, and `n/N = %` is a part of its own.
    """
    return re.split("(?<=，)|(?=（)" if _CHINESE.search(heading) else "(?<= )(?=n/N)", heading)


_BOUND = re.compile(
    r"(?<=\d) (?=%)|(?<=n/N) (?== %)|(?<=n/N =) (?=%)|(?<=\(p\.) (?=\d)|(?<=[(（]n) (?=\d)"
)


def bind_spaces(text: str) -> str:
    """The text with spaces at which no line may end: `95 %`, `n/N = %`, `(p. 12)`, `(n 8)`."""
    return _BOUND.sub("\u00a0", text)


def _want_heading(heading: str, points: float) -> float:
    """A short heading in one line, a longer one in three; headings are bold."""
    full = measure(heading, points * 23)
    return full if len(heading) + len(_CHINESE.findall(heading)) <= SHORT else full / 3


def _split_words(heading: str) -> list[str]:
    parts = split_heading(heading)
    if len(parts) > 1 and _CHINESE.search(heading):
        return parts
    return [word for part in parts for word in ([part] if "n/N" in part else _split(part))]


UNTORN = 6
"""So many Chinese characters stay together."""

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[!-~]+")


def _split(text: str) -> list[str]:
    """Words that may not be torn; Chinese breaks between any two characters."""
    if _CHINESE.search(text):
        return [text[:UNTORN], *_LATIN.findall(text)]
    return text.split(" ")


def _fill(wanted: Sequence[float], rooms: Sequence[int], width: int) -> list[int]:
    """What is left goes to the columns that ask for room, else to all alike."""
    shares = rooms if any(rooms) else [1] * len(wanted)
    left = width - sum(wanted)
    return _round(
        [one + left * share / sum(shares) for one, share in zip(wanted, shares, strict=True)],
        width,
    )


def _round(widths: Sequence[float], width: int) -> list[int]:
    whole = [int(one) for one in widths]
    whole[-1] += width - sum(whole)
    return whole
