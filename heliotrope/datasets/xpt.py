"""A dataset → the same as a SAS transport file of version 5, byte by byte.

Source of the format: SAS Institute, "Record Layout of a SAS Version 5 or 6 Data Set in SAS
Transport (XPORT) Format", technical paper TS-140. Text is written as UTF-8, whose bytes are what
lengths count; SAS reads it so in a UTF-8 session.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from heliotrope.datasets.columns import Column, describe_columns
from heliotrope.datasets.standard import Dataset
from heliotrope.vocabulary import Bilingual, Fault

LONGEST_TEXT = 200
"""Bytes of a text; longer ones are divided first, see `long_text`."""
LONGEST_LABEL = 40
SAS_EPOCH_DAYS = 3653
"""Days from 1960-01-01, where SAS begins to count, to 1970-01-01, where polars does."""
MISSING = int.from_bytes(b"." + bytes(7), "big")
"""A missing number: a full stop, then zeros."""
LARGEST = 16.0**63
"""Numbers of this size and above have no IBM 370 double."""
SMALLEST = 16.0**-65
"""Numbers nearer to zero than this become zero: there is no IBM 370 double for them."""

_RECORD = 80
_ROWS_AT_ONCE = 1 << 15
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_SAS_VERSION = "9.4"
_SYSTEM = ""


class UnableToPackError(ValueError):
    """A dataset that does not fit into a transport file, with every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.say() for fault in faults))
        self.faults = tuple(faults)


def render_xpt(dataset: Dataset, moment: datetime) -> bytes:
    """The dataset as one transport file, said to be made at `moment`.

    Numbers are IBM 370 doubles and lose no bit; null is SAS's missing value; dates are SAS dates
    with the format DATE9. Text is as wide as its longest value; null is blank.
    Raises UnableToPackError with every name, label, text and number that does not fit.
    """
    return b"".join(_make_parts(dataset, moment))


def write_xpt(dataset: Dataset, moment: datetime, path: Path) -> None:
    """Write the dataset as `render_xpt` makes it; the folder must be there."""
    parts = _make_parts(dataset, moment)
    first = next(parts)
    with path.open("wb") as file:
        file.write(first)
        file.writelines(parts)


def check_packable(dataset: Dataset) -> list[Fault]:
    """Every reason why the dataset does not fit into a transport file; empty if it does."""
    return _check(dataset, describe_columns(dataset))


def _check(dataset: Dataset, columns: Sequence[Column]) -> list[Fault]:
    names = [dataset.name, *(column.variable.name for column in columns)]
    labels = [(dataset.name, dataset.label)]
    labels += [(f"{dataset.name}.{one.variable.name}", one.variable.label) for one in columns]
    found = [_bad_name(dataset, name) for name in names if not _NAME.fullmatch(name)]
    found += [_bad_label(*one) for one in labels if len(one[1].encode()) > LONGEST_LABEL]
    for column in columns:
        place = f"{dataset.name}.{column.variable.name}"
        if column.variable.kind == "text" and column.length > LONGEST_TEXT:
            found.append(_long_text(place, column.length))
        if column.variable.kind == "number" and not _fits(dataset, column):
            found.append(_bad_number(place))
    return found


def pack_doubles(values: np.ndarray) -> np.ndarray:
    """IEEE 754 doubles → IBM 370 doubles as unsigned integers of 64 bits; NaN → missing.

    The fraction of 56 bits holds all 53 of an IEEE double, so nothing is rounded. Numbers nearer
    to zero than 16^-65 become zero. Sizes of 16^63 and above, and infinity, must not come here.
    """
    given = np.ascontiguousarray(values, np.float64)
    bits = given.view(np.int64)
    power = ((bits >> 52) & 0x7FF) - 1022  # size = fraction * 2^power, 0.5 <= fraction < 1
    sixteens = (power + 3) >> 2  # the power of 16, rounded up
    fraction = (bits & 0xFFFFFFFFFFFFF | 1 << 52) << (3 + power - 4 * sixteens)
    packed = (bits & -(1 << 63)) | ((sixteens + 64) << 56) | fraction
    packed = packed.view(np.uint64)
    packed[np.abs(given) < SMALLEST] = 0
    packed[np.isnan(given)] = MISSING
    return packed


# ---------------------------------------------------------------- the parts of a file


def _make_parts(dataset: Dataset, moment: datetime) -> Iterator[bytes]:
    columns = describe_columns(dataset)
    faults = _check(dataset, columns)
    if faults:
        raise UnableToPackError(faults)
    yield _make_head(dataset, columns, moment)
    width = sum(_width(column) for column in columns)
    for start in range(0, dataset.frame.height, _ROWS_AT_ONCE):
        rows = dataset.frame.slice(start, _ROWS_AT_ONCE)
        yield _pack_rows(rows, columns, width)
    yield b" " * (-(width * dataset.frame.height) % _RECORD)


