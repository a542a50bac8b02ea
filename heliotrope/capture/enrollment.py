"""Screening, enrolling, failing screening: the state + an intention → the facts, or a refusal."""

from __future__ import annotations

import re
from datetime import date

from heliotrope.capture.eligibility import assess_eligibility, is_eligible
from heliotrope.capture.entries import Enrolled, Screened, ScreenFailed
from heliotrope.capture.ledger import Participant, State
from heliotrope.capture.timeline import derive_consent_moment, derive_local_date
from heliotrope.study.protocol import Criterion, Study
from heliotrope.vocabulary import Bilingual, Refusal


class UnableToScreen(Refusal):
    """The participant code cannot be given out."""


class UnableToEnroll(Refusal):
    """Enrolling now would break a rule; `breaches` names which."""

    def __init__(self, what: Bilingual, right: Bilingual, breaches: tuple[str, ...]) -> None:
        super().__init__(what, right)
        self.breaches = breaches


class UnknownParticipant(Refusal):
    """There is no participant of that code."""


def require_participant(state: State, code: str) -> Participant:
    """The participant of that code; raises UnknownParticipant."""
    if code in state.participants:
        return state.participants[code]
    raise UnknownParticipant(
        Bilingual(f"there is no participant {code}", f"没有参与者 {code}"),
        Bilingual("choose one from the list", "请从列表中选择"),
    )


def require_study(state: State) -> Study:
    """The study in force; raises Refusal for an empty database."""
    if state.study is None:
        raise Refusal(
            Bilingual("this database has no study yet", "此数据库尚无研究"),
            Bilingual("run `heliotrope init` first", "请先运行 `heliotrope init`"),
        )
    return state.study


def propose_code(study: Study, state: State) -> str:
    """The next free participant code, e.g. `NC-004`."""
    prefix, digits = study.participant_prefix, study.participant_digits
    # A number far too long is a slip; counting on from it would make every later code one too.
    own = re.compile(re.escape(prefix) + "0*([0-9]{1,9})", re.IGNORECASE | re.ASCII)
    found = [own.fullmatch(code) for code in state.participants]
    highest = max((int(match[1]) for match in found if match), default=0)
    return f"{prefix}{highest + 1:0{digits}d}"


_CODE = re.compile("(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._-]{0,19}")


def screen(state: State, code: str) -> Screened:
    """The fact that a code was given out. Raises UnableToScreen if it is taken or malformed.

    Of two codes that differ in capitals or leading zeros only, the second is refused. A code begins
    with a letter or digit and has a digit: it stands in addresses, where `..` or `screen` mean
    something else.
    """
    study = require_study(state)
    example = propose_code(study, state)
    own = next((one for one in state.participants if fold_code(one) == fold_code(code)), None)
    if own is not None:
        raise UnableToScreen(
            Bilingual(f"{own} is already in use", f"{own} 已被使用")
            if own == code
            else Bilingual(f"{code} would be taken for {own}", f"{code} 会与 {own} 混淆"),
            Bilingual(f"the next free code is {example}", f"下一个可用编号为 {example}"),
        )
    if not _CODE.fullmatch(code):
        raise UnableToScreen(
            Bilingual(f'"{code[:30]}" is not a participant code', f"「{code[:30]}」不是参与者编号"),
            Bilingual(
                "give at most 20 letters, digits and hyphens, one digit at least,"
                f" a letter or digit first, e.g. {example}",
                "请用不超过 20 个字母、数字和连字符，至少含一个数字，且以字母或数字开头，"
                f"如 {example}",
            ),
        )
    return Screened(participant=code)


def fold_code(code: str) -> str:
    """`nc-7` for `NC-007`: what is left when capitals and leading zeros tell nothing."""
    return re.sub("(?<![0-9])0+(?=[0-9])", "", code.casefold())


def list_breaches(
    state: State, participant: Participant, happened: date | None = None
) -> tuple[str, ...]:
    """The rules that stand against enrolling this participant.

    `happened`: the day of an enrollment that has already happened; consent signed on a later day
    was none then. None: now.
    """
    study = require_study(state)
    breaches = []
    if state.database == "real" and any(gap.blocks_real_use for gap in study.not_found):
        breaches.append("criteria_not_found")
    if state.enrolled_count >= study.design.participants:
        breaches.append("over_enrollment")
    if study.roles.consent_form and not _has_consent(study, participant, happened):
        breaches.append("enrolled_without_consent")
    if is_eligible(assess_eligibility(study, participant)) is not True:
        breaches.append("enrolled_not_eligible")
    if participant.screen_failed is not None:
        breaches.append("enrolled_after_failure")
    return tuple(breaches)


