"""A few numbers in, the same statistics as the plan's by the slowest and plainest way out.

Nothing of `heliotrope.methods` is used. Quantiles are scipy's; what can be written out by
enumeration is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
from scipy import optimize, stats

Numbers = Sequence[Fraction]
Three = tuple[float | None, float | None, float | None]
"""Value, lower and upper limit."""


def describe(values: Numbers) -> dict[str, float | None]:
    """Mean, sd, median, min, max."""
    n = len(values)
    if n == 0:
        return dict.fromkeys(("mean", "sd", "median", "min", "max"))
    mean, ordered = sum(values, Fraction(0)) / n, sorted(values)
    variance = sum(((one - mean) ** 2 for one in values), Fraction(0)) / (n - 1) if n > 1 else None
    return {
        "mean": float(mean),
        "sd": None if variance is None else math.sqrt(variance),
        "median": float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2),
        "min": float(ordered[0]),
        "max": float(ordered[-1]),
    }


def compute_t(values: Numbers, level: float = 0.95) -> tuple[Three, float | None, int | None]:
    """Mean with Student's interval, two-sided p, degrees of freedom."""
    found, n = describe(values), len(values)
    if not n or not found["sd"]:
        return (found["mean"], None, None), None, None
    mean, se = found["mean"] or 0.0, found["sd"] / math.sqrt(n)
    half = float(stats.t.ppf((1 + level) / 2, n - 1)) * se
    p = 2 * float(stats.t.sf(abs(mean / se), n - 1))
    return (mean, mean - half, mean + half), p, n - 1


def walsh(values: Numbers) -> list[Fraction]:
    """The means of all pairs, each with itself as well, in order."""
    return sorted((a + b) / 2 for a, b in combinations_with_replacement(values, 2))


