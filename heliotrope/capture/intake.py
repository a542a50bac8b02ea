"""Tables of text, one a form → the saves they state, typed and in order, or every fault at once.

Each row becomes a Submission and is read by the very rules that read a form on the screen; what
is special to a table is its columns, its visits, its dates and its numbering.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from heliotrope.capture.births import Dated, check_birth, find_birth, list_dated
from heliotrope.capture.checks import is_asked
from heliotrope.capture.enrollment import UnableToScreen, screen
from heliotrope.capture.ledger import State
from heliotrope.capture.printed import as_asked
from heliotrope.capture.submission import ReadSubmission, Submission, make_fault, read_submission
from heliotrope.capture.tables import Table, TableRow
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Fault, Missing, Refusal, Value

OWN_COLUMNS = ("participant", "visit", "date", "seq")
"""Columns that every form's table may have; the others are the form's items."""

_MOMENT = re.compile(r"(?P<day>[^T ]+)[T ](?P<time>.+)")
_SEQ = re.compile(r"[1-9][0-9]{0,3}")


class UnableToTakeIn(Refusal):
    """The tables hold faults; nothing of them is taken in. `faults` lists every one."""


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One row of a table, as the save it states."""

    submission: Submission
    values: Mapping[str, Value | None]
    performed: date | datetime | None
    file: str
    line: int
    numbered: bool
    """True: the row gave its own `seq`."""

    @property
    def day(self) -> date | None:
        """The day it was done, without the time."""
        return self.performed.date() if isinstance(self.performed, datetime) else self.performed

    @property
    def given(self) -> bool:
        """True if any of its items has a value; a reason for its absence is none."""
        return any(v is not None and not isinstance(v, Missing) for v in self.values.values())

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Participant, visit, form, repeat."""
        one = self.submission
        return (one.participant, one.visit, one.form, one.repeat)


@dataclass(frozen=True, slots=True)
class Intake:
    """What a folder of tables states, in the order of its files and rows."""

    rows: tuple[IntakeRow, ...]
    forms: frozenset[str]
    """Forms that have a row; of any other the folder says nothing, not even that it is missing."""
    notes: tuple[Fault, ...]
    """What is no fault and should be known: columns that are absent, taken as missing."""


def check_tables(study: Study, tables: Mapping[str, Table], today: date) -> list[Fault]:
    """Every fault of the tables, by file and line; none means that they can be taken in.

    `today`: nothing is performed after it. Never raises.
    """
    return _read(study, tables, today)[1]


def read_tables(
    study: Study, tables: Mapping[str, Table], today: date, unread: Sequence[Fault] = ()
) -> Intake:
    """The saves that the tables state. Raises UnableToTakeIn with every fault.

    An empty cell is missing and so is an absent column: neither is a fault, and a form with a
    required item missing is taken in as incomplete. Rows of a form at an unscheduled visit that
    give no `seq` are numbered by their dates. `unread`: faults found when the tables were loaded.
    """
    intake, faults = _read(study, tables, today)
    if faults or unread:
        raise refuse_intake([*unread, *faults])
    return intake


def refuse_intake(faults: Sequence[Fault]) -> UnableToTakeIn:
    """The refusal of a folder, with all of its faults."""
    count = len(faults)
    return UnableToTakeIn(
        Bilingual(f"nothing was taken in: {count} fault(s)", f"未导入任何数据：共 {count} 处错误"),
        Bilingual("mend each one and try again", "请逐一更正后重试"),
        tuple(faults),
    )


def _read(study: Study, tables: Mapping[str, Table], today: date) -> tuple[Intake, list[Fault]]:
    rows: list[IntakeRow] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    for name, table in tables.items():
        form = study.form_by_name.get(name)
        if form is None:
            faults.append(_unknown_form(study, name, table))
            continue
        reader = _TableReader(study, form, table, today)
        rows += reader.read()
        faults += reader.faults
        notes += reader.notes
    rows = _number_unscheduled(study, rows)
    faults += _check_repeated(rows) + _check_spelling(rows) + _check_births(study, rows)
    if tables and not rows and not faults:
        faults.append(_no_rows(next(iter(tables.values())).file))
    faults.sort(key=lambda fault: (fault.where, fault.line or 0))
    forms = frozenset(row.submission.form for row in rows)
    return Intake(tuple(rows), forms, tuple(notes)), faults


# ---------------------------------------------------------------- one table


class _TableReader:
    """Reads the rows of one table and keeps the faults it finds on the way."""

    def __init__(self, study: Study, form: Form, table: Table, today: date) -> None:
        self.study = study
        self.form = form
        self.table = table
        self.today = today
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        self.dated = any(visit.window is not None for visit in study.visits)
        """The study counts days, so the table needs dates."""
        self.absent: set[str] = set()
        """Columns that are needed and not there; said once, not again for each row."""

    def read(self) -> list[IntakeRow]:
        self._check_columns()
        if {"participant", "visit"} & self.absent:
            # Every row would repeat what the header lacks.
            return []
        read = [self._read_row(row) for row in self.table.rows]
        return [row for row in read if row is not None]

    def _check_columns(self) -> None:
        columns, items, line = self.table.columns, self.form.item_by_name, self.table.header_line
        for name in self._list_needed():
            if name not in columns:
                self.absent.add(name)
                self._blame(line, _column_absent(name))
        for name in columns:
            if name not in items and name not in OWN_COLUMNS:
                self._blame(line, _column_unknown(name, self.form, columns))
        left_out = [name for name in items if name not in columns]
        if left_out:
            self.notes.append(_columns_left_out(self.table.file, left_out))

    def _list_needed(self) -> list[str]:
        if self.form.repeating:
            return ["participant", "visit", "seq"]
        return ["participant", "visit", "date"] if self.dated else ["participant", "visit"]

    def _read_row(self, row: TableRow) -> IntakeRow | None:
        cells = dict(zip(self.table.columns, row.cells, strict=True))
        before = len(self.faults)
        self._check_place(row.line, cells)
        repeat = self._read_seq(row.line, cells)
        submission = _make_submission(self.form, cells, repeat)
        if submission.visit not in self.study.visit_by_name:
            return None
        read = read_submission(self.study, self.form, submission, self.today, complete=False)
        for fault in read.faults:
            self._blame(row.line, fault)
        self._check_date(row.line, submission, read)
        if len(self.faults) > before:
            return None
        return IntakeRow(
            submission=replace(submission, complete=_is_complete(self.form, read.values)),
            values=read.values,
            performed=read.performed,
            file=self.table.file,
            line=row.line,
            numbered=bool(cells.get("seq", "").strip()),
        )

    def _check_place(self, line: int, cells: Mapping[str, str]) -> None:
        try:
            screen(State(study=self.study), cells["participant"])
        except UnableToScreen as refusal:
            self._blame(line, Fault("participant", refusal.what, refusal.right))
        visit = self.study.visit_by_name.get(cells["visit"])
        if visit is None:
            self._blame(line, _unknown_visit(self.study, cells["visit"]))
        elif self.form.name not in visit.forms:
            self._blame(line, _not_collected(self.study, self.form, visit.name))

    def _read_seq(self, line: int, cells: Mapping[str, str]) -> int:
        text = cells.get("seq", "").strip()
        if _SEQ.fullmatch(text):
            return int(text)
        if text or (self.form.repeating and "seq" not in self.absent):
            self._blame(line, _bad_seq(text))
        return 1

    def _check_date(self, line: int, submission: Submission, read: ReadSubmission) -> None:
        """A day is demanded where the study counts days, of whatever was done at all."""
        given = submission.date.strip() != "" and read.performed is None
        done = any(v is not None and not isinstance(v, Missing) for v in read.values.values())
        wanted = self.dated and done and not self.form.repeating and "date" not in self.absent
        bad = any(fault.where == "date" for fault in read.faults)
        if wanted and read.performed is None and not bad:
            self._blame(line, _date_needed(given=given))

    def _blame(self, line: int, fault: Fault) -> None:
        """Keep the fault of an item or column, with its place in the file."""
        self.faults.append(blame_column(self.table.file, line, fault))


def _make_submission(form: Form, cells: Mapping[str, str], repeat: int) -> Submission:
    day, clock = _split_moment(cells.get("date", "").strip())
    return Submission(
        participant=cells["participant"],
        visit=cells["visit"],
        form=form.name,
        raw=as_asked(form, {name: cells[name] for name in form.item_by_name if name in cells}),
        date=day,
        time=clock,
        repeat=repeat,
    )


def _split_moment(text: str) -> tuple[str, str]:
    """The day and the time of `2026-05-21T09:40`; seconds that are nought are taken off."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text, ""
    clock = found["time"]
    return found["day"], clock[:-3] if len(clock) == 8 and clock.endswith(":00") else clock


