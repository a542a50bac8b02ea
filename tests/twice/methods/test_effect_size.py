"""Differences in, the same standardized effects by plain sums and an integral out."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest

from heliotrope.methods.effect_size import estimate_on_baseline, estimate_response_mean


def _simpson(height: Callable[[float], float], low: float, high: float, steps: int) -> float:
    width = (high - low) / steps
    inner = sum(height(low + i * width) * (4 if i % 2 else 2) for i in range(1, steps))
    return (height(low) + inner + height(high)) * width / 3


def _slow_noncentral_t(t: float, df: int, noncentrality: float) -> float:
    """P(T <= t): the chance that a normal is below t times its drawn SD, over all SDs."""
    normal = NormalDist()

    def height(chi: float) -> float:
        if chi == 0:
            return 0.0
        log_density = (
            (df - 1) * math.log(chi)
            - chi * chi / 2
            - (df / 2 - 1) * math.log(2)
            - math.lgamma(df / 2)
        )
        return math.exp(log_density) * normal.cdf(t * chi / math.sqrt(df) - noncentrality)

    return _simpson(height, 0.0, math.sqrt(df) + 9, 600)


def _slow_hedges(df: int) -> float:
    """1 over the mean of sqrt(df) / chi; that of 1 / chi falls by (k - 1) / k from k to k + 2."""
    mean = math.sqrt(2 / math.pi) if df % 2 else math.sqrt(math.pi / 2)
    for step in range(3 if df % 2 else 2, df, 2):
        mean *= (step - 1) / step
    return 1 / (math.sqrt(df) * mean)


@pytest.mark.parametrize("n", [3, 4, 5, 8, 10, 13])
def test_the_response_mean_agrees_with_an_integral(n: int) -> None:
    differences = np.random.default_rng(n).normal(-1, 2, n).tolist()
    mean = sum(differences) / n
    sd = math.sqrt(sum((d - mean) ** 2 for d in differences) / (n - 1))
    found = estimate_response_mean(differences, level=0.9)
    assert found.value == pytest.approx(_slow_hedges(n - 1) * mean / sd, rel=1e-12)
    t = math.sqrt(n) * mean / sd
    assert found.lower is not None
    assert found.upper is not None
    tails = (
        (1 - _slow_noncentral_t(t, n - 1, math.sqrt(n) * found.lower)),
        _slow_noncentral_t(t, n - 1, math.sqrt(n) * found.upper),
    )
    # Simpson's rule meets a corner at 0 while the degrees of freedom are few.
    assert tails == pytest.approx((0.05, 0.05), abs=5e-12 if n > 7 else 1e-8)


@pytest.mark.parametrize("n", [3, 5, 10])
def test_the_effect_on_the_baseline_sd_agrees_with_plain_sums(n: int) -> None:
    generator = np.random.default_rng(n)
    before = generator.normal(30, 5, n).tolist()
    differences = generator.normal(-4, 3, n).tolist()
    center, mean = sum(before) / n, sum(differences) / n
    variance = sum((b - center) ** 2 for b in before) / (n - 1)
    of_changes = sum((d - mean) ** 2 for d in differences) / (n - 1)
    plain = mean / math.sqrt(variance)
    se = math.sqrt(of_changes / variance / (n - 1) + plain**2 / 2 / (n - 1))
    found = estimate_on_baseline(before, differences, level=0.9)
    assert found.value == pytest.approx(_slow_hedges(n - 1) * plain, rel=1e-12)
    assert [found.lower, found.upper] == pytest.approx(
        [plain - 1.6448536269514722 * se, plain + 1.6448536269514722 * se], rel=1e-12
    )
