"""Results → the waterfall of every participant's change with gaps for the missing, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from heliotrope.analysis.results import Number, Result
from heliotrope.report.gaps import describe_missing
from heliotrope.report.numbers import format_exact, format_signed, format_signed_percent
from heliotrope.report.svg import (
    ACCENT,
    ACCENT_LINE,
    CONTROL,
    INK,
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
    hatching,
    label_tick,
    line,
    mark,
    measure,
    text,
)
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Display, Endpoint
from heliotrope.study.schedule import Visit

WIDTH, LEFT, TOP, HEIGHT = 560, 44, 28, 270
ROOM_FOR_PERCENT = 36
"""A bar's place must be so wide to carry the percentage under the change."""
ROOM_FOR_NAME = 26
"""A narrower place has its name upright."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """The figure under way: where things lie."""

    view: View
    endpoint: Endpoint
    visit: Visit
    highlight: Analysis | None
    missing: tuple[str, ...]
    shown: tuple[str, ...]
    """From the worst change to the best."""
    y: Scale
    drawing: Drawing

    @property
    def step(self) -> float:
        """How wide each participant's place is."""
        return (WIDTH - LEFT) / max(1, len(self.missing) + len(self.shown))

    @property
    def floor(self) -> float:
        """Where the picture's axis ends below."""
        return max(self.y.start, self.y.end)

    def change(self, code: str) -> Result:
        """The participant's change."""
        return self.view.change(self.endpoint, self.visit, code)


def draw_waterfall(view: View, display: Display) -> str:
    """Everyone enrolled has a place: the missing first, then the changes from worst to best.

    The missing are hatched over the full height, so that nobody reads them as a value, and named
    with the reason. With a highlight the bars of those who reached its threshold are dark.
    """
    plot = _make_plot(view, display)
    _draw_axis(plot)
    for place in range(len(plot.missing)):
        _draw_missing(plot, place)
    for place, code in enumerate(plot.shown, len(plot.missing)):
        _draw_bar(plot, place, code)
    zero = plot.y.at(0)
    plot.drawing.add(line(LEFT, zero, WIDTH, zero, stroke=INK_2))
    bottom = _draw_names(plot)
    bottom = plot.drawing.add_legend(_list_signs(plot), LEFT, bottom + LINE_HEIGHT + 8)
    notes = [one.text for one in describe_missing(view, plot.endpoint, plot.visit)]
    if notes:
        bottom = plot.drawing.add_notes([view.words("Missing:", "缺失："), *notes], bottom + 6)
    return plot.drawing.render(bottom + 8, _describe(plot, notes))


def _make_plot(view: View, display: Display) -> _Plot:
    plan = view.study.plan
    endpoint, visit = plan.endpoint(display.endpoint), view.study.visit(display.visit or "")
    changes = {code: view.change(endpoint, visit, code).value for code in view.enrolled}
    known = {code: value for code, value in changes.items() if value is not None}
    # Equal changes by their percentage, so that those of one color stand together.
    percents = {code: view.percent(endpoint, visit, code).value or 0 for code in known}
    worst_first = sorted(
        known, key=lambda code: (known[code], percents[code]), reverse=endpoint.better == "lower"
    )
    values = [float(value) for value in known.values()]
    ticks = choose_ticks(min([0.0, *values]), max([0.0, *values]))
    title = view.words(
        f"{endpoint.label.en}: change from baseline, {visit.label.en}",
        f"{endpoint.label.zh}：{visit.label.zh}较基线的变化",
    )
    drawing = Drawing(display.name, WIDTH, title, view.language, view.mark)
    return _Plot(
        view,
        endpoint,
        visit,
        next((a for a in plan.analyses if a.name == display.highlight), None),
        tuple(code for code in view.enrolled if code not in known),
        tuple(worst_first),
        # Room for the labels of the longest bars, above and below.
        Scale(ticks[0], ticks[-1], TOP + HEIGHT - 32, TOP + 32),
        drawing,
    )


