"""A condition that turns true once in, the number at which it does out."""

from __future__ import annotations

from collections.abc import Callable


def turning_point(is_reached: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest float64 at which a condition holds that is false at low and true at high.

    By halving until low and high are neighbors: the tolerance is the last digit of float64.
    """
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return high
        if is_reached(middle):
            high = middle
        else:
            low = middle
