"""The values of variables with a code list → the code lists as a delivery must define them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from heliotrope.datasets.standard import Dataset, Datasets, Kind, Variable
from heliotrope.datasets.terminology import Codelist, Term
from heliotrope.datasets.write import render_cell

SHORT_LIST = 12
"""A closed list of the standard with no more terms than these is defined whole."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A vocabulary that is published elsewhere, whose terms are not repeated."""

    name: str
    """As Define-XML names it: `ISO 3166`, `CTCAE`."""
    label: str
    version: str = ""


DICTIONARIES: Mapping[str, Dictionary] = {
    "ISO 3166": Dictionary("ISO 3166", "Country codes of three letters"),
    "CTCAE": Dictionary("CTCAE", "Common Terminology Criteria for Adverse Events"),
    "MedDRA": Dictionary("MedDRA", "Medical Dictionary for Regulatory Activities"),
}
"""Name of a variable's codelist → the dictionary it stands for; a version may follow the name."""


@dataclass(frozen=True, slots=True)
class UsedTerm:
    """A term that is defined, with whether the list's publisher knows it."""

    term: Term
    extended: bool = False


@dataclass(frozen=True, slots=True)
class UsedList:
    """A code list with the terms that a delivery defines, in the list's own order."""

    name: str
    label: str
    code: str
    """CDISC's concept code of the list; empty: it is none of CDISC's."""
    kind: Kind
    """Of the variables that use it."""
    terms: tuple[UsedTerm, ...] = ()
    dictionary: Dictionary | None = None
    """Where the terms are published, if they are not listed here."""

    @property
    def oid(self) -> str:
        """By which variables refer to it."""
        suffix = "" if self.kind == "text" else ".N"
        return f"CL.{self.name.replace(' ', '_')}{suffix}"


Lists = Mapping[tuple[str, Kind], UsedList]
"""Name of a variable's codelist and kind of the variable → the list."""


def collect_lists(datasets: Datasets, known: Mapping[str, Codelist]) -> Lists:
    """The lists that the variables name, each with the terms that the values use.

    A short closed list is given whole. A name that is not known becomes a list of our own, whose
    terms are the values as they occur. A list without any term to define is left out.
    """
    columns: dict[tuple[str, Kind], list[pl.Series]] = {}
    labels: dict[str, dict[str, str]] = {}
    for dataset in datasets:
        for variable in dataset.variables:
            if variable.codelist:
                values = dataset.frame.get_column(variable.name)
                columns.setdefault((variable.codelist, variable.kind), []).append(values)
                labels.setdefault(variable.codelist, {}).update(_decode(dataset, variable))
    made = {
        key: _collect(*key, series, known, labels[key[0]])
        for key, series in sorted(columns.items())
    }
    return {key: one for key, one in made.items() if one.terms or one.dictionary}


def _collect(
    name: str,
    kind: Kind,
    columns: list[pl.Series],
    known: Mapping[str, Codelist],
    labels: Mapping[str, str],
) -> UsedList:
    for prefix, dictionary in DICTIONARIES.items():
        if name == prefix or name.startswith(f"{prefix} "):
            version = name[len(prefix) + 1 :]
            named = Dictionary(dictionary.name, dictionary.label, version or dictionary.version)
            return UsedList(name, dictionary.label, "", kind, (), named)
    values = _list_values(columns)
    if name not in known:
        own = (UsedTerm(_make_own(value, labels.get(value, ""))) for value in values)
        return UsedList(name, name, "", kind, tuple(own))
    one, among = known[name], known[name].terms
    whole = not one.extensible and len(among) <= SHORT_LIST
    used = [UsedTerm(term) for term in among.values() if whole or term.value in values]
    extra = [UsedTerm(_make_own(value), bool(one.code)) for value in values if value not in among]
    return UsedList(name, one.label, one.code, kind, (*used, *extra))


def _make_own(value: str, label: str = "") -> Term:
    return Term(value, "", label, "own")


def _decode(dataset: Dataset, variable: Variable) -> dict[str, str]:
    """What each code stands for, where another variable says so."""
    if not variable.decoded:
        return {}
    pairs = dataset.frame.select(variable.name, variable.decoded).drop_nulls().unique()
    return {str(code): str(label) for code, label in pairs.sort(pairs.columns).iter_rows()}


def _list_values(columns: Iterable[pl.Series]) -> list[str]:
    found: set[str] = set()
    for values in columns:
        found.update(render_cell(value) for value in values.unique().to_list())
    return sorted(found - {""}, key=_order)


def _order(value: str) -> tuple[bool, float, str]:
    """Numbers by size, before words."""
    try:
        return False, float(value), value
    except ValueError:
        return True, 0.0, value
