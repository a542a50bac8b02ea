"""Copies of any kind in, what holds of every pooled estimate and tipping point out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heliotrope.methods.imputation import Copies, draw_at_random
from heliotrope.methods.pooling import (
    estimate_imputed_change,
    estimate_pooled,
    search_tipping_point,
)

numbers = st.integers(-2_000, 2_000).map(lambda i: i / 100)
errors = st.integers(1, 500).map(lambda i: i / 100)
pairs = st.lists(st.tuples(numbers, errors), min_size=2, max_size=12)
patient = settings(deadline=None, max_examples=60)


def _copies(seed: int, n: int, imputed: int, center: float) -> Copies:
    generator = np.random.default_rng(seed)
    values = np.zeros((5, n, 2))
    values[:, :, 1] = generator.normal(center, 3, n)
    values[:, n - imputed :, 1] = generator.normal(center, 4, (5, imputed))
    is_imputed = np.zeros((n, 2), dtype=np.bool_)
    is_imputed[n - imputed :, 1] = True
    return Copies(values, is_imputed)


copies = st.builds(
    _copies, st.integers(0, 999), st.integers(4, 15), st.integers(1, 3), st.sampled_from([-9.0, -3])
)


@patient
@given(pairs=pairs, n=st.integers(3, 50), data=st.data())
def test_the_order_of_the_copies_changes_no_digit(
    pairs: list[tuple[float, float]], n: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(pairs))
    one, other = (
        estimate_pooled([q for q, _ in some], [s for _, s in some], n, n - 1)
        for some in (pairs, shuffled)
    )
    assert other == one


@patient
@given(pairs=pairs, n=st.integers(3, 50))
def test_copies_that_differ_cost_precision_and_degrees_of_freedom(
    pairs: list[tuple[float, float]], n: int
) -> None:
    q, s = [q for q, _ in pairs], [s for _, s in pairs]
    found, rubin = estimate_pooled(q, s, n, n - 1), estimate_pooled(q, s, n)
    assert found.se is not None
    assert found.df is not None
    assert rubin.df is not None
    assert found.se >= (sum(one * one for one in s) / len(s)) ** 0.5 * (1 - 1e-12)
    assert 0 < found.df < n - 1
    assert found.df <= rubin.df
    assert found.value is not None
    assert min(q) - 1e-9 <= found.value <= max(q) + 1e-9


@patient
@given(some=copies, delta=st.integers(-30, 30))
def test_delta_moves_the_mean_by_the_share_that_is_imputed(some: Copies, delta: int) -> None:
    one, other = (estimate_imputed_change(some, 1, d) for d in (0, delta))
    share = float(some.is_imputed[:, 1].mean())
    assert one.value is not None
    assert other.value == pytest.approx(one.value + share * delta, abs=1e-9)


@patient
@given(some=copies, part=st.floats(0, 0.999))
def test_before_the_tipping_point_the_conclusion_holds_and_after_it_does_not(
    some: Copies, part: float
) -> None:
    found = search_tipping_point(some, 1, "higher", 200)
    assume(found.holds)
    assert found.delta is not None
    assert found.delta > 0
    before = estimate_imputed_change(some, 1, part * found.delta)
    after = estimate_imputed_change(some, 1, found.delta * (1.001 + part))
    assert before.upper is not None
    assert after.upper is not None
    assert before.upper < 0 <= after.upper


@settings(deadline=None, max_examples=20)
@given(
    seed=st.integers(0, 10_000),
    factor=st.sampled_from([0.25, 1.0, 8.0]),
    shift=st.integers(-50, 50),
)
def test_what_is_drawn_follows_the_unit_and_the_origin_of_the_data(
    seed: int, factor: float, shift: int
) -> None:
    generator = np.random.default_rng(seed)
    table = generator.normal(20, 5, (12, 3))
    table[9:, 2] = np.nan
    table[10, 1] = np.nan
    table[0, 1] = np.nan
    one, other = (
        draw_at_random(np.random.default_rng(seed), some, 2, burn_in=3, spacing=2).values
        for some in (table, factor * table + shift)
    )
    assert np.allclose(other, factor * one + shift, rtol=0, atol=1e-6 * (abs(shift) + 100))
