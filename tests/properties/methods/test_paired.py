"""Differences of any kind in, what holds of every t and signed-rank estimate out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heliotrope.methods.estimate import Estimate
from heliotrope.methods.paired import estimate_signed_rank, estimate_t
from heliotrope.methods.summary import summarize

Estimator = Callable[..., Estimate]
ESTIMATORS: list[Estimator] = [estimate_t, estimate_signed_rank]

# Scores are whole; eighths are exact in float64, thousandths are not.
scores = st.lists(st.integers(-12, 12).map(float), max_size=30)
eighths = st.lists(st.integers(-80_000, 80_000).map(lambda i: i / 8), max_size=30)
thousandths = st.lists(st.integers(-9_000, 9_000).map(lambda i: i / 1000), max_size=30)
differences = scores | eighths | thousandths
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.975, 0.99])

pytestmark = pytest.mark.parametrize("estimate", ESTIMATORS)
patient = settings(deadline=None, max_examples=150)


def _close(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


@patient
@given(d=differences, level=levels)
def test_with_the_signs_turned_everything_is_mirrored(
    estimate: Estimator, d: list[float], level: float
) -> None:
    one, other = estimate(d, level=level), estimate([-x for x in d], level=level)
    assert other.p == _close(one.p)
    assert other.value == _close(None if one.value is None else -one.value)
    assert other.lower == _close(None if one.upper is None else -one.upper)
    assert other.upper == _close(None if one.lower is None else -one.lower)


@patient
@given(d=differences, factor=st.sampled_from([0.25, 2.0, 1024.0]))
def test_in_another_unit_the_estimate_is_converted_and_p_the_same(
    estimate: Estimator, d: list[float], factor: float
) -> None:
    one, other = estimate(d), estimate([x * factor for x in d])
    assert other.p == one.p
    for name in ("value", "lower", "upper"):
        number = getattr(one, name)
        assert getattr(other, name) == (None if number is None else number * factor)


@patient
@given(d=differences, data=st.data())
def test_the_order_changes_no_digit(
    estimate: Estimator, d: list[float], data: st.DataObject
) -> None:
    assert estimate(data.draw(st.permutations(d))) == estimate(d)


@patient
@given(d=differences, shift=st.integers(-50, 50))
def test_a_shift_of_all_differences_shifts_the_estimate(
    estimate: Estimator, d: list[float], shift: int
) -> None:
    one, other = estimate(d), estimate([x + shift for x in d])
    for name in ("value", "lower", "upper"):
        number = getattr(one, name)
        assert getattr(other, name) == _close(None if number is None else number + shift)


@patient
@given(d=differences, level=levels)
def test_the_interval_holds_the_estimate(estimate: Estimator, d: list[float], level: float) -> None:
    found = estimate(d, level=level)
    assume(found.lower is not None)
    assert found.lower is not None
    assert found.value is not None
    assert found.upper is not None
    assert found.lower <= found.value <= found.upper


@patient
@given(d=differences, pair=st.tuples(levels, levels).map(sorted))
def test_a_higher_level_gives_a_wider_interval(
    estimate: Estimator, d: list[float], pair: list[float]
) -> None:
    narrow, wide = (estimate(d, level=level) for level in pair)
    if narrow.lower is None or narrow.upper is None:
        assert wide.lower is None
        return
    assume(wide.lower is not None)
    assert wide.lower is not None
    assert wide.upper is not None
    assert wide.lower <= narrow.lower
    assert narrow.upper <= wide.upper


@patient
@given(d=differences)
def test_p_is_a_probability_and_its_absence_explained(estimate: Estimator, d: list[float]) -> None:
    found = estimate(d)
    assert found.n == len(d)
    if found.p is None or found.lower is None:
        assert found.warnings
    if found.p is not None:
        assert 0 < found.p <= 1


@patient
@given(d=differences)
def test_attained_coverage_is_at_least_the_level(estimate: Estimator, d: list[float]) -> None:
    found = estimate(d)
    if found.coverage is not None:
        assert found.level is not None
        assert found.level <= found.coverage < 1


@patient
@given(d=scores)
def test_only_the_ranks_count_for_the_exact_p(estimate: Estimator, d: list[float]) -> None:
    if estimate is estimate_signed_rank:
        assert estimate([x**3 for x in d]).p == estimate(d).p


@patient
@given(d=differences)
def test_the_mean_of_t_is_the_mean_of_the_description(estimate: Estimator, d: list[float]) -> None:
    described = summarize(d)
    assert described.n == len(d)
    if estimate is estimate_t:
        assert estimate(d).value == described.mean
    if described.mean is not None:
        assert described.min is not None
        assert described.median is not None
        assert described.max is not None
        assert described.min <= described.median <= described.max
        assert described.min - 1e-12 <= described.mean <= described.max + 1e-12
