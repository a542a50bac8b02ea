"""What the plan's analyses found → rows, one number each, and the CSV text that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Literal

from heliotrope.datasets.write import render_rows, write_csv
from heliotrope.study.plan import AnalysisRole
from heliotrope.vocabulary import Bilingual, Language

COLUMNS = (
    "result_id",
    "role",
    "analysis",
    "estimand",
    "population",
    "endpoint",
    "visit",
    "group",
    "method",
    "statistic",
    "value",
    "unit",
    "direction",
    "text",
    "n",
    "plan_version",
    "source",
)
"""The columns of results.csv, in their order (contracts, "Results")."""

Statistic = Literal[
    "n",
    "mean",
    "sd",
    "median",
    "min",
    "max",
    "estimate",
    "lower",
    "upper",
    "p",
    "df",
    "count",
    "denominator",
]
Direction = Literal["", "lower", "higher"]
"""Which is better."""

Number = int | float | Decimal
EMPTY = Bilingual("", "")
PERCENT = Bilingual("%", "%")
PROPORTION = Bilingual("proportion", "比例")
"""From 0 to 1, as the method gives it."""
DAY = Bilingual("day", "天")


@dataclass(frozen=True, slots=True)
class Result:
    """One number: what it is, in whom, when, how found, and from what."""

    result_id: str
    """Unique, readable, the same for the same plan: `change_week_24.estimate`."""
    role: AnalysisRole
    analysis: str
    statistic: Statistic
    value: Number | None
    """None: there is no such number; `text` says why."""
    estimand: Bilingual = EMPTY
    population: str = ""
    endpoint: str = ""
    visit: str = ""
    group: str = ""
    """A participant's code, or the part of the population that is meant; empty: all of it."""
    method: Bilingual = EMPTY
    unit: Bilingual = EMPTY
    direction: Direction = ""
    text: Bilingual = EMPTY
    """Why there is no number, or what to know before quoting it."""
    n: int | None = None
    """How many observations went into the number."""
    plan_version: str = ""
    source: str = ""
    """How to trace it: dataset, parameter and visit, ledger entries, fingerprint of the data."""


@dataclass(frozen=True)
class Results:
    """All rows of one evaluation, in the order of the plan."""

    rows: tuple[Result, ...]
    fingerprint: str
    """SHA-256 over the study's fingerprint and both datasets: what went in."""

    def __post_init__(self) -> None:
        if len(self._by_id) != len(self.rows):
            raise ValueError("two results have the same result_id")

    @cached_property
    def _by_id(self) -> dict[str, Result]:
        return {row.result_id: row for row in self.rows}

    def __getitem__(self, result_id: str) -> Result:
        """The row of that id; KeyError if there is none."""
        return self._by_id[result_id]

    def find(self, result_id: str) -> Result | None:
        """The row of that id; None if there is none."""
        return self._by_id.get(result_id)

    def select(self, analysis: str) -> Iterator[Result]:
        """The rows of one analysis."""
        return (row for row in self.rows if row.analysis == analysis)


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns that rows made together share."""

    shared: Result
    prefix: str

    def row(
        self,
        name: str,
        statistic: Statistic,
        value: Number | None,
        *,
        n: int | None = None,
        text: Bilingual = EMPTY,
        unit: Bilingual | None = None,
        method: Bilingual | None = None,
        direction: Direction | None = None,
        group: str = "",
        visit: str | None = None,
        source: str | None = None,
    ) -> Result:
        """One row; what is not given is as in the heading."""
        like = self.shared
        return replace(
            like,
            result_id=f"{self.prefix}.{name}",
            statistic=statistic,
            value=value,
            n=n,
            text=text,
            group=group,
            unit=like.unit if unit is None else unit,
            method=like.method if method is None else method,
            direction=like.direction if direction is None else direction,
            visit=like.visit if visit is None else visit,
            source=like.source if source is None else source,
        )


def join_texts(texts: Iterable[Bilingual], en: str = " ", zh: str = "") -> Bilingual:
    """The texts one after the other, empty ones left out."""
    said = [text for text in texts if text.en]
    return Bilingual(en.join(text.en for text in said), zh.join(text.zh for text in said))


read_row = attrgetter(*COLUMNS)
"""The values of a row in the order of the columns, as they are."""


def render_results(results: Results, language: Language = "en") -> str:
    """The rows as CSV text; numbers are printed in full: the shortest text of the same float64."""
    return render_rows(COLUMNS, (_cells(row, language) for row in results.rows))


def _cells(row: Result, language: Language) -> list[str | Number | None]:
    return [one.say(language) if isinstance(one, Bilingual) else one for one in read_row(row)]


def write_results(results: Results, path: Path) -> None:
    """Write results.csv, in English whatever the report's language: one evaluation, one file."""
    write_csv(render_results(results), path)
