"""What somebody typed into a form → typed values with the day it was done, or every fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time

from heliotrope.capture.checks import is_asked, is_resting_on
from heliotrope.capture.derived import find_form_gaps
from heliotrope.capture.timeline import derive_local_date
from heliotrope.study.forms import Form, Item
from heliotrope.study.protocol import Study
from heliotrope.study.values import ReadingContext, converted_text, read_value
from heliotrope.vocabulary import Bilingual, Fault, Missing, Value

HIGHEST_REPEAT = 9999
"""The same as a table's `seq` may say."""

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Submission:
    """One save of one form, as typed."""

    participant: str
    visit: str
    form: str
    raw: Mapping[str, str]
    """Item → text; an absent item counts as empty."""
    date: str = ""
    time: str = ""
    """Local `HH:MM`, or empty."""
    repeat: int = 1
    seen_version: int = 0
    """Version of the form that the person saw; 0: none was saved yet."""
    complete: bool = True
    not_done: str = ""
    """`ND`, `UNK` or `NA`: the form as a whole was not done; every item gets this reason.

    What else was typed, the day included, is then not used.
    """
    reason_code: str = ""
    reason_text: str = ""
    contradicted: tuple[str, ...] = ()
    """Items to which a value and a reason for its absence were both given."""


@dataclass(frozen=True, slots=True)
class ReadSubmission:
    """What could be read of a submission."""

    values: dict[str, Value | None]
    performed: date | datetime | None
    complete: bool
    faults: tuple[Fault, ...]


def read_submission(
    study: Study, form: Form, submission: Submission, today: date, *, complete: bool
) -> ReadSubmission:
    """Everything that was typed, typed strictly; all faults at once. Never raises.

    `complete`: the form is meant to be complete, so that required items and the day are demanded.
    `today` is the local day of the server's clock: nothing is performed after it.
    """
    faults: list[Fault] = _check_names(form, submission)
    if submission.not_done:
        values, unread = _whole_form_missing(form, submission.not_done)
        performed = None
    else:
        values, unread = _read_values(study, form, submission.raw)
        performed = _read_performed(submission, today, required=complete, faults=faults)
        faults.extend(_check_contradicted(form, submission))
    faults.extend(unread)
    unreadable = {fault.where for fault in unread}
    if not submission.not_done:
        faults.extend(_check_asked(study, form, values, unreadable, complete=complete))
        if complete and not faults:
            faults.extend(_required(form.item(name)) for name in find_form_gaps(form, values))
    faults.extend(_check_future(study, form, values, today))
    faults.extend(_check_repeat(study, form, submission))
    return ReadSubmission(values, performed, complete, tuple(faults))


def _check_repeat(study: Study, form: Form, submission: Submission) -> list[Fault]:
    if not 1 <= submission.repeat <= HIGHEST_REPEAT:
        return [
            make_fault(
                "seq",
                "the row number is out of range",
                "行号超出范围",
                f"give a number from 1 to {HIGHEST_REPEAT}",
                f"请填写 1 至 {HIGHEST_REPEAT} 的数字",
            )
        ]
    if submission.repeat > 1 and not _may_repeat(study, form, submission):
        return [
            make_fault(
                "seq", "this form does not repeat", "此表不重复", "leave seq empty", "请留空 seq"
            )
        ]
    return []


def _may_repeat(study: Study, form: Form, submission: Submission) -> bool:
    return form.repeating or study.visit(submission.visit).kind == "unscheduled"


def _check_names(form: Form, submission: Submission) -> list[Fault]:
    unknown = [name for name in submission.raw if name not in form.item_by_name]
    items = list(form.item_by_name)
    listed = ", ".join(items[:8]) + (" …" if len(items) > 8 else "")
    return [
        make_fault(
            name[:40],
            "is no item of this form",
            "不是此表的条目",
            f"items: {listed}",
            f"条目：{listed}",
        )
        for name in unknown
    ]


def _check_contradicted(form: Form, submission: Submission) -> list[Fault]:
    return [
        make_fault(
            name,
            f"{form.item(name).label.en}: a value and a reason for its absence were both given",
            f"{form.item(name).label.zh}：同时填写了数值与缺失原因",
            "keep the one that is true",
            "请只保留其中正确的一项",
        )
        for name in submission.contradicted
        if name in form.item_by_name
    ]


def make_fault(where: str, what_en: str, what_zh: str, right_en: str, right_zh: str) -> Fault:
    """A fault of an item: what is wrong, and what would be right, in both languages."""
    return Fault(where, Bilingual(what_en, what_zh), Bilingual(right_en, right_zh))


def _whole_form_missing(form: Form, code: str) -> tuple[dict[str, Value | None], list[Fault]]:
    if code not in Missing.__members__:
        return {}, [
            make_fault(
                "not_done",
                f'"{code[:20]}" is no reason',
                f"「{code[:20]}」不是缺失原因",
                "give ND, UNK or NA",
                "请填 ND、UNK 或 NA",
            )
        ]
    return {item.name: Missing[code] for item in form.items}, []


