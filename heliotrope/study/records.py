"""What kinds of facts a form can record → the items that the product then knows by their names.

A form says `records: adverse_events`, and its items carry the names below: so medication, events
and laboratory values are found in every study without a line of code that knows the study. An item
of another name may stand beside them; it is shown, kept and exported, and means nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

RecordKind = Literal[
    "adverse_events",
    "medications",
    "laboratory",
    "vital_signs",
    "dosing",
    "accountability",
    "medical_history",
    "procedures",
]


@dataclass(frozen=True, slots=True)
class Known:
    """One item that the product knows on a form of that kind."""

    name: str
    types: tuple[str, ...]
    needed: bool = False
    """True: a form of the kind without this item is a fault of the study."""
    codes: tuple[str, ...] = ()
    """The codes that the product knows; the form may offer fewer. Empty: any."""
    partial: bool = False
    """True: a year, or a year and month, will do; no rule counts from its very day."""


GRADES = ("1", "2", "3", "4", "5")
"""CTCAE grades."""
RELATIONS = ("certain", "probable", "possible", "unlikely", "unrelated", "unassessable")
"""Causality in six steps. Source: practice.md, professional knowledge, unverified."""
RELATED = ("certain", "probable", "possible", "unassessable")
"""Those counted as related: an event that cannot be judged is not taken for unrelated."""
ACTIONS = ("none", "reduced", "interrupted", "stopped", "not_applicable", "unknown")
"""What was done with the study drug because of an event."""
OUTCOMES = ("recovered", "recovering", "not_recovered", "sequelae", "fatal", "unknown")
SERIOUSNESS = (
    "death",
    "life_threatening",
    "hospitalization",
    "disability",
    "congenital_anomaly",
    "medically_important",
)
"""The criteria of ICH E2A that make an event serious: one yes/no item each."""
MEDICATION_ROLES = ("background", "rescue", "prohibited", "prophylaxis", "other")
"""Why a medication matters to the evaluation."""
MEDICATION_GROUPS = (
    "glucocorticoid",
    "immunosuppressant",
    "antimalarial",
    "immunoglobulin",
    "jak_inhibitor",
    "biologic",
    "topical",
    "traditional",
    "antithrombotic",
    "other",
)
ROUTES = (
    "oral",
    "iv",
    "intramuscular",
    "subcutaneous",
    "intraarticular",
    "topical",
    "inhaled",
    "other",
)
FREQUENCIES = ("daily", "alternate_days", "stopped")
JUDGMENTS = ("normal", "not_significant", "significant")
"""The investigator's judgment of a laboratory value: 正常, 异常无临床意义, 异常有临床意义."""
SIGNS = ("below", "above")
"""A censored value: `<0.5` is 0.5 with the sign `below`."""

KNOWN: Mapping[RecordKind, tuple[Known, ...]] = {
    "adverse_events": (
        Known("term", ("text",), needed=True),
        Known("ctcae_term", ("code",)),
        Known("start_date", ("date",), needed=True),
        Known("end_date", ("date",)),
        Known("grade", ("code",), needed=True, codes=GRADES),
        Known("serious", ("yes_no",), needed=True),
        *(Known(name, ("yes_no",)) for name in SERIOUSNESS),
        Known("relation", ("code",), needed=True, codes=RELATIONS),
        Known("action", ("code",), codes=ACTIONS),
        Known("outcome", ("code",), codes=OUTCOMES),
        Known("treated", ("yes_no",)),
    ),
    "medications": (
        Known("drug", ("code",), needed=True),
        Known("name", ("text",)),
        Known("group", ("code",), codes=MEDICATION_GROUPS),
        Known("role", ("code",), codes=MEDICATION_ROLES),
        Known("dose", ("decimal", "integer")),
        Known("dose_unit", ("code",)),
        Known("per_day", ("decimal",)),
        Known("route", ("code",), codes=ROUTES),
        Known("start_date", ("date",), needed=True, partial=True),
        Known("end_date", ("date",), partial=True),
        Known("indication", ("code",)),
    ),
    # One row a test. A form without the item `test` is a panel: each of its items that has the
    # name of a test and a unit is one value, e.g. `neutrophils` in `10^9/L`.
    "laboratory": (
        Known("test", ("code",)),
        Known("value", ("decimal",)),
        Known("sign", ("code",), codes=SIGNS),
        Known("finding", ("code",), codes=("negative", "positive")),
        Known("unit", ("code",)),
        Known("lln", ("decimal",)),
        Known("uln", ("decimal",)),
        Known("laboratory", ("code",)),
        Known("judgment", ("code",), codes=JUDGMENTS),
    ),
    "vital_signs": (
        Known("systolic", ("integer", "decimal")),
        Known("diastolic", ("integer", "decimal")),
        Known("pulse", ("integer", "decimal")),
        Known("temperature", ("decimal",)),
        Known("weight", ("decimal",)),
        Known("height", ("decimal",)),
    ),
    "dosing": (
        Known("start_date", ("date",), needed=True),
        Known("end_date", ("date",)),
        Known("dose_mg", ("decimal", "integer"), needed=True),
        Known("frequency", ("code",), codes=FREQUENCIES),
        Known("reason", ("code",)),
    ),
    "accountability": (
        Known("dispensed_date", ("date",)),
        Known("strength_mg", ("decimal", "integer", "code")),
        Known("dispensed", ("integer",)),
        Known("returned", ("integer",)),
    ),
    "medical_history": (
        Known("condition", ("text",), needed=True),
        Known("category", ("code",)),
        Known("start_date", ("date",), partial=True),
        Known("end_date", ("date",), partial=True),
        Known("ongoing", ("yes_no",)),
    ),
    "procedures": (
        Known("taken", ("yes_no",), needed=True),
        Known("procedure", ("code",)),
    ),
}
"""Kind of form → the items it may carry that mean something to the product."""
