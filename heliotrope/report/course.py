"""Results → the figure of every participant's course with the mean, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Number, Result
from heliotrope.report.gaps import describe_gaps, find_gaps
from heliotrope.report.numbers import format_exact, format_number
from heliotrope.report.svg import (
    ACCENT,
    CONTROL,
    INK_2,
    INK_3,
    LINE,
    LINE_2,
    PERSON,
    STOPPED,
    SURFACE,
    Drawing,
    Scale,
    Sign,
    choose_ticks,
    cross,
    element,
    label_tick,
    layer,
    line,
    mark,
    measure,
    polyline,
    ring,
    spread,
    text,
)
from heliotrope.report.view import View
from heliotrope.study.plan import Display, Endpoint
from heliotrope.study.schedule import Visit

WIDTH, LEFT, RIGHT, TOP = 640, 44, 534, 28
LABEL_GAP = 14
LABELED = 30
"""Up to this many participants each line carries its name."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Plot:
    """The figure under way: where things lie."""

    view: View
    endpoint: Endpoint
    display: Display
    visits: tuple[Visit, ...]
    x: dict[str, float]
    """Visit → where it lies."""
    by_week: bool
    y: Scale
    drawing: Drawing

    def at_day(self, day: Number) -> float | None:
        """Where a study day lies; None where the axis has no weeks."""
        weeks = [(visit.week or 0, self.x[visit.name]) for visit in self.visits]
        if not self.by_week or len(weeks) < 2:
            return None
        (low, start), (high, end) = weeks[0], weeks[-1]
        where = Scale(low, high, start, end).at((float(day) - 1) / 7)
        return min(where, RIGHT + 8.0)


def draw_course(view: View, display: Display) -> str:
    """Everyone enrolled as a thin line, the mean of those observed as a thick one.

    n stands under each visit; a participant who stopped has a ✕, a missed visit between two
    others a dashed ring; everyone without a value somewhere is named below with the reason.
    """
    plot = _make_plot(view, display)
    _draw_axes(plot)
    ends = [end for code in view.enrolled if (end := _draw_person(plot, code)) is not None]
    _draw_mean(plot)
    for code in view.enrolled:
        _draw_rings(plot, code)
    if len(view.enrolled) <= LABELED:
        _label_ends(plot, ends)
    bottom = plot.drawing.add_legend(_list_signs(plot), LEFT, plot.y.start + 76)
    gaps = find_gaps(view, plot.endpoint, plot.visits)
    notes = [piece.text for piece in describe_gaps(view, gaps)]
    if notes:
        bottom = plot.drawing.add_notes([view.words("No value:", "无观测值："), *notes], bottom + 6)
    return plot.drawing.render(bottom + 8, _describe(plot, notes))


def _make_plot(view: View, display: Display) -> _Plot:
    endpoint = view.study.plan.endpoint(display.endpoint)
    visits = view.visits_of(endpoint)
    rows = [view.value(endpoint, visit, code) for visit in visits for code in view.enrolled]
    values = [float(row.value) for row in rows if row.value is not None]
    low = min([*values, float(endpoint.low or 0)])
    ticks = choose_ticks(min(low, 0.0), max(values, default=low + 1))
    height = max(270, LABEL_GAP * min(len(view.enrolled), LABELED))
    by_week = all(visit.week is not None for visit in visits)
    title = view.words(
        f"{endpoint.label.en}: every participant's course with the mean of those observed",
        f"{endpoint.label.zh}：每位参与者的病程及观察病例均数",
    )
    return _Plot(
        view,
        endpoint,
        display,
        visits,
        _place_visits(visits, by_week=by_week),
        by_week,
        Scale(ticks[0], ticks[-1], TOP + height, TOP),
        Drawing(display.name, WIDTH, title, view.language, view.mark),
    )


def _place_visits(visits: Sequence[Visit], *, by_week: bool) -> dict[str, float]:
    marks = [visit.week or 0 if by_week else place for place, visit in enumerate(visits)]
    if len(set(marks)) < 2:
        return {visit.name: (LEFT + RIGHT) / 2 for visit in visits}
    margin = 0 if by_week else 40
    scale = Scale(marks[0], marks[-1], LEFT + margin, RIGHT - margin)
    return {visit.name: scale.at(mark) for visit, mark in zip(visits, marks, strict=True)}


