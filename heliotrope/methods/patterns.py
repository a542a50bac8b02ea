"""Series of numbers over occasions in, their cross-products by pattern of presence out.

Everything that a likelihood of such series asks of the data is linear in the cross-products of
design and response between any two occasions, summed over the series that were seen on the same
occasions. After one pass a step costs the same for ten series as for a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats

Codes: TypeAlias = NDArray[np.integer[Any]]

Values: TypeAlias = Floats | NDArray[np.bool_] | None
"""A value a row; `None`: ones."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Series grouped by the occasions on which they were seen: G patterns of m occasions."""

    present: NDArray[np.bool_]
    """G x m: whether the series of a pattern were seen on an occasion."""
    counts: Floats
    """G: how many series have the pattern."""
    products: Floats
    """m x m x G x k²: sums over a pattern's series of the products of k values at two occasions."""

    @property
    def rows(self) -> int:
        """How many numbers of the response there are."""
        return int(self.counts @ self.present.sum(axis=1))


def gather_patterns(place: Codes, shape: tuple[int, int], values: Sequence[Values]) -> Patterns:
    """The cross-products of k values at m occasions within n series.

    Args:
        place: each row's series (0 to n - 1) times m plus its occasion (0 to m - 1), ascending, so
            that the sums do not depend on the order in which the rows came.
        shape: n, m.
        values: k arrays, each with a value a row; `None` for ones.
    """
    n, m = shape
    present = np.zeros(n * m, dtype=bool)
    present[place] = True
    kinds, which = _group(present.reshape(n, m))
    counts = np.bincount(which)
    # A row's pattern and occasion, for all places, then for those that have a row.
    key = (which[:, None] * m + np.arange(m)).reshape(-1)[present]
    # Small integers are sorted in one pass.
    order = np.argsort(key.astype(np.uint16) if key.max() < 2**16 else key, kind="stable")
    products = np.zeros((len(kinds), len(values), m, len(values), m))
    start = 0
    for kind, count, target in zip(kinds, counts, products, strict=True):
        stop = start + int(count * kind.sum())
        block = _fill(values, order[start:stop]).reshape(-1, count)
        rows = np.flatnonzero(np.tile(kind, len(values)))
        target.reshape(len(values) * m, -1)[np.ix_(rows, rows)] = block @ block.T
        start = stop
    products = np.ascontiguousarray(products.transpose(2, 4, 0, 1, 3))
    return Patterns(kinds, counts.astype(np.float64), products.reshape(m, m, len(kinds), -1))


def _group(present: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Codes]:
    """The patterns that occur, and which of them each series has."""
    n, m = present.shape
    if m > 16:
        kinds, which = np.unique(present, axis=0, return_inverse=True)
        return kinds, which.reshape(-1)
    codes = np.zeros((n, 2), dtype=np.uint8)
    codes[:, : (m + 7) // 8] = np.packbits(present, axis=1, bitorder="little")
    numbers = codes.view("<u2").reshape(-1)
    used = np.flatnonzero(np.bincount(numbers))
    rank = np.zeros(1 << m, dtype=np.intp)
    rank[used] = np.arange(used.size)
    return (used[:, None] >> np.arange(m)) % 2 == 1, rank.take(numbers)


def _fill(values: Sequence[Values], rows: Codes) -> Floats:
    """The k values of some rows, k x rows."""
    filled = np.empty((len(values), rows.size))
    for target, column in zip(filled, values, strict=True):
        target[:] = 1.0 if column is None else column.take(rows)
    return filled
