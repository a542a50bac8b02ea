"""A scale's answers with gaps go in; the numbers that a named rule makes of them come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from heliotrope.vocabulary import Bilingual

Number = int | Decimal | Fraction
Gaps = Sequence[Number | None]
"""Answers in the order of a scale's items, None where one is missing."""


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What an instrument does with unanswered items, by name.

    A study file chooses one by its name (`missing:` beside the instrument of a form); its statement
    is shown with every score that it made.
    """

    name: str
    statement: Bilingual
    complete: Callable[[Gaps], Sequence[Number] | None]
    """Answers with gaps → the numbers that count, or None: not scored."""


def _all_or_nothing(answers: Gaps) -> Sequence[Number] | None:
    given = _given(answers)
    return given if len(given) == len(answers) else None


def _given(answers: Gaps) -> list[Number]:
    return [answer for answer in answers if answer is not None]


EVERY_ITEM = MissingRule(
    "every_item",
    Bilingual(
        "Every item of a score must be answered; one missing answer leaves that score not scored.",
        "一个评分的全部条目均须作答；缺一项，该评分即不计分。",
    ),
    _all_or_nothing,
)
