"""The name of a codelist in, the terms that CDISC or we allow in it out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

Origin = Literal["ct", "define", "unverified", "own"]
"""`ct`: read in CDISC's terminology; `define`: read in CDISC's example Define-XML; `unverified`:
known to us and read in neither; `own`: a list of ours, for which CDISC has none."""

PACKAGE = "2025-03-28"
"""The release of CDISC's SDTM terminology from which the terms were read."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a codelist with CDISC's concept code; an empty code: CDISC has none, or we
    could not read it.
    """

    value: str
    code: str
    label: str
    source: Origin


@dataclass(frozen=True)
class Codelist:
    """The values that a variable may have."""

    name: str
    """Short, as a variable's `codelist` names it: `NY`."""
    code: str
    """CDISC's concept code of the list; empty for a list of our own."""
    label: str
    extensible: bool
    """True: a sponsor may add values that mean something else than all of its terms."""
    terms: Mapping[str, Term]

    @property
    def own(self) -> bool:
        """True if the list is ours and not CDISC's."""
        return all(term.source == "own" for term in self.terms.values())


@cache
def load_codelists() -> dict[str, Codelist]:
    """Every codelist by its name, from `tables/terminology.csv`."""
    lists: dict[str, Codelist] = {}
    terms: dict[str, dict[str, Term]] = {}
    for row in read_table("terminology"):
        name = row["list"]
        if name not in lists:
            terms[name] = {}
            extensible = row["extensible"] == "yes"
            lists[name] = Codelist(
                name, row["list_code"], row["list_label"], extensible, terms[name]
            )
        source = cast("Origin", row["source"])
        terms[name][row["value"]] = Term(row["value"], row["code"], row["label"], source)
    return lists


def find_name(codes: str, names: str, code: str) -> str | None:
    """The test's name that stands for the same concept as its code: `ALT` is a transferase.

    `codes` and `names` are the two codelists; None if either lacks the concept.
    """
    lists = load_codelists()
    term = lists[codes].terms.get(code)
    return None if term is None else _names_by_concept(names).get(term.code)


@cache
def _names_by_concept(names: str) -> dict[str, str]:
    return {term.code: value for value, term in load_codelists()[names].terms.items() if term.code}


@cache
def load_countries() -> dict[str, str]:
    """Two letters of a country → three, from `tables/countries.csv`."""
    return {row["alpha_2"]: row["alpha_3"] for row in read_table("countries")}


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `tables/<name>.csv`; its first line says where they were printed."""
    text = (resources.files("heliotrope.datasets") / "tables" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()[1:], strict=True))