def _is_complete(form: Form, values: Mapping[str, Value | None]) -> bool:
    return all(
        values.get(item.name) is not None or not item.required or not is_asked(item, values)
        for item in form.items
    )


# ---------------------------------------------------------------- across rows


def _number_unscheduled(study: Study, rows: Sequence[IntakeRow]) -> list[IntakeRow]:
    """Number what was done at unscheduled visits by its day; forms of one day belong together."""
    days: dict[tuple[str, str], set[date]] = {}
    highest: dict[tuple[str, str], int] = {}
    for row in rows:
        place = (row.submission.participant, row.submission.visit)
        if _is_unnumbered(study, row) and row.day is not None:
            days.setdefault(place, set()).add(row.day)
        elif row.numbered:
            highest[place] = max(highest.get(place, 0), row.submission.repeat)
    return [
        replace(row, submission=replace(row.submission, repeat=_count(row, days, highest)))
        if _is_unnumbered(study, row)
        else row
        for row in rows
    ]


def _is_unnumbered(study: Study, row: IntakeRow) -> bool:
    visit = study.visit(row.submission.visit)
    repeating = study.form(row.submission.form).repeating
    return visit.kind == "unscheduled" and not repeating and not row.numbered


def _count(
    row: IntakeRow,
    days: Mapping[tuple[str, str], set[date]],
    highest: Mapping[tuple[str, str], int],
) -> int:
    place = (row.submission.participant, row.submission.visit)
    first = highest.get(place, 0) + 1
    if row.day is None:
        return first
    return first + sorted(days[place]).index(row.day)


