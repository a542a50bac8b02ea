"""A participant's records → the protocol deviations, each with its rule and its judgment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from heliotrope.capture.ledger import Acknowledgment, Happening, Participant, Record
from heliotrope.capture.timeline import derive_consent_moment, derive_day_1
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import is_in_window, study_day
from heliotrope.vocabulary import Bilingual

RULES: dict[str, Bilingual] = {
    "before_consent": Bilingual("Done before consent", "早于知情同意"),
    "without_consent": Bilingual("No consent recorded", "无知情同意记录"),
    "outside_window": Bilingual("Outside the visit window", "超出访视窗口"),
    "criteria_not_found": Bilingual("Enrolled with criteria not entered", "入排标准未补全而入组"),
    "over_enrollment": Bilingual("More enrolled than planned", "入组人数超过计划"),
    "enrolled_without_consent": Bilingual("Enrolled without consent", "未签知情同意即入组"),
    "enrolled_not_eligible": Bilingual("Enrolled while not eligible", "不符合入排标准而入组"),
    "enrolled_after_failure": Bilingual("Enrolled after screen failure", "筛选失败后入组"),
    "told": Bilingual("Reported by staff", "人员报告"),
}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure from the protocol. `key` stays the same while the fact does."""

    key: str
    rule: str
    visit: str | None
    form: str | None
    text: Bilingual
    recorded: Happening
    acknowledged: Acknowledgment | None


def derive_deviations(study: Study, participant: Participant) -> tuple[Deviation, ...]:
    """All deviations of one participant as the records stand now, earliest recorded first."""
    found = [
        *_consent_deviations(study, participant),
        *_window_deviations(study, participant),
        *_enrollment_deviations(participant),
        *_told_deviations(participant),
    ]
    return tuple(sorted(found, key=lambda deviation: (deviation.recorded.seq, deviation.key)))


def _make(
    participant: Participant,
    key: str,
    text: Bilingual,
    source: Record | Happening,
    *,
    visit: str | None = None,
    form: str | None = None,
) -> Deviation:
    recorded = (
        source
        if isinstance(source, Happening)
        else Happening(source.seq, source.at, source.by, source.hash)
    )
    rule = key.partition(":")[0]
    return Deviation(key, rule, visit, form, text, recorded, participant.acknowledged.get(key))


def _is_before(performed: date | datetime, consent: datetime) -> bool:
    """True if it is certain: a day without a time counts only when it is an earlier day."""
    if isinstance(performed, datetime):
        return performed < consent.replace(tzinfo=None)
    return performed < consent.date()


def _consent_deviations(study: Study, participant: Participant) -> list[Deviation]:
    """Whatever was performed before the signed consent. Source: ICH E6(R3) 2.8.

    Without any recorded consent, everything performed is one deviation.
    """
    roles = study.roles
    if roles.consent_form is None:
        return []
    exempt = {roles.consent_form, roles.end_form}
    done = [
        r for r in participant.records.values() if r.form not in exempt and r.performed is not None
    ]
    consent = derive_consent_moment(study, participant)
    if consent is None:
        return [_without_consent(participant, done)] if done else []
    local = consent.astimezone(ZoneInfo(study.time_zone))
    return [
        _before_consent(study, participant, record, local)
        for record in done
        if record.performed is not None and _is_before(record.performed, local)
    ]


def _without_consent(participant: Participant, done: list[Record]) -> Deviation:
    text = Bilingual(
        f"{len(done)} form(s) were performed and no signed consent is recorded",
        f"已完成 {len(done)} 张表，但没有知情同意签署记录",
    )
    return _make(participant, "without_consent", text, min(done, key=lambda r: r.seq))


def _before_consent(
    study: Study, participant: Participant, record: Record, consent: datetime
) -> Deviation:
    form, visit = study.form(record.form).label, study.visit(record.visit).label
    when = _say(record.performed)
    signed = f"{consent:%Y-%m-%d %H:%M}"
    text = Bilingual(
        f"{form.en} ({visit.en}) was performed {when}, before consent was signed {signed}",
        f"{form.zh}（{visit.zh}）于 {when} 进行，早于知情同意签署时间 {signed}",
    )
    key = f"before_consent:{record.visit}:{record.form}:{record.repeat}"
    return _make(participant, key, text, record, visit=record.visit, form=record.form)


def _say(performed: date | datetime | None) -> str:
    if isinstance(performed, datetime):
        return f"{performed:%Y-%m-%d %H:%M}"
    return "" if performed is None else performed.isoformat()


def _window_deviations(study: Study, participant: Participant) -> list[Deviation]:
    """Scheduled visits with a form performed outside the visit's window: one a visit."""
    day_1 = derive_day_1(study, participant)
    if day_1 is None:
        return []
    found = []
    for visit in study.visits:
        outside = [
            record
            for record in participant.records.values()
            if record.visit == visit.name
            and record.performed_date is not None
            and not study.form(record.form).repeating
            and not is_in_window(visit, record.performed_date, day_1)
        ]
        if outside and visit.window is not None:
            earliest = min(outside, key=lambda r: r.seq)
            days = sorted({study_day(_day(r), day_1) for r in outside})
            shown = ", ".join(str(day) for day in days)
            window = f"{visit.window.earliest}–{visit.window.latest}"
            text = Bilingual(
                f"{visit.label.en}: performed on study day {shown}, window {window}",
                f"{visit.label.zh}：于第 {shown} 天进行，窗口为第 {window} 天",
            )
            key = f"outside_window:{visit.name}"
            found.append(_make(participant, key, text, earliest, visit=visit.name))
    return found


def _day(record: Record) -> date:
    assert record.performed_date is not None
    return record.performed_date


def _enrollment_deviations(participant: Participant) -> list[Deviation]:
    enrolled = participant.enrolled
    if enrolled is None:
        return []
    why = f": {enrolled.why_text}" if enrolled.why_text else ""
    return [
        _make(
            participant,
            rule,
            Bilingual(
                f"{RULES[rule].en} on {enrolled.happened.isoformat()}{why}",
                f"{enrolled.happened.isoformat()} {RULES[rule].zh}{why}",
            ),
            enrolled.recorded,
        )
        for rule in enrolled.breaches
    ]


def _told_deviations(participant: Participant) -> list[Deviation]:
    return [
        _make(
            participant,
            told.key,
            Bilingual(
                f"{told.happened}: {told.description or 'redacted'}",
                f"{told.happened}：{told.description or '已遮蔽'}",
            ),
            told.recorded,
            visit=told.visit,
        )
        for told in participant.told_deviations
    ]
