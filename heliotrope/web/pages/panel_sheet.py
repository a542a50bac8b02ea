"""A laboratory panel about to be shown: its lines, as recorded or as just typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from heliotrope.capture.checks import is_asked
from heliotrope.capture.panels import TEST, Line, list_lines
from heliotrope.capture.ranges import make_finder
from heliotrope.capture.submission import Submission
from heliotrope.study.forms import Form, Item
from heliotrope.study.values import converted_text, format_value
from heliotrope.vocabulary import Missing
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.sheet import (
    MISSING_SUFFIX,
    Sheet,
    find_place,
    is_missing_code,
    put_typed,
    read_date,
    read_version,
    show_recorded,
)

VALUE, SIGN, FINDING, LABORATORY = "value", "sign", "finding", "laboratory"
SIGNS = {"<": "below", ">": "above"}
SIGN_OF = {code: sign for sign, code in SIGNS.items()}
VERSION, KEEP, CLASH = "_version", "_keep", "_clash"

_CENSORED = re.compile(r"([<>])\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class PanelLineSheet:
    """One line with the form that holds it."""

    line: Line
    sheet: Sheet

    @property
    def key(self) -> str:
        """The line's key."""
        return self.line.key

    @property
    def is_number(self) -> bool:
        """True if the test has a number; else it has a finding."""
        item = self.sheet.form.item_by_name.get(VALUE)
        return item is not None and is_asked(item, {TEST: self.line.test or None})

    @property
    def shown_value(self) -> str:
        """The number as a laboratory prints it, with its sign before it."""
        raw = self.sheet.raw.get(VALUE, "")
        sign = SIGN_OF.get(self.sheet.raw.get(SIGN, ""), "")
        return raw if is_missing_code(raw) else sign + raw


@dataclass(frozen=True)
class Panel:
    """All lines of one visit's panel, and what stands above them."""

    head: Sheet
    """The day, time and laboratory that most lines have."""
    lines: tuple[PanelLineSheet, ...]
    laboratory: str
    was: tuple[str, str, str]
    """Day, time and laboratory as the page showed them when it was opened."""
    keeps: Mapping[str, str]
    """Key → `mine` or `theirs`, for lines that somebody else saved meanwhile."""

    @property
    def reader(self) -> Reader:
        """Who reads."""
        return self.head.reader

    @property
    def form(self) -> Form:
        """The panel's form."""
        return self.head.form

    @cached_property
    def version(self) -> int:
        """The latest entry behind any line: grows with each save, as a form's version does."""
        return max((one.line.record.seq for one in self.lines if one.line.record), default=0)

    def replace_lines(self, changed: Mapping[str, Sheet]) -> Panel:
        """The panel with other sheets in some of its lines."""
        lines = tuple(replace(one, sheet=changed.get(one.key, one.sheet)) for one in self.lines)
        return replace(self, lines=lines)


def open_panel(reader: Reader, code: str, visit: str, name: str) -> Panel:
    """The panel as recorded. Raises UnknownParticipant or UnknownPlace."""
    participant, own, form = find_place(reader, code, visit, name)
    lines = tuple(
        PanelLineSheet(line, show_recorded(reader, participant, own, form, line.repeat))
        for line in list_lines(form, participant, visit)
    )
    recorded = [one.sheet for one in lines if one.line.record]
    common = Counter((s.date, s.time, s.raw.get(LABORATORY, "")) for s in recorded if s.date)
    date, time, laboratory = common.most_common(1)[0][0] if common else ("", "", "")
    if not laboratory or is_missing_code(laboratory):
        laboratory = _choose_laboratory(form, participant.records_of(name))
    shown = [s for s in recorded if s.record]
    ever = [s for s in shown if s.record and s.record.ever_complete]
    latest = max(ever or shown, key=lambda s: s.record.seq if s.record else 0, default=None)
    head = show_recorded(reader, participant, own, form, 1)
    head = replace(head, record=latest.record if latest else None, date=date, time=time)
    return Panel(head, lines, laboratory, (date, time, laboratory), {})


def _choose_laboratory(form: Form, records: list) -> str:  # type: ignore[type-arg]
    """The one that measured last, else the first of the list."""
    item = form.item_by_name.get(LABORATORY)
    if item is None:
        return ""
    for record in reversed(records):
        value = record.given(LABORATORY)
        if isinstance(value, str):
            return value
    return item.codes[0].code if item.codes else ""


# ------------------------------------------------------------------ what was posted


def read_panel(panel: Panel) -> tuple[Panel, list[Submission]]:
    """The panel as typed, and the rows of it that were on the page, as they would be saved."""
    posted = panel.reader.request.POST
    not_done = posted.get("_not_done", "")
    was = (
        posted.get("_was_date", ""), posted.get("_was_time", ""), posted.get("_was_laboratory", ""),
    )  # fmt: skip
    date, time = posted.get("_date", ""), posted.get("_time", "")
    laboratory = posted.get("_laboratory", panel.laboratory)
    keeps = {one.key: posted.get(f"{one.key}.{KEEP}", "") for one in panel.lines}
    typed = replace(
        panel,
        head=replace(panel.head, date=date, time=time),
        laboratory=laboratory,
        was=was,
        keeps=keeps,
    )
    if not_done:
        first = panel.lines[0]
        return typed, [_make_not_done(first, not_done)] if panel.version == 0 else []
    rows, sheets = [], {}
    for one in panel.lines:
        if f"{one.key}.{VERSION}" not in posted:
            continue
        row = _read_row(typed, one)
        rows.append(row)
        # A row of a panel is shown as typed, its faults once the server has judged it.
        sheets[one.key] = put_typed(one.sheet, row, ())
    return typed.replace_lines(sheets), rows


