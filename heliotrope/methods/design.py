"""A frame with a formula in, series of numbers over occasions with the columns of a model out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from heliotrope.methods.arguments import Floats
from heliotrope.methods.formulas import Column, Formula, Part, list_columns, read_formula
from heliotrope.methods.levels import (
    Kept,
    Levels,
    look_ahead,
    number_series,
    read_levels,
    read_numbers,
)
from heliotrope.methods.patterns import Codes, Patterns, Values, gather_patterns
from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Design:
    """A model's columns over the series of a frame, ready to be fitted.

    Numbers are scaled, and centered where every column that loses a variable stays in the model:
    `maps` gives rows of the scaled [X y], `unscale` turns the scaled X into the one asked for.
    """

    formula: Formula
    series_name: str
    """The frame's column that tells the series apart."""
    occasion_name: str
    """The frame's column of the occasions."""
    occasions: tuple[str, ...]
    """The m occasions in their order."""
    series: int
    """How many series have a row."""
    columns: tuple[Column, ...]
    levels: Mapping[str, tuple[str, ...] | None]
    """By a variable's label: its levels, or `None` for numbers."""
    means: Mapping[str, float]
    """By a numeric variable's label: its mean over the rows."""
    occasion_values: Mapping[str, Floats]
    """By the label of a variable that is the occasion as a number: its m values."""
    patterns: Patterns
    maps: Floats
    """(m k) x (p + 1)."""
    unscale: Floats
    """p x p: X = scaled X times this."""
    center: float
    """What was taken from the response; 0 without an intercept."""
    scale: float
    """What the response was divided by."""
    notes: tuple[Bilingual, ...]
    """What was left out."""


def read_design(frame: pl.DataFrame, text: str, series: str, occasion: str) -> Design:
    """The design, with rows that lack the response or a covariate left out and counted.

    Args:
        frame: one row a series and occasion.
        text: the formula.
        series: the column that tells the series apart.
        occasion: the column of the occasions.

    Raises:
        TypeError: the frame is no polars frame.
        ValueError: what the frame lacks or holds too much of.
    """
    formula = read_formula(text)
    columns = _select_columns(frame, formula, series, occasion)
    kept, notes = _find_complete(columns, formula)
    ahead = look_ahead(frame, list(columns), series)
    rows, seen = _order_rows(Rows(columns, ahead, kept, None), series, occasion)
    if seen.lost:
        notes.append(_say_lost(series, seen))
    encoded = _encode(rows, formula, occasion, seen.occasions)
    notes += _list_unused(columns, formula, encoded.levels, occasion)
    design_columns = tuple(list_columns(formula.terms, encoded.levels))
    response, center, scale = _scale_response(rows, formula)
    base, maps = _factor_columns(design_columns, encoded, len(seen.occasions.labels))
    values = [_multiply(key, encoded) for key in base]
    return Design(
        formula=formula,
        series_name=series,
        occasion_name=occasion,
        occasions=seen.occasions.labels,
        series=seen.count,
        columns=design_columns,
        levels=encoded.levels,
        means=encoded.means,
        occasion_values=encoded.occasion_values,
        patterns=gather_patterns(
            seen.place, (seen.count, len(seen.occasions.labels)), [*values, response]
        ),
        maps=maps,
        unscale=_unscale(design_columns, encoded),
        center=center,
        scale=scale,
        notes=tuple(notes),
    )


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of a frame, of which some rows are kept, in an order."""

    columns: Mapping[str, pl.Series]
    ahead: Mapping[str, pl.Series]
    """What `look_ahead` found."""
    kept: Kept
    """`None`: all."""
    order: Codes | None
    """Of the kept rows; `None`: as they came."""

    def read_levels(self, name: str, *, is_forced: bool) -> Levels:
        column, ahead = self.columns[name], self.ahead.get(name)
        found = read_levels(column, self.kept, ahead, is_forced=is_forced)
        return found if self.order is None else found.take(self.order)

    def read_numbers(self, name: str) -> Floats:
        found = read_numbers(self.columns[name], self.kept)
        return found if self.order is None else found.take(self.order)


@dataclass(frozen=True, slots=True)
class Seen:
    """Who was seen when, row by row."""

    place: Codes
    """Each row's series times m plus its occasion, ascending."""
    occasions: Levels
    """Each row's occasion."""
    count: int
    """How many series have a row."""
    lost: int
    """How many others had rows that were not kept."""


def _select_columns(
    frame: pl.DataFrame, formula: Formula, series: str, occasion: str
) -> dict[str, pl.Series]:
    """The columns that are needed, those of series and occasion without gaps."""
    if not isinstance(frame, pl.DataFrame):
        kind = type(frame).__name__
        raise TypeError(f"frame is {kind}; expected a polars DataFrame (see polars.from_pandas)")
    names = dict.fromkeys(
        [formula.response, *(one.name for one in formula.variables), series, occasion]
    )
    unknown = [name for name in names if name not in frame.columns]
    if unknown:
        raise ValueError(f"the frame has no column {unknown}; it has {frame.columns}")
    if formula.response in [one.name for one in formula.variables]:
        raise ValueError(f"formula {formula.text!r}: {formula.response} stands on both sides")
    columns = {name: _fill_gaps(frame[name]) for name in names}
    for name in (series, occasion):
        absent = _find_missing(columns[name])
        if absent is not None:
            raise ValueError(
                f"{name}: missing in {int(absent.sum())} of {frame.height} rows; each row needs one"
            )
    if not columns[formula.response].dtype.is_numeric():
        kind = columns[formula.response].dtype
        raise ValueError(f"{formula.response} is {kind}; a response must be numbers")
    return columns