def _draw_axes(plot: _Plot) -> None:
    view, y, add = plot.view, plot.y, plot.drawing.add
    unit, label = view.say_unit(plot.endpoint.unit), view.say(plot.endpoint.label)
    add(text(0, 12, view.words(f"{label}, {unit}", f"{label}（{unit}）"), fill=INK_2))
    for tick in choose_ticks(y.low, y.high):
        add(line(LEFT, y.at(tick), RIGHT, y.at(tick), stroke=LINE))
        add(
            text(
                LEFT - 8,
                y.at(tick) + 4,
                label_tick(tick),
                data_p="scale",
                text_anchor="end",
                fill=INK_2,
            )
        )
    dark = {view.first_visit.name, view.study.plan.primary().visit}
    for visit in plot.visits:
        x = plot.x[visit.name]
        if visit.name in dark:
            add(line(x, y.end, x, y.start, stroke=CONTROL))
        add(line(x, y.start, x, y.start + 5, stroke=CONTROL))
        name = str(visit.week) if plot.by_week else view.say(visit.label)
        add(text(x, y.start + 19, name, text_anchor="middle", fill=INK_2, data_p="study"))
        n = view.results[f"figure.{plot.display.name}.{visit.name}.n"]
        count = f"n {format_exact(n.value)}"
        add(text(x, y.start + 34, count, text_anchor="middle", fill=INK_3))
    if plot.by_week:
        title = view.words("Weeks from day 1", "自第 1 天起的周数")
        middle = (LEFT + RIGHT) / 2
        add(text(middle, y.start + 52, title, text_anchor="middle", fill=INK_2, data_p="study"))


# ---------------------------------------------------------------- the participants


@dataclass(frozen=True, slots=True)
class _End:
    """Where a participant's line ends, and what is written there."""

    code: str
    at: Point
    words: str
    is_last: bool
    """True if it ends at the last visit: its name stands in the column on the right."""


def _draw_person(plot: _Plot, code: str) -> _End | None:
    """One participant's line; None if there is not a single value."""
    values = _values(plot, code)
    seen = [place for place, value in enumerate(values) if value is not None]
    if not seen:
        return None
    points = {place: _point(plot, place, values[place]) for place in seen}
    path = polyline(list(points.values()), stroke=PERSON, stroke_width=1.4, stroke_linejoin="round")
    dots = [_draw_value(plot, code, place, point) for place, point in points.items()]
    plot.drawing.add(layer("people", mark(code, "", path), *dots))
    end, value = points[seen[-1]], values[seen[-1]]
    is_last = seen[-1] == len(values) - 1
    stop = plot.view.results.find(f"status.{code}.end_day")
    if not is_last and stop is not None and _has_stopped(plot, code):
        end = _draw_stop(plot, code, end, stop.value)
    words = f"{code}  {format_exact(value)}" if is_last else code
    return _End(code, end, words, is_last)


def _draw_value(plot: _Plot, code: str, place: int, point: Point) -> str:
    """A dot that says participant, visit and value when it is pointed at."""
    view, visit = plot.view, plot.visits[place]
    row = view.value(plot.endpoint, visit, code)
    shown = f"{format_exact(row.value)} {view.say_unit(plot.endpoint.unit)}"
    says = f"{code} · {view.say(visit.label)} · {shown}"
    dot = element("circle", cx=point[0], cy=point[1], r=2, fill=PERSON)
    return mark(code, says, dot, row=row.result_id)


def _draw_rings(plot: _Plot, code: str) -> None:
    """A dashed ring where the participant's line passes a visit without a value."""
    values = _values(plot, code)
    points = {p: _point(plot, p, value) for p, value in enumerate(values) if value is not None}
    for place in range(min(points, default=0), max(points, default=0)):
        if place not in points:
            visit = plot.visits[place]
            why = plot.view.value(plot.endpoint, visit, code)
            says = f"{code} · {plot.view.say(visit.label)} · {plot.view.say(why.text)}"
            shape = ring(*_between(plot, points, place))
            plot.drawing.add(layer("people", mark(code, says, shape, row=why.result_id)))


def _has_stopped(plot: _Plot, code: str) -> bool:
    groups = plot.view.results["disposition.stopped"].text.en
    return code in groups.split(", ")


def _values(plot: _Plot, code: str) -> list[Number | None]:
    return [plot.view.value(plot.endpoint, visit, code).value for visit in plot.visits]


def _point(plot: _Plot, place: int, value: Number | None) -> Point:
    assert value is not None
    return plot.x[plot.visits[place].name], plot.y.at(value)


def _between(plot: _Plot, points: dict[int, Point], place: int) -> Point:
    """Where the line passes the missed visit: a place on the paper, not a value."""
    before = max(known for known in points if known < place)
    after = min(known for known in points if known > place)
    (x1, y1), (x2, y2) = points[before], points[after]
    x = plot.x[plot.visits[place].name]
    return x, y1 + (y2 - y1) * (x - x1) / (x2 - x1)


def _draw_stop(plot: _Plot, code: str, end: Point, day: Number | None) -> Point:
    """A dashed line to the day of stopping with a ✕; the place of the ✕ comes back."""
    where = plot.at_day(day) if day is not None else None
    x = max(where or 0, end[0] + 12)
    way = line(*end, x, end[1], stroke=PERSON, stroke_dasharray="2 2")
    status = plot.view.results[f"status.{code}.end_day"]
    says = f"{code} · {plot.view.say(status.text)}"
    shape = mark(code, says, way + cross(x, end[1]), row=status.result_id)
    plot.drawing.add(layer("people", shape))
    return x, end[1]


