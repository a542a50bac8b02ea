"""What a form page shows: fields, grids, scores, criteria, a save that came too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from heliotrope.web.pages.views.parts import Change, Choice, Link, Mark, State
from heliotrope.web.pages.views.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Analog:
    """An analog scale: numbers and words at its two ends."""

    low: str
    high: str
    step: str
    """A hundredth of it, as fine as a line is marked; a number may be typed finer."""
    low_text: str
    high_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. `value` is text as typed or stored; a code's value is its code."""

    name: str
    label: str
    lang: str = ""
    """Of the label, where it is in another language than the page."""
    language: str = ""
    """That language by its own name."""
    kind: Literal[
        "integer", "decimal", "date", "datetime", "time", "code", "yes_no", "text", "line",
        "password", "select", "scale",
    ]  # fmt: skip
    value: str = ""
    missing: Literal["", "ND", "UNK", "NA"] = ""
    may_be_missing: bool = False
    """True: `M` offers the reasons for its absence."""
    optional: bool = False
    unit: str = ""
    help: str = ""
    only_after: str = ""
    """Of an item that is not always asked: the answer after which it is."""
    when: str = ""
    """The same for the script: the other item, then each of its answers, colons between."""
    analog: Analog | None = None
    """Of `scale`: the line between its ends."""
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
    blank: bool = False
    """Of `select`: nothing need be chosen yet."""
    told: Told | None = None
    """What the server says of the value; None: it never says anything of this item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under one heading."""

    title: str
    fields: tuple[Field, ...] = ()
    note: str = ""
    matrix: Matrix | None = None
    """In place of the fields: questions down, answers across."""
    lines: tuple[Section, ...] = ()
    """In place of the fields: short sections, each on a line of its own."""
    sides: tuple[SidesRow, ...] = ()
    """In place of the fields: the two sides of a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of a matrix."""

    field: Field
    number: str = ""
    before: str = ""
    """Of its label, what the heading above says already; for those who do not see it."""
    half: bool = False
    """True: its choices are few, and another such row may stand beside it."""
    cells: tuple[Choice | None, ...] = ()
    """Its answers in the order of the columns, None where it has none such; empty: its own
    choices or field stand across all columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions of a matrix under one heading."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Questions down that share the answers across."""

    columns: tuple[Choice, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesRow:
    """What is asked of the right and of the left side, or once, of the middle."""

    label: str
    lang: str = ""
    language: str = ""
    """As of a field."""
    right: Field | None = None
    left: Field | None = None
    middle: Field | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One line of the summary on top of a form that was not accepted, or that warns."""

    text: str
    """What is wrong and what would be right."""
    item: str = ""
    """Name of the item to go to; empty: the whole form."""
    label: str = ""
    """The item as the person knows it."""
    others: tuple[Problem, ...] = ()
    """Further items of which the same is said."""


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
    words: bool = False
    """True: a band or a class, not a number."""


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
    note: str = ""
    """Why it is open though the score is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A text that the score fragment puts into the element of that id, e.g. `sum-scalp`."""

    id: str
    text: str
    outcome: Literal["", "met", "not_met", "open"] = ""
    """Of a criterion: shown with its sign; `not_met` marks the criterion as in the way."""
    item: str = ""
    """Of a criterion that a person answers: its item, whose criterion is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDetail:
    """One score of many: its value, and behind it how it comes about or why there is none."""

    name: str
    label: str
    value: str
    out_of: str = ""
    steps: tuple[ScoreLine, ...] = ()
    total: ScoreLine | None = None
    notes: tuple[str, ...] = ()
    """What was done about missing answers, or why there is no score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreSetLine:
    """One measure of the core set: what became of it, or what it can still give."""

    label: str
    text: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreSetGoal:
    """One response with its threshold, and whether the baselines allow it."""

    text: str
    is_reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreSetCard:
    """The Total Improvement Score at this visit, and the most that the baselines allow."""

    mark: Mark
    mark_reason: str
    value: str
    """Empty at baseline; — while it is not computable."""
    response: str
    steps: tuple[CoreSetLine, ...]
    notes: tuple[str, ...]
    older: str
    """What the older IMACS definition says; empty at baseline."""
    reachable: str
    """The highest reachable score; empty until the six baselines are there."""
    usual: str
    gains: tuple[CoreSetLine, ...]
    goals: tuple[CoreSetGoal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePanel:
    """Fragment `form/score.html`: scores, their course, how they come about, cut-offs."""

    scores: tuple[BigScore, ...]
    """Those that stand for the form, in large digits."""
    others: tuple[ScoreDetail, ...] = ()
    notes: tuple[str, ...] = ()
    """Of the large ones: what was done about missing answers."""
    rule: str = ""
    """What is done about missing answers, in a sentence."""
    course: tuple[ScoreLine, ...] = ()
    """Scores at earlier visits and now; each line has as many values as there are scores."""
    difference: ScoreLine | None = None
    steps_title: str = ""
    steps: tuple[ScoreLine, ...] = ()
    total: ScoreLine | None = None
    cutoffs: tuple[Cutoff, ...] = ()
    core_set: CoreSetCard | None = None
    unanswered: str = ""
    """e.g. `12 items to answer`; why there is no score yet."""
    outputs: tuple[Output, ...] = ()
    faults: tuple[Problem, ...] = ()
    """What is wrong with what is typed; the script marks the items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFaults:
    """Fragment `form/faults.html`: what is wrong with what is typed, of a form without scores."""

    faults: tuple[Problem, ...] = ()
    told: tuple[Told, ...] = ()


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
    """Element id `value-<id>` takes the score fragment's output."""
    label: str
    value: str
    inequality: str
    outcome: Literal["met", "not_met", "open"] = "open"
    """Of the criterion's part: `not_met` means it stands in the way."""
    outcome_text: str = ""
    """Empty where only the criterion as a whole is decided."""
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
    faults: tuple[Problem, ...] = ()
    """What is wrong with what is typed; the script marks the items."""


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
    same_href: str = ""
    """Where to go on when what was typed is what stands already; empty if it is not."""
