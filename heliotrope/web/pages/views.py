"""What each page shows, as plain frozen records: a view fills one, one template reads it.

All text is already in the reader's language and already written for reading: numbers with a true
minus, dates as 2026-05-21, times with their zone. An empty string or an empty tuple means "not
there" and shows nothing. `href` and `action` are addresses on this server. A template gets two
names: `frame` (the same on every page) and `page` (the record named beside the template in
`PAGE_OF_TEMPLATE`). Nothing here knows Django, the study or the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal[
    "done",  # check: complete
    "part",  # half circle: begun
    "due",  # clock: due today
    "soon",  # dotted ring: due within days
    "late",  # triangle: needs attention
    "blocked",  # octagon: cannot go on
    "signed",  # pen
    "fallen",  # red pen struck through: the signature no longer holds
    "query",  # bubble
    "locked",  # padlock
    "planned",  # ring: to come
    "primary",  # ring with a core: to come, carries the primary outcome
    "missed",  # a dash with its word: did not take place, not done
    "none",  # nothing is expected here
]
Change = Literal["", "up", "down"]
Mark = Literal["", "record", "published", "interpretation", "proposed", "unverified", "not_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A word that leads somewhere."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An act offered: a link drawn as a button. With `refused` it is shown but cannot be used."""

    label: str
    href: str
    kind: Literal["primary", "plain", "danger"] = "plain"
    icon: str = ""
    refused: str = ""
    """Why the act cannot be done now; shown beside the dead button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a code: what is stored, what is shown."""

    value: str
    label: str
    help: str = ""


