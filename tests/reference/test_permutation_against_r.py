"""Differences that R analyzed in, agreement of our sign-flip test and interval out."""

from __future__ import annotations

import pytest

from heliotrope.methods.paired import estimate_permutation
from tests.reference.r_output import load_by_case, load_cases

CASES = load_cases()
PRINTED = load_by_case("permutation.txt")
RELATIVE = 1e-12
LISTED = sorted(case for case in PRINTED if "p_all_signs" in PRINTED[case])
TESTED = sorted(case for case in PRINTED if "p_exactRankTests" in PRINTED[case])


def test_the_cases_are_many() -> None:
    assert len(LISTED) >= 60
    assert len(TESTED) >= 60


@pytest.mark.parametrize("case", LISTED)
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_p_and_interval_agree_with_every_subset_in_r(case: str, level: float) -> None:
    expected, found = PRINTED[case], estimate_permutation(CASES[case], level)
    assert found.p == pytest.approx(expected["p_all_signs"], rel=RELATIVE)
    if f"lower_{level:g}" not in expected:
        assert (found.lower, found.upper, found.coverage) == (None, None, None)
        return
    near_zero = RELATIVE * max(abs(number) for number in CASES[case])
    assert [found.lower, found.upper] == pytest.approx(
        [expected[f"lower_{level:g}"], expected[f"upper_{level:g}"]], rel=RELATIVE, abs=near_zero
    )


@pytest.mark.parametrize("case", TESTED)
def test_p_agrees_with_exact_rank_tests_which_leaves_zeros_out(case: str) -> None:
    found = estimate_permutation(CASES[case])
    assert found.p == pytest.approx(PRINTED[case]["p_exactRankTests"], rel=RELATIVE)


def test_fisher_counted_863_of_32768_in_either_tail_of_darwins_plants() -> None:
    # Fisher 1935, The Design of Experiments, section 21.
    found = estimate_permutation(CASES["darwin_zea"])
    assert found.p == 2 * 863 / 32768
