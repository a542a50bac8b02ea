"""Differences in, standardized effects at every boundary out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heliotrope.methods.effect_size import estimate_on_baseline, estimate_response_mean
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.paired import estimate_t

MMT8 = [4, 7, 1, -1, 8, -5, 8, 6, 4]


def _on_baseline(differences: list[float], **asked: Any) -> Estimate:
    return estimate_on_baseline(
        [3.0 + i * i for i in range(len(differences))], differences, **asked
    )


BOTH: list[Callable[..., Estimate]] = [estimate_response_mean, _on_baseline]


def test_response_mean_by_hand() -> None:
    # 1, 2, 3, 6: mean 3, SD sqrt(14 / 3); J(3) = gamma(1.5) / (sqrt(1.5) gamma(1)).
    plain = estimate_response_mean([1, 2, 3, 6], "none")
    mended = estimate_response_mean([1, 2, 3, 6])
    assert plain.value == pytest.approx(3 / (14 / 3) ** 0.5, rel=1e-14)
    assert plain.value is not None
    assert mended.value == pytest.approx(plain.value * 0.7236012545582677, rel=1e-12)
    assert (plain.lower, plain.upper) == (mended.lower, mended.upper)


def test_p_and_t_are_those_of_the_paired_t() -> None:
    found, by_t = estimate_response_mean(MMT8), estimate_t(MMT8)
    assert (found.p, found.statistic, found.df, found.n) == (by_t.p, by_t.statistic, by_t.df, 9)
    assert found.method == "Standardized response mean, Hedges' correction"
    assert found.warnings == ()


def test_on_baseline_by_hand() -> None:
    # Mean change 2, SD of 1, 3, 5 is 2, SD of the changes 1: d = 1, se^2 = (1/4 + 1/2) / 2.
    found = estimate_on_baseline([1, 3, 5], [1, 2, 3], "none")
    assert found.value == 1.0
    assert found.se == pytest.approx(0.375**0.5, rel=1e-14)
    assert found.p is None
    assert found.warnings == ("The interval is a large-sample approximation.",)


@pytest.mark.parametrize("estimate", BOTH)
def test_nothing_and_one_pair_have_no_value(estimate: Callable[..., Estimate]) -> None:
    nothing, one = estimate([]), estimate([2.0])
    assert (nothing.value, nothing.lower, nothing.n) == (None, None, 0)
    assert "There are no pairs" in nothing.warnings[0]
    assert (one.value, one.lower, one.n) == (None, None, 1)
    assert "One pair has no spread" in one.warnings[0]


@pytest.mark.parametrize("estimate", BOTH)
def test_two_pairs_have_no_corrected_value(estimate: Callable[..., Estimate]) -> None:
    mended, plain = estimate([1.0, 3.0]), estimate([1.0, 3.0], correction="none")
    assert mended.value is None
    assert "does not exist" in mended.warnings[0]
    assert plain.value is not None
    assert mended.lower == plain.lower is not None


@pytest.mark.parametrize("value", [0.0, 0.1, -7.0])
def test_equal_differences_have_no_response_mean(value: float) -> None:
    found = estimate_response_mean([value] * 5)
    assert (found.value, found.lower, found.p, found.n) == (None, None, None, 5)
    assert "All differences are equal" in found.warnings[0]


def test_zeros_have_no_effect_on_the_baseline_sd() -> None:
    found = _on_baseline([0.0] * 5)
    assert (found.value, found.se, found.lower, found.upper) == (0.0, 0.0, 0.0, 0.0)


def test_equal_baselines_have_no_spread_to_divide_by() -> None:
    found = estimate_on_baseline([0.1] * 3, [1, 2, 3])
    assert (found.value, found.lower) == (None, None)
    assert "All baseline values are equal" in found.warnings[0]


def test_a_mean_too_many_standard_errors_from_0_has_no_interval() -> None:
    found = estimate_response_mean([1e6, 1e6 + 1, 1e6 + 2])
    assert found.value is not None
    assert found.lower is None
    assert "10,000 standard errors" in found.warnings[0]


@pytest.mark.parametrize("estimate", BOTH)
@pytest.mark.parametrize("level", [0, 1, -0.1, 95, float("nan")])
def test_another_level_is_refused(estimate: Callable[..., Estimate], level: float) -> None:
    with pytest.raises(ValueError, match=r"level .* between 0 and 1, for example"):
        estimate([1.0, 2.0, 4.0], level=level)


@pytest.mark.parametrize("estimate", BOTH)
def test_what_is_missing_or_unknown_is_refused(estimate: Callable[..., Estimate]) -> None:
    with pytest.raises(ValueError, match="differences: number 2 of 3 is missing"):
        estimate([1.0, float("nan"), 2.0])
    with pytest.raises(ValueError, match="correction 'cohen' is unknown; choose one of"):
        estimate([1.0, 2.0, 4.0], correction="cohen")


def test_a_baseline_of_another_length_or_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="baseline and differences: 2 and 3 numbers"):
        estimate_on_baseline([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="baseline: number 1 of 2 is missing"):
        estimate_on_baseline([float("nan"), 2.0], [1, 2])
