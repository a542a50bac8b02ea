"""A page's small parts and its frame, as plain frozen records."""

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
    group: str = ""
    """The heading under which it stands in a long list."""


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
