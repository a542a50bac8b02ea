"""Few numbers in, their description checked by hand out."""

from __future__ import annotations

import pytest

from heliotrope.methods.summary import Summary, summarize


def test_description_of_some_numbers() -> None:
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32, so SD = sqrt(32 / 7).
    assert summarize([9, 2, 4, 4, 5, 4, 5, 7]) == Summary(
        n=8, mean=5.0, sd=(32 / 7) ** 0.5, median=4.5, min=2.0, max=9.0
    )


def test_nothing_is_described_as_nothing() -> None:
    assert summarize([]) == Summary(n=0, mean=None, sd=None, median=None, min=None, max=None)


def test_one_number_has_no_sd() -> None:
    assert summarize([3.5]) == Summary(n=1, mean=3.5, sd=None, median=3.5, min=3.5, max=3.5)


def test_equal_numbers_have_an_sd_of_exactly_0() -> None:
    # 0.1 + 0.1 + 0.1 is not 0.3 in float64, and their mean not 0.1.
    assert summarize([0.1, 0.1, 0.1]) == Summary(
        n=3, mean=0.1, sd=0.0, median=0.1, min=0.1, max=0.1
    )


def test_a_large_offset_loses_no_digits() -> None:
    assert summarize([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).sd == pytest.approx(30**0.5, rel=1e-15)


def test_a_missing_number_is_refused() -> None:
    with pytest.raises(ValueError, match="number 1 of 2 is missing"):
        summarize([float("nan"), 1.0])
