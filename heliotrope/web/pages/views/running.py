"""What the list of a running record shows: adverse events, medication, history, doses."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.parts import Button, Link, State


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCell:
    """One value of a row."""

    text: str
    grade: str = ""
    """Of a CTCAE grade its digit, drawn in the grade's color."""
    sign: State = "none"
    """Drawn before the text where it needs attention."""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningRow:
    """One row of the record."""

    label: str
    href: str
    cells: tuple[RunningCell, ...]
    reported: str
    """The visit at which it was reported."""
    state: State
    state_text: str
    ongoing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPage:
    """`running.html`."""

    title: str
    code: str
    crumbs: tuple[Link, ...]
    line: str
    first: str
    """Heading of the rows' names."""
    columns: tuple[str, ...]
    rows: tuple[RunningRow, ...]
    add: Button | None
    places: tuple[Link, ...] = ()
    """Other visits at which a new row can be reported."""
    others: tuple[Link, ...] = ()
    """The participant's other running records."""
    empty_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLink:
    """One running record on the participant's page."""

    label: str
    href: str
    count: str
    note: str = ""
    sign: State = "none"
    add_href: str = ""
    add_label: str = ""
