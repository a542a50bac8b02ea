"""Few differences in, the same estimates by enumerating every sign and every average out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from heliotrope.methods.paired import estimate_signed_rank, estimate_t
from heliotrope.methods.signed_rank import ZERO_RULES, ZeroRule

LEVELS = (0.8, 0.9, 0.95, 0.99)


def _slow_ranks(differences: list[float], zeros: ZeroRule) -> list[tuple[Fraction, float]]:
    """Rank and difference: a rank is 1 + those smaller + half of the others equal."""
    ranked = [d for d in differences if d != 0 or zeros == "pratt"]
    ranks = []
    for d in ranked:
        smaller = sum(abs(other) < abs(d) for other in ranked)
        equal = sum(abs(other) == abs(d) for other in ranked)
        ranks.append((Fraction(2 * smaller + equal + 1, 2), d))
    return [(rank, d) for rank, d in ranks if d != 0]


def _slow_p(differences: list[float], zeros: ZeroRule = "wilcoxon") -> Fraction:
    """The share of the 2^m assignments of signs whose T+ is as far from the center."""
    ranks = _slow_ranks(differences, zeros)
    center = sum((rank for rank, _ in ranks), Fraction(0)) / 2
    observed = abs(sum((rank for rank, d in ranks if d > 0), Fraction(0)) - center)
    as_far = 0
    for signs in itertools.product((0, 1), repeat=len(ranks)):
        t = sum((rank for (rank, _), sign in zip(ranks, signs, strict=True) if sign), Fraction(0))
        as_far += abs(t - center) >= observed
    return Fraction(as_far, 2 ** len(ranks))


def _slow_walsh(differences: list[float]) -> list[float]:
    return sorted((a + b) / 2 for a, b in itertools.combinations_with_replacement(differences, 2))


def _drawn_scores() -> Iterator[list[float]]:
    generator = np.random.default_rng(488327)
    for n in range(1, 10):
        for spread in (1, 2, 6):
            yield generator.integers(-spread, spread + 1, n).astype(float).tolist()


SCORES = list(_drawn_scores())


@pytest.mark.parametrize("differences", SCORES, ids=str)
@pytest.mark.parametrize("zeros", ZERO_RULES)
def test_exact_p_is_the_share_of_all_sign_assignments(
    differences: list[float], zeros: ZeroRule
) -> None:
    assert estimate_signed_rank(differences, zeros).p == float(_slow_p(differences, zeros))


@pytest.mark.parametrize("differences", SCORES, ids=str)
def test_hodges_lehmann_is_the_middle_of_all_averages(differences: list[float]) -> None:
    averages = _slow_walsh(differences)
    half = len(averages) // 2
    middle = averages[half] if len(averages) % 2 else (averages[half - 1] + averages[half]) / 2
    assert estimate_signed_rank(differences).value == middle


def _measured(n: int) -> list[float]:
    """Whole numbers of which no two pairs have the same mean: no ties under any center."""
    generator = np.random.default_rng(n)
    while True:
        drawn = generator.choice(np.arange(-4000, 9000), n, replace=False).astype(float).tolist()
        if len(set(_slow_walsh(drawn))) == n * (n + 1) // 2:
            return list(drawn)


@pytest.mark.parametrize("n", [4, 5, 6, 7, 8])
@pytest.mark.parametrize("level", LEVELS)
def test_the_interval_is_all_centers_that_the_test_does_not_reject(n: int, level: float) -> None:
    differences = _measured(n)
    averages = _slow_walsh(differences)
    # Between two neighboring averages the test cannot change its mind.
    gaps = [
        (low, high)
        for low, high in itertools.pairwise(averages)
        if float(_slow_p([d - (low + high) / 2 for d in differences])) > 1 - level
    ]
    outside_is_kept = float(_slow_p([d - averages[0] + 1 for d in differences])) > 1 - level
    found = estimate_signed_rank(differences, level=level)
    if outside_is_kept:
        assert (found.lower, found.upper, found.coverage) == (None, None, None)
    else:
        assert (found.lower, found.upper) == (gaps[0][0], gaps[-1][1])


@pytest.mark.parametrize("values", [(-1, 0, 1), (-2, -1, 1, 2)])
def test_with_ties_the_interval_covers_at_least_what_it_says(values: tuple[int, ...]) -> None:
    # Every sample of six from a symmetric distribution on few values, each equally likely.
    samples = [sorted(s) for s in itertools.product(values, repeat=6)]
    covered = {
        tuple(sample): found.lower <= 0 <= found.upper
        for sample in {tuple(s) for s in samples}
        if (found := estimate_signed_rank(sample, level=0.9)).lower is not None
        and found.upper is not None
    }
    share = sum(covered[tuple(sample)] for sample in samples) / len(samples)
    stated = estimate_signed_rank(range(1, 7), level=0.9).coverage
    assert stated is not None
    assert share >= stated


def _slow_t_cdf(t: float, df: int) -> float:
    """P(T <= t) by the finite sums for whole degrees of freedom (Abramowitz and Stegun 26.7)."""
    theta = math.atan(t / math.sqrt(df))
    cosine = math.cos(theta)
    term, total = (cosine, 0.0) if df % 2 else (1.0, 0.0)
    start = 1 if df % 2 else 0
    for power in range(start, df - 1, 2):
        total += term
        term *= cosine**2 * (power + 1) / (power + 2)
    part = math.sin(theta) * total
    return 0.5 + ((theta + part) / math.pi if df % 2 else part / 2)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 10, 13, 30])
def test_t_agrees_with_finite_sums(n: int) -> None:
    differences = np.random.default_rng(n).normal(-1, 3, n).tolist()
    mean = sum(differences) / n
    se = math.sqrt(sum((d - mean) ** 2 for d in differences) / (n - 1) / n)
    found = estimate_t(differences, level=0.9)
    assert found.value == pytest.approx(mean, rel=1e-13)
    assert found.se == pytest.approx(se, rel=1e-13)
    assert found.p == pytest.approx(2 * (1 - _slow_t_cdf(abs(mean) / se, n - 1)), rel=1e-10)
    low, high = 0.0, 100.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _slow_t_cdf(middle, n - 1) < 0.95 else (low, middle)
    assert [found.lower, found.upper] == pytest.approx(
        [mean - low * se, mean + low * se], rel=1e-11
    )
