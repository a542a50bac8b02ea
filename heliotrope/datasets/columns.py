"""A dataset → each of its columns as a file must describe it: data type, length, decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from heliotrope.datasets.standard import Dataset, Variable

DataType = Literal[
    "text",
    "integer",
    "float",
    "date",
    "datetime",
    "partialDate",
    "partialDatetime",
    "incompleteDatetime",
    "durationDatetime",
]
"""The data types of Define-XML 2.1 that we use."""

MOST_DECIMALS = 12
"""A mean or a percentage has no last decimal; beyond these it is only rounding of float64."""

_DAY = r"\d{4}-\d{2}-\d{2}"
_MOMENTS: tuple[tuple[re.Pattern[str], DataType], ...] = (
    (re.compile(_DAY), "date"),
    (re.compile(rf"{_DAY}T\d{{2}}:\d{{2}}:\d{{2}}(Z|[+-]\d{{2}}:\d{{2}})?"), "datetime"),
    (re.compile(rf"\d{{4}}(-\d{{2}})?|{_DAY}"), "partialDate"),
    (
        re.compile(rf"\d{{4}}(-\d{{2}})?|{_DAY}(T\d{{2}}(:\d{{2}}(:\d{{2}})?)?)?"),
        "partialDatetime",
    ),
)
"""Which texts make which type: the first whose pattern fits all of them. ISO 8601 cut off at the
right is partial; with gaps between, it is incomplete."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it stands in its dataset."""

    variable: Variable
    type: DataType
    """Of its values: an ADaM date is `integer`, for it is a count of days in SAS."""
    length: int
    """Text: bytes in UTF-8 of the longest value, at least 1; numbers: digits before and after the
    point, without sign and point; SAS dates: 8."""
    decimals: int = 0
    """Numbers: those of the variable, else as many as the values have, at most MOST_DECIMALS."""

    @property
    def is_sas_date(self) -> bool:
        """True for a numeric date, which files show by a format."""
        return self.variable.kind == "date"


def describe_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Every column of the dataset, in the order of its variables.

    A column without any value is as short as may be. Raises polars' ColumnNotFoundError if the
    frame lacks a variable.
    """
    frame = dataset.frame
    texts = [one.name for one in dataset.variables if one.kind == "text"]
    longest = frame.select(pl.col(texts).str.len_bytes().max()).row(0) if texts else ()
    lengths = dict(zip(texts, longest, strict=True))
    return tuple(
        _describe(one, frame.get_column(one.name), lengths.get(one.name))
        for one in dataset.variables
    )


def describe_values(variable: Variable, values: pl.Series) -> Column:
    """The column of these values alone, which may be some of the variable's rows."""
    texts = variable.kind == "text"
    return _describe(variable, values, values.str.len_bytes().max() if texts else None)


def _describe(variable: Variable, values: pl.Series, longest: object) -> Column:
    if variable.kind == "date":
        return Column(variable, "integer", 8)
    if variable.kind == "number":
        return _describe_numbers(variable, values)
    length = max(1, longest) if isinstance(longest, int) else 1
    return Column(variable, _find_type_of_text(variable, values), length)


def _describe_numbers(variable: Variable, values: pl.Series) -> Column:
    given = values.to_numpy().astype(np.float64)
    given = given[np.isfinite(given)]
    measured = variable.significant_digits is None
    decimals = count_decimals(given) if measured else variable.significant_digits or 0
    largest = float(np.abs(given).max()) if len(given) else 0.0
    whole = len(str(int(largest)))
    return Column(variable, "float" if decimals else "integer", whole + decimals, decimals)


def count_decimals(values: np.ndarray) -> int:
    """The fewest decimals that show every value as it is; MOST_DECIMALS if more were needed."""
    left = values
    for decimals in range(MOST_DECIMALS):
        left = left[np.round(left, decimals) != left]
        if not len(left):
            return decimals
    return MOST_DECIMALS


def _find_type_of_text(variable: Variable, values: pl.Series) -> DataType:
    """SDTM keeps dates and durations as ISO 8601 text in variables whose names end so."""
    if variable.name.endswith("DUR"):
        return "durationDatetime"
    if not variable.name.endswith("DTC"):
        return "text"
    texts = [text for text in values.unique().to_list() if text]
    for pattern, kind in _MOMENTS:
        if all(pattern.fullmatch(text) for text in texts):
            return kind
    return "incompleteDatetime"
