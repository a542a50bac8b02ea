"""A count of events over a time at risk in, an Estimate of their rate out."""

from __future__ import annotations

import math
from typing import SupportsIndex

from scipy import special

from heliotrope.methods.arguments import require_count, require_level
from heliotrope.methods.estimate import Estimate
from heliotrope.vocabulary import Bilingual

NAME = Bilingual("Exact Poisson (Garwood)", "Poisson 精确法（Garwood）")
NO_TIME = Bilingual(
    "The time at risk is 0: nothing can be estimated.", "处于风险中的时间为 0，无法作任何估计。"
)


def estimate_rate(
    events: SupportsIndex, time: float, per: float = 1.0, level: float = 0.95
) -> Estimate:
    """The rate events / time with its exact two-sided interval; there is no p-value.

    Limits are those of the Poisson mean, half the chi-square quantiles with 2 x and 2 x + 2
    degrees of freedom (Garwood 1936, Biometrika 28:437-442), over the time. It covers at least the
    level whatever the true rate, if events come independently at a constant rate; repeated events
    of one participant are not independent, and the interval is then too short.

    Args:
        events: how many were seen, 0 or more.
        time: summed time at risk, 0 or more. With 0 there is no value, and a warning.
        per: the rate is given for so many units of the time, e.g. 100.
        level: confidence level between 0 and 1.

    Raises:
        TypeError: events is not a whole number.
        ValueError: events below 0, a time that is negative, NaN or infinite, `per` not above 0, or
            as `require_level`.
    """
    count, level = require_count(events, "events"), require_level(level)
    if not (math.isfinite(time) and time >= 0):
        raise ValueError(f"time {time!r} must be a number of 0 or more")
    if not (math.isfinite(per) and per > 0):
        raise ValueError(f"per {per!r} must be a number above 0")
    known = time > 0
    lower, upper = _limits(count, 1 - level)
    return Estimate(
        value=count / time * per if known else None,
        lower=lower / time * per if known else None,
        upper=upper / time * per if known else None,
        p=None,
        n=count,
        method=NAME.en,
        warnings=() if known else (NO_TIME.en,),
        warnings_zh=() if known else (NO_TIME.zh,),
        method_zh=NAME.zh,
        level=level,
    )


def _limits(count: int, alpha: float) -> tuple[float, float]:
    """Limits of the mean of a Poisson count; a gamma quantile is half a chi-square one."""
    lower = float(special.gammaincinv(count, alpha / 2)) if count else 0.0
    return lower, float(special.gammainccinv(count + 1, alpha / 2))
