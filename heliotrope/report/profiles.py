"""Results → one participant's whole course on one time axis, as SVG.

Score, study drug, glucocorticoid, adverse events and laboratory grades stand one under the other,
so that a line straight down shows what happened together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from heliotrope.report.laboratory_course import find_test, name_tests
from heliotrope.report.marks import (
    BOX,
    DOSE,
    GRADES,
    HOLD,
    HOLD_EDGE,
    Days,
    Mark,
    draw_arrow,
    draw_days,
    draw_event,
    draw_grade,
    highest_dose,
    is_held,
    list_event_signs,
    list_grade_signs,
    make_days,
    name_serious,
    place_lanes,
    read_marks,
    say_days,
    say_dose,
    say_number,
)
from heliotrope.report.numbers import format_exact
from heliotrope.report.svg import (
    ACCENT,
    CONTROL,
    INK_2,
    INK_3,
    LINE,
    LINE_2,
    LINE_HEIGHT,
    SURFACE,
    Drawing,
    Scale,
    Sign,
    choose_ticks,
    element,
    label_tick,
    line,
    mark,
    measure,
    polyline,
    text,
    wrap,
)
from heliotrope.report.view import Line, View
from heliotrope.study.plan import Display, Endpoint

WIDTH, LEFT, RIGHT, TOP = 720, 150, 700, 26
GAP, LANE = 22, 17
STEROID = "#E6E5EA"


@dataclass
class _Plot:
    """The figure under way."""

    view: View
    code: str
    endpoint: Endpoint
    drawing: Drawing
    days: Days
    marks: Sequence[Mark]
    y: float = TOP
    """How far down it is drawn."""
    rows: list[str] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the profiles of a study share, so that they can be held against each other."""

    score: float
    dose: float
    days: dict[str, list[tuple[float, str]]]
    """Participant → study day and visit of each value of the endpoint that counts."""
    marks: dict[str, list[Mark]]
    axis: Days


def find_limits(view: View, display: Display) -> Limits:
    """The highest score and doses of anybody, and the days of the values."""
    endpoint = view.study.plan.endpoint(display.endpoint)
    adqs = view.evaluation.adqs
    days: dict[str, list[tuple[float, str]]] = {}
    for row in adqs.select("SUBJID", "PARAMCD", "AVISIT", "ADY", "ANL01FL").iter_rows():
        code, parameter, visit, day, flag = row
        if parameter == endpoint.code and flag == "Y" and day is not None:
            days.setdefault(code, []).append((day, visit))
    scores = [
        float(row.value)
        for row in view.results.select("participant")
        if row.endpoint == endpoint.name
        and row.method.en == "As recorded"
        and row.value is not None
    ]
    return Limits(
        max(scores, default=1.0),
        highest_dose(view),
        {code: sorted(found) for code, found in days.items()},
        read_marks(view),
        make_days(view, view.enrolled, LEFT, RIGHT, ("dosing", "adverse_events", "laboratory")),
    )


def draw_profile(
    view: View, display: Display, code: str, limits: Limits
) -> tuple[str, tuple[str, ...]]:
    """One participant's profile; a strip of which nothing is recorded is left out.

    The SVG text comes back with the ids of the rows of results that it prints.
    """
    endpoint = view.study.plan.endpoint(display.endpoint)
    title = view.words(f"{code}: the whole course", f"{code}：全病程")
    drawing = Drawing(f"{display.name}-{code}", WIDTH, title, view.language, view.mark)
    plot = _Plot(view, code, endpoint, drawing, limits.axis, limits.marks.get(code, ()))
    drawing.add(mark(code, "", text(0, 12, code, bold=True, data_p="record")))
    body = Drawing("", WIDTH, "", view.language)
    plot.drawing = body
    _draw_score(plot, limits)
    _draw_doses(plot, limits)
    _draw_steroid(plot)
    _draw_events(plot)
    _draw_laboratory(plot)
    bottom = plot.y - GAP + 8
    _draw_holds(plot, drawing, bottom)
    draw_days(view, drawing, plot.days, TOP - 6, bottom)
    drawing.add(*body.parts)
    y = drawing.add_legend(list(_list_signs(plot)), 0, bottom + 33 + LINE_HEIGHT + 8)
    words = view.words(". ", "。").join(plot.said)
    return drawing.render(y + 8, f"{code}. {words}"), tuple(dict.fromkeys(plot.rows))


def _name_strip(plot: _Plot, top: float, name: str, detail: str) -> None:
    plot.drawing.add(text(0, top + 12, name, bold=True, data_p="study"))
    for place, part in enumerate(wrap(detail, LEFT - 34)):
        plot.drawing.add(text(0, top + 28 + 15 * place, part, fill=INK_2, data_p="study"))


