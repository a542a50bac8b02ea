"""An investigator empties a sealed text by a signed decision → the fact; the chain still holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heliotrope.capture.answers import DrawSalt, make_why
from heliotrope.capture.enrollment import require_participant
from heliotrope.capture.entries import Redacted, SealedText
from heliotrope.capture.ledger import Draft, Participant, State
from heliotrope.capture.roles import require_allowed
from heliotrope.vocabulary import Bilingual, Person, Refusal
from heliotrope.web.store import Recorded, Store


class UnableToRedact(Refusal):
    """Nothing sealed is there, the reason is empty, or the password is wrong."""


def redact(
    store: Store, by: Person, code: str, key: tuple[str, str, int], item: str,
    *, reason: str, password_ok: bool,
) -> Recorded:  # fmt: skip
    """Empty every version of one item's sealed text. Cannot be undone.

    Raises UnableToAct or UnableToRedact. Source of the rule: ICH E6(R3) 4.2.2(b).
    """
    require_allowed(by, "redact")
    if not password_ok or not reason.strip():
        raise UnableToRedact(
            Bilingual("the password is wrong or the reason is empty", "密码不正确或原因为空"),
            Bilingual("give both; nothing was redacted", "请同时填写；尚未遮蔽"),
        )

    def decide(state: State, _now: datetime, salt: DrawSalt) -> Sequence[Draft]:
        commitments = _list_commitments(require_participant(state, code), key, item)
        if not commitments:
            raise UnableToRedact(
                Bilingual("there is no text to redact here", "此处没有可遮蔽的文本"),
                Bilingual("only free text and identifying values", "只有自由文本和可识别身份的值"),
            )
        sealed: list[SealedText] = []
        why = make_why("redaction", reason.strip(), salt, sealed)
        fact = Redacted(participant=code, commitments=commitments)
        return [Draft(fact, why, tuple(sealed))]

    return store.record(by, decide)


def _list_commitments(
    participant: Participant, key: tuple[str, str, int], item: str
) -> tuple[str, ...]:
    record = participant.records.get(key)
    if record is None:
        return ()
    return tuple(
        version.commitments[item]
        for version in record.versions
        if item in version.commitments and item not in version.redacted
    )
