"""The one door by which facts enter: intended facts → the chain's next links, one transaction."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.db import DatabaseError, IntegrityError, transaction

from heliotrope.capture.entries import (
    NO_HASH,
    Founded,
    Redacted,
    StudyVersion,
    compute_hash,
    read_entry,
)
from heliotrope.capture.ledger import (
    Chained,
    Draft,
    Link,
    State,
    chain,
    fold,
    fold_all,
)
from heliotrope.capture.rows import Row, make_row
from heliotrope.capture.signatures import derive_falls
from heliotrope.vocabulary import Bilingual, Person, Refusal
from heliotrope.web.database import ALIAS, get_connection
from heliotrope.web.find import find_ledger_rows, find_texts
from heliotrope.web.guard import lock_ledger
from heliotrope.web.models import LedgerRow, LedgerText
from heliotrope.web.triggers import REFUSAL

Clock = Callable[[], datetime]
DrawSalt = Callable[[], str]
Decide = Callable[[State, datetime, DrawSalt], Sequence[Draft]]
"""What to record, decided purely: on the state under the lock, the moment and fresh salts."""

Consequences = Callable[[State], Sequence[Draft]]
"""What follows from a state by itself: the signatures that fall."""

Beside = Callable[[State], None]
"""Changes of other tables that belong to the same transaction; given the state afterwards."""

SYSTEM = Person("system", "system", "Heliotrope", "system")
"""Who acts when a database is founded from the command line."""


class Overtaken(Refusal):
    """Another writer was at the same place or held the ledger too long. Nothing was recorded."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual(
                "another save reached the ledger first; nothing was saved",
                "另一次保存先写入了账本；本次未保存",
            ),
            Bilingual("look at the form again, then save", "请重新查看表格后再保存"),
        )


class NoLongerInRole(Refusal):
    """The person's role changed, or was revoked, since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual(
                "your role has changed since you opened this page", "打开此页之后，您的角色已变更"
            ),
            Bilingual("sign in again", "请重新登录"),
        )


class BrokenChain(Refusal):
    """The ledger was changed by other means than this program: it is neither shown nor added to."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        super().__init__(
            Bilingual(f"entry {seq} of the ledger does not hold", f"账本条目 {seq} 校验不符"),
            Bilingual(
                "run `heliotrope verify`, and compare with a backup",
                "请运行 `heliotrope verify`，并与备份核对",
            ),
        )

    def __reduce__(self) -> tuple[type[BrokenChain], tuple[int]]:
        """So that one process can tell another."""
        return (BrokenChain, (self.seq,))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one act left behind: its entries, those that followed from it, and the state after."""

    links: tuple[Chained, ...]
    before: State
    state: State


def read_clock() -> datetime:
    """The server's clock, in UTC."""
    return datetime.now(UTC)


def draw_salt() -> str:
    """A fresh random salt, 32 hex digits."""
    return secrets.token_hex(16)


