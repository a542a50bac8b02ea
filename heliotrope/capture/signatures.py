"""What a signature covers, and what makes it fall."""

from __future__ import annotations

from heliotrope.capture.derived import derive_score, derive_score_values
from heliotrope.capture.enrollment import require_participant, require_study
from heliotrope.capture.entries import Covered, SignatureFell, Signed
from heliotrope.capture.ledger import Draft, Participant, Record, Signature, State
from heliotrope.instruments.catalog import UnknownInstrumentError
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Refusal

MEANINGS: dict[str, Bilingual] = {
    "reviewed": Bilingual("I have reviewed all data of this visit", "我已核对本次访视的全部数据"),
    "assessed": Bilingual(
        "I made the assessments of this visit myself", "本次访视的评估由我本人完成"
    ),
}
"""What a signature may mean. Source of the duty to state it: 21 CFR 11.50(a)(3)."""

CAUSES: dict[str, Bilingual] = {
    "value_changed": Bilingual("a signed value was changed", "已签名的值被更改"),
    "study_changed": Bilingual("new study files apply", "研究文件已更新"),
    "score_changed": Bilingual(
        "a signed score is computed differently", "已签名的评分计算结果不同"
    ),
}
"""Why a signature fell."""


class UnableToSign(Refusal):
    """The visit cannot be signed now."""


def list_coverable(participant: Participant, visit: str) -> tuple[Record, ...]:
    """The complete forms of a visit, in the order in which they were first saved."""
    return tuple(r for r in participant.records.values() if r.visit == visit and r.complete)


def latest_signature(participant: Participant, visit: str) -> Signature | None:
    """The visit's latest signature, whether it holds or fell; None if there is none."""
    return next((s for s in reversed(participant.signatures) if s.visit == visit), None)


def is_settled(participant: Participant, visit: str) -> bool:
    """True if the visit's latest signature holds and covers everything that is complete."""
    latest = latest_signature(participant, visit)
    complete = len(list_coverable(participant, visit))
    return latest is not None and latest.fell is None and len(latest.covers) == complete


def sign(state: State, code: str, visit: str, meaning: str, build: str) -> Signed:
    """The fact of a signature over all complete forms of a visit.

    Raises UnableToSign while a form is only a draft, none is complete, or the visit's signature
    already holds for exactly these forms.
    """
    study = require_study(state)
    participant = require_participant(state, code)
    if meaning not in MEANINGS:
        raise UnableToSign(
            Bilingual("the meaning of the signature is not chosen", "未选择签名含义"),
            Bilingual("choose one", "请选择一项"),
        )
    if visit not in study.visit_by_name:
        raise UnableToSign(
            Bilingual(f'the study has no visit "{visit}"', f"研究中没有访视「{visit}」"),
            Bilingual("choose one of its visits", "请选择研究中的访视"),
        )
    covered = list_coverable(participant, visit)
    _require_signable(study, participant, visit, covered)
    return Signed(
        participant=code,
        visit=visit,
        meaning=meaning,
        covers=tuple(
            Covered(form=r.form, repeat=r.repeat, form_version=r.version, seq=r.seq, hash=r.hash)
            for r in covered
        ),
        build=build,
    )


def _require_signable(
    study: Study, participant: Participant, visit: str, covered: tuple[Record, ...]
) -> None:
    drafts = [r for r in participant.records.values() if r.visit == visit and not r.complete]
    if drafts:
        forms, names = study.form_by_name, dict.fromkeys(r.form for r in drafts)
        labels = [forms[n].label if n in forms else Bilingual(n, n) for n in names]
        raise UnableToSign(
            Bilingual(
                f"not complete: {', '.join(label.en for label in labels)}",
                f"尚未完成：{'、'.join(label.zh for label in labels)}",
            ),
            Bilingual("complete these forms first", "请先完成这些表格"),
        )
    if not covered:
        raise UnableToSign(
            Bilingual("no form of this visit is complete", "本次访视没有已完成的表格"),
            Bilingual("complete at least one form", "请至少完成一张表格"),
        )
    latest = latest_signature(participant, visit)
    if latest is None or latest.fell is not None:
        return
    if {(key, version) for key, version, _, _ in latest.covers} == {
        (record.key, record.version) for record in covered
    }:
        by = latest.recorded.by.name
        raise UnableToSign(
            Bilingual(
                f"this visit is already signed, by {by}, and nothing changed since",
                f"本次访视已由 {by} 签名，此后没有改动",
            ),
            Bilingual(
                "it can be signed again once a form is added or changed",
                "新增或更改表格后可再次签名",
            ),
        )


def derive_falls(state: State) -> tuple[Draft, ...]:
    """The facts that signatures fell, for all that still stand and no longer hold.

    A signature falls with any change of a covered form, of the study files it was made under, or
    of a derived score it covered. Source: 21 CFR 11.70; decision 19.
    """
    if state.study is None or state.head is None:
        return ()
    found = []
    for participant in state.participants.values():
        for signature in participant.signatures:
            if signature.fell is None:
                fall = _judge(state, state.study, participant, signature)
                found.extend([Draft(fall)] if fall else [])
    return tuple(found)


def _judge(
    state: State, study: Study, participant: Participant, signature: Signature
) -> SignatureFell | None:
    assert state.head is not None
    for key, version, _seq, _hash in signature.covers:
        record = participant.records[key]
        if record.version != version:
            return _fall(participant, signature, "value_changed", key[1], record.seq)
    if signature.study.fingerprint != study.fingerprint:
        return _fall(participant, signature, "study_changed", None, state.head.seq)
    return None


def derive_score_falls(state: State) -> tuple[Draft, ...]:
    """The facts that signatures fell because a covered score is computed differently now.

    Costs one scoring a covered form, so it is asked at each start and not at each save.
    """
    found = []
    for participant in state.participants.values():
        for signature in participant.signatures:
            if signature.fell is not None or state.head is None:
                continue
            for key, _version, _seq, _hash in signature.covers:
                if is_score_different(state, participant.records[key]):
                    fall = _fall(participant, signature, "score_changed", key[1], state.head.seq)
                    found.append(Draft(fall))
                    break
    return tuple(found)


def is_score_different(state: State, record: Record) -> bool:
    """True if the scores kept with a record differ from what its instrument gives now.

    Of files or of an instrument that this program has no more nothing is known: `verify` says so.
    """
    study = state.studies.get(record.study_fingerprint)
    if study is None or record.form not in study.form_by_name:
        return False
    try:
        now = derive_score_values(derive_score(study.form(record.form), record.values))
    except UnknownInstrumentError:
        return False
    return dict(record.scores) != now


def _fall(
    participant: Participant, signature: Signature, cause: str, form: str | None, caused_by: int
) -> SignatureFell:
    return SignatureFell.model_validate(
        {
            "participant": participant.code,
            "visit": signature.visit,
            "signature": signature.recorded.seq,
            "cause": cause,
            "form": form,
            "caused_by": caused_by,
        }
    )
