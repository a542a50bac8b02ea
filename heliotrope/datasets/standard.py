"""What the CDISC standards say of a dataset and of each of its variables, and the frame of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from heliotrope.vocabulary import Bilingual

Kind = Literal["text", "number", "date"]
Origin = Literal["Collected", "Derived", "Assigned", "Protocol", "Predecessor", "Not Available"]
"""The origin types of Define-XML 2.1."""

Core = Literal["Req", "Exp", "Perm"]

YES_NO = "NY"
"""Name of CDISC's list of yes and no."""

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
    origin: Origin = "Derived"
    note: str = ""
    """How it is derived, or the variable it is copied from (`Predecessor`): `DM.AGE`."""
    codelist: str = ""
    """Name of the CDISC codelist or of our own that its values come from; empty: none."""
    significant_digits: int | None = None
    """Decimals shown in Define-XML, where they are fixed."""
    core: Core | None = None
    """What the SDTM implementation guide asks: `Req` is in every row, `Exp` is there even if it is
    empty, `Perm` may be left out. None: ADaM, or our own."""
    decoded: str = ""
    """For a list of our own: the variable of the same row that says what the code stands for."""


@dataclass(frozen=True)
class Dataset:
    """One dataset of SDTM or ADaM: what it is called, what a row is, its variables and rows."""

    name: str
    label: str
    structure: str
    """What one row is, as Define-XML wants it: `One record per subject per parameter per visit`."""
    of_class: str
    """`EVENTS`, `FINDINGS`, `BASIC DATA STRUCTURE` and so on, as Define-XML 2.1 names them."""
    standard: Literal["SDTM", "ADaM"]
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]
    frame: pl.DataFrame
    entries: pl.Series | None = None
    """For each row the number of the ledger entry behind it (null: none); it stands beside the
    dataset and is written to `trace.csv` only."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Something that one might look for and that is not among the datasets, with the reason."""

    name: str
    """A dataset (`CE`), or a form of the study."""
    reason: Bilingual


@dataclass(frozen=True)
class Datasets:
    """All datasets of one standard, in the order in which they are listed."""

    all: tuple[Dataset, ...]
    absent: tuple[Absent, ...] = ()

    def __getitem__(self, name: str) -> Dataset:
        """The dataset of that name; KeyError if there is none."""
        for one in self.all:
            if one.name == name:
                return one
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """True if there is a dataset of that name."""
        return any(one.name == name for one in self.all)

    def __iter__(self) -> Iterator[Dataset]:
        """Every dataset, in order."""
        return iter(self.all)


def join_datasets(shares: Iterable[Iterable[Dataset]]) -> tuple[Dataset, ...]:
    """Datasets of the same names, each made from other participants, as one of all of them.

    The rows stand in the order of the shares. A dataset that a share lacks has no rows there.
    """
    by_name: dict[str, list[Dataset]] = {}
    for share in shares:
        for dataset in share:
            by_name.setdefault(dataset.name, []).append(dataset)
    return tuple(_join(parts) for parts in by_name.values())


def _join(parts: list[Dataset]) -> Dataset:
    if len(parts) == 1:
        return parts[0]
    entries = [one.entries for one in parts if one.entries is not None]
    return replace(
        parts[0],
        frame=pl.concat([one.frame for one in parts]),
        entries=pl.concat(entries) if entries else None,
    )


def make_frame(
    variables: tuple[Variable, ...], rows: Iterable[Mapping[str, object]]
) -> pl.DataFrame:
    """The rows as a frame with exactly these columns; a name a row does not give is null.

    Raises KeyError for a name that is not among the variables.
    """
    lines = list(rows)
    known = {variable.name for variable in variables}
    for row in lines:
        if not row.keys() <= known:
            raise KeyError(f"no such variable: {sorted(row.keys() - known)}")
    return pl.DataFrame(
        [
            pl.Series(one.name, [row.get(one.name) for row in lines], _TYPES[one.kind])
            for one in variables
        ]
    )
