"""A count of yes among so many in, an Estimate of the proportion out."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Literal, SupportsIndex, TypeAlias

from scipy import special

from heliotrope.methods.arguments import require_counts, require_level
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.turning import turning_point
from heliotrope.vocabulary import Bilingual

Method: TypeAlias = Literal["clopper-pearson", "wilson", "mid-p", "jeffreys", "blaker"]

NAMES: dict[Method, Bilingual] = {
    "clopper-pearson": Bilingual("Clopper-Pearson", "Clopper-Pearson 精确法"),
    "wilson": Bilingual("Wilson", "Wilson 法"),
    "mid-p": Bilingual("Mid-p", "Mid-p 法"),
    "jeffreys": Bilingual("Jeffreys", "Jeffreys 法"),
    "blaker": Bilingual("Blaker", "Blaker 精确法"),
}

NOBODY = Bilingual("The denominator is 0: nothing can be estimated.", "分母为 0，无法作任何估计。")


def estimate_proportion(
    x: SupportsIndex,
    n: SupportsIndex,
    method: Method = "clopper-pearson",
    level: float = 0.95,
) -> Estimate:
    """The proportion x / n with a two-sided interval, both between 0 and 1; there is no p-value.

    - `clopper-pearson`: either tail of the binomial at (1 - level) / 2; covers at least the level
      whatever the truth (Clopper and Pearson 1934, Biometrika 26:404-413).
    - `blaker`: the proportions whose acceptability reaches 1 - level; covers at least the level,
      never longer than the first (Blaker 2000, Canadian Journal of Statistics 28:783-798).
    - `wilson`: score interval without continuity correction (Wilson 1927, JASA 22:209-212).
    - `mid-p`: as the first, with half of P(X = x) in either tail (Newcombe 1998, Statistics in
      Medicine 17:857-872).
    - `jeffreys`: quantiles of Beta(x + 1/2, n - x + 1/2), 0 at x = 0 and 1 at x = n (Brown, Cai
      and DasGupta 2001, Statistical Science 16:101-133).

    The last three cover about the level on average, less for some true proportions. `coverage` is
    `None`: it depends on the true proportion.

    Where others are quietly wrong: R's `prop.test` prints Wilson's interval with a continuity
    correction unless told not to; the p-value of R's `binom.test` and scipy's `binomtest` belongs
    to another interval than the one printed beside it (so none is given here); PropCIs rounds
    its mid-p interval to three decimals and DescTools's is off in the fourth; Blaker's published
    function walks in steps and can skip a piece of the interval (0.3923 instead of 0.3929 for 29
    of 99: Klaschka 2010). Here every limit is a root or a quantile to the last digits of float64.

    Args:
        x: how many are yes, 0 to n.
        n: how many were asked. With 0 there is no value and no interval, and a warning.
        method: one of the five.
        level: confidence level between 0 and 1.

    Raises:
        TypeError: x or n is not a whole number (2.0 and True are not).
        ValueError: x outside 0 to n, unknown method, or as `require_level`.
    """
    (yes, of), level = require_counts(x, n), require_level(level)
    if method not in NAMES:
        raise ValueError(f"method {method!r} is unknown; choose one of {tuple(NAMES)}")
    limits = LIMITS[method](yes, of, 1 - level) if of else (None, None)
    return Estimate(
        value=yes / of if of else None,
        lower=limits[0],
        upper=limits[1],
        p=None,
        n=of,
        method=NAMES[method].en,
        warnings=() if of else (NOBODY.en,),
        warnings_zh=() if of else (NOBODY.zh,),
        method_zh=NAMES[method].zh,
        level=level,
    )


def _at_least(x: int, n: int, p: float) -> float:
    """P(X >= x) for X ~ Binomial(n, p)."""
    if x <= 0:
        return 1.0
    return float(special.betainc(x, n - x + 1, p)) if x <= n else 0.0


def _at_most(x: int, n: int, p: float) -> float:
    """P(X <= x) for X ~ Binomial(n, p), without the cancellation of 1 - P(X > x)."""
    if x < 0:
        return 0.0
    return float(special.betaincc(x + 1, n - x, p)) if x < n else 1.0


def _clopper_pearson(x: int, n: int, alpha: float) -> tuple[float, float]:
    lower = float(special.betaincinv(x, n - x + 1, alpha / 2)) if x else 0.0
    upper = float(special.betainccinv(x + 1, n - x, alpha / 2)) if x < n else 1.0
    return lower, upper


def _jeffreys(x: int, n: int, alpha: float) -> tuple[float, float]:
    lower = float(special.betaincinv(x + 0.5, n - x + 0.5, alpha / 2)) if x else 0.0
    upper = float(special.betainccinv(x + 0.5, n - x + 0.5, alpha / 2)) if x < n else 1.0
    return lower, upper


def _wilson(x: int, n: int, alpha: float) -> tuple[float, float]:
    z = -NormalDist().inv_cdf(alpha / 2)
    spread = z * math.sqrt(x * (n - x) / n + z * z / 4)
    upper = (x + z * z / 2 + spread) / (n + z * z) if x < n else 1.0
    # The product of both limits is x^2 / (n (n + z^2)): no difference of nearly equal numbers.
    lower = x * x / (n * (n + z * z)) / upper
    return lower, upper


def _mid_p(x: int, n: int, alpha: float) -> tuple[float, float]:
    def is_above_lower(p: float) -> bool:
        return _at_least(x, n, p) + _at_least(x + 1, n, p) >= alpha

    def is_above_upper(p: float) -> bool:
        return _at_most(x, n, p) + _at_most(x - 1, n, p) <= alpha

    lower = turning_point(is_above_lower, 0.0, 1.0) if x else 0.0
    upper = turning_point(is_above_upper, 0.0, 1.0) if x < n else 1.0
    return lower, upper


def _blaker(x: int, n: int, alpha: float) -> tuple[float, float]:
    return _blaker_lower(x, n, alpha), 1 - _blaker_lower(n - x, n, alpha)


def _blaker_lower(x: int, n: int, alpha: float) -> float:
    """The smallest p whose acceptability, P(X >= x) + P(X <= partner), reaches alpha.

    `partner` is the largest count whose lower tail is no more likely than P(X >= x). It jumps up
    as p grows, and with it the acceptability; between jumps the acceptability first falls and
    then rises (its complement is a binomial probability of an interval, which has one peak). At
    Clopper-Pearson's limit it is at most alpha, and right after the next jump, where both tails
    are equal, it is above alpha: so the limit is a root in between, else the jump itself.
    """
    if x == 0:
        return 0.0
    start = _clopper_pearson(x, n, alpha)[0]
    partner = _largest_below(n, start, alpha / 2)
    jump = turning_point(lambda p: _at_most(partner + 1, n, p) <= _at_least(x, n, p), start, 1.0)

    def is_acceptable(p: float) -> bool:
        return _at_least(x, n, p) + _at_most(partner, n, p) >= alpha

    return turning_point(is_acceptable, start, jump) if is_acceptable(jump) else jump


def _largest_below(n: int, p: float, tail: float) -> int:
    """The largest k with P(X <= k) at most `tail`; -1 if there is none."""
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        if _at_most(middle, n, p) <= tail:
            low = middle
        else:
            high = middle
    return low


LIMITS: dict[Method, Callable[[int, int, float], tuple[float, float]]] = {
    "clopper-pearson": _clopper_pearson,
    "wilson": _wilson,
    "mid-p": _mid_p,
    "jeffreys": _jeffreys,
    "blaker": _blaker,
}
