"""What the pages of participants show: today, the list, one of them, a visit, its signature."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.parts import Button, Choice, Link, Mark, Message, State
from heliotrope.web.pages.views.running import RunningLink


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowBar:
    """A visit's window in days from any common origin; `today` may lie beyond."""

    earliest: int
    target: int
    latest: int
    today: int
    """For a visit that was held the day on which it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One duty: whose, what, until when, and the act that does it."""

    state: State
    code: str
    code_href: str
    title: str
    detail: str
    when: str
    until: str
    act: Link
    bar: WindowBar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One of the planned participants; without `href` a free place."""

    code: str
    state: State
    line: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the week to come; `ends` are windows that close on it."""

    weekday: str
    day: str
    today: bool = False
    weekend: bool = False
    visits: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody else."""

    state: State
    label: str
    who: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """`today.html`."""

    date_line: str
    late: tuple[Task, ...]
    today: tuple[Task, ...]
    soon: tuple[Task, ...]
    empty_text: str
    """Said when there is nothing at all, with the next act."""
    tiles_title: str
    tiles_line: str
    tiles: tuple[Tile, ...]
    own: tuple[Task, ...] = ()
    """What waits for the reader's own signature or judgment."""
    week: tuple[Day, ...] = ()
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantRow:
    """One participant in the list."""

    code: str
    href: str
    state: State
    state_text: str
    since: str
    """Day 1 or screening date."""
    next_visit: str
    next_when: str
    next_state: State
    attention: str
    """What needs attention in a few words; empty: nothing."""
    bar: WindowBar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsPage:
    """`participants.html`."""

    line: str
    """Enrolled of planned, screen failures."""
    rows: tuple[ParticipantRow, ...]
    screen: Button | None
    empty_text: str


# ------------------------------------------------------------------ one participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One key fact; `note` stands quietly behind the value."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitColumn:
    """One visit as a column of the grid."""

    label: str
    target: str
    window: str
    actual: str
    """Date it took place, `today`, or empty."""
    href: str
    current: bool = False
    late: bool = False
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One form at one visit. `word` says the state to those who do not see the sign."""

    state: State
    word: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One form with a cell for each visit."""

    label: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """A score at the visit in that column (0-based)."""

    column: int
    value: int
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The small figure of a score under the grid; `top` is the upper end of its axis."""

    title: str
    scale: str
    points: tuple[CoursePoint, ...]
    top: int
    change: str = ""
    change_note: str = ""
    line_at: int | None = None
    """A published threshold, dotted."""
    line_text: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Something that somebody has to look at."""

    state: State
    title: str
    detail: str
    links: tuple[Link, ...] = ()
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantPage:
    """`participant.html`."""

    code: str
    crumbs: tuple[Link, ...]
    state: State
    state_text: str
    line: str
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]
    visits: tuple[VisitColumn, ...]
    rows: tuple[GridRow, ...]
    signatures: tuple[GridCell, ...]
    attention: tuple[Attention, ...]
    running: tuple[RunningLink, ...] = ()
    """What goes on beside the visits: events, medication, doses."""
    course: Course | None = None
    note: str = ""
    note_mark: Mark = ""


# ------------------------------------------------------------------ one visit and its signature


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFormRow:
    """One form of the visit."""

    label: str
    href: str
    state: State
    state_text: str
    performed: str
    summary: str
    act: str
    """Verb of its link, e.g. `fill in`."""
    fills: bool = False
    """True: something is still to be filled in, and this person may."""
    add: Link | None = None
    """Another row of a repeating form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedForm:
    """One form that the signature would cover, with how it differs from the last signed one."""

    label: str
    href: str
    summary: str
    change: str
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """How a signature is shown."""

    name: str
    role: str
    meaning: str
    at: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPanel:
    """What is signed, what it means, and the password. Posts `meaning`, `password`, `seen`."""

    action: str
    seen: str
    """What was shown, so that nothing unseen is signed; posted back."""
    covered: tuple[SignedForm, ...]
    meanings: tuple[Choice, ...]
    meaning: str
    button: str
    preview: Stamp
    fallen: tuple[Message, ...] = ()
    error: str = ""
    refused: str = ""
    """Why it cannot be signed now; then no password is asked for."""
    refused_help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature that was given; a fallen one says its cause."""

    stamp: Stamp
    covers: str
    entry: str
    hash: str
    fallen: bool = False
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """`visit.html`."""

    title: str
    crumbs: tuple[Link, ...]
    state: State
    state_text: str
    line: str
    forms: tuple[VisitFormRow, ...]
    signatures: tuple[Signature, ...]
    report: tuple[Link, ...] = ()
    """New rows of running records that can be reported at this visit."""
    sign: SignPanel | None = None
    """None: this person does not sign."""
    buttons: tuple[Button, ...] = ()
    bar: WindowBar | None = None
    window_text: str = ""
