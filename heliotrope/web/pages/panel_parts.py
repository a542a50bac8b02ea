"""A laboratory panel about to be shown → the words and ranges that its page and lines share."""

from __future__ import annotations

from collections.abc import Mapping

from heliotrope.capture.panels import TEST
from heliotrope.capture.ranges import RangeFinder, make_finder
from heliotrope.study.forms import Code, Form
from heliotrope.study.laboratories import ReferenceRange
from heliotrope.vocabulary import Fault
from heliotrope.web.pages.form_parts import say_fault
from heliotrope.web.pages.panel_sheet import (
    FINDING,
    LABORATORY,
    SIGN,
    VALUE,
    Panel,
    PanelLineSheet,
)
from heliotrope.web.pages.panel_units import list_units
from heliotrope.web.pages.sheet import is_missing_code, read_date
from heliotrope.web.pages.views.forms import Problem
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.templating import translate

Faults = Mapping[str, tuple[Fault, ...]]
"""Key of a line → what is wrong in it."""

OF_VALUE = (VALUE, SIGN, TEST)
"""Items that are shown in the cell of the value."""


_OF_HEAD = {"date": "_date", "time": "_time", LABORATORY: "_laboratory", "reason": ""}


def make_choice(panel: Panel, code: Code) -> Choice:
    """A code as a choice, in the reader's language."""
    return Choice(value=code.code, label=panel.reader.say(code.label))


def says_something(one: PanelLineSheet) -> bool:
    """True if the line has a result or the reason for its absence."""
    result = one.sheet.raw.get(VALUE if one.is_number else FINDING, "")
    return bool(result.strip())


def name_test(panel: Panel, one: PanelLineSheet) -> str:
    """The test as people know it."""
    code = find_code(panel.form, one.line.test)
    name = panel.reader.say(code.label) if code else one.line.test
    return name or translate("Test not named", "未注明项目")


def find_code(form: Form, test: str) -> Code | None:
    """The test among those that the form names; None for one that it names no more."""
    return next((code for code in form.item(TEST).codes if code.code == test), None)


def choose_range(panel: Panel, one: PanelLineSheet, finder: RangeFinder) -> ReferenceRange | None:
    """What the page's laboratory prints for the test, in the unit chosen or in any it can have."""
    raw = one.sheet.raw.get("unit", "")
    if raw and not is_missing_code(raw):
        return finder.find(one.line.test, [raw])
    known = list_units(panel.reader.study, panel.form, one.line.test)
    item = panel.form.item_by_name.get("unit")
    codes = [code.code for code in item.codes] if item else []
    return finder.find(one.line.test, [code for code in codes if not known or code in known])


def finder_of(panel: Panel) -> RangeFinder:
    """The ranges of the page's laboratory on its day."""
    on = read_date(panel.head.date) or panel.reader.today
    return make_finder(panel.reader.study, panel.head.participant, panel.laboratory, on)


def make_problems(panel: Panel, faults: Faults) -> tuple[Problem, ...]:
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
    label = name_test(panel, one)
    return Problem(text=text, item=name_cell(one, fault.where), label=label)


def name_cell(one: PanelLineSheet, item: str) -> str:
    """Where what is said of an item is shown."""
    if item in OF_VALUE or item not in one.sheet.form.item_by_name:
        item = VALUE if one.is_number else FINDING
    return f"{one.key}.{item}"
