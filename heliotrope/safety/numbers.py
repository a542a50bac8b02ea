"""A given number, or the text of its cell, goes in; an exact Decimal or its fault comes out."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

from heliotrope.vocabulary import Bilingual, Fault, Missing

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])
"""Arithmetic that would rather fail than round; `MOST_DIGITS` keeps it from failing."""

MOST_DIGITS = 18
"""More digits, or a power of ten beyond that, are no measurement."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_REASONS = {one.value: one for one in Missing}


def read_number(text: str) -> Decimal | Missing | str | None:
    """One cell: a number, a missing reason, None where empty, else the text as it stands.

    Strict: digits, ASCII or full-width, with at most one point between digits. No sign, space,
    comma, exponent or leading zero; a censored value such as `<0.5` stays a text.
    """
    if text == "":
        return None
    if text in _REASONS:
        return _REASONS[text]
    digits = text.translate(_FULL_WIDTH)
    return Decimal(digits) if _NUMBER.fullmatch(digits) else text


def as_number(given: object) -> Decimal | None:
    """The Decimal that was given, or None where it is no number that could have been measured.

    Whole numbers and Decimals are numbers; a float is not, since it may differ from what was typed.
    """
    if type(given) is int:
        given = Decimal(given)
    if not isinstance(given, Decimal) or not given.is_finite() or given.is_signed():
        return None
    _, digits, exponent = given.as_tuple()
    small = len(digits) <= MOST_DIGITS and -MOST_DIGITS <= int(exponent) <= MOST_DIGITS
    return given if small else None


def is_missing(given: object) -> bool:
    """Whether nothing was given: None, or a reason why not."""
    return given is None or isinstance(given, Missing)


def name_missing(name: str, given: object) -> str:
    """The name of what is missing, with the reason where one was given: `uln (ND)`."""
    return f"{name} ({given.value})" if isinstance(given, Missing) else name


def check_number(name: str, given: object, *, above_zero: bool = False) -> list[Fault]:
    """What is wrong with a given number; missing is not wrong."""
    if is_missing(given):
        return []
    number = as_number(given)
    if number is not None and (number > 0 or not above_zero):
        return []
    lowest = ("above 0", "大于 0 的数") if above_zero else ("of 0 or more", "不小于 0 的数")
    return [
        Fault(
            name,
            not_allowed(given),
            Bilingual(f"give a number {lowest[0]}, such as 1.8", f"请填{lowest[1]}，如 1.8"),
        )
    ]


def check_word(name: str, given: object, allowed: tuple[str, ...]) -> list[Fault]:
    """What is wrong with a word of a list; missing is not wrong."""
    if is_missing(given) or given in allowed:
        return []
    right = Bilingual(f"give one of: {', '.join(allowed)}", f"请填其一：{'、'.join(allowed)}")
    return [Fault(name, not_allowed(given), right)]


def not_allowed(given: object) -> Bilingual:
    """`"x" is not allowed`, with no more of it than fits in a line."""
    shown = str(given)
    shown = shown if len(shown) <= 20 else f"{shown[:20]}…"
    return Bilingual(f'"{shown}" is not allowed', f"「{shown}」不可用")


def say_number(number: Decimal) -> str:
    """A number in plain digits, without zeros that say nothing: `12.5`, `10`."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
