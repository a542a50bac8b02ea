"""Values of every kind in, checked numbers or a refusal out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from heliotrope.methods.arguments import require_level, require_numbers


@pytest.mark.parametrize(
    "values",
    [
        [1, 2.5, -3],
        (1, 2.5, -3),
        np.array([1, 2.5, -3]),
        np.array([1, 2.5, -3], dtype=np.float32),
        [Decimal(1), Decimal("2.5"), Decimal(-3)],
        [1, Decimal("2.5"), np.float64(-3)],
        pl.Series([1.0, 2.5, -3.0]),
    ],
)
def test_numbers_of_every_kind_become_float64_in_their_order(values: Any) -> None:
    numbers = require_numbers(values)
    assert numbers.dtype == np.float64
    assert numbers.tolist() == [1.0, 2.5, -3.0]


@pytest.mark.parametrize("values", [[], (), np.array([], dtype=object), pl.Series([])])
def test_no_numbers_are_an_empty_array(values: Any) -> None:
    assert require_numbers(values).tolist() == []


@pytest.mark.parametrize(
    "values",
    [
        [1.0, float("nan"), 3.0],
        [1.0, None, 3.0],
        [1.0, float("inf"), 3.0],
        [1.0, Decimal("NaN"), 3.0],
        pl.Series([1.0, None, 3.0]),
    ],
)
def test_a_missing_or_infinite_number_is_refused_by_its_position(values: Any) -> None:
    with pytest.raises(ValueError, match=r"differences: number 2 of 3 is missing, NaN or infinite"):
        require_numbers(values, "differences")


@pytest.mark.parametrize(
    ("values", "kind"),
    [(["1", "2"], "str"), ([True, False], "bool"), ([1.0, "ND"], "str"), ([1j, 2], "complex")],
)
def test_what_is_not_a_number_is_refused(values: Any, kind: str) -> None:
    with pytest.raises(TypeError, match=kind):
        require_numbers(values)


def test_a_bool_among_numbers_of_any_type_is_refused() -> None:
    with pytest.raises(TypeError, match="number 2 of 2 is bool"):
        require_numbers([Decimal(1), True])  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [3.0, [[1.0, 2.0], [3.0, 4.0]]])
def test_only_one_list_of_numbers_is_taken(values: Any) -> None:
    with pytest.raises(ValueError, match="one list of numbers"):
        require_numbers(values)


def test_the_caller_s_array_is_not_the_result() -> None:
    given = np.array([2.0, 1.0])
    require_numbers(given)[0] = 9.0
    assert given.tolist() == [2.0, 1.0]


def test_a_level_lies_between_0_and_1() -> None:
    assert require_level(0.95) == 0.95


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 95.0, float("nan")])
def test_another_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match=r"must lie between 0 and 1, for example 0\.95"):
        require_level(level)
