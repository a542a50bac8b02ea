"""Counts and numbers of any kind in, what holds of every posterior out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.methods import bayes
from heliotrope.methods.bayes import Beta, NormalInverseGamma

counts = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
weights = st.sampled_from([0.3, 0.5, 1.0, 2.0, 7.5])
priors = st.builds(Beta, weights, weights)
levels = st.sampled_from([0.5, 0.8, 0.95, 0.99])
scores = st.lists(st.integers(-12, 12).map(float), max_size=20)
patient = settings(deadline=None, max_examples=100)


@patient
@given(count=counts, prior=priors, level=levels)
def test_intervals_hold_the_level_and_the_shortest_is_no_longer(
    count: tuple[int, int], prior: Beta, level: float
) -> None:
    equal = bayes.estimate_beta_binomial(*count, prior, level=level)
    shortest = bayes.estimate_beta_binomial(*count, prior, "highest-density", level)
    posterior = bayes.beta_posterior(*count, prior)
    assert equal.lower is not None
    assert equal.upper is not None
    if shortest.lower is None or shortest.upper is None:
        assert shortest.warnings
        return
    for found in (equal, shortest):
        assert found.lower is not None
        assert found.upper is not None
        inside = bayes.probability_above(posterior, found.lower) - bayes.probability_above(
            posterior, found.upper
        )
        assert inside == pytest.approx(level, abs=1e-9)
    assert shortest.upper - shortest.lower <= equal.upper - equal.lower + 1e-12


@patient
@given(count=counts, prior=priors, level=levels)
def test_counting_the_no_instead_mirrors_everything(
    count: tuple[int, int], prior: Beta, level: float
) -> None:
    x, n = count
    for interval in bayes.PROPORTION:
        one = bayes.estimate_beta_binomial(x, n, prior, interval, level)
        other = bayes.estimate_beta_binomial(n - x, n, Beta(prior.b, prior.a), interval, level)
        assert one.value is not None
        assert other.value == pytest.approx(1 - one.value)
        if one.lower is not None and one.upper is not None:
            assert [other.lower, other.upper] == pytest.approx(
                [1 - one.upper, 1 - one.lower], abs=1e-9
            )


@patient
@given(count=counts, prior=priors, ends=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted))
def test_more_yes_is_more_likely_above_and_a_higher_threshold_less(
    count: tuple[int, int], prior: Beta, ends: list[float]
) -> None:
    x, n = count
    posterior = bayes.beta_posterior(x, n, prior)
    low, high = (bayes.probability_above(posterior, end) for end in ends)
    assert low >= high
    if x < n:
        more = bayes.beta_posterior(x + 1, n, prior)
        assert bayes.probability_above(more, ends[0]) >= low - 1e-12


@patient
@given(d=scores, shift=st.integers(-40, 40), weight=st.sampled_from([0.0, 0.5, 3.0]))
def test_a_shift_of_prior_and_data_shifts_the_posterior(
    d: list[float], shift: int, weight: float
) -> None:
    one, other = (
        bayes.estimate_normal_mean(
            [x + moved for x in d], NormalInverseGamma(2.0 + moved, weight, 1.5, 2.0)
        )
        for moved in (0, shift)
    )
    for name in ("value", "lower", "upper"):
        number = getattr(one, name)
        expected = None if number is None else pytest.approx(number + shift, abs=1e-9)
        assert getattr(other, name) == expected


@patient
@given(d=scores, cut=st.integers(0, 20))
def test_learning_in_two_steps_is_learning_at_once(d: list[float], cut: int) -> None:
    # Conjugacy: the posterior of the first part is the prior of the second.
    prior = NormalInverseGamma(1.0, 2.0, 1.5, 2.0)
    first, rest = d[:cut], d[cut:]
    n, mean = len(first), sum(first) / len(first) if first else 0.0
    weight = prior.weight + n
    between = NormalInverseGamma(
        (prior.weight * prior.mean + n * mean) / weight,
        weight,
        prior.shape + n / 2,
        prior.scale
        + sum((x - mean) ** 2 for x in first) / 2
        + prior.weight * n / weight * (mean - prior.mean) ** 2 / 2,
    )
    one, other = bayes.mean_posterior(d, prior), bayes.mean_posterior(rest, between)
    assert one is not None
    assert other is not None
    assert (other.center, other.scale, other.df) == pytest.approx(
        (one.center, one.scale, one.df), rel=1e-9, abs=1e-12
    )