def _check_repeated(rows: Iterable[IntakeRow]) -> list[Fault]:
    first: dict[tuple[str, str, str, int], IntakeRow] = {}
    faults = []
    for row in rows:
        earlier = first.setdefault(row.key, row)
        if earlier is not row:
            faults.append(_given_twice(row, earlier))
    return faults


def _check_spelling(rows: Iterable[IntakeRow]) -> list[Fault]:
    """Two codes that differ in case only are one participant, written in two ways."""
    first: dict[str, IntakeRow] = {}
    seen: set[str] = set()
    faults = []
    for row in rows:
        code = row.submission.participant
        earlier = first.setdefault(code.casefold(), row)
        if earlier.submission.participant != code and code not in seen:
            seen.add(code)
            faults.append(_spelled_twice(row, earlier))
    return faults


def _check_births(study: Study, rows: Iterable[IntakeRow]) -> list[Fault]:
    """Births after a day on which the participant was seen, whichever table says so."""
    dated: dict[str, list[Dated]] = {}
    born: list[tuple[IntakeRow, date]] = []
    for row in rows:
        form, code = row.submission.form, row.submission.participant
        dated.setdefault(code, []).extend(list_dated(study, form, row.values, row.performed))
        birth = find_birth(study, form, row.values)
        if birth is not None:
            born.append((row, birth))
    return [
        blame_column(row.file, row.line, fault)
        for row, birth in born
        for fault in check_birth(study, birth, dated[row.submission.participant])
    ]


# ---------------------------------------------------------------- faults


def blame_column(file: str, line: int, fault: Fault) -> Fault:
    """The fault of an item or column, with its place in the file."""
    en, zh = f"column {fault.where}: ", f"列 {fault.where}："
    what = Bilingual(en + fault.what.en, zh + fault.what.zh)
    return Fault(file, what, fault.right, line)


def _near(name: str, known: Iterable[str]) -> str | None:
    by_folded = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _unknown_form(study: Study, name: str, table: Table) -> Fault:
    what = Bilingual(f'the study has no form "{name[:40]}"', f"研究中没有表「{name[:40]}」")
    close = _near(name, study.form_by_name)
    if close is not None:
        return Fault(table.file, what, Bilingual(f"perhaps {close}", f"或应为 {close}"))
    return Fault(table.file, what, _listed(study.form_by_name))


