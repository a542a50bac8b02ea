"""Differences in, the means of all their subsets, hence of all assignments of signs, out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats

ENUMERATED = 20
"""Up to this many differences off any grid every subset is listed (a million)."""

WORK = 200_000_000
"""Additions that counting on a grid may take; more, and the grid counts as too fine."""

SAME = 1e-9
"""Numbers closer than this, relatively, are the same: 2.5 - 2.3 and 0.2 differ in float64."""

ADDED = 1e-12
"""Sums off any grid closer to 0 than this, relatively to all magnitudes, are 0."""

DIGITS = 9
"""A grid is sought among multiples of 1, 0.1, ... down to this many decimals."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SubsetMeans:
    """The means of all 2^n - 1 subsets, smallest first, each with its probability.

    Why subsets: flipping the signs of subset A leaves a mean at least as large as the observed
    one just when the sum, hence the mean, of A is not above 0; and the same for a shift of all
    differences, just when the mean of A is not above the shift.
    """

    n: int
    means: Floats
    """Ascending; where rounding alone keeps a mean from 0 it is 0."""
    masses: Floats
    """Probability of each mean; together 1 - 2^-n, since no subset is empty."""
    is_rounded: bool
    """Some magnitudes were taken as equal although they differ in the last digits of float64."""


def list_subset_means(differences: Floats) -> SubsetMeans | None:
    """The means of all subsets of at least one difference; `None` if there are too many."""
    n = int(differences.size)
    grid = _find_grid(differences)
    if grid is not None and (n + 1) * n * int(np.abs(grid.whole).sum()) <= WORK:
        means, masses = _count_on(grid)
    elif n <= ENUMERATED:
        means = _enumerate(differences) if grid is None else _enumerate_on(grid)
        masses = np.full(means.size, 2.0**-n)
    else:
        return None
    order = np.argsort(means, kind="stable")
    return SubsetMeans(n, means[order], masses[order], grid is not None and grid.is_rounded)


def p_two_sided(subsets: SubsetMeans) -> float:
    """The share of all assignments of signs whose mean is as far from 0 as the observed one."""
    none = 2.0**-subsets.n
    at_most = none + float(subsets.masses[subsets.means <= 0].sum())
    at_least = none + float(subsets.masses[subsets.means >= 0].sum())
    return min(1.0, 2 * min(at_most, at_least))


def interval(subsets: SubsetMeans, level: float) -> tuple[float, float, float] | None:
    """Lower and upper limit with the coverage; `None` if even the whole range is too short."""
    tail = (1 - level) / 2
    # Beyond 53 differences one assignment is finer than float64 can add to a probability.
    fine = min(subsets.n, 53)
    k = math.floor(math.ldexp(tail, fine))
    if k == 0:
        return None
    none = 2.0**-subsets.n
    low = int(np.searchsorted(none + np.cumsum(subsets.masses), tail, side="right"))
    high = int(np.searchsorted(none + np.cumsum(subsets.masses[::-1]), tail, side="right"))
    lower, upper = subsets.means[low], subsets.means[subsets.means.size - 1 - high]
    return float(lower), float(upper), 1 - 2 * math.ldexp(k, -fine)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Numbers as whole multiples of one unit."""

    whole: Whole
    unit: Fraction
    is_rounded: bool


def _find_grid(numbers: Floats) -> _Grid | None:
    """The coarsest decimal grid that holds all numbers, but for the last digits of float64."""
    for digits in range(DIGITS + 1):
        scaled = numbers * 10.0**digits
        if np.abs(scaled).sum() > 2.0**40:
            return None
        nearest = np.rint(scaled)
        gap = np.abs(scaled - nearest)
        if ((gap <= SAME * np.abs(scaled)) & (gap <= 1e-7)).all():
            whole = nearest.astype(np.int64)
            step = max(1, int(np.gcd.reduce(whole)))
            is_rounded = np.unique(np.abs(numbers)).size > np.unique(np.abs(whole)).size
            return _Grid(np.sort(whole // step), Fraction(step, 10**digits), is_rounded)
    return None


def _count_on(grid: _Grid) -> tuple[Floats, Floats]:
    """The means of all subsets with their probabilities, from a table of size against sum.

    The shift algorithm (Streitberg and Roehmel 1986, Statistical Software Newsletter 12:10-17)
    with one row for each size of the subset. Every step halves, so up to 53 differences each
    probability is exact in float64.
    """
    n, low = int(grid.whole.size), int(grid.whole[grid.whole < 0].sum())
    width = int(np.abs(grid.whole).sum()) + 1
    table = np.zeros((n + 1, width))
    table[0, -low] = 1.0
    for row, value in enumerate(grid.whole.tolist(), start=1):
        halves = table[:row] / 2
        table[:row] = halves
        if value >= 0:
            table[1 : row + 1, value:] += halves[:, : width - value]
        else:
            table[1 : row + 1, :value] += halves[:, -value:]
    size, column = np.nonzero(table[1:])
    return _divide(column + low, size + 1, grid.unit), table[1:][size, column]


def _divide(sums: NDArray[Any], sizes: NDArray[Any], unit: Fraction) -> Floats:
    """The means, each from whole numbers by one division."""
    dividend = sums * float(unit.numerator)
    return np.asarray(dividend / (sizes * float(unit.denominator)), dtype=np.float64)


def _enumerate_on(grid: _Grid) -> Floats:
    """The mean of every subset, one by one, from whole sums."""
    sums, sizes = _add_up(grid.whole.astype(np.float64))
    return _divide(sums, sizes, grid.unit)


def _enumerate(differences: Floats) -> Floats:
    """The mean of every subset, one by one; 0 where adding up alone keeps it from 0."""
    sums, sizes = _add_up(np.sort(differences))
    rounding = ADDED * float(np.abs(differences).sum())
    return np.asarray(np.where(np.abs(sums) <= rounding, 0.0, sums) / sizes, dtype=np.float64)


def _add_up(numbers: Floats) -> tuple[Floats, Floats]:
    """Sum and size of every subset that is not empty."""
    sums, sizes = np.zeros(1), np.zeros(1)
    for number in numbers:
        sums = np.concatenate([sums, sums + number])
        sizes = np.concatenate([sizes, sizes + 1])
    return sums[1:], sizes[1:]
