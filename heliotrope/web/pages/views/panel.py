"""What a laboratory panel shows: a line a test, filled in together on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from heliotrope.web.pages.views.forms import Field, FormHead, Problem
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.pages.views.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCell:
    """One item of a line: `name` is the line's key, a point and the item."""

    name: str
    label: str
    """Test and item, for those who do not see the column."""
    value: str = ""
    missing: Literal["", "ND", "UNK", "NA"] = ""
    choices: tuple[Choice, ...] = ()
    fixed: str = ""
    """Shown instead of a field: the only unit, a judgment that this person may not give."""
    errors: tuple[str, ...] = ()
    corrected: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A line that somebody else saved meanwhile: what they left, and who and when."""

    theirs: str
    who: str
    keep: Literal["", "mine", "theirs"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLine:
    """One test. Posted: each cell under its name, and `<key>._version`."""

    key: str
    label: str
    version: int
    result: PanelCell
    """The value as one reads it, a sign before the number; with choices: a finding."""
    unit: PanelCell | None
    low: PanelCell | None
    high: PanelCell | None
    judgment: PanelCell | None
    told: Told
    previous: str = ""
    history_url: str = ""
    """Address of an item's history without the item; empty while there is none."""
    other: str = ""
    """Another day or laboratory than the page's, which this line keeps."""
    clash: Clash | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelGroup:
    """Tests under one heading."""

    title: str
    lines: tuple[PanelLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFill:
    """A limit or unit that the laboratory gives: the script puts it where nothing else is typed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTold:
    """Fragment `form/panel_told.html`: how many values, outside, to judge; the highest grade."""

    summary: str
    to_judge: str = ""
    told: tuple[Told, ...] = ()
    fills: tuple[PanelFill, ...] = ()
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPage:
    """`form/panel.html`. Posts what `FormHead` says, and `_laboratory`.

    `_was_date`, `_was_time`, `_was_laboratory` go back as they were: a line that was recorded with
    them follows a change of them, one with others keeps its own.
    """

    form: FormHead
    groups: tuple[PanelGroup, ...]
    panel: PanelTold
    laboratory: Field | None
    was: tuple[tuple[str, str], ...]
    has_units: bool = True
    has_limits: bool = True
    has_judgments: bool = True
    judgment_key: str = ""
    """What the short words of the judgment mean."""
