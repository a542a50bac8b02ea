"""The rows of adverse events and laboratory → their tables: kinds, terms, serious ones, shifts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from heliotrope.analysis.results import Result
from heliotrope.report.cells import cell_exact, name_rows
from heliotrope.report.model import Cell, Column, Row, Table, drop_empty
from heliotrope.report.numbers import NONE, format_exact
from heliotrope.report.table_descriptions import list_described, make_pair_columns
from heliotrope.report.table_rows import (
    DECIMALS,
    Part,
    count_cell,
    exact_cell,
    find_row,
    label_cell,
    list_row_parts,
    make_counts_table,
    rate_cell,
    say_people,
    select_parts,
)
from heliotrope.report.view import View

EVENTS, LABORATORY = "adverse_events", "laboratory"
GRADES = ("1", "2", "3", "4", "5")


def make_event_tables(view: View) -> list[Table]:
    """Kinds of events; systems and terms with worst grades; serious events by term."""
    parts = list_row_parts(view, EVENTS)
    terms = [*select_parts(parts, "system.", "term.")]
    kinds = [part for part in parts if part not in terms]
    serious = [part for part in terms if _is_serious(view, part)]
    return [_make_kinds(view, kinds), _make_terms(view, terms), _make_serious(view, serious)]


def _make_kinds(view: View, parts: Sequence[Part]) -> Table:
    rate = view.words(
        "Events per 100 participant-years (95 % interval)", "每 100 人年事件数（95 % 区间）"
    )
    return make_counts_table(
        view,
        parts,
        "events",
        view.words("Adverse events by kind", "不良事件汇总"),
        "ADAE, ADEX",
        (
            (
                Column(view.words("Events", "事件数"), numeric=True),
                lambda part: cell_exact(find_row(view, part, "events")),
            ),
            (
                Column(rate, numeric=True, place="method"),
                lambda part: rate_cell(view, part, "rate"),
            ),
        ),
    )


def _make_terms(view: View, parts: Sequence[Part]) -> Table:
    """A system, then its terms: people, events, and people by worst grade."""
    rows = []
    for part in parts:
        is_term = part.group.startswith("term.")
        cells = [
            label_cell(part, indent=int(is_term)),
            count_cell(view, part),
            cell_exact(find_row(view, part, "events")),
        ]
        cells += [cell_exact(find_row(view, part, f"grade_{one}.count")) for one in GRADES]
        shown = [cell if is_term else replace(cell, strong=True) for cell in cells]
        rows.append(Row(tuple(shown)))
    return Table(
        "events-by-term",
        view.words(
            "Adverse events under treatment by body system, term and worst grade",
            "治疗中出现的不良事件（按系统、术语与最重级别）",
        ),
        "",
        (
            Column(view.words("System, term", "系统、术语"), room=2),
            Column(view.words("Participants, n/N = %", "人数，n/N = %"), numeric=True),
            Column(view.words("Events", "事件数"), numeric=True),
            *(
                Column(view.words(f"Grade {one}", f"{one} 级"), numeric=True, place="method")
                for one in GRADES
            ),
        ),
        tuple(_by_system(parts, rows)),
        population=say_people(view, EVENTS),
        source="ADAE",
    )


def _by_system(parts: Sequence[Part], rows: Sequence[Row]) -> list[Row]:
    """Each system's row with its terms below it."""
    found: dict[str, list[Row]] = {}
    for part, row in zip(parts, rows, strict=True):
        found.setdefault(part.group.split(".")[1], []).append(row)
    return [row for own in found.values() for row in own]


def _is_serious(view: View, part: Part) -> bool:
    row = find_row(view, part, "serious.count")
    return part.group.startswith("term.") and bool(row and row.value)


def _make_serious(view: View, parts: Sequence[Part]) -> Table:
    rows = []
    for part in parts:
        count, events = (
            find_row(view, part, "serious.count"),
            find_row(view, part, "serious.events"),
        )
        who = view.say(count.text) if count else ""
        rows.append(
            Row(
                (
                    label_cell(part),
                    cell_exact(count),
                    cell_exact(events),
                    Cell(who or NONE, results=name_rows(count)),
                )
            )
        )
    return Table(
        "serious",
        view.words("Serious adverse events under treatment", "治疗中出现的严重不良事件"),
        "",
        (
            Column(view.words("Term", "术语"), room=1),
            Column(view.words("Participants", "人数"), numeric=True),
            Column(view.words("Events", "事件数"), numeric=True),
            Column(view.words("Who", "编号"), room=1),
        ),
        tuple(rows),
        population=say_people(view, EVENTS),
        source="ADAE",
    )


# ---------------------------------------------------------------- laboratory


def make_laboratory_tables(view: View) -> list[Table]:
    """Worsening and severe grades; shifts; values by visit."""
    parts = list_row_parts(view, LABORATORY)
    counted = [part for part in parts if part.counted]
    described = [part for part in parts if not part.counted]
    return [_make_worse(view, counted), _make_shifts(view), _make_values(view, described)]


