"""Conditions in, the number at which they turn true out."""

from __future__ import annotations

import math

from heliotrope.methods.turning import turning_point


def test_the_root_of_two_to_the_last_digit() -> None:
    found = turning_point(lambda x: x * x >= 2, 0.0, 2.0)
    assert found * found >= 2 > math.nextafter(found, 0) ** 2


def test_a_condition_that_only_the_end_meets() -> None:
    assert turning_point(lambda x: x >= 1, 0.0, 1.0) == 1.0
