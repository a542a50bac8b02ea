"""A large ledger, a share of its participants at a time → the datasets of all of them.

Participants do not depend on each other in SDTM and ADaM, so a share is read, folded, tabulated and
forgotten: memory holds rows and never the whole state, and several processes can work at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from heliotrope.capture.entries import NO_HASH, compute_hash, read_entry, read_moment
from heliotrope.capture.ledger import Chained, Link, Participant, State, fold_all
from heliotrope.capture.snapshot import (
    Snapshot,
    hash_participant,
    leave_out_records,
    take_snapshot,
)
from heliotrope.datasets.adam.make import join_adam, make_adam
from heliotrope.datasets.sdtm.make import Tabulated, assemble_sdtm, tabulate
from heliotrope.datasets.standard import Datasets
from heliotrope.web.find import (
    LinkRow,
    find_codes,
    find_each_link,
    find_head_entry,
    find_share_rows,
    find_share_texts,
)
from heliotrope.web.store import BrokenChain

SIZE = 100
"""Participants in a share: few enough to stay in a processor's cache, many enough to pay."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some participants of a ledger up to its head."""

    codes: tuple[str, ...]
    head: Link


@dataclass(frozen=True)
class Made:
    """What was made of a share, and how many entries it was made from."""

    entries: int
    people: tuple[Participant, ...]
    """Without their records."""
    digests: tuple[str, ...]
    tabulated: Tabulated
    adam: Datasets


@dataclass(frozen=True)
class Prepared:
    """The datasets of a whole ledger, with the snapshot that they are of, without its records."""

    state: State
    """Of the same entries, likewise without records."""
    snapshot: Snapshot
    sdtm: Datasets
    adam: Datasets


def list_shares(size: int = SIZE) -> list[Share]:
    """The participants in the order of their codes, so many a share; one without any at least.

    Raises ValueError for an empty ledger.
    """
    found = find_head_entry()
    if found is None:
        raise ValueError("the ledger has no founding entry: there is nothing to evaluate")
    seq, entry_hash, at = found
    head, codes = Link(seq, entry_hash, read_moment(at)), sorted(find_codes(seq))
    places = range(0, max(len(codes), 1), size)
    return [Share(tuple(codes[place : place + size]), head) for place in places]


def make_share(share: Share) -> Made:
    """The datasets of one share. Raises BrokenChain where an entry is not what its row says."""
    _, common = _fold_common(share.head)
    texts = find_share_texts(share.codes)
    links = list(_read_links(find_share_rows(share.codes, share.head.seq), texts))
    snapshot = take_snapshot(replace(fold_all(links, common), head=share.head))
    tabulated = tabulate(snapshot)
    return Made(
        entries=len(links),
        people=tuple(leave_out_records(one) for one in snapshot.participants),
        digests=tuple(hash_participant(one) for one in snapshot.participants),
        tabulated=tabulated,
        adam=make_adam(snapshot, tabulated.found),
    )


def join_shares(head: Link, made: Sequence[Made]) -> Prepared:
    """The datasets of all shares, in their order.

    Raises BrokenChain unless the entries up to the head are one chain of which each was read once:
    each share has proved that its entries hash to what their rows say, and this the rest.
    """
    _require_chain(head)
    count, common = _fold_common(head)
    if count + sum(one.entries for one in made) != head.seq:
        raise BrokenChain(head.seq)
    people = tuple(person for one in made for person in one.people)
    state = replace(common, head=head, participants={one.code: one for one in people})
    snapshot = replace(
        take_snapshot(state),
        digests=tuple(digest for one in made for digest in one.digests),
    )
    sdtm = assemble_sdtm(snapshot, [one.tabulated for one in made])
    return Prepared(state, snapshot, sdtm, join_adam(one.adam for one in made))


def _fold_common(head: Link) -> tuple[int, State]:
    """What concerns the whole study: its files, its staff, who looked; and how many entries."""
    rows = find_share_rows(None, head.seq)
    return len(rows), fold_all(_read_links(rows, find_share_texts(None)))


def _read_links(
    rows: Sequence[LinkRow], texts: Mapping[int, Mapping[str, str]]
) -> Iterator[Chained]:
    nothing: Mapping[str, str] = {}
    for seq, participant, entry_hash, previous, text in rows:
        entry = read_entry(text)
        told = (entry.seq, entry.previous, getattr(entry.fact, "participant", None))
        if compute_hash(text) != entry_hash or told != (seq, previous, participant):
            raise BrokenChain(seq)
        yield Chained(entry, text, entry_hash, texts.get(seq, nothing))


def _require_chain(head: Link) -> None:
    last, at = 0, NO_HASH
    for seq, entry_hash, previous in find_each_link(head.seq):
        if (seq, previous) != (last + 1, at):
            raise BrokenChain(seq)
        last, at = seq, entry_hash
    if (last, at) != (head.seq, head.hash):
        raise BrokenChain(head.seq)