def _make_worse(view: View, parts: Sequence[Part]) -> Table:
    """One row a test: how many became worse than at baseline, and how many reached grade 3."""
    found: dict[str, dict[str, Part]] = {}
    for part in parts:
        test, _, kind = part.group.partition(".")
        found.setdefault(test, {})[kind or SEVERE] = part
    rows, labels = [], _label_tests(view)
    for test, kinds in found.items():
        cells = [label_cell(labels.get(test) or next(iter(kinds.values())))]
        for kind in (WORSENED, SEVERE):
            if kind in kinds:
                cells += [count_cell(view, kinds[kind]), exact_cell(view, kinds[kind])]
            else:
                cells += [Cell(NONE), Cell(NONE)]
        rows.append(Row(tuple(cells)))
    interval = Column(
        view.words("95 % interval, %", "95 % 区间（%）"), numeric=True, place="method"
    )
    return Table(
        "laboratory",
        view.words("Laboratory values that became worse", "实验室检查加重情况"),
        "CTCAE",
        (
            Column(view.words("Test", "项目"), room=1),
            Column(
                view.words("Worse than at baseline, n/N = %", "较基线加重，n/N = %"),
                numeric=True,
            ),
            interval,
            Column(
                view.words("Grade 3 or more, n/N = %", "3 级及以上，n/N = %"),
                numeric=True,
                place="method",
            ),
            interval,
        ),
        tuple(rows),
        population=say_people(view, LABORATORY),
        source="ADLB",
    )


WORSENED, SEVERE = "worse", "grade_3_or_more"


def _label_tests(view: View) -> dict[str, Part]:
    """Of each test, a part whose label is the test's name."""
    return {
        part.group.split(".")[0]: part
        for part in list_row_parts(view, LABORATORY)
        if not part.counted
    }


_SHIFT = re.compile(r"laboratory\.(\w+)\.shift\.grade_(\w+)_to_(\w+)\.count")
WORST = ("0", "0_or_1", "1", "2", "3", "4", "not_graded")


def _make_shifts(view: View) -> Table:
    """Baseline grade down, worst grade across, for each test."""
    labels = _label_tests(view)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in view.results.select(LABORATORY):
        matched = _SHIFT.fullmatch(row.result_id)
        if matched:
            test, before, after = matched.groups()
            found.setdefault((test, before), {})[after] = row.result_id
    rows, latest = [], ""
    for (test, before), cells in found.items():
        part = labels.get(test)
        label = Cell("") if test == latest or part is None else label_cell(part)
        latest = test
        shown = [view.results[cells[one]] if one in cells else None for one in WORST]
        rows.append(
            Row(
                (
                    label,
                    Cell(_name_grade(view, before), place="method"),
                    *(_shift_cell(row) for row in shown),
                )
            )
        )
    table = Table(
        "shifts",
        view.words(
            "Laboratory grades: baseline to worst under treatment",
            "实验室分级：基线至治疗期最重级别",
        ),
        "CTCAE",
        (
            Column(view.words("Test", "项目"), room=1),
            Column(view.words("At baseline", "基线")),
            *(Column(_name_worst(view, one), numeric=True, place="method") for one in WORST),
        ),
        tuple(rows),
        population=say_people(view, LABORATORY),
        source="ADLB",
    )
    return drop_empty(table, NOBODY)


def _name_worst(view: View, grade: str) -> str:
    named = _name_grade(view, grade)
    return view.words(f"Worst: {named}", f"最重：{named}")


def _name_grade(view: View, grade: str) -> str:
    """`0 or 1` where only the limit of normal, which was not recorded, could tell."""
    if grade == "0_or_1":
        return view.words("0 or 1", "0 或 1")
    return view.words("not graded", "未分级") if grade == "not_graded" else grade


NOBODY = "·"


def _shift_cell(row: Result | None) -> Cell:
    if row is None:
        return Cell(NOBODY)
    shown = format_exact(row.value) if row.value else NOBODY
    return Cell(shown, results=(row.result_id,), strong=bool(row.value))


def _make_values(view: View, parts: Sequence[Part]) -> Table:
    """N, mean, SD, median and range of values and, beside them, changes at each visit."""
    rows, latest = [], ""
    found: dict[tuple[str, str], dict[str, Part]] = {}
    for part in sorted(parts, key=lambda one: _order(view, one)):
        test, kind, visit = part.group.split(".", 2)
        found.setdefault((test, visit), {})[kind] = part
    for (test, visit), kinds in found.items():
        label, head = Cell(""), next(iter(kinds.values()))
        if test != latest:
            unit = find_row(view, head, "mean")
            label = label_cell(head, small=view.say_unit(unit.unit) if unit else "")
        latest = test
        when = view.study.visit_by_name.get(visit)
        cells = [label, Cell(view.say(when.label) if when else visit, place="study")]
        for kind in ("visit", "change"):
            own = kinds.get(kind)
            cells += [Cell(NONE)] * 4 if own is None else _describe_part(view, own)
        rows.append(Row(tuple(cells)))
    return Table(
        "laboratory-values",
        view.words("Laboratory values by visit", "各访视的实验室检查值"),
        "",
        (
            Column(view.words("Test", "项目"), room=1),
            Column(view.words("Visit", "访视")),
            *make_pair_columns(view),
        ),
        tuple(rows),
        population=say_people(view, LABORATORY),
        source="ADLB",
    )


def _describe_part(view: View, part: Part) -> list[Cell]:
    return list_described(lambda name: find_row(view, part, name), DECIMALS, view.language)


def _order(view: View, part: Part) -> tuple[str, int, bool]:
    """By test, in the order of the visits."""
    test, kind, visit = part.group.split(".", 2)
    names = list(view.study.visit_by_name)
    return test, names.index(visit) if visit in names else len(names), kind == "change"
