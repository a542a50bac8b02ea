"""A participant's records → the protocol deviations, each with its rule and its judgment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from heliotrope.capture.ledger import Acknowledgment, Happening, Participant, Record
from heliotrope.capture.timeline import derive_consent_moment, derive_day_1, derive_first_dose
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit, Window, is_in_window, study_day
from heliotrope.vocabulary import Bilingual

RULES: dict[str, Bilingual] = {
    "before_consent": Bilingual("Done before consent", "早于知情同意"),
    "without_consent": Bilingual("No consent recorded", "无知情同意记录"),
    "outside_window": Bilingual("Outside the visit window", "超出访视窗口"),
    "criteria_not_found": Bilingual(
        "Enrolled while the study files were incomplete", "研究文件未补全而入组"
    ),
    "over_enrollment": Bilingual("More enrolled than planned", "入组人数超过计划"),
    "enrolled_without_consent": Bilingual("Enrolled without consent", "未签知情同意即入组"),
    "enrolled_not_eligible": Bilingual("Enrolled while not eligible", "不符合入排标准而入组"),
    "enrolled_after_failure": Bilingual("Enrolled after screen failure", "筛选失败后入组"),
    "dosed_not_enrolled": Bilingual("Treated before enrollment", "未入组即用药"),
    "told": Bilingual("Reported by staff", "人员报告"),
}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure from the protocol. `key` names it as long as it is there."""

    key: str
    rule: str
    visit: str | None
    form: str | None
    text: Bilingual
    recorded: Happening
    """The save that brought it in: the version since which its day stands as it does."""
    acknowledged: Acknowledgment | None
    """The latest judgment, unless the facts changed since it was made."""


def derive_deviations(study: Study, participant: Participant) -> tuple[Deviation, ...]:
    """All deviations of one participant as the records stand now, earliest recorded first.

    A judgment holds while the deviation reads as it did when it was judged: five days outside a
    window, corrected to fifty, has to be judged anew.
    """
    found = _list_found(study, participant)
    known = {seq: _say_at(study, participant, seq) for seq in _list_judgments(participant, found)}
    return tuple(
        replace(one, acknowledged=judged)
        if (judged := participant.acknowledged.get(one.key)) is not None
        and known[judged.recorded.seq].get(one.key) == one.text
        else one
        for one in found
    )


def list_deviation_keys(study: Study, participant: Participant) -> list[str]:
    """The keys of `derive_deviations`, for those who ask which there are and not how judged."""
    return [one.key for one in _list_found(study, participant)]


def _list_found(study: Study, participant: Participant) -> list[Deviation]:
    found = [
        *_consent_deviations(study, participant),
        *_window_deviations(study, participant),
        *_dose_deviations(study, participant),
        *_enrollment_deviations(participant),
        *_told_deviations(participant),
    ]
    return sorted(found, key=lambda deviation: (deviation.recorded.seq, deviation.key))


def _list_judgments(participant: Participant, found: list[Deviation]) -> set[int]:
    judged = (participant.acknowledged.get(one.key) for one in found)
    return {one.recorded.seq for one in judged if one is not None}


def _say_at(study: Study, participant: Participant, seq: int) -> dict[str, Bilingual]:
    """Key → text of each deviation as the records stood after entry `seq`."""
    versions = {
        key: next((v for v in record.versions if v.seq <= seq), None)
        for key, record in participant.records.items()
    }
    enrolled = participant.enrolled
    then = replace(
        participant,
        records={key: version for key, version in versions.items() if version is not None},
        enrolled=enrolled if enrolled and enrolled.recorded.seq <= seq else None,
    )
    return {one.key: one.text for one in _list_found(study, then)}


def _make(
    key: str, text: Bilingual, recorded: Happening, *, visit: str | None = None,
    form: str | None = None,
) -> Deviation:  # fmt: skip
    return Deviation(key, key.partition(":")[0], visit, form, text, recorded, None)


def _label_form(study: Study, name: str) -> Bilingual:
    """The form's label; its name if these study files have it no more."""
    form = study.form_by_name.get(name)
    return form.label if form else Bilingual(name, name)


def _label_visit(study: Study, name: str) -> Bilingual:
    visit = study.visit_by_name.get(name)
    return visit.label if visit else Bilingual(name, name)


def _list_moments(study: Study, record: Record) -> tuple[date | datetime, ...]:
    """When the record says that something was done: its day, and the day of a dose on it."""
    roles = study.roles
    moments: list[date | datetime] = []
    if record.performed is not None and record.has_values:
        moments.append(record.performed)
    if record.form == roles.dosing_form and roles.first_dose_date:
        dose = record.given(roles.first_dose_date)
        moments += [dose] if isinstance(dose, date) else []
    return tuple(moments)


def _find_origin(study: Study, record: Record) -> Happening:
    """The save since which the record's days stand as they do."""
    moments, origin = _list_moments(study, record), record
    for version in record.versions:
        if _list_moments(study, version) != moments:
            break
        origin = version
    return Happening(origin.seq, origin.at, origin.by, origin.hash)


def _is_before(done: date | datetime, consent: datetime) -> bool:
    """True if it is certain: to the minute; a day without a time only when it is an earlier day."""
    if isinstance(done, datetime):
        return done < consent.replace(second=0, microsecond=0, tzinfo=None)
    return done < consent.date()


