"""Differences in, their signed ranks and the exact null distribution of the rank sum out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats

ZeroRule: TypeAlias = Literal["wilcoxon", "pratt"]
ZERO_RULES: tuple[ZeroRule, ...] = ("wilcoxon", "pratt")

EXACT = 1000
"""Up to this many differences everything is exact (2**-1000 is still a float64); above, normal."""

SAME = 1e-9
"""Magnitudes closer than this, relatively, are one tie: 2.5 - 2.3 and 0.2 differ in float64."""

Ranks: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """The ranks of the magnitudes of the differences that are not zero, doubled to be whole."""

    doubled: Ranks
    positive: NDArray[np.bool_]
    zeros: int
    is_rounded: bool
    """Some were taken as equal although they differ in the last digits of float64."""

    @property
    def n(self) -> int:
        """Differences that are not zero."""
        return int(self.doubled.size)

    @property
    def doubled_sum(self) -> int:
        """Twice T+, the sum of the ranks of the positive differences."""
        return int(self.doubled[self.positive].sum())


def rank_signed(differences: Floats, zeros: ZeroRule) -> SignedRanks:
    """Mid-ranks of the magnitudes under the rule for zeros.

    `wilcoxon` leaves zeros out and then ranks (Wilcoxon 1945); `pratt` ranks all and then leaves
    the zeros out (Pratt 1959, JASA 54:655-667).
    """
    is_zero = differences == 0.0
    ranked = differences[~is_zero] if zeros == "wilcoxon" else differences
    magnitudes = np.sort(np.abs(ranked))
    starts_group, is_rounded = _group(magnitudes)
    group = np.cumsum(starts_group) - 1
    size = np.bincount(group)
    last = np.cumsum(size)
    doubled = (2 * last - size + 1)[group].astype(np.int64)
    order = np.argsort(np.abs(ranked), kind="stable")
    sign = np.sign(ranked[order])
    return SignedRanks(
        doubled=doubled[sign != 0],
        positive=(sign > 0)[sign != 0],
        zeros=int(is_zero.sum()),
        is_rounded=is_rounded,
    )


def _group(magnitudes: Floats) -> tuple[NDArray[np.bool_], bool]:
    """Which sorted magnitudes start a new group of ties; whether rounding joined any."""
    gaps = np.diff(magnitudes)
    joined = gaps <= SAME * magnitudes[1:]
    starts = np.ones(magnitudes.size, dtype=np.bool_)
    starts[1:] = ~joined
    return starts, bool((joined & (gaps > 0)).any())


def null_masses(ranks: Ranks, up_to: int) -> Floats:
    """P(T = t) for t = 0 ... up_to, if each rank is counted or not with probability one half.

    The shift algorithm of Streitberg and Roehmel (1986, Statistical Software Newsletter
    12:10-17): one addition of the shifted distribution a rank. Every step halves, so up to 53
    ranks each probability is exact in float64, and up to `EXACT` none underflows.
    """
    masses = np.zeros(up_to + 1)
    masses[0] = 1.0
    reached = 0
    for rank in np.sort(ranks).tolist():
        halves = masses[: reached + 1] / 2
        reached = min(up_to, reached + rank)
        masses[: halves.size] = halves
        shifted = masses[rank : reached + 1]
        shifted += halves[: shifted.size]
    return masses


def p_two_sided(ranks: SignedRanks) -> float:
    """P(T+ at least as far from its center as observed): exact to `EXACT` ranks, else normal.

    The null distribution is symmetric whatever the ties, so both tails are equally likely and
    twice the smaller one is the only sensible two-sided p-value; at the center it is 1.
    """
    total, observed = int(ranks.doubled.sum()), ranks.doubled_sum
    smaller = min(observed, total - observed)
    step = int(np.gcd.reduce(ranks.doubled)) if ranks.n else 1
    if ranks.n <= EXACT:
        tail = float(null_masses(ranks.doubled // step, smaller // step).sum())
        return min(1.0, 2 * tail)
    # Half a step of the lattice is the continuity correction.
    distance = max(0.0, total / 2 - smaller - step / 2)
    spread = math.sqrt(float((ranks.doubled.astype(np.float64) ** 2).sum())) / 2
    return math.erfc(distance / spread / math.sqrt(2))


@lru_cache(maxsize=256)
def interval_position(n: int, level: float) -> tuple[int, float] | None:
    """Which Walsh average bounds the interval, counted from either end, and its coverage.

    The largest k with P(T <= k - 1) at most (1 - level) / 2 for n untied differences: the
    interval from the k-th smallest to the k-th largest Walsh average holds every center that
    the exact two-sided test does not reject (Bauer 1972, JASA 67:687-690; Hollander, Wolfe and
    Chicken 2014, section 3.3). `None` if even k = 1 is too short, as below six pairs at 0.95.
    """
    tail = (1 - level) / 2
    if n > EXACT:
        return _interval_position_normal(n, tail)
    cumulated = np.cumsum(null_masses(np.arange(1, n + 1, dtype=np.int64), n * (n + 1) // 4))
    k = int(np.searchsorted(cumulated, tail, side="right"))
    return (k, 1 - 2 * float(cumulated[k - 1])) if k else None


def _interval_position_normal(n: int, tail: float) -> tuple[int, float]:
    null = NormalDist(n * (n + 1) / 4, math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    k = max(1, math.floor(null.inv_cdf(tail) + 0.5))
    return k, 1 - 2 * null.cdf(k - 0.5)