def _make_not_done(first: PanelLineSheet, code: str) -> Submission:
    """A panel that was not done as a whole is one record without a test."""
    sheet = first.sheet
    return Submission(
        participant=sheet.participant.code,
        visit=sheet.visit.name,
        form=sheet.form.name,
        raw={},
        repeat=1,
        not_done=code,
    )


def _read_row(panel: Panel, one: PanelLineSheet) -> Submission:
    posted, sheet = panel.reader.request.POST, one.sheet
    raw = dict(sheet.raw)
    for item in sheet.form.items:
        name = f"{one.key}.{item.name}"
        if name in posted or name + MISSING_SUFFIX in posted:
            raw[item.name] = posted.get(name, "") or posted.get(name + MISSING_SUFFIX, "")
    is_as_before = raw.get(VALUE, "") == sheet.raw.get(VALUE, "") and is_missing_code(
        raw.get(VALUE, "")
    )
    if one.is_number and not is_as_before:
        raw |= _split_value(raw.get(VALUE, ""), sheet.form)
    said = raw.get(VALUE if one.is_number else FINDING, "").strip()
    date, time, laboratory = _choose_surroundings(panel, sheet, said)
    if LABORATORY in raw:
        raw[LABORATORY] = laboratory
    if sheet.record is None or (said and not is_missing_code(said)):
        raw[TEST] = one.line.test or raw.get(TEST, "")
    if is_missing_code(said):
        raw = _fill_gaps(sheet.form, raw, said)
    elif said and sheet.record is None:
        raw = _fill_limits(panel, raw, one)
    record = sheet.record
    return Submission(
        participant=sheet.participant.code,
        visit=sheet.visit.name,
        form=sheet.form.name,
        raw=raw,
        date=date,
        time=time,
        repeat=one.line.repeat,
        seen_version=read_version(posted.get(f"{one.key}.{VERSION}", "")),
        complete=posted.get("_act") != "draft",
        reason_code=posted.get("_reason", "") if record and record.ever_complete else "",
        reason_text=posted.get("_reason_text", "") if record and record.ever_complete else "",
    )


def _split_value(text: str, form: Form) -> dict[str, str]:
    """The number and its sign of what a laboratory prints: `<0.5`, `1.8↑`."""
    plain = converted_text(text).strip().rstrip("↑↓ ")
    found = _CENSORED.fullmatch(plain)
    if SIGN not in form.item_by_name:
        return {VALUE: plain}
    return {
        VALUE: found[2] if found else plain,
        SIGN: SIGNS[found[1]] if found else "",
    }


def _choose_surroundings(panel: Panel, sheet: Sheet, said: str) -> tuple[str, str, str]:
    """The page's day, time and laboratory; those of a record that never had the page's.

    What was not done has no day.
    """
    was_date, was_time, was_laboratory = panel.was
    date, time = panel.head.date, panel.head.time
    own = sheet.raw.get(LABORATORY, "")
    not_done = sheet.record is not None and sheet.record.complete and is_missing_code(said)
    other = sheet.record is not None and (sheet.date, sheet.time) != (was_date, was_time)
    if not_done or (other and sheet.date):
        date, time = sheet.date, sheet.time
    keeps = sheet.record is not None and own and own != was_laboratory
    return date, time, own if keeps else panel.laboratory


def _fill_gaps(form: Form, raw: dict[str, str], reason: str) -> dict[str, str]:
    """What would still be demanded of a test that was not done has the same reason."""
    wanted: list[Item] = [
        item for item in form.items if item.required and not raw.get(item.name, "").strip()
    ]
    asked = {TEST: raw.get(TEST) or None}
    return raw | {item.name: reason for item in wanted if is_asked(item, asked)}


def _fill_limits(panel: Panel, raw: dict[str, str], one: PanelLineSheet) -> dict[str, str]:
    """What the laboratory prints, for a new value of which nobody gave a limit."""
    limits = [name for name in ("lln", "uln") if name in raw]
    if not one.is_number or not limits or any(raw[name].strip() for name in limits):
        return raw
    sheet = one.sheet
    on = read_date(panel.head.date) or sheet.reader.today
    finder = make_finder(sheet.reader.study, sheet.participant, panel.laboratory, on)
    found = finder.find(one.line.test, [raw.get("unit", "")])
    if found is None:
        return raw
    return raw | {name: format_value(getattr(found, name)) for name in limits}


def format_row(sheet: Sheet) -> str:
    """A recorded line in a few words, to be set beside what was typed."""
    if sheet.record is None:
        return ""
    values, zone = sheet.record.values, sheet.reader.study.time_zone
    value = values.get(VALUE)
    if isinstance(value, Missing):
        return value.value
    sign = SIGN_OF.get(str(values.get(SIGN) or ""), "")
    parts = [sign + format_value(value, zone) if value is not None else ""]
    for name in (FINDING, "unit", "judgment"):
        item, given = sheet.form.item_by_name.get(name), values.get(name)
        if item is not None and isinstance(given, str):
            label = next((code.label for code in item.codes if code.code == given), None)
            parts.append(sheet.reader.say(label) if label else given)
    return " ".join(part for part in parts if part)
