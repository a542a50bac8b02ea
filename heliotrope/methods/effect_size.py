"""Differences within pairs in, an Estimate of their mean without a unit out."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from scipy import special

from heliotrope.methods.arguments import Numbers, require_level, require_numbers
from heliotrope.methods.estimate import Estimate, leave_unfinished
from heliotrope.methods.paired import CONSTANT, NO_PAIRS, ONE_PAIR, estimate_t
from heliotrope.methods.summary import mean_of, sd_of
from heliotrope.methods.turning import turning_point
from heliotrope.vocabulary import Bilingual

Correction: TypeAlias = Literal["hedges", "none"]

RESPONSE_MEAN: dict[Correction, Bilingual] = {
    "hedges": Bilingual(
        "Standardized response mean, Hedges' correction", "标准化反应均数，Hedges 小样本校正"
    ),
    "none": Bilingual("Standardized response mean", "标准化反应均数"),
}
ON_BASELINE: dict[Correction, Bilingual] = {
    "hedges": Bilingual(
        "Standardized effect on the baseline SD, Hedges' correction",
        "以基线标准差标准化的效应量，Hedges 小样本校正",
    ),
    "none": Bilingual("Standardized effect on the baseline SD", "以基线标准差标准化的效应量"),
}
TWO_PAIRS = Bilingual(
    "With two pairs Hedges' correction does not exist, so there is no value.",
    "仅两对数据，Hedges 校正不存在，因此没有估计值。",
)
APPROXIMATE = Bilingual("The interval is a large-sample approximation.", "区间为大样本近似。")
TOO_FAR = Bilingual(
    "The mean is more than 10,000 standard errors from 0: there is no interval.",
    "均值距 0 超过 10,000 个标准误，因此没有区间。",
)
BASELINE_CONSTANT = Bilingual(
    "All baseline values are equal: there is no spread to divide by.",
    "所有基线值相同，没有可用于标准化的离散程度。",
)

FARTHEST = 1e4
"""The noncentral t distribution keeps seven digits up to here (eleven up to 1,000)."""


def estimate_response_mean(
    differences: Numbers, correction: Correction = "hedges", level: float = 0.95
) -> Estimate:
    """Standardized response mean: mean of the differences over their own SD (Cohen's d_z).

    Value: mean / SD, times J(n - 1) with `hedges`, which takes away its bias: J(v) =
    gamma(v / 2) / (sqrt(v / 2) gamma((v - 1) / 2)), exact (Hedges 1981, Journal of Educational
    Statistics 6:107-128).

    Interval: of the true mean over the true SD, from the noncentral t distribution of sqrt(n)
    mean / SD (Steiger and Fouladi 1997); exact for normal differences, so `coverage` is not
    stated. It is the same with and without correction: J mends the value, not the limits.

    `p`, `statistic` and `df` are those of `estimate_t`: both ask whether the mean is 0, and the
    interval holds 0 just when p is above 1 - level. All are without unit; the sign is that of
    the differences.

    None, one, or all equal: as `estimate_t`, but no value, since there is no SD to divide by.
    Two differences: an interval, and no value with `hedges`, where J does not exist. Differences
    so alike that t is above 10,000: the value only, and a warning.

    Where others are quietly wrong: many multiply the limits by J as well, or take d +- z se,
    which covers less than it says at n = 10; R's `pt(ncp = )` loses digits in the far tail.

    Args:
        differences: complete differences, one a pair.
        correction: `hedges` or `none`.
        level: confidence level between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`; unknown correction.
    """
    numbers = require_numbers(differences, "differences")
    _require_correction(correction)
    name, by_t = RESPONSE_MEAN[correction], estimate_t(numbers, level)
    if by_t.statistic is None or by_t.df is None:
        why = NO_PAIRS if by_t.n == 0 else ONE_PAIR if by_t.n == 1 else CONSTANT
        return leave_unfinished(None, by_t.n, level, name, why)
    factor, root = _factor(by_t.df, correction), math.sqrt(by_t.n)
    value = None if factor is None else factor * by_t.statistic / root
    if abs(by_t.statistic) > FARTHEST:
        return leave_unfinished(value, by_t.n, level, name, TOO_FAR)
    lower, upper = _noncentralities(by_t.statistic, by_t.df, level)
    return Estimate(
        value=value,
        lower=lower / root,
        upper=upper / root,
        p=by_t.p,
        n=by_t.n,
        method=name.en,
        warnings=() if factor is not None else (TWO_PAIRS.en,),
        warnings_zh=() if factor is not None else (TWO_PAIRS.zh,),
        method_zh=name.zh,
        level=level,
        df=by_t.df,
        statistic=by_t.statistic,
    )


def estimate_on_baseline(
    baseline: Numbers,
    differences: Numbers,
    correction: Correction = "hedges",
    level: float = 0.95,
) -> Estimate:
    """Standardized effect: mean of the differences over the SD of the values before.

    Value: mean change / SD at baseline, times Hedges' J(n - 1) with `hedges` (Becker 1988,
    British Journal of Mathematical and Statistical Psychology 41:257-278).

    `se`: the square root of SDd^2 / (SDb^2 (n - 1)) + d^2 / (2 (n - 1)), with d = mean change /
    SDb, SDd of the differences and SDb of the baseline; it lets the spread change under treatment
    (Bonett 2008, Psychological Methods 13:99-109). Interval: d +- z se, with and without
    correction, as in `estimate_response_mean`; but this one is a large-sample approximation,
    which a warning says. There is no p-value.

    It says how many SDs of the people before treatment the mean moved, so it can be laid beside
    other studies of such people; the response mean depends on how alike the changes were.

    Args:
        baseline: the value before of each pair, shape (n,), in the order of `differences`.
        differences: after minus before, shape (n,), in the same unit.
        correction: `hedges` or `none`.
        level: confidence level between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`; the two differ in
            length; unknown correction.
    """
    before = require_numbers(baseline, "baseline")
    numbers, n = require_numbers(differences, "differences"), int(before.size)
    level = require_level(level)
    _require_correction(correction)
    if numbers.size != n:
        raise ValueError(
            f"baseline and differences: {n} and {numbers.size} numbers; expected one of each a pair"
        )
    name = ON_BASELINE[correction]
    if n < 2:
        return leave_unfinished(None, n, level, name, ONE_PAIR if n else NO_PAIRS)
    spread, factor = sd_of(before), _factor(n - 1, correction)
    if spread <= 10 * np.finfo(np.float64).eps * abs(mean_of(before)):
        return leave_unfinished(None, n, level, name, BASELINE_CONSTANT)
    plain = mean_of(numbers) / spread
    se = math.sqrt(((sd_of(numbers) / spread) ** 2 + plain**2 / 2) / (n - 1))
    half = -NormalDist().inv_cdf((1 - level) / 2) * se
    said = (APPROXIMATE,) if factor is not None else (TWO_PAIRS, APPROXIMATE)
    return Estimate(
        value=None if factor is None else factor * plain,
        lower=plain - half,
        upper=plain + half,
        p=None,
        n=n,
        method=name.en,
        warnings=tuple(one.en for one in said),
        warnings_zh=tuple(one.zh for one in said),
        method_zh=name.zh,
        level=level,
        se=se,
    )


def _require_correction(correction: str) -> None:
    if correction not in RESPONSE_MEAN:
        raise ValueError(
            f"correction {correction!r} is unknown; choose one of {tuple(RESPONSE_MEAN)}"
        )


def _factor(df: float, correction: Correction) -> float | None:
    """What the ratio is multiplied by; `None` where it has no expected value to be mended."""
    if correction == "none":
        return 1.0
    if df <= 1:
        return None
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def _noncentralities(t: float, df: float, level: float) -> tuple[float, float]:
    """The noncentralities under which t lies at the upper and at the lower tail point."""
    tail = (1 - level) / 2
    # Mirrored, so that each limit is found from a small probability and keeps its digits.
    return -_largest_noncentrality(-t, df, tail), _largest_noncentrality(t, df, tail)


def _largest_noncentrality(t: float, df: float, tail: float) -> float:
    """The noncentrality that leaves this much of the distribution below t: it falls with it."""

    def is_reached(noncentrality: float) -> bool:
        return float(special.nctdtr(df, noncentrality, t)) <= tail

    low = high = t
    step = 1.0 + abs(t)
    while is_reached(low):
        low, step = low - step, 2 * step
    while not is_reached(high):
        high, step = high + step, 2 * step
    return turning_point(is_reached, low, high)
