"""Repeated measures with gaps in, completed copies under a named assumption out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from heliotrope.methods.arguments import Floats
from heliotrope.methods.regressions import (
    Bools,
    Fit,
    Gaps,
    Regressions,
    draw_inner,
    draw_regressions,
    draw_trailing,
    find_gaps,
    list_patterns,
    list_predictors,
    require_enough,
)

Table: TypeAlias = ArrayLike | Sequence[Sequence[float | None]]
"""Rows of numbers, one row for each who was measured, one column a visit; None or NaN: missing."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The same measures several times, each with other values drawn into the gaps."""

    values: Floats
    """Shape (copies, n, visits), nothing missing."""
    is_imputed: Bools
    """Shape (n, visits): which values were drawn."""


def draw_at_random(
    generator: np.random.Generator,
    values: Table,
    copies: int = 100,
    *,
    earlier: int | None = None,
    burn_in: int = 200,
    spacing: int = 20,
) -> Copies:
    """Completed copies, if missing values are like those of others with the same observed values.

    Missing at random (MAR), by Bayesian normal regression: each visit on the visits before it,
    prior flat in the coefficients and in log sd. Without inner gaps (nobody has a value after a
    gap) each copy is an independent draw from the posterior (Rubin 1987, Multiple Imputation for
    Nonresponse in Surveys, pages 166-167). With inner gaps they are filled by data
    augmentation: regressions and inner gaps are drawn in turn, each gap given every observed
    value of its row, `burn_in` times before the first copy and `spacing` times before each next;
    what follows a row's latest value is filled at the end (Schafer 1997, Analysis of Incomplete
    Multivariate Data: monotone data augmentation).

    With few rows take `earlier=1`: each visit then follows from the first and the one before it.
    A visit needs three observed values more than its regression has coefficients: with fewer, the
    values drawn have no variance, and no number of copies would settle.

    The same generator state gives the same copies. Observed values are returned unchanged. With
    nothing missing every copy is the table. A row without any value is drawn as a whole.

    Args:
        generator: a numpy Generator; it moves on.
        values: shape (n, visits), first visit first; None or NaN is missing.
        copies: how many, at least 2.
        earlier: how many of the visits just before enter a regression besides the first;
            `None`: all.
        burn_in: rounds of data augmentation before the first copy, at least 1.
        spacing: rounds between copies, at least 1.

    Raises:
        TypeError: the generator is none, or something in the table is not a number.
        ValueError: another shape, an infinite number, too few values at a visit, a visit that
            repeats others, or a whole-number argument that is too small.
    """
    table = require_table(values)
    gaps = find_gaps(table)
    draws = _draws(
        generator, table, gaps, copies, earlier=earlier, burn_in=burn_in, spacing=spacing
    )
    return _gather([filled for filled, _ in draws], table, gaps)


def draw_return_to_baseline(
    generator: np.random.Generator,
    values: Table,
    copies: int = 100,
    *,
    earlier: int | None = None,
    burn_in: int = 200,
    spacing: int = 20,
) -> Copies:
    """Completed copies, if everyone's expected value falls back to the first visit's on leaving.

    The single-arm analog of "jump to reference" (Carpenter, Roger and Kenward 2013, Journal of
    Biopharmaceutical Statistics 23:1352-1371), where those who leave are drawn about the mean of
    the control arm. Without a control arm the mean of the first visit stands in; that is our
    choice. From a row's latest value on each draw is that of `draw_at_random` with the mean of
    its visit replaced by the mean of the first visit, both of the same posterior draw; how far
    the row was from the mean, and the spread, are kept. Inner gaps are as in `draw_at_random`.

    With the same generator state it differs from `draw_at_random` in the assumption only. Unlike
    filling in the baseline value itself, it counts what is uncertain about the missing.

    Args:
        generator: a numpy Generator; it moves on.
        values: as `draw_at_random`.
        copies: as `draw_at_random`.
        earlier: as `draw_at_random`.
        burn_in: as `draw_at_random`.
        spacing: as `draw_at_random`.

    Raises:
        TypeError, ValueError: as `draw_at_random`.
    """
    table = require_table(values)
    gaps = find_gaps(table)
    draws = _draws(
        generator, table, gaps, copies, earlier=earlier, burn_in=burn_in, spacing=spacing
    )
    returned = []
    for filled, found in draws:
        means = np.zeros(table.shape[1]) if found is None else found.means()
        returned.append(np.where(gaps.trailing, filled + means[0] - means, filled))
    return _gather(returned, table, gaps)


