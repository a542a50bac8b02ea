"""A link of the chain → its row: the stored text and the columns by which it is found."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.capture.entries import Entry
from heliotrope.capture.ledger import Chained


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger, as it is stored. All but `text` can be read from `text`."""

    seq: int
    kind: str
    at: str
    person: str
    participant: str | None
    visit: str | None
    form: str | None
    repeat: int | None
    form_version: int | None
    hash: str
    previous: str
    text: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text kept outside the chain; salt and text are None once they were redacted."""

    commitment: str
    seq: int
    salt: str | None
    text: str | None


def make_row(link: Chained) -> Row:
    """The row of a link."""
    return make_entry_row(link.entry, link.hash, link.text)


def make_entry_row(entry: Entry, entry_hash: str, text: str) -> Row:
    """The row that belongs to an entry with that hash and stored text."""
    fact = entry.fact
    return Row(
        seq=entry.seq,
        kind=fact.kind,
        at=entry.at,
        person=entry.by.id,
        participant=getattr(fact, "participant", None),
        visit=getattr(fact, "visit", None),
        form=getattr(fact, "form", None),
        repeat=getattr(fact, "repeat", None),
        form_version=getattr(fact, "form_version", None),
        hash=entry_hash,
        previous=entry.previous,
        text=text,
    )