def _draw_scale(plot: _Plot, scale: Scale, about: int) -> None:
    # From the top down: the last of them stands far from the values that follow.
    for tick in reversed(choose_ticks(scale.low, scale.high, about)):
        y = scale.at(tick)
        stroke = LINE_2 if tick == 0 else LINE
        plot.drawing.add(line(LEFT, y, RIGHT, y, stroke=stroke))
        plot.drawing.add(
            text(LEFT - 8, y + 4, label_tick(tick), text_anchor="end", fill=INK_2, data_p="scale")
        )


# ---------------------------------------------------------------- the strips


def _draw_score(plot: _Plot, limits: Limits) -> None:
    """The values that count, on their days, each printed."""
    view, endpoint = plot.view, plot.endpoint
    height, top = 110.0, plot.y
    ticks = choose_ticks(0.0, limits.score, 4)
    scale = Scale(ticks[0], ticks[-1], top + height, top + 14)
    lower = endpoint.better == "lower"
    side = view.words(f"{endpoint.better} is better", f"越{'低' if lower else '高'}越好")
    detail = f"{view.say_unit(endpoint.unit)}{view.words('; ', '；')}{side}"
    _name_strip(plot, top, view.say(endpoint.label), detail)
    _draw_scale(plot, scale, 4)
    points, shapes, said = [], [], []
    for day, name in limits.days.get(plot.code, []):
        visit = view.study.visit(name)
        row = view.results.find(f"participant.{endpoint.name}.{name}.{plot.code}.value")
        if row is None or row.value is None:
            continue
        x, y = plot.days.at(day), scale.at(row.value)
        points.append((x, y))
        value, label = format_exact(row.value), view.say(visit.label)
        dot = element("circle", cx=x, cy=y, r=3.6, fill=ACCENT, stroke=SURFACE)
        dot += text(
            x, y - 8, value, text_anchor="middle", bold=True, stroke=SURFACE, stroke_width=3,
            stroke_linejoin="round", paint_order="stroke",
        )  # fmt: skip
        says = f"{plot.code} · {label} · {value} {view.say_unit(endpoint.unit)}"
        shapes.append(mark(plot.code, says, dot, row=row.result_id))
        plot.rows.append(row.result_id)
        said.append(f"{label} {value}")
    if len(points) > 1:
        plot.drawing.add(polyline(points, stroke=ACCENT, stroke_width=2, stroke_linejoin="round"))
    plot.drawing.add(*shapes)
    plot.said.append(f"{view.say(endpoint.label)}{view.words(': ', '：')}{view.join(said)}")
    plot.y = top + height + GAP


def _draw_doses(plot: _Plot, limits: Limits) -> None:
    """The study drug as steps as high as the daily dose."""
    view, lines = plot.view, plot.view.lines("dosing", plot.code)
    if not lines:
        return
    height, top = 52.0, plot.y
    scale = Scale(0.0, limits.dose, top + height, top + 6)
    _name_strip(plot, top, view.words("Study drug", "研究药物"), view.words("mg a day", "mg/日"))
    for tick in (0.0, limits.dose):
        y = scale.at(tick)
        plot.drawing.add(line(LEFT, y, RIGHT, y, stroke=LINE_2 if tick == 0 else LINE))
        plot.drawing.add(
            text(LEFT - 8, y + 4, label_tick(tick), text_anchor="end", fill=INK_2, data_p="scale")
        )
    said = []
    said += [_draw_dose(plot, one, scale) for one in lines]
    for event in plot.marks:
        x = plot.days.at(event.day)
        says = f"{plot.code} · {view.words('day', '第')} {say_number(event.day)} · {event.words}"
        if view.language == "zh":
            says = f"{plot.code} · 第 {say_number(event.day)} 天 · {event.words}"
        sign = draw_event(event.kind, x, top - 3)
        plot.drawing.add(mark(plot.code, says, sign))
        plot.kinds.append(event.kind)
        said.append(event.words)
    name = view.words("Study drug: ", "研究药物：")
    plot.said.append(name + view.join([one for one in said if one]))
    plot.y = top + height + GAP


def _draw_dose(plot: _Plot, period: Line, scale: Scale) -> str:
    start, daily = period.number("start"), period.number("daily")
    words, days = say_dose(plot.view, period), say_days(plot.view, period)
    if start is None or daily is None or (daily == 0 and not is_held(period)):
        return words
    left, right = plot.days.at(start), _find_end(plot, period)
    shape, top = "", scale.at(daily)
    if daily > 0:
        shape = element(
            "rect", x=left, y=top, width=max(1.5, right - left), height=scale.start - top,
            fill=DOSE, stroke=ACCENT,
        )  # fmt: skip
    fits = measure(words) + 6 < right - left
    if words and fits:
        middle, y = (left + right) / 2, min(scale.start - 5, (top + scale.start) / 2 + 4)
        held = daily == 0
        ink = HOLD_EDGE if held else INK_2
        shape += text(middle, y, words, text_anchor="middle", fill=ink, bold=held)
        plot.rows.extend(period.row("dose"))
    says = " · ".join(one for one in (plot.code, words, days) if one)
    if shape:
        row = next(iter(period.row("daily")), None)
        plot.drawing.add(mark(plot.code, says, shape, row=row))
    return f"{words} ({days})" if days else words


