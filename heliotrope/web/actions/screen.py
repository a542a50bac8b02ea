"""A person gives out a participant code → the fact that screening began."""

from __future__ import annotations

from heliotrope.capture import enrollment
from heliotrope.capture.ledger import Draft
from heliotrope.capture.roles import require_allowed
from heliotrope.vocabulary import Person
from heliotrope.web.store import Recorded, Store


def screen(store: Store, by: Person, code: str) -> Recorded:
    """Start screening under that code. Raises UnableToAct or UnableToScreen."""
    require_allowed(by, "screen")
    return store.record(by, lambda state, _now, _salt: [Draft(enrollment.screen(state, code))])