def _consent_deviations(study: Study, participant: Participant) -> list[Deviation]:
    """Whatever was done before the signed consent. Source: ICH E6(R3) 2.8.

    Without any recorded consent, everything done is one deviation.
    """
    roles = study.roles
    if roles.consent_form is None:
        return []
    exempt = {roles.consent_form, roles.end_form}
    consent = derive_consent_moment(study, participant)
    if consent is None:
        every = [r for r in participant.records.values() if r.form not in exempt]
        without = [record for record in every if _list_moments(study, record)]
        return [_without_consent(study, without)] if without else []
    local = consent.astimezone(ZoneInfo(study.time_zone))
    return [
        _before_consent(study, record, moment, local)
        for record in _list_early(study, participant, local.date())
        if record.form not in exempt
        for moment in [m for m in _list_moments(study, record) if _is_before(m, local)][:1]
    ]


def _list_early(study: Study, participant: Participant, until: date) -> list[Record]:
    """The forms that may say something of this day or an earlier one: few, of many."""
    dosing = study.roles.dosing_form
    return [
        record
        for record in participant.records.values()
        if record.form == dosing
        or (record.performed_date is not None and record.performed_date <= until)
    ]


def _without_consent(study: Study, done: list[Record]) -> Deviation:
    text = Bilingual(
        f"{len(done)} form(s) were performed and no signed consent is recorded",
        f"已完成 {len(done)} 张表，但没有知情同意签署记录",
    )
    origins = [_find_origin(study, record) for record in done]
    return _make("without_consent", text, min(origins, key=lambda origin: origin.seq))


def _before_consent(
    study: Study, record: Record, moment: date | datetime, consent: datetime
) -> Deviation:
    form, visit = _label_form(study, record.form), _label_visit(study, record.visit)
    when, signed = _say(moment), f"{consent:%Y-%m-%d %H:%M}"
    text = Bilingual(
        f"{form.en} ({visit.en}) was performed {when}, before consent was signed {signed}",
        f"{form.zh}（{visit.zh}）于 {when} 进行，早于知情同意签署时间 {signed}",
    )
    key = f"before_consent:{record.visit}:{record.form}:{record.repeat}"
    origin = _find_origin(study, record)
    return _make(key, text, origin, visit=record.visit, form=record.form)


def _say(moment: date | datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()


def _window_deviations(study: Study, participant: Participant) -> list[Deviation]:
    """Scheduled visits with a form performed outside the visit's window: one a visit."""
    day_1 = derive_day_1(study, participant)
    if day_1 is None:
        return []
    records = participant.records.values()
    # Many forms share a visit and a day, so each pair is looked at once.
    pairs = {(record.visit, record.performed_date) for record in records}
    outside = {pair for pair in pairs if _is_outside(study, *pair, day_1)}
    if not outside:
        return []
    repeating = {form.name for form in study.forms if form.repeating}
    found: dict[str, list[tuple[date, Record]]] = {}
    for record in records:
        day = record.performed_date
        if day is None or (record.visit, day) not in outside or record.form in repeating:
            continue
        if record.has_values:
            found.setdefault(record.visit, []).append((day, record))
    return [
        _outside_window(study, visit, visit.window, day_1, found[visit.name])
        for visit in study.visits
        if visit.name in found and visit.window is not None
    ]


def _is_outside(study: Study, name: str, day: date | None, day_1: date) -> bool:
    visit = study.visit_by_name.get(name)
    return visit is not None and day is not None and not is_in_window(visit, day, day_1)


def _outside_window(
    study: Study, visit: Visit, window: Window, day_1: date, outside: list[tuple[date, Record]]
) -> Deviation:
    origins = [_find_origin(study, record) for _, record in outside]
    days = sorted({study_day(day, day_1) for day, _ in outside})
    origin = min(origins, key=lambda origin: origin.seq)
    text = _say_outside(visit, window, days)
    return _make(f"outside_window:{visit.name}", text, origin, visit=visit.name)


def _say_outside(visit: Visit, window: Window, days: list[int]) -> Bilingual:
    shown = [str(day).replace("-", "−") for day in (*days, window.earliest, window.latest)]
    on, earliest, latest = shown[:-2], shown[-2], shown[-1]
    return Bilingual(
        f"{visit.label.en}: performed on study day {', '.join(on)}, window {earliest} to {latest}",
        f"{visit.label.zh}：于第 {'、'.join(on)} 天进行，窗口为第 {earliest} 至 {latest} 天",
    )


def _dose_deviations(study: Study, participant: Participant) -> list[Deviation]:
    """A dose to somebody who was not enrolled by then, and so is not counted. Proposed."""
    dose, roles, enrolled = derive_first_dose(study, participant), study.roles, participant.enrolled
    if dose is None or roles.dosing_form is None or roles.first_dose_date is None:
        return []
    if enrolled is not None and enrolled.happened <= dose:
        return []
    given = [
        r
        for r in participant.records_of(roles.dosing_form)
        if r.given(roles.first_dose_date) == dose
    ]
    first = min(given, key=lambda record: record.seq)
    day = dose.isoformat()
    text = (
        Bilingual(
            f"first dose on {day}, and no enrollment is recorded",
            f"首次给药日期为 {day}，但没有入组记录",
        )
        if enrolled is None
        else Bilingual(
            f"first dose on {day}, before enrollment on {enrolled.happened.isoformat()}",
            f"首次给药日期为 {day}，早于入组日期 {enrolled.happened.isoformat()}",
        )
    )
    origin = _find_origin(study, first)
    return [_make("dosed_not_enrolled", text, origin, visit=first.visit, form=first.form)]


def _enrollment_deviations(participant: Participant) -> list[Deviation]:
    enrolled = participant.enrolled
    if enrolled is None:
        return []
    why = f": {enrolled.why_text}" if enrolled.why_text else ""
    return [
        _make(
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