def _label_ends(plot: _Plot, ends: Sequence[_End]) -> None:
    last = sorted((end for end in ends if end.is_last), key=lambda end: (end.at[1], end.words))
    places = spread(
        [end.at[1] for end in last], LABEL_GAP, plot.y.end - 6, max(plot.y.start, plot.y.end)
    )
    for end, place in zip(last, places, strict=True):
        x, y = end.at
        way = line(x + 4, y, RIGHT + 14, place, stroke=LINE_2)
        words = text(RIGHT + 18, place + 4, end.words, fill=INK_2)
        plot.drawing.add(layer("people", mark(end.code, "", way, words)))
    _label_early(plot, [end for end in ends if not end.is_last])


def _label_early(plot: _Plot, ends: Sequence[_End]) -> None:
    """Names of those whose line ends before the last visit, beside its end, not on each other."""
    waiting = sorted(ends, key=lambda end: end.at)
    while waiting:
        reach = waiting[0].at[0] + measure(waiting[0].words) + 12
        near = [end for end in waiting if end.at[0] < reach]
        waiting = waiting[len(near) :]
        near.sort(key=lambda end: (end.at[1], end.words))
        wanted = [end.at[1] for end in near]
        places = spread(wanted, LABEL_GAP, plot.y.end - 6, plot.y.start)
        for end, place in zip(near, places, strict=True):
            _label_early_end(plot, end, place)


def _label_early_end(plot: _Plot, end: _End, place: float) -> None:
    x, y = end.at
    far = abs(place - y) > LABEL_GAP / 2
    way = line(x + 6, y, x + 12, place, stroke=LINE_2) if far else ""
    words = text(
        x + 14,
        place + 4,
        end.words,
        fill=INK_2,
        stroke=SURFACE,
        stroke_width=4,
        stroke_linejoin="round",
        paint_order="stroke",
    )
    plot.drawing.add(layer("people", mark(end.code, "", way, words)))


# ---------------------------------------------------------------- the mean, and the words


def _draw_mean(plot: _Plot) -> None:
    runs: list[list[Point]] = [[]]
    means = []
    for place, visit in enumerate(plot.visits):
        row = plot.view.results[f"figure.{plot.display.name}.{visit.name}.mean"]
        if row.value is None:
            runs.append([])
        else:
            runs[-1].append(_point(plot, place, row.value))
            means.append(_draw_mean_at(plot, visit, row, runs[-1][-1]))
    shapes = []
    for run in runs:
        if len(run) > 1:
            shapes.append(polyline(run, stroke=SURFACE, stroke_width=6))
            shapes.append(polyline(run, stroke=ACCENT, stroke_width=3, stroke_linejoin="round"))
    plot.drawing.add(layer("mean", *shapes, *means))


def _draw_mean_at(plot: _Plot, visit: Visit, row: Result, point: Point) -> str:
    view, shown = plot.view, format_number(row.value, plot.endpoint.decimals)
    words = view.words("mean", "均数")
    says = f"{words} · {view.say(visit.label)} · {shown} {view.say_unit(row.unit)} (n {row.n})"
    dot = element(
        "circle", cx=point[0], cy=point[1], r=4.2, fill=ACCENT, stroke=SURFACE, stroke_width=1.5
    )
    return mark("", says, dot, row=row.result_id)


def _list_signs(plot: _Plot) -> list[Sign]:
    """What the signs mean; only those that stand in the figure."""
    view, joined = plot.view, "".join(plot.drawing.parts)

    def draw_mean(x: float, y: float) -> str:
        return line(x, y, x + 18, y, stroke=ACCENT, stroke_width=3)

    def draw_person(x: float, y: float) -> str:
        return line(x, y, x + 18, y, stroke=PERSON, stroke_width=1.4)

    signs: list[Sign] = [
        Sign(draw_mean, view.words("mean of those observed", "观察病例均数"), "mean"),
        Sign(draw_person, view.words("each participant", "每位参与者"), "people"),
    ]
    if STOPPED in joined:
        signs.append(Sign(lambda x, y: cross(x + 9, y), view.words("stopped", "退出")))
    if ring(0, 0).rpartition("r=")[2] in joined:
        signs.append(Sign(lambda x, y: ring(x + 9, y), view.words("visit missed", "访视缺失")))
    return signs


def _describe(plot: _Plot, notes: Sequence[str]) -> str:
    """The figure in words: the mean at each visit, then everyone who is missing somewhere."""
    view, means = plot.view, []
    for visit in plot.visits:
        row = view.results[f"figure.{plot.display.name}.{visit.name}.mean"]
        shown = format_number(row.value, plot.endpoint.decimals)
        means.append(f"{view.say(visit.label)} {shown} (n {row.n})")
    people = view.words(f"{len(view.enrolled)} participants.", f"参与者 {len(view.enrolled)} 名。")
    mean = view.words(f" Mean: {', '.join(means)}.", f"均数：{'，'.join(means)}。")
    missing = ("; " if view.language == "en" else "；").join(notes)
    gaps = view.words(f" No value: {missing}.", f"无观测值：{missing}。") if notes else ""
    return people + mean + gaps
