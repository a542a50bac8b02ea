"""Rows of the subject listings → tables with one line a record (ICH E3, section 16.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from heliotrope.analysis.listings import GRADE
from heliotrope.report.cells import cell_code
from heliotrope.report.laboratory_course import find_test, name_tests
from heliotrope.report.model import Cell, Column, Note, Row, Table, drop_empty
from heliotrope.report.numbers import NONE, format_exact
from heliotrope.report.view import Line, View
from heliotrope.vocabulary import Bilingual

Show = Callable[[View, Line, str], Cell]
"""What shows the column of a line."""


# ---------------------------------------------------------------- cells


def show_number(view: View, line: Line, column: str) -> Cell:
    """The number, with its words behind it; the words alone where there is none."""
    row = line.cells.get(column)
    if row is None:
        return Cell(NONE)
    words = view.say(row.text)
    shown = format_exact(row.value) if row.value is not None else words or NONE
    return Cell(shown, results=(row.result_id,))


def show_with_unit(view: View, line: Line, column: str) -> Cell:
    """`5 mg`."""
    row = line.cells.get(column)
    if row is None or row.value is None:
        return show_number(view, line, column)
    unit = view.say_unit(row.unit)
    return Cell(f"{format_exact(row.value)} {unit}".strip(), results=(row.result_id,))


def show_day(view: View, line: Line, column: str) -> Cell:
    """`2026-01-06 (33)`: the date and the study day."""
    row = line.cells.get(column)
    if row is None:
        return Cell(NONE)
    words = view.say(row.text) or NONE
    shown = words if row.value is None else f"{words} ({format_exact(row.value)})"
    return Cell(shown, results=(row.result_id,))


def show_words(view: View, line: Line, column: str) -> Cell:
    """The words."""
    row = line.cells.get(column)
    return Cell(NONE) if row is None else Cell(view.say(row.text) or NONE, results=(row.result_id,))


# ---------------------------------------------------------------- the listings


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a listing."""

    name: str
    heading: Bilingual
    show: Show
    numeric: bool = False
    room: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing of a line a record."""

    name: str
    """As in the ids of its rows."""
    title: Bilingual
    source: str
    fields: tuple[Field, ...]
    note: Bilingual | None = None


FROM = Bilingual("From (study day)", "开始（研究日）")
TO = Bilingual("To (study day)", "结束（研究日）")
BASELINE = Bilingual("Primary endpoint at baseline", "主要终点基线值")
DOSE, TIMES = Bilingual("Dose", "剂量"), Bilingual("Times a day", "每日次数")
REASON = Bilingual("Reason", "原因")

DEMOGRAPHICS = Listing(
    "demographics",
    Bilingual("Demographic data", "人口学资料"),
    "ADSL",
    (
        Field("age", Bilingual("Age, years", "年龄（岁）"), show_number, numeric=True),
        Field("sex", Bilingual("Sex", "性别"), show_words),
        Field("consent", Bilingual("Informed consent", "知情同意"), show_words),
        Field("day_1", Bilingual("First day of treatment", "治疗首日"), show_words),
        Field("baseline", BASELINE, show_with_unit),
    ),
)
MEDICATIONS = Listing(
    "medications",
    Bilingual("Medication besides the study drug", "研究药物以外的用药"),
    "ADCM",
    (
        Field("drug", Bilingual("Drug", "药物"), show_words, room=2),
        Field("group", Bilingual("Group", "类别"), show_words, room=1),
        Field("given_as", Bilingual("Given as", "用药目的"), show_words, room=1),
        Field("dose", DOSE, show_with_unit, numeric=True),
        Field("per_day", TIMES, show_number, numeric=True),
        Field("route", Bilingual("Route", "途径"), show_words),
        Field("start", FROM, show_day, numeric=True),
        Field("end", TO, show_day, numeric=True),
        Field(
            "prednisone",
            Bilingual("Prednisone equivalent, mg/day", "泼尼松等效剂量（mg/日）"),
            show_number,
            numeric=True,
        ),
    ),
    Bilingual(
        "A course without a recorded final day ended the day before the next course of the same "
        "drug by the same route (proposed); where none follows, it has no end.",
        "未记录末日的疗程，止于同一药物、同一途径的下一疗程开始前一日（拟定）；其后无此类疗程者无结束日。",
    ),
)
GLUCOCORTICOIDS = Listing(
    "glucocorticoids",
    Bilingual("Daily glucocorticoid dose, period by period", "糖皮质激素日剂量（逐期）"),
    "ADCM",
    (
        Field("start", FROM, show_day, numeric=True),
        Field("end", TO, show_day, numeric=True),
        Field(
            "dose",
            Bilingual("Prednisone equivalent, mg/day", "泼尼松等效剂量（mg/日）"),
            show_number,
            numeric=True,
        ),
    ),
    Bilingual("Courses taken on the same day are added up.", "同一日使用的各疗程剂量相加。"),
)
DOSING = Listing(
    "dosing",
    Bilingual("Study drug, period by period", "研究药物给药（逐期）"),
    "ADEX",
    (
        Field("start", FROM, show_day, numeric=True),
        Field("end", TO, show_day, numeric=True),
        Field("dose", DOSE, show_with_unit, numeric=True),
        Field("per_day", TIMES, show_number, numeric=True),
        Field("daily", Bilingual("mg/day", "mg/日"), show_number, numeric=True),
        Field("status", Bilingual("Without drug", "未用药"), show_words),
        Field("reason", REASON, show_words, room=1),
        Field("note", Bilingual("Remark", "备注"), show_words, room=2),
    ),
)
EVENTS = Listing(
    "adverse_events",
    Bilingual("Adverse events", "不良事件"),
    "ADAE",
    (
        Field("term", Bilingual("As reported", "报告用语"), show_words, room=2),
        Field("coded", Bilingual("CTCAE term", "CTCAE 术语"), show_words, room=2),
        Field("start", FROM, show_day, numeric=True),
        Field("end", TO, show_day, numeric=True),
        Field("grade", GRADE, show_number, numeric=True),
        Field("serious", Bilingual("Serious", "严重"), show_words),
        Field(
            "relation",
            Bilingual("Relation to the study drug", "与研究药物的关系"),
            show_words,
            room=1,
        ),
        Field("action", Bilingual("Study drug", "研究药物处理"), show_words, room=1),
        Field("outcome", Bilingual("Outcome", "转归"), show_words, room=1),
        Field("emergent", Bilingual("Under treatment", "治疗期间发生"), show_words),
    ),
)


def make_listing(view: View, listing: Listing) -> Table:
    """Everybody's lines in order; a column of which nothing is recorded is left out."""
    rows = tuple(
        Row((cell_code(code), *(one.show(view, line, one.name) for one in listing.fields)))
        for code in _list_people(view)
        for line in view.lines(listing.name, code)
    )
    table = Table(
        f"listing-{listing.name}",
        view.say(listing.title),
        "",
        (
            Column(view.words("Participant", "参与者")),
            *(Column(view.say(one.heading), numeric=one.numeric, room=one.room)
              for one in listing.fields),
        ),
        rows,
        (Note("", view.compose(listing.note.en, listing.note.zh)),) if listing.note else (),
        source=listing.source,
        listing=True,
    )  # fmt: skip
    return drop_empty(table, NONE)