def _has_consent(study: Study, participant: Participant, happened: date | None) -> bool:
    consent = derive_consent_moment(study, participant)
    if consent is None:
        return False
    return happened is None or derive_local_date(study, consent) <= happened


def enroll(state: State, code: str, happened: date, *, already_happened: bool) -> Enrolled:
    """The fact of enrollment.

    As an act it is refused while any rule stands against it (UnableToEnroll). As something that
    already happened it is recorded with its true day, and each rule becomes a deviation.
    """
    participant = require_participant(state, code)
    if participant.enrolled is not None:
        day = participant.enrolled.happened.isoformat()
        raise UnableToEnroll(
            Bilingual(f"{code} is already enrolled, on {day}", f"{code} 已于 {day} 入组"),
            Bilingual(
                "nothing is to be done; if that day is wrong, report it as a deviation",
                "无需操作；若该日期有误，请作为方案偏离上报",
            ),
            (),
        )
    breaches = list_breaches(state, participant, happened)
    if breaches and not already_happened:
        raise UnableToEnroll(*_explain(state, participant, breaches), breaches)
    return Enrolled(
        participant=code,
        happened=happened.isoformat(),
        already_happened=already_happened,
        breaches=breaches,
    )


def _explain(
    state: State, participant: Participant, breaches: tuple[str, ...]
) -> tuple[Bilingual, Bilingual]:
    study = require_study(state)
    limit = study.design.participants
    verdicts = assess_eligibility(study, participant)
    against = [v.criterion for v in verdicts if v.satisfied is False]
    open_ = [v.criterion for v in verdicts if v.satisfied is None]
    reasons = {
        "criteria_not_found": Bilingual(
            "the study files list what was not found and real use needs, so they serve as a"
            " demonstration until somebody enters it",
            "研究文件列有未查到而正式使用所需的内容，补录之前只能作演示",
        ),
        "over_enrollment": Bilingual(
            f"{state.enrolled_count} are enrolled and the study file says {limit}",
            f"已入组 {state.enrolled_count} 例，研究文件规定为 {limit} 例",
        ),
        "enrolled_without_consent": Bilingual(
            "no consent signed by then is recorded", "没有当时已签署的知情同意记录"
        ),
        "enrolled_not_eligible": _explain_criteria(against, open_),
        "enrolled_after_failure": Bilingual("a screen failure is recorded", "已记录筛选失败"),
    }
    what = Bilingual(
        f"{participant.code} cannot be enrolled: " + "; ".join(reasons[b].en for b in breaches),
        f"{participant.code} 不能入组：" + "；".join(reasons[b].zh for b in breaches),
    )
    right = Bilingual(
        "complete what is missing; if the enrollment has already happened, record it as a fact"
        " with its date and reason",
        "请补全所缺内容；若入组已经发生，请按事实补录其日期与原因",
    )
    return what, right


def _explain_criteria(against: list[Criterion], open_: list[Criterion]) -> Bilingual:
    parts_en, parts_zh = [], []
    if against:
        names = ", ".join(_name(c)[0] for c in against)
        parts_en.append(f"not fulfilled: {names}")
        parts_zh.append(f"不符合：{'、'.join(_name(c)[1] for c in against)}")
    if open_:
        parts_en.append(f"undecided: {', '.join(_name(c)[0] for c in open_)}")
        parts_zh.append(f"未定：{'、'.join(_name(c)[1] for c in open_)}")
    return Bilingual("; ".join(parts_en), "；".join(parts_zh))


def _name(criterion: Criterion) -> tuple[str, str]:
    kind = "入选" if criterion.kind == "inclusion" else "排除"
    return f"{criterion.kind} {criterion.number}", f"{kind} {criterion.number}"


def fail_screening(state: State, code: str) -> ScreenFailed:
    """The fact of a screen failure, with the criteria that stood in the way."""
    study, participant = require_study(state), require_participant(state, code)
    if participant.enrolled is not None:
        raise UnableToScreen(
            Bilingual(f"{code} is enrolled", f"{code} 已入组"),
            Bilingual(
                "a participant who leaves after enrollment has an end-of-study form",
                "入组后退出请填写研究结束表",
            ),
        )
    if participant.screen_failed is not None:
        raise UnableToScreen(
            Bilingual(f"{code} is already a screen failure", f"{code} 已记录为筛选失败"),
            Bilingual(
                "nothing is to be done; who is screened again gets a new code",
                "无需操作；再次筛选请使用新编号",
            ),
        )
    verdicts = assess_eligibility(study, participant)
    criteria = tuple(v.criterion.name for v in verdicts if v.satisfied is False)
    return ScreenFailed(participant=code, criteria=criteria)
