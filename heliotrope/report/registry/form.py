"""What the results form of ClinicalTrials.gov holds, as plain frozen values with their rows.

Source: RRSUploadSchema.xsd, version 2017.04.18, and the public interface's description, version 2
(ctg-oas-v2.yaml); the definitions of the data elements, ClinicalTrials.gov, June 2023.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as the form prints it, or `NA` with its reason, and the row of results behind it."""

    text: str
    result: str
    """Its `result_id`."""
    why: str = ""
    """For `NA`: why there is no number."""


NOT_AVAILABLE = "NA"

Parameter = Literal["Mean", "Median", "Count of Participants"]
Dispersion = Literal["", "Standard Deviation", "Full Range"]
OutcomeKind = Literal["Primary", "Secondary", "Other Pre-specified"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a measure; `category` is empty where there is only one."""

    category: str
    value: Shown
    spread: Shown | None = None
    lower: Shown | None = None
    upper: Shown | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a measure."""

    title: str
    """Empty where a measure has one row."""
    entries: tuple[Entry, ...]
    analyzed: Shown | None = None
    """How many count in this row; None: as many as in the whole measure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A baseline measure or the data of an outcome measure."""

    title: str
    unit: str
    parameter: Parameter
    lines: tuple[Line, ...]
    dispersion: Dispersion = ""
    description: str = ""
    population: str = ""
    """Who is counted, in words."""
    kind: str = "Other"
    """Of a baseline measure, from the pick list of the upload; `Other`: specific to the study."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """One statistical analysis of an outcome measure."""

    what: str
    """What is estimated, in words."""
    estimate: Shown
    lower: Shown | None
    upper: Shown | None
    level: str
    """Of the interval, in percent."""
    method: str = ""
    """Of the test, from the pick list; empty: no test."""
    method_name: str = ""
    """Where the method is `Other`."""
    p: Shown | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeMeasure:
    """One outcome measure with its data and analyses."""

    name: str
    """Of the outcome in the study's files."""
    kind: OutcomeKind
    time_frame: str
    measure: Measure
    analyzed: Shown | None
    analyses: tuple[Statistics, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why participants did not complete."""

    kind: str
    """From the pick list."""
    other: str
    """Its name where the kind is `Other`."""
    count: Shown


@dataclass(frozen=True, slots=True)
class Flow:
    """Participant flow: one period."""

    started: Shown
    completed: Shown
    milestones: tuple[tuple[str, Shown], ...]
    reasons: tuple[Reason, ...]
    recruitment: str
    pre_assignment: str
    pre_assignment_rows: tuple[Shown, ...]
    """The numbers that stand in the words before assignment."""


@dataclass(frozen=True, slots=True)
class Event:
    """One term of adverse events."""

    term: str
    system: str
    """The system organ class; empty: to be chosen."""
    affected: Shown
    at_risk: Shown
    events: Shown


@dataclass(frozen=True, slots=True)
class Events:
    """The module of adverse events."""

    time_frame: str
    description: str
    threshold: str
    vocabulary: str
    deaths: tuple[Shown, Shown] | None
    """How many died of any cause, and of how many; None: not known."""
    serious: tuple[Shown, Shown]
    other: tuple[Shown, Shown]
    serious_events: tuple[Event, ...]
    other_events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form."""

    group: str
    """Title of the one group."""
    group_description: str
    flow: Flow
    baseline_analyzed: Shown | None
    baseline: tuple[Measure, ...]
    outcomes: tuple[OutcomeMeasure, ...]
    events: Events | None
    limitations: str
    to_enter: tuple[str, ...] = ()
    """What a person must still enter or decide."""


def list_shown(thing: object) -> Iterator[Shown]:
    """Every number in the form or a part of it, in order."""
    if isinstance(thing, Shown):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from list_shown(one)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for part in fields(thing):
            yield from list_shown(getattr(thing, part.name))


LIMITS = {
    "group_title": 62,
    "group_description": 999,
    "recruitment": 500,
    "pre_assignment": 500,
    "milestone": 40,
    "other_reason": 40,
    "baseline_title": 100,
    "baseline_description": 600,
    "row_title": 50,
    "category": 50,
    "unit": 40,
    "outcome_title": 255,
    "outcome_description": 999,
    "time_frame": 255,
    "population": 350,
    "estimated": 40,
    "method_name": 40,
    "comment": 250,
    "na_comment": 250,
    "event_time_frame": 255,
    "event_description": 350,
    "event_term": 100,
    "vocabulary": 20,
    "limitations": 250,
}
"""How many letters a field holds.

62, 999, 40 of milestones and reasons, 100, 600, 50 and 40 of units as in published programs that
write this upload; 500 of recruitment in the definitions of February 2021. The others are
unverified and chosen low: the form may take more.
"""


@dataclass
class Fitter:
    """Cuts texts to what a field holds, and remembers which were cut."""

    shortened: dict[str, str] = field(default_factory=dict)
    """Where it was cut, with the whole text."""
    foreign: list[str] = field(default_factory=list)
    """Texts that hold letters other than plain ones."""

    def fit(self, limit: str, text: str, where: str = "") -> str:
        """The text if it fits, else its beginning up to a whole word with three dots."""
        text = " ".join(_BESIDE.sub("", text).split()).translate(_PLAIN)
        if not text.isascii() and text not in self.foreign:
            self.foreign.append(text)
        most = LIMITS[limit]
        if len(text) <= most:
            return text
        self.shortened[f"{where or limit} ({most})"] = text
        return f"{text[: most - 3].rsplit(' ', 1)[0].rstrip(' ,;:')}..."


_BESIDE = re.compile(r"\s*[(（][^\x00-\x7f]+[)）]")
"""The same word in another language, in brackets."""
_PLAIN = str.maketrans({"\u2212": "-", "\u2013": "-", "\u201c": '"', "\u201d": '"', "\u00d7": "x",
                        "\u2265": ">=", "\u2264": "<="})  # fmt: skip
"""The form takes plain letters; these have a plain spelling."""