# ------------------------------------------------------------------ the frame of every page


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One section in the header; `count` is this person's duties there."""

    label: str
    href: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyMark:
    """Which study this server holds, in two short lines."""

    title: str
    registration: str
    """Registry number, e.g. `NCT05488327`."""
    version: str
    """e.g. `study files v2`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in."""

    name: str
    role: str
    initial: str
    """One letter or character for the round mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What has just happened, said once on top of the next page."""

    text: str
    state: State = "done"
    detail: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page has around its content."""

    language: Literal["en", "zh"]
    path: str
    """Address of this page, for the language switch."""
    study: StudyMark
    synthetic: bool
    person: Account | None = None
    nav: tuple[NavItem, ...] = ()
    messages: tuple[Message, ...] = ()
    head: str = ""
    """Head of the chain as `N:hash`, printed on each page of paper."""
    printed_at: str = ""
    """Moment with its zone, printed on each page of paper."""
    version: str = ""
    """Version of the software."""
    accepted_draft: str = ""
    """`<draft key>:<version>` that an accepted save has just made: the device drops what it keeps
    of earlier versions, and nothing that was typed on this one since."""


# ------------------------------------------------------------------ fields of forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. `value` is text as typed or stored; a code's value is its code."""

    name: str
    label: str
    kind: Literal[
        "integer", "decimal", "date", "datetime", "time", "code", "yes_no", "text", "line",
        "password", "select",
    ]  # fmt: skip
    value: str = ""
    missing: Literal["", "ND", "UNK", "NA"] = ""
    may_be_missing: bool = False
    """True: `M` offers the reasons for its absence."""
    optional: bool = False
    unit: str = ""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    """Of `code`, `yes_no` and `select`."""
    previous: str = ""
    """Value at the previous visit, as shown."""
    previous_label: str = ""
    """Which visit that was."""
    change: Change = ""
    errors: tuple[str, ...] = ()
    """What is wrong and what would be right."""
    warnings: tuple[str, ...] = ()
    mark: Mark = ""
    mark_reason: str = ""
    history_href: str = ""
    """Address of the item's history; empty while there is none."""
    corrected: int = 0
    """How often the value was changed after its first record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under one heading."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One line of the summary on top of a form that was not accepted, or that warns."""

    text: str
    """What is wrong and what would be right."""
    item: str = ""
    """Name of the item to go to; empty: the whole form."""
    label: str = ""
    """The item as the person knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a value of a completed form was changed: a short list and a free line."""

    choices: tuple[Choice, ...]
    value: str = ""
    text: str = ""
    error: str = ""
    shown: bool = False
    """True: shown at once; else it appears with the first change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHead:
    """What every form page has: where it is, what it posts to, what is wrong with it.

    Posted: each item under its name, the reason for an absence as `<item>__missing` (ND, UNK or
    NA); under names that no item can have `_version`, `_date`, `_time`, `_reason` and
    `_reason_text` when a completed form is corrected, `_act` = `draft` or `complete`; or
    `_not_done` = ND, UNK or NA alone, for a form that was not done as a whole.
    """

    title: str
    crumbs: tuple[Link, ...]
    state: State
    state_text: str
    line: str
    """Participant, visit, rater in one line."""
    action: str
    draft_key: str
    """Person, participant, visit, form and repeat; the device keeps what is typed under it."""
    version: int
    """Version of the form that the page shows; posted back."""
    performed_date: Field
    performed_time: Field | None = None
    score_url: str = ""
    """Where the form is posted on each change; answers with the fragment for `#score`."""
    history_url: str = ""
    """Address of an item's history without the item's name at its end."""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    reason: Reason | None = None
    """Given when the form is complete, so that a change needs a reason."""
    readonly: str = ""
    """Why this person cannot change the form now; empty: it can be changed."""
    posted: bool = False
    """True: shows what was just posted and refused, so no draft is laid over it."""
    notes: tuple[str, ...] = ()
    """Small print under the form, e.g. about licensed wording."""
    mark: Mark = ""
    mark_reason: str = ""
    saved_line: str = ""
    """Who saved the version shown, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BigScore:
    """One computed score; `value` is — while it cannot be computed."""

    label: str
    value: str
    out_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One row of a small table of the score panel."""

    label: str
    values: tuple[str, ...]
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """A published threshold: met, not met, or not yet known."""

    met: bool | None
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A text that the score fragment puts into the element of that id, e.g. `sum-scalp`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePanel:
    """Fragment `form/score.html`: scores, their course, how they come about, cut-offs."""

    scores: tuple[BigScore, ...]
    course: tuple[ScoreLine, ...] = ()
    """Scores at earlier visits and now; each line has as many values as there are scores."""
    difference: ScoreLine | None = None
    steps_title: str = ""
    steps: tuple[ScoreLine, ...] = ()
    total: ScoreLine | None = None
    cutoffs: tuple[Cutoff, ...] = ()
    unanswered: str = ""
    """e.g. `12 items to answer`; why there is no score yet."""
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainFormPage:
    """`form/plain.html`: sections of questions, with a score panel where one computes."""

    form: FormHead
    sections: tuple[Section, ...]
    score: ScorePanel | None = None


# ------------------------------------------------------------------ the CDASI form


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A column of the grid: one component of the score."""

    label: str
    range: str
    codes: tuple[str, ...]
    damage: bool = False
    """True: belongs to damage, else to activity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One item of the grid, beside its value at the previous visit."""

    item: str
    value: str = ""
    missing: Literal["", "ND", "UNK", "NA"] = ""
    previous: str = ""
    change: Change = ""
    corrected: bool = False
    error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A row of the grid: one site with a cell for each component."""

    number: int
    site: str
    label: str
    cells: tuple[Cell, ...]
    subtotal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One item of the block under the grid: hands, periungual, hair."""

    cell: Cell
    label: str
    choices: tuple[Choice, ...]
    help: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CdasiFormPage:
    """`form/cdasi.html`: fifteen sites down, components across, the block of hands and hair."""

    form: FormHead
    previous_label: str
    """Short name of the previous visit; empty: there is none."""
    components: tuple[Component, ...]
    rows: tuple[SiteRow, ...]
    extras_title: str
    extras: tuple[Extra, ...]
    score: ScorePanel


