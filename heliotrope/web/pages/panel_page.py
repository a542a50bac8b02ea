"""A laboratory panel about to be shown → its page, or the fragment that follows what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal

from heliotrope.capture.checks import is_asked, select_raised
from heliotrope.capture.grades import (
    GradedReading,
    Reading,
    derive_grades,
    list_readings,
)
from heliotrope.capture.ledger import Record
from heliotrope.capture.panels import TEST
from heliotrope.capture.ranges import NormalRange, derive_sex, find_normal_range
from heliotrope.study.forms import Code, Form, Item
from heliotrope.study.values import format_value, show_signs
from heliotrope.vocabulary import Bilingual, Fault, Missing
from heliotrope.web.pages.form_parts import count_corrections, make_head, say_fault
from heliotrope.web.pages.form_told import read_day, tell_grade
from heliotrope.web.pages.panel_sheet import (
    FINDING,
    LABORATORY,
    SIGN,
    VALUE,
    Panel,
    PanelLineSheet,
    format_row,
)
from heliotrope.web.pages.panel_units import list_units
from heliotrope.web.pages.record_words import describe_record, is_not_done
from heliotrope.web.pages.sheet import is_missing_code
from heliotrope.web.pages.views.forms import Field, FormHead, Problem
from heliotrope.web.pages.views.panel import (
    Clash,
    PanelCell,
    PanelFill,
    PanelGroup,
    PanelLine,
    PanelPage,
    PanelTold,
)
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.pages.views.told import Told
from heliotrope.web.templating import make_url, translate

Faults = Mapping[str, tuple[Fault, ...]]
"""Key of a line → what is wrong in it."""

SHORT: dict[str, Bilingual] = {
    "normal": Bilingual("normal", "正常"),
    "not_significant": Bilingual("NCS", "NCS"),
    "significant": Bilingual("CS", "CS"),
}
"""The investigator's judgment in the words that are printed beside a value."""

_OF_VALUE = (VALUE, SIGN, TEST)
_OF_HEAD = {"date": "_date", "time": "_time", LABORATORY: "_laboratory", "reason": ""}


def make_page(
    panel: Panel, faults: Faults | None = None, stale: Set[str] = frozenset()
) -> PanelPage:
    """The whole page; `stale`: lines that somebody else saved since it was opened."""
    form, told = panel.form, make_told(panel)
    return PanelPage(
        form=_make_head(panel, faults or {}),
        groups=_make_groups(panel, told, faults or {}, stale),
        panel=told,
        laboratory=_make_laboratory(panel, faults or {}),
        was=(
            ("_was_date", panel.was[0]),
            ("_was_time", panel.was[1]),
            ("_was_laboratory", panel.was[2]),
        ),
        has_units="unit" in form.item_by_name,
        has_limits="lln" in form.item_by_name or "uln" in form.item_by_name,
        has_judgments="judgment" in form.item_by_name,
        judgment_key=_say_judgments(panel),
    )


def _say_judgments(panel: Panel) -> str:
    item = panel.form.item_by_name.get("judgment")
    if item is None or not {code.code for code in item.codes} <= set(SHORT):
        return ""
    return translate(
        "NCS: abnormal, not clinically significant. CS: abnormal, clinically significant.",
        "NCS：异常无临床意义；CS：异常有临床意义。",
    )


# ------------------------------------------------------------------ the head


def _make_head(panel: Panel, faults: Faults) -> FormHead:
    head = make_head(panel.head)
    records = [one.line.record for one in panel.lines if one.line.record]
    worst = next((r for r in records if not r.complete), records[0] if records else None)
    state, text = describe_record(worst)
    return replace(
        head,
        title=panel.reader.say(panel.form.label),
        state=state,
        state_text=text,
        action=make_url("form", *_place(panel), 1),
        score_url=make_url("score", *_place(panel), 1),
        history_url="",
        draft_key="/".join((panel.reader.person.id, *_place(panel), "1")),
        version=panel.version,
        problems=_make_problems(panel, faults),
        warnings=_make_warnings(panel),
        posted=panel.head.posted is not None,
        saved_line=head.saved_line.partition(translate(", ", "，"))[2],
    )


def _place(panel: Panel) -> tuple[str, str, str]:
    return (panel.head.participant.code, panel.head.visit.name, panel.form.name)


