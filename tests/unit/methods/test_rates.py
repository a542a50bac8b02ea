"""Events over time in, a rate with its exact interval out."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from heliotrope.methods.rates import NO_TIME, estimate_rate


def test_none_in_a_year_still_allows_3_69() -> None:
    # P(X = 0) = exp(-m) = 0.025 at m = -ln 0.025 = 3.6888794541139363.
    found = estimate_rate(0, 1)
    assert (found.value, found.lower) == (0, 0)
    assert found.upper == pytest.approx(3.6888794541139363, rel=1e-14)


def test_a_printed_example() -> None:
    # Ten events: 4.80 to 18.39 (tables of exact Poisson limits, e.g. Breslow and Day 1987).
    found = estimate_rate(10, 1)
    assert (round(found.lower or 0, 2), round(found.upper or 0, 2)) == (4.80, 18.39)


def test_per_100_is_100_times() -> None:
    one, hundred = estimate_rate(3, 4.6), estimate_rate(3, 4.6, per=100)
    assert hundred.value == pytest.approx(300 / 4.6, rel=1e-15)
    assert hundred.lower == pytest.approx((one.lower or 0) * 100, rel=1e-14)
    assert hundred.n == 3


@pytest.mark.parametrize("events", [1, 2, 7, 40])
def test_each_limit_leaves_half_of_the_rest_in_its_tail(events: int) -> None:
    found = estimate_rate(events, 2.5, level=0.9)
    assert found.lower is not None
    assert found.upper is not None
    assert stats.poisson.sf(events - 1, found.lower * 2.5) == pytest.approx(0.05, rel=1e-9)
    assert stats.poisson.cdf(events, found.upper * 2.5) == pytest.approx(0.05, rel=1e-9)


def test_without_time_there_is_no_rate() -> None:
    found = estimate_rate(0, 0)
    assert (found.value, found.lower, found.upper, found.p) == (None, None, None, None)
    assert (found.warnings, found.warnings_zh) == ((NO_TIME.en,), (NO_TIME.zh,))


@pytest.mark.parametrize(
    ("events", "time", "per", "level"),
    [(-1, 1, 1, 0.95), (1, -1, 1, 0.95), (1, math.inf, 1, 0.95), (1, 1, 0, 0.95), (1, 1, 1, 95)],
)
def test_what_makes_no_sense_is_refused(events: int, time: float, per: float, level: float) -> None:
    with pytest.raises(ValueError, match=r"must"):
        estimate_rate(events, time, per, level)


@pytest.mark.parametrize("events", [2.0, True])
def test_a_count_is_whole(events: int) -> None:
    with pytest.raises(TypeError):
        estimate_rate(events, 1)
