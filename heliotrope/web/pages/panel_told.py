"""A laboratory panel as typed → flags and grades beside its lines, ranges, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from heliotrope.capture.grades import (
    GradedReading,
    Reading,
    derive_grades,
    list_readings,
)
from heliotrope.capture.panels import TEST
from heliotrope.study.values import format_value
from heliotrope.web.pages.form_told import tell_grade
from heliotrope.web.pages.panel_parts import (
    Faults,
    choose_range,
    finder_of,
    make_problems,
    name_test,
    says_something,
)
from heliotrope.web.pages.panel_sheet import (
    Panel,
)
from heliotrope.web.pages.sheet import read_date
from heliotrope.web.pages.views.panel import (
    PanelFill,
    PanelTold,
)
from heliotrope.web.pages.views.told import Told
from heliotrope.web.templating import translate

# ------------------------------------------------------------------ what follows from it


def make_told(panel: Panel, faults: Faults | None = None) -> PanelTold:
    """Flags and grades of what is typed, what the laboratory's ranges give, and how many."""
    graded = _grade(panel)
    told = tuple(
        tell_grade(panel.reader, graded[one.key], f"t-{one.key}", short=True)
        if one.key in graded
        else Told(id=f"t-{one.key}")
        for one in panel.lines
    )
    unjudged = [
        one
        for one in panel.lines
        if one.key in graded
        and graded[one.key].flag in ("low", "high")
        and not one.sheet.raw.get("judgment")
    ]
    to_judge = ""
    if unjudged and "judgment" in panel.form.item_by_name:
        named = translate(", ", "、").join(name_test(panel, one) for one in unjudged[:6])
        more = "…" if len(unjudged) > 6 else ""
        to_judge = translate(
            "for the investigator to judge: {n}{more}",
            "待研究者判断：{n}{more}",
            n=named,
            more=more,
        )
    return PanelTold(
        summary=_say_summary(panel, graded),
        to_judge=to_judge,
        told=told,
        fills=_list_fills(panel),
        faults=make_problems(panel, faults or {}),
    )


def _grade(panel: Panel) -> dict[str, GradedReading]:
    study = panel.reader.study
    by_day: dict[date | None, dict[str, Reading]] = {}
    for one in panel.lines:
        values = one.sheet.values | {TEST: one.line.test or None}
        day = read_date(one.sheet.date or panel.head.date)
        for reading in list_readings(panel.form, values):
            by_day.setdefault(day, {})[one.key] = reading
    found: dict[str, GradedReading] = {}
    for day, readings in by_day.items():
        visit, participant = panel.head.visit.name, panel.head.participant
        graded = derive_grades(study, participant, readings.values(), visit, day)
        found |= dict(zip(readings, graded, strict=True))
    return found


def _say_summary(panel: Panel, graded: Mapping[str, GradedReading]) -> str:
    given = sum(1 for one in panel.lines if says_something(one))
    if not given:
        return translate("No value yet", "尚未填写数值")
    outside = sum(1 for one in graded.values() if one.flag in ("low", "high"))
    parts = [
        translate("{n} of {m} tests", "{m} 项中已填 {n} 项", n=given, m=len(panel.lines)),
        translate("{n} outside the range", "{n} 项超出范围", n=outside),
    ]
    grades = [one.grade.value or 0 for one in graded.values() if one.grade]
    if any(grades):
        parts.append(translate("highest grade {g}", "最高 {g} 级", g=max(grades)))
    return " · ".join(parts)


def _list_fills(panel: Panel) -> tuple[PanelFill, ...]:
    fills, finder = [], finder_of(panel)
    for one in panel.lines:
        if one.line.record is not None or not one.is_number:
            continue
        limits = choose_range(panel, one, finder)
        printed = {
            "lln": format_value(limits.lln) if limits else "",
            "uln": format_value(limits.uln) if limits else "",
        }
        fills += [
            PanelFill(name=f"{one.key}.{item}", value=value)
            for item, value in printed.items()
            if item in panel.form.item_by_name
        ]
    return tuple(fills)
