"""Estimates from completed copies in, one Estimate of them all out."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from scipy import special

from heliotrope.methods.arguments import Floats, Numbers, require_level, require_numbers
from heliotrope.methods.estimate import Estimate, leave_unfinished
from heliotrope.methods.imputation import Copies
from heliotrope.methods.paired import CONSTANT, NO_PAIRS, ONE_PAIR, estimate_t
from heliotrope.methods.turning import turning_point
from heliotrope.vocabulary import Bilingual

Worse: TypeAlias = Literal["higher", "lower"]

RUBIN = Bilingual(
    "Multiple imputation, Rubin's rules with Barnard-Rubin degrees of freedom",
    "多重填补，Rubin 规则，Barnard-Rubin 自由度",
)
NO_SPREAD = Bilingual(
    "No copy has a standard error above 0, so there is no interval and no p-value.",
    "各填补数据集的标准误均为 0，因此没有区间和 p 值。",
)
NOTHING_IMPUTED = Bilingual("Nothing was imputed.", "没有任何填补值。")
NO_INTERVAL = Bilingual(
    "There is no interval, so there is no conclusion that could change.",
    "没有区间，因此没有可能改变的结论。",
)

STEPS = 100
"""Parts of the range in which the tipping point is first looked for."""


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """The smallest change of the imputed values at which a conclusion is another."""

    delta: float | None
    """Added to every imputed value, in the unit of the data; `None`: none up to the limit."""
    holds: bool
    """Whether without delta the interval lies wholly on the better side of 0."""
    estimate: Estimate
    """At delta; without it where there is none."""
    warnings: tuple[str, ...] = ()
    """Why there is no delta: whole sentences in English."""
    warnings_zh: tuple[str, ...] = ()
    """The same in Simplified Chinese."""


def estimate_pooled(
    values: Numbers,
    standard_errors: Numbers,
    n: int,
    complete_df: float = math.inf,
    level: float = 0.95,
) -> Estimate:
    """One estimate from those of m completed copies, by Rubin's rules.

    Value: the mean of the values. `se`: the square root of W + (1 + 1 / m) B, with W the mean of
    the squared standard errors and B the variance (divisor m - 1) of the values (Rubin 1987,
    Multiple Imputation for Nonresponse in Surveys, page 76). `df`: Barnard and Rubin 1999,
    Biometrika 86:948-955; with `complete_df` infinite, Rubin's own. Interval and two-sided p by
    Student's t; `statistic` is value / se.

    Copies that agree in everything have B = 0; the published rule then still gives fewer degrees
    of freedom, (v + 1) / (v + 3) v, than the v of complete data.

    Where others are quietly wrong: with Rubin's own degrees of freedom ten people can have
    hundreds.

    Args:
        values: one estimate from each copy, shape (m,), two at least.
        standard_errors: one from each copy, in the same order and unit, at least 0.
        n: rows that each copy has.
        complete_df: degrees of freedom that complete data would have, above 0; n - 1 for a mean.
        level: confidence level between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`; fewer than two copies;
            another number of standard errors; one below 0; degrees of freedom not above 0.
    """
    q, s = require_numbers(values, "values"), require_numbers(standard_errors, "standard_errors")
    level = require_level(level)
    _require_copies(q, s, complete_df)
    value = math.fsum(q) / q.size
    within = math.fsum(s**2) / q.size
    between = (1 + 1 / q.size) * math.fsum((q - value) ** 2) / (q.size - 1)
    if within == 0:
        return leave_unfinished(value, n, level, RUBIN, NO_SPREAD)
    se, df = math.sqrt(within + between), _barnard_rubin(within, between, q.size, complete_df)
    half = -float(special.stdtrit(df, (1 - level) / 2)) * se
    return Estimate(
        value=value,
        lower=value - half,
        upper=value + half,
        p=2 * float(special.stdtr(df, -abs(value / se))),
        n=n,
        method=RUBIN.en,
        method_zh=RUBIN.zh,
        level=level,
        df=df,
        se=se,
        statistic=value / se,
    )


def _require_copies(values: Floats, standard_errors: Floats, complete_df: float) -> None:
    if values.size < 2:
        raise ValueError(
            f"values: {values.size} of them; expected one from each of two copies or more"
        )
    if standard_errors.size != values.size:
        raise ValueError(
            f"standard_errors: {standard_errors.size} for {values.size} values; expected one each"
        )
    if (standard_errors < 0).any():
        raise ValueError("standard_errors: one is below 0; expected 0 or more")
    if not complete_df > 0:
        raise ValueError(f"complete_df = {complete_df!r} must be above 0, for example n - 1")


def _barnard_rubin(within: float, between: float, copies: int, complete_df: float) -> float:
    """Degrees of freedom: of the copies and of the data, joined like resistors in parallel."""
    part = between / (within + between)
    of_copies = math.inf if part == 0 else (copies - 1) / part**2
    if math.isinf(complete_df):
        # Above a billion Student's t is normal to the last digits.
        return min(of_copies, 1e9)
    of_data = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - part)
    return 1 / (1 / of_copies + 1 / of_data)


def estimate_imputed_change(
    copies: Copies, visit: int, delta: float = 0.0, level: float = 0.95
) -> Estimate:
    """Mean change from the first visit to another one, pooled over the copies.

    In each copy the mean of the changes and its standard error, then `estimate_pooled` with n - 1
    degrees of freedom for complete data. A warning says how many changes rest on an imputed
    value, and by how much another set of copies would move the value. With nothing imputed at
    either visit it is `estimate_t`, and a warning says so. Fewer than two rows: as `estimate_t`.

    Args:
        copies: as drawn.
        visit: its column, 1 for the one after the first.
        delta: added to the imputed values of that visit.
        level: confidence level between 0 and 1.

    Raises:
        ValueError: no such visit, delta not finite, or as `require_level`.
    """
    changes, shifted, imputed = _changes(copies, visit)
    if not math.isfinite(delta):
        raise ValueError(f"delta = {delta!r} must be a finite number")
    return _estimate_changes(changes + delta * shifted, imputed, require_level(level))


def _changes(copies: Copies, visit: int) -> tuple[Floats, Floats, int]:
    """Changes of each copy; 1.0 where delta is to be added; how many rest on imputed values."""
    visits = copies.values.shape[2]
    if not 1 <= visit < visits:
        raise ValueError(f"visit = {visit} must lie between 1 and {visits - 1}; the first is 0")
    changes = copies.values[:, :, visit] - copies.values[:, :, 0]
    shifted = copies.is_imputed[:, visit].astype(np.float64)
    return changes, shifted, int((copies.is_imputed[:, visit] | copies.is_imputed[:, 0]).sum())


def _estimate_changes(changes: Floats, imputed: int, level: float) -> Estimate:
    copies, n = changes.shape
    if n < 2:
        value = float(changes.mean()) if n else None
        return leave_unfinished(value, n, level, RUBIN, ONE_PAIR if n else NO_PAIRS)
    if not imputed:
        return _say(replace(estimate_t(changes[0], level), method=RUBIN.en), NOTHING_IMPUTED)
    means = changes.mean(axis=1)
    errors = changes.std(axis=1, ddof=1) / math.sqrt(n)
    if errors.max() <= 10 * np.finfo(np.float64).eps * np.abs(means).max():
        return leave_unfinished(float(means.mean()), n, level, RUBIN, CONSTANT)
    found = estimate_pooled(means, errors, n, n - 1, level)
    return _say(found, _how_many(imputed, n, copies, float(means.std(ddof=1))))


def _say(estimate: Estimate, sentence: Bilingual) -> Estimate:
    return replace(
        estimate,
        method_zh=RUBIN.zh,
        warnings=(*estimate.warnings, sentence.en),
        warnings_zh=(*estimate.warnings_zh, sentence.zh),
    )


def _how_many(imputed: int, n: int, copies: int, spread: float) -> Bilingual:
    error = f"{spread / math.sqrt(copies):.2g}"
    return Bilingual(
        f"Changes that rest on an imputed value: {imputed} of {n}, in {copies} copies; "
        f"the standard error of drawing them is {error}.",
        f"{n} 个变化值中有 {imputed} 个依赖填补值，共 {copies} 个填补数据集；"
        f"抽样填补带来的标准误为 {error}。",
    )


def search_tipping_point(
    copies: Copies, visit: int, worse: Worse, limit: float, level: float = 0.95
) -> TippingPoint:
    """How much worse the missing must have been than imputed for the conclusion to be lost.

    The conclusion: the interval of the mean change lies wholly on the better side of 0. If it
    holds, delta goes in the worse direction until it does not; if it does not hold, in the better
    direction until it does. The range up to `limit` is walked in 100 steps, and the step in which
    the conclusion changes is halved down to neighboring float64 numbers. The far limit of the
    interval is, but for the degrees of freedom, a convex function of delta, so that it crosses 0
    once on the way to worse.

    Delta adjustment and tipping point: Yan, Lee and Li 2009, Journal of Biopharmaceutical
    Statistics 19:1085-1098.

    Args:
        copies: as drawn.
        visit: its column, 1 for the one after the first.
        worse: whether a higher or a lower value is worse.
        limit: the largest shift worth asking about, above 0 (the width of the scale).
        level: confidence level between 0 and 1.

    Raises:
        ValueError: no such visit, unknown direction, limit not above 0, or as `require_level`.
    """
    changes, shifted, imputed = _changes(copies, visit)
    level = require_level(level)
    if worse not in ("higher", "lower"):
        raise ValueError(f"worse {worse!r} is unknown; choose 'higher' or 'lower'")
    if not 0 < limit < math.inf:
        raise ValueError(f"limit = {limit!r} must be above 0 and finite")

    def at(delta: float) -> Estimate:
        return _estimate_changes(changes + delta * shifted, imputed, level)

    start = at(0.0)
    if not shifted.any() or start.lower is None:
        why = NOTHING_IMPUTED if not shifted.any() else NO_INTERVAL
        return TippingPoint(None, _holds(start, worse), start, (why.en,), (why.zh,))
    holds = _holds(start, worse)
    toward = 1.0 if holds == (worse == "higher") else -1.0
    ends = [limit * step / STEPS for step in range(STEPS + 1)]
    for low, high in itertools.pairwise(ends):
        if _holds(at(toward * high), worse) != holds:
            size = turning_point(lambda d: _holds(at(toward * d), worse) != holds, low, high)
            return TippingPoint(toward * size, holds, at(toward * size))
    none = _not_reached(limit)
    return TippingPoint(None, holds, start, (none.en,), (none.zh,))


def _holds(estimate: Estimate, worse: Worse) -> bool:
    if estimate.lower is None or estimate.upper is None:
        return False
    return estimate.upper < 0 if worse == "higher" else estimate.lower > 0


def _not_reached(limit: float) -> Bilingual:
    return Bilingual(
        f"Up to a shift of {limit:g} the conclusion stays the same.",
        f"偏移量至 {limit:g} 为止，结论不变。",
    )
