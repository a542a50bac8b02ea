"""Acts of a rehearsal in, the same acts done through `web.actions` on a store out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from heliotrope.simulate.acts import (
    Acknowledge,
    Act,
    Enroll,
    FailScreening,
    RecordEnrollment,
    Save,
    Screen,
    Sign,
)
from heliotrope.vocabulary import Person
from heliotrope.web.actions.answer import answer
from heliotrope.web.actions.deviation import acknowledge
from heliotrope.web.actions.enroll import enroll, record_enrollment
from heliotrope.web.actions.fail_screening import fail_screening
from heliotrope.web.actions.screen import screen
from heliotrope.web.actions.sign import sign
from heliotrope.web.store import Store


@dataclass(slots=True)
class ActClock:
    """The clock of a rehearsal: it reads the moment of the act that is being done."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


def play(store: Store, clock: ActClock, acts: Iterable[Act]) -> None:
    """Do each act at its moment, as the person of its role. Raises what an act refuses."""
    people = {staff.person.role: staff.person for staff in store.state().staff.values()}
    for act in acts:
        clock.moment = act.at
        _do(store, people, act)


def _do(store: Store, people: Mapping[str, Person], act: Act) -> None:
    by = people[act.by]
    match act.deed:
        case Save(submission):
            answer(store, by, submission)
        case Screen(code):
            screen(store, by, code)
        case Enroll(code):
            enroll(store, by, code)
        case RecordEnrollment(code, happened, reason):
            record_enrollment(store, by, code, happened, reason)
        case FailScreening(code, reason):
            fail_screening(store, by, code, reason)
        case Sign(code, visit, meaning):
            sign(store, by, code, visit, meaning, seen="", password_ok=True)
        case Acknowledge(code, deviation, weight, comment):
            acknowledge(store, by, code, deviation, weight=weight, comment=comment)
