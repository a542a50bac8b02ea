"""What the CDISC standards say of each variable that we write: its name, label and type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal["text", "number", "date"]

_TYPES: Mapping[Kind, type[pl.DataType]] = {
    "text": pl.String,
    "number": pl.Float64,
    "date": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of a dataset. Names have at most 8 characters, labels at most 40."""

    name: str
    label: str
    kind: Kind = "text"
    own: bool = False
    """True: our own addition, which the implementation guide allows but does not define."""


def make_frame(
    variables: tuple[Variable, ...], rows: Iterable[Mapping[str, object]]
) -> pl.DataFrame:
    """The rows as a frame with exactly these columns; a name a row does not give is null.

    Raises KeyError for a name that is not among the variables.
    """
    known = {variable.name for variable in variables}
    lines = []
    for row in rows:
        if not row.keys() <= known:
            raise KeyError(f"no such variable: {sorted(row.keys() - known)}")
        lines.append(tuple(row.get(variable.name) for variable in variables))
    schema = {variable.name: _TYPES[variable.kind] for variable in variables}
    return pl.DataFrame(lines, schema=schema, orient="row")
