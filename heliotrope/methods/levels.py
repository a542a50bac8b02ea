"""A column of a frame in, its levels with each row's code, or its numbers, out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats
from heliotrope.methods.patterns import Codes

NEAR = 12
"""Up to so many levels, comparing with each is quicker than looking each row up."""

Kept: TypeAlias = NDArray[np.intp] | None
"""Places of the rows that are kept, ascending; `None`: all."""

FEW = 2000
"""Up to so many rows, plain Python is quicker than a query."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels that occur in a column."""

    labels: tuple[str, ...]
    """As text, in their order."""
    codes: Codes
    """Each row's level, by its place in `labels`."""
    numbers: Floats | None
    """The levels of a numeric column as numbers."""

    def take(self, order: Codes) -> Levels:
        """The same with the rows in another order."""
        return Levels(self.labels, self.codes.take(order), self.numbers)


def look_ahead(frame: pl.DataFrame, names: Sequence[str], series: str) -> dict[str, pl.Series]:
    """What reading a long frame asks of its columns, all at once on all processors.

    By a column's name: each text's hash; of the column that tells series apart, the runs of equal
    values.
    """
    if frame.height <= FEW:
        return {}
    texts = [name for name in names if name != series and frame[name].dtype == pl.String]
    asked = [pl.col(texts).hash()] if texts else []
    if frame[series].dtype.is_numeric() or frame[series].dtype == pl.String:
        asked.append(pl.col(series).rle_id())
    return frame.select(asked).to_dict()


def read_levels(
    column: pl.Series, kept: Kept, hashes: pl.Series | None = None, *, is_forced: bool
) -> Levels:
    """The levels that occur in the rows that are kept: of an Enum in its order, else sorted.

    A Categorical is sorted as text, as polars itself sorts it: its codes depend on whatever the
    process has read before.

    Args:
        column: without nulls in the rows that are kept.
        kept: which rows; `None` for all.
        hashes: what `look_ahead` found.
        is_forced: numbers and days may be taken as levels.

    Raises:
        ValueError: it holds something that has no levels.
    """
    dtype = column.dtype
    if kept is not None and (column.null_count() or len(column) <= FEW):
        column, kept, hashes = column.gather(kept), None, None
    if isinstance(dtype, pl.Enum):
        return _compress(column.to_physical().to_numpy(), kept, dtype.categories.to_list())
    if dtype == pl.String or isinstance(dtype, pl.Categorical):
        return _read_texts(column, kept, hashes)
    if dtype == pl.Boolean:
        return _compress(column.to_numpy().astype(np.intp), kept, ["FALSE", "TRUE"])
    if not is_forced or not (dtype.is_numeric() or dtype.is_temporal()):
        raise ValueError(f"{column.name} is {dtype}; expected numbers, text, Enum or booleans")
    column = column if kept is None else column.gather(kept)
    distinct = column.unique().sort()
    codes = np.searchsorted(distinct.to_numpy(), column.to_numpy())
    if not dtype.is_numeric():
        return Levels(tuple(str(one) for one in distinct), codes, None)
    labels = [f"{one:.15g}" for one in distinct]
    return Levels(tuple(labels), codes, distinct.cast(pl.Float64).to_numpy())


def _read_texts(column: pl.Series, kept: Kept, hashes: pl.Series | None) -> Levels:
    if len(column) <= FEW:
        labels, codes = sort_few(column)
        return Levels(tuple(labels), codes, None)
    compared = _compare(column, hashes) if column.dtype == pl.String else None
    if compared is not None:
        return _compress(compared[1], kept, compared[0])
    return _sort_categories(column.cast(pl.Categorical), kept)


def sort_few(column: pl.Series) -> tuple[list[Any], Codes]:
    """What occurs in a short column, sorted, and each row's place in it."""
    values = column.to_list()
    labels = sorted(set(values))
    place = {label: number for number, label in enumerate(labels)}
    return labels, np.array([place[value] for value in values], dtype=np.intp)