def _fill_gaps(column: pl.Series) -> pl.Series:
    """Nulls among floats as NaN, so that numpy reads them without copying."""
    if column.dtype.is_float() and column.null_count():
        return column.fill_null(math.nan)
    return column


def _find_missing(column: pl.Series) -> NDArray[np.bool_] | None:
    """Where a column is null or not a number; `None`: nowhere."""
    if column.dtype.is_float():
        absent = np.isnan(column.to_numpy())
    elif column.null_count():
        absent = column.is_null().to_numpy()
    else:
        return None
    return absent if absent.any() else None


def _find_complete(
    columns: Mapping[str, pl.Series], formula: Formula
) -> tuple[Kept, list[Bilingual]]:
    """The rows that have the response and every covariate, and how many have not."""
    names = dict.fromkeys([formula.response, *(one.name for one in formula.variables)])
    absent = {name: mask for name in names if (mask := _find_missing(columns[name])) is not None}
    total = len(columns[formula.response])
    without = np.logical_or.reduce(list(absent.values())) if absent else np.zeros(total, dtype=bool)
    count = int(np.count_nonzero(without))
    if count == total:
        raise ValueError(
            f"no row has {formula.response} with every covariate: nothing can be fitted"
        )
    if not absent:
        return None, []
    counts = {name: int(mask.sum()) for name, mask in absent.items()}
    each = ", ".join(f"{name} in {number}" for name, number in counts.items())
    each_zh = "，".join(f"{name} 缺失 {number} 行" for name, number in counts.items())
    said = Bilingual(
        f"{count} of {total} rows were left out: missing {each}.",
        f"{total} 行中有 {count} 行未纳入：{each_zh}。",
    )
    return np.flatnonzero(~without), [said]


def _order_rows(rows: Rows, series: str, occasion: str) -> tuple[Rows, Seen]:
    """The rows by series and occasion, so that no sum depends on the order in which they came."""
    numbers, count, before = number_series(rows.columns[series], rows.kept, rows.ahead.get(series))
    occasions = rows.read_levels(occasion, is_forced=True)
    m = len(occasions.labels)
    if m < 2:
        raise ValueError(
            f"{occasion}: only {occasions.labels[0]!r} has rows; repeated measures need at least "
            "two occasions (for one, an ordinary regression will do)"
        )
    place = numbers * m + occasions.codes
    if not (place[1:] > place[:-1]).all():
        order = np.argsort(place, kind="stable")
        place = place[order]
        _require_once(place, occasions, series, occasion)
        rows = Rows(rows.columns, rows.ahead, rows.kept, order)
        occasions = occasions.take(order)
    return rows, Seen(place, occasions, count, before - count)


def _require_once(place: Codes, occasions: Levels, series: str, occasion: str) -> None:
    twice = np.flatnonzero(place[1:] == place[:-1])
    if twice.size:
        label = occasions.labels[place[twice[0]] % len(occasions.labels)]
        raise ValueError(
            f"{twice.size} rows repeat a {series} at the same {occasion}, the first at {label!r}; "
            "each needs one row an occasion"
        )


def _say_lost(series: str, seen: Seen) -> Bilingual:
    total = seen.count + seen.lost
    return Bilingual(
        f"{seen.lost} of {total} {series} have no row left.",
        f"{total} 个 {series} 中有 {seen.lost} 个没有剩余的行。",
    )


def _scale_response(rows: Rows, formula: Formula) -> tuple[Floats, float, float]:
    """The response centered, where there is an intercept, and scaled; with both numbers."""
    numbers = rows.read_numbers(formula.response)
    if np.ptp(numbers) <= 1e-12 * abs(numbers[0]):
        raise ValueError(f"{formula.response}: all {numbers.size} values are equal: nothing varies")
    center = float(numbers.mean()) if () in formula.terms else 0.0
    numbers = numbers - center
    scale = math.sqrt(float(numbers @ numbers) / numbers.size)
    numbers /= scale
    return numbers, center, scale


# ---------------------------------------------------------------- columns


@dataclass(frozen=True, slots=True)
class Encoded:
    """The variables of a formula as numbers."""

    levels: dict[str, tuple[str, ...] | None]
    codes: dict[str, Codes]
    """By a factor's label: each row's level."""
    numbers: dict[str, Floats]
    """By a numeric variable's label: each row's number, scaled."""
    means: dict[str, float]
    centers: dict[str, float]
    """What was taken from a numeric variable."""
    scales: dict[str, float]
    """What it was divided by."""
    occasion_labels: tuple[str, ...]
    occasion_values: dict[str, Floats]
    """By the label of a variable that is the occasion as a number: its values, as they came."""
    of_occasion: frozenset[str]
    """Labels of variables that are the occasion."""


