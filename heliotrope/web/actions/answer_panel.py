"""A person saves the rows of a panel as typed → one fact a changed row, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heliotrope.capture.answers import DrawSalt
from heliotrope.capture.enrollment import require_study
from heliotrope.capture.ledger import Draft, State
from heliotrope.capture.panels import answer_rows
from heliotrope.capture.roles import require_allowed
from heliotrope.capture.submission import Submission
from heliotrope.capture.timeline import derive_local_date
from heliotrope.vocabulary import Person
from heliotrope.web.store import Recorded, Store


def answer_panel(store: Store, by: Person, rows: Sequence[Submission]) -> Recorded:
    """Save several rows in one transaction.

    Raises UnableToAct, UnableToAnswerRows, StaleRows or NothingChanged; then no row is recorded.
    """
    require_allowed(by, "answer")

    def decide(state: State, now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        today = derive_local_date(require_study(state), now)
        return answer_rows(state, rows, today, salt, by.role)

    return store.record(by, decide)
