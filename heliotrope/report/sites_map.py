"""Results → the heat map of a score's part at each place and visit, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.report.numbers import format_exact, format_number
from heliotrope.report.svg import (
    CONTROL,
    INK,
    INK_2,
    INK_3,
    LINE_2,
    SURFACE,
    Drawing,
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
from heliotrope.study.plan import Display
from heliotrope.study.schedule import Visit

WIDTH, TOP, ROW = 640, 58, 22
SEVERITY = ((255, 255, 255), (235, 207, 224), (169, 87, 143), (95, 25, 75))
"""White to dark, a third of the scale apart: darker everywhere, so gray print shows it too."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """The figure under way."""

    view: View
    display: Display
    visits: tuple[Visit, ...]
    places: tuple[tuple[str, str], ...]
    """Name and label of each place, in the form's order."""
    left: float
    high: float
    """Where the color is darkest."""
    drawing: Drawing

    @property
    def step(self) -> float:
        """How wide a cell is."""
        return min(72.0, (WIDTH - self.left) / max(1, len(self.visits)))

    def row(self, place: str, visit: Visit, name: str) -> Result:
        """The row of a place and visit: `mean` or `n`."""
        return self.view.results[f"figure.{self.display.name}.{place}.{visit.name}.{name}"]


def draw_sites(view: View, display: Display) -> tuple[str, tuple[str, ...]] | None:
    """Places down, visits across, the mean printed in each cell; None where there are no means.

    The SVG text comes back with the ids of the rows of results that it prints.
    """
    plot = _make_plot(view, display)
    if plot is None:
        return None
    rows: list[str] = []
    _draw_heads(plot, rows)
    for down, (place, label) in enumerate(plot.places):
        y = TOP + ROW * down
        words = text(plot.left - 10, y + 15, label, text_anchor="end", fill=INK, data_p="study")
        plot.drawing.add(words)
        for across, visit in enumerate(plot.visits):
            row = plot.row(place, visit, "mean")
            _draw_cell(
                plot, row, plot.left + plot.step * across, y, f"{label} · {view.say(visit.label)}"
            )
            rows.append(row.result_id)
    bottom = _draw_scale(plot, TOP + ROW * len(plot.places) + 24)
    return plot.drawing.render(bottom, _describe(plot)), tuple(rows)


def _make_plot(view: View, display: Display) -> _Plot | None:
    endpoint = view.study.plan.endpoint(display.endpoint)
    found = [row for row in view.results.select(f"figure.{display.name}") if row.visit]
    names = {row.visit for row in found if row.n}
    visits = tuple(visit for visit in view.study.visits if visit.name in names)
    labels = {row.group: view.say(row.text) for row in found if row.statistic == "n"}
    if not visits or not labels:
        return None
    values = [
        float(row.value) for row in found if row.statistic == "mean" and row.value is not None
    ]
    title = view.words(
        f"{endpoint.label.en} by place: mean of those observed",
        f"各部位的{endpoint.label.zh}：观察病例均数",
    )
    return _Plot(
        view,
        display,
        visits,
        tuple(labels.items()),
        max(measure(label) for label in labels.values()) + 14,
        choose_ticks(0.0, max([1.0, *values]), 4)[-1],
        Drawing(display.name, WIDTH, title, view.language, view.mark),
    )


def _draw_heads(plot: _Plot, rows: list[str]) -> None:
    view, add = plot.view, plot.drawing.add
    add(hatching(f"{plot.drawing.name}-hatch"))
    by_week = all(visit.week is not None for visit in plot.visits)
    if by_week:
        words = view.words("Week", "周")
        add(text(plot.left - 10, TOP - 20, words, text_anchor="end", fill=INK_2))
    for across, visit in enumerate(plot.visits):
        x = plot.left + plot.step * (across + 0.5)
        name = str(visit.week) if by_week else view.say(visit.label)
        add(text(x, TOP - 20, name, text_anchor="middle", fill=INK_2, data_p="study", bold=True))
        n = plot.row(plot.places[0][0], visit, "n")
        add(text(x, TOP - 6, f"n {format_exact(n.value)}", text_anchor="middle", fill=INK_3))
        rows.append(n.result_id)


def _draw_cell(plot: _Plot, row: Result, x: float, y: float, where: str) -> None:
    """The cell with its number; hatched where nobody was observed."""
    view, missing = plot.view, row.value is None
    share = float(row.value or 0) / plot.high
    fill = f"url(#{plot.drawing.name}-hatch)" if missing else _mix(share)
    box = element("rect", x=x, y=y, width=plot.step, height=ROW, fill=fill, stroke=LINE_2)
    shown = view.say(row.text)
    if not missing:
        shown = format_number(row.value, 1)
        dark = share > 0.64
        box += text(
            x + plot.step / 2,
            y + 15,
            shown,
            text_anchor="middle",
            fill=SURFACE if dark else INK,
        )
        shown = f"{shown} {view.say_unit(row.unit)} (n {row.n})"
    plot.drawing.add(mark("", f"{where} · {shown}", box, row=row.result_id))


def _mix(share: float) -> str:
    """The color at that share of the scale."""
    place = min(max(share, 0.0), 1.0) * (len(SEVERITY) - 1)
    lower = min(int(place), len(SEVERITY) - 2)
    rest = place - lower
    pairs = zip(SEVERITY[lower], SEVERITY[lower + 1], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * rest):02X}" for a, b in pairs)


def _draw_scale(plot: _Plot, y: float) -> float:
    """What the colors mean, as a strip with its numbers."""
    view, parts, step = plot.view, 48, 4.0
    endpoint = view.study.plan.endpoint(plot.display.endpoint)
    words = view.words(f"Mean, {endpoint.unit.en}", f"均数（{endpoint.unit.zh}）")
    plot.drawing.add(text(plot.left - 10, y + 10, words, text_anchor="end", fill=INK_2))
    for place in range(parts):
        shade = _mix((place + 0.5) / parts)
        x = plot.left + step * place
        plot.drawing.add(element("rect", x=x, y=y, width=step + 0.4, height=12, fill=shade))
    frame = element(
        "rect", x=plot.left, y=y, width=step * parts, height=12, fill="none", stroke=CONTROL
    )
    plot.drawing.add(frame)
    for tick in choose_ticks(0.0, plot.high, 4):
        x = plot.left + step * parts * tick / plot.high
        plot.drawing.add(line(x, y + 12, x, y + 16, stroke=CONTROL))
        plot.drawing.add(
            text(x, y + 29, label_tick(tick), text_anchor="middle", fill=INK_2, data_p="scale")
        )
    return y + 38


def _describe(plot: _Plot) -> str:
    """Each place with its means from visit to visit."""
    view = plot.view
    said = []
    for place, label in plot.places:
        shown = [
            f"{view.say(visit.label)} {format_number(plot.row(place, visit, 'mean').value, 1)}"
            for visit in _ends(plot.visits)
        ]
        said.append(f"{label}{view.words(': ', '：')}{view.join(shown)}")
    return view.words("; ", "；").join(said) + view.words(".", "。")


def _ends(visits: Sequence[Visit]) -> Sequence[Visit]:
    return visits if len(visits) < 3 else (visits[0], visits[-1])
