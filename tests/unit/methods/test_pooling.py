"""Copies in, pooled estimates and tipping points at every boundary out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from heliotrope.methods.imputation import Copies
from heliotrope.methods.paired import estimate_t
from heliotrope.methods.pooling import (
    estimate_imputed_change,
    estimate_pooled,
    search_tipping_point,
)

OBSERVED = [-4.0, -7.0, -1.0, -6.0, -8.0, -5.0, -3.0]


def _copies(changes: list[list[float]], imputed: int) -> Copies:
    """Changes of each copy from a first visit of 10; the last few imputed."""
    after = 10 + np.array(changes)
    values = np.stack([np.full(after.shape, 10.0), after], axis=2)
    is_imputed = np.zeros((after.shape[1], 2), dtype=np.bool_)
    is_imputed[after.shape[1] - imputed :, 1] = True
    return Copies(values, is_imputed)


COPIES = _copies([[*OBSERVED, -6.0], [*OBSERVED, -4.0], [*OBSERVED, -5.0]], 1)


def test_two_copies_by_hand() -> None:
    # Mean 2, W = (1 + 9) / 2 = 5, B = 2, T = 5 + 1.5 * 2 = 8, lambda = 3/8.
    found = estimate_pooled([1, 3], [1, 3], 10, 9)
    assert (found.value, found.n) == (2.0, 10)
    assert found.se == pytest.approx(8**0.5, rel=1e-15)
    of_copies, of_data = 64 / 9, 10 / 12 * 9 * 5 / 8
    assert found.df == pytest.approx(of_copies * of_data / (of_copies + of_data), rel=1e-14)
    assert estimate_pooled([1, 3], [1, 3], 10).df == pytest.approx(of_copies, rel=1e-14)
    assert found.statistic == pytest.approx(2 / 8**0.5, rel=1e-14)


def test_copies_that_agree_have_the_published_degrees_of_freedom() -> None:
    found = estimate_pooled([2, 2, 2], [1, 1, 1], 10, 9)
    assert (found.value, found.se) == (2.0, 1.0)
    assert found.df == pytest.approx(10 / 12 * 9)
    assert estimate_pooled([2, 2], [1, 1], 10).upper == pytest.approx(2 + 1.959963984540054)


def test_without_any_standard_error_there_is_no_interval() -> None:
    found = estimate_pooled([1, 3], [0, 0], 10, 9)
    assert (found.value, found.lower, found.p) == (2.0, None, None)
    assert "standard error above 0" in found.warnings[0]


@pytest.mark.parametrize(
    ("values", "errors", "df", "said"),
    [
        ([1], [1], 9, "values: 1 of them; expected one from each of two copies or more"),
        ([], [], 9, "values: 0 of them"),
        ([1, 2], [1], 9, "standard_errors: 1 for 2 values"),
        ([1, 2], [1, -1], 9, "standard_errors: one is below 0"),
        ([1, 2], [1, 1], 0, "complete_df = 0 must be above 0"),
        ([1, 2], [1, 1], math.nan, "complete_df = nan must be above 0"),
        ([1, math.nan], [1, 1], 9, "values: number 2 of 2 is missing"),
        ([1, 2], [math.nan, 1], 9, "standard_errors: number 1 of 2 is missing"),
    ],
)
def test_what_cannot_be_pooled_is_refused(values: Any, errors: Any, df: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        estimate_pooled(values, errors, 10, df)


@pytest.mark.parametrize("level", [0, 1, 95, math.nan])
def test_another_level_is_refused(level: float) -> None:
    for call in (
        lambda: estimate_pooled([1, 2], [1, 1], 10, level=level),
        lambda: estimate_imputed_change(COPIES, 1, level=level),
        lambda: search_tipping_point(COPIES, 1, "higher", 9, level=level),
    ):
        with pytest.raises(ValueError, match="between 0 and 1"):
            call()


def test_the_change_says_how_much_of_it_is_imputed() -> None:
    found = estimate_imputed_change(COPIES, 1)
    assert found.value == pytest.approx((sum(OBSERVED) - 5) / 8)
    assert found.warnings[0].startswith("Changes that rest on an imputed value: 1 of 8, in 3 copi")
    assert len(found.warnings) == len(found.warnings_zh) == 1
    assert estimate_imputed_change(COPIES, 1, delta=8).value == pytest.approx(
        (sum(OBSERVED) + 3) / 8
    )


def test_with_nothing_imputed_it_is_the_paired_t() -> None:
    found, by_t = estimate_imputed_change(_copies([OBSERVED] * 2, 0), 1), estimate_t(OBSERVED)
    assert (found.value, found.lower, found.upper, found.p, found.df) == (
        by_t.value,
        by_t.lower,
        by_t.upper,
        by_t.p,
        by_t.df,
    )
    assert found.warnings == ("Nothing was imputed.",)


@pytest.mark.parametrize(("n", "value"), [(0, None), (1, 3.0)])
def test_few_rows_have_no_interval(n: int, value: float | None) -> None:
    found = estimate_imputed_change(_copies([[3.0] * n] * 2, 0), 1)
    assert (found.value, found.lower, found.p, found.n) == (value, None, None, n)
    assert found.warnings


def test_two_rows_are_pooled() -> None:
    # Means 1.5 and 2.5; se 0.5 and 1.5: W = 1.25, B = 0.5, T = 2.
    found = estimate_imputed_change(_copies([[1, 2], [1, 4]], 1), 1)
    assert (found.value, found.n) == (2.0, 2)
    assert found.se == pytest.approx(2**0.5, rel=1e-14)


def test_zeros_in_every_copy_have_no_interval() -> None:
    found = estimate_imputed_change(_copies([[0.0] * 4] * 2, 1), 1)
    assert (found.value, found.lower, found.p) == (0.0, None, None)
    assert "All differences are equal" in found.warnings[0]


@pytest.mark.parametrize("visit", [0, 2, -1])
def test_another_visit_is_refused(visit: int) -> None:
    with pytest.raises(ValueError, match=f"visit = {visit} must lie between 1 and 1"):
        estimate_imputed_change(COPIES, visit)
    with pytest.raises(ValueError, match="must lie between 1 and 1; the first is 0"):
        search_tipping_point(COPIES, visit, "higher", 10)


def test_delta_must_be_finite() -> None:
    with pytest.raises(ValueError, match="delta = nan must be a finite number"):
        estimate_imputed_change(COPIES, 1, delta=math.nan)


def test_at_the_tipping_point_the_interval_reaches_0_and_just_before_it_does_not() -> None:
    found = search_tipping_point(COPIES, 1, "higher", 100)
    assert found.holds
    assert found.delta is not None
    assert found.estimate.upper is not None
    assert found.estimate.upper >= 0
    before = estimate_imputed_change(COPIES, 1, math.nextafter(found.delta, 0))
    assert before.upper is not None
    assert before.upper < 0
    assert found.estimate == estimate_imputed_change(COPIES, 1, found.delta)


def test_where_lower_is_worse_delta_is_below_0() -> None:
    mirrored = _copies([[-x for x in OBSERVED] + [one] for one in (6.0, 4.0, 5.0)], 1)
    found, other = (
        search_tipping_point(mirrored, 1, "lower", 100),
        search_tipping_point(COPIES, 1, "higher", 100),
    )
    assert other.delta is not None
    assert found.delta == pytest.approx(-other.delta, rel=1e-12)


def test_a_conclusion_that_does_not_hold_is_sought_in_the_better_direction() -> None:
    weak = _copies([[-4.0, -7.0, 1.0, -2.0, -3.0, drawn] for drawn in (4.0, 2.0, 3.0)], 1)
    found = search_tipping_point(weak, 1, "higher", 50)
    assert not found.holds
    assert found.delta is not None
    assert found.delta < 0
    assert found.estimate.upper is not None
    assert found.estimate.upper < 0


def test_a_conclusion_that_nothing_changes_says_so() -> None:
    found = search_tipping_point(COPIES, 1, "higher", 0.5)
    assert (found.delta, found.holds) == (None, True)
    assert found.warnings == ("Up to a shift of 0.5 the conclusion stays the same.",)
    assert found.estimate == estimate_imputed_change(COPIES, 1)
    nothing = search_tipping_point(_copies([OBSERVED] * 2, 0), 1, "higher", 5)
    assert (nothing.delta, nothing.holds) == (None, True)
    assert nothing.warnings == ("Nothing was imputed.",)


def test_without_an_interval_there_is_no_conclusion() -> None:
    found = search_tipping_point(_copies([[0.0] * 4] * 2, 1), 1, "higher", 5)
    assert (found.delta, found.holds) == (None, False)
    assert "no conclusion that could change" in found.warnings[0]
    assert len(found.warnings) == len(found.warnings_zh)


def test_another_direction_or_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="worse 'up' is unknown; choose 'higher' or 'lower'"):
        search_tipping_point(COPIES, 1, "up", 5)  # type: ignore[arg-type]
    for limit in (0, -1, math.inf, math.nan):
        with pytest.raises(ValueError, match=r"limit = .* must be above 0 and finite"):
            search_tipping_point(COPIES, 1, "higher", limit)
