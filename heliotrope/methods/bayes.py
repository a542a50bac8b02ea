"""A prior with data in, the exact posterior as an Estimate or a probability out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, SupportsIndex, TypeAlias

import numpy as np
from scipy import special

from heliotrope.methods.arguments import (
    Numbers,
    require_counts,
    require_level,
    require_numbers,
)
from heliotrope.methods.estimate import Estimate, leave_unfinished
from heliotrope.methods.summary import mean_of
from heliotrope.methods.turning import turning_point
from heliotrope.vocabulary import Bilingual

Interval: TypeAlias = Literal["equal-tailed", "highest-density"]

PROPORTION: dict[Interval, Bilingual] = {
    "equal-tailed": Bilingual(
        "Beta-binomial posterior, equal-tailed interval", "Beta-二项后验，等尾可信区间"
    ),
    "highest-density": Bilingual(
        "Beta-binomial posterior, highest-density interval", "Beta-二项后验，最高密度可信区间"
    ),
}
MEAN = Bilingual("Normal-inverse-gamma posterior of the mean", "正态-逆伽马模型下均值的后验")
NOT_ONE_INTERVAL = Bilingual(
    "The posterior is highest at both ends, so the region of highest density is no interval.",
    "后验密度在两端最高，最高密度区域不是一个区间。",
)
IMPROPER = Bilingual(
    "Prior and data together do not determine the mean: its posterior is no distribution.",
    "先验与数据合起来仍不足以确定均值：其后验不是概率分布。",
)
NO_SPREAD = Bilingual(
    "Prior and data leave no spread: there is no interval.",
    "先验与数据均无离散程度，因此没有区间。",
)


@dataclass(frozen=True, slots=True)
class Beta:
    """A beta distribution of a proportion: a prior, or a posterior."""

    a: float
    """Like a number of yes seen before, above 0."""
    b: float
    """Like a number of no seen before, above 0."""

    def __post_init__(self) -> None:
        for name, number in (("a", self.a), ("b", self.b)):
            if not 0 < number < math.inf:
                raise ValueError(f"{name} = {number!r} must be above 0 and finite, for example 1.0")


UNIFORM = Beta(1.0, 1.0)
"""Every proportion equally likely (Bayes 1763, Laplace)."""

JEFFREYS = Beta(0.5, 0.5)
"""The prior that does not depend on how a proportion is written (Jeffreys 1946)."""


@dataclass(frozen=True, slots=True)
class NormalInverseGamma:
    """Prior or posterior of a normal mean with its variance.

    The variance is inverse gamma (shape, scale); the mean, given it, is normal about `mean` with
    the variance divided by `weight`.
    """

    mean: float
    """In the unit of the data."""
    weight: float
    """As many observations as the mean is worth, at least 0."""
    shape: float
    """Half of the degrees of freedom of the variance; -1/2 in the reference prior."""
    scale: float
    """Half of a sum of squares, in the squared unit of the data, at least 0."""

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.mean, self.weight, self.shape, self.scale))):
            raise ValueError(f"{self}: every number must be finite")
        for name, number, least in (
            ("weight", self.weight, 0.0),
            ("shape", self.shape, -0.5),
            ("scale", self.scale, 0.0),
        ):
            if number < least:
                raise ValueError(f"{name} = {number!r} must be at least {least:g}")


REFERENCE = NormalInverseGamma(mean=0.0, weight=0.0, shape=-0.5, scale=0.0)
"""Flat in the mean and in the logarithm of the SD: gives the interval of Student's t."""


@dataclass(frozen=True, slots=True)
class StudentT:
    """Student's t distribution moved to a center and stretched: the posterior of a mean."""

    center: float
    scale: float
    df: float


def beta_posterior(x: SupportsIndex, n: SupportsIndex, prior: Beta) -> Beta:
    """What is known of a proportion after x of n: Beta(a + x, b + n - x).

    Raises:
        TypeError, ValueError: as `estimate_beta_binomial`.
    """
    yes, of = require_counts(x, n)
    return Beta(prior.a + yes, prior.b + of - yes)


def estimate_beta_binomial(
    x: SupportsIndex,
    n: SupportsIndex,
    prior: Beta,
    interval: Interval = "equal-tailed",
    level: float = 0.95,
) -> Estimate:
    """Posterior mean of a proportion with a credible interval, exact and without simulation.

    Value: (a + x) / (a + b + n). Interval: `equal-tailed` leaves (1 - level) / 2 of the posterior
    on either side; `highest-density` is the shortest one that holds `level`, and reaches 0 or 1
    where the posterior rises up to there (Box and Tiao 1973, Bayesian
    Inference in Statistical Analysis). Where the posterior is
    flat every interval is as short, and the equal-tailed one is given; where it is highest at
    both ends there is none, and a warning.

    A credible interval holds the proportion with probability `level` if prior and data are right;
    it promises no coverage. There is no p-value. With n = 0 it is the prior's.

    Args:
        x: how many are yes, 0 to n.
        n: how many were asked.
        prior: named by the caller, since at n = 10 it matters: `UNIFORM`, `JEFFREYS` or another.
        interval: one of the two.
        level: probability between 0 and 1.

    Raises:
        TypeError: x or n is not a whole number (2.0 and True are not).
        ValueError: x outside 0 to n, unknown interval, or as `require_level`.
    """
    posterior, level = beta_posterior(x, n, prior), require_level(level)
    if interval not in PROPORTION:
        raise ValueError(f"interval {interval!r} is unknown; choose one of {tuple(PROPORTION)}")
    name, mean = PROPORTION[interval], posterior.a / (posterior.a + posterior.b)
    _, of = require_counts(x, n)
    if interval == "highest-density" and max(posterior.a, posterior.b) < 1:
        return leave_unfinished(mean, of, level, name, NOT_ONE_INTERVAL)
    find = _equal_tailed if interval == "equal-tailed" else _highest_density
    return _credible(mean, find(posterior, level), of, level, name)


