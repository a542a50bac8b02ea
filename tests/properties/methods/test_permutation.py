"""Differences of any kind in, what holds of every sign-flip estimate out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.methods.paired import estimate_permutation, estimate_signed_rank

scores = st.lists(st.integers(-12, 12).map(float), max_size=30)
thousandths = st.lists(st.integers(-9_000, 9_000).map(lambda i: i / 1000), max_size=9)
differences = scores | thousandths
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.975, 0.99])
patient = settings(deadline=None, max_examples=100)


@patient
@given(d=differences, level=levels)
def test_p_and_interval_never_disagree_about_0(d: list[float], level: float) -> None:
    found = estimate_permutation(d, level)
    if found.lower is not None and found.upper is not None and found.p is not None:
        assert (found.lower <= 0 <= found.upper) == (found.p > 1 - level)


@patient
@given(d=scores, level=levels, shift=st.integers(-20, 20))
def test_the_test_of_a_shift_is_the_interval_at_that_place(
    d: list[float], level: float, shift: int
) -> None:
    found, moved = estimate_permutation(d, level), estimate_permutation([x - shift for x in d])
    if found.lower is not None and found.upper is not None and moved.p is not None:
        assert (found.lower <= shift <= found.upper) == (moved.p > 1 - level)


@patient
@given(d=differences, level=levels)
def test_with_the_signs_turned_everything_is_mirrored(d: list[float], level: float) -> None:
    one, other = estimate_permutation(d, level), estimate_permutation([-x for x in d], level)
    assert other.p == one.p
    if one.lower is not None and one.upper is not None:
        assert (other.lower, other.upper) == (-one.upper, -one.lower)


@patient
@given(d=differences, factor=st.sampled_from([0.25, 2.0, 1024.0]))
def test_in_another_unit_p_is_the_same(d: list[float], factor: float) -> None:
    one, other = estimate_permutation(d), estimate_permutation([x * factor for x in d])
    assert other.p == one.p
    if one.lower is not None and one.upper is not None:
        assert (other.lower, other.upper) == pytest.approx(
            (one.lower * factor, one.upper * factor), rel=1e-14
        )


@patient
@given(d=differences, data=st.data())
def test_the_order_changes_no_digit(d: list[float], data: st.DataObject) -> None:
    assert estimate_permutation(data.draw(st.permutations(d))) == estimate_permutation(d)


@patient
@given(d=differences, pair=st.tuples(levels, levels).map(sorted))
def test_a_higher_level_is_no_shorter_and_both_hold_the_mean(
    d: list[float], pair: list[float]
) -> None:
    narrow, wide = (estimate_permutation(d, level) for level in pair)
    if wide.lower is None or wide.upper is None:
        return
    assert narrow.lower is not None
    assert narrow.upper is not None
    assert narrow.value is not None
    assert wide.lower <= narrow.lower <= narrow.value + 1e-9
    assert narrow.value - 1e-9 <= narrow.upper <= wide.upper


@patient
@given(d=scores)
def test_zeros_and_absent_intervals_are_as_documented(d: list[float]) -> None:
    found = estimate_permutation(d)
    assert found.n == len(d)
    if d:
        assert found.p is not None
        assert 0 < found.p <= 1
        kept = estimate_permutation([x for x in d if x])
        assert found.p == pytest.approx(1.0 if kept.p is None else kept.p, rel=1e-12)
    if found.lower is None:
        assert found.warnings
    if found.coverage is not None:
        assert 0.95 <= found.coverage < 1


@patient
@given(signs=st.lists(st.sampled_from([-1.0, 0.0, 1.0]), max_size=40))
def test_of_signs_alone_it_is_the_signed_rank_test(signs: list[float]) -> None:
    one, other = estimate_permutation(signs), estimate_signed_rank(signs)
    assert one.p == other.p or one.p == pytest.approx(other.p, rel=1e-12)
