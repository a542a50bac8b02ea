"""Small acts for tests of the store: what is recorded in, the store's answer out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heliotrope.capture.answers import DrawSalt, StaleSave
from heliotrope.capture.entries import Answered, Redacted, Screened, Why, seal
from heliotrope.capture.ledger import Draft, State
from heliotrope.vocabulary import Person
from heliotrope.web.store import Recorded, Store

SECRET = "Mrs. Zhang told her neighbor"  # a text that must never stand in the chain or in a log


def screen(store: Store, by: Person, code: str = "NC-001") -> Recorded:
    return store.record(by, lambda *_: [Draft(Screened(participant=code))])


def make_answer(version: int, *, note: str | None = None) -> Answered:
    return Answered(
        participant="NC-001",
        visit="baseline",
        form="vitals",
        repeat=1,
        form_version=version,
        complete=True,
        performed="2026-03-02",
        values={"note": None if note is None else {"sealed": note, "type": "text"}},
        scores={},
        instrument=None,
        findings=(),
        deviations=(),
    )


def save(store: Store, by: Person, seen: int, text: str | None = None) -> Recorded:
    """As a form is saved: on top of the version that was seen, or not at all."""

    def decide(state: State, _at: datetime, salts: DrawSalt) -> Sequence[Draft]:
        known = state.participants["NC-001"].record("baseline", "vitals")
        if (known.version if known else 0) != seen:
            assert known is not None
            raise StaleSave(known, ())
        if text is None:
            return [Draft(make_answer(seen + 1))]
        sealed = seal(text, salts())
        return [Draft(make_answer(seen + 1, note=sealed.commitment), None, (sealed,))]

    return store.record(by, decide)


def redact(store: Store, by: Person, *commitments: str) -> Recorded:
    def decide(_state: State, _at: datetime, salts: DrawSalt) -> Sequence[Draft]:
        reason = seal("asked for by the participant", salts())
        why = Why(code="redaction", text={"sealed": reason.commitment, "type": "text"})
        fact = Redacted(participant="NC-001", commitments=commitments)
        return [Draft(fact, why, (reason,))]

    return store.record(by, decide)