# ------------------------------------------------------------------ the eligibility form


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A recorded number held against the record's inequality."""

    id: str
    """Element ids `value-<id>` and `outcome-<id>` take the score fragment's outputs."""
    label: str
    value: str
    inequality: str
    outcome: Literal["met", "not_met", "open"]
    """Of the criterion's part: `not_met` means it stands in the way."""
    outcome_text: str
    href: str = ""
    """The form where the number is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion: its number, its words, what decides it."""

    name: str
    number: str
    text: str
    original: str = ""
    """The record's own words where they are in another language; shown small beside."""
    original_language: str = "en"
    mark: Mark = ""
    mark_reason: str = ""
    thresholds: tuple[Threshold, ...] = ()
    answer: Field | None = None
    """Yes or no by a person; none where the thresholds decide."""
    outcome: Literal["met", "not_met", "open"] = "open"
    outcome_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundRow:
    """Something the record should give and that could not be read."""

    what: str
    sought: str
    blocks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Fragment `form/verdict.html`: whether the participant may be enrolled by the criteria."""

    state: Literal["done", "blocked", "part"]
    text: str
    detail: str = ""
    against: tuple[Problem, ...] = ()
    """Criteria that stand in the way."""
    open: tuple[Problem, ...] = ()
    """Criteria not decided yet."""
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityFormPage:
    """`form/eligibility.html`: criterion by criterion, the verdict beside."""

    form: FormHead
    inclusion: tuple[CriterionRow, ...]
    exclusion: tuple[CriterionRow, ...]
    not_found: tuple[NotFoundRow, ...]
    verdict: Verdict
    sections: tuple[Section, ...] = ()
    """Further questions of the form, shown first."""


# ------------------------------------------------------------------ a save that came too late


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An item that both changed: what it was, what each made of it, as shown."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    keep: Literal["", "mine", "theirs"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """An item that only one of the two changed."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StalePage:
    """`form/stale.html`: what was typed beside what another person saved meanwhile.

    Posts everything in `hidden` (what this person typed, as in the form), the new `version`, and
    for each conflict `keep__<item>` = `mine` or `theirs`.
    """

    title: str
    crumbs: tuple[Link, ...]
    action: str
    draft_key: str
    version: int
    who: str
    role: str
    at: str
    entry: str
    conflicts: tuple[Conflict, ...]
    theirs_only: tuple[OneSided, ...]
    mine_only: tuple[OneSided, ...]
    hidden: tuple[tuple[str, str], ...]
    discard_href: str
    reason: Reason | None = None
    error: str = ""


# ------------------------------------------------------------------ history of an item


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """One entry that touched the item; `kind` gives its sign."""

    kind: Literal["value", "query", "signed", "fallen", "note"]
    who: str
    role: str
    at: str
    at_utc: str
    entry: str
    """Number in the chain, as shown."""
    hash: str
    """First characters of its hash."""
    old: str = ""
    new: str = ""
    severity: Literal["", "0", "1", "2", "3"] = ""
    """Of the new value, where the item has a severity."""
    old_severity: Literal["", "0", "1", "2", "3"] = ""
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPanel:
    """Fragment `history.html` (shown beside the item) and page `history_page.html`."""

    title: str
    now: str
    events: tuple[HistoryEvent, ...]
    """Newest first."""
    line: str = ""
    """e.g. `changed once, 1 query`."""
    severity: Literal["", "0", "1", "2", "3"] = ""
    zone: str = ""
    """Name of the time zone shown."""
    crumbs: tuple[Link, ...] = ()
    """Used by the page only."""