def _draw_holds(plot: _Plot, drawing: Drawing, bottom: float) -> None:
    """A band over all strips where the drug was held."""
    for one in plot.view.lines("dosing", plot.code):
        start, end = one.number("start"), one.number("end")
        if is_held(one) and start is not None and end is not None:
            left, right = plot.days.at(start), plot.days.after(end)
            drawing.add(
                element(
                    "rect", x=left, y=TOP - 6, width=right - left, height=bottom - TOP + 6,
                    fill=HOLD,
                )
            )  # fmt: skip


def _draw_steroid(plot: _Plot) -> None:
    """The daily prednisone equivalent as steps; a dose that is not known is a gap.

    Its scale is the participant's own: a short high rescue of one would flatten all others.
    """
    view = plot.view
    lines = [
        one
        for one in view.lines("glucocorticoids", plot.code)
        if one.number("end") is None or (one.number("end") or 0) >= plot.days.scale.low
    ]
    doses = [dose for one in lines if (dose := one.number("dose")) is not None]
    if not doses or max(doses) <= 0:
        return
    height, top = 56.0, plot.y
    ticks = choose_ticks(0.0, max(doses), 3)
    scale = Scale(ticks[0], ticks[-1], top + height, top + 6)
    _name_strip(
        plot,
        top,
        view.words("Glucocorticoid", "糖皮质激素"),
        view.words("prednisone equivalent, mg a day", "泼尼松等效剂量，mg/日"),
    )
    _draw_scale(plot, scale, 3)
    said = []
    for one in lines:
        start, dose = one.number("start"), one.number("dose")
        if start is None or dose is None:
            continue
        left, right = plot.days.at(start), _find_end(plot, one)
        y, shown = scale.at(dose), format_exact(one.cells["dose"].value)
        shape = element(
            "rect", x=left, y=y, width=max(1.0, right - left), height=max(0.6, scale.start - y),
            fill=STEROID, stroke=INK_3,
        )  # fmt: skip
        if right - left > measure(shown) + 6:
            under = y + 14 if scale.start - y > 17 else y - 4
            shape += text(left + 5, under, shown, fill=INK_2)
            plot.rows.extend(one.row("dose"))
        unit = view.say_unit(one.cells["dose"].unit)
        says = f"{plot.code} · {shown} {unit} · {say_days(view, one)}"
        plot.drawing.add(mark(plot.code, says, shape, row=one.cells["dose"].result_id))
        said.append(f"{shown} {unit} ({say_days(view, one)})")
    name = view.words("Glucocorticoid: ", "糖皮质激素：")
    plot.said.append(name + view.join(said))
    plot.y = top + height + GAP


def _draw_events(plot: _Plot) -> None:
    """Adverse events as bars with the digit of the grade and their name."""
    view = plot.view
    known = [
        one
        for one in view.lines("adverse_events", plot.code)
        if one.number("start") is not None and one.number("grade")
    ]
    known.sort(key=lambda one: (one.number("start") or 0, one.seq))
    if not known:
        return
    top = plot.y
    _name_strip(
        plot,
        top,
        view.words("Adverse events", "不良事件"),
        view.words("digit: CTCAE grade", "数字为 CTCAE 级别"),
    )
    spans = [_find_span(plot, one) for one in known]
    lanes = place_lanes([(left, right) for left, right, _ in spans])
    said = []
    for one, (_, _, before), lane in zip(known, spans, lanes, strict=True):
        said.append(_draw_event(plot, one, top + 8 + LANE * lane, name_before=before))
    plot.said.append(view.words("Adverse events: ", "不良事件：") + view.join(said))
    plot.y = top + max(44.0, LANE * (max(lanes) + 1)) + GAP


def _find_span(plot: _Plot, event: Line) -> tuple[float, float, bool]:
    """From where to where it needs room, and whether its name stands before it."""
    start, end = plot.days.at(event.number("start") or 1), _find_end(plot, event)
    width = measure(event.words("coded", plot.view.language)) + 18
    before = end + width > RIGHT + 14
    left, right = start - BOX / 2, max(end, start + BOX / 2)
    return (left - width, right + 8, True) if before else (left, right + width, False)


