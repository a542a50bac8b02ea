"""Priors with data in, the same posteriors by adding up densities out."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from heliotrope.methods import bayes
from heliotrope.methods.bayes import Beta, NormalInverseGamma

STEPS = 4000


def _simpson(height: Callable[[float], float], low: float, high: float) -> float:
    width = (high - low) / STEPS
    inner = sum(height(low + i * width) * (4 if i % 2 else 2) for i in range(1, STEPS))
    return (height(low) + inner + height(high)) * width / 3


def _density(x: int, n: int, prior: Beta) -> Callable[[float], float]:
    """Likelihood times prior over the angle, where it has no poles: p = sin(angle)^2."""

    def height(angle: float) -> float:
        p = math.sin(angle) ** 2
        yes, no = 2 * (prior.a + x) - 1, 2 * (prior.b + n - x) - 1
        return math.sin(angle) ** yes * math.cos(angle) ** no if 0 <= p <= 1 else 0.0

    return height


@pytest.mark.parametrize(("x", "n"), [(0, 5), (1, 10), (3, 10), (10, 10), (15, 40)])
@pytest.mark.parametrize("prior", [Beta(1, 1), Beta(0.5, 0.5), Beta(2, 8)], ids=str)
def test_the_posterior_of_a_proportion_by_adding_up(x: int, n: int, prior: Beta) -> None:
    height = _density(x, n, prior)
    whole = _simpson(height, 0, math.pi / 2)

    def between(low: float, high: float) -> float:
        return _simpson(height, math.asin(math.sqrt(low)), math.asin(math.sqrt(high))) / whole

    posterior = bayes.beta_posterior(x, n, prior)
    for threshold in (0.1, 0.3, 0.7):
        assert bayes.probability_above(posterior, threshold) == pytest.approx(
            between(threshold, 1), abs=1e-8
        )
    mean = _simpson(lambda angle: math.sin(angle) ** 2 * height(angle), 0, math.pi / 2) / whole
    equal = bayes.estimate_beta_binomial(x, n, prior, level=0.9)
    shortest = bayes.estimate_beta_binomial(x, n, prior, "highest-density", 0.9)
    assert equal.value == pytest.approx(mean, abs=1e-8)
    assert equal.lower is not None
    assert shortest.lower is not None
    assert shortest.upper is not None
    assert between(0, equal.lower) == pytest.approx(0.05, abs=1e-8)
    assert between(shortest.lower, shortest.upper) == pytest.approx(0.9, abs=1e-8)

    def log_density(p: float) -> float:
        return (prior.a + x - 1) * math.log(p) + (prior.b + n - x - 1) * math.log(1 - p)

    if shortest.lower > 0 and shortest.upper < 1:
        assert log_density(shortest.lower) == pytest.approx(log_density(shortest.upper), abs=1e-9)


@pytest.mark.parametrize(
    "prior", [NormalInverseGamma(0, 1, 1, 4), NormalInverseGamma(-2, 5, 3, 20)], ids=str
)
def test_the_posterior_of_a_mean_by_adding_up_over_all_variances(
    prior: NormalInverseGamma,
) -> None:
    differences = [4.0, 7.0, 1.0, -1.0, 8.0]
    n = len(differences)

    def log_height(mean: float, log_variance: float) -> float:
        """Log of likelihood times prior; the last term turns variance into its logarithm."""
        variance = math.exp(log_variance)
        squares = sum((d - mean) ** 2 for d in differences)
        squares += prior.weight * (mean - prior.mean) ** 2 + 2 * prior.scale
        powers = (n + 1) / 2 + prior.shape + 1
        return -squares / 2 / variance - (powers - 1) * log_variance

    grid = [-2 + 12 * i / 240 for i in range(241)]
    means = [-40 + 80 * i / 1600 for i in range(1601)]
    totals = [sum(math.exp(log_height(mean, v)) for v in grid) for mean in means]
    posterior = bayes.mean_posterior(differences, prior)
    assert posterior is not None
    center = sum(m * t for m, t in zip(means, totals, strict=True)) / sum(totals)
    assert posterior.center == pytest.approx(center, abs=1e-4)
    for threshold in (0.0, 2.0, 4.0):
        on = means.index(threshold)
        above = (sum(totals[on + 1 :]) + totals[on] / 2) / sum(totals)
        assert bayes.probability_above(posterior, threshold) == pytest.approx(above, abs=1e-4)
