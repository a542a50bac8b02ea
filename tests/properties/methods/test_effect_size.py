"""Differences of any kind in, what holds of every standardized effect out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.methods.effect_size import estimate_on_baseline, estimate_response_mean

scores = st.lists(st.integers(-12, 12).map(float), max_size=30)
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
patient = settings(deadline=None, max_examples=80)


def _near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-12)


@patient
@given(d=scores, level=levels)
def test_the_interval_holds_0_just_when_p_is_above(d: list[float], level: float) -> None:
    found = estimate_response_mean(d, level=level)
    if found.lower is None or found.upper is None or found.p is None:
        assert found.warnings
    elif abs(found.p - (1 - level)) > 1e-9:
        assert (found.lower <= 0 <= found.upper) == (found.p > 1 - level)


@patient
@given(d=scores, factor=st.sampled_from([-1.0, 0.25, 1000.0]))
def test_it_has_no_unit_and_the_sign_of_the_data(d: list[float], factor: float) -> None:
    before = [5.0 + i * i for i in range(len(d))]
    pairs = (
        (estimate_response_mean(d), estimate_response_mean([factor * x for x in d])),
        (
            estimate_on_baseline(before, d),
            estimate_on_baseline([factor * b for b in before], [factor * x for x in d]),
        ),
    )
    for one, other in pairs:
        sign = -1 if factor < 0 else 1
        assert other.value == _near(None if one.value is None else sign * one.value)
        ends = (one.lower, one.upper) if sign > 0 else (one.upper, one.lower)
        assert other.lower == _near(None if ends[0] is None else sign * ends[0])
        assert other.upper == _near(None if ends[1] is None else sign * ends[1])


@patient
@given(d=scores, data=st.data())
def test_the_order_changes_no_digit(d: list[float], data: st.DataObject) -> None:
    assert estimate_response_mean(data.draw(st.permutations(d))) == estimate_response_mean(d)


@patient
@given(d=scores, pair=st.tuples(levels, levels).map(sorted))
def test_a_higher_level_is_wider_and_the_correction_shrinks(
    d: list[float], pair: list[float]
) -> None:
    narrow, wide = (estimate_response_mean(d, "none", level) for level in pair)
    mended = estimate_response_mean(d)
    if narrow.value is None or narrow.lower is None or wide.lower is None:
        return
    assert narrow.upper is not None
    assert wide.upper is not None
    assert wide.lower <= narrow.lower <= narrow.value + 1e-9
    assert narrow.value - 1e-9 <= narrow.upper <= wide.upper
    if mended.value is not None:
        assert abs(mended.value) <= abs(narrow.value)
