"""The plan's displays with the results → figures as SVG, each with its title and caption."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from heliotrope.report.cells import name_rows
from heliotrope.report.course import draw_course
from heliotrope.report.model import Figure
from heliotrope.report.strip import draw_strip
from heliotrope.report.view import View
from heliotrope.report.waterfall import draw_waterfall
from heliotrope.study.plan import Display


def render_figures(view: View) -> tuple[Figure, ...]:
    """The figures that the plan asks for, in its order; a kind that nothing draws is left out."""
    displays = view.study.plan.displays
    return tuple(DRAWN[one.kind](view, one) for one in displays if one.kind in DRAWN)


def render_primary(view: View) -> Figure | None:
    """The strip of the primary analysis; None if it does not estimate a change."""
    primary = view.study.plan.primary()
    svg = draw_strip(view, primary)
    if svg is None:
        return None
    estimate = (view.find(primary, name) for name in ("estimate", "lower", "upper"))
    rows = (*name_rows(*estimate), *_name_changes(view, primary.endpoint, primary.visit))
    caption = say_caption(view, primary.endpoint)
    return Figure("primary", view.say(primary.label), caption, svg, "primary", results=rows)


def _draw_course(view: View, display: Display) -> Figure:
    endpoint = view.study.plan.endpoint(display.endpoint)
    title = view.words(
        f"{endpoint.label.en}: every participant's course", f"{endpoint.label.zh}：每位参与者的病程"
    )
    rows = [
        row.result_id
        for row in view.results.rows
        if row.analysis == f"figure.{display.name}"
        or (row.analysis == "participant" and row.endpoint == endpoint.name)
    ]
    caption, svg = say_caption(view, display.endpoint), draw_course(view, display)
    return Figure(display.name, title, caption, svg, "course", results=tuple(rows))


def _draw_waterfall(view: View, display: Display) -> Figure:
    visit = view.study.visit(display.visit or "")
    title = view.words(
        f"Change from baseline, {_lowered(visit.label.en)}", f"{visit.label.zh}较基线的变化"
    )
    rows = _name_changes(view, display.endpoint, visit.name)
    caption, svg = say_caption(view, display.endpoint), draw_waterfall(view, display)
    return Figure(display.name, title, caption, svg, "waterfall", results=tuple(rows))


Drawer = Callable[[View, Display], Figure]

DRAWN: Mapping[str, Drawer] = {"course": _draw_course, "waterfall": _draw_waterfall}
"""Kind of display → what draws it."""


def _name_changes(view: View, endpoint: str, visit: str) -> list[str]:
    """The ids of everyone's change and percent change at a visit."""
    names = [
        f"participant.{endpoint}.{visit}.{code}.{part}"
        for code in view.enrolled
        for part in ("change", "percent")
    ]
    return [name for name in names if view.results.find(name) is not None]


def say_caption(view: View, endpoint_name: str) -> str:
    """Quantity and source; on synthetic data also that it is."""
    endpoint = view.study.plan.endpoint(endpoint_name)
    parts = [f"{view.say(endpoint.label)}{view.words(', ', '，')}{view.say(endpoint.unit)}"]
    parts.append(view.words("source: results.csv", "来源：results.csv"))
    if view.evaluation.snapshot.synthetic:
        parts.append(view.words("synthetic data", "合成数据"))
    return " · ".join(parts)


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
