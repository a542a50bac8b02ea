"""What somebody typed into a form + the state → the fact to record, or every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from heliotrope.capture.births import check_birth, check_days, find_birth, list_dated
from heliotrope.capture.checks import select_raised
from heliotrope.capture.derived import derive_score, derive_score_values, name_instrument
from heliotrope.capture.deviations import list_deviation_keys
from heliotrope.capture.enrollment import require_participant, require_study
from heliotrope.capture.entries import (
    Answered,
    SealedText,
    Stored,
    StudyVersion,
    Why,
    seal,
    store_sealed,
    store_value,
)
from heliotrope.capture.ledger import (
    Draft,
    Participant,
    Record,
    State,
    fold,
    suppose,
)
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.submission import ReadSubmission, Submission, make_fault, read_submission
from heliotrope.study.forms import Form, Item
from heliotrope.study.protocol import Study
from heliotrope.study.values import read_value
from heliotrope.vocabulary import Bilingual, Fault, Person, Refusal, Value

REASONS: dict[str, Bilingual] = {
    "transcription": Bilingual("Copied wrongly from the source", "抄录错误：与原始病历不符"),
    "source_corrected": Bilingual("The source was corrected", "原始病历已更正"),
    "late_information": Bilingual("Information came later", "后来获得信息"),
    "query": Bilingual("Answer to a query", "答复质疑"),
    "other": Bilingual("Another reason (say which)", "其他原因（请说明）"),
}
"""Reasons for changing a form that was complete before."""

DrawSalt = Callable[[], str]
"""Gives a fresh random salt, 32 hex digits or more."""


class StaleSave(Refusal):
    """Somebody else saved the form since it was opened. Nothing was recorded."""

    def __init__(self, current: Record, changed: tuple[str, ...]) -> None:
        when = f"{current.at:%Y-%m-%d %H:%M:%S} UTC"
        items = ", ".join(changed) or "—"
        super().__init__(
            Bilingual(
                f"{current.by.name} saved version {current.version} of this form at {when},"
                f" after you opened it; changed: {items}",
                f"您打开之后，{current.by.name} 于 {when} 保存了此表第 {current.version} 版；"
                f"改动：{items}",
            ),
            Bilingual(
                "compare, then save again on top of that version", "请比较后在该版本上重新保存"
            ),
        )
        self.current = current
        self.changed = changed


class UnableToAnswer(Refusal):
    """What was typed cannot be recorded; `faults` says why, item by item."""


class NothingChanged(Refusal):
    """The form stands in the ledger exactly as typed."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual("nothing was changed", "没有改动"),
            Bilingual("the form is saved as it stands", "表格已按现状保存"),
        )


def answer(
    state: State,
    submission: Submission,
    today: date,
    draw_salt: DrawSalt,
    role: str | None = None,
) -> Draft:
    """The fact of one save, with its scores, checks and deviations.

    `role` is that of who saves; None where nobody does, e.g. while a folder is read.

    Raises UnknownParticipant, UnableToAnswer (all faults at once), StaleSave or NothingChanged;
    then nothing is to be recorded. `today` is the local day of the server's clock.
    """
    study = require_study(state)
    participant = require_participant(state, submission.participant)
    form = require_form(study, submission)
    current = participant.record(submission.visit, form.name, submission.repeat)
    complete = submission.complete or (current is not None and current.ever_complete)
    read = read_submission(study, form, submission, today, complete=complete)
    if current is not None and current.version != submission.seen_version:
        raise StaleSave(current, _list_changed_since(current, submission.seen_version))
    if current is not None and not read.faults and _is_same(current, read):
        raise NothingChanged
    faults = (
        *read.faults,
        *_check_reason(submission, current),
        *_check_first(form, submission, current, read, today),
        *_check_reserved(form, current, read, role),
        *_check_births(study, participant, form, submission, read),
    )
    if faults:
        raise _unable(faults)
    return _make_draft(_Save(state, study, participant, form, submission, read), draw_salt)


def require_form(study: Study, submission: Submission) -> Form:
    """The form, if the study has it at that visit; raises UnableToAnswer."""
    visit = study.visit_by_name.get(submission.visit)
    form = study.form_by_name.get(submission.form)
    if visit is None or form is None:
        name, known = (
            (submission.visit, study.visit_by_name)
            if visit is None
            else (submission.form, study.form_by_name)
        )
        listed = ", ".join(known)
        raise _unable(
            (
                Fault(
                    submission.form,
                    Bilingual(f'the study has no "{name}"', f"研究中没有「{name}」"),
                    Bilingual(f"there are: {listed}", f"现有：{listed}"),
                ),
            )
        )
    if form.name not in visit.forms:
        raise _unable(
            (
                Fault(
                    form.name,
                    Bilingual(
                        f"{visit.label.en} does not collect this form",
                        f"{visit.label.zh}访视不收集此表",
                    ),
                    Bilingual(
                        f"it collects: {', '.join(visit.forms)}; or use an unscheduled visit",
                        f"该访视收集：{'、'.join(visit.forms)}；或使用计划外访视",
                    ),
                ),
            )
        )
    return form


