"""Numbers in, their plain description out: n, mean, SD, median, minimum, maximum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from heliotrope.methods.arguments import Floats, Numbers, require_numbers


@dataclass(frozen=True, slots=True)
class Summary:
    """A description of some numbers, in their own unit; `None` where it is undefined."""

    n: int
    mean: float | None
    sd: float | None
    """Standard deviation of the sample (divisor n - 1); undefined below two values."""
    median: float | None
    min: float | None
    max: float | None


def summarize(values: Numbers) -> Summary:
    """Describe the values; their order never changes a digit of the result.

    Nothing is undefined silently: with no values all but n is `None`; with one value the SD is
    `None` (numpy's `std` gives 0, or NaN with a warning, and pandas NaN). Sums are correctly
    rounded (`math.fsum`), so equal values have an SD of exactly 0.

    Args:
        values: complete numbers of one unit.

    Raises:
        TypeError, ValueError: as `require_numbers`; missing values are refused, not dropped.
    """
    numbers = require_numbers(values)
    if numbers.size == 0:
        return Summary(n=0, mean=None, sd=None, median=None, min=None, max=None)
    return Summary(
        n=int(numbers.size),
        mean=mean_of(numbers),
        sd=sd_of(numbers) if numbers.size > 1 else None,
        median=float(np.median(numbers)),
        min=float(numbers.min()),
        max=float(numbers.max()),
    )


def mean_of(numbers: Floats) -> float:
    """Arithmetic mean of at least one number; exactly the number if all are equal."""
    if numbers.min() == numbers.max():
        return float(numbers[0])
    return math.fsum(numbers) / numbers.size


def sd_of(numbers: Floats) -> float:
    """Standard deviation (divisor n - 1) of at least two numbers."""
    mean = mean_of(numbers)
    return math.sqrt(math.fsum((numbers - mean) ** 2) / (numbers.size - 1))
