"""What the evaluation shows."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.parts import Button, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A finished drawing (`svg` is trusted markup of our own) with its title and caption."""

    title: str
    caption: str
    svg: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One estimate of the plan, every number as it stands in results.csv."""

    role: str
    estimate: str
    n: str
    value: str
    interval: str
    p: str
    method: str
    source: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """One participant's numbers behind the figures; `reason` where a number is missing."""

    code: str
    href: str
    values: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One thing that such a study cannot show."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPage:
    """`evaluation.html`."""

    state: State
    state_text: str
    line: str
    """Plan, head of the ledger, number of this look."""
    downloads: tuple[Button, ...]
    headline_label: str
    headline: str
    headline_number: str
    """Shown behind `headline`, set off; empty where nothing could be estimated."""
    headline_detail: str
    figures: tuple[Figure, ...]
    results: tuple[ResultRow, ...]
    value_heading: str
    """Heading of the results' value column."""
    interval_heading: str
    notes: tuple[str, ...]
    cautions_title: str
    cautions: tuple[Caution, ...]
    value_columns: tuple[str, ...]
    values: tuple[ValueRow, ...]
    missing: tuple[ValueRow, ...]
    """Participants without the primary value, each with its reason."""
    interval: Figure | None = None
    """The primary estimate drawn beside the headline."""