def list_changed(before: Record | None, after: Record) -> tuple[str, ...]:
    """The items whose value differs between two versions, in the order of the form."""
    if before is None:
        return tuple(name for name, value in after.values.items() if value is not None)
    names = dict.fromkeys([*after.values, *before.values])
    changed = [n for n in names if before.values.get(n) != after.values.get(n)]
    if before.performed != after.performed:
        changed.insert(0, "date")
    return tuple(changed)


def _list_changed_since(current: Record, seen_version: int) -> tuple[str, ...]:
    seen = next((r for r in current.versions if r.version == seen_version), None)
    return list_changed(seen, current)


def _unable(faults: tuple[Fault, ...]) -> UnableToAnswer:
    count = len(faults)
    return UnableToAnswer(
        Bilingual(f"nothing was saved: {count} thing(s) to mend", f"未保存：有 {count} 处需要更正"),
        Bilingual("mend each one named", "请逐项更正"),
        faults,
    )


def _check_reserved(
    form: Form, current: Record | None, read: ReadSubmission, role: str | None
) -> list[Fault]:
    """Items that only some roles may answer, changed by another. What stands may stay."""
    faults = []
    for name, roles in form.reserved.items():
        before = current.values.get(name) if current else None
        if role is None or role in roles or read.values.get(name) == before:
            continue
        labels = [ROLE_LABELS[one] for one in roles]
        en, zh = " or ".join(one.en.lower() for one in labels), "或".join(one.zh for one in labels)
        label = form.item(name).label
        faults.append(
            Fault(
                name,
                Bilingual(f"{label.en}: only the {en} may answer", f"{label.zh}：只能由{zh}填写"),
                Bilingual("leave it as it was", "请保持原样"),
            )
        )
    return faults


def _check_first(
    form: Form, submission: Submission, current: Record | None, read: ReadSubmission, today: date
) -> list[Fault]:
    """A first save says something, and stands on no version that is not there."""
    if current is not None:
        return []
    if submission.seen_version != 0:
        return [
            make_fault(
                form.name,
                f"version {submission.seen_version} of this form, which you opened, is not here",
                f"您打开的本表第 {submission.seen_version} 版不存在",
                "compare with the source; if it was never saved here, save it again",
                "请与原始资料核对；如确未保存，请重新保存",
            )
        ]
    # A folder of data may state an empty row; whoever reads one gives no day.
    empty = read.performed is None and all(value is None for value in read.values.values())
    if empty and not read.faults and not read.complete and today != date.max:
        return [
            make_fault(
                form.name,
                "nothing is filled in",
                "没有填写任何内容",
                "fill in one item at least, or mark the whole form as not done",
                "请至少填写一项，或将整张表标记为未做",
            )
        ]
    return []


def _check_births(
    study: Study,
    participant: Participant,
    form: Form,
    submission: Submission,
    read: ReadSubmission,
) -> list[Fault]:
    """Nobody consents or is seen before birth: this form against all others of the participant."""
    own = list_dated(study, form.name, read.values, read.performed)
    if form.name != study.roles.demographics_form:
        asked = study.roles.demographics_form
        told = participant.records_of(asked) if asked else []
        births = [find_birth(study, record.form, record.values) for record in told]
        known = [birth for birth in births if birth is not None]
        return check_days(min(known, default=None), own)
    key = (submission.visit, form.name, submission.repeat)
    for place, record in participant.records.items():
        if place != key:
            own += list_dated(study, record.form, record.values, record.performed)
    return check_birth(study, find_birth(study, form.name, read.values), own)


def _check_reason(submission: Submission, current: Record | None) -> list[Fault]:
    """A form that was complete before is changed only with a reason. Source: 21 CFR 11.10(e).

    The code stands in the chain in plain words, so none but ours may; the person's own words are
    sealed.
    """
    code, text = submission.reason_code, submission.reason_text.strip()
    wanted = current is not None and current.ever_complete
    if code not in REASONS and (wanted or code or text):
        en = "; ".join(label.en for label in REASONS.values())
        zh = "；".join(label.zh for label in REASONS.values())
        return [
            make_fault(
                "reason",
                "a change of a completed form needs its reason"
                if wanted
                else "no reason of the list is chosen",
                "更改已完成的表格须说明原因" if wanted else "未从列表中选择原因",
                f"choose one: {en}",
                f"请从列表中选择：{zh}",
            )
        ]
    if code == "other" and not text:
        return [
            make_fault(
                "reason",
                "another reason is not said",
                "未说明其他原因",
                "write it in a few words",
                "请用几个字说明",
            )
        ]
    return check_words(text)


