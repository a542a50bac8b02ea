"""Priors with data in, posteriors at every boundary out."""

from __future__ import annotations

from typing import Any

import pytest

from heliotrope.methods import bayes
from heliotrope.methods.bayes import JEFFREYS, REFERENCE, UNIFORM, Beta, NormalInverseGamma
from heliotrope.methods.paired import estimate_t
from heliotrope.methods.proportions import estimate_proportion

MMT8 = [4, 7, 1, -1, 8, -5, 8, 6, 4]


def test_nobody_of_ten_under_a_uniform_prior_in_closed_form() -> None:
    # Beta(1, 11): the tail above p is (1 - p)^11.
    found = bayes.estimate_beta_binomial(0, 10, UNIFORM)
    assert found.value == 1 / 12
    assert found.lower == pytest.approx(1 - 0.975 ** (1 / 11), rel=1e-12)
    assert found.upper == pytest.approx(1 - 0.025 ** (1 / 11), rel=1e-12)
    shortest = bayes.estimate_beta_binomial(0, 10, UNIFORM, "highest-density")
    assert shortest.lower == 0.0
    assert shortest.upper == pytest.approx(1 - 0.05 ** (1 / 11), rel=1e-12)
    above = bayes.probability_above(bayes.beta_posterior(0, 10, UNIFORM), 0.2)
    assert above == pytest.approx(0.8**11, rel=1e-13)
    assert (found.p, found.coverage, found.n, found.warnings) == (None, None, 10, ())


def test_jeffreys_equal_tails_are_the_frequentist_interval_of_that_name() -> None:
    found, other = (
        bayes.estimate_beta_binomial(3, 10, JEFFREYS),
        estimate_proportion(3, 10, "jeffreys"),
    )
    assert [found.lower, found.upper] == pytest.approx([other.lower, other.upper], rel=1e-14)


def test_without_data_it_is_the_prior() -> None:
    for interval in bayes.PROPORTION:
        found = bayes.estimate_beta_binomial(0, 0, UNIFORM, interval, 0.9)
        assert [found.value, found.lower, found.upper] == pytest.approx([0.5, 0.05, 0.95])
        assert found.n == 0


def test_a_posterior_that_rises_or_falls_throughout_has_an_interval_up_to_its_end() -> None:
    # P(p <= q) = q^a for Beta(a, 1), and turned round for Beta(1, b).
    falling = bayes.estimate_beta_binomial(0, 0, Beta(0.5, 1), "highest-density", 0.9)
    rising = bayes.estimate_beta_binomial(0, 0, Beta(1, 0.5), "highest-density", 0.9)
    assert [falling.lower, falling.upper] == pytest.approx([0, 0.81], rel=1e-12)
    assert [rising.lower, rising.upper] == pytest.approx([0.19, 1], rel=1e-12)


def test_a_posterior_highest_at_both_ends_has_no_highest_density_interval() -> None:
    found = bayes.estimate_beta_binomial(0, 0, JEFFREYS, "highest-density")
    assert (found.value, found.lower, found.upper) == (0.5, None, None)
    assert "both ends" in found.warnings[0]


@pytest.mark.parametrize(("x", "n"), [(2.0, 10), (True, 10), ("2", 10)])
def test_what_is_not_a_whole_number_is_refused(x: Any, n: Any) -> None:
    with pytest.raises(TypeError, match="must be a whole number"):
        bayes.estimate_beta_binomial(x, n, UNIFORM)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="x = 11 must lie between 0 and n = 10"):
        bayes.beta_posterior(11, 10, UNIFORM)
    with pytest.raises(ValueError, match="interval 'hdi' is unknown; choose one of"):
        bayes.estimate_beta_binomial(1, 2, UNIFORM, "hdi")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="threshold 30 of a proportion must lie between 0 and 1"):
        bayes.probability_above(UNIFORM, 30)
    with pytest.raises(ValueError, match="threshold nan must be a finite number"):
        bayes.probability_above(UNIFORM, float("nan"))
    with pytest.raises(ValueError, match="posterior: it has no spread"):
        bayes.probability_above(bayes.StudentT(1.0, 0.0, 3.0), 0.0)


@pytest.mark.parametrize("a", [0, -1, float("nan"), float("inf")])
def test_a_prior_that_is_no_distribution_is_refused(a: float) -> None:
    with pytest.raises(ValueError, match=r"a = .* must be above 0 and finite"):
        Beta(a, 1)


@pytest.mark.parametrize("level", [0, 1, 95, float("nan")])
def test_another_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        bayes.estimate_beta_binomial(1, 2, UNIFORM, level=level)
    with pytest.raises(ValueError, match="between 0 and 1"):
        bayes.estimate_normal_mean([1, 2], REFERENCE, level)


def test_the_reference_prior_gives_students_interval() -> None:
    found, by_t = bayes.estimate_normal_mean(MMT8, REFERENCE), estimate_t(MMT8)
    assert (found.value, found.df, found.n, found.p) == (by_t.value, by_t.df, 9, None)
    assert [found.lower, found.upper] == pytest.approx([by_t.lower, by_t.upper], rel=1e-14)
    posterior = bayes.mean_posterior(MMT8, REFERENCE)
    assert posterior is not None
    assert by_t.p is not None
    assert 2 * (1 - bayes.probability_above(posterior, 0)) == pytest.approx(by_t.p, rel=1e-12)


def test_the_center_lies_between_prior_and_data_by_weight() -> None:
    prior = NormalInverseGamma(mean=0, weight=9, shape=2, scale=3)
    assert bayes.estimate_normal_mean(MMT8, prior).value == pytest.approx(32 / 9 / 2)


def test_without_data_a_proper_prior_is_kept_and_an_improper_one_gives_nothing() -> None:
    prior = NormalInverseGamma(mean=-2, weight=1, shape=2, scale=4)
    kept, nothing = (bayes.estimate_normal_mean([], one) for one in (prior, REFERENCE))
    assert (kept.value, kept.df, kept.n) == (-2.0, 4.0, 0)
    assert (nothing.value, nothing.lower, nothing.n) == (None, None, 0)
    assert "do not determine the mean" in nothing.warnings[0]


def test_one_difference_under_the_reference_prior_has_its_value_only() -> None:
    found = bayes.estimate_normal_mean([3.0], REFERENCE)
    assert (found.value, found.lower, found.df) == (3.0, None, None)
    two = bayes.estimate_normal_mean([3.0, 5.0], REFERENCE)
    assert (two.value, two.df) == (4.0, 1.0)


@pytest.mark.parametrize("value", [0.0, 0.1])
def test_equal_differences_claim_no_certainty(value: float) -> None:
    found = bayes.estimate_normal_mean([value] * 4, REFERENCE)
    assert (found.value, found.lower) == (value, None)
    assert "leave no spread" in found.warnings[0]


def test_a_missing_difference_is_refused() -> None:
    with pytest.raises(ValueError, match="differences: number 1 of 2 is missing"):
        bayes.estimate_normal_mean([float("nan"), 1.0], REFERENCE)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, -1, 1, 1), "weight = -1 must be at least 0"),
        ((0, 1, -1, 1), "shape = -1 must be at least -0.5"),
        ((0, 1, 1, -1), "scale = -1 must be at least 0"),
        ((float("nan"), 1, 1, 1), "every number must be finite"),
    ],
)
def test_a_prior_of_the_mean_that_cannot_be_is_refused(
    numbers: tuple[float, float, float, float], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        NormalInverseGamma(*numbers)