def _make_laboratory(panel: Panel, faults: Faults) -> Field | None:
    item = panel.form.item_by_name.get(LABORATORY)
    if item is None:
        return None
    said = [
        say_fault(panel.head, fault)
        for one in faults.values()
        for fault in one
        if fault.where == LABORATORY
    ]
    return Field(
        name="_laboratory",
        label=panel.reader.say(item.label),
        kind="code",
        value=panel.laboratory,
        choices=tuple(_choose(panel, code) for code in item.codes),
        errors=tuple(said[:1]),
    )


def _choose(panel: Panel, code: Code) -> Choice:
    return Choice(value=code.code, label=panel.reader.say(code.label))


def _make_problems(panel: Panel, faults: Faults) -> tuple[Problem, ...]:
    """What is wrong, line by line; what is wrong with the head once."""
    problems: dict[tuple[str, str], Problem] = {}
    for one in panel.lines:
        for fault in faults.get(one.key, ()):
            problem = _make_problem(panel, one, fault)
            problems.setdefault((problem.item, problem.text), problem)
    return tuple(problems.values())


def _make_problem(panel: Panel, one: PanelLineSheet, fault: Fault) -> Problem:
    text = say_fault(one.sheet, fault)
    if fault.where in _OF_HEAD:
        label = {
            "_date": translate("Date done", "实施日期"),
            "_time": translate("Time", "时间"),
            "_laboratory": panel.reader.say(panel.form.item(LABORATORY).label)
            if LABORATORY in panel.form.item_by_name
            else "",
        }.get(_OF_HEAD[fault.where], "")
        return Problem(text=text, item=_OF_HEAD[fault.where], label=label)
    label = _name_test(panel, one)
    return Problem(text=text, item=_name_cell(one, fault.where), label=label)


def _name_cell(one: PanelLineSheet, item: str) -> str:
    """Where what is said of an item is shown."""
    if item in _OF_VALUE or item not in one.sheet.form.item_by_name:
        item = VALUE if one.is_number else FINDING
    return f"{one.key}.{item}"


def _make_warnings(panel: Panel) -> tuple[Problem, ...]:
    found = []
    for one in panel.lines:
        if not _says_something(one):
            continue
        sheet = one.sheet
        for check in select_raised(sheet.form, sheet.values, sheet.reader.study.time_zone):
            item = _name_cell(one, check.items[0] if check.items else VALUE)
            text, label = panel.reader.say(check.message), _name_test(panel, one)
            found.append(Problem(text=text, item=item, label=label))
    return tuple(found)


def _says_something(one: PanelLineSheet) -> bool:
    result = one.sheet.raw.get(VALUE if one.is_number else FINDING, "")
    return bool(result.strip())


def _name_test(panel: Panel, one: PanelLineSheet) -> str:
    code = _find_code(panel.form, one.line.test)
    name = panel.reader.say(code.label) if code else one.line.test
    return name or translate("Test not named", "未注明项目")


def _find_code(form: Form, test: str) -> Code | None:
    return next((code for code in form.item(TEST).codes if code.code == test), None)


# ------------------------------------------------------------------ the lines


def _make_groups(
    panel: Panel, panel_told: PanelTold, faults: Faults, stale: Set[str]
) -> tuple[PanelGroup, ...]:
    told = {one.id: one for one in panel_told.told}
    previous = _list_previous(panel)
    groups: dict[str, list[PanelLine]] = {}
    for one in panel.lines:
        code = _find_code(panel.form, one.line.test)
        group = panel.reader.say(code.group) if code and code.group else ""
        line = _make_line(panel, one, faults.get(one.key, ()), told[f"t-{one.key}"])
        line = replace(
            line,
            previous=previous.get(one.line.test, ""),
            clash=_make_clash(panel, one, is_stale=one.key in stale),
        )
        groups.setdefault(group, []).append(line)
    return tuple(PanelGroup(title=title, lines=tuple(lines)) for title, lines in groups.items())


def _make_line(
    panel: Panel, one: PanelLineSheet, faults: tuple[Fault, ...], told: Told
) -> PanelLine:
    sheet, record = one.sheet, one.line.record
    asked = {TEST: one.line.test or None}
    items = {name: sheet.form.item_by_name.get(name) for name in ("unit", "lln", "uln", "judgment")}
    own = {n: i if i is not None and is_asked(i, asked) else None for n, i in items.items()}
    limits = _choose_range(panel, one)
    return PanelLine(
        key=one.key,
        label=_name_test(panel, one),
        version=_seen_version(one),
        result=_make_result(panel, one, faults),
        unit=_make_unit(panel, one, own["unit"], limits, faults),
        low=_make_limit(panel, one, own["lln"], limits.lln if limits else None, faults),
        high=_make_limit(panel, one, own["uln"], limits.uln if limits else None, faults),
        judgment=_make_judgment(panel, one, own["judgment"], faults),
        told=told,
        history_url=f"{sheet.href('form')}/history/" if record else "",
        other=_say_other(panel, one),
    )


