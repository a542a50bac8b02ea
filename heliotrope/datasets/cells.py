"""A frame of values → its cells as text that reads back to the same, for CSV and JSON files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

_PLAIN = (1e-4, 1e15)
"""Between these sizes both Rust and Python write a float64 without an exponent."""
_WHOLE = 2.0**53
"""Below this size a whole float64 is written as an integer."""
_NEEDS_ESCAPE = r'["\\\x00-\x1f]'


def render_csv_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Every value as the text of a CSV cell before it is quoted; null and empty text are null.

    Numbers are the shortest text that gives the same float64, whole ones without `.0`; dates are
    ISO 8601. Raises ValueError for a number that is not finite.
    """
    odd = _find_odd_numbers(frame)
    return frame.select(_write_csv(name, dtype, odd) for name, dtype in frame.schema.items())


def render_json_rows(frame: pl.DataFrame) -> str:
    """The rows as JSON lists, a comma and a line feed between two: `[1,"a"],` and so on.

    Missing text is `""`, a missing number or date `null`; dates are ISO 8601 text. Raises
    ValueError for a number that is not finite.
    """
    odd = _find_odd_numbers(frame) | _find_odd_texts(frame)
    cells = [_write_json(name, dtype, odd) for name, dtype in frame.schema.items()]
    rows = frame.select(pl.concat_str(cells, separator=",").str.join("],\n["))
    return f"[{rows.item()}]" if frame.height else ""


# ---------------------------------------------------------------- one column


def _write_csv(name: str, dtype: pl.DataType, odd: Mapping[str, Mapping[Any, str]]) -> pl.Expr:
    value = pl.col(name)
    if dtype == pl.String:
        return pl.when(value != "").then(value)
    if dtype == pl.Date:
        return value.dt.strftime("%Y-%m-%d")
    return _write_number(name, dtype, odd)


def _write_json(name: str, dtype: pl.DataType, odd: Mapping[str, Mapping[Any, str]]) -> pl.Expr:
    value = pl.col(name)
    if dtype == pl.String:
        quoted = pl.concat_str(pl.lit('"'), value.fill_null(""), pl.lit('"'))
        return _replace(value, odd.get(name), quoted)
    if dtype == pl.Date:
        return value.dt.strftime('"%Y-%m-%d"').fill_null("null")
    return _write_number(name, dtype, odd).fill_null("null")


def _write_number(name: str, dtype: pl.DataType, odd: Mapping[str, Mapping[Any, str]]) -> pl.Expr:
    value = pl.col(name)
    if not dtype.is_float():
        return value.cast(pl.String)
    whole = value.cast(pl.Int64, strict=False).cast(pl.String)
    shortest = pl.when(_is_whole(value)).then(whole).otherwise(value.cast(pl.String))
    return _replace(value, odd.get(name), shortest)


def _replace(value: pl.Expr, texts: Mapping[Any, str] | None, otherwise: pl.Expr) -> pl.Expr:
    if not texts:
        return otherwise
    return value.replace_strict(texts, default=otherwise, return_dtype=pl.String)


def _is_whole(value: pl.Expr) -> pl.Expr:
    return (value == value.floor()) & (value.abs() < _WHOLE)


# ---------------------------------------------------------------- what needs Python


def _find_odd_numbers(frame: pl.DataFrame) -> dict[str, Mapping[Any, str]]:
    """Column → the numbers that Python writes with an exponent, or with more digits than Rust."""
    names = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    found = frame.select(pl.col(names).is_finite().all()).row(0) if names else ()
    if not all(found):
        raise ValueError(f"{names[found.index(False)]}: a number is not finite")
    return _find_odd(frame, names, _is_odd_number, _write_odd_number)


def _is_odd_number(value: pl.Expr) -> pl.Expr:
    size = value.abs()
    return ~(_is_whole(value) | ((size >= _PLAIN[0]) & (size < _PLAIN[1])))


def _write_odd_number(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _find_odd_texts(frame: pl.DataFrame) -> dict[str, Mapping[Any, str]]:
    """Column → the texts that JSON cannot hold as they are."""
    names = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return _find_odd(
        frame,
        names,
        lambda value: value.str.contains(_NEEDS_ESCAPE),
        lambda text: json.dumps(text, ensure_ascii=False),
    )


def _find_odd(
    frame: pl.DataFrame,
    names: list[str],
    is_odd: Callable[[pl.Expr], pl.Expr],
    write: Callable[[Any], str],
) -> dict[str, Mapping[Any, str]]:
    if not names:
        return {}
    found = frame.select(is_odd(pl.col(name)).any() for name in names).row(0)
    odd = [name for name, has_any in zip(names, found, strict=True) if has_any]
    return {
        name: {value: write(value) for value in frame.filter(is_odd(pl.col(name)))[name].unique()}
        for name in odd
    }
