"""A laboratory panel about to be shown → its lines: result, unit, limits, judgment, clash."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from decimal import Decimal

from heliotrope.capture.checks import is_asked
from heliotrope.capture.ledger import Record
from heliotrope.capture.panels import TEST
from heliotrope.capture.ranges import RangeFinder
from heliotrope.study.forms import Item
from heliotrope.study.values import format_value, show_signs
from heliotrope.vocabulary import Bilingual, Fault, Missing
from heliotrope.web.pages.form_parts import count_corrections, say_fault
from heliotrope.web.pages.panel_parts import (
    OF_VALUE,
    Faults,
    choose_range,
    find_code,
    finder_of,
    make_choice,
    name_test,
)
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
from heliotrope.web.pages.record_words import is_not_done
from heliotrope.web.pages.sheet import is_missing_code, read_date
from heliotrope.web.pages.views.panel import (
    Clash,
    PanelCell,
    PanelGroup,
    PanelLine,
    PanelTold,
)
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.pages.views.told import Told
from heliotrope.web.templating import translate

SHORT: dict[str, Bilingual] = {
    "normal": Bilingual("normal", "正常"),
    "not_significant": Bilingual("NCS", "NCS"),
    "significant": Bilingual("CS", "CS"),
}
"""The investigator's judgment in the words that are printed beside a value."""


# ------------------------------------------------------------------ the lines


def make_groups(
    panel: Panel, panel_told: PanelTold, faults: Faults, stale: Set[str]
) -> tuple[PanelGroup, ...]:
    """Every line under the heading of its test, the headings in the form's order."""
    told = {one.id: one for one in panel_told.told}
    previous, finder = _list_previous(panel), finder_of(panel)
    groups: dict[str, list[PanelLine]] = {}
    for one in panel.lines:
        code = find_code(panel.form, one.line.test)
        group = panel.reader.say(code.group) if code and code.group else ""
        line = _make_line(panel, one, finder, faults.get(one.key, ()), told[f"t-{one.key}"])
        line = replace(
            line,
            previous=previous.get(one.line.test, ""),
            clash=_make_clash(panel, one, is_stale=one.key in stale),
        )
        groups.setdefault(group, []).append(line)
    return tuple(PanelGroup(title=title, lines=tuple(lines)) for title, lines in groups.items())


def _make_line(
    panel: Panel,
    one: PanelLineSheet,
    finder: RangeFinder,
    faults: tuple[Fault, ...],
    told: Told,
) -> PanelLine:
    sheet, record = one.sheet, one.line.record
    asked = {TEST: one.line.test or None}
    items = {name: sheet.form.item_by_name.get(name) for name in ("unit", "lln", "uln", "judgment")}
    own = {n: i if i is not None and is_asked(i, asked) else None for n, i in items.items()}
    limits = choose_range(panel, one, finder)
    return PanelLine(
        key=one.key,
        label=name_test(panel, one),
        version=_seen_version(one),
        result=_make_result(panel, one, faults),
        unit=_make_unit(panel, one, own["unit"], finder, faults),
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
    return f"{name_test(panel, one)}{translate(', ', '，')}{panel.reader.say(item.label)}"


def _make_result(panel: Panel, one: PanelLineSheet, faults: tuple[Fault, ...]) -> PanelCell:
    sheet, name = one.sheet, VALUE if one.is_number else FINDING
    item = sheet.form.item(name)
    raw = one.shown_value if one.is_number else sheet.raw.get(FINDING, "")
    where = OF_VALUE if one.is_number else (FINDING, TEST)
    return PanelCell(
        name=f"{one.key}.{name}",
        label=_label(panel, one, item),
        value="" if is_missing_code(raw) else raw,
        missing=raw if is_missing_code(raw) else "",  # type: ignore[arg-type]
        choices=() if one.is_number else tuple(make_choice(panel, code) for code in item.codes),
        errors=_say_faults(one, faults, *where),
        corrected=count_corrections(one.line.record, name) > 0,
    )


def _make_unit(
    panel: Panel,
    one: PanelLineSheet,
    item: Item | None,
    finder: RangeFinder,
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
    if not value:
        value = finder.find_unit(one.line.test, [code.code for code in codes])
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
    on = read_date(panel.head.date) or panel.reader.today
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
    return {test: _show_previous(panel, record) for test, record in found.items()}


def _show_previous(panel: Panel, record: Record) -> str:
    value, finding = record.values.get(VALUE), record.given(FINDING)
    if isinstance(value, Missing):
        return value.value
    if value is not None:
        sign = {"below": "<", "above": ">"}.get(str(record.given(SIGN) or ""), "")
        return sign + format_value(value)
    item = panel.form.item_by_name.get(FINDING)
    codes = item.codes if item else ()
    return next((panel.reader.say(c.label) for c in codes if c.code == finding), "")
