"""ADAE and ADEX with the study → adverse events and times at risk, ready to be counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from heliotrope.analysis.watched import label_code, read_rows
from heliotrope.datasets.standard import Datasets
from heliotrope.safety.terms import NOT_CLASSIFIED, load_body_systems
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of ADAE."""

    subject: str
    term: str
    """AEDECOD."""
    code: str | None
    """Of the CTCAE term on the form; None: no term was chosen."""
    system: str
    start: date | None
    grade: int | None
    serious: bool
    related: bool
    action: str | None
    fatal: bool
    emergent: str | None
    """`Y`, `N`, `U`; None: the plan has no rule."""
    before: bool
    """Began before the first dose."""
    after: bool
    """Began after the last day that counts."""
    entry: int | None


@dataclass(frozen=True, slots=True)
class Risk:
    """For how long a participant was at risk of an emergent event."""

    first: date
    days: int


_COLUMNS = (
    "SUBJID",
    "AEDECOD",
    "AETRMCD",
    "AEBODSYS",
    "ASTDT",
    "AETOXGRN",
    "AESER",
    "RELFL",
    "AEACN",
    "FATALFL",
    "TRTEMFL",
    "PREFL",
    "FUPFL",
)


def read_happenings(adam: Datasets) -> list[Happening]:
    """Every adverse event, in the order of ADAE."""
    return [_read(row, entry) for row, entry in read_rows(adam, "ADAE", _COLUMNS)]


def _read(row: Mapping[str, Any], entry: int | None) -> Happening:
    grade = row["AETOXGRN"]
    return Happening(
        subject=row["SUBJID"],
        term=row["AEDECOD"] or "",
        code=row["AETRMCD"],
        system=row["AEBODSYS"],
        start=row["ASTDT"],
        grade=None if grade is None else int(grade),
        serious=row["AESER"] == "Y",
        related=row["RELFL"] == "Y",
        action=row["AEACN"],
        fatal=row["FATALFL"] == "Y",
        emergent=row["TRTEMFL"],
        before=row["PREFL"] == "Y",
        after=row["FUPFL"] == "Y",
        entry=entry,
    )


def read_risks(adam: Datasets) -> dict[str, Risk]:
    """Time at risk by participant; whose time is not known is not there."""
    return {
        row["SUBJID"]: Risk(row["ASTDT"], int(row["AVAL"]))
        for row, _ in read_rows(adam, "ADEX", ("SUBJID", "PARAMCD", "ASTDT", "AVAL"))
        if row["PARAMCD"] == "RISKDAYS" and row["AVAL"] is not None
    }


def sum_days(risks: Mapping[str, Risk]) -> int:
    """All days at risk."""
    return sum(risk.days for risk in risks.values())


def sum_days_to_first(risks: Mapping[str, Risk], events: Iterable[Happening]) -> int:
    """Days at risk up to each participant's first of these events, that day included.

    An event on an unknown day is taken for one of the first day, which shortens the time.
    """
    left = {code: risk.days for code, risk in risks.items()}
    for event in events:
        risk = risks.get(event.subject)
        if risk is not None:
            day = 1 if event.start is None else (event.start - risk.first).days + 1
            left[event.subject] = min(left[event.subject], max(day, 1))
    return sum(left.values())


def label_system(system: str) -> Bilingual:
    """The name of a body system in both languages."""
    if system == NOT_CLASSIFIED.en:
        return NOT_CLASSIFIED
    return load_body_systems().get(system, Bilingual(system, system))


def label_term(study: Study, event: Happening) -> Bilingual:
    """The term as the study's form shows it; as reported where no term was chosen."""
    if event.code is None:
        return Bilingual(event.term, event.term)
    return label_code(study, "adverse_events", "ctcae_term", event.code)
