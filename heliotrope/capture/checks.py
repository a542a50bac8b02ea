"""A form with its values + the form's edit checks → the problems they raise."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from heliotrope.study.expressions import ExpressionError, evaluate, names_used
from heliotrope.study.forms import Check, Form, Item
from heliotrope.vocabulary import Value


def select_raised(
    form: Form, values: Mapping[str, Value | None], time_zone: str = "UTC"
) -> tuple[Check, ...]:
    """The checks whose problem is there; one that cannot be decided yet is not raised.

    `time_zone`: the study's, by whose wall clock a moment falls on a day.
    """
    return tuple(c for c in form.checks if evaluate(c.problem, values, time_zone).value is True)


def is_asked(item: Item, values: Mapping[str, Value | None], time_zone: str = "UTC") -> bool:
    """True unless the item's condition is known to be false."""
    return item.when is None or evaluate(item.when, values, time_zone).value is not False


def is_resting_on(item: Item, names: AbstractSet[str]) -> bool:
    """True if the item's condition uses one of these items."""
    if item.when is None or not names:
        return False
    try:
        return not names_used(item.when).isdisjoint(names)
    except ExpressionError:
        return False
