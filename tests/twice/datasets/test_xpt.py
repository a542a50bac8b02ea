"""IBM 370 doubles as we pack them, and the same unpacked slowly with fractions: one value."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from heliotrope.datasets.xpt import LARGEST, SMALLEST, pack_doubles


def unpack_slowly(packed: int) -> Fraction:
    """The definition: sign, power of 16 over 64, a fraction of 56 bits."""
    sign = -1 if packed >> 63 else 1
    power = (packed >> 56 & 0x7F) - 64
    return sign * Fraction(packed & (1 << 56) - 1, 1 << 56) * Fraction(16) ** power


@given(st.floats(min_value=-LARGEST, max_value=LARGEST, exclude_min=True, exclude_max=True))
@example(0.1)
@example(-1e-78)
@example(1 / 3)
def test_a_packed_number_has_exactly_the_same_value(value: float) -> None:
    packed = int(pack_doubles(np.array([value]))[0])
    expected = Fraction(value) if abs(value) >= SMALLEST else Fraction(0)
    assert unpack_slowly(packed) == expected
    normalized = packed & (1 << 56) - 1 == 0 or packed >> 52 & 0xF > 0
    assert normalized
