"""Counts in, intervals checked in closed form and refusals out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from heliotrope.methods.proportions import NAMES, Method, estimate_proportion


@pytest.mark.parametrize(
    ("x", "printed"),
    [
        (0, (0.0, 30.8)),
        (1, (0.3, 44.5)),
        (2, (2.5, 55.6)),
        (5, (18.7, 81.3)),
        (7, (34.8, 93.3)),
        (8, (44.4, 97.5)),
        (9, (55.5, 99.7)),
        (10, (69.2, 100.0)),
    ],
)
def test_clopper_pearson_of_ten(x: int, printed: tuple[float, float]) -> None:
    found = estimate_proportion(x, 10)
    assert found.value == x / 10
    assert found.lower is not None
    assert found.upper is not None
    assert (round(100 * found.lower, 1), round(100 * found.upper, 1)) == printed


def test_clopper_pearson_at_the_ends_in_closed_form() -> None:
    nobody, everybody = estimate_proportion(0, 10), estimate_proportion(10, 10)
    assert nobody.lower == 0.0
    assert nobody.upper == pytest.approx(1 - 0.025 ** (1 / 10), rel=1e-13)
    assert everybody.lower == pytest.approx(0.025 ** (1 / 10), rel=1e-13)
    assert everybody.upper == 1.0


def test_mid_p_at_the_end_in_closed_form() -> None:
    assert estimate_proportion(0, 20, "mid-p").upper == pytest.approx(
        1 - 0.05 ** (1 / 20), rel=1e-13
    )


def test_wilson_of_half_in_closed_form() -> None:
    # At x = n/2 the half-width is z / (2 sqrt(n + z^2)).
    z = 1.959963984540054
    half = z / 2 / (10 + z * z) ** 0.5
    found = estimate_proportion(5, 10, "wilson")
    assert [found.lower, found.upper] == pytest.approx([0.5 - half, 0.5 + half], rel=1e-13)


@pytest.mark.parametrize("method", NAMES)
def test_the_ends_are_exactly_0_and_1(method: Method) -> None:
    for n in (1, 7, 100_000):
        assert estimate_proportion(0, n, method).lower == 0.0
        assert estimate_proportion(n, n, method).upper == 1.0


@pytest.mark.parametrize("method", NAMES)
def test_of_nobody_nothing_is_estimated(method: Method) -> None:
    found = estimate_proportion(0, 0, method)
    assert (found.value, found.lower, found.upper, found.n) == (None, None, None, 0)
    assert found.warnings == ("The denominator is 0: nothing can be estimated.",)


@pytest.mark.parametrize("method", NAMES)
def test_there_is_no_p_value_and_no_single_coverage(method: Method) -> None:
    found = estimate_proportion(3, 10, method, 0.9)
    assert (found.p, found.coverage, found.level, found.n) == (None, None, 0.9, 10)
    assert found.method == NAMES[method].en
    assert found.warnings == ()


def test_whole_numbers_of_numpy_are_taken() -> None:
    assert estimate_proportion(np.int64(3), np.int32(10)) == estimate_proportion(3, 10)


@pytest.mark.parametrize(("x", "n"), [(2.0, 10), (2, 10.0), ("2", 10), (True, 10), (None, 10)])
def test_what_is_not_a_whole_number_is_refused(x: Any, n: Any) -> None:
    with pytest.raises(TypeError, match="must be a whole number"):
        estimate_proportion(x, n)


@pytest.mark.parametrize(("x", "n"), [(-1, 10), (11, 10), (0, -1)])
def test_a_count_outside_its_denominator_is_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="must lie between 0 and n"):
        estimate_proportion(x, n)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="method 'wald' is unknown"):
        estimate_proportion(1, 2, "wald")  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [0, 1, 95])
def test_another_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate_proportion(1, 2, level=level)
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate_proportion(0, 0, level=level)
