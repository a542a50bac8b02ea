"""The estimates of a family → one row each with its interval, a panel a unit and side, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.report.cells import name_rows
from heliotrope.report.numbers import format_exact, format_interval, format_percent, format_signed
from heliotrope.report.svg import (
    ACCENT,
    INK,
    INK_2,
    INK_3,
    LINE,
    Drawing,
    Scale,
    choose_ticks,
    element,
    label_tick,
    line,
    mark,
    measure,
    text,
)
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Display, Endpoint
from heliotrope.vocabulary import Bilingual

WIDTH, RIGHT, TOP, ROW = 720, 520, 40, 24
STANDARDIZED_DECIMALS = 2
LEFT_IS_BETTER = Bilingual("Lower is better: improved left of zero", "越低越好：零线左侧为改善")
RIGHT_IS_BETTER = Bilingual("Higher is better: improved right of zero", "越高越好：零线右侧为改善")


@dataclass(frozen=True, slots=True)
class _One:
    """One estimate."""

    analysis: Analysis
    endpoint: Endpoint
    rows: dict[str, Result]

    def value(self, name: str) -> float | None:
        """`estimate`, `lower` or `upper`."""
        row = self.rows.get(name)
        return None if row is None or row.value is None else float(row.value)


@dataclass(frozen=True, slots=True)
class _Panel:
    """Estimates that may be held against each other: of one unit, better on the same side."""

    unit: Bilingual
    better: str
    ones: list[_One]


def draw_forest(view: View, display: Display) -> tuple[str, tuple[str, ...]] | None:
    """Estimates with intervals; None where the family has none. No p: nothing here is tested.

    The SVG text comes back with the ids of the rows of results that it prints.
    """
    panels = _list_panels(view, display)
    if not panels:
        return None
    family = next(one for one in view.study.plan.families if one.name == display.family)
    title = view.say(family.label)
    drawing = Drawing(display.name, WIDTH, title, view.language, view.mark)
    left = max(measure(_label(view, one)) for panel in panels for one in panel.ones) + 14
    y, rows = float(TOP), []
    level = format_percent(100 * family.level)
    head = view.words(f"Estimate ({level} interval), n", f"估计值（{level} 区间），n")
    drawing.add(text(RIGHT + 16, 34, head, fill=INK_2, data_p="study"))
    for panel in panels:
        y = _draw_panel(view, drawing, panel, _find_scale(panels, panel, left), y)
        rows += [row for one in panel.ones for row in name_rows(*one.rows.values())]
    return drawing.render(y, _describe(view, panels)), tuple(rows)


def _list_panels(view: View, display: Display) -> list[_Panel]:
    members = [
        one
        for one in view.study.plan.every_analysis
        if one.name.startswith(f"{display.family}.")
        and (display.visit is None or one.visit == display.visit)
    ]
    panels: dict[tuple[str, str], _Panel] = {}
    for analysis in members:
        endpoint = view.study.plan.endpoint(analysis.endpoint)
        found = {name: view.find(analysis, name) for name in ("estimate", "lower", "upper", "n")}
        rows = {name: row for name, row in found.items() if row is not None}
        if rows.get("estimate") is None or rows["estimate"].value is None:
            continue
        unit = rows["estimate"].unit
        panel = panels.setdefault((unit.en, endpoint.better), _Panel(unit, endpoint.better, []))
        panel.ones.append(_One(analysis, endpoint, rows))
    return list(panels.values())


def _find_scale(panels: Sequence[_Panel], panel: _Panel, left: float) -> Scale:
    """The same for all panels of a unit, so that they can be held against each other."""
    alike = [one for other in panels if other.unit == panel.unit for one in other.ones]
    values = [one.value(name) for one in alike for name in ("estimate", "lower", "upper")]
    known = [0.0, *(value for value in values if value is not None)]
    ticks = choose_ticks(min(known), max(known))
    return Scale(ticks[0], ticks[-1], left, RIGHT)


def _draw_panel(view: View, drawing: Drawing, panel: _Panel, x: Scale, top: float) -> float:
    """The panel under `top`; the y below it comes back."""
    lower = panel.better == "lower"
    side = view.say(LEFT_IS_BETTER if lower else RIGHT_IS_BETTER)
    if panel.unit.en:
        side = f"{view.say_unit(panel.unit)}{view.words('. ', '。')}{side}"
    drawing.add(text(0, top + 14, side, bold=True, data_p="study"))
    start = top + 24
    floor = start + ROW * len(panel.ones)
    for tick in choose_ticks(x.low, x.high):
        at = x.at(tick)
        drawing.add(line(at, start, at, floor, stroke=INK_2 if tick == 0 else LINE))
        drawing.add(
            text(at, floor + 16, label_tick(tick), text_anchor="middle", fill=INK_2, data_p="scale")
        )
    for down, one in enumerate(panel.ones):
        _draw_one(view, drawing, one, x, start + ROW * (down + 0.5))
    return floor + 30


def _draw_one(view: View, drawing: Drawing, one: _One, x: Scale, y: float) -> None:
    estimate, low, high = (one.value(name) for name in ("estimate", "lower", "upper"))
    assert estimate is not None
    shape = ""
    if low is not None and high is not None:
        shape = line(x.at(low), y, x.at(high), y, stroke=ACCENT, stroke_width=2)
        shape += "".join(
            line(x.at(limit), y - 4, x.at(limit), y + 4, stroke=ACCENT, stroke_width=1.6)
            for limit in (low, high)
        )
    at = x.at(estimate)
    shape += element("rect", x=at - 4.5, y=y - 4.5, width=9, height=9, fill=ACCENT)
    shown = _say_estimate(view, one)
    n = one.rows.get("n")
    count = f"n {format_exact(n.value)}" if n is not None else ""
    label = _label(view, one)
    row = one.rows["estimate"].result_id
    drawing.add(text(0, y + 4, label, fill=INK, data_p="study"))
    drawing.add(mark("", f"{label} · {shown} · {count}", shape, row=row))
    drawing.add(text(RIGHT + 16, y + 4, shown))
    drawing.add(text(WIDTH, y + 4, count, text_anchor="end", fill=INK_3))


def _label(view: View, one: _One) -> str:
    return view.say(one.endpoint.label)


def _say_estimate(view: View, one: _One) -> str:
    """`−1.20 (−1.90 to −0.48)`."""
    estimate = one.rows["estimate"]
    own = estimate.unit == one.endpoint.unit
    decimals = one.endpoint.decimals if own else STANDARDIZED_DECIMALS
    shown = format_signed(estimate.value, decimals)
    low, high = (one.rows[name].value if name in one.rows else None for name in ("lower", "upper"))
    if low is None or high is None:
        return shown
    interval = format_interval(low, high, decimals, view.language)
    return view.words(f"{shown} ({interval})", f"{shown}（{interval}）")


def _describe(view: View, panels: Sequence[_Panel]) -> str:
    said = [
        f"{_label(view, one)}{view.words(': ', '：')}{_say_estimate(view, one)}"
        for panel in panels
        for one in panel.ones
    ]
    return view.words("; ", "；").join(said) + view.words(".", "。")
