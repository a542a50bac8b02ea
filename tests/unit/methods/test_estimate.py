"""An Estimate in, proof that it is frozen and speaks two languages out."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from heliotrope.methods import bayes
from heliotrope.methods.effect_size import estimate_on_baseline, estimate_response_mean
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.paired import estimate_permutation, estimate_signed_rank, estimate_t
from heliotrope.methods.pooling import estimate_pooled
from heliotrope.methods.proportions import estimate_proportion


def test_an_estimate_cannot_be_changed() -> None:
    estimate = Estimate(value=1.0, lower=0.0, upper=2.0, p=0.5, n=3, method="Paired t")
    with pytest.raises(FrozenInstanceError):
        estimate.value = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    "estimate",
    [
        estimate_t([]),
        estimate_t([1.0]),
        estimate_t([2.0, 2.0]),
        estimate_signed_rank([]),
        estimate_signed_rank([0, 0, 1]),
        estimate_proportion(0, 0),
        estimate_permutation([]),
        estimate_permutation([0, 0, 1]),
        estimate_permutation([i**0.5 for i in range(2, 30)]),
        estimate_response_mean([]),
        estimate_response_mean([1.0, 2.0]),
        estimate_response_mean([1e6, 1e6 + 1, 1e6 + 2]),
        estimate_on_baseline([1.0, 1.0], [1.0, 2.0]),
        estimate_on_baseline([1.0, 2.0], [1.0, 2.0]),
        estimate_pooled([1.0, 2.0], [0.0, 0.0], 3),
        bayes.estimate_beta_binomial(0, 0, bayes.JEFFREYS, "highest-density"),
        bayes.estimate_normal_mean([], bayes.REFERENCE),
        bayes.estimate_normal_mean([1.0, 1.0], bayes.REFERENCE),
    ],
)
def test_every_warning_is_said_in_both_languages(estimate: Estimate) -> None:
    assert estimate.method
    assert estimate.method_zh
    assert len(estimate.warnings) == len(estimate.warnings_zh) > 0
    assert all(warning.endswith(".") for warning in estimate.warnings)
    assert all(warning.endswith("。") for warning in estimate.warnings_zh)