def _sort_categories(column: pl.Series, kept: Kept) -> Levels:
    codes = column.to_physical().to_numpy()
    codes = codes if kept is None else codes.take(kept)
    used = _list_used(codes, int(codes.max()) + 1)
    first = [int((codes == one).argmax()) for one in used.tolist()]
    texts = column.gather(first if kept is None else kept[first]).cast(pl.String)
    order = texts.arg_sort().to_numpy()
    labels = tuple(texts.gather(order).to_list())
    return Levels(labels, _recode(codes, used[order]), None)


def _compress(codes: Codes, kept: Kept, labels: list[str]) -> Levels:
    """Without the levels that no row has."""
    codes = codes if kept is None else codes.take(kept)
    used = _list_used(codes, len(labels))
    if used.size == len(labels):
        return Levels(tuple(labels), codes, None)
    return Levels(tuple(labels[one] for one in used), _recode(codes, used), None)


def _list_used(codes: Codes, size: int) -> Codes:
    low, high = int(codes.min()), int(codes.max())
    if high - low < NEAR:
        return np.array([one for one in range(low, high + 1) if (codes == one).any()])
    present = np.zeros(size, dtype=bool)
    present[codes] = True
    return np.flatnonzero(present)


def _recode(codes: Codes, used: Codes) -> Codes:
    """Each code by its place among those that are used."""
    lookup = np.zeros(int(used.max()) + 1, dtype=np.intp)
    lookup[used] = np.arange(used.size)
    return lookup.take(codes)


def _compare(column: pl.Series, known: pl.Series | None) -> tuple[list[str], Codes] | None:
    """The sorted levels of a text column that has few, and each row's place; `None`: more.

    Texts are told apart by their 64-bit hashes, in one pass, which is quicker than making
    categories: that two differ and share one happens to one row in 10 to the 18th.
    """
    levels = column.head(FEW).unique().sort()
    if len(levels) > NEAR:
        return None
    hashes = (column.hash() if known is None else known).to_numpy()
    codes, found = np.zeros(len(column), dtype=np.uint8), 0
    for place, one in enumerate(levels.hash().to_list()):
        mask = hashes == one
        found += int(np.count_nonzero(mask))
        if place:
            codes += mask * np.uint8(place)
    return (levels.to_list(), codes) if found == len(column) else None


def number_series(
    column: pl.Series, kept: Kept, runs: pl.Series | None = None
) -> tuple[Codes, int, int]:
    """Each kept row's series by its number in sorted order, how many there are, and were.

    Quick where the rows already are in that order.
    """
    codes, before, is_sorted = _number_all(column, runs)
    if kept is None:
        return codes, before, before
    codes = codes.take(kept)
    if is_sorted:
        steps = np.zeros(codes.size, dtype=np.intp)
        np.cumsum(codes[1:] != codes[:-1], out=steps[1:])
        return steps, int(steps[-1]) + 1, before
    used = _list_used(codes, before)
    return (codes if used.size == before else _recode(codes, used)), used.size, before


def _number_all(column: pl.Series, known: pl.Series | None) -> tuple[Codes, int, bool]:
    """Each row's series by its number, how many there are, and whether the numbers ascend."""
    if len(column) <= FEW:
        labels, codes = sort_few(column)
        return codes, len(labels), False
    if not (column.dtype.is_numeric() or column.dtype == pl.String):
        column = column.cast(pl.String)
    runs = (column.rle_id() if known is None else known).to_numpy()
    starts = np.append(0, np.flatnonzero(runs[1:] != runs[:-1]) + 1)
    heads = column.gather(starts)
    if heads.is_sorted():
        return runs.astype(np.intp), len(heads), True
    ranks = heads.rank("dense").to_numpy().astype(np.intp) - 1
    return ranks.take(runs), int(ranks.max()) + 1, False


def read_numbers(column: pl.Series, kept: Kept) -> Floats:
    """The kept numbers of a numeric column as float64.

    Raises:
        ValueError: one is infinite.
    """
    numbers = column.cast(pl.Float64).to_numpy()
    numbers = numbers if kept is None else numbers.take(kept)
    with np.errstate(invalid="ignore", over="ignore"):
        total = float(numbers.sum())
    if not math.isfinite(total) and np.isinf(numbers).any():
        infinite = int(np.isinf(numbers).sum())
        raise ValueError(f"{column.name}: {infinite} of {numbers.size} values are infinite")
    return numbers