def _unknown_visit(study: Study, name: str) -> Fault:
    what = Bilingual(f'the study has no visit "{name[:40]}"', f"研究中没有访视「{name[:40]}」")
    if not name.strip():
        what = Bilingual("the visit is empty", "访视为空")
    return Fault("visit", what, _listed(study.visit_by_name))


def _listed(known: Iterable[str]) -> Bilingual:
    return Bilingual(f"there are: {', '.join(known)}", f"现有：{'、'.join(known)}")


def _not_collected(study: Study, form: Form, visit: str) -> Fault:
    at = [one.name for one in study.visits if form.name in one.forms]
    return make_fault(
        "visit",
        f"{visit} does not collect {form.name}",
        f"{visit} 访视不收集 {form.name}",
        f"it is collected at: {', '.join(at)}",
        f"收集此表的访视：{'、'.join(at)}",
    )


def _column_absent(name: str) -> Fault:
    return make_fault(
        name, "the column is not there", "缺少此列", "add it to the header", "请在表头中补上"
    )


def _column_unknown(name: str, form: Form, columns: Sequence[str]) -> Fault:
    free = [one for one in (*OWN_COLUMNS, *form.item_by_name) if one not in columns]
    close = _near(name, free)
    if close is not None:
        right = Bilingual(f"perhaps {close}", f"或应为 {close}")
    else:
        right = Bilingual("remove it, or ask for it in the study files", "请删去，或先写入研究文件")
    what = Bilingual(f"form {form.name} has no such item", f"表 {form.name} 没有此条目")
    return Fault(name[:40], what, right)


def _columns_left_out(file: str, names: Sequence[str]) -> Fault:
    shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
    return Fault(
        file,
        Bilingual(
            f"{len(names)} item(s) have no column: {shown}", f"{len(names)} 个条目无对应列：{shown}"
        ),
        Bilingual("they count as missing", "按缺失处理"),
    )


def _bad_seq(text: str) -> Fault:
    if not text:
        return make_fault(
            "seq", "the number of the row is empty", "序号为空", "give 1, 2, 3 …", "请填 1、2、3 ……"
        )
    return make_fault(
        "seq", f'"{text[:20]}" is not a number from 1', f"「{text[:20]}」不是序号",
        "give 1, 2, 3 …", "请填 1、2、3 ……",
    )  # fmt: skip


def _date_needed(*, given: bool) -> Fault:
    what = ("a reason stands for the date", "以缺失原因代替了日期") if given else (
        "the date is empty", "日期为空",
    )  # fmt: skip
    return make_fault(
        "date", *what,
        "visits are counted in days: give the day on which it was done, as 2026-05-21",
        "访视按天数计算：请填写实施日期，如 2026-05-21",
    )  # fmt: skip


def _given_twice(row: IntakeRow, earlier: IntakeRow) -> Fault:
    code, visit, form, repeat = row.key
    other = f"{earlier.file}:{earlier.line}"
    return Fault(
        row.file,
        Bilingual(
            f"{code}, {visit}, {form}, seq {repeat} is given in {other} already",
            f"{code}、{visit}、{form}、序号 {repeat} 已在 {other} 给出",
        ),
        Bilingual(
            "keep one row; tell rows of a repeating form apart by seq",
            "请只保留一行；可重复的表请用 seq 区分",
        ),
        row.line,
    )


def _spelled_twice(row: IntakeRow, earlier: IntakeRow) -> Fault:
    here, there = row.submission.participant, earlier.submission.participant
    return Fault(
        row.file,
        Bilingual(
            f"column participant: {here} and {there} ({earlier.file}:{earlier.line})"
            " differ in case only",
            f"列 participant：{here} 与 {there}（{earlier.file}:{earlier.line}）仅大小写不同",
        ),
        Bilingual("write one participant in one way", "同一参与者请用同一写法"),
        row.line,
    )


def _no_rows(file: str) -> Fault:
    return Fault(
        file,
        Bilingual("the tables have no rows", "数据表中没有数据行"),
        Bilingual("give a row for each form that was filled in", "请为每张已填写的表提供一行"),
    )
