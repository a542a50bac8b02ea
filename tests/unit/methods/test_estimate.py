"""An Estimate in, proof that it is frozen and speaks two languages out."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from heliotrope.methods.estimate import Estimate
from heliotrope.methods.paired import estimate_signed_rank, estimate_t
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
    ],
)
def test_every_warning_is_said_in_both_languages(estimate: Estimate) -> None:
    assert estimate.method
    assert estimate.method_zh
    assert len(estimate.warnings) == len(estimate.warnings_zh) > 0
    assert all(warning.endswith(".") for warning in estimate.warnings)
    assert all(warning.endswith("。") for warning in estimate.warnings_zh)
