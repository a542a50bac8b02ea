"""Answers with gaps in; whether each rule makes of them what its name says out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from heliotrope.instruments.missing import (
    ANSWERED_ITEMS,
    EVERY_ITEM,
    HALF_OF_SCALE,
    ONE_COUNTS_ZERO,
    Gaps,
    MissingRule,
)

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("rule", "answers", "numbers"),
    [
        (EVERY_ITEM, [1, 2], [1, 2]),
        (EVERY_ITEM, [1, None], None),
        (HALF_OF_SCALE, [1, 2, 3, 4], [1, 2, 3, 4]),
        (HALF_OF_SCALE, [1, 2, None, None], [1, 2, Fraction(3, 2), Fraction(3, 2)]),
        (HALF_OF_SCALE, [1, None, None, None], None),
        (HALF_OF_SCALE, [1, 2, 4, None, None], [1, 2, 4, 2 + THIRD, 2 + THIRD]),
        (HALF_OF_SCALE, [1, 2, None, None, None], None),
        (HALF_OF_SCALE, [None, Decimal("4.4")], [Fraction(22, 5), Decimal("4.4")]),
        (HALF_OF_SCALE, [None, None], None),
        (ANSWERED_ITEMS, [None, None, 50], [50, 50, 50]),
        (ANSWERED_ITEMS, [100, None, 0], [100, 50, 0]),
        (ANSWERED_ITEMS, [None, None], None),
        (ONE_COUNTS_ZERO, [3, None, 2], [3, 0, 2]),
        (ONE_COUNTS_ZERO, [3, 1, 2], [3, 1, 2]),
        (ONE_COUNTS_ZERO, [None, None, 2], None),
    ],
)
def test_what_a_rule_makes_of_gaps(rule: MissingRule, answers: Gaps, numbers: Gaps | None) -> None:
    assert rule.complete(answers) == numbers


@pytest.mark.parametrize("rule", [EVERY_ITEM, HALF_OF_SCALE, ANSWERED_ITEMS, ONE_COUNTS_ZERO])
def test_every_rule_says_itself_in_both_languages(rule: MissingRule) -> None:
    assert rule.name.isidentifier()
    assert rule.statement.en
    assert rule.statement.zh