def _seen_version(one: PanelLineSheet) -> int:
    """Of a line that was just posted and is not stale that on the page, which is the same."""
    return one.line.record.version if one.line.record else 0


def _say_other(panel: Panel, one: PanelLineSheet) -> str:
    """The day and laboratory of a recorded line that are not those of the page."""
    sheet, parts = one.sheet, []
    if sheet.record is None or is_not_done(sheet.record):
        return ""
    recorded = sheet.record.performed_date
    day = recorded.isoformat() if recorded else ""
    if day and day != panel.was[0]:
        parts.append(day)
    laboratory = sheet.record.given(LABORATORY)
    if isinstance(laboratory, str) and laboratory != panel.was[2]:
        codes = panel.form.item(LABORATORY).codes
        label = next((code.label for code in codes if code.code == laboratory), None)
        parts.append(panel.reader.say(label) if label else laboratory)
    return translate(", ", "，").join(parts)


def _say_faults(one: PanelLineSheet, faults: tuple[Fault, ...], *items: str) -> tuple[str, ...]:
    return tuple(say_fault(one.sheet, fault) for fault in faults if fault.where in items)


def _label(panel: Panel, one: PanelLineSheet, item: Item) -> str:
    return f"{_name_test(panel, one)}{translate(', ', '，')}{panel.reader.say(item.label)}"


def _make_result(panel: Panel, one: PanelLineSheet, faults: tuple[Fault, ...]) -> PanelCell:
    sheet, name = one.sheet, VALUE if one.is_number else FINDING
    item = sheet.form.item(name)
    raw = one.shown_value if one.is_number else sheet.raw.get(FINDING, "")
    where = _OF_VALUE if one.is_number else (FINDING, TEST)
    return PanelCell(
        name=f"{one.key}.{name}",
        label=_label(panel, one, item),
        value="" if is_missing_code(raw) else raw,
        missing=raw if is_missing_code(raw) else "",  # type: ignore[arg-type]
        choices=() if one.is_number else tuple(_choose(panel, code) for code in item.codes),
        errors=_say_faults(one, faults, *where),
        corrected=count_corrections(one.line.record, name) > 0,
    )


def _make_unit(
    panel: Panel,
    one: PanelLineSheet,
    item: Item | None,
    limits: NormalRange | None,
    faults: tuple[Fault, ...],
) -> PanelCell | None:
    if item is None:
        return None
    known = list_units(panel.reader.study, panel.form, one.line.test)
    codes = [code for code in item.codes if code.code in known] or list(item.codes)
    raw = one.sheet.raw.get("unit", "")
    value = raw if raw and not is_missing_code(raw) else ""
    if value and value not in {code.code for code in codes}:
        codes += [code for code in item.codes if code.code == value]
    if not value and limits is not None:
        value = limits.unit
    only = codes[0] if len(codes) == 1 else None
    return PanelCell(
        name=f"{one.key}.unit",
        label=_label(panel, one, item),
        value=only.code if only else value,
        choices=tuple(
            Choice(value=c.code, label=show_signs(panel.reader.say(c.label))) for c in codes
        ),
        fixed=show_signs(panel.reader.say(only.label)) if only else "",
        errors=_say_faults(one, faults, "unit"),
    )


def _make_limit(
    panel: Panel,
    one: PanelLineSheet,
    item: Item | None,
    printed: Decimal | None,
    faults: tuple[Fault, ...],
) -> PanelCell | None:
    if item is None:
        return None
    raw = one.sheet.raw.get(item.name, "")
    is_new = one.line.record is None and one.sheet.posted is None
    value = format_value(printed) if is_new and printed is not None and not raw else raw
    return PanelCell(
        name=f"{one.key}.{item.name}",
        label=_label(panel, one, item),
        value="" if is_missing_code(value) else value,
        errors=_say_faults(one, faults, item.name),
        corrected=count_corrections(one.line.record, item.name) > 0,
    )


