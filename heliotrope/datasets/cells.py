"""A column of values → the same as text that reads back to the same, for CSV and JSON files."""

from __future__ import annotations

import json

import polars as pl

_PLAIN = (1e-4, 1e15)
"""Between these sizes both Rust and Python write a float64 without an exponent."""
_WHOLE = 2.0**53
"""Below this size a whole float64 is written as an integer."""
_NEEDS_ESCAPE = r'["\\\x00-\x1f]'


def render_numbers(values: pl.Series) -> pl.Series:
    """Numbers as the shortest text that gives the same float64; whole ones without `.0`.

    Null stays null. What Python writes with an exponent is written so. Raises ValueError for a
    number that is not finite.
    """
    if not values.dtype.is_float():
        return values.cast(pl.String)
    if not values.drop_nulls().is_finite().all():
        raise ValueError(f"{values.name}: a number is not finite")
    size = values.abs()
    whole = (values == values.floor()) & (size < _WHOLE)
    plain = (size >= _PLAIN[0]) & (size < _PLAIN[1])
    texts = values.cast(pl.String)
    if whole.any():
        integers = values.set(~whole, None).cast(pl.Int64).cast(pl.String)
        texts = integers.zip_with(whole.fill_null(value=False), texts)
    rare = (~(whole | plain)).fill_null(value=False)
    if rare.any():
        pairs = {number: _write(number) for number in values.filter(rare).unique()}
        written = values.replace_strict(pairs, default=None, return_dtype=pl.String)
        texts = written.zip_with(rare, texts)
    return texts


def _write(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def render_json_cells(values: pl.Series) -> pl.Series:
    """Every value as JSON: text in quotes, dates as ISO text, null as `null`."""
    if values.dtype == pl.String:
        return _quote(values).fill_null("null")
    if values.dtype == pl.Date:
        return _put_in_quotes(values.dt.strftime("%Y-%m-%d")).fill_null("null")
    return render_numbers(values).fill_null("null")


def _quote(values: pl.Series) -> pl.Series:
    odd = values.str.contains(_NEEDS_ESCAPE).fill_null(value=False)
    quoted = _put_in_quotes(values)
    if not odd.any():
        return quoted
    pairs = {text: json.dumps(text, ensure_ascii=False) for text in values.filter(odd).unique()}
    escaped = values.replace_strict(pairs, default=None, return_dtype=pl.String)
    return escaped.zip_with(odd, quoted)


def _put_in_quotes(texts: pl.Series) -> pl.Series:
    return ('"' + texts + '"').alias(texts.name)


def render_csv_cells(values: pl.Series) -> pl.Series:
    """Every value as the text of a CSV cell before it is quoted; null and empty text are null."""
    if values.dtype == pl.String:
        return values.set(values == "", None)
    if values.dtype == pl.Date:
        return values.dt.strftime("%Y-%m-%d")
    return render_numbers(values)