def _read_values(
    study: Study, form: Form, raw: Mapping[str, str]
) -> tuple[dict[str, Value | None], list[Fault]]:
    context = ReadingContext(time_zone=study.time_zone)
    values: dict[str, Value | None] = {}
    faults: list[Fault] = []
    for item in form.items:
        value = read_value(item, raw.get(item.name, ""), context)
        if isinstance(value, Fault):
            faults.append(value)
            value = None
        values[item.name] = value
    return values, faults


def _check_asked(
    study: Study,
    form: Form,
    values: Mapping[str, Value | None],
    unreadable: AbstractSet[str],
    *,
    complete: bool,
) -> list[Fault]:
    """Items that are answered though not asked, or asked, required and empty.

    Nothing is said of an item that could not be read, nor of one that is asked depending on it.
    """
    faults = []
    for item in form.items:
        if item.name in unreadable or is_resting_on(item, unreadable):
            continue
        value = values.get(item.name)
        asked = is_asked(item, values, study.time_zone)
        if not asked and value is not None and not isinstance(value, Missing):
            faults.append(_not_asked(form, item))
        if complete and asked and item.required and value is None:
            faults.append(_required(item))
    return faults


def _not_asked(form: Form, item: Item) -> Fault:
    named = [one.label for one in form.items if is_resting_on(item, {one.name})]
    return make_fault(
        item.name,
        f"{item.label.en} is answered but only asked with another answer to"
        f" {', '.join(label.en for label in named)}",
        f"{item.label.zh}已填写，但按「{'、'.join(label.zh for label in named)}」的答案无需填写",
        "clear it, or mend the answer it depends on",
        "请清除，或更正其所依赖的条目",
    )


def _check_future(
    study: Study, form: Form, values: Mapping[str, Value | None], today: date
) -> list[Fault]:
    """The dates that everything is counted from are facts: none lies after today.

    Any other date of a form may, e.g. a next appointment. The value is not repeated: it may be
    identifying.
    """
    roles, faults = study.roles, []
    counted = (
        (roles.consent_form, roles.consent_moment),
        (roles.dosing_form, roles.first_dose_date),
        (roles.end_form, roles.end_date),
        (roles.demographics_form, roles.birth_date),
    )
    for name in (item for own, item in counted if own == form.name and item is not None):
        value = values.get(name)
        day = derive_local_date(study, value) if isinstance(value, datetime) else value
        if isinstance(day, date) and day > today:
            label = form.item(name).label
            faults.append(_in_future(name, label.en, label.zh, today))
    return faults


def _in_future(name: str, en: str, zh: str, today: date) -> Fault:
    return make_fault(
        name,
        f"{en} lies in the future",
        f"{zh} 是将来的日期",
        f"give a day up to {today.isoformat()}",
        f"请填写不晚于 {today.isoformat()} 的日期",
    )


def _required(item: Item) -> Fault:
    return make_fault(
        item.name,
        f"{item.label.en} is empty",
        f"{item.label.zh}为空",
        "give a value, or say why there is none: ND not done, UNK unknown, NA not applicable",
        "请填写，或说明缺失原因：ND 未做、UNK 不详、NA 不适用",
    )


_PERFORMED = Item(name="date", label=Bilingual("Date done", "实施日期"), type="date")


def _read_performed(
    submission: Submission, today: date, *, required: bool, faults: list[Fault]
) -> date | datetime | None:
    day = read_value(_PERFORMED, submission.date.strip())
    if isinstance(day, Fault):
        faults.append(day)
        return None
    if isinstance(day, date):
        if day > today:
            faults.append(_in_future("date", day.isoformat(), day.isoformat(), today))
        return _with_time(day, submission.time.strip(), faults)
    assert day is None or isinstance(day, Missing)
    if submission.time.strip():
        faults.append(
            make_fault(
                "date",
                "a time is given without its day",
                "只有时间没有日期",
                "give the date too",
                "请同时填写日期",
            )
        )
    elif required and today != date.max:
        faults.append(
            make_fault(
                "date",
                f"{day.value} is no date" if day else "the date it was done is empty",
                f"{day.value} 不是日期" if day else "实施日期为空",
                "give the date, as 2026-05-21; until it is found out, save a draft without it",
                "请填写日期，如 2026-05-21；查明之前可先存草稿并留空",
            )
        )
    return None


def _with_time(day: date, text: str, faults: list[Fault]) -> date | datetime:
    if not text:
        return day
    found = _TIME.fullmatch(converted_text(text))
    if found is None:
        faults.append(
            make_fault(
                "time",
                f'"{text[:20]}" is no time of day',
                f"「{text[:20]}」不是时间",
                "give hours and minutes, as 09:40",
                "请填写时和分，如 09:40",
            )
        )
        return day
    return datetime.combine(day, time(int(found[1]), int(found[2])))


def read_draft_values(study: Study, form: Form, raw: Mapping[str, str]) -> dict[str, Value | None]:
    """What can be read of a form while it is being typed; what cannot is left empty."""
    context = ReadingContext(time_zone=study.time_zone)
    values: dict[str, Value | None] = {}
    for item in form.items:
        value = read_value(item, raw.get(item.name, ""), context)
        values[item.name] = None if isinstance(value, Fault) else value
    return values