def _draw_axis(plot: _Plot) -> None:
    view, add = plot.view, plot.drawing.add
    label, unit = view.say(plot.endpoint.label), view.say_unit(plot.endpoint.unit)
    words = view.words(
        f"Change in {label}, {unit}, with % of baseline",
        f"{label}的变化（{unit}），并示占基线的百分比",
    )
    add(text(0, 12, words, fill=INK_2), hatching(f"{plot.drawing.name}-hatch"))
    for tick in choose_ticks(plot.y.low, plot.y.high):
        y = plot.y.at(tick)
        add(line(LEFT, y, WIDTH, y, stroke=LINE))
        shown = f"+{label_tick(tick)}" if tick > 0 else label_tick(tick)
        add(text(LEFT - 8, y + 4, shown, text_anchor="end", fill=INK_2, data_p="scale"))


def _middle(plot: _Plot, place: int) -> float:
    return LEFT + plot.step * (place + 0.5)


def _bar_width(plot: _Plot) -> float:
    return min(44.0, plot.step * 0.82)


def _draw_missing(plot: _Plot, place: int) -> None:
    middle, width = _middle(plot, place), _bar_width(plot)
    top, height, code = TOP, HEIGHT, plot.missing[place]
    column = element(
        "rect",
        x=middle - width / 2,
        y=top,
        width=width,
        height=height,
        fill=f"url(#{plot.drawing.name}-hatch)",
        stroke=CONTROL,
        stroke_dasharray="3 3",
    )
    words = plot.view.words("missing, no value", "缺失，无数值")
    y = top + height / 2
    label = text(
        middle + 4,
        y,
        words,
        transform=f"rotate(-90 {middle + 4:.1f} {y:.1f})",
        text_anchor="middle",
        bold=True,
        fill=INK_2,
    )
    length = measure(words) + 10
    ground = element(
        "rect", x=middle - 9, y=y - length / 2, width=18, height=length, rx=3, fill=SURFACE
    )
    row = plot.change(code)
    says = f"{code} · {plot.view.say(row.text)}"
    plot.drawing.add(mark(code, says, column, ground, label, row=row.result_id))


def _draw_bar(plot: _Plot, place: int, code: str) -> None:
    value = plot.change(code).value
    assert value is not None
    middle, width, zero, end = (
        _middle(plot, place),
        _bar_width(plot),
        plot.y.at(0),
        plot.y.at(value),
    )
    fill, stroke = _color(plot, code, value)
    left, top, height = middle - width / 2, min(zero, end), abs(end - zero)
    shapes = [_label_bar(plot, code, middle, end)]
    if value != 0:
        bar = element("rect", x=left, y=top, width=width, height=height, fill=fill, stroke=stroke)
        shapes.insert(0, bar)
    row, percent = plot.change(code), plot.view.percent(plot.endpoint, plot.visit, code).value
    share = f" ({format_signed_percent(percent)})" if percent is not None else ""
    shown = f"{format_signed(value)} {plot.view.say_unit(plot.endpoint.unit)}{share}"
    says = f"{code} · {plot.view.say(plot.visit.label)} · {shown}"
    plot.drawing.add(mark(code, says, *shapes, row=row.result_id))


def _label_bar(plot: _Plot, code: str, middle: float, end: float) -> str:
    """The change, and the percentage where there is room, beyond the bar's end."""
    value = plot.change(code).value
    assert value is not None
    percent = plot.view.percent(plot.endpoint, plot.visit, code).value
    shown = [format_signed(value)]
    if plot.step >= ROOM_FOR_PERCENT and percent is not None:
        shown.append(format_signed_percent(percent).replace(" ", ""))
    upward, said = value > 0, ""
    for row, words in enumerate(shown):
        y = end - 5 - 13 * (len(shown) - 1 - row) if upward else end + 14 + 13 * row
        color = INK if row == 0 else INK_2
        said += text(middle, y, words, text_anchor="middle", bold=row == 0, fill=color)
    return said


