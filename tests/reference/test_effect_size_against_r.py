"""Differences that R analyzed in, agreement of our standardized effects out."""

from __future__ import annotations

from statistics import NormalDist

import pytest

from heliotrope.methods.effect_size import estimate_on_baseline, estimate_response_mean
from tests.reference.r_output import load_by_case, load_cases

CASES = load_cases()
PRINTED = load_by_case("effect_size.txt")
RELATIVE = 1e-12
# R's noncentral t is itself good to about 1e-11.
LIMIT_RELATIVE = 1e-9
BASED = sorted(case for case in PRINTED if "smcrh" in PRINTED[case])


def _baseline(differences: list[float]) -> list[float]:
    """What effect_size.R made up."""
    return [20 + 3 * (i * 7 % 11) - d / 2 for i, d in enumerate(differences, start=1)]


@pytest.mark.parametrize("case", sorted(PRINTED))
def test_the_value_agrees_with_gamma_functions_in_r(case: str) -> None:
    expected = PRINTED[case]
    plain = estimate_response_mean(CASES[case], "none")
    assert plain.value == pytest.approx(expected["d_z"], rel=RELATIVE, abs=1e-15)
    mended = estimate_response_mean(CASES[case])
    if "hedges" in expected:
        assert mended.value == pytest.approx(expected["hedges"], rel=1e-12, abs=1e-15)
    else:
        assert mended.value is None


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_the_limits_agree_with_base_rs_noncentral_t(level: float) -> None:
    compared = 0
    for case, expected in PRINTED.items():
        if f"lower_{level:g}" not in expected:  # R has no noncentrality above 37.62
            continue
        found = estimate_response_mean(CASES[case], level=level)
        limits = [expected[f"lower_{level:g}"], expected[f"upper_{level:g}"]]
        assert [found.lower, found.upper] == pytest.approx(limits, rel=LIMIT_RELATIVE, abs=1e-11)
        compared += 1
    assert compared >= 85


@pytest.mark.parametrize("case", BASED)
def test_the_effect_on_the_baseline_sd_agrees_with_metafor_and_the_formula(case: str) -> None:
    expected, differences = PRINTED[case], CASES[case]
    before = _baseline(differences)
    mended = estimate_on_baseline(before, differences, level=0.9)
    plain = estimate_on_baseline(before, differences, "none", level=0.9)
    half = NormalDist().inv_cdf(0.95) * expected["on_baseline_se"]
    assert mended.value == pytest.approx(expected["smcrh"], rel=1e-11, abs=1e-14)
    assert plain.value == pytest.approx(expected["on_baseline"], rel=RELATIVE, abs=1e-14)
    for found in (mended, plain):
        assert found.se == pytest.approx(expected["on_baseline_se"], rel=RELATIVE)
        assert [found.lower, found.upper] == pytest.approx(
            [expected["on_baseline"] - half, expected["on_baseline"] + half], rel=1e-11, abs=1e-13
        )
