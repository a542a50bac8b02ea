"""Results → the strip of all changes with the primary estimate and its interval, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.report.gaps import describe_missing
from heliotrope.report.numbers import (
    format_exact,
    format_interval,
    format_number,
    format_percent,
    format_signed,
)
from heliotrope.report.svg import (
    ACCENT,
    INK_2,
    LINE,
    PERSON,
    SURFACE,
    Drawing,
    Scale,
    Sign,
    choose_ticks,
    element,
    label_tick,
    line,
    mark,
    text,
)
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.study.schedule import Visit

WIDTH, LEFT, RIGHT, TOP = 440, 24, 416, 28
DOT, DOT_STEP = 3.6, 9.0
"""Radius of a dot; how much higher one stands that would hide another."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """The figure under way: where things lie."""

    view: View
    analysis: Analysis
    endpoint: Endpoint
    visit: Visit
    x: Scale
    drawing: Drawing


def draw_strip(view: View, analysis: Analysis) -> str | None:
    """Each participant's change as a ring, below them the estimate with its interval.

    The missing are named underneath. None for an analysis that does not estimate a change.
    """
    if analysis.method not in ("paired_t", "signed_rank"):
        return None
    plot = _make_plot(view, analysis)
    rings = _place_rings(plot)
    floor = TOP + DOT_STEP * max([1, *(height for _, _, height in rings)])
    axis = floor + 44
    _draw_axis(plot, axis)
    for code, x, height in rings:
        y = floor - DOT_STEP * (height - 1) - 4
        row = view.change(plot.endpoint, plot.visit, code)
        shown = f"{format_signed(row.value)} {view.say_unit(plot.endpoint.unit)}"
        says = f"{code} · {view.say(plot.visit.label)} · {shown}"
        plot.drawing.add(mark(code, says, _draw_ring(x, y), row=row.result_id))
    _draw_estimate(plot, floor + 20)
    notes = _list_notes(plot)
    bottom = plot.drawing.add_legend(_list_signs(plot), 0, axis + 40)
    bottom = plot.drawing.add_notes(notes, bottom + 6)
    return plot.drawing.render(bottom + 4, _describe(plot, notes))


def _make_plot(view: View, analysis: Analysis) -> _Plot:
    endpoint = view.study.plan.endpoint(analysis.endpoint)
    visit = view.study.visit(analysis.visit)
    changes = [view.change(endpoint, visit, code).value for code in view.listed]
    limits = [view.of(analysis, name).value for name in ("lower", "upper", "estimate")]
    known = [float(value) for value in (*changes, *limits) if value is not None]
    ticks = choose_ticks(min([0.0, *known]), max([0.0, *known]))
    title = view.say(analysis.label)
    drawing = Drawing(f"strip-{analysis.name}", WIDTH, title, view.language, view.mark)
    return _Plot(view, analysis, endpoint, visit, Scale(ticks[0], ticks[-1], LEFT, RIGHT), drawing)


def _place_rings(plot: _Plot) -> list[tuple[str, float, int]]:
    """Participant, place along the axis, and how many rings high it stands."""
    placed: list[tuple[str, float, int]] = []
    for code in plot.view.listed:
        value = plot.view.change(plot.endpoint, plot.visit, code).value
        if value is None:
            continue
        x = plot.x.at(value)
        taken = {height for _, other, height in placed if abs(other - x) < 2 * DOT + 1}
        height = next(one for one in range(1, len(placed) + 2) if one not in taken)
        placed.append((code, x, height))
    return placed


def _draw_axis(plot: _Plot, axis: float) -> None:
    view = plot.view
    label, unit = view.say(plot.endpoint.label), view.say_unit(plot.endpoint.unit)
    words = view.words(f"Change in {label}, {unit}", f"{label}的变化（{unit}）")
    plot.drawing.add(text(0, 12, words, fill=INK_2))
    for tick in choose_ticks(plot.x.low, plot.x.high):
        x = plot.x.at(tick)
        plot.drawing.add(line(x, TOP, x, axis, stroke=INK_2 if tick == 0 else LINE))
        plot.drawing.add(
            text(x, axis + 16, label_tick(tick), data_p="scale", text_anchor="middle", fill=INK_2)
        )


def _draw_estimate(plot: _Plot, y: float) -> None:
    value, lower, upper = (
        plot.view.of(plot.analysis, name).value for name in ("estimate", "lower", "upper")
    )
    if lower is not None and upper is not None:
        start, end = plot.x.at(lower), plot.x.at(upper)
        plot.drawing.add(line(start, y, end, y, stroke=ACCENT, stroke_width=3))
        for x in (start, end):
            plot.drawing.add(line(x, y - 7, x, y + 7, stroke=ACCENT, stroke_width=2))
    if value is not None:
        plot.drawing.add(_draw_diamond(plot.x.at(value), y, 8))


def _draw_ring(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=DOT, fill=SURFACE, stroke=PERSON, stroke_width=1.5)


def _draw_diamond(x: float, y: float, reach: float) -> str:
    corners = ((x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach))
    path = "L".join(f"{across:.1f} {down:.1f}" for across, down in corners)
    return element("path", d=f"M{path}Z", fill=ACCENT)


def _list_signs(plot: _Plot) -> list[Sign]:
    view, level = plot.view, format_exact(100 * plot.analysis.level)
    return [
        Sign(lambda x, y: _draw_ring(x + 9, y), view.words("each participant", "每位参与者")),
        Sign(
            lambda x, y: _draw_diamond(x + 9, y, 6),
            view.words(f"estimate and {level} % interval", f"估计值及 {level} % 区间"),
        ),
    ]


def _list_notes(plot: _Plot) -> list[str]:
    """Which side is better, then everyone who is missing, with the reason."""
    view, left = plot.view, plot.endpoint.better == "lower"
    better = view.words(
        f"{'Left' if left else 'Right'} is better.", f"越靠{'左' if left else '右'}越好。"
    )
    missing = [one.text for one in describe_missing(view, plot.endpoint, plot.visit)]
    return [better, view.words("Missing:", "缺失："), *missing] if missing else [better]


def _describe(plot: _Plot, notes: Sequence[str]) -> str:
    view, decimals = plot.view, plot.endpoint.decimals
    value, lower, upper = (
        view.of(plot.analysis, name).value for name in ("estimate", "lower", "upper")
    )
    shown = format_number(value, decimals)
    interval = format_interval(lower, upper, decimals, view.language)
    known = [
        format_signed(row.value)
        for code in view.listed
        if (row := view.change(plot.endpoint, plot.visit, code)).value is not None
    ]
    level = format_percent(100 * plot.analysis.level)
    words = view.words(
        f"Estimate {shown}, {level} interval {interval}. Changes: {', '.join(known)}.",
        f"估计值 {shown}，{level} 区间 {interval}。变化：{'，'.join(known)}。",
    )
    return " ".join([words, *notes])
