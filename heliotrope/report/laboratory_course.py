"""Results → every participant's laboratory values by test, with their grades, as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from heliotrope.analysis.results import Result
from heliotrope.report.marks import Days, draw_grade, list_grade_signs, make_days, say_number
from heliotrope.report.numbers import format_exact, show_unit
from heliotrope.report.svg import (
    CONTROL,
    INK_2,
    LINE,
    LINE_HEIGHT,
    PERSON,
    Drawing,
    Scale,
    Sign,
    choose_ticks,
    element,
    label_tick,
    line,
    mark,
    polyline,
    text,
)
from heliotrope.report.view import Line, View

WIDTH, COLUMNS, GUTTER, TOP = 720, 3, 22, 10
AXIS, HEAD, HEIGHT, FOOT = 34, 34, 104, 36
SMALL = 10
"""Size of a grade's box."""
SMALL_TEXT: dict[str, str | int] = {"fill": INK_2, "font_size": 11}
LIMIT = "#1D5B99"
"""Limits of normal: the blue of what is due, dashed."""


@dataclass(frozen=True, slots=True)
class Test:
    """A graded test with everybody's values."""

    code: str
    label: str
    unit: str
    lines: dict[str, list[Line]]
    """Participant → the records with a value and a day, by day."""


@dataclass
class _Plot:
    """The figure under way."""

    view: View
    drawing: Drawing
    rows: list[str] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def draw_laboratory(view: View) -> tuple[str, tuple[str, ...]] | None:
    """A panel for each graded test; None where nothing was graded.

    A box with its digit stands for a CTCAE grade of one or more, a dot for none. Dashed lines are
    limits of normal, as the laboratories gave them. The SVG text comes back with the ids of the
    rows of results that it prints.
    """
    tests = list_graded(view)
    if not tests:
        return None
    title = view.words("Graded laboratory values of every participant", "每位参与者的分级检验值")
    plot = _Plot(view, Drawing("laboratory_values", WIDTH, title, view.language, view.mark))
    width = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
    tall = HEAD + HEIGHT + FOOT
    for place, test in enumerate(tests):
        down, across = divmod(place, COLUMNS)
        _draw_panel(plot, test, across * (width + GUTTER), TOP + down * tall, width)
    bottom = float(TOP + tall * ((len(tests) + COLUMNS - 1) // COLUMNS))
    bottom = plot.drawing.add_legend(list(_list_signs(plot)), 0, bottom + LINE_HEIGHT)
    said = view.words("; ", "；").join(plot.said) or view.words("no grade", "均未达分级标准")
    return plot.drawing.render(bottom + 8, said), tuple(dict.fromkeys(plot.rows))


def list_graded(view: View) -> list[Test]:
    """Every test of which a value was graded, in the order of its code."""
    labels = name_tests(view)
    found: dict[str, dict[str, list[Line]]] = {}
    graded: set[str] = set()
    for code in view.enrolled:
        for one in view.lines("laboratory", code):
            if one.number("value") is not None and one.number("day") is not None:
                test = find_test(one)
                found.setdefault(test, {}).setdefault(code, []).append(one)
                if one.number("grade") is not None:
                    graded.add(test)
    return [
        Test(
            test,
            labels.get(test, test),
            show_unit(view.say(next(iter(own.values()))[0].cells["value"].unit)),
            {code: sorted(some, key=lambda one: one.number("day") or 0)
             for code, some in own.items()},
        )
        for test, own in sorted(found.items())
        if test in graded
    ]  # fmt: skip


def find_test(one: Line) -> str:
    """The parameter's code, which the row's source names: `ADLB NEUT SRCSEQ=7; …`."""
    row = one.cells.get("value") or next(iter(one.cells.values()))
    return row.source.split(" ", 2)[1].removesuffix(";")


def name_tests(view: View) -> dict[str, str]:
    """Parameter code → the test as the study's forms call it."""
    found: dict[str, str] = {}
    for code in view.enrolled:
        for one in view.lines("laboratory", code):
            if "test" in one.cells:
                found.setdefault(find_test(one), one.words("test", view.language))
    return found


def _draw_panel(plot: _Plot, test: Test, left: float, top: float, width: float) -> None:
    view, add = plot.view, plot.drawing.add
    start, end, floor = left + AXIS, left + width - 6, top + HEAD + HEIGHT
    days = make_days(view, view.enrolled, start, end, ("dosing", "laboratory"))
    values = [
        n for own in test.lines.values() for one in own if (n := one.number("value")) is not None
    ]
    limits = _list_limits(test)
    values += [float(row.value or 0) for row in limits]
    ticks = choose_ticks(min(values), max(values), 3)
    scale = Scale(ticks[0], ticks[-1], floor, top + HEAD)
    unit = view.words(f", {test.unit}", f"，{test.unit}") if test.unit else ""
    add(text(left, top + 20, f"{test.label}{unit}", bold=True, data_p="study"))
    for tick in ticks:
        y = scale.at(tick)
        add(line(start, y, end, y, stroke=LINE))
        shown = label_tick(tick)
        add(
            text(
                start - 6, y + 4, shown, text_anchor="end", fill=INK_2, font_size=11, data_p="scale"
            )
        )
    _draw_weeks(plot, days, top + HEAD, floor)
    for row in limits:
        y = scale.at(row.value or 0)
        add(line(start, y, end, y, stroke=LIMIT, stroke_dasharray="5 3"))
    for code in test.lines:
        _draw_person(plot, test, code, days, scale)


def _list_limits(test: Test) -> list[Result]:
    """The rows of limits of normal, one for each limit that differs."""
    found: dict[object, Result] = {}
    for own in test.lines.values():
        for one in own:
            for name in ("low", "high"):
                row = one.cells.get(name)
                if row is not None and row.value is not None:
                    found.setdefault((name, row.value), row)
    return list(found.values())


def _draw_weeks(plot: _Plot, days: Days, top: float, floor: float) -> None:
    dark = {plot.view.first_visit.name, plot.view.study.plan.primary().visit}
    for visit in plot.view.study.visits:
        if visit.week is None or visit.name not in dark:
            continue
        x = days.at(7 * float(visit.week) + 1)
        plot.drawing.add(line(x, top, x, floor, stroke=CONTROL))
        words = plot.view.words(f"week {visit.week}", f"第 {visit.week} 周")
        plot.drawing.add(
            text(
                x, floor + 14, words, text_anchor="middle", fill=INK_2, font_size=11, data_p="study"
            )
        )


def _draw_person(plot: _Plot, test: Test, code: str, days: Days, scale: Scale) -> None:
    own = test.lines[code]
    seen = [one for one in own if (one.number("day") or 0) >= days.scale.low]
    points = [(days.at(one.number("day") or 1), scale.at(one.number("value") or 0)) for one in seen]
    shapes = polyline(points, stroke=PERSON, stroke_width=1.1) if len(points) > 1 else ""
    marks = [mark(code, "", shapes)] if shapes else []
    for one, (x, y) in zip(seen, points, strict=True):
        marks.append(_draw_value(plot, test, one, x, y))
    plot.drawing.add(*marks)


def _draw_value(plot: _Plot, test: Test, one: Line, x: float, y: float) -> str:
    view, grade, value = plot.view, int(one.number("grade") or 0), one.cells["value"]
    day = say_number(one.number("day") or 0)
    shown = f"{format_exact(value.value)} {test.unit}".strip()
    when = view.words(f"day {day}", f"第 {day} 天")
    said = [test.label, shown]
    sign = element("circle", cx=x, cy=y, r=1.7, fill=PERSON)
    if grade:
        said.append(view.words(f"grade {grade}", f"{grade} 级"))
        sign = draw_grade(x, y, grade, size=SMALL)
        plot.grades.append(grade)
        plot.rows += one.row("grade")
        plot.said.append(f"{one.participant} {view.join([*said, when])}")
    return mark(one.participant, " · ".join((one.participant, *said, when)), sign,
                row=value.result_id)  # fmt: skip


def _list_signs(plot: _Plot) -> Iterator[Sign]:
    view = plot.view
    yield Sign(
        lambda x, y: line(x, y, x + 18, y, stroke=PERSON, stroke_width=1.4),
        view.words("each participant", "每位参与者"),
    )
    yield Sign(
        lambda x, y: line(x, y, x + 18, y, stroke=LIMIT, stroke_dasharray="5 3"),
        view.words("limits of normal", "正常值界限"),
    )
    yield from list_grade_signs(view, plot.grades, "")
