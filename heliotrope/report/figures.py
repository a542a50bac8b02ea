"""The plan's displays with the results → figures as SVG, each with its title and caption."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.report.cells import name_rows
from heliotrope.report.course import draw_course
from heliotrope.report.forest import draw_forest
from heliotrope.report.laboratory_course import draw_laboratory
from heliotrope.report.model import Figure, FigureKind
from heliotrope.report.profiles import draw_profile, find_limits
from heliotrope.report.sites_map import draw_sites
from heliotrope.report.strip import draw_strip
from heliotrope.report.swimmer import draw_swimmer
from heliotrope.report.view import View
from heliotrope.report.waterfall import draw_waterfall
from heliotrope.study.plan import Display

PROFILED = 30
"""Up to so many enrolled, each has a profile."""


def render_figures(view: View) -> tuple[Figure, ...]:
    """The figures that the plan asks for, in its order; what there is nothing to draw is left out.

    Where the plan has laboratory values graded, their course comes last.
    """
    figures = [one for display in view.study.plan.displays for one in _draw(view, display)]
    laboratory = draw_laboratory(view) if view.study.plan.safety.laboratory else None
    if laboratory is not None:
        title = view.words("Laboratory values with their grades", "实验室检查值及其级别")
        figures.append(_make_figure(view, "laboratory_values", title, "laboratory", laboratory))
    return tuple(figures)


def _draw(view: View, display: Display) -> Iterator[Figure]:
    match display.kind:
        case "course":
            yield _draw_course(view, display)
        case "waterfall":
            yield _draw_waterfall(view, display)
        case "swimmer":
            if any(view.lines("dosing", code) for code in view.enrolled):
                title = view.words("Time under treatment, with events", "治疗历程与事件")
                drawn = draw_swimmer(view, display)
                yield _make_figure(view, display.name, title, "swimmer", drawn)
        case "sites":
            endpoint = view.study.plan.endpoint(display.endpoint)
            title = view.words(f"{endpoint.label.en} by place", f"各部位的{endpoint.label.zh}")
            found = draw_sites(view, display)
            if found is not None:
                yield _make_figure(view, display.name, title, "sites", found)
        case "forest":
            found = draw_forest(view, display)
            if found is not None:
                title = _title_forest(view, display)
                yield _make_figure(view, display.name, title, "forest", found)
        case "profiles":
            yield from _draw_profiles(view, display)


def _draw_profiles(view: View, display: Display) -> Iterator[Figure]:
    if not 0 < len(view.enrolled) <= PROFILED:
        return
    limits = find_limits(view, display)
    for code in view.enrolled:
        title = view.words(f"{code}: the whole course", f"{code}：全病程")
        drawn = draw_profile(view, display, code, limits)
        yield _make_figure(view, f"{display.name}-{code}", title, "profiles", drawn)


def _title_forest(view: View, display: Display) -> str:
    plan = view.study.plan
    family = next(one for one in plan.families if one.name == display.family)
    visits = display.visit or (family.visits[0] if len(family.visits) == 1 else None)
    label = view.say(family.label)
    if visits is None:
        return label
    return f"{label}{view.words(', ', '，')}{_lowered(view.say(view.study.visit(visits).label))}"


def _make_figure(
    view: View, name: str, title: str, kind: FigureKind, drawn: tuple[str, tuple[str, ...]]
) -> Figure:
    svg, rows = drawn
    return Figure(name, title, _say_source(view), svg, kind, results=rows)


def _say_source(view: View) -> str:
    source = view.words("source: results.csv", "来源：results.csv")
    mark = view.words("synthetic data", "合成数据")
    return f"{source} · {mark}" if view.evaluation.snapshot.synthetic else source


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
    parts = [f"{view.say(endpoint.label)}{view.words(', ', '，')}{view.say_unit(endpoint.unit)}"]
    return " · ".join([*parts, _say_source(view)])


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]
