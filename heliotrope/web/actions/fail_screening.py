"""A person records that a participant will not be enrolled → the fact, with the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heliotrope.capture import enrollment
from heliotrope.capture.answers import DrawSalt, make_why
from heliotrope.capture.enrollment import UnableToScreen
from heliotrope.capture.entries import SealedText
from heliotrope.capture.ledger import Draft, State
from heliotrope.capture.roles import require_allowed
from heliotrope.vocabulary import Bilingual, Person
from heliotrope.web.store import Recorded, Store


def fail_screening(store: Store, by: Person, code: str, reason: str) -> Recorded:
    """Record a screen failure. Raises UnableToAct or UnableToScreen."""
    require_allowed(by, "fail_screening")
    if not reason.strip():
        raise UnableToScreen(
            Bilingual("the reason is empty", "原因为空"),
            Bilingual("say why the participant is not enrolled", "请说明不入组的原因"),
        )

    def decide(state: State, _now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        sealed: list[SealedText] = []
        why = make_why("screen_failure", reason.strip(), salt, sealed)
        return [Draft(enrollment.fail_screening(state, code), why, tuple(sealed))]

    return store.record(by, decide)
