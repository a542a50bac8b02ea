"""A person opens the results or takes a copy away → the fact that they did."""

from __future__ import annotations

from heliotrope.capture.entries import Exported, ResultsViewed
from heliotrope.capture.ledger import Draft
from heliotrope.capture.roles import require_allowed
from heliotrope.vocabulary import Person
from heliotrope.web.store import Recorded, Store


def open_results(store: Store, by: Person) -> Recorded:
    """Record a look at the results as they stand now. Raises UnableToAct."""
    require_allowed(by, "view_results")
    return store.record(
        by,
        lambda state, _now, _salt: [
            Draft(ResultsViewed(up_to=state.head.seq if state.head else 0))
        ],
    )


def record_export(store: Store, by: Person, what: str) -> Recorded:
    """Record that a copy leaves the program. Raises UnableToAct."""
    require_allowed(by, "export")
    return store.record(
        by,
        lambda state, _now, _salt: [
            Draft(Exported(what=what, up_to=state.head.seq if state.head else 0))
        ],
    )
