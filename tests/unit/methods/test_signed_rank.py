"""Few differences in, their ranks and null distribution checked by hand out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from heliotrope.methods import signed_rank
from heliotrope.methods.signed_rank import rank_signed


def test_ties_share_the_mean_of_their_ranks() -> None:
    # Magnitudes 1, 2, 2, 5: ranks 1, 2.5, 2.5, 4; positive are 2 and 5.
    ranks = rank_signed(np.array([2.0, -1.0, 5.0, -2.0]), "wilcoxon")
    assert sorted(ranks.doubled.tolist()) == [2, 5, 5, 8]
    assert ranks.doubled_sum == 13
    assert not ranks.is_rounded


def test_wilcoxon_leaves_zeros_out_before_ranking() -> None:
    ranks = rank_signed(np.array([0.0, 3.0, 0.0, -1.0]), "wilcoxon")
    assert sorted(ranks.doubled.tolist()) == [2, 4]
    assert (ranks.n, ranks.zeros, ranks.doubled_sum) == (2, 2, 4)


def test_pratt_ranks_the_zeros_and_then_leaves_them_out() -> None:
    ranks = rank_signed(np.array([0.0, 3.0, 0.0, -1.0]), "pratt")
    assert sorted(ranks.doubled.tolist()) == [6, 8]
    assert (ranks.n, ranks.zeros, ranks.doubled_sum) == (2, 2, 8)


def test_magnitudes_equal_but_for_rounding_are_tied() -> None:
    ranks = rank_signed(np.array([2.5 - 2.3, -0.2, 0.3]), "wilcoxon")
    assert 2.5 - 2.3 != 0.2
    assert sorted(ranks.doubled.tolist()) == [3, 3, 6]
    assert ranks.is_rounded


def test_small_magnitudes_beside_large_ones_stay_apart() -> None:
    ranks = rank_signed(np.array([1e12, 1e-12, 2e-12]), "wilcoxon")
    assert sorted(ranks.doubled.tolist()) == [2, 4, 6]
    assert not ranks.is_rounded


@pytest.mark.parametrize("zeros", signed_rank.ZERO_RULES)
def test_zeros_alone_leave_nothing_to_rank_and_p_is_1(zeros: signed_rank.ZeroRule) -> None:
    ranks = rank_signed(np.zeros(4), zeros)
    assert (ranks.n, ranks.zeros, ranks.doubled_sum) == (0, 4, 0)
    assert signed_rank.p_two_sided(ranks) == 1.0


def test_null_masses_of_three_ranks() -> None:
    masses = signed_rank.null_masses(np.array([1, 2, 3]), 6)
    assert masses.tolist() == [1 / 8, 1 / 8, 1 / 8, 2 / 8, 1 / 8, 1 / 8, 1 / 8]


def test_null_masses_stop_where_they_are_told() -> None:
    assert signed_rank.null_masses(np.array([1, 2, 3]), 2).tolist() == [1 / 8] * 3
    assert signed_rank.null_masses(np.array([3, 3]), 1).tolist() == [1 / 4, 0]
    assert signed_rank.null_masses(np.array([], dtype=np.int64), 0).tolist() == [1.0]


@pytest.mark.parametrize(
    ("n", "level", "position"),
    [
        (0, 0.95, None),
        (1, 0.95, None),
        (5, 0.95, None),
        (6, 0.95, (1, 1 - 2 / 2**6)),
        (7, 0.95, (3, 1 - 2 * 3 / 2**7)),
        (10, 0.95, (9, 1 - 2 * 25 / 2**10)),
        (5, 0.90, (1, 1 - 2 / 2**5)),
        # Attained to the last digit: 1 - 2/32 is enough for 0.9375.
        (5, 0.9375, (1, 0.9375)),
        (7, 0.99, None),
        (8, 0.99, (1, 1 - 2 / 2**8)),
    ],
)
def test_interval_position(n: int, level: float, position: tuple[int, float] | None) -> None:
    assert signed_rank.interval_position(n, level) == position


def test_at_the_limit_the_normal_distribution_follows_the_exact_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = signed_rank.interval_position(400, 0.95)
    differences = np.arange(1.0, 401.0) * np.where(np.arange(400) % 9 < 5, 1, -1)
    ranks = rank_signed(differences, "wilcoxon")
    exact_p = signed_rank.p_two_sided(ranks)
    monkeypatch.setattr(signed_rank, "EXACT", 100)
    signed_rank.interval_position.cache_clear()
    normal = signed_rank.interval_position(400, 0.95)
    signed_rank.interval_position.cache_clear()
    assert exact is not None
    assert normal is not None
    assert abs(normal[0] - exact[0]) <= 5
    assert normal[1] == pytest.approx(0.95, abs=1e-4)
    assert exact_p == pytest.approx(signed_rank.p_two_sided(ranks), rel=5e-3)
    assert 0.001 < exact_p < 0.2


def test_the_normal_p_is_corrected_for_the_steps_of_tied_ranks() -> None:
    # Magnitudes all equal: T+ counts signs, so the exact p is binomial. Uncorrected it is 6 % off.
    signs = np.where(np.arange(1001) < 540, 1.0, -1.0)
    ranks = rank_signed(signs, "wilcoxon")
    at_least = sum(math.comb(1001, k) for k in range(540, 1002))
    assert ranks.n > signed_rank.EXACT
    assert signed_rank.p_two_sided(ranks) == pytest.approx(2 * at_least / 2**1001, rel=5e-3)
