"""Few differences in, the same permutation test and interval by exact fractions out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from heliotrope.methods.paired import estimate_permutation

LEVELS = (0.5, 0.8, 0.9, 0.95)


def _slow_p(differences: list[Fraction]) -> Fraction:
    """The share of all assignments of signs whose sum is as far from 0."""
    observed = abs(sum(differences, Fraction(0)))
    sums = [
        abs(sum((s * d for s, d in zip(signs, differences, strict=True)), Fraction(0)))
        for signs in itertools.product((1, -1), repeat=len(differences))
    ]
    return Fraction(sum(one >= observed for one in sums), len(sums))


def _drawn() -> Iterator[list[Fraction]]:
    generator = np.random.default_rng(20261125)
    for n in range(1, 7):
        for spread, unit in ((2, 1), (6, 1), (400, 100)):
            drawn = generator.integers(-spread, 2 * spread + 1, n)
            yield [Fraction(int(one), unit) for one in drawn]


CASES = list(_drawn())


@pytest.mark.parametrize("differences", CASES, ids=lambda d: " ".join(map(str, d)))
def test_p_is_the_share_of_all_assignments(differences: list[Fraction]) -> None:
    assert estimate_permutation([float(d) for d in differences]).p == float(_slow_p(differences))


@pytest.mark.parametrize("differences", CASES, ids=lambda d: " ".join(map(str, d)))
@pytest.mark.parametrize("level", LEVELS)
def test_the_interval_is_every_shift_that_is_not_rejected(
    differences: list[Fraction], level: float
) -> None:
    found = estimate_permutation([float(d) for d in differences], level)

    def is_kept(shift: Fraction) -> bool:
        return float(_slow_p([d - shift for d in differences])) > 1 - level

    # The test can change its mind only where a subset's mean is 0: try these, and in between.
    means = sorted(
        {
            sum(subset, Fraction(0)) / size
            for size in range(1, len(differences) + 1)
            for subset in itertools.combinations(differences, size)
        }
    )
    if is_kept(means[0] - 1):
        assert (found.lower, found.upper) == (None, None)
        return
    between = [(low + high) / 2 for low, high in itertools.pairwise(means)]
    kept = [shift for shift in sorted([*means, *between]) if is_kept(shift)]
    assert (found.lower, found.upper) == (float(kept[0]), float(kept[-1]))
