"""Tables with gaps in, completed copies and refusals out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from heliotrope.methods.imputation import (
    Copies,
    draw_at_random,
    draw_return_to_baseline,
    require_table,
    shift_imputed,
)

MONOTONE: list[list[float | None]] = [
    [20, 18, 15],
    [31, 25, 26],
    [17, 17, 12],
    [25, 19, 20],
    [28, 29, 21],
    [22, 20, 14],
    [35, 30, 25],
    [19, 12, None],
    [27, None, None],
]
HOLES: list[list[float | None]] = [[26, None, 18], *MONOTONE]

DRAWS: list[Callable[..., Copies]] = [draw_at_random, draw_return_to_baseline]


def _generator() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("table", [MONOTONE, HOLES])
def test_gaps_are_filled_and_nothing_else_is_touched(
    draw: Callable[..., Copies], table: list[list[float | None]]
) -> None:
    found = draw(_generator(), table, 5, earlier=1)
    given = np.array(table, dtype=np.float64)
    assert found.values.shape == (5, len(table), 3)
    assert np.isfinite(found.values).all()
    assert (found.is_imputed == np.isnan(given)).all()
    for copy in found.values:
        assert (copy[~found.is_imputed] == given[~found.is_imputed]).all()
    drawn = found.values[:, found.is_imputed]
    assert len(np.unique(drawn)) == drawn.size


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("table", [MONOTONE, HOLES])
def test_the_same_generator_gives_the_same_copies(
    draw: Callable[..., Copies], table: list[list[float | None]]
) -> None:
    one, other = (draw(_generator(), table, 3) for _ in range(2))
    assert (one.values == other.values).all()


def test_returning_to_baseline_moves_only_what_follows_the_latest_value() -> None:
    at_random = draw_at_random(_generator(), HOLES, 4)
    returned = draw_return_to_baseline(_generator(), HOLES, 4)
    moved = at_random.values != returned.values
    assert not moved[:, 0].any()
    assert moved[:, 8, 2].all()
    assert moved[:, 9, 1:].all()


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("n", [0, 1, 2, 4])
def test_with_nothing_missing_every_copy_is_the_table(draw: Callable[..., Copies], n: int) -> None:
    table = np.zeros((n, 3))
    found = draw(_generator(), table, 2)
    assert found.values.shape == (2, n, 3)
    assert not found.values.any()
    assert not found.is_imputed.any()


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[1, None]], "visit 1 has 1 observed values, and its regression on 0 earlier visits"),
        ([[1, None], [2, 3]], "visit 1 has 2 observed values"),
        (MONOTONE[3:], "visit 3 has 4 observed values, and its regression on 2 earlier visits n"),
        ([[5, i, i * i] for i in range(8)] + [[5, 1, None]], "visit 1 is the same for everyone"),
        ([[i, 2 * i, i * i] for i in range(8)] + [[1, 2, None]], "visit 2 .* follows from"),
        ([[0, 0, 0] for _ in range(8)] + [[0, 0, None]], "the same for everyone"),
        ([1, 2, 3], r"shape \(3,\); expected \(n, visits\)"),
        ([[1], [None]], r"shape \(2, 1\); expected"),
        ([[1, float("inf")]], "a number is infinite"),
    ],
)
def test_what_cannot_be_imputed_is_refused(
    draw: Callable[..., Copies], table: Any, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        draw(_generator(), table)


@pytest.mark.parametrize("wrong", ["x", True])
def test_what_is_no_number_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="expected numbers, None or NaN"):
        require_table([[1, wrong], [None, 2]])
    with pytest.raises(TypeError, match="is no kind of number"):
        require_table([[wrong, wrong]])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"copies": 1}, "copies = 1 must be at least 2"),
        ({"burn_in": 0}, "burn_in = 0 must be at least 1"),
        ({"spacing": 0}, "spacing = 0 must be at least 1"),
        ({"earlier": 0}, "earlier = 0 must be at least 1"),
    ],
)
def test_too_small_a_number_is_refused(asked: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        draw_at_random(_generator(), MONOTONE, **asked)


def test_a_seed_is_no_generator() -> None:
    with pytest.raises(TypeError, match="generator: int; expected a numpy Generator"):
        draw_at_random(5, MONOTONE)  # type: ignore[arg-type]


def test_delta_is_added_to_what_was_imputed_after_the_first_visit() -> None:
    copies = Copies(np.zeros((2, 2, 3)), np.array([[True, False, True], [False, True, False]]))
    assert shift_imputed(copies, 2.5).values[1].tolist() == [[0, 0, 2.5], [0, 2.5, 0]]
    assert shift_imputed(copies, [1, 2, 3]).values[0].tolist() == [[1, 0, 3], [0, 2, 0]]
    assert not copies.values.any()


@pytest.mark.parametrize(
    ("delta", "said"), [([1, 2], "2 numbers for 3 visits"), (float("nan"), "NaN or infinite")]
)
def test_another_delta_is_refused(delta: Any, said: str) -> None:
    copies = Copies(np.zeros((2, 2, 3)), np.ones((2, 3), dtype=np.bool_))
    with pytest.raises(ValueError, match=said):
        shift_imputed(copies, delta)
