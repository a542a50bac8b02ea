"""An item's history, as plain frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from heliotrope.web.pages.views.parts import Link


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
    redact: Link | None = None
    """Empties the item's text; for whoever may, where there is a text."""
