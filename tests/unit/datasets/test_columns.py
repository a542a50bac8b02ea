"""Columns of values in, the type, length and decimals that a file must state out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from heliotrope.datasets.columns import MOST_DECIMALS, Column, count_decimals, describe_columns
from heliotrope.datasets.standard import Variable
from tests.unit.datasets.made import dataset, number, text


def describe(variable: Variable, *values: object) -> Column:
    (column,) = describe_columns(dataset((variable,), [{variable.name: one} for one in values]))
    return column


@pytest.mark.parametrize(
    ("values", "type_", "length", "decimals"),
    [
        ((1.0, 25.0, None), "integer", 2, 0),
        ((-130.0,), "integer", 3, 0),
        ((0.5,), "float", 2, 1),
        ((1.25, 100.5), "float", 5, 2),
        ((0.1 + 0.2,), "float", 1 + MOST_DECIMALS, MOST_DECIMALS),
        ((None,), "integer", 1, 0),
        ((), "integer", 1, 0),
    ],
)
def test_numbers(values: tuple[object, ...], type_: str, length: int, decimals: int) -> None:
    column = describe(number("A"), *values)
    assert (column.type, column.length, column.decimals) == (type_, length, decimals)


def test_decimals_that_the_variable_fixes_stand() -> None:
    column = describe(number("A", digits=3), 12.5)
    assert (column.type, column.length, column.decimals) == ("float", 5, 3)


@pytest.mark.parametrize(
    ("values", "length"), [(("abc", None), 3), (("退出",), 6), ((None,), 1), (("",), 1), ((), 1)]
)
def test_the_length_of_text_is_counted_in_bytes(values: tuple[object, ...], length: int) -> None:
    assert describe(text("A"), *values).length == length


def test_an_adam_date_is_a_count_of_days() -> None:
    column = describe(Variable("ADT", "Date", "date"), date(2026, 1, 1))
    assert (column.type, column.length, column.is_sas_date) == ("integer", 8, True)


@pytest.mark.parametrize(
    ("name", "values", "type_"),
    [
        ("AESTDTC", ("2026-01-05", None), "date"),
        ("AESTDTC", ("2026-01-05", ""), "date"),
        ("AESTDTC", ("2026-01-05", "2026-01"), "partialDate"),
        ("AESTDTC", ("2026",), "partialDate"),
        ("AESTDTC", ("2026-01-05T09:30:00", "2026-01-05T09:30:00+08:00"), "datetime"),
        ("AESTDTC", ("2026-01-05T09:30", "2026-01-05"), "partialDatetime"),
        ("AESTDTC", ("2026-01-05T09:30:00", "2026-01"), "partialDatetime"),
        ("AESTDTC", ("2026---05",), "incompleteDatetime"),
        ("AEDUR", ("P2D",), "durationDatetime"),
        ("AETERM", ("2026-01-05",), "text"),
    ],
)
def test_iso_text(name: str, values: tuple[object, ...], type_: str) -> None:
    assert describe(text(name), *values).type == type_


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([], 0), ([1.0, 2.0], 0), ([0.3], 1), ([2.675], 3), ([1e-7], 7), ([1 / 3], MOST_DECIMALS)],
)
def test_decimals_are_as_few_as_show_the_values(values: list[float], decimals: int) -> None:
    assert count_decimals(np.array(values)) == decimals