def _find_end(plot: _Plot, period: Line) -> float:
    """Where it ends: on its last day, else where the participant's time does."""
    end = period.number("end")
    if end is not None:
        return plot.days.after(end)
    status = plot.view.results.find(f"status.{plot.code}.end_day")
    known = status is not None and status.value is not None
    last = float(status.value or 1) if status is not None and known else None
    return RIGHT if last is None else min(RIGHT, plot.days.after(last))


def _draw_event(plot: _Plot, event: Line, y: float, *, name_before: bool) -> str:
    view, grade = plot.view, int(event.number("grade") or 1)
    start, end = plot.days.at(event.number("start") or 1), _find_end(plot, event)
    serious = event.words("serious", "en") == "yes"
    shape = element(
        "rect", x=start, y=y - 4, width=max(1.0, end - start), height=8, fill=GRADES[grade],
        stroke=INK_3, stroke_width=0.8,
    )  # fmt: skip
    if event.number("end") is None:
        shape += draw_arrow(end, y, GRADES[grade] if grade > 2 else INK_3)
    shape += draw_grade(start, y, grade, serious=serious)
    name = event.words("coded", view.language)
    at, anchor = (start - 10, "end") if name_before else (max(end, start + BOX / 2) + 9, None)
    shape += text(at, y + 4, name, text_anchor=anchor, fill=INK_2, data_p="study")
    level = view.words(f"grade {grade}", f"{grade} 级")
    more = view.words("serious", "严重") if serious else ""
    said = [one for one in (name, level, more, say_days(view, event)) if one]
    row = event.cells["grade"].result_id
    plot.drawing.add(mark(plot.code, " · ".join((plot.code, *said)), shape, row=row))
    plot.rows.append(row)
    plot.grades.append(grade)
    return view.join(said)


def _draw_laboratory(plot: _Plot) -> None:
    """The tests that ever had a grade above zero: a box with the grade, a ring for none."""
    view = plot.view
    tests: dict[str, list[Line]] = {}
    for one in view.lines("laboratory", plot.code):
        if one.number("grade") is not None and one.number("day") is not None:
            tests.setdefault(find_test(one), []).append(one)
    shown = {
        test: lines
        for test, lines in tests.items()
        if any((one.number("grade") or 0) > 0 for one in lines)
    }
    if not shown:
        return
    top = plot.y
    said: list[str] = []
    _name_strip(plot, top, view.words("Laboratory", "实验室检查"), "")
    words = view.words("CTCAE grade; ring: no criterion met", "CTCAE 级别；圆圈：未达标准")
    plot.drawing.add(text(LEFT, top + 12, words, fill=INK_2, data_p="study"))
    labels = name_tests(view)
    for down, (test, lines) in enumerate(shown.items()):
        y = top + 30 + (LANE + 3) * down
        label = labels.get(test, test)
        plot.drawing.add(line(LEFT, y, RIGHT, y, stroke=LINE))
        plot.drawing.add(
            text(LEFT - 10, y + 4, label, text_anchor="end", fill=INK_2, data_p="study")
        )
        for one in lines:
            said += _draw_graded(plot, one, label, y)
    plot.said.append(view.words("Laboratory: ", "实验室检查：") + view.join(said))
    plot.y = top + 22 + (LANE + 3) * len(shown) + GAP


def _draw_graded(plot: _Plot, one: Line, label: str, y: float) -> Iterator[str]:
    view = plot.view
    day, grade, value = one.number("day"), int(one.number("grade") or 0), one.cells["value"]
    assert day is not None
    if day < plot.days.scale.low:
        return
    x = plot.days.at(day)
    shown = f"{format_exact(value.value)} {view.say_unit(value.unit)}"
    level = view.words(f"grade {grade}", f"{grade} 级")
    when = view.words(f"day {say_number(day)}", f"第 {say_number(day)} 天")
    sign = element("circle", cx=x, cy=y, r=2.6, fill=SURFACE, stroke=CONTROL)
    if grade:
        sign = draw_grade(x, y, grade)
        plot.rows += [*one.row("grade"), value.result_id]
        plot.grades.append(grade)
        yield f"{label} {shown} ({level}, {when})"
    says = f"{plot.code} · {label} {shown} · {level} · {when}"
    plot.drawing.add(mark(plot.code, says, sign, row=value.result_id))


def _list_signs(plot: _Plot) -> Iterator[Sign]:
    view = plot.view
    if any(is_held(one) for one in view.lines("dosing", plot.code)):
        yield Sign(
            lambda x, y: element("rect", x=x, y=y - 6, width=18, height=12, fill=HOLD),
            view.words("study drug held", "研究药物暂停"),
        )
    yield from list_grade_signs(view, plot.grades, "")
    if any(one.words("serious", "en") == "yes" for one in view.lines("adverse_events", plot.code)):
        yield name_serious(view)
    yield from list_event_signs(view, plot.kinds)