def _make_head(dataset: Dataset, columns: Sequence[Column], moment: datetime) -> bytes:
    stamp = f"{moment:%d}{_MONTHS[moment.month - 1]}{moment:%y:%H:%M:%S}"
    maker = f"{_SAS_VERSION:8}{_SYSTEM:8}{'':24}{stamp}"
    described = b"".join(_describe(place, columns) for place in range(len(columns)))
    return b"".join(
        (
            _head("LIBRARY", "0" * 30),
            _line(f"{'SAS':8}{'SAS':8}{'SASLIB':8}{maker}"),
            _line(stamp),
            _head("MEMBER", "000000000000000001600000000140"),
            _head("DSCRPTR", "0" * 30),
            _line(f"{'SAS':8}{dataset.name:8}{'SASDATA':8}{maker}"),
            _line(f"{stamp}{'':16}")[:32] + _pad(dataset.label, 40) + b" " * 8,
            _head("NAMESTR", f"000000{len(columns):04}".ljust(30, "0")),
            described.ljust(-(-len(described) // _RECORD) * _RECORD),
            _head("OBS", "0" * 30),
        )
    )


def _head(kind: str, numbers: str) -> bytes:
    return _line(f"HEADER RECORD*******{kind:8}HEADER RECORD!!!!!!!{numbers}")


def _line(text: str) -> bytes:
    return text.encode("ascii").ljust(_RECORD)


def _pad(text: str, width: int) -> bytes:
    return text.encode().ljust(width)


def _describe(place: int, columns: Sequence[Column]) -> bytes:
    """The record of 140 bytes that TS-140 calls NAMESTR."""
    column = columns[place]
    name, width = ("DATE", 9) if column.is_sas_date else ("", 0)
    return struct.pack(
        ">hhhh8s40s8shhh2s8shhl52s",
        2 if column.variable.kind == "text" else 1,
        0,
        _width(column),
        place + 1,
        _pad(column.variable.name, 8),
        _pad(column.variable.label, 40),
        _pad(name, 8),
        width,
        0,
        0,
        bytes(2),
        b" " * 8,
        0,
        0,
        sum(_width(before) for before in columns[:place]),
        bytes(52),
    )


def _width(column: Column) -> int:
    return column.length if column.variable.kind == "text" else 8


def _pack_rows(frame: pl.DataFrame, columns: Sequence[Column], width: int) -> bytes:
    """The rows as bytes: every column is written into its place in one step."""
    rows = np.full((frame.height, width), ord(" "), np.uint8)
    texts = [column.variable.name for column in columns if column.variable.kind == "text"]
    lengths = frame.select(pl.col(texts).str.len_bytes().fill_null(0))
    joined = frame.select(pl.col(texts).str.join("").fill_null(""))
    at = 0
    for column in columns:
        name, wide = column.variable.name, _width(column)
        cells = rows[:, at : at + wide]
        if column.variable.kind == "text":
            # All texts, one after the other, go to where each text's cell has room.
            room = np.arange(wide) < lengths.get_column(name).to_numpy()[:, None]
            cells[room] = np.frombuffer(joined.get_column(name).item().encode(), np.uint8)
        else:
            numbers = pack_doubles(_as_numbers(frame.get_column(name))).astype(">u8")
            cells[:] = numbers.view(np.uint8).reshape(-1, 8)
        at += wide
    return rows.tobytes()


def _as_numbers(values: pl.Series) -> np.ndarray:
    if values.dtype == pl.Date:
        values = values.to_physical() + SAS_EPOCH_DAYS
    return values.to_numpy().astype(np.float64, copy=False)


def _fits(dataset: Dataset, column: Column) -> bool:
    given = dataset.frame.get_column(column.variable.name)
    odd = ~(np.abs(_as_numbers(given)) < LARGEST)  # true for NaN, and for null
    return int(odd.sum()) == given.null_count()


# ---------------------------------------------------------------- what does not fit


def _bad_name(dataset: Dataset, name: str) -> Fault:
    return Fault(
        dataset.name,
        Bilingual(f"the name {name} does not fit", f"名称 {name} 不符合要求"),
        Bilingual(
            "at most 8 capital letters, digits and underscores, no digit first",
            "最多 8 个大写字母、数字或下划线，且不以数字开头",
        ),
    )


def _bad_label(place: str, label: str) -> Fault:
    size = len(label.encode())
    return Fault(
        place,
        Bilingual(f"the label has {size} bytes", f"标签有 {size} 字节"),
        Bilingual(f"at most {LONGEST_LABEL} bytes", f"最多 {LONGEST_LABEL} 字节"),
    )


def _long_text(place: str, size: int) -> Fault:
    return Fault(
        place,
        Bilingual(f"a text has {size} bytes in UTF-8", f"有文本长 {size} 字节（UTF-8）"),
        Bilingual(f"at most {LONGEST_TEXT} bytes", f"最多 {LONGEST_TEXT} 字节"),
    )


def _bad_number(place: str) -> Fault:
    return Fault(
        place,
        Bilingual("a number is not finite, or too large", "有数值非有限或过大"),
        Bilingual("finite and below 16^63 in size", "有限且绝对值小于 16^63"),
    )
