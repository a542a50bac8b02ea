"""Numbers in, order statistics of their Walsh averages (the means of all pairs) out."""

from __future__ import annotations

import numpy as np

from heliotrope.methods.arguments import Floats

LISTED = 1500
"""Up to this many numbers the averages are written out (1.1 million); above, only counted."""

HALVINGS = 60
"""Leaves a range of values 1e-18 times the first: no two averages there differ in float64."""


def walsh_count(n: int) -> int:
    """How many Walsh averages n numbers have: every pair once, each number with itself too."""
    return n * (n + 1) // 2


def walsh_median(numbers: Floats) -> float:
    """Median of the Walsh averages of at least one number: the Hodges-Lehmann estimate.

    Hodges and Lehmann 1963; Hollander, Wolfe and Chicken 2014, section 3.2.
    """
    count = walsh_count(numbers.size)
    low, high = walsh_at(numbers, [(count + 1) // 2, count // 2 + 1])
    return low if low == high else low / 2 + high / 2


def walsh_at(numbers: Floats, positions: list[int]) -> list[float]:
    """The Walsh averages at the given positions (1 = smallest) of at least one number."""
    ordered = np.sort(numbers)
    if ordered.size > LISTED:
        return [_search(ordered, position) for position in positions]
    first, second = np.triu_indices(ordered.size)
    averages = ordered[first] / 2 + ordered[second] / 2
    averages.partition([position - 1 for position in positions])
    return [float(averages[position - 1]) for position in positions]


def _search(ordered: Floats, position: int) -> float:
    """The average at a position by halving the range of values; n log n work a step."""
    low, high = float(ordered[0]), float(ordered[-1])
    if _count_up_to(ordered, low) >= position:
        return low
    for _ in range(HALVINGS):
        middle = low / 2 + high / 2
        if _count_up_to(ordered, middle) >= position:
            high = middle
        else:
            low = middle
    return _next_above(ordered, low)


def _count_up_to(ordered: Floats, value: float) -> int:
    """How many Walsh averages are at most the value."""
    both_orders = int(np.searchsorted(ordered, 2 * value - ordered, side="right").sum())
    with_itself = int(np.searchsorted(ordered, value, side="right"))
    return (both_orders + with_itself) // 2


def _next_above(ordered: Floats, value: float) -> float:
    """The smallest Walsh average above the value."""
    partner = np.searchsorted(ordered, 2 * value - ordered, side="right")
    has_one = partner < ordered.size
    return float((ordered[has_one] / 2 + ordered[partner[has_one]] / 2).min())