def mean_posterior(differences: Numbers, prior: NormalInverseGamma) -> StudentT | None:
    """What is known of a normal mean after the data: a t distribution, or `None` if improper.

    With n differences of mean m and sum of squares S about it, the weight is w + n, the center
    (w prior.mean + n m) / (w + n), the shape a + n / 2, and the scale b + S / 2 + w n (m -
    prior.mean)^2 / (2 (w + n)); the mean is then t with 2 shape degrees of freedom about the
    center, stretched by sqrt(scale / (shape weight)) (Gelman et al. 2013, Bayesian Data Analysis,
    3rd edition, section 3.3).

    Args:
        differences: complete numbers of one unit, shape (n,).
        prior: named by the caller; `REFERENCE` gives Student's t interval.

    Raises:
        TypeError, ValueError: as `require_numbers`.
    """
    numbers = require_numbers(differences, "differences")
    n = int(numbers.size)
    mean = mean_of(numbers) if n else 0.0
    weight, shape = prior.weight + n, prior.shape + n / 2
    if weight <= 0 or shape <= 0:
        return None
    squares = math.fsum((numbers - mean) ** 2)
    apart = prior.weight * n / weight * (mean - prior.mean) ** 2
    scale = prior.scale + (squares + apart) / 2
    center = (prior.weight * prior.mean + n * mean) / weight if prior.weight else mean
    return StudentT(center, math.sqrt(scale / (shape * weight)), 2 * shape)


def estimate_normal_mean(
    differences: Numbers, prior: NormalInverseGamma, level: float = 0.95
) -> Estimate:
    """Posterior center of a normal mean with its credible interval; exact.

    The posterior is `mean_posterior`'s t distribution: symmetric, so its center is median, mode
    and (above one degree of freedom) mean, and the equal-tailed interval is the one of highest
    density. With `REFERENCE` value, interval and `df` are those of `estimate_t`. There is no
    p-value and no coverage.

    Prior and data that do not determine the mean (one difference with `REFERENCE`): the value of
    the data, if any; no interval; warning. All differences equal, with a prior that knows no
    spread: the value; no interval; warning.

    Args:
        differences: complete differences, one a pair, shape (n,).
        prior: named by the caller.
        level: probability between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`.
    """
    numbers, level = require_numbers(differences, "differences"), require_level(level)
    n, posterior = int(numbers.size), mean_posterior(numbers, prior)
    if posterior is None:
        return leave_unfinished(mean_of(numbers) if n else None, n, level, MEAN, IMPROPER)
    center = posterior.center
    if posterior.scale <= 10 * np.finfo(np.float64).eps * abs(center):
        return leave_unfinished(center, n, level, MEAN, NO_SPREAD)
    half = -float(special.stdtrit(posterior.df, (1 - level) / 2)) * posterior.scale
    found = _credible(center, (center - half, center + half), n, level, MEAN)
    return replace(found, df=posterior.df)


def probability_above(posterior: Beta | StudentT, threshold: float) -> float:
    """The posterior probability that the proportion, or the mean, is above the threshold.

    For the probability of being below, turn the signs (or take the other answer of a proportion):
    1 - p loses digits where p is near 1.

    Raises:
        ValueError: the threshold is NaN or infinite; that of a proportion not between 0 and 1;
            the posterior of a mean has no spread.
    """
    if not math.isfinite(threshold):
        raise ValueError(f"threshold {threshold!r} must be a finite number")
    if isinstance(posterior, Beta):
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold {threshold!r} of a proportion must lie between 0 and 1")
        return float(special.betaincc(posterior.a, posterior.b, threshold))
    if posterior.scale <= 0:
        raise ValueError("posterior: it has no spread; expected a scale above 0")
    distance = (posterior.center - threshold) / posterior.scale
    return float(special.stdtr(posterior.df, distance))


def _credible(
    value: float, limits: tuple[float, float], n: int, level: float, name: Bilingual
) -> Estimate:
    return Estimate(
        value=value,
        lower=limits[0],
        upper=limits[1],
        p=None,
        n=n,
        method=name.en,
        method_zh=name.zh,
        level=level,
    )


def _equal_tailed(beta: Beta, level: float) -> tuple[float, float]:
    return _below(beta, (1 - level) / 2), _above(beta, (1 - level) / 2)


def _below(beta: Beta, share: float) -> float:
    """The proportion that leaves this share of the distribution below it."""
    return float(special.betaincinv(beta.a, beta.b, share))


def _above(beta: Beta, share: float) -> float:
    """The proportion that leaves this share above it."""
    return float(special.betainccinv(beta.a, beta.b, share))


def _highest_density(beta: Beta, level: float) -> tuple[float, float]:
    if beta.a == beta.b == 1:
        return _equal_tailed(beta, level)
    if beta.a <= 1 <= beta.b:
        return 0.0, _above(beta, 1 - level)
    if beta.b <= 1:
        return _below(beta, 1 - level), 1.0

    def rises(share: float) -> bool:
        """With this share below it, the interval ends where the density is lower than it began."""
        low, high = _below(beta, share), _above(beta, 1 - level - share)
        if low <= 0 or high >= 1:
            return low > 0
        return (beta.a - 1) * math.log(low / high) >= (beta.b - 1) * (
            math.log1p(-high) - math.log1p(-low)
        )

    share = turning_point(rises, 0.0, 1 - level)
    return _below(beta, share), _above(beta, 1 - level - share)
