"""A form with its values + the form's edit checks → the problems they raise."""

from __future__ import annotations

from collections.abc import Mapping

from heliotrope.study.expressions import evaluate
from heliotrope.study.forms import Check, Form, Item
from heliotrope.vocabulary import Value


def select_raised(form: Form, values: Mapping[str, Value | None]) -> tuple[Check, ...]:
    """The checks whose problem is there; one that cannot be decided yet is not raised."""
    return tuple(c for c in form.checks if evaluate(c.problem, values).value is True)


def is_asked(item: Item, values: Mapping[str, Value | None]) -> bool:
    """True unless the item's condition is known to be false."""
    return item.when is None or evaluate(item.when, values).value is not False
