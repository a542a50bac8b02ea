"""The plan's displays with the results → figures as SVG, each with its title and caption."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.report.course import draw_course
from heliotrope.report.strip import draw_strip
from heliotrope.report.view import View
from heliotrope.report.waterfall import draw_waterfall
from heliotrope.study.plan import Display


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture with its words."""

    name: str
    """Of its file, without `.svg`."""
    title: str
    caption: str
    svg: str


def render_figures(view: View) -> tuple[Figure, ...]:
    """The figures that the plan asks for, numbered in its order."""
    displays = view.study.plan.displays
    return tuple(_render(view, display, number) for number, display in enumerate(displays, 1))


def render_primary(view: View) -> Figure | None:
    """The strip of the primary analysis; None if it does not estimate a change."""
    primary = view.study.plan.primary()
    svg = draw_strip(view, primary)
    if svg is None:
        return None
    return Figure("primary", view.say(primary.label), _caption(view, primary.endpoint, None), svg)


def _render(view: View, display: Display, number: int) -> Figure:
    if display.kind == "course":
        label = view.study.plan.endpoint(display.endpoint).label
        title = view.words(
            f"{label.en}: every participant's course", f"{label.zh}：每位参与者的病程"
        )
        svg = draw_course(view, display)
    else:
        visit = view.study.visit(display.visit or "")
        title = view.words(
            f"Change from baseline, {_lowered(visit.label.en)}", f"{visit.label.zh}较基线的变化"
        )
        svg = draw_waterfall(view, display)
    return Figure(display.name, title, _caption(view, display.endpoint, number), svg)


def _caption(view: View, endpoint_name: str, number: int | None) -> str:
    """Number, quantity and source; on synthetic data also that it is."""
    endpoint = view.study.plan.endpoint(endpoint_name)
    parts = [view.words(f"Figure {number}", f"图 {number}")] if number is not None else []
    parts.append(f"{view.say(endpoint.label)}{view.words(', ', '，')}{view.say(endpoint.unit)}")
    parts.append(view.words("source: results.csv", "来源：results.csv"))
    if view.evaluation.snapshot.synthetic:
        parts.append(view.words("synthetic data", "合成数据"))
    return " · ".join(parts)


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
