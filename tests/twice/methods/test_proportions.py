"""Small counts in, the same limits by halving on exact fractions and plain definitions out."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from statistics import NormalDist

import pytest

from heliotrope.methods.proportions import Method, estimate_proportion

COUNTS = [(x, n) for n in (1, 2, 5, 10) for x in range(n + 1)] + [(3, 29), (15, 40), (39, 40)]
LEVELS = (0.8, 0.95, 0.99)


def _mass(x: int, n: int, p: Fraction) -> Fraction:
    return math.comb(n, x) * p**x * (1 - p) ** (n - x)


def _at_least(x: int, n: int, p: Fraction) -> Fraction:
    return sum((_mass(k, n, p) for k in range(x, n + 1)), Fraction(0))


def _at_most(x: int, n: int, p: Fraction) -> Fraction:
    return sum((_mass(k, n, p) for k in range(x + 1)), Fraction(0))


def _halve(is_reached: Callable[[Fraction], bool]) -> float:
    """The point of (0, 1) where the condition becomes true, to 2^-48."""
    low, high = Fraction(0), Fraction(1)
    for _ in range(48):
        middle = (low + high) / 2
        low, high = (low, middle) if is_reached(middle) else (middle, high)
    return float(high)


def _limits(method: Method, x: int, n: int, level: float) -> list[float | None]:
    found = estimate_proportion(x, n, method, level)
    return [found.lower, found.upper]


@pytest.mark.parametrize(("x", "n"), COUNTS)
@pytest.mark.parametrize("level", LEVELS)
def test_clopper_pearson_cuts_equal_tails(x: int, n: int, level: float) -> None:
    tail = (1 - Fraction(level)) / 2
    lower = _halve(lambda p: _at_least(x, n, p) >= tail) if x else 0.0
    upper = _halve(lambda p: _at_most(x, n, p) <= tail) if x < n else 1.0
    assert _limits("clopper-pearson", x, n, level) == pytest.approx([lower, upper], abs=1e-13)


@pytest.mark.parametrize(("x", "n"), COUNTS)
@pytest.mark.parametrize("level", LEVELS)
def test_mid_p_counts_half_of_what_was_seen(x: int, n: int, level: float) -> None:
    tail = (1 - Fraction(level)) / 2

    def up(p: Fraction) -> Fraction:
        return _at_least(x + 1, n, p) + _mass(x, n, p) / 2

    def down(p: Fraction) -> Fraction:
        return _at_most(x - 1, n, p) + _mass(x, n, p) / 2

    lower = _halve(lambda p: up(p) >= tail) if x else 0.0
    upper = _halve(lambda p: down(p) <= tail) if x < n else 1.0
    assert _limits("mid-p", x, n, level) == pytest.approx([lower, upper], abs=1e-13)


@pytest.mark.parametrize(("x", "n"), COUNTS)
@pytest.mark.parametrize("level", LEVELS)
def test_wilson_is_every_p_within_z_standard_errors(x: int, n: int, level: float) -> None:
    z = NormalDist().inv_cdf(0.5 + level / 2)

    def is_near(p: Fraction) -> bool:
        return float(abs(Fraction(x, n) - p)) <= z * math.sqrt(p * (1 - p) / n)

    lower = _halve(lambda p: is_near(p) or p * n > x) if x else 0.0
    upper = _halve(lambda p: not (is_near(p) or p * n < x)) if x < n else 1.0
    assert _limits("wilson", x, n, level) == pytest.approx([lower, upper], abs=1e-13)


def _integral(x: int, n: int, end: float) -> float:
    """Of p^(x-1/2) (1-p)^(n-x-1/2) up to sin(end)^2, by Simpson's rule over the angle."""
    steps = 400
    heights = [
        math.sin(end * i / steps) ** (2 * x) * math.cos(end * i / steps) ** (2 * (n - x))
        for i in range(steps + 1)
    ]
    weighted = (
        sum(h * (4 if i % 2 else 2) for i, h in enumerate(heights)) - heights[0] - heights[-1]
    )
    return weighted * end / steps / 3


@pytest.mark.parametrize(("x", "n"), [(0, 5), (1, 10), (3, 10), (5, 10), (10, 10), (15, 40)])
def test_jeffreys_is_a_quantile_of_the_posterior(x: int, n: int) -> None:
    whole = _integral(x, n, math.pi / 2)

    def quantile(share: float) -> float:
        return _halve(lambda p: _integral(x, n, math.asin(math.sqrt(p))) >= share * whole)

    lower = quantile(0.025) if x else 0.0
    upper = quantile(0.975) if x < n else 1.0
    assert _limits("jeffreys", x, n, 0.95) == pytest.approx([lower, upper], abs=1e-8)


def _acceptability(x: int, n: int, p: float) -> float:
    """The probability of every count whose smaller tail is no larger than that of x."""
    masses = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    smaller = [min(math.fsum(masses[k:]), math.fsum(masses[: k + 1])) for k in range(n + 1)]
    return math.fsum(
        mass for mass, tail in zip(masses, smaller, strict=True) if tail <= smaller[x] * (1 + 1e-13)
    )


@pytest.mark.parametrize(("x", "n"), COUNTS)
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_blaker_spans_every_p_whose_acceptability_is_enough(x: int, n: int, level: float) -> None:
    grid = [i / 1000 for i in range(1, 1000)]
    accepted = [p for p in grid if _acceptability(x, n, p) >= 1 - level]
    lower, upper = _limits("blaker", x, n, level)
    assert lower is not None
    assert upper is not None
    # Nothing accepted lies outside; just inside of each limit is accepted, just outside is not.
    assert lower <= accepted[0] <= lower + 0.001
    assert upper - 0.001 <= accepted[-1] <= upper
    nudge = 1e-9
    if x:
        assert _acceptability(x, n, lower + nudge) >= 1 - level - 1e-6
        assert _acceptability(x, n, lower - nudge) < 1 - level
    if x < n:
        assert _acceptability(x, n, upper - nudge) >= 1 - level - 1e-6
        assert _acceptability(x, n, upper + nudge) < 1 - level