def compute_signed_rank(values: Numbers, level: float = 0.95) -> tuple[Three, float, float | None]:
    """Hodges-Lehmann with the exact interval, exact p by every assignment of signs, coverage.

    Zeros are left out of p, as Wilcoxon did; ties have mean ranks. The interval inverts the
    untied test: of the 2^n sums of ranks 1 to n, those at the far end that together have at most
    half of what may be missed are left out.
    """
    kept = [one for one in values if one != 0]
    sizes = sorted(abs(one) for one in kept)
    ranks = [
        Fraction(sizes.index(abs(one)) + 1 + len(sizes) - sizes[::-1].index(abs(one)), 2)
        for one in kept
    ]
    middle = sum(ranks, Fraction(0)) / 2
    seen = abs(
        sum((r for r, one in zip(ranks, kept, strict=True) if one > 0), Fraction(0)) - middle
    )
    sums = [
        sum((r for r, on in zip(ranks, signs, strict=True) if on), Fraction(0))
        for signs in product((0, 1), repeat=len(ranks))
    ]
    p = sum(abs(one - middle) >= seen for one in sums) / len(sums)
    n, means = len(values), walsh(values)
    value = float((means[(len(means) - 1) // 2] + means[len(means) // 2]) / 2)
    untied = [
        sum(place + 1 for place, on in enumerate(signs) if on)
        for signs in product((0, 1), repeat=n)
    ]
    out = 0
    while 2 * sum(one <= out for one in untied) <= (1 - level) * len(untied):
        out += 1
    if out == 0:
        return (value, None, None), p, None
    coverage = 1 - 2 * sum(one < out for one in untied) / len(untied)
    return (value, float(means[out - 1]), float(means[-out])), p, coverage


def compute_signs(values: Numbers, level: float = 0.95) -> tuple[Three, float, float | None]:
    """The mean with p by every assignment of signs; the limits are those of the same test.

    The limits: the shifts of all differences at which the test just does not reject. Among the
    means of all 2^n - 1 subsets the shift that leaves k of them below has p = 2 k / 2^n.
    """
    n, total = len(values), abs(sum(values, Fraction(0)))
    sums = [
        sum((one if on else -one for one, on in zip(values, signs, strict=True)), Fraction(0))
        for signs in product((0, 1), repeat=n)
    ]
    p = sum(abs(one) >= total for one in sums) / len(sums)
    means = sorted(
        sum(chosen, Fraction(0)) / len(chosen)
        for signs in product((0, 1), repeat=n)
        if (chosen := [one for one, on in zip(values, signs, strict=True) if on])
    )
    k = int((1 - level) / 2 * 2**n)
    value = float(sum(values, Fraction(0)) / n)
    if k == 0:
        return (value, None, None), p, None
    return (value, float(means[k - 1]), float(means[-k])), p, 1 - 2 * k / 2**n


def standardize(values: Numbers, level: float = 0.95) -> tuple[Three, int]:
    """Mean over SD times Hedges' factor; the limits are exact for the ratio itself."""
    found, n = describe(values), len(values)
    df, mean, sd = n - 1, found["mean"] or 0.0, found["sd"] or 1.0
    t = mean / sd * math.sqrt(n)
    factor = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    limits = [
        _solve(_less(tail, t, df), t) / math.sqrt(n) for tail in ((1 + level) / 2, (1 - level) / 2)
    ]
    return (factor * mean / sd, limits[0], limits[1]), df


def _less(tail: float, t: float, df: int) -> Callable[[float], float]:
    return lambda center: _noncentral_t(t, df, center) - tail


def _noncentral_t(t: float, df: int, center: float) -> float:
    """P(T <= t): the normal distribution about every SD that could have been seen, averaged.

    With s = exp(u) the integrand dies off on both sides so fast that evenly spaced steps are exact
    to the last digits (trapezoidal rule).
    """
    u = np.linspace(-12, 3, 3001)
    constant = math.log(2) + df / 2 * math.log(df / 2) - math.lgamma(df / 2)
    log_density = constant + df * u - df / 2 * np.exp(2 * u)
    below = stats.norm.cdf(t * np.exp(u) - center)
    return float(np.sum(np.exp(log_density) * below) * (u[1] - u[0]))


def _solve(function: Callable[[float], float], near: float) -> float:
    return float(optimize.brentq(function, near - 12, near + 12, xtol=1e-13, rtol=1e-14))


def bound_proportion(x: int, n: int, method: str = "clopper-pearson", level: float = 0.95) -> Three:
    """The proportion with its interval: the tails of the binomial distribution, solved."""
    if n == 0:
        return None, None, None
    tail = (1 - level) / 2
    if method == "wilson":
        z = float(stats.norm.ppf(1 - tail))
        middle, half = x + z * z / 2, z * math.sqrt(x * (n - x) / n + z * z / 4)
        return x / n, (middle - half) / (n + z * z), (middle + half) / (n + z * z)
    point = 0.5 if method == "mid-p" else 1.0

    def below(p: float) -> float:
        return sum(_mass(k, n, p) for k in range(x)) + point * _mass(x, n, p) - tail

    def above(p: float) -> float:
        return sum(_mass(k, n, p) for k in range(x + 1, n + 1)) + point * _mass(x, n, p) - tail

    return (
        x / n,
        0.0 if x == 0 else float(optimize.brentq(above, 1e-12, 1 - 1e-12, xtol=1e-15)),
        1.0 if x == n else float(optimize.brentq(below, 1e-12, 1 - 1e-12, xtol=1e-15)),
    )


def _mass(k: int, n: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


def update_uniform(x: int, n: int, above: float) -> tuple[Three, float]:
    """Beta(1, 1) with x of n: mean, equal-tailed 95 %, and the probability above a number.

    A beta distribution of whole numbers is a binomial tail: P(p <= q) = P(Bin(n + 1, q) > x).
    """

    def up_to(q: float) -> float:
        return sum(_mass(k, n + 1, q) for k in range(x + 1, n + 2))

    low, high = (
        float(optimize.brentq(lambda q, part=part: up_to(q) - part, 0, 1, xtol=1e-15))
        for part in (0.025, 0.975)
    )
    return ((x + 1) / (n + 2), low, high), 1 - up_to(above)


def bound_rate(events: int, days: float) -> Three:
    """Per 100 years of 365.25 days, with the exact Poisson interval: its tails, solved."""
    years = days / 365.25

    def up_to(mean: float, most: int) -> float:
        return math.exp(-mean) * sum(mean**k / math.factorial(k) for k in range(most + 1))

    low = 0.0
    if events:
        low = _solve_from_0(lambda m: 1 - up_to(m, events - 1) - 0.025, events)
    high = _solve_from_0(lambda m: up_to(m, events) - 0.025, 4 * events + 20)
    return 100 * events / years, 100 * low / years, 100 * high / years


def _solve_from_0(function: Callable[[float], float], most: float) -> float:
    return float(optimize.brentq(function, 1e-9, most, xtol=1e-14))
