"""Few numbers in, their Walsh averages checked by hand out."""

from __future__ import annotations

import numpy as np
import pytest

from heliotrope.methods import walsh


def test_three_numbers_have_six_walsh_averages() -> None:
    # 1, 2, 6: 1, 1.5, 2, 3.5, 4, 6.
    assert walsh.walsh_count(3) == 6
    found = walsh.walsh_at(np.array([6.0, 1.0, 2.0]), [1, 2, 3, 4, 5, 6])
    assert found == [1.0, 1.5, 2.0, 3.5, 4.0, 6.0]


def test_the_median_of_an_even_count_lies_between_the_middle_two() -> None:
    assert walsh.walsh_median(np.array([6.0, 1.0, 2.0])) == 2.75


def test_the_median_of_one_number_is_the_number() -> None:
    assert walsh.walsh_median(np.array([-0.3])) == -0.3


@pytest.mark.parametrize("value", [0.0, -3.5])
def test_many_equal_numbers_are_found_without_a_search(value: float) -> None:
    assert walsh.walsh_median(np.full(walsh.LISTED + 1, value)) == value


def test_a_searched_average_may_be_exactly_0() -> None:
    numbers = np.repeat([-1.0, 1.0], walsh.LISTED)
    assert walsh.walsh_median(numbers) == 0.0


def test_the_ends_of_a_search_are_the_least_and_the_largest_number() -> None:
    numbers = np.arange(walsh.LISTED + 7, dtype=np.float64) - 3
    last = walsh.walsh_count(numbers.size)
    assert walsh.walsh_at(numbers, [1, 2, last - 1, last]) == [
        -3.0,
        -2.5,
        numbers[-1] - 0.5,
        numbers[-1],
    ]
