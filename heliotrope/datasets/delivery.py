"""A snapshot → what all files of its datasets say of themselves: study, moment, maker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from heliotrope.capture.snapshot import Snapshot

SYNTHETIC = "Synthetic data"
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
    synthetic: bool = False
    """True if no real person stands behind the data: every description then says so."""

    @property
    def marked_title(self) -> str:
        """The study's title, before it the mark of synthetic data where it is due."""
        return f"{SYNTHETIC}: {self.study_title}" if self.synthetic else self.study_title

    @property
    def originator(self) -> str:
        """Who made the files."""
        return f"Heliotrope ({SYNTHETIC})" if self.synthetic else "Heliotrope"


def describe_delivery(
    snapshot: Snapshot, version: str, documents: tuple[Document, ...] = ()
) -> Delivery:
    """The delivery of the datasets that are made from a snapshot by this version of Heliotrope."""
    study = snapshot.study
    return Delivery(
        study_id=study.id.upper(),
        study_title=study.title.en,
        protocol=f"{study.id.upper()} version {study.version}",
        moment=choose_moment(snapshot.cut_off),
        version=version,
        fingerprint=snapshot.fingerprint,
        documents=documents,
        synthetic=snapshot.synthetic,
    )


def choose_moment(on: date | None) -> datetime:
    """The moment that files carry: midnight UTC of the data's last day, never the clock's."""
    return UNDATED if on is None else datetime(on.year, on.month, on.day, tzinfo=UTC)
