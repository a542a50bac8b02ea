from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from heliotrope.methods import levels
from heliotrope.methods.levels import number_series, read_levels, read_numbers


@pytest.fixture(params=[(0, 0), (1, 12), (3, 12), (2000, 12)], ids=str)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All ways to the same answer: that for short columns, and those for long ones."""
    monkeypatch.setattr(levels, "FEW", request.param[0])
    monkeypatch.setattr(levels, "NEAR", request.param[1])


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("values", "dtype", "labels"),
    [
        (["b", "a", "c", "b"], pl.String, ("a", "b", "c")),
        (["b", "a", "c", "b"], pl.Categorical, ("a", "b", "c")),
        (["b", "a", "c", "b"], pl.Enum(["c", "z", "b", "a"]), ("c", "b", "a")),
        ([True, False, True, True], pl.Boolean, ("FALSE", "TRUE")),
        ([10, 9, 10, -1], pl.Int64, ("-1", "9", "10")),
        ([2.5, 1.0, 2.5, 4.0], pl.Float64, ("1", "2.5", "4")),
        ([date(2026, 3, 2), date(2025, 1, 1)] * 2, pl.Date, ("2025-01-01", "2026-03-02")),
    ],
    ids=str,
)
def test_levels_are_in_their_order(values: list[Any], dtype: Any, labels: tuple[str, ...]) -> None:
    found = read_levels(pl.Series("x", values, dtype), None, is_forced=True)
    assert found.labels == labels
    back = [found.labels[code] for code in found.codes]
    assert len(back) == 4
    assert [back[0] == one for one in back] == [values[0] == one for one in values]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["z", "b", "a"])])
def test_levels_that_no_row_keeps_are_left_out(dtype: Any) -> None:
    column = pl.Series("x", ["b", "z", "a", None], dtype)
    found = read_levels(column, np.array([0, 2]), is_forced=False)
    assert set(found.labels) == {"a", "b"}
    assert [found.labels[code] for code in found.codes] == ["b", "a"]


def test_numbers_are_levels_only_where_asked_for() -> None:
    with pytest.raises(ValueError, match=r"x is Int64; expected numbers, text"):
        read_levels(pl.Series("x", [1, 2]), None, is_forced=False)
    with pytest.raises(ValueError, match="x is List"):
        read_levels(pl.Series("x", [[1], [2]]), None, is_forced=True)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "who", [["a", "a", "b", "c"], ["c", "a", "c", "b"], [3, 1, 3, 2], [1.5, 1.5, 2.0, 0.5]], ids=str
)
def test_series_are_numbered_in_their_sorted_order(who: list[Any]) -> None:
    codes, count, before = number_series(pl.Series("who", who), None)
    assert codes.tolist() == [sorted(set(who)).index(one) for one in who]
    assert (count, before) == (3, 3)


@pytest.mark.usefixtures("few")
def test_series_without_a_row_are_counted() -> None:
    kept = np.array([0, 3])
    codes, count, before = number_series(pl.Series("who", ["c", "a", "c", "d"]), kept)
    assert (codes.tolist(), count, before) == ([0, 1], 2, 3)
    enum = pl.Series("who", ["c", "a", "c", "d"], pl.Enum(["d", "c", "a"]))
    assert number_series(enum, None)[1] == 3


def test_infinite_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="x: 1 of 2 values are infinite"):
        read_numbers(pl.Series("x", [1.0, float("inf")]), None)
    assert read_numbers(pl.Series("x", [1, 2, 3]), np.array([0, 2])).tolist() == [1, 3]
