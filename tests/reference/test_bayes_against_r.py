"""Priors with data that R analyzed in, agreement of our posteriors out."""

from __future__ import annotations

import pytest

from heliotrope.methods import bayes
from heliotrope.methods.bayes import Beta, NormalInverseGamma
from tests.reference.r_output import load_by_case, load_cases

CASES = load_cases()
PRINTED = load_by_case("bayes.txt")
RELATIVE = 1e-9
BETAS = [case for case in PRINTED if case.count("/") == 3]
MEANS = [case for case in PRINTED if case.count("/") == 4]
LEVELS = (0.8, 0.95, 0.99)


def test_the_cases_are_many() -> None:
    assert len(BETAS) >= 80
    assert len(MEANS) >= 350


@pytest.mark.parametrize("case", BETAS)
def test_the_posterior_of_a_proportion_agrees_with_base_r(case: str) -> None:
    expected, (x, n, a, b) = PRINTED[case], case.split("/")
    prior = Beta(float(a), float(b))
    posterior = bayes.beta_posterior(int(x), int(n), prior)
    for threshold in (0.1, 0.2, 0.5, 0.9):
        above = bayes.probability_above(posterior, threshold)
        assert above == pytest.approx(expected[f"above_{threshold:g}"], rel=RELATIVE)
    for level in LEVELS:
        equal = bayes.estimate_beta_binomial(int(x), int(n), prior, level=level)
        assert equal.value == pytest.approx(expected["mean"], rel=RELATIVE)
        limits = [expected[f"equal_lower_{level:g}"], expected[f"equal_upper_{level:g}"]]
        assert [equal.lower, equal.upper] == pytest.approx(limits, rel=RELATIVE)
        shortest = bayes.estimate_beta_binomial(int(x), int(n), prior, "highest-density", level)
        if f"shortest_lower_{level:g}" in expected:
            limits = [expected[f"shortest_{end}_{level:g}"] for end in ("lower", "upper")]
            assert [shortest.lower, shortest.upper] == pytest.approx(limits, rel=RELATIVE)
        else:
            assert (shortest.lower, shortest.upper) == (None, None)


@pytest.mark.parametrize("case", MEANS)
def test_the_posterior_of_a_mean_agrees_with_base_r(case: str) -> None:
    expected, (name, *numbers) = PRINTED[case], case.split("/")
    prior = NormalInverseGamma(*map(float, numbers))
    posterior = bayes.mean_posterior(CASES[name], prior)
    assert posterior is not None
    assert posterior.df == expected["df"]
    near_zero = 1e-12 * max(abs(number) for number in CASES[name])
    for threshold in (-2, 0, 1.5):
        above = bayes.probability_above(posterior, threshold)
        assert above == pytest.approx(expected[f"above_{threshold:g}"], rel=RELATIVE)
    for level in LEVELS:
        found = bayes.estimate_normal_mean(CASES[name], prior, level)
        assert found.value == pytest.approx(expected["center"], rel=RELATIVE, abs=near_zero)
        limits = [expected[f"lower_{level:g}"], expected[f"upper_{level:g}"]]
        assert [found.lower, found.upper] == pytest.approx(limits, rel=RELATIVE, abs=near_zero)
