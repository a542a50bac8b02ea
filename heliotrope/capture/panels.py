"""A panel with its records → one line a test; its rows as typed → the facts of one save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from heliotrope.capture import answers
from heliotrope.capture.answers import DrawSalt, NothingChanged, StaleSave, UnableToAnswer
from heliotrope.capture.ledger import Draft, Participant, Record, State
from heliotrope.capture.submission import ReadSubmission, Submission, read_submission
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Fault, Refusal

TEST = "test"
"""The item that says what a row measured."""

SURROUNDINGS = frozenset({TEST, "unit", "lln", "uln", "laboratory"})
"""Items that a page fills in by itself; with nothing else the row says nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a panel: its test, the number it is stored under, and its record if there is one.

    `key` names it on the page: the test's code; for a further row of the same test `~` and its
    number behind.
    """

    key: str
    test: str
    """Empty for a record that does not say its test."""
    repeat: int
    record: Record | None = None


class UnableToAnswerRows(UnableToAnswer):
    """Some rows cannot be recorded, so none was; `rows` says which, by number, with its faults."""

    def __init__(self, rows: dict[int, tuple[Fault, ...]]) -> None:
        count = sum(map(len, rows.values()))
        super().__init__(
            Bilingual(
                f"nothing was saved: {count} thing(s) to mend", f"未保存：有 {count} 处需要更正"
            ),
            Bilingual("mend each one named", "请逐项更正"),
            tuple(fault for faults in rows.values() for fault in faults),
        )
        self.rows = rows


class StaleRows(Refusal):
    """Somebody else saved some of the rows since the page was opened. Nothing was recorded."""

    def __init__(self, rows: dict[int, StaleSave]) -> None:
        first = next(iter(rows.values()))
        super().__init__(first.what, first.right)
        self.rows = rows


# ------------------------------------------------------------------ the lines of a panel


def list_lines(form: Form, participant: Participant, visit: str) -> tuple[Line, ...]:
    """A line for each test that the form names, then what else is recorded at the visit.

    A test without a record has the number of its place in the form, so that two people who fill in
    the same test at once meet in one record; where that is taken, the next number that is free. A
    record that says no test, e.g. of a panel that was not done, stands in the line of its number.
    """
    records = sorted(
        (r for r in participant.records.values() if (r.visit, r.form) == (visit, form.name)),
        key=lambda record: record.repeat,
    )
    by_test: dict[str, list[Record]] = {}
    for record in records:
        by_test.setdefault(_read_test(record), []).append(record)
    unnamed = {record.repeat: record for record in by_test.pop("", [])}
    codes = [code.code for code in form.item(TEST).codes]
    taken = {record.repeat for record in records} - set(unnamed)
    free = max([len(codes), *taken, *unnamed])
    lines: list[Line] = []
    for place, code in enumerate(codes, 1):
        if code in by_test:
            lines += _number(code, by_test.pop(code))
            continue
        if place in taken:
            free += 1
        repeat = free if place in taken else place
        lines.append(Line(code, code, repeat, unnamed.pop(repeat, None)))
    for code, further in by_test.items():
        lines += _number(code, further)
    return (*lines, *(Line(f"~{r.repeat}", "", r.repeat, r) for r in unnamed.values()))


def _read_test(record: Record) -> str:
    test = record.given(TEST)
    return test if isinstance(test, str) else ""


def _number(code: str, records: Sequence[Record]) -> list[Line]:
    keys = [code, *(f"{code}~{record.repeat}" for record in records[1:])]
    return [Line(key, code, r.repeat, r) for key, r in zip(keys, records, strict=True)]


# ------------------------------------------------------------------ the facts of one save


def select_changed(
    study: Study, form: Form, participant: Participant, rows: Iterable[Submission]
) -> list[Submission]:
    """The rows that state something else than what the person saw when the page was opened.

    A new row with nothing but its surroundings says nothing. What cannot be read is a change.
    """
    return [
        row
        for row in rows
        if not _is_as_seen(study, form, row, participant.record(row.visit, form.name, row.repeat))
    ]


def _is_as_seen(study: Study, form: Form, row: Submission, current: Record | None) -> bool:
    versions = current.versions if current else ()
    seen = next((v for v in versions if v.version == row.seen_version), None)
    if seen is None and row.seen_version == 0 and not row.not_done:
        said = (row.raw.get(name, "") for name in form.item_by_name if name not in SURROUNDINGS)
        if not any(map(str.strip, said)):
            return True
    read = read_submission(study, form, row, date.max, complete=False)
    # What another person has made of the row meanwhile may be just what is typed.
    known = [record for record in (seen, current) if record is not None]
    return not read.faults and any(_is_alike(row, read, record) for record in known)


def _is_alike(row: Submission, read: ReadSubmission, record: Record) -> bool:
    alike = all(record.values.get(name) == value for name, value in read.values.items())
    return alike and read.performed == record.performed and (record.complete or not row.complete)


def answer_rows(
    state: State,
    rows: Sequence[Submission],
    today: date,
    draw_salt: DrawSalt,
    role: str | None = None,
) -> list[Draft]:
    """The facts of one save of several rows: one a row that changes anything.

    Each is judged on the state after those before it, as if they had been saved one by one.

    Raises StaleRows, else UnableToAnswerRows, for all rows at once, UnknownParticipant, or
    NothingChanged where no row differs from what is recorded; then nothing is to be recorded.
    """
    drafts: list[Draft] = []
    faults: dict[int, tuple[Fault, ...]] = {}
    stale: dict[int, StaleSave] = {}
    for row in rows:
        try:
            drafts.append(answers.answer(state, row, today, draw_salt, role))
        except NothingChanged:
            continue
        except StaleSave as refusal:
            stale[row.repeat] = refusal
        except UnableToAnswer as refusal:
            faults[row.repeat] = refusal.faults
        else:
            state = answers.imagine(state, drafts[-1])
    if stale:
        raise StaleRows(stale)
    if faults:
        raise UnableToAnswerRows(faults)
    if not drafts:
        raise NothingChanged
    return drafts
