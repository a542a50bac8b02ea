"""A person saves a form as typed → one fact with its checks and scores, or every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heliotrope.capture import answers
from heliotrope.capture.answers import DrawSalt
from heliotrope.capture.enrollment import require_study
from heliotrope.capture.ledger import Draft, State
from heliotrope.capture.roles import require_allowed
from heliotrope.capture.submission import Submission
from heliotrope.capture.timeline import derive_local_date
from heliotrope.vocabulary import Person
from heliotrope.web.store import Recorded, Store


def answer(store: Store, by: Person, submission: Submission) -> Recorded:
    """Save one form. Raises UnableToAct, UnableToAnswer, StaleSave or NothingChanged."""
    require_allowed(by, "answer")

    def decide(state: State, now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        today = derive_local_date(require_study(state), now)
        return [answers.answer(state, submission, today, salt, by.role)]

    return store.record(by, decide)