def _list_people(view: View) -> Sequence[str]:
    return [one.code for one in view.evaluation.snapshot.participants]


# ---------------------------------------------------------------- laboratory values


def make_laboratory_listing(view: View) -> Table:
    """A line a participant and test, a column a visit; the grade stands in brackets."""
    names = {
        line.cells["value"].visit
        for code in _list_people(view)
        for line in view.lines("laboratory", code)
        if "value" in line.cells
    }
    visits = [visit for visit in view.study.visits if visit.name in names]
    labels = name_tests(view)
    columns = (
        Column(view.words("Participant", "参与者")),
        Column(view.words("Test", "检验项目"), room=1),
        Column(view.words("Normal", "正常值"), numeric=True),
        *(Column(view.say(visit.label), numeric=True, place="study") for visit in visits),
    )
    places = [visit.name for visit in visits]
    rows = [row for code in _list_people(view) for row in _list_tests(view, code, labels, places)]
    note = view.compose(
        "In brackets: the CTCAE grade, where a criterion is met.",
        "括号内为 CTCAE 级别（达到标准者）。",
    )
    return Table(
        "listing-laboratory",
        view.words("Laboratory values of each participant", "逐例实验室检查值"),
        "",
        columns,
        tuple(rows),
        (Note("", note),),
        source="ADLB",
        listing=True,
    )


def _list_tests(
    view: View, code: str, labels: dict[str, str], places: Sequence[str]
) -> Iterator[Row]:
    tests: dict[str, list[Line]] = {}
    for line in view.lines("laboratory", code):
        if "value" in line.cells:
            tests.setdefault(find_test(line), []).append(line)
    for test, lines in tests.items():
        cells: dict[str, list[Cell]] = {}
        for line in lines:
            cells.setdefault(line.cells["value"].visit, []).append(_show_value(view, line))
        named = next((line for line in lines if "test" in line.cells), None)
        unit = view.say_unit(lines[0].cells["value"].unit)
        ids = named.row("test") if named else ()
        label = Cell(labels.get(test, test), unit, results=ids, place="study")
        values = (_join(cells.get(place, [])) for place in places)
        yield Row((cell_code(code), label, _show_limits(lines), *values))


def _show_value(view: View, line: Line) -> Cell:
    """`0.9 (2)`; at a visit that the schedule does not fix with the day: `day 124: 0.9 (2)`."""
    row, grade, day = line.cells["value"], line.cells.get("grade"), line.cells.get("day")
    shown = view.say(row.text) if row.value is None else format_exact(row.value)
    ids = [row.result_id]
    if grade is not None and grade.value:
        shown, ids = f"{shown} ({format_exact(grade.value)})", [*ids, grade.result_id]
    if day is not None and view.study.visit(row.visit).kind != "scheduled":
        on = format_exact(day.value)
        shown = view.words(f"day {on}: {shown}", f"第 {on} 天：{shown}")
        ids.append(day.result_id)
    return Cell(shown or NONE, results=tuple(ids))


def _join(cells: Sequence[Cell]) -> Cell:
    if not cells:
        return Cell(NONE)
    ids = tuple(one for cell in cells for one in cell.results)
    return Cell("; ".join(cell.text for cell in cells), results=ids)


def _show_limits(lines: Sequence[Line]) -> Cell:
    """`1.8–6.3`, `≤ 7.6`; those of the first record, later ones behind a semicolon."""
    shown: list[str] = []
    ids: list[str] = []
    for line in lines:
        low, high = line.cells.get("low"), line.cells.get("high")
        if low is None and high is None:
            continue
        ids += line.row("low", "high")
        if low is None or high is None:
            sign, row = ("≤", high) if low is None else ("≥", low)
            shown.append(f"{sign} {format_exact(row.value if row else None)}")
        else:
            shown.append(f"{format_exact(low.value)}–{format_exact(high.value)}")
    return Cell("; ".join(shown), results=tuple(ids)) if shown else Cell(NONE)
