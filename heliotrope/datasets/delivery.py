"""What all files of one evaluation say of themselves: the study, the moment, the maker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment that files carry where no day of the data is known."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file beside the datasets that explains them."""

    oid: str
    title: str
    href: str
    """Relative to the folder of define.xml."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the datasets come from; the same for each of their files."""

    study_id: str
    study_title: str
    protocol: str
    """The protocol's name or number and version, in English."""
    moment: datetime
    """Midnight UTC of the last day of which anything is known, never the clock's."""
    version: str
    """Of Heliotrope."""
    fingerprint: str = ""
    """Of the snapshot behind the datasets; empty: not stated."""
    documents: tuple[Document, ...] = ()


def choose_moment(on: date | None) -> datetime:
    """The moment that files carry: midnight UTC of the data's last day, never the clock's."""
    return UNDATED if on is None else datetime(on.year, on.month, on.day, tzinfo=UTC)
