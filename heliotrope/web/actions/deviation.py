"""A person tells or judges a protocol deviation → the fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from heliotrope.capture.answers import DrawSalt, check_words
from heliotrope.capture.deviations import Deviation, derive_deviations
from heliotrope.capture.enrollment import require_participant, require_study
from heliotrope.capture.entries import DeviationAcknowledged, DeviationRecorded, seal
from heliotrope.capture.ledger import Draft, Participant, State
from heliotrope.capture.roles import require_allowed
from heliotrope.capture.timeline import derive_local_date
from heliotrope.vocabulary import Bilingual, Person, Refusal
from heliotrope.web.store import Recorded, Store


class UnableToRecordDeviation(Refusal):
    """The deviation is not described, lies in the future, or is not there."""


def record_deviation(
    store: Store, by: Person, code: str, happened: date, description: str
) -> Recorded:
    """Record something that happened and that the protocol does not allow."""
    require_allowed(by, "record_fact")
    words = description.strip()
    if not words:
        raise UnableToRecordDeviation(
            Bilingual("the description is empty", "描述为空"),
            Bilingual("say what happened", "请说明发生了什么"),
        )
    _require_words(words)

    def decide(state: State, now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        _require_new(require_participant(state, code), happened, words)
        if happened > derive_local_date(require_study(state), now):
            raise UnableToRecordDeviation(
                Bilingual("the day lies in the future", "日期在将来"),
                Bilingual("give the day on which it happened", "请填写实际发生的日期"),
            )
        sealed = seal(words, salt())
        fact = DeviationRecorded(
            participant=code,
            visit=None,
            happened=happened.isoformat(),
            description={"sealed": sealed.commitment, "type": "text"},
        )
        return [Draft(fact, None, (sealed,))]

    return store.record(by, decide)


def _require_words(words: str) -> None:
    for fault in check_words(words):
        raise UnableToRecordDeviation(fault.what, fault.right)


def _require_new(participant: Participant, happened: date, words: str) -> None:
    # A button pressed twice tells the same thing twice.
    for told in participant.told_deviations:
        if (told.happened, told.description) == (happened.isoformat(), words):
            raise UnableToRecordDeviation(
                Bilingual(
                    f"this is recorded already, as entry {told.recorded.seq}",
                    f"已有相同记录：第 {told.recorded.seq} 条",
                ),
                Bilingual("nothing is to be done", "无需操作"),
            )


def acknowledge(
    store: Store, by: Person, code: str, deviation: str, *, weight: str, comment: str
) -> Recorded:
    """Judge a deviation as `minor` or `major`, with a comment."""
    require_allowed(by, "acknowledge")
    if weight not in ("minor", "major"):
        raise UnableToRecordDeviation(
            Bilingual("minor or major is not chosen", "未选择轻微或重大"),
            Bilingual("choose one", "请选择一项"),
        )

    words = comment.strip()
    _require_words(words)

    def decide(state: State, _now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        participant = require_participant(state, code)
        known = {d.key: d for d in derive_deviations(require_study(state), participant)}
        if deviation not in known:
            raise UnableToRecordDeviation(
                Bilingual("there is no such deviation", "没有这条方案偏离"),
                Bilingual("choose one from the list", "请从列表中选择"),
            )
        _require_unjudged(known[deviation], weight, words)
        sealed = seal(words, salt()) if words else None
        fact = DeviationAcknowledged(
            participant=code,
            deviation=deviation,
            weight="minor" if weight == "minor" else "major",
            comment={"sealed": sealed.commitment, "type": "text"} if sealed else None,
        )
        return [Draft(fact, None, (sealed,) if sealed else ())]

    return store.record(by, decide)


def _require_unjudged(deviation: Deviation, weight: str, words: str) -> None:
    """A judgment may be revised; the same one again is a button pressed twice."""
    judged = deviation.acknowledged
    if judged is not None and (judged.weight, judged.comment or "") == (weight, words):
        raise UnableToRecordDeviation(
            Bilingual(
                f"{judged.recorded.by.name} has judged it so already, as entry"
                f" {judged.recorded.seq}",
                f"{judged.recorded.by.name} 已作此判定：第 {judged.recorded.seq} 条",
            ),
            Bilingual("nothing is to be done", "无需操作"),
        )
