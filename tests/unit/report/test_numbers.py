"""Numbers in, their rounded text out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.analysis.results import Number
from heliotrope.report.numbers import (
    format_exact,
    format_interval,
    format_number,
    format_p,
    format_percent,
    format_signed,
    format_signed_percent,
)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0.05, 1, "0.1"),
        (0.15, 1, "0.2"),
        (0.25, 1, "0.3"),
        (2.675, 2, "2.68"),
        (-0.25, 1, "−0.3"),
        (-0.04, 1, "0.0"),
        (-11.88888888888889, 1, "−11.9"),
        (1e-20, 3, "0.000"),
        (9, 0, "9"),
        (Decimal("1.80"), 1, "1.8"),
        (None, 1, "—"),
    ],
)
def test_halves_go_away_from_zero_and_minus_is_a_minus(
    value: Number | None, decimals: int, shown: str
) -> None:
    assert format_number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-12.5, "−12.5"), (25.0, "25"), (Decimal("1.8"), "1.8"), (Decimal(40), "40"), (None, "—")],
)
def test_what_was_recorded_is_not_rounded(value: Number | None, shown: str) -> None:
    assert format_exact(value) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(2, None, "+2"), (-2, None, "−2"), (0, None, "0"), (0.04, 1, "0.0"), (0.05, 1, "+0.1")],
)
def test_a_plus_stands_before_what_is_shown_above_zero(
    value: Number, decimals: int | None, shown: str
) -> None:
    assert format_signed(value, decimals) == shown


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0.000999, "<0.001"),
        (0.0, "<0.001"),
        (0.001, "0.001"),
        (0.0625, "0.063"),
        (0.9996, ">0.999"),
        (1.0, "1"),
        (None, "—"),
    ],
)
def test_a_p_is_never_0_and_only_1_if_it_is(p: float | None, shown: str) -> None:
    assert format_p(p) == shown


def test_half_an_interval_is_none() -> None:
    assert format_interval(-17.6211, -6.1567, 1, "en") == "−17.6 to −6.2"
    assert format_interval(-17.6211, -6.1567, 1, "zh") == "−17.6 至 −6.2"
    assert format_interval(None, 1.0, 1, "en") == "—"


def test_percentages() -> None:
    assert format_percent(66.66666666666667) == "67 %"
    assert format_percent(30.849710781876073, 1) == "30.8 %"
    assert format_signed_percent(-61.29) == "−61 %"
    assert format_signed_percent(None) == "—"
