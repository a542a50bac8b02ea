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


def gather_patterns(
    series: Codes, occasion: Codes, values: Sequence[Floats | NDArray[np.bool_] | None]
) -> Patterns:
    """The cross-products of k values at m occasions within n series.

    Args:
        series: each row's series, 0 to n - 1, ascending, so that the sums do not depend on the
            order in which the rows came.
        occasion: each row's occasion, 0 to m - 1, ascending within a series.
        values: k arrays, each with a value a row; `None` for ones.
    """
    n, m = int(series[-1]) + 1, int(occasion.max()) + 1
    present = np.zeros(n * m, dtype=bool)
    present[series * m + occasion] = True
    kinds, order, stops = _group(present.reshape(n, m))
    rank = np.empty(n, dtype=np.intp)
    rank[order] = np.arange(n)
    where = rank.take(series)
    where += (np.arange(m) * n).take(occasion)
    filled = np.zeros((len(values), m * n))
    for row, column in zip(filled, values, strict=True):
        row[where] = 1.0 if column is None else column
    products = _multiply(filled.reshape(-1, n), kinds, stops)
    return Patterns(kinds, np.diff(stops, prepend=0).astype(np.float64), products)


def _group(present: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Codes, Codes]:
    """The patterns, the series in their order by pattern, and where each pattern ends."""
    n, m = present.shape
    if m <= 15:
        codes = present.astype(np.uint16) @ (1 << np.arange(m, dtype=np.uint16))
    else:
        codes = np.unique(present, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.argsort(codes, kind="stable")
    changes = np.flatnonzero(np.diff(codes[order]))
    stops = np.append(changes + 1, n)
    return present[order[stops - 1]], order, stops


def _multiply(filled: Floats, kinds: NDArray[np.bool_], stops: Codes) -> Floats:
    """The products, from rows by value and occasion and columns by series in their order."""
    m = kinds.shape[1]
    k = len(filled) // m
    products = np.zeros((len(kinds), k, m, k, m))
    start = 0
    for kind, stop, target in zip(kinds, stops, products, strict=True):
        block = filled[:, start:stop]
        start = stop
        if kind.all():
            target[:] = (block @ block.T).reshape(k, m, k, m)
        elif kind.any():
            rows = np.flatnonzero(np.tile(kind, k))
            part = block[rows]
            target.reshape(k * m, k * m)[np.ix_(rows, rows)] = part @ part.T
    return np.ascontiguousarray(products.transpose(2, 4, 0, 1, 3)).reshape(m, m, len(kinds), k * k)