def _make_judgment(
    panel: Panel, one: PanelLineSheet, item: Item | None, faults: tuple[Fault, ...]
) -> PanelCell | None:
    if item is None:
        return None
    raw = one.sheet.raw.get(item.name, "")
    choices = tuple(
        Choice(value=c.code, label=panel.reader.say(SHORT.get(c.code, c.label))) for c in item.codes
    )
    roles = panel.form.reserved.get(item.name)
    said = next((choice.label for choice in choices if choice.value == raw), "—")
    reserved = roles is not None and panel.reader.person.role not in roles
    return PanelCell(
        name=f"{one.key}.{item.name}",
        label=_label(panel, one, item),
        value=raw,
        choices=choices,
        fixed=said if reserved else "",
        errors=_say_faults(one, faults, item.name),
        corrected=count_corrections(one.line.record, item.name) > 0,
        note=_say_judge(panel, one.line.record, item.name),
    )


def _say_judge(panel: Panel, record: Record | None, item: str) -> str:
    """Who judged, and when: of the version since which the judgment stands as it does."""
    if record is None or record.given(item) is None:
        return ""
    origin = record
    for version in record.versions:
        if version.values.get(item) != record.values.get(item):
            break
        origin = version
    return f"{origin.by.name} {panel.reader.moment(origin.at)[:10]}"


def _make_clash(panel: Panel, one: PanelLineSheet, *, is_stale: bool) -> Clash | None:
    keep = panel.keeps.get(one.key, "")
    record = one.line.record
    if record is None or (not is_stale and not keep):
        return None
    recorded = replace(one.sheet, record=record)
    return Clash(
        theirs=format_row(recorded) or "—",
        who=f"{record.by.name} {panel.reader.moment(record.at)}",
        keep=keep if keep in ("mine", "theirs") else "",  # type: ignore[arg-type]
    )


def _list_previous(panel: Panel) -> dict[str, str]:
    """Test → its latest value before this visit, as printed."""
    on = read_day(panel.head.date) or panel.reader.today
    found: dict[str, Record] = {}
    for record in panel.head.participant.records_of(panel.form.name):
        test, day = record.given(TEST), record.performed_date
        if not isinstance(test, str) or day is None or day >= on:
            continue
        before = found.get(test)
        if record.visit != panel.head.visit.name and (
            before is None or (before.performed_date or day) <= day
        ):
            found[test] = record
    return {test: _show_previous(record) for test, record in found.items()}


def _show_previous(record: Record) -> str:
    value, finding = record.values.get(VALUE), record.given(FINDING)
    if isinstance(value, Missing):
        return value.value
    sign = {"below": "<", "above": ">"}.get(str(record.given(SIGN) or ""), "")
    return sign + format_value(value) if value is not None else _SHORT_FINDING.get(finding, "")


_SHORT_FINDING: dict[object, str] = {"negative": "−", "positive": "+"}


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
        named = translate(", ", "、").join(_name_test(panel, one) for one in unjudged[:6])
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
        faults=_make_problems(panel, faults or {}),
    )


def _grade(panel: Panel) -> dict[str, GradedReading]:
    study = panel.reader.study
    by_day: dict[date | None, dict[str, Reading]] = {}
    for one in panel.lines:
        values = one.sheet.values | {TEST: one.line.test or None}
        day = read_day(one.sheet.date or panel.head.date)
        for reading in list_readings(panel.form, values):
            by_day.setdefault(day, {})[one.key] = reading
    found: dict[str, GradedReading] = {}
    for day, readings in by_day.items():
        visit, participant = panel.head.visit.name, panel.head.participant
        graded = derive_grades(study, participant, readings.values(), visit, day)
        found |= dict(zip(readings, graded, strict=True))
    return found


def _say_summary(panel: Panel, graded: Mapping[str, GradedReading]) -> str:
    given = sum(1 for one in panel.lines if _says_something(one))
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


def _choose_range(panel: Panel, one: PanelLineSheet) -> NormalRange | None:
    """What the page's laboratory prints for the test, on the page's day."""
    study, participant = panel.reader.study, panel.head.participant
    on = read_day(panel.head.date) or panel.reader.today
    unit = one.sheet.raw.get("unit", "")
    return find_normal_range(
        study,
        panel.laboratory,
        one.line.test,
        derive_sex(study, participant),
        on,
        "" if is_missing_code(unit) else unit,
    )


def _list_fills(panel: Panel) -> tuple[PanelFill, ...]:
    fills = []
    for one in panel.lines:
        limits = _choose_range(panel, one) if one.line.record is None and one.is_number else None
        if limits is None:
            continue
        for item, number in (("lln", limits.lln), ("uln", limits.uln)):
            if item in panel.form.item_by_name:
                value = "" if number is None else format_value(number)
                fills.append(PanelFill(name=f"{one.key}.{item}", value=value))
    return tuple(fills)
