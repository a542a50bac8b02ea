"""Tables with gaps in, what is drawn against textbook formulas and slow loops out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from heliotrope.methods.arguments import Floats
from heliotrope.methods.imputation import (
    Copies,
    draw_at_random,
    draw_return_to_baseline,
)
from heliotrope.methods.pooling import (
    estimate_imputed_change,
    estimate_pooled,
    search_tipping_point,
)
from heliotrope.methods.regressions import (
    Regressions,
    draw_inner,
    draw_regressions,
    find_gaps,
    list_patterns,
    list_predictors,
)

DRAWN = 3000


def _table(n: int, seed: int) -> Floats:
    generator = np.random.default_rng(seed)
    person = generator.normal(0, 5, (n, 1))
    noise = generator.normal(0, 3, (n, 3))
    return np.asarray(25 + person + np.array([0.0, -3.0, -6.0]) + noise, dtype=np.float64)


def test_the_regressions_are_drawn_about_least_squares() -> None:
    table = _table(14, 1)
    gaps, predictors = find_gaps(table), list_predictors(3, None)
    generator = np.random.default_rng(2)
    drawn = [draw_regressions(generator, table, gaps, predictors) for _ in range(DRAWN)]
    design = np.column_stack([np.ones(14), table[:, :2]])
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ table[:, 2]
    squares = float(((table[:, 2] - design @ fitted) ** 2).sum())
    coefficients = np.array([[one.intercept[2], *one.slopes[2, :2]] for one in drawn])
    variances = np.array([one.sd[2] ** 2 for one in drawn])
    expected = squares / (14 - 3 - 2) * inverse  # the mean of squares / chi-square
    errors = np.sqrt(np.diag(expected) / DRAWN)
    assert (np.abs(coefficients.mean(axis=0) - fitted) < 4 * errors).all()
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    assert np.abs((np.cov(coefficients.T) - expected) / scale).max() < 0.15
    assert variances.mean() == pytest.approx(squares / 9, rel=0.05)


def test_inner_gaps_are_drawn_from_the_conditional_normal() -> None:
    slopes = np.array([[0, 0, 0, 0], [0.8, 0, 0, 0], [0.2, 0.5, 0, 0], [0.1, 0.3, 0.6, 0]])
    found = Regressions(np.array([10.0, 2, 1, -1]), slopes, np.array([3.0, 2, 1, 2]))
    row = np.array([math.nan, 9.0, math.nan, 14.0])
    table = np.tile(row, (DRAWN, 1))
    filled = draw_inner(np.random.default_rng(3), table, list_patterns(find_gaps(table)), found)
    # The covariance, one product at a time: each visit is a sum of independent normals.
    weights = [[3.0, 0, 0, 0]]
    for visit in (1, 2, 3):
        sums = [
            sum(slopes[visit, k] * weights[k][source] for k in range(visit)) for source in range(4)
        ]
        sums[visit] = found.sd[visit]
        weights.append(sums)
    means = [10.0]
    for visit in (1, 2, 3):
        means.append(
            found.intercept[visit] + sum(slopes[visit, k] * means[k] for k in range(visit))
        )
    cov = np.array(
        [[sum(a * b for a, b in zip(u, v, strict=True)) for v in weights] for u in weights]
    )
    gap, seen = [0, 2], [1, 3]
    inverse = np.linalg.inv(cov[np.ix_(seen, seen)])
    across = cov[np.ix_(gap, seen)]
    expected = np.array(means)[gap] + across @ inverse @ (row[seen] - np.array(means)[seen])
    spread = cov[np.ix_(gap, gap)] - across @ inverse @ across.T
    drawn = filled[:, gap]
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * np.sqrt(np.diag(spread) / DRAWN)).all()
    scale = np.sqrt(np.outer(np.diag(spread), np.diag(spread)))
    assert np.abs((np.cov(drawn.T) - spread) / scale).max() < 0.12


def _slow_em(table: Floats) -> tuple[Floats, Floats]:
    """Maximum likelihood of mean and covariance, row by row (Dempster, Laird and Rubin 1977)."""
    n, visits = table.shape
    mean, cov = np.nanmean(table, axis=0), np.diag(np.nanvar(table, axis=0))
    for _ in range(80):
        total, squares = np.zeros(visits), np.zeros((visits, visits))
        for row in table:
            gap = np.isnan(row)
            filled, extra = row.copy(), np.zeros((visits, visits))
            solved = cov[np.ix_(gap, ~gap)] @ np.linalg.inv(cov[np.ix_(~gap, ~gap)])
            filled[gap] = mean[gap] + solved @ (row[~gap] - mean[~gap])
            extra[np.ix_(gap, gap)] = cov[np.ix_(gap, gap)] - solved @ cov[np.ix_(~gap, gap)]
            total += filled
            squares += np.outer(filled, filled) + extra
        mean = total / n
        cov = squares / n - np.outer(mean, mean)
    return mean, cov


def test_with_many_rows_the_pooled_mean_is_that_of_maximum_likelihood() -> None:
    table = _table(120, 4)
    generator = np.random.default_rng(5)
    # Missing by what was observed: those who did well early come back less.
    table[table[:, 1] < 18, 2] = np.nan
    table[generator.random(120) < 0.15, 1] = np.nan
    table[generator.random(120) < 0.05, 0] = np.nan
    table = table[~np.isnan(table).all(axis=1)]
    mean, _ = _slow_em(table)
    copies = draw_at_random(np.random.default_rng(6), table, 60, burn_in=20, spacing=4)
    found = estimate_imputed_change(copies, 2)
    assert found.se is not None
    assert found.value == pytest.approx(mean[2] - mean[0], abs=0.2 * found.se)
    complete = float(np.nanmean(table[:, 2]))
    assert abs(complete - mean[2]) > found.se
    assert copies.values[:, :, 2].mean() == pytest.approx(mean[2], abs=0.2 * found.se)


def test_returning_to_baseline_is_about_the_first_mean_with_the_same_residual() -> None:
    table = _table(30, 7)
    table[28, 1:] = np.nan
    table[29, 2] = np.nan
    copies = draw_return_to_baseline(np.random.default_rng(8), table, DRAWN)
    at_random = draw_at_random(np.random.default_rng(8), table, DRAWN)
    moved = copies.values - at_random.values
    keep = [*range(28), 29]  # those with a value at the second visit
    design = np.column_stack([np.ones(29), table[keep, 0]])
    fitted = np.linalg.lstsq(design, table[keep, 1], rcond=None)[0]
    expected = table[:, 0].mean() - (fitted[0] + fitted[1] * table[:, 0].mean())
    assert moved[:, 28, 1].mean() == pytest.approx(
        expected, abs=5 * moved[:, 28, 1].std() / math.sqrt(DRAWN)
    )
    assert np.allclose(moved[:, 28, 2], moved[:, 29, 2], rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_pooling_agrees_with_plain_sums(seed: int) -> None:
    generator = np.random.default_rng(seed)
    m, n = int(generator.integers(2, 9)), int(generator.integers(3, 30))
    q, s = generator.normal(0, 2, m).tolist(), generator.uniform(0.3, 2, m).tolist()
    mean = sum(q) / m
    within = sum(one * one for one in s) / m
    between = sum((one - mean) ** 2 for one in q) / (m - 1)
    total = within + between + between / m
    part = (between + between / m) / total
    old, v = (m - 1) / part / part, n - 1
    seen = (v + 1) / (v + 3) * v * (1 - part)
    found = estimate_pooled(q, s, n, v)
    assert (found.value, found.se) == pytest.approx((mean, math.sqrt(total)), rel=1e-13)
    assert found.df == pytest.approx(1 / (1 / old + 1 / seen), rel=1e-12)


def test_the_tipping_point_is_the_first_of_many_small_steps() -> None:
    generator = np.random.default_rng(9)
    values = np.repeat(_table(10, 9)[None], 6, axis=0)
    values[:, 7:, 2] += generator.normal(0, 2, (6, 3))
    is_imputed = np.zeros((10, 3), dtype=np.bool_)
    is_imputed[7:, 2] = True
    copies = Copies(values, is_imputed)
    found = search_tipping_point(copies, 2, "higher", 40)
    step, delta = 0.01, 0.0
    while (at := estimate_imputed_change(copies, 2, delta)).upper is not None and at.upper < 0:
        delta += step
    assert found.delta is not None
    assert delta - step <= found.delta <= delta
