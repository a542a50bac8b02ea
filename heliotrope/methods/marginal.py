"""A model's columns in, the weights of its means at each occasion out.

As R's emmeans: the grid has every level of every factor; levels that are not asked for weigh the
same, however many rows they have, and covariates stand at their mean over the rows of the fit.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from heliotrope.methods.arguments import Floats
from heliotrope.methods.design import Design


@dataclass(frozen=True, slots=True)
class Cell:
    """One mean that can be asked for."""

    occasion: int
    """Its place among the occasions."""
    at: Mapping[str, str]
    """By a factor's label: the level at which it stands."""


def list_cells(design: Design, by: Sequence[str]) -> list[Cell]:
    """Every occasion with every combination of the levels of the factors named.

    Raises:
        ValueError: the formula lacks the occasion or a factor, or it is no factor.
    """
    choices = [_require_factor(design, label) for label in by]
    return [
        Cell(place, dict(zip(by, levels, strict=True)))
        for place in range(len(design.occasions))
        for levels in itertools.product(*choices)
    ]


def _require_factor(design: Design, label: str) -> tuple[str, ...]:
    levels = design.levels.get(label)
    if levels is None or label in _list_occasion_labels(design):
        factors = [
            one
            for one, found in design.levels.items()
            if found is not None and one not in _list_occasion_labels(design)
        ]
        raise ValueError(f"{label!r} is no factor of {design.formula.text!r}; there are: {factors}")
    return levels


def _list_occasion_labels(design: Design) -> list[str]:
    return [one.label for one in design.formula.variables if one.name == design.occasion_name]


def weigh_cells(design: Design, cells: Sequence[Cell]) -> Floats:
    """What each mean takes of each coefficient, cells x p.

    Raises:
        ValueError: the formula does not have the occasion.
    """
    of_occasion = _list_occasion_labels(design)
    if not of_occasion:
        raise ValueError(
            f"{design.formula.text!r} does not have {design.occasion_name}: its means do not "
            "differ between occasions"
        )
    weights = np.ones((len(cells), len(design.columns)))
    for row, cell in zip(weights, cells, strict=True):
        for j, column in enumerate(design.columns):
            for label, level in column.parts:
                row[j] *= _weigh(design, cell, label, level, is_occasion=label in of_occasion)
    return weights


def _weigh(
    design: Design, cell: Cell, label: str, level: str | None, *, is_occasion: bool
) -> float:
    if level is None:
        if is_occasion:
            return float(design.occasion_values[label][cell.occasion])
        return design.means[label]
    if is_occasion:
        return float(level == design.occasions[cell.occasion])
    if label in cell.at:
        return float(level == cell.at[label])
    levels = design.levels[label]
    assert levels is not None
    return 1 / len(levels)


def list_contrasts(
    design: Design, by: str | None, reference: str | None
) -> list[tuple[str, Cell, Cell]]:
    """Name, minuend and subtrahend: within each occasion by a factor, else between occasions.

    Raises:
        ValueError: an unknown factor or reference.
    """
    levels = design.occasions if by is None else _require_factor(design, by)
    reference = levels[0] if reference is None else reference
    if reference not in levels:
        raise ValueError(f"reference {reference!r} is not among {list(levels)}")
    others = [one for one in levels if one != reference]
    if by is None:
        return [
            (f"{one} - {reference}", Cell(levels.index(one), {}), Cell(levels.index(reference), {}))
            for one in others
        ]
    return [
        (f"{one} - {reference}", Cell(place, {by: one}), Cell(place, {by: reference}))
        for place in range(len(design.occasions))
        for one in others
    ]
