"""A form about to be shown → what the server says beside its fields: grades, equivalents, rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from heliotrope.capture.equivalents import derive_prednisone
from heliotrope.capture.events import derive_emergence
from heliotrope.capture.grades import (
    BaselineReading,
    GradedReading,
    Reading,
    choose_version,
    derive_grades,
    list_readings,
)
from heliotrope.capture.ranges import make_finder
from heliotrope.safety.glucocorticoid import PrednisoneEquivalent
from heliotrope.safety.laboratory import load_tests
from heliotrope.study.values import show_signs
from heliotrope.vocabulary import Missing, Value
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.sheet import Sheet, read_date
from heliotrope.web.pages.views.told import Told
from heliotrope.web.pages.words import show_number
from heliotrope.web.templating import translate

PREFIX = "t-"
"""Of the element beside an item."""


def make_told(sheet: Sheet) -> dict[str, Told]:
    """Item → what is said beside it; each item that anything can be said of is there."""
    form = sheet.form
    if form.records == "laboratory":
        return _tell_grades(sheet)
    if form.records == "medications":
        return {"per_day": _tell_prednisone(sheet)} if "per_day" in form.item_by_name else {}
    if form.records == "adverse_events":
        return {"start_date": _tell_emergence(sheet)}
    return {}


def _blank(item: str) -> Told:
    return Told(id=PREFIX + item)


# ------------------------------------------------------------------ grades


def _tell_grades(sheet: Sheet) -> dict[str, Told]:
    study = sheet.reader.study
    every: dict[str, Value | None] = dict.fromkeys(sheet.form.item_by_name, 1)
    told = {one.item: _blank(one.item) for one in list_readings(sheet.form, every)}
    day = read_date(sheet.date)
    readings = _add_ranges(sheet, list_readings(sheet.form, sheet.values), day)
    for one in derive_grades(study, sheet.participant, readings, sheet.visit.name, day):
        told[one.reading.item] = tell_grade(sheet.reader, one, PREFIX + one.reading.item)
    return told


def _add_ranges(sheet: Sheet, readings: Sequence[Reading], day: date | None) -> list[Reading]:
    """The readings with the range of the site's own laboratory, where the form asks for none."""
    if "lln" in sheet.form.item_by_name or "uln" in sheet.form.item_by_name:
        return list(readings)
    today = sheet.reader.today
    finder = make_finder(sheet.reader.study, sheet.participant, None, day or today)
    found = [(one, finder.find(one.test, [one.unit])) for one in readings]
    return [
        replace(one, lln=limits.lln, uln=limits.uln) if limits else one for one, limits in found
    ]


def tell_grade(reader: Reader, graded: GradedReading, element: str, *, short: bool = False) -> Told:
    """A value's flag and grade, with the criterion, and whether it is worse than baseline.

    `short`: for a line of a panel, where the version is said once above.
    """
    grade, flag = graded.grade, {"low": "↓", "high": "↑"}.get(graded.flag, "")
    flag_text = {
        "low": translate("low", "偏低"),
        "high": translate("high", "偏高"),
    }.get(graded.flag, "")
    if grade is None:
        return Told(id=element, flag=flag, text=flag_text)
    if grade.value is None:
        detail = _say_why_none(reader, graded)
        if graded.bound is not None:
            detail = translate("grade 0 or 1: lower limit not given", "0 或 1 级：缺参考下限")
        return Told(id=element, flag=flag, text=flag_text, detail=detail)
    worse = _say_worse(graded)
    criterion = show_signs(reader.say(grade.criterion)) if grade.value else ""
    text = flag_text if short else translate(
        "CTCAE {v}", "CTCAE {v}", v=choose_version(reader.study)
    )  # fmt: skip
    if not short and flag_text:
        text += translate(", ", "，") + flag_text
    details = [part for part in (criterion, _say_bound(graded), worse) if part]
    return Told(
        id=element,
        grade=str(grade.value),
        same=grade.value > 0 and graded.is_after_baseline and grade.worse_than_baseline is False,
        flag=flag,
        text=text,
        detail=translate("; ", "；").join(details),
    )


