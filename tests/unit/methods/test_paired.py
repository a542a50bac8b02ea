"""Differences in, estimates at every boundary of t and signed-rank out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from heliotrope.methods import signed_rank
from heliotrope.methods.paired import estimate_permutation, estimate_signed_rank, estimate_t

MMT8 = [4, 7, 1, -1, 8, -5, 8, 6, 4]


def test_t_of_two_pairs_by_hand() -> None:
    # Mean 2, SD sqrt(2), se 1, t = 2 with 1 df: p = 1 - 2 atan(2) / pi.
    found = estimate_t([1.0, 3.0])
    assert (found.value, found.se, found.statistic, found.df, found.n) == (2.0, 1.0, 2.0, 1.0, 2)
    assert found.p == pytest.approx(1 - 2 * np.arctan(2) / np.pi, rel=1e-13)
    # The quantile of t with 1 df is tan(pi (q - 1/2)).
    half = np.tan(np.pi * 0.475)
    assert [found.lower, found.upper] == pytest.approx([2 - half, 2 + half], rel=1e-12)
    assert (found.method, found.level, found.warnings) == ("Paired t", 0.95, ())


def test_t_of_no_pairs_has_no_value() -> None:
    found = estimate_t([])
    assert (found.value, found.lower, found.upper, found.p, found.n) == (None, None, None, None, 0)
    assert found.warnings == ("There are no pairs: nothing can be estimated.",)


def test_t_of_one_pair_has_a_value_only() -> None:
    found = estimate_t([-4.0])
    assert (found.value, found.lower, found.upper, found.p, found.n) == (-4.0, None, None, None, 1)
    assert "One pair has no spread" in found.warnings[0]


@pytest.mark.parametrize("value", [0.0, 2.0, 0.1, -1e-9, 1e9 / 3])
def test_t_of_equal_differences_claims_no_certainty(value: float) -> None:
    found = estimate_t([value] * 3)
    assert (found.value, found.lower, found.upper, found.p, found.n) == (value, None, None, None, 3)
    assert "All differences are equal" in found.warnings[0]


def test_t_of_differences_equal_but_for_rounding_claims_no_certainty() -> None:
    found = estimate_t([0.3 - 0.2, 0.1, 0.4 - 0.3])
    assert found.p is None
    assert "All differences are equal" in found.warnings[0]


def test_t_of_a_mean_of_zero_has_p_1() -> None:
    found = estimate_t([-1.0, 1.0])
    assert (found.value, found.p, found.statistic) == (0.0, 1.0, 0.0)


def test_signed_rank_of_the_nine_complete_pairs() -> None:
    found = estimate_signed_rank(MMT8)
    assert (found.value, found.lower, found.upper) == (4.0, -0.5, 7.0)
    assert (found.p, found.statistic, found.n) == (0.0625, 38.5, 9)
    assert (found.level, found.coverage) == (0.95, 1 - 2 * 10 / 2**9)
    assert found.method == "Exact Wilcoxon signed-rank, zeros left out"
    assert found.warnings == ()


def test_a_zero_is_kept_in_the_estimate_and_named() -> None:
    # Walsh averages of 0, 1, 2: 0, .5, 1, 1, 1.5, 2. Without the zero the estimate would be 1.5.
    found = estimate_signed_rank([0, 1, 2])
    assert found.value == 1.0
    assert found.n == 3
    assert found.warnings[0].startswith("Differences of zero: 1 of 3; for the p-value they were")


def test_the_zero_rule_changes_the_p_value_only() -> None:
    differences = [0, 0, -1, 2, 3, 3, 4, -2, 5]
    left_out = estimate_signed_rank(differences, zeros="wilcoxon")
    by_pratt = estimate_signed_rank(differences, zeros="pratt")
    assert left_out.p != by_pratt.p
    assert (left_out.value, left_out.lower, left_out.upper, left_out.coverage) == (
        by_pratt.value,
        by_pratt.lower,
        by_pratt.upper,
        by_pratt.coverage,
    )
    assert left_out.method != by_pratt.method


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_five_pairs_or_fewer_have_no_interval_and_it_says_so(n: int) -> None:
    found = estimate_signed_rank(range(1, n + 1))
    assert (found.lower, found.upper, found.coverage) == (None, None, None)
    assert found.value is not None
    assert found.p == 2.0 ** (1 - n)
    no_interval, least_p = found.warnings
    assert f"There is no 95 % interval: with n = {n}" in no_interval
    assert f"covers only {100 * (1 - 2.0 ** (1 - n)):.4g} %" in no_interval
    assert f"cannot be below {found.p:.4g}" in least_p


def test_six_pairs_have_an_interval_from_the_least_to_the_largest() -> None:
    found = estimate_signed_rank([3, 1, 4, 1.5, 9, 2.6])
    assert (found.lower, found.upper, found.coverage) == (1.0, 9.0, 0.96875)
    assert found.p == 0.03125
    assert found.warnings == ()


def test_five_pairs_suffice_for_a_lower_level() -> None:
    found = estimate_signed_rank([3, 1, 4, 1.5, 9], level=0.9)
    assert (found.lower, found.upper, found.coverage) == (1.0, 9.0, 0.9375)


def test_all_zero_is_no_change_with_p_1() -> None:
    found = estimate_signed_rank([0] * 8)
    assert (found.value, found.lower, found.upper, found.p, found.n) == (0.0, 0.0, 0.0, 1.0, 8)
    assert found.warnings == ("All differences are zero.",)


def test_no_pairs_have_no_value() -> None:
    found = estimate_signed_rank([])
    assert (found.value, found.lower, found.upper, found.p, found.n) == (None, None, None, None, 0)
    assert found.warnings == ("There are no pairs: nothing can be estimated.",)


def test_decimals_that_subtraction_tore_apart_are_tied_and_it_is_said() -> None:
    before = [2.3, 0.1, 1.1, 0.7, 5.0, 4.0, 3.0]
    after = [2.5, 0.3, 0.9, 0.9, 5.4, 4.6, 3.8]
    torn = [a - b for a, b in zip(after, before, strict=True)]
    whole = [0.2, 0.2, -0.2, 0.2, 0.4, 0.6, 0.8]
    assert len({abs(d) for d in torn}) > len({abs(d) for d in whole})
    found = estimate_signed_rank(torn)
    assert found.p == estimate_signed_rank(whole).p
    assert "differ only by rounding" in found.warnings[0]


def test_a_test_and_an_interval_that_disagree_are_pointed_out() -> None:
    # Six zeros count in the interval, not in the p-value under Wilcoxon's rule.
    found = estimate_signed_rank([0] * 6 + [1, 2, 3, 4, 5, 6])
    assert found.p == 0.03125
    assert found.lower == 0.0
    assert "disagree about 0" in found.warnings[-1]


def test_many_differences_are_normal_and_it_is_said() -> None:
    differences = np.arange(-400.0, signed_rank.EXACT - 398)
    found = estimate_signed_rank(differences[differences != 0])
    assert found.n == signed_rank.EXACT + 1
    assert found.method == "Normal Wilcoxon signed-rank, zeros left out"
    assert "normal approximation" in found.warnings[0]
    assert found.value == pytest.approx(100.5, abs=0.51)
    assert [found.lower, found.upper] == pytest.approx([82, 119], abs=1)


@pytest.mark.parametrize("estimate", [estimate_t, estimate_signed_rank, estimate_permutation])
def test_a_missing_difference_is_refused_not_dropped(estimate: Any) -> None:
    with pytest.raises(ValueError, match="differences: number 3 of 3 is missing"):
        estimate([1.0, 2.0, float("nan")])


@pytest.mark.parametrize("estimate", [estimate_t, estimate_signed_rank, estimate_permutation])
def test_a_level_in_percent_is_refused(estimate: Any) -> None:
    with pytest.raises(ValueError, match="level 95"):
        estimate([1.0, 2.0], level=95)


def test_an_unknown_zero_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="zeros 'split' is no rule"):
        estimate_signed_rank([1.0], zeros="split")  # type: ignore[arg-type]


def test_permutation_of_three_pairs_by_hand() -> None:
    # Means of the eight assignments to 1, 2, 6: only all positive and all negative are as far.
    found = estimate_permutation([1.0, 2.0, 6.0], level=0.75)
    assert (found.value, found.p, found.n) == (3.0, 0.25, 3)
    assert (found.lower, found.upper, found.coverage) == (1.0, 6.0, 0.75)
    assert found.method == "Exact sign-flip permutation of the mean"
    assert found.warnings == ()


def test_permutation_counts_ties() -> None:
    # 1, 2, -3: the sum is 0, so every assignment is as far.
    assert estimate_permutation([1.0, 2.0, -3.0]).p == 1.0
    # 1, 1, -1: the sum is 1; all eight are as far.
    assert estimate_permutation([1.0, 1.0, -1.0]).p == 1.0
    assert estimate_permutation([0.1, 0.2, -0.3]).p == 1.0


def test_permutation_keeps_zeros_in_all_but_the_p_value() -> None:
    found = estimate_permutation([0, 3, 0, 5, 4, 6, 0])
    assert found.value == 18 / 7
    assert found.n == 7
    assert found.p == estimate_permutation([3, 5, 4, 6]).p == 2 / 2**4
    assert found.lower == 0.0


@pytest.mark.parametrize("n", [1, 2, 5])
def test_permutation_of_few_pairs_has_no_interval(n: int) -> None:
    found = estimate_permutation(list(range(1, n + 1)))
    assert found.p == 2.0 ** (1 - n)
    assert (found.lower, found.upper, found.coverage) == (None, None, None)
    assert f"with n = {n} even the widest" in found.warnings[0]
    assert "cannot be below" in found.warnings[1]


def test_permutation_of_no_pairs_and_of_zeros() -> None:
    nothing, zeros = estimate_permutation([]), estimate_permutation([0.0] * 6)
    assert (nothing.value, nothing.p, nothing.n) == (None, None, 0)
    assert nothing.warnings == ("There are no pairs: nothing can be estimated.",)
    assert (zeros.value, zeros.p, zeros.lower, zeros.upper) == (0.0, 1.0, 0.0, 0.0)
    assert zeros.warnings == ("All differences are zero.",)


def test_permutation_of_many_fine_numbers_has_a_value_only() -> None:
    found = estimate_permutation(np.sqrt(np.arange(2.0, 30.0)))
    assert (found.p, found.lower, found.n) == (None, None, 28)
    assert found.value is not None
    assert "coarse grid" in found.warnings[0]
