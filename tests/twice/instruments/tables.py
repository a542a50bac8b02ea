"""Columns with what may stand in them in; random rows, right and wrong, out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

EMPTY = ["", "ND", "UNK", "NA"]
WRONG = ["11", "-1", "1.00001", "x", "yes", "1e2", " 1", "01", "1,5", "4", "999", "1_0", "２"]
WRONG += ["1.0", "1.500000", "1."]
KINDS = ["complete", "missing", "wrong", "both"]

Cells = Mapping[str, str]
Columns = Mapping[str, Callable[[random.Random], str]]
"""Each column with what makes a random right cell of it."""


@dataclass(frozen=True)
class Verdict:
    """What a slow twin says of a row."""

    values: dict[str, str]
    """Each output column; empty: not scored."""
    is_scored: bool
    wrong: frozenset[str] = frozenset()
    """The columns that are not allowed."""


def make_row(dice: random.Random, columns: Columns, kind: str) -> dict[str, str]:
    """A row with one to four cells spoiled, as its kind says."""
    cells = {name: make(dice) for name, make in columns.items()}
    spoiled = dice.sample(list(columns), min(len(columns), dice.randint(1, 4)))
    if kind in {"missing", "both"}:
        cells |= {name: dice.choice(EMPTY) for name in spoiled}
    if kind in {"wrong", "both"}:
        cells[spoiled[0]] = dice.choice(WRONG)
    return cells


def whole(low: int, high: int) -> Callable[[random.Random], str]:
    """A whole number from `low` to `high`."""
    return lambda dice: str(dice.randint(low, high))


def one_of(*words: str) -> Callable[[random.Random], str]:
    """One of these."""
    return lambda dice: dice.choice(words)


def decimal(high: int, places: int) -> Callable[[random.Random], str]:
    """A number from 0 to `high` with up to so many places, often a round one."""

    def make(dice: random.Random) -> str:
        used = dice.choice([0, 1, 1, places])
        units = dice.randint(0, high * 10**used)
        before, after = divmod(units, 10**used)
        return f"{before}.{after:0{used}}" if used else str(before)

    return make


def read_number(text: str, low: str, high: str, places: int) -> Fraction | None:
    """The number in a cell if it is one, in its range, with no more places than allowed."""
    for wide, plain in zip("０１２３４５６７８９．", "0123456789.", strict=True):
        text = text.replace(wide, plain)
    pattern = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?" if places else r"(0|[1-9][0-9]*)(\.0+)?"
    if len(text) > 50 or not re.fullmatch(pattern, text, re.ASCII):
        return None
    if "." in text and len(text.split(".")[1].rstrip("0")) > places:
        return None
    number = Fraction(text)
    return number if Fraction(low) <= number <= Fraction(high) else None


def write_number(number: Fraction) -> str:
    """To six places, rounded half up, without ending zeros; for numbers from 0."""
    millionths = (number * 1_000_000 * 2 + 1) // 2
    before, after = divmod(millionths, 1_000_000)
    digits = f"{after:06}".rstrip("0")
    return f"{before}.{digits}" if digits else str(before)


def make_table(columns: Sequence[str], rows: Sequence[Cells]) -> list[list[str]]:
    """A table with its header, rows numbered from 0."""
    body = [[str(at), *(row[name] for name in columns)] for at, row in enumerate(rows)]
    return [["id", *columns], *body]