def shift_imputed(copies: Copies, delta: float | Sequence[float]) -> Copies:
    """The copies with delta added to every imputed value: delta adjustment.

    Args:
        copies: as drawn.
        delta: one number for every visit but the first, or one for each visit, in the unit of
            the values.

    Raises:
        ValueError: another length, or a number that is NaN or infinite.
    """
    visits = copies.values.shape[2]
    deltas = np.asarray(delta, dtype=np.float64)
    if deltas.ndim == 0:
        deltas = np.append(0.0, np.full(visits - 1, deltas))
    if deltas.shape != (visits,):
        raise ValueError(
            f"delta: {deltas.size} numbers for {visits} visits; expected 1 or {visits}"
        )
    if not np.isfinite(deltas).all():
        raise ValueError("delta: a number is NaN or infinite; expected finite numbers")
    return Copies(copies.values + copies.is_imputed * deltas, copies.is_imputed)


def require_table(values: Table) -> Floats:
    """The table as float64, shape (n, visits), NaN where missing.

    Raises:
        TypeError: something is neither a number nor missing (text and booleans are not).
        ValueError: not two dimensions, fewer than two visits, or an infinite number.
    """
    array: Any = np.asarray(values)
    if array.dtype.kind == "O":
        wrong = [one for one in array.ravel() if not _is_number_or_none(one)]
        if wrong:
            raise TypeError(f"values: {type(wrong[0]).__name__}; expected numbers, None or NaN")
    elif array.dtype.kind not in "iuf":
        raise TypeError(f"values: {array.dtype} is no kind of number; expected int or float")
    if array.ndim != 2 or array.shape[1] < 2:
        raise ValueError(f"values: shape {array.shape}; expected (n, visits), two visits at least")
    table = array.astype(np.float64)
    if np.isinf(table).any():
        raise ValueError("values: a number is infinite; expected finite numbers, None or NaN")
    return np.asarray(table)


def _is_number_or_none(one: object) -> bool:
    return one is None or (isinstance(one, int | float | np.number) and not isinstance(one, bool))


def _draws(
    generator: np.random.Generator,
    table: Floats,
    gaps: Gaps,
    copies: int,
    *,
    earlier: int | None,
    burn_in: int,
    spacing: int,
) -> Iterator[tuple[Floats, Regressions | None]]:
    """Each completed copy with the regressions it was drawn from (none if nothing is missing)."""
    if not isinstance(generator, np.random.Generator):
        raise TypeError(f"generator: {type(generator).__name__}; expected a numpy Generator")
    least = {"copies": (copies, 2), "burn_in": (burn_in, 1), "spacing": (spacing, 1)}
    if earlier is not None:
        least["earlier"] = (earlier, 1)
    for name, (number, smallest) in least.items():
        if number < smallest:
            raise ValueError(f"{name} = {number} must be at least {smallest}")
    if not gaps.missing.any():
        return ((table, None) for _ in range(copies))
    predictors = list_predictors(table.shape[1], earlier)
    require_enough(gaps, predictors)
    return _draws_of_gaps(generator, table, gaps, predictors, [burn_in, *[spacing] * (copies - 1)])


def _draws_of_gaps(
    generator: np.random.Generator,
    table: Floats,
    gaps: Gaps,
    predictors: list[list[int]],
    rounds: list[int],
) -> Iterator[tuple[Floats, Regressions]]:
    """One copy for each number of rounds; without inner gaps one round is enough."""
    filled = np.where(gaps.inner, np.nanmean(table, axis=0), table)
    patterns = list_patterns(gaps)
    settled: dict[int, Fit] = {}
    for asked in rounds:
        for _ in range(asked if patterns else 1):
            found = draw_regressions(generator, filled, gaps, predictors, settled)
            filled = draw_inner(generator, filled, patterns, found)
        yield draw_trailing(generator, filled, gaps, found), found


def _gather(filled: list[Floats], table: Floats, gaps: Gaps) -> Copies:
    return Copies(np.stack(filled).reshape(len(filled), *table.shape), gaps.missing)
