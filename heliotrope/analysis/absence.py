"""A participant without a value at a visit → the reason, as the records tell it."""

from __future__ import annotations

from collections.abc import Sequence

from heliotrope.analysis.data import Data, Line, Subject, find_endpoint_visits
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit, Window, date_of_study_day
from heliotrope.vocabulary import Bilingual

NOTHING = Bilingual("nothing recorded", "无记录")
NO_DAY_1 = Bilingual(
    "day 1 is not known, so the window cannot be placed", "第 1 天未知，无法确定窗口"
)
UNDATED = Bilingual("assessed on an unknown date", "评估日期未知")


def explain_absence(data: Data, subject: Subject, endpoint: Endpoint, visit: Visit) -> Bilingual:
    """Why nothing stands for the visit, in words without a capital and without a full stop.

    What was recorded comes first (a form in the window that could not be used, then the visit's
    own form outside the window), then that the participant had stopped, that day 1 is not known,
    that the window was not over when the data were cut, and at last that nothing was recorded.
    """
    lines = [line for line in data.lines_of(subject, endpoint) if line.derivation is None]
    reasons = (
        _explain_unusable(data.study, lines, visit),
        _explain_outside(lines, visit),
        _explain_stop(data.study, subject, visit),
        NO_DAY_1 if subject.day_1 is None and visit.window else None,
        _explain_not_yet(data, subject, visit),
        _explain_stray(data.study, endpoint, lines, visit),
    )
    return next((reason for reason in reasons if reason is not None), NOTHING)


def name_day(day: int | None) -> Bilingual | None:
    """`day 40`, with a true minus sign; None if there is no day."""
    if day is None:
        return None
    shown = str(day).replace("-", "−")
    return Bilingual(f"day {shown}", f"第 {shown} 天")


def name_window(window: Window) -> Bilingual:
    """`day 162 to 176`."""
    low, high = (str(day).replace("-", "−") for day in (window.earliest, window.latest))
    if low == high:
        return Bilingual(f"day {low}", f"第 {low} 天")
    return Bilingual(f"day {low} to {high}", f"第 {low} 至 {high} 天")


def name_end_reason(study: Study, code: str | None) -> Bilingual | None:
    """The label of an end-of-study reason as the study's form has it, in lower case."""
    form, item = study.roles.end_form, study.roles.end_reason
    if code is None or form is None or item is None:
        return None
    labels = {one.code: one.label for one in study.item(form, item).codes}
    label = labels.get(code, Bilingual(code, code))
    return Bilingual(_lowered(label.en), label.zh)


def describe_stop(study: Study, subject: Subject) -> Bilingual:
    """`stopped on day 40 (adverse event)`, as far as it is known."""
    day, reason = name_day(subject.end_day), name_end_reason(study, subject.end_reason)
    en, zh = ("stopped", "退出")
    if day is not None:
        en, zh = f"stopped on {day.en}", f"{day.zh}退出"
    elif subject.end_date is not None:
        en, zh = f"stopped on {subject.end_date}", f"{subject.end_date} 退出"
    return Bilingual(f"{en} ({reason.en})", f"{zh}（{reason.zh}）") if reason else Bilingual(en, zh)


def _lowered(label: str) -> str:
    """The label with a small first letter, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _explain_unusable(study: Study, lines: Sequence[Line], visit: Visit) -> Bilingual | None:
    """A record that could have stood for the visit, but has no value."""
    without = [line for line in lines if line.reason is not None and _is_near(study, line, visit)]
    if not without:
        return None
    line = without[-1]
    assert line.reason is not None
    en, zh = line.reason
    day = name_day(line.day)
    return Bilingual(f"{day.en}: {en}", f"{day.zh}：{zh}") if day else Bilingual(en, zh)


def _is_near(study: Study, line: Line, visit: Visit) -> bool:
    """In the visit's window; the visit's own where its day is not known or need not be that day."""
    own = line.visit == visit.name
    by_name = line.on is None or visit.name == study.roles.day_1_visit
    return line.analysis_visit == visit.name or (own and by_name)


def _explain_outside(lines: Sequence[Line], visit: Visit) -> Bilingual | None:
    """The visit's own form, assessed on a day that is not in its window."""
    own = [line for line in lines if line.visit == visit.name and line.analysis_visit != visit.name]
    if not own or visit.window is None:
        return None
    day = name_day(own[-1].day)
    if day is None:
        return UNDATED if own[-1].on is None else None
    window = name_window(visit.window)
    return Bilingual(
        f"assessed on {day.en}, outside the window ({window.en})",
        f"{day.zh}评估，超出窗口（{window.zh}）",
    )


def _explain_stop(study: Study, subject: Subject, visit: Visit) -> Bilingual | None:
    """The participant left before the visit's window was over, or at a time not known."""
    if subject.status != "DISCONTINUED":
        return None
    latest = visit.window.latest if visit.window else visit.day
    if latest is not None and subject.end_day is not None and subject.end_day > latest:
        return None
    return describe_stop(study, subject)


def _explain_not_yet(data: Data, subject: Subject, visit: Visit) -> Bilingual | None:
    if data.cut_off is None or subject.day_1 is None or visit.window is None:
        return None
    if date_of_study_day(visit.window.latest, subject.day_1) <= data.cut_off:
        return None
    return Bilingual(
        f"window not over at the cut-off date {data.cut_off}",
        f"截至数据截止日 {data.cut_off} 窗口尚未结束",
    )


def _explain_stray(
    study: Study, endpoint: Endpoint, lines: Sequence[Line], visit: Visit
) -> Bilingual | None:
    """An assessment in no visit's window, with this visit the nearest one."""
    if visit.window is None or visit.day is None:
        return None
    targets = [v.day for v in find_endpoint_visits(study, endpoint) if v.day is not None]
    stray = [line.day for line in lines if line.day is not None and line.analysis_visit is None]
    near = [day for day in stray if min(targets, key=lambda t: abs(t - day)) == visit.day]
    if not near:
        return None
    day, window = name_day(near[-1]), name_window(visit.window)
    assert day is not None
    return Bilingual(
        f"assessed on {day.en} only, outside the window ({window.en})",
        f"仅于{day.zh}评估，超出窗口（{window.zh}）",
    )