# ------------------------------------------------------------------ sign-in and password


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """A fixed account of a synthetic database; its button signs in at once."""

    username: str
    password: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """`sign_in.html`. Posts `username`, `password`, `next`."""

    action: str
    next: str
    username: str = ""
    error: str = ""
    locked: str = ""
    """Until when sign-in is locked after wrong passwords."""
    expired: bool = False
    """True: the session ended; the page says what is kept on this device."""
    study_title: str = ""
    study_lines: tuple[str, ...] = ()
    demo: tuple[DemoAccount, ...] = ()
    help: str = ""
    """Whom to ask for a new password."""
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPage:
    """`password.html`. Posts `old_password`, `new_password1`, `new_password2`."""

    action: str
    forced: bool
    """True: the person came in with a one-time password and goes nowhere before."""
    old: Field
    new: Field
    again: Field
    rules: tuple[str, ...]


# ------------------------------------------------------------------ Today, participants


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowBar:
    """A visit's window in days from any common origin; `today` may lie beyond."""

    earliest: int
    target: int
    latest: int
    today: int


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
    sign: SignPanel | None = None
    """None: this person does not sign."""
    buttons: tuple[Button, ...] = ()
    bar: WindowBar | None = None
    window_text: str = ""


# ------------------------------------------------------------------ acts and refusals


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
    happened: str
    recorded: str
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


# ------------------------------------------------------------------ evaluation


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


# ------------------------------------------------------------------ study files


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One statement of the record or of the plan."""

    label: str
    value: str
    mark: Mark = ""
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """One form with the visits at which it is due (`True`), in the order of the columns."""

    label: str
    at: tuple[bool, ...]
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleColumn:
    """One visit of the schedule."""

    label: str
    day: str
    window: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One outcome measure of the record."""

    role: str
    measure: str
    time_frame: str
    mark: Mark = ""
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFilesPage:
    """`study_files.html`."""

    title: str
    line: str
    """Version, fingerprint, since when in force."""
    downloads: tuple[Button, ...]
    record: tuple[RecordRow, ...]
    inclusion: tuple[CriterionRow, ...]
    exclusion: tuple[CriterionRow, ...]
    not_found: tuple[NotFoundRow, ...]
    columns: tuple[ScheduleColumn, ...]
    schedule: tuple[ScheduleRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    plan: tuple[RecordRow, ...]
    faults: tuple[str, ...]
    versions: tuple[RecordRow, ...] = ()


# ------------------------------------------------------------------ audit trail


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One entry of the ledger."""

    entry: str
    at: str
    who: str
    role: str
    kind: str
    subject: str
    subject_href: str
    what: str
    reason: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """`audit.html`. Filters are sent by GET under their names."""

    line: str
    """Entries in all, when the chain was last verified, its head."""
    filters: tuple[Field, ...]
    rows: tuple[AuditRow, ...]
    shown: str
    """e.g. `1–100 of 1,287`."""
    export_href: str
    clear_href: str
    newer_href: str = ""
    older_href: str = ""
    zone: str = ""


# ------------------------------------------------------------------ errors


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """`error.html`: 403 and 404 inside the frame. `500.html` takes nothing at all."""

    code: str
    title: str
    text: str
    links: tuple[Link, ...] = ()


PAGE_OF_TEMPLATE: dict[str, type] = {
    "sign_in.html": SignInPage,
    "password.html": PasswordPage,
    "today.html": TodayPage,
    "participants.html": ParticipantsPage,
    "participant.html": ParticipantPage,
    "visit.html": VisitPage,
    "form/plain.html": PlainFormPage,
    "form/cdasi.html": CdasiFormPage,
    "form/eligibility.html": EligibilityFormPage,
    "form/stale.html": StalePage,
    "form/score.html": ScorePanel,
    "form/verdict.html": Verdict,
    "history.html": HistoryPanel,
    "history_page.html": HistoryPanel,
    "act.html": ActPage,
    "refusal.html": RefusalPage,
    "deviations.html": DeviationsPage,
    "evaluation.html": EvaluationPage,
    "study_files.html": StudyFilesPage,
    "audit.html": AuditPage,
    "error.html": ErrorPage,
}
