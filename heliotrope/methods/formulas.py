"""A formula as text in, its response with its terms out; with levels, the columns of R's matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

FORCED = re.compile(r"(?:C|factor|as\.factor)\((.+)\)")
"""Numbers taken as levels: `factor(x)`."""

Part: TypeAlias = tuple[str, str | None]
"""A variable's label with one of its levels; `None` as level: the number itself."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a formula."""

    label: str
    """As the formula writes it, `factor(week)`, and as R begins its columns' names."""
    name: str
    """The column of the frame, `week`."""
    is_forced: bool
    """Numbers are taken as levels."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What a formula asks for, in R's order."""

    text: str
    response: str
    variables: tuple[Variable, ...]
    """In the order in which they first stand in the formula."""
    terms: tuple[tuple[str, ...], ...]
    """Labels of the variables of each term, by degree; the empty term is the intercept."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the model's matrix: the product of its parts."""

    name: str
    """As R prints it, `ARMCDTRT:AVISITVIS2`."""
    parts: tuple[Part, ...]


@lru_cache(maxsize=256)
def read_formula(text: str) -> Formula:
    """The formula, read by formulaic (imported here, since that takes most of a second).

    Variables are columns of the frame, and `factor(x)` (also `C(x)`) for numbers that are levels.
    Operators are those of R: `+ - : * / ^ ( ) 0 1`. A formula of names with `+`, `:` and `*` alone
    is read without formulaic.

    Raises:
        ValueError: it cannot be read, has no response or two, or computes something: a column is
            to be computed in the frame before.
    """
    if "%in%" in text:
        raise ValueError(f"formula {text!r}: write 'a / b' for b within a, not %in%")
    response, terms = _read_plain(text) or _read_any(text)
    variables = _order_variables(text, terms)
    position = {variable.label: place for place, variable in enumerate(variables)}
    ordered = [tuple(sorted(set(term), key=position.__getitem__)) for term in terms]
    unique = dict.fromkeys(sorted(ordered, key=len))
    return Formula(text, response, variables, tuple(unique))


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN = re.compile(r"\s*(\w+)\s*~((?:\s*\w+\s*[+:*])*\s*\w+\s*)", re.ASCII)


def _read_plain(text: str) -> tuple[str, list[tuple[str, ...]]] | None:
    """The response with the terms of names, `+`, `:` and `*` alone; None: it has more than that."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    sums = [
        [tuple(name.strip() for name in part.split(":")) for part in product.split("*")]
        for product in found[2].split("+")
    ]
    names = (name for product in sums for part in product for name in part)
    if not all(_NAME.fullmatch(name) for name in (found[1], *names)):
        return None
    terms: list[tuple[str, ...]] = [()]
    for product in sums:
        crossed: list[tuple[str, ...]] = []
        for part in product:
            crossed += [part, *((*one, *part) for one in crossed)]
        terms += crossed
    return found[1], terms


def _read_any(text: str) -> tuple[str, list[tuple[str, ...]]]:
    """The response with the terms, as formulaic reads them."""
    found = _parse(text)
    sides = [getattr(found, side, None) for side in ("lhs", "rhs")]
    if sides[0] is None or sides[1] is None or any(isinstance(side, tuple) for side in sides):
        raise ValueError(f"formula {text!r}: expected 'response ~ terms', for example 'y ~ a * b'")
    left = [term.factors for term in sides[0]]
    if len(left) != 1 or len(left[0]) != 1 or left[0][0].eval_method.value != "lookup":
        raise ValueError(
            f"formula {text!r}: the left side must be one column; compute it in the frame first"
        )
    terms = [
        tuple(factor.expr for factor in term.factors if factor.expr != "1") for term in sides[1]
    ]
    return left[0][0].expr, terms


def _parse(text: str) -> object:
    import formulaic  # noqa: PLC0415 (0.9 s, which whoever fits no model need not wait)
    from formulaic.errors import FormulaicError  # noqa: PLC0415

    try:
        # R's order is made here; formulaic's own would not say which variable stood first.
        return formulaic.Formula(text, _ordering="none")
    except (FormulaicError, AttributeError, TypeError) as error:
        raise ValueError(f"formula {text!r} cannot be read: {_plain(str(error))}") from error


def _plain(message: str) -> str:
    """A message of the parser without its colors and further lines."""
    return re.sub(r"\x1b\[[0-9;]*m", "", message).splitlines()[0].strip()


def _order_variables(text: str, terms: list[tuple[str, ...]]) -> tuple[Variable, ...]:
    variables = [_read_variable(text, label) for label in dict.fromkeys(sum(terms, ()))]
    _, _, right = text.partition("~")

    def first_place(variable: Variable) -> int:
        found = re.search(rf"(?<![\w.]){re.escape(variable.name)}(?![\w.])", right)
        return found.start() if found else len(right)

    return tuple(sorted(variables, key=first_place))


def _read_variable(text: str, label: str) -> Variable:
    forced = FORCED.fullmatch(label)
    name = forced[1] if forced else label
    if re.search(r"[()\[\]{}^*/+,]", name) or re.fullmatch(r"[\d.]+", name):
        raise ValueError(
            f"formula {text!r}: {label!r} is computed; compute it as a column of the frame first "
            "(only factor(x), numbers taken as levels, is allowed)"
        )
    return Variable(label, name, forced is not None)


def list_columns(
    terms: tuple[tuple[str, ...], ...], levels: Mapping[str, tuple[str, ...] | None]
) -> list[Column]:
    """The columns of R's `model.matrix`, in its order, with treatment contrasts and its names.

    A factor in a term has one column a level but the first, if an earlier term contains the term
    without that factor; else one column each level (`?terms.object`, "factors").

    Args:
        terms: labels of each term, by degree.
        levels: the levels of each factor by its label; `None` for numbers.
    """
    columns = []
    for place, term in enumerate(terms):
        parts: list[tuple[Part, ...]] = [()]
        for label in reversed(term):
            choices = _list_parts(terms, place, label, levels)
            parts = [(*after, choice) for after in parts for choice in choices]
        for chosen in parts:
            forward = tuple(reversed(chosen))
            name = ":".join(label + (level or "") for label, level in forward)
            columns.append(Column(name or "(Intercept)", forward))
    return columns


def _list_parts(
    terms: tuple[tuple[str, ...], ...],
    place: int,
    label: str,
    levels: Mapping[str, tuple[str, ...] | None],
) -> list[Part]:
    """What stands for a variable within the term at that place."""
    found = levels[label]
    if found is None:
        return [(label, None)]
    if () not in terms:
        # Without an intercept the very first factor has all its levels.
        first = next((j, one) for j, term in enumerate(terms) for one in term if levels[one])
        if first == (place, label):
            return [(label, level) for level in found]
    margin = set(terms[place]) - {label}
    is_contained = not margin or any(margin <= set(term) for term in terms[:place])
    return [(label, level) for level in (found[1:] if is_contained else found)]