class FairLock:
    """A lock that is given to those who wait in the order in which they came.

    Python's own goes to whoever is quickest, so that among eight clients some wait ten turns.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class Store:
    """Reads the ledger into a state kept in memory, and is the only writer of it.

    Safe for threads. The state in memory is a cache: `forget` drops it at any time. `known` is one
    to go on from, whose chain was proved elsewhere; of a large ledger it may lack the records, for
    an act that asks for none.
    """

    def __init__(
        self,
        clock: Clock = read_clock,
        salts: DrawSalt = draw_salt,
        consequences: Consequences = derive_falls,
        known: State | None = None,
    ) -> None:
        self._clock = clock
        self._salts = salts
        self._consequences = consequences
        self._writing = FairLock()
        self._reading = threading.Lock()
        self._known = known or State()

    def now(self) -> datetime:
        """The moment by the clock that entries are dated with."""
        return self._clock()

    def state(self) -> State:
        """All that is recorded now; one query when nothing is new."""
        return self._catch_up()

    def forget(self) -> None:
        """Drop the state in memory; the next question reads the whole ledger."""
        with self._reading:
            self._known = State()

    def record(self, by: Person, decide: Decide, beside: Beside | None = None) -> Recorded:
        """Record what `decide` finds right on the state under the lock; all of it or nothing.

        Args:
            by: who acts, with the role held when the page was opened.
            decide: pure; raises a Refusal to record nothing.
            beside: changes other tables in the same transaction, e.g. an account.

        Raises:
            Refusal: what `decide` raised; NoLongerInRole; Overtaken.
            RuntimeError: called inside a transaction, whose end could undo an acknowledged save.
        """
        with self._writing, _transaction():
            lock_ledger(get_connection())
            before = self._catch_up()
            _require_present(before, by)
            at = self._clock()
            drafts = list(decide(before, at, self._salts))
            links, state = _link(before, drafts, by, at)
            fallen = list(self._consequences(state)) if links else []
            more, after = _link(state, fallen, by, at)
            links += more
            for link, draft in zip(links, drafts + fallen, strict=True):
                _insert(link, draft)
            if beside is not None:
                beside(after)
        # Committed. A failure from here on would deny a save that happened.
        self._keep(before, after, links)
        return Recorded(links, before, after)

    def _catch_up(self) -> State:
        known = self._known
        rows = _find_after(known)
        if not rows:
            return known
        with self._reading:
            if self._known is not known:
                rows = _find_after(self._known)
            self._known = _fold_rows(self._known, rows)
            return self._known

    def _keep(self, before: State, after: State, links: Sequence[Chained]) -> None:
        with self._reading:
            if any(isinstance(link.entry.fact, Redacted) for link in links):
                self._known = State()
            elif self._known is before:
                self._known = after


def _find_after(state: State) -> list[Row]:
    return find_ledger_rows(after=state.head.seq if state.head else 0)


def _fold_rows(state: State, rows: list[Row]) -> State:
    if state.head is not None and any(row.kind == "redacted" for row in rows):
        # A redaction empties texts that older entries still show from memory.
        state, rows = State(), find_ledger_rows()
    texts = find_texts(from_seq=rows[0].seq) if rows else {}
    return fold_all(_read_links(rows, state.head, texts), state)


def _read_links(
    rows: Iterable[Row], head: Link | None, texts: Mapping[int, Mapping[str, str]]
) -> Iterator[Chained]:
    """The rows as links after the head. Raises BrokenChain where one does not continue it."""
    seq, previous = (head.seq, head.hash) if head else (0, NO_HASH)
    for row in rows:
        if (row.seq, row.previous, row.hash) != (seq + 1, previous, compute_hash(row.text)):
            raise BrokenChain(row.seq)
        entry = read_entry(row.text)
        if (entry.seq, entry.previous) != (row.seq, previous):
            raise BrokenChain(row.seq)
        yield Chained(entry, row.text, row.hash, texts.get(row.seq, _NO_TEXTS))
        seq, previous = row.seq, row.hash


_NO_TEXTS: Mapping[str, str] = {}


def _link(
    state: State, drafts: Sequence[Draft], by: Person, at: datetime
) -> tuple[tuple[Chained, ...], State]:
    links = []
    for draft in drafts:
        link = chain(draft, state.head, by, at, _name_version(state, draft))
        state = fold(state, link)
        links.append(link)
    return tuple(links), state


def _name_version(state: State, draft: Draft) -> StudyVersion:
    fact = draft.fact
    if isinstance(fact, Founded):
        return StudyVersion(version=fact.version, fingerprint=fact.fingerprint)
    if state.study is None:
        raise Refusal(
            Bilingual("this database has no study yet", "此数据库尚无研究"),
            Bilingual("run `heliotrope init` first", "请先运行 `heliotrope init`"),
        )
    return StudyVersion(version=state.study.version, fingerprint=state.study.fingerprint)


def _require_present(state: State, by: Person) -> None:
    if by == SYSTEM:
        return
    staff = state.staff.get(by.id)
    if staff is None or staff.person != by or by.role == "inactive":
        raise NoLongerInRole


def _insert(link: Chained, draft: Draft) -> None:
    # `save` would try an UPDATE first.
    LedgerRow.objects.bulk_create([LedgerRow(**asdict(make_row(link)))])
    seq = link.entry.seq
    LedgerText.objects.bulk_create(
        LedgerText(commitment=s.commitment, seq=seq, salt=s.salt, text=s.text) for s in draft.sealed
    )
    if isinstance(draft.fact, Redacted):
        emptied = LedgerText.objects.filter(commitment__in=draft.fact.commitments)
        emptied.update(salt=None, text=None)


@contextmanager
def _transaction() -> Iterator[None]:
    try:
        with transaction.atomic(using=ALIAS, durable=True):
            yield
    except DatabaseError as error:
        if not _is_contention(error):
            raise
        # The database's own message quotes the row, which may hold what a participant told.
        raise Overtaken from None


_CONTENTION_STATES = ("40001", "40P01", "55P03")
"""PostgreSQL: serialization failure, deadlock, lock not available in time."""


def _is_contention(error: DatabaseError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    text = str(error)
    return (
        isinstance(error, IntegrityError)
        or state in _CONTENTION_STATES
        or "database is locked" in text
        or REFUSAL in text
    )


_serving: list[Store] = []


def get_store() -> Store:
    """The store of this process."""
    if not _serving:
        _serving.append(Store())
    return _serving[0]


def use_store(store: Store) -> None:
    """Make another store this process's own; for tests and for `rehearse`, which has its clock."""
    _serving[:] = [store]
