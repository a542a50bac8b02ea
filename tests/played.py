"""A study + the acts of a rehearsal in, the state after them out, without any database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from heliotrope.capture import answers, enrollment, signatures
from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.entries import (
    NO_HASH,
    AnyFact,
    DeviationAcknowledged,
    StudyVersion,
    compute_hash,
)
from heliotrope.capture.ledger import Draft, Link, State, chain, fold
from heliotrope.simulate.acts import (
    Acknowledge,
    Act,
    Deed,
    Enroll,
    FailScreening,
    RecordEnrollment,
    Save,
    Screen,
    Sign,
)
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Person


def play_in_memory(study: Study, acts: Sequence[Act]) -> State:
    """The state after all acts, by the functions of `capture`. Raises what they refuse."""
    start = acts[0].at - timedelta(days=1)
    state = State(head=Link(0, NO_HASH, start), study=study, studies={study.fingerprint: study})
    numbers = count()
    for act in acts:
        draft = _decide(state, act.deed, act.at, lambda: compute_hash(str(next(numbers))))
        state = _take(state, draft, act)
        for fall in signatures.derive_falls(state):
            state = _take(state, fall, act)
    return state


def _take(state: State, draft: Draft, act: Act) -> State:
    assert state.study is not None
    version = StudyVersion(version=state.study.version, fingerprint=state.study.fingerprint)
    by = Person(act.by, act.by, act.by, act.by)
    return fold(state, chain(draft, state.head, by, act.at, version))


def _decide(state: State, deed: Deed, at: datetime, salt: answers.DrawSalt) -> Draft:
    assert state.study is not None
    today = at.astimezone(ZoneInfo(state.study.time_zone)).date()
    if isinstance(deed, Save):
        return answers.answer(state, deed.submission, today, salt)
    fact: AnyFact
    match deed:
        case Screen():
            fact = enrollment.screen(state, deed.code)
        case Enroll():
            fact = enrollment.enroll(state, deed.code, today, already_happened=False)
        case RecordEnrollment():
            fact = enrollment.enroll(state, deed.code, deed.happened, already_happened=True)
        case FailScreening():
            fact = enrollment.fail_screening(state, deed.code)
        case Sign():
            fact = signatures.sign(state, deed.code, deed.visit, deed.meaning, "0")
        case Acknowledge():
            known = derive_deviations(state.study, state.participants[deed.code])
            assert deed.deviation in {deviation.key for deviation in known}
            fact = DeviationAcknowledged(
                participant=deed.code, deviation=deed.deviation, weight="minor", comment=None
            )
    return Draft(fact)