def _say_why_none(reader: Reader, graded: GradedReading) -> str:
    """Why a value has no grade, in the words of the form."""
    reading, grade = graded.reading, graded.grade
    assert grade is not None
    low = load_tests()[reading.test].direction == "low"
    if not reading.unit:
        return translate("no grade without the unit", "缺单位，无法分级")
    if not grade.faults and not reading.sign and low and reading.lln is None:
        return translate("no grade without the lower limit", "缺参考下限，无法分级")
    if not grade.faults and not reading.sign and not low and reading.uln is None:
        return translate("no grade without the upper limit", "缺参考上限，无法分级")
    return reader.say(grade.reason) if grade.reason else ""


def _say_bound(graded: GradedReading) -> str:
    if graded.bound is None:
        return ""
    return translate("may be grade {g}", "也可能为 {g} 级", g=graded.bound)


def _say_worse(graded: GradedReading) -> str:
    """Whether the value is worse than baseline; of a grade without a baseline that it has none.

    Of grade 0 nothing: within the range a difference from baseline is no finding.
    """
    grade, baseline = graded.grade, graded.baseline
    if grade is None or not grade.value:
        return ""
    if baseline is None:
        return translate("no baseline to compare with", "无基线可比")
    if not graded.is_after_baseline or grade.worse_than_baseline is None:
        return ""
    before = _say_before(graded.reading, baseline)
    return (
        translate("worse than baseline ({b})", "差于基线（{b}）", b=before)
        if grade.worse_than_baseline
        else translate("no worse than baseline ({b})", "不差于基线（{b}）", b=before)
    )


def _say_before(reading: Reading, baseline: BaselineReading) -> str:
    value = show_number(baseline.reading.value)
    unit = baseline.reading.unit
    return value if unit == reading.unit else f"{value} {show_signs(unit)}"


# ------------------------------------------------------------------ treatment-emergent


def _tell_emergence(sheet: Sheet) -> Told:
    """Whether the event counts as treatment-emergent, with the rule's reason."""
    reader, element = sheet.reader, PREFIX + "start_date"
    key = (sheet.visit.name, sheet.form.name, sheet.repeat)
    found = derive_emergence(reader.study, sheet.participant, key, sheet.values)
    if found is None:
        return Told(id=element)
    text = {
        True: translate("treatment-emergent: yes", "治疗中出现：是"),
        False: translate("treatment-emergent: no", "治疗中出现：否"),
        None: translate("treatment-emergent: not known yet", "治疗中出现：尚无法判断"),
    }[found.is_emergent]
    return Told(id=element, text=text, detail=reader.say(found.why))


# ------------------------------------------------------------------ prednisone


def _tell_prednisone(sheet: Sheet) -> Told:
    say, element = sheet.reader.say, PREFIX + "per_day"
    found = derive_prednisone(sheet.form, sheet.values)
    if found is None:
        return Told(id=element)
    if found.mg_per_day is None:
        return Told(id=element, detail=_say_why_no_equivalent(sheet, found))
    mg = found.say_mg_per_day()
    text = translate("= prednisone {mg} mg/day", "＝ 泼尼松 {mg} mg/日", mg=mg)
    detail = found.working or (say(found.remark) if found.remark else "")
    unsure = found.source is not None and found.source.status in ("unsourced", "proposed")
    return Told(id=element, text=text, detail=detail, mark="unverified" if unsure else "")


def _say_why_no_equivalent(sheet: Sheet, found: PrednisoneEquivalent) -> str:
    """What is still to fill in; nothing while nothing was begun."""
    say, form = sheet.reader.say, sheet.form
    known = [name for name in _DOSE if name in form.item_by_name]
    open_ = [say(form.item(name).label) for name in known if not _is_given(sheet, name)]
    if len(open_) == len(known):
        return ""
    if open_:
        named = translate(", ", "、").join(open_)
        return translate(
            "prednisone equivalent once given: {n}", "填写以下内容后换算泼尼松：{n}", n=named
        )
    return say(found.reason) if found.reason else ""


_DOSE = ("dose", "dose_unit", "per_day", "route")


def _is_given(sheet: Sheet, name: str) -> bool:
    value = sheet.values.get(name)
    return value is not None and not isinstance(value, Missing)
