"""A person enrolls a participant → the fact, or the refusal with what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from heliotrope.capture import enrollment
from heliotrope.capture.answers import DrawSalt, make_why
from heliotrope.capture.enrollment import UnableToEnroll, require_study
from heliotrope.capture.entries import SealedText
from heliotrope.capture.ledger import Draft, State
from heliotrope.capture.roles import require_allowed
from heliotrope.capture.timeline import derive_local_date
from heliotrope.vocabulary import Bilingual, Person
from heliotrope.web.store import Recorded, Store


def enroll(store: Store, by: Person, code: str) -> Recorded:
    """Enroll now. Raises UnableToAct, or UnableToEnroll naming every rule that stands against."""
    require_allowed(by, "enroll")

    def decide(state: State, now: datetime, _salt: DrawSalt) -> Sequence[Draft]:
        today = derive_local_date(require_study(state), now)
        return [Draft(enrollment.enroll(state, code, today, already_happened=False))]

    return store.record(by, decide)


def record_enrollment(store: Store, by: Person, code: str, happened: date, reason: str) -> Recorded:
    """Record an enrollment that has already happened, with its true day and its reason.

    Every rule that stood against it becomes a protocol deviation. Raises UnableToAct, or
    UnableToEnroll for a day in the future, a missing reason, or a participant enrolled before.
    """
    require_allowed(by, "record_fact")
    _require_reason(reason)

    def decide(state: State, now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        _require_past(happened, derive_local_date(require_study(state), now))
        fact = enrollment.enroll(state, code, happened, already_happened=True)
        sealed: list[SealedText] = []
        why = make_why("already_happened", reason.strip(), salt, sealed)
        return [Draft(fact, why, tuple(sealed))]

    return store.record(by, decide)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UnableToEnroll(
            Bilingual("the reason is empty", "原因为空"),
            Bilingual("say in a few words how it came about", "请用几个字说明经过"),
            (),
        )


def _require_past(happened: date, today: date) -> None:
    if happened > today:
        raise UnableToEnroll(
            Bilingual(
                f"{happened.isoformat()} lies in the future", f"{happened.isoformat()} 是将来的日期"
            ),
            Bilingual("give the day on which it happened", "请填写实际发生的日期"),
            (),
        )
