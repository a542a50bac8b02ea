"""Formulas that R expanded in, agreement of our columns' names, order and coding out."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from numpy.typing import NDArray

from heliotrope.methods.formulas import list_columns, read_formula
from tests.reference.r_output import load_printed

LEVELS = {"a": ("p", "q", "r"), "b": ("u", "v"), "factor(w)": ("1", "2", "4"), "w": None}
GRID: list[dict[str, str | float]] = [
    {"a": a, "b": b, "w": w, "factor(w)": str(w)}
    for _, w, b, a in itertools.product((1, 2), (1, 2, 4), "uv", "pqr")
]


def _printed() -> dict[str, list[dict[str, str]]]:
    printed = defaultdict(list)
    for row in load_printed("model_matrix.txt"):
        printed[row["formula"]].append(row)
    return printed


PRINTED = _printed()


def _row(number: int) -> dict[str, str | float]:
    place = number + 1
    numbers = {"x": place * 7 % 11 / 4, "z": place * 5 % 13 - 6}
    return {**GRID[number], **numbers}


def _column(parts: tuple[tuple[str, str | None], ...]) -> NDArray[np.float64]:
    rows = [_row(number) for number in range(len(GRID))]
    return np.array(
        [
            math.prod(
                float(row[name]) if level is None else float(row[name] == level)
                for name, level in parts
            )
            for row in rows
        ],
        dtype=np.float64,
    )


@pytest.mark.parametrize("text", PRINTED)
def test_columns_are_those_of_model_matrix(text: str) -> None:
    formula = read_formula(text)
    levels = {one.label: LEVELS.get(one.label) for one in formula.variables}
    columns = list_columns(formula.terms, levels)
    assert [one.name for one in columns] == [row["column"] for row in PRINTED[text]]
    weight = np.arange(1, len(GRID) + 1) * 3 % 17
    for column, row in zip(columns, PRINTED[text], strict=True):
        found = _column(column.parts)
        assert found.sum() == pytest.approx(float(row["sum"]), rel=1e-12, abs=1e-12)
        assert found @ weight == pytest.approx(float(row["weighted"]), rel=1e-12, abs=1e-12)
