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


def _mean_of_half(answers: Gaps) -> Sequence[Number] | None:
    return _with_mean(answers) if 2 * len(_given(answers)) >= len(answers) else None


def _with_mean(answers: Gaps) -> Sequence[Number] | None:
    given = _given(answers)
    if not given or len(given) == len(answers):
        return given or None
    mean = sum((Fraction(answer) for answer in given), Fraction(0)) / len(given)
    return [mean if answer is None else answer for answer in answers]


def _one_as_zero(answers: Gaps) -> Sequence[Number] | None:
    if len(answers) - len(_given(answers)) > 1:
        return None
    return [0 if answer is None else answer for answer in answers]


EVERY_ITEM = MissingRule(
    "every_item",
    Bilingual(
        "Every item of a score must be answered; one missing answer leaves that score not scored.",
        "一个评分的全部条目均须作答；缺一项，该评分即不计分。",
    ),
    _all_or_nothing,
)

HALF_OF_SCALE = MissingRule(
    "half_of_scale",
    Bilingual(
        "A scale is scored if at least half of its items are answered; each missing one counts as "
        "the mean of the answered ones, after recoding. With fewer answers it is not scored.",
        "一个维度至少一半条目已作答方可计分；每个缺答条目取该维度已答条目（重新编码后）的均值。"
        "不足一半则不计分。",
    ),
    _mean_of_half,
)
ANSWERED_ITEMS = MissingRule(
    "answered_items",
    Bilingual(
        "A scale is the mean of its answered items, however few; with none answered it is not "
        "scored.",
        "一个维度取其已答条目的均值，不论答了几项；全部未答则不计分。",
    ),
    _with_mean,
)
ONE_COUNTS_ZERO = MissingRule(
    "one_counts_zero",
    Bilingual(
        "One unanswered question counts as 0 in the total, and that is said beside it; with two or "
        "more the total is not scored.",
        "总分中缺答一题按 0 计，并在分数旁注明；缺答两题及以上，总分不计分。",
    ),
    _one_as_zero,
)