def _encode(rows: Rows, formula: Formula, occasion: str, occasions: Levels) -> Encoded:
    of_occasion = frozenset(one.label for one in formula.variables if one.name == occasion)
    found = Encoded({}, {}, {}, {}, {}, {}, occasions.labels, {}, of_occasion)
    raw: dict[str, Floats] = {}
    for variable in formula.variables:
        label, name = variable.label, variable.name
        is_factor = variable.is_forced or not rows.columns[name].dtype.is_numeric()
        found.levels[label] = None
        if is_factor and name == occasion:
            found.levels[label] = occasions.labels
        elif is_factor:
            read = rows.read_levels(name, is_forced=variable.is_forced)
            found.levels[label], found.codes[label] = read.labels, read.codes
        elif name == occasion:
            assert occasions.numbers is not None
            found.occasion_values[label] = occasions.numbers
            raw[label] = occasions.numbers[occasions.codes]
        else:
            raw[label] = rows.read_numbers(name)
    columns = list_columns(formula.terms, found.levels)
    for label, numbers in raw.items():
        _scale(found, label, numbers, columns)
    return found


def _scale(found: Encoded, label: str, numbers: Floats, columns: list[Column]) -> None:
    found.means[label] = mean = float(numbers.mean())
    center = mean if _is_centerable(label, columns) else 0.0
    spread = float(np.sqrt(np.mean((numbers - center) ** 2)))
    found.centers[label] = center
    found.scales[label] = scale = spread or 1.0
    found.numbers[label] = (numbers - center) / scale


def _is_centerable(label: str, columns: list[Column]) -> bool:
    """Whether every column with the variable has, without it, another column of the model."""
    known = {column.parts for column in columns}
    return all(
        _without(column.parts, label) in known
        for column in columns
        if (label, None) in column.parts
    )


def _without(parts: tuple[Part, ...], label: str) -> tuple[Part, ...]:
    return tuple(part for part in parts if part[0] != label)


def _factor_columns(
    columns: tuple[Column, ...], encoded: Encoded, m: int
) -> tuple[list[tuple[Part, ...]], Floats]:
    """What is known of a row apart from its occasion, and how each occasion makes [X y] of it."""
    base: dict[tuple[Part, ...], int] = {}
    entries = []
    for j, column in enumerate(columns):
        key = tuple(part for part in column.parts if part[0] not in encoded.of_occasion)
        factor = np.ones(m)
        for label, level in column.parts:
            if label in encoded.of_occasion:
                factor = factor * _value_by_occasion(label, level, encoded)
        entries.append((base.setdefault(key, len(base)), j, factor))
    maps = np.zeros((m, len(base) + 1, len(columns) + 1))
    for place, j, factor in entries:
        maps[:, place, j] = factor
    maps[:, -1, -1] = 1
    return list(base), maps.reshape(-1, len(columns) + 1)


def _value_by_occasion(label: str, level: str | None, encoded: Encoded) -> Floats:
    if level is None:
        values = encoded.occasion_values[label]
        return (values - encoded.centers[label]) / encoded.scales[label]
    return np.array([float(one == level) for one in encoded.occasion_labels])


def _multiply(key: tuple[Part, ...], encoded: Encoded) -> Floats | NDArray[np.bool_] | None:
    """One value a row: the product of the parts; `None` where there is none."""
    product: Values = None
    for label, level in key:
        values: Floats | NDArray[np.bool_]
        if level is None:
            values = encoded.numbers[label]
        else:
            labels = encoded.levels[label]
            assert labels is not None
            values = encoded.codes[label] == labels.index(level)
        product = values if product is None else product * values
    return product


def _unscale(columns: tuple[Column, ...], encoded: Encoded) -> Floats:
    """The matrix that turns columns of scaled numbers into those of the numbers as they came."""
    place = {column.parts: j for j, column in enumerate(columns)}
    whole = np.eye(len(columns))
    for label, scale in encoded.scales.items():
        step = np.eye(len(columns))
        for j, column in enumerate(columns):
            if (label, None) in column.parts:
                step[j, j] = scale
                if encoded.centers[label]:
                    step[place[_without(column.parts, label)], j] = encoded.centers[label]
        whole = step @ whole
    return whole


def _list_unused(
    frame_columns: Mapping[str, pl.Series],
    formula: Formula,
    levels: Mapping[str, tuple[str, ...] | None],
    occasion: str,
) -> list[Bilingual]:
    """Levels that an Enum declares and that no row has any more."""
    notes = []
    for label, name in {one.label: one.name for one in formula.variables}.items():
        dtype, used = frame_columns[name].dtype, levels[label]
        if isinstance(dtype, pl.Enum) and used is not None and name != occasion:
            unused = [one for one in dtype.categories if one not in used]
            if unused:
                which = ", ".join(unused)
                notes.append(
                    Bilingual(
                        f"{name}: no row has {which}; the model does not know these levels.",
                        f"{name}：没有任何行属于 {which}，模型不含这些水平。",
                    )
                )
    return notes
