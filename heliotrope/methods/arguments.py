"""What a caller handed over in, the same as checked float64 numbers out (or a refusal)."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from decimal import Decimal
from typing import SupportsIndex, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = ArrayLike | Sequence[Decimal]
"""A list, tuple, array or column of int, float or Decimal."""

Floats: TypeAlias = NDArray[np.float64]

_NUMBER_KINDS = "iuf"


def require_numbers(values: Numbers, what: str = "values") -> Floats:
    """The values as a one-dimensional float64 array, in their order.

    Missing values are refused, not dropped: R's `t.test` and `wilcox.test` drop them without a
    word, and nobody then knows of whom the result speaks. The message names the position, never
    the value.

    Args:
        values: numbers of one unit; Decimal and integers are converted to float64.
        what: the plural noun for the message.

    Raises:
        TypeError: something is not a number (text and booleans are not).
        ValueError: more than one dimension, or a value that is missing, NaN or infinite.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{what}: expected one list of numbers, got {array.ndim} dimensions")
    if array.size == 0:
        return np.empty(0, dtype=np.float64)
    if array.dtype.kind not in _NUMBER_KINDS:
        _require_each_a_number(array.tolist(), array.dtype.kind, what)
    floats = array.astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(floats))
    if bad.size:
        raise ValueError(
            f"{what}: number {bad[0] + 1} of {floats.size} is missing, NaN or infinite; "
            "leave incomplete observations out first, and report how many they were"
        )
    return floats


def _require_each_a_number(values: list[object], kind: str, what: str) -> None:
    for position, value in enumerate(values, start=1):
        if value is None or (kind == "O" and _is_number(value)):
            continue
        raise TypeError(
            f"{what}: number {position} of {len(values)} is {type(value).__name__}; "
            "expected int, float or Decimal"
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal | np.number) and not isinstance(value, bool)


def require_level(level: float) -> float:
    """The confidence level, if it lies strictly between 0 and 1.

    Raises:
        ValueError: it does not (95 instead of 0.95, for example).
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"level {level!r} must lie between 0 and 1, for example 0.95")
    return float(level)


def require_counts(x: SupportsIndex, n: SupportsIndex) -> tuple[int, int]:
    """A count x of n, both as whole numbers.

    Raises:
        TypeError: one is not a whole number (2.0 and True are not).
        ValueError: x outside 0 to n.
    """
    yes, of = _require_whole(x, "x"), _require_whole(n, "n")
    if not 0 <= yes <= of:
        raise ValueError(f"x = {yes} must lie between 0 and n = {of}")
    return yes, of


def require_count(number: SupportsIndex, name: str) -> int:
    """A count as a whole number.

    Raises:
        TypeError: it is not a whole number (2.0 and True are not).
        ValueError: it is below 0.
    """
    count = _require_whole(number, name)
    if count < 0:
        raise ValueError(f"{name} = {count} must be 0 or more")
    return count


def _require_whole(number: SupportsIndex, name: str) -> int:
    if isinstance(number, bool):
        raise TypeError(f"{name} must be a whole number, not True or False")
    try:
        return operator.index(number)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, got {type(number).__name__}") from None
