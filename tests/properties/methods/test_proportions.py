"""Counts of any size in, what holds of every interval of a proportion out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.methods.proportions import NAMES, Method, estimate_proportion

levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.975, 0.99])
counts = (st.integers(1, 60) | st.integers(1, 5000)).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))
)
patient = settings(deadline=None, max_examples=60)
every_method = pytest.mark.parametrize("method", NAMES)


def _limits(x: int, n: int, method: Method, level: float = 0.95) -> tuple[float, float]:
    found = estimate_proportion(x, n, method, level)
    assert found.lower is not None
    assert found.upper is not None
    return found.lower, found.upper


@every_method
@patient
@given(count=counts, level=levels)
def test_the_interval_holds_the_proportion(
    method: Method, count: tuple[int, int], level: float
) -> None:
    x, n = count
    lower, upper = _limits(x, n, method, level)
    assert 0 <= lower <= x / n <= upper <= 1
    assert lower < upper


@every_method
@patient
@given(count=counts, level=levels)
def test_no_is_the_mirror_of_yes(method: Method, count: tuple[int, int], level: float) -> None:
    x, n = count
    lower, upper = _limits(x, n, method, level)
    assert _limits(n - x, n, method, level) == pytest.approx((1 - upper, 1 - lower), abs=1e-12)


@every_method
@patient
@given(count=counts, pair=st.tuples(levels, levels).map(sorted))
def test_a_higher_level_gives_a_wider_interval(
    method: Method, count: tuple[int, int], pair: list[float]
) -> None:
    narrow, wide = (_limits(*count, method, level) for level in pair)
    assert wide[0] <= narrow[0] + 1e-14
    assert narrow[1] <= wide[1] + 1e-14


@every_method
@patient
@given(count=counts)
def test_one_more_yes_moves_both_limits_up(method: Method, count: tuple[int, int]) -> None:
    x, n = count
    if x < n:
        before, after = _limits(x, n, method), _limits(x + 1, n, method)
        assert before[0] < after[0]
        assert before[1] < after[1]


@patient
@given(count=counts, level=levels)
def test_mid_p_and_blaker_lie_within_clopper_pearson(count: tuple[int, int], level: float) -> None:
    outer = _limits(*count, "clopper-pearson", level)
    inner_methods: tuple[Method, ...] = ("mid-p", "blaker")
    for method in inner_methods:
        inner = _limits(*count, method, level)
        assert outer[0] <= inner[0] + 1e-14
        assert inner[1] <= outer[1] + 1e-14


@pytest.mark.parametrize("method", ["clopper-pearson", "blaker"])
@patient
@given(n=st.integers(1, 25), truth=st.floats(0.001, 0.999), level=levels)
def test_an_exact_interval_never_covers_less_than_its_level(
    method: Method, n: int, truth: float, level: float
) -> None:
    covered = 0.0
    for x in range(n + 1):
        lower, upper = _limits(x, n, method, level)
        if lower <= truth <= upper:
            covered += math.comb(n, x) * truth**x * (1 - truth) ** (n - x)
    assert covered >= level - 1e-9
