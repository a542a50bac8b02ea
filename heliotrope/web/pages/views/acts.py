"""What an act, its refusal and the list of deviations show."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.forms import Field, Problem
from heliotrope.web.pages.views.participants import Fact
from heliotrope.web.pages.views.parts import Link, Mark, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of an act: met or not, with what helps."""

    met: bool
    text: str
    rule: str = ""
    help: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPath:
    """What already happened can always be recorded, with its true time, as a deviation."""

    action: str
    text: str
    fields: tuple[Field, ...]
    button: str
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """`act.html`: screen, enroll, screen failure, acknowledge … any act with a few questions."""

    title: str
    crumbs: tuple[Link, ...]
    line: str
    """What the act does and what follows."""
    action: str
    button: str
    cancel_href: str
    fields: tuple[Field, ...] = ()
    conditions: tuple[Condition, ...] = ()
    problems: tuple[Problem, ...] = ()
    danger: bool = False
    consequence: str = ""
    """Of a dangerous act, in one sentence."""
    refused: str = ""
    """The act cannot be done now: which rule stands against it. Then no button is shown."""
    fact: FactPath | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    facts: tuple[Fact, ...] = ()
    """What the act is about, e.g. the deviation to acknowledge."""
    facts_line: str = ""
    """Says what the facts are, where they do not say it themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPage:
    """`refusal.html`: an act that was refused; nothing was saved."""

    title: str
    crumbs: tuple[Link, ...]
    what: str
    rule: str
    rule_mark: Mark = ""
    rule_source: str = ""
    help: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    fact: FactPath | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRow:
    """A fact that departs from the plan, and whether an investigator has acknowledged it."""

    number: str
    participant: str
    participant_href: str
    what: str
    rule: str
    recorded: str
    by: str
    state: State
    state_text: str
    act: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationsPage:
    """`deviations.html`."""

    line: str
    rows: tuple[DeviationRow, ...]
    empty_text: str
    export_href: str = ""
