"""Every question asked of the database: a question in, plain rows out; so many queries each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from heliotrope.capture.entries import (
    Entry,
    Founded,
    StudyAdopted,
    compute_hash,
    read_entry,
    render_moment,
)
from heliotrope.capture.ledger import Chained
from heliotrope.capture.rows import Row, TextRow
from heliotrope.web.models import Account, LedgerRow, LedgerText

COLUMNS = tuple(Row.__slots__)
TEXT_COLUMNS = tuple(TextRow.__slots__)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """How a person signs in, without the password."""

    person: str
    username: str
    is_active: bool
    demo: bool
    password_digest: str
    """Of the salted hash, as an entry commits to it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries to list; what is None or empty lets all through."""

    kinds: tuple[str, ...] = ()
    person: str | None = None
    participant: str | None = None
    visit: str | None = None
    form: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Entries before this moment."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of entries, newest first, and how many the filter lets through in all."""

    links: tuple[Chained, ...]
    total: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries alone."""
        return tuple(link.entry for link in self.links)


def find_ledger_rows(after: int = 0, up_to: int | None = None) -> list[Row]:
    """The rows after one entry number, up to another if given, in their order. One query."""
    found = LedgerRow.objects.filter(seq__gt=after)
    if up_to is not None:
        found = found.filter(seq__lte=up_to)
    return [Row(*values) for values in found.order_by("seq").values_list(*COLUMNS)]


def find_each_ledger_row(chunk: int = 2000) -> Iterator[Row]:
    """All rows in their order, a chunk in memory at a time. One query."""
    found = LedgerRow.objects.order_by("seq").values_list(*COLUMNS)
    for values in found.iterator(chunk_size=chunk):
        yield Row(*values)


def find_texts(from_seq: int = 0) -> Mapping[int, Mapping[str, str]]:
    """Entry number → commitment → text, for texts that were not redacted. One query."""
    found = LedgerText.objects.filter(seq__gte=from_seq, text__isnull=False)
    texts: dict[int, dict[str, str]] = {}
    for seq, commitment, text in found.values_list("seq", "commitment", "text"):
        texts.setdefault(seq, {})[commitment] = text or ""
    return texts


def find_text_rows() -> list[TextRow]:
    """All texts with their salts, redacted ones too. One query."""
    found = LedgerText.objects.order_by("seq").values_list(*TEXT_COLUMNS)
    return [TextRow(*values) for values in found]


def find_head() -> tuple[int, str] | None:
    """Number and hash of the newest entry; None for an empty ledger. One query."""
    return LedgerRow.objects.order_by("-seq").values_list("seq", "hash").first()


LinkRow = tuple[int, str | None, str, str, str]
"""Number, participant, hash, hash before and text of an entry."""


def find_head_entry() -> tuple[int, str, str] | None:
    """Number, hash and moment of the newest entry; None for an empty ledger. One query."""
    return LedgerRow.objects.order_by("-seq").values_list("seq", "hash", "at").first()


def count_participants() -> int:
    """How many were ever screened. One query."""
    return LedgerRow.objects.filter(kind="screened").count()


def find_codes(up_to: int) -> list[str]:
    """The participants who were screened up to an entry. One query."""
    found = LedgerRow.objects.filter(kind="screened", seq__lte=up_to)
    return [code for code in found.values_list("participant", flat=True) if code is not None]


def find_each_link(up_to: int, chunk: int = 10_000) -> Iterator[tuple[int, str, str]]:
    """Number, hash and hash before of every entry, in their order. One query."""
    found = LedgerRow.objects.filter(seq__lte=up_to).order_by("seq")
    yield from found.values_list("seq", "hash", "previous").iterator(chunk_size=chunk)


def find_share_rows(codes: Sequence[str] | None, up_to: int) -> list[LinkRow]:
    """The entries of these participants in order; None: those of no participant. One query."""
    found = _select_share(codes).filter(seq__lte=up_to).order_by("seq")
    return list(found.values_list("seq", "participant", "hash", "previous", "text"))


def find_share_texts(codes: Sequence[str] | None) -> Mapping[int, Mapping[str, str]]:
    """The same as `find_texts`, of those entries. One query."""
    found = LedgerText.objects.filter(
        seq__in=_select_share(codes).values("seq"), text__isnull=False
    )
    texts: dict[int, dict[str, str]] = {}
    for seq, commitment, text in found.values_list("seq", "commitment", "text"):
        texts.setdefault(seq, {})[commitment] = text or ""
    return texts


def _select_share(codes: Sequence[str] | None) -> QuerySet[LedgerRow]:
    if codes is None:
        return LedgerRow.objects.filter(participant__isnull=True)
    return LedgerRow.objects.filter(participant__in=codes)


def find_entries(chosen: Filter, page: int = 1, size: int = 50) -> Page:
    """A page of the entries that a filter lets through, newest first. Three queries."""
    found = _apply(chosen)
    first = (max(page, 1) - 1) * size
    rows = list(found.order_by("-seq").values_list("seq", "hash", "text")[first : first + size])
    texts = _find_texts_of([seq for seq, _, _ in rows])
    links = tuple(
        Chained(read_entry(text), text, entry_hash, texts.get(seq, {}))
        for seq, entry_hash, text in rows
    )
    return Page(links, found.count())


def find_participant_entries(participant: str) -> tuple[Chained, ...]:
    """All entries of one participant, in their order. Two queries."""
    found = LedgerRow.objects.filter(participant=participant).order_by("seq")
    rows = list(found.values_list("seq", "hash", "text"))
    texts = _find_texts_of([seq for seq, _, _ in rows])
    return tuple(
        Chained(read_entry(text), text, entry_hash, texts.get(seq, {}))
        for seq, entry_hash, text in rows
    )


def find_counts() -> dict[str, int]:
    """Kind of entry → how many there are. One query."""
    from django.db.models import Count

    found = LedgerRow.objects.values_list("kind").annotate(n=Count("seq")).order_by("kind")
    return dict(found)


def find_accounts() -> list[AccountRow]:
    """All accounts, by person. One query."""
    found = Account.objects.order_by("person")
    return [
        AccountRow(person, username, is_active, demo, compute_hash(password))
        for person, username, is_active, demo, password in found.values_list(
            "person", "username", "is_active", "demo", "password"
        )
    ]


def _apply(chosen: Filter) -> QuerySet[LedgerRow]:
    found = LedgerRow.objects.all()
    for name in ("person", "participant", "visit", "form"):
        value = getattr(chosen, name)
        if value is not None:
            found = found.filter(**{name: value})
    if chosen.kinds:
        found = found.filter(kind__in=chosen.kinds)
    if chosen.since is not None:
        found = found.filter(at__gte=render_moment(chosen.since))
    if chosen.until is not None:
        found = found.filter(at__lt=render_moment(chosen.until))
    return found


def _find_texts_of(seqs: list[int]) -> Mapping[int, Mapping[str, str]]:
    if not seqs:
        return {}
    found = LedgerText.objects.filter(
        seq__gte=min(seqs), seq__lte=max(seqs), text__isnull=False
    ).values_list("seq", "commitment", "text")
    wanted, texts = set(seqs), dict[int, dict[str, str]]()
    for seq, commitment, text in found:
        if seq in wanted:
            texts.setdefault(seq, {})[commitment] = text or ""
    return texts


def find_study_files() -> dict[str, str]:
    """The text of the study's files in force, by relative name; empty before the founding."""
    found = LedgerRow.objects.filter(kind__in=("founded", "study_adopted")).order_by("-seq")
    text = found.values_list("text", flat=True).first()
    if text is None:
        return {}
    fact = read_entry(text).fact
    assert isinstance(fact, Founded | StudyAdopted)
    return dict(fact.files)