_WORDS = Item(name="reason", label=Bilingual("The text", "文本"), type="text")


def check_words(text: str) -> list[Fault]:
    """What keeps a person's own words from being kept: their length, or characters of no text."""
    read = read_value(_WORDS, text)
    return [read] if isinstance(read, Fault) else []


def _is_same(current: Record, read: ReadSubmission) -> bool:
    """True if nothing differs; an item that was not yet asked then counts as empty."""
    return (
        all(
            current.values.get(name) == read.values.get(name)
            for name in {*current.values, *read.values}
        )
        and current.performed == read.performed
        and current.complete == read.complete
    )


@dataclass(frozen=True, slots=True)
class _Save:
    """One save that was found sound, with all that its fact is made from."""

    state: State
    study: Study
    participant: Participant
    form: Form
    submission: Submission
    read: ReadSubmission


def _make_draft(save: _Save, draw_salt: DrawSalt) -> Draft:
    submission, read, form = save.submission, save.read, save.form
    stored, sealed = _store_values(form, read.values, draw_salt)
    why = _make_why(submission, draw_salt, sealed)
    score = derive_score(form, read.values)
    current = save.participant.record(submission.visit, form.name, submission.repeat)
    fact = Answered(
        participant=save.participant.code,
        visit=submission.visit,
        form=form.name,
        repeat=submission.repeat,
        form_version=1 if current is None else current.version + 1,
        complete=read.complete,
        performed=_render_performed(read.performed),
        values=stored,
        scores={name: store_value(v) for name, v in derive_score_values(score).items()},
        instrument=name_instrument(form),
        findings=tuple(
            check.name for check in select_raised(form, read.values, save.study.time_zone)
        ),
        deviations=(),
    )
    draft = Draft(fact, why, tuple(sealed))
    arisen = _list_new_deviations(save, draft)
    return replace(draft, fact=fact.model_copy(update={"deviations": arisen}))


def _render_performed(performed: date | datetime | None) -> str | None:
    if isinstance(performed, datetime):
        return performed.isoformat(timespec="minutes")
    return None if performed is None else performed.isoformat()


def _store_values(
    form: Form, values: dict[str, Value | None], draw_salt: DrawSalt
) -> tuple[dict[str, Stored], list[SealedText]]:
    stored: dict[str, Stored] = {}
    sealed: list[SealedText] = []
    for name, value in values.items():
        if form.item(name).sealed and value is not None:
            stored[name], laid_aside = store_sealed(value, draw_salt())
            sealed.extend([laid_aside] if laid_aside else [])
        else:
            stored[name] = store_value(value)
    return stored, sealed


def _make_why(submission: Submission, draw_salt: DrawSalt, sealed: list[SealedText]) -> Why | None:
    if not submission.reason_code:
        return None
    return make_why(submission.reason_code, submission.reason_text.strip(), draw_salt, sealed)


def make_why(code: str, text: str, draw_salt: DrawSalt, sealed: list[SealedText]) -> Why:
    """A reason whose own words are sealed; the sealed text is added to `sealed`.

    Raises Refusal for words that cannot be kept.
    """
    for fault in check_words(text):
        raise Refusal(fault.what, fault.right)
    if not text:
        return Why(code=code)
    laid_aside = seal(text, draw_salt())
    sealed.append(laid_aside)
    return Why(code=code, text={"sealed": laid_aside.commitment, "type": "text"})


_NOBODY = Person("", "", "", "")


def imagine(state: State, draft: Draft) -> State:
    """The state as it would be with the draft recorded, by nobody and at no new moment."""
    assert state.head is not None
    study = require_study(state)
    version = StudyVersion(version=study.version, fingerprint=study.fingerprint)
    return fold(state, suppose(draft, state.head, _NOBODY, version))


def _list_new_deviations(save: _Save, draft: Draft) -> tuple[str, ...]:
    """Keys of the deviations that exist after this save and did not before."""
    after = imagine(save.state, draft).participants[save.participant.code]
    found = list_deviation_keys(save.study, after)
    known = set(list_deviation_keys(save.study, save.participant)) if found else set()
    return tuple(key for key in found if key not in known)