def _color(plot: _Plot, code: str, value: Number) -> tuple[str, str]:
    """Fill and edge: improved by the highlight, better without it, not better."""
    if plot.highlight is not None:
        verdict = plot.view.results.find(f"{plot.highlight.name}.{code}.count")
        if verdict is not None and verdict.value == 1:
            return ACCENT, ACCENT
    better = value < 0 if plot.endpoint.better == "lower" else value > 0
    if not better:
        return LINE_2, INK_3
    return (ACCENT_LINE, ACCENT) if plot.highlight is not None else (ACCENT, ACCENT)


def _draw_names(plot: _Plot) -> float:
    """The participants' names under their places; the y below them comes back."""
    codes, prefix = (*plot.missing, *plot.shown), plot.view.study.participant_prefix
    short = [code.removeprefix(prefix) or code for code in codes]
    y = TOP + HEIGHT + 18.0
    upright = plot.step < max([ROOM_FOR_NAME, *(measure(one) + 4 for one in short)])
    for place, (code, name) in enumerate(zip(codes, short, strict=True)):
        x = _middle(plot, place)
        turn = f"rotate(-90 {x + 4:.1f} {y:.1f})" if upright else None
        anchor = "end" if upright else "middle"
        at = x + 4 if upright else x
        words = text(at, y, name, text_anchor=anchor, transform=turn, fill=INK_2, data_p="record")
        plot.drawing.add(mark(code, "", words))
    if upright:
        y += max((measure(one) for one in short), default=0)
    title = plot.view.words(f"Participant {prefix}", f"参与者 {prefix}")
    plot.drawing.add(
        text((LEFT + WIDTH) / 2, y + 16, title.strip(), text_anchor="middle", fill=INK_2)
    )
    return y + 16


# ---------------------------------------------------------------- words


def _list_signs(plot: _Plot) -> list[Sign]:
    """What the colors mean; only those that occur."""
    changes = {code: plot.change(code).value for code in plot.shown}
    used = {_color(plot, code, change)[0] for code, change in changes.items() if change}
    signs: list[Sign] = [
        Sign(partial(_draw_square, fill=fill, stroke=stroke), words)
        for fill, stroke, words in _name_colors(plot)
        if fill in used
    ]
    if plot.missing:
        hatch = f"url(#{plot.drawing.name}-hatch)"
        words = plot.view.words("missing", "缺失")
        signs.append(Sign(partial(_draw_square, fill=hatch, stroke=CONTROL), words))
    return signs


def _draw_square(x: float, y: float, *, fill: str, stroke: str) -> str:
    return element("rect", x=x + 4, y=y - 6, width=12, height=12, fill=fill, stroke=stroke)


def _name_colors(plot: _Plot) -> list[tuple[str, str, str]]:
    """Fill, edge and meaning."""
    view, lower = plot.view, plot.endpoint.better == "lower"
    better = view.words("fell" if lower else "rose", "下降" if lower else "上升")
    worse = view.words("rose" if lower else "fell", "上升" if lower else "下降")
    threshold = plot.highlight.threshold if plot.highlight else None
    if threshold is None:
        return [(ACCENT, ACCENT, better), (LINE_2, INK_3, worse)]
    limit = f"{format_exact(threshold.percent)} %"
    if threshold.percent is None:
        limit = f"{format_exact(threshold.points)} {view.say_unit(plot.endpoint.unit)}"
    return [
        (ACCENT, ACCENT, f"{better} ≥ {limit}"),
        (ACCENT_LINE, ACCENT, view.words(f"{better} less", f"{better}较少")),
        (LINE_2, INK_3, worse),
    ]


def _describe(plot: _Plot, notes: Sequence[str]) -> str:
    """The figure in words: everyone's change, then the missing."""
    view = plot.view
    changes = [f"{code} {format_signed(plot.change(code).value)}" for code in plot.shown]
    shown = view.words(
        f"{len(plot.shown)} of {len(view.enrolled)} participants: {', '.join(changes)}.",
        f"{len(view.enrolled)} 名参与者中的 {len(plot.shown)} 名：{'，'.join(changes)}。",
    )
    missing = ("; " if view.language == "en" else "；").join(notes)
    gaps = view.words(f" Missing: {missing}.", f"缺失：{missing}。") if notes else ""
    return shown + gaps
