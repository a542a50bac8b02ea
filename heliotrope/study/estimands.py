"""What is to be estimated, as frozen objects: the five attributes of ICH E9(R1) and its events."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from heliotrope.study.written import Provenance, Written
from heliotrope.vocabulary import Bilingual

EventKind = Literal[
    "discontinuation",
    "hold",
    "rescue",
    "glucocorticoid_increase",
    "prohibited_medication",
    "death",
]
"""What can happen after treatment began and change what a value means. Found in the data by rule:

`discontinuation`: the study drug was stopped for good before the visit. `hold`: a period at dose 0
that was followed by a dose. `rescue`, `prohibited_medication`: a medication with that role began
on or after day 1. `glucocorticoid_increase`: the daily prednisone equivalent rose above that of
day 1. `death`.
"""

Strategy = Literal["treatment_policy", "hypothetical", "composite", "while_on_treatment"]
"""`treatment_policy`: the value counts whatever happened. `hypothetical`: a value after the event
is taken as missing, to be foretold by the method. `composite`: the event itself is the outcome,
not improved. `while_on_treatment`: values count up to the event only."""


class IntercurrentEvent(Written):
    """One kind of event with the rule by which it is found in the data."""

    event: EventKind
    label: Bilingual
    definition: Bilingual
    above_mg: Decimal = Decimal(0)
    """For `glucocorticoid_increase`: by more than so many mg a day above day 1."""
    least_days: int = 1
    """The event counts from so many days in a row."""
    provenance: Provenance


class Handling(Written):
    """How one estimand treats one kind of event."""

    event: EventKind
    strategy: Strategy
    reason: Bilingual


class Estimand(Written):
    """What is to be estimated; the analyses that estimate it refer to its name."""

    name: str
    label: Bilingual
    outcome: str | None = None
    """The outcome of the record that it serves, by name; None: none."""
    treatment: Bilingual
    population: str
    """Name of one of the plan's populations."""
    variable: Bilingual
    intercurrent: tuple[Handling, ...]
    """Every kind of event that the plan defines, once each."""
    summary: Bilingual
    """The population-level summary, e.g. the mean change."""
    provenance: Provenance

    def strategy(self, event: EventKind) -> Strategy:
        """The strategy for the kind of event; `treatment_policy` where none is named."""
        found = (one.strategy for one in self.intercurrent if one.event == event)
        return next(found, "treatment_policy")
