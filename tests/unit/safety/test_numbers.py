"""Cells and numbers in; whether each is the number it looks like out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.safety.numbers import (
    as_number,
    check_number,
    check_word,
    not_allowed,
    read_number,
    say_number,
)
from heliotrope.vocabulary import Missing


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", "0"), ("1.8", "1.8"), ("１．８", "1.8"), ("120", "120"), ("0.50", "0.50")],
)
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    assert str(read_number(text)) == number
    assert isinstance(read_number(text), Decimal)


@pytest.mark.parametrize(
    "text",
    [
        *("<0.5", ">1000", "-1", "+1", " 1", "1 ", "1,5", "1e3", ".5", "5.", "007", "阴性", "1.8↑"),
        *("NaN", "Infinity", "1_0", "٣", "1.2.3"),
    ],
)
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert read_number(text) == text
    assert [fault.where for fault in check_number("value", read_number(text))] == ["value"]


@pytest.mark.parametrize("reason", Missing)
def test_missing_is_missing(reason: Missing) -> None:
    assert read_number(reason.value) is reason
    assert read_number("") is None
    assert check_number("value", reason) == check_number("value", None) == []


@pytest.mark.parametrize(
    "given",
    [
        True,
        1.5,
        "1",
        Decimal(-1),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("-0"),
        10**18,
        Decimal("1E+19"),
        Decimal("1E-19"),
        [1],
    ],
)
def test_what_no_measurement_can_be(given: object) -> None:
    assert as_number(given) is None


def test_whole_numbers_and_decimals_are_numbers() -> None:
    assert as_number(10**17) == Decimal(10**17)
    assert as_number(Decimal("0.000000000000000001")) == Decimal("0.000000000000000001")


def test_zero_is_a_number_but_no_upper_limit() -> None:
    assert check_number("uln", 0) == []
    (fault,) = check_number("uln", 0, above_zero=True)
    assert fault.say() == 'uln: "0" is not allowed; give a number above 0, such as 1.8'


def test_a_long_text_is_cut() -> None:
    assert not_allowed("x" * 30).en == f'"{"x" * 20}…" is not allowed'


def test_a_word_of_a_list() -> None:
    assert check_word("unit", "a", ("a", "b")) == check_word("unit", Missing.ND, ("a",)) == []
    (fault,) = check_word("unit", "c", ("a", "b"))
    assert fault.say("zh") == "unit: 「c」不可用；请填其一：a、b"


@pytest.mark.parametrize(
    ("number", "text"),
    [("10", "10"), ("10.0", "10"), ("0.50", "0.5"), ("0", "0"), ("1E+3", "1000"), ("0.0", "0")],
)
def test_a_number_in_plain_digits(number: str, text: str) -> None:
    assert say_number(Decimal(number)) == text
