"""The rows of disposition → the flow of participants as a figure, in the manner of CONSORT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from heliotrope.analysis.results import Result
from heliotrope.report.cells import name_rows
from heliotrope.report.model import Figure
from heliotrope.report.numbers import format_exact
from heliotrope.report.svg import CONTROL, INK_2, SURFACE, Drawing, element, measure, text, wrap
from heliotrope.report.view import View

WIDTH, MAIN, SIDE, GAP = 640, 280, 300, 26
PAD, LINE_HEIGHT = 10, 17


@dataclass(frozen=True, slots=True)
class _Box:
    """What one box says, and what left the flow beside it."""

    title: str
    lines: tuple[str, ...] = ()
    place: str = ""
    """`study`, if the lines are the study's words."""


def render_flow(view: View) -> Figure:
    """Screened, enrolled, stopped with reasons, completed or ongoing, counted for the primary."""
    rows = list(view.results.select("disposition"))
    title = view.words("Flow of participants", "参与者流程")
    drawing = Drawing("flow", WIDTH, title, view.language, view.mark)
    y = 8.0 + (20 if view.mark else 0)
    steps = _list_steps(view, rows)
    for place, (main, side) in enumerate(steps):
        y = _draw_step(drawing, main, side, y, latest=place == len(steps) - 1)
    primary = view.study.plan.primary()
    n = view.find(primary, "n")
    said = "; ".join(f"{box.title}: {' '.join(box.lines)}" for step in steps for box in step if box)
    caption = view.words("source: results.csv", "来源：results.csv")
    svg = drawing.render(y + 4, said)
    return Figure("flow", title, caption, svg, "flow", results=name_rows(*rows, n))


def _list_steps(view: View, rows: Sequence[Result]) -> list[tuple[_Box, _Box | None]]:
    """Each box of the main line with the one beside it."""
    found = {row.group: row for row in rows}
    steps = [
        (
            _box(view, found["screened"], view.words("Screened", "筛选")),
            _leaving(view, found, ("screen_failures", "in_screening")),
        ),
        (
            _box(view, found["enrolled"], view.words("Enrolled", "入组")),
            _stopped(view, found),
        ),
        (_ending(view, found), None),
    ]
    counted = _counted(view)
    return [*steps, counted] if counted else steps


def _box(view: View, row: Result, title: str, *lines: str) -> _Box:
    return _Box(f"{title}{view.words(', ', '，')}n = {format_exact(row.value)}", lines)


def _leaving(view: View, found: dict[str, Result], groups: Sequence[str]) -> _Box | None:
    names = {
        "screen_failures": view.words("Screen failures", "筛选失败"),
        "in_screening": view.words("In screening", "筛选中"),
    }
    kept = [group for group in groups if group in found and found[group].value]
    if not kept:
        return None
    first = _box(view, found[kept[0]], names[kept[0]])
    return _Box(first.title, tuple(_box(view, found[one], names[one]).title for one in kept[1:]))


def _stopped(view: View, found: dict[str, Result]) -> _Box | None:
    stopped = found.get("stopped")
    if stopped is None or not stopped.value:
        return None
    lines = []
    for group, row in found.items():
        if group.startswith("stopped."):
            reason, _, codes = view.say(row.text).partition(view.words(": ", "："))
            who = f" ({codes})" if view.language == "en" else f"（{codes}）"
            colon = view.words(": ", "：")
            lines.append(f"{reason}{colon}{format_exact(row.value)}{who}")
    return _box(view, stopped, view.words("Stopped early", "提前退出"), *lines)


def _ending(view: View, found: dict[str, Result]) -> _Box:
    names = {
        "completed": view.words("Completed the study", "完成研究"),
        "ongoing": view.words("Ongoing", "研究中"),
    }
    boxes = [_box(view, found[group], name) for group, name in names.items() if group in found]
    return _Box(boxes[0].title, tuple(box.title for box in boxes[1:]))


def _counted(view: View) -> tuple[_Box, _Box | None] | None:
    """Who counts for the primary estimate, and who does not, each with the reason."""
    primary = view.study.plan.primary()
    n = view.find(primary, "n")
    if n is None:
        return None
    title = view.words("Counted in the primary estimate", "计入主要估计")
    missing = view.say(n.text)
    visit = view.say(view.study.visit(primary.visit).label)
    side = None
    if missing and n.n:
        head, _, who = missing.partition(view.words(": ", "："))
        side = _Box(head, (who,))
    return replace(_box(view, n, title, visit), place="study"), side


# ---------------------------------------------------------------- drawing


def _draw_step(drawing: Drawing, main: _Box, side: _Box | None, y: float, *, latest: bool) -> float:
    height = _height(main, MAIN)
    beside = _height(side, SIDE) if side else 0.0
    _draw_box(drawing, main, (0, y), MAIN)
    if side:
        x = WIDTH - SIDE
        top = y + height / 2 - min(height / 2, beside / 2)
        _draw_box(drawing, side, (x, top), SIDE)
        drawing.add(_arrow(MAIN, y + height / 2, x, y + height / 2))
    bottom = max(y + height, y + beside if side else 0)
    if latest:
        return bottom
    drawing.add(_arrow(MAIN / 2, y + height, MAIN / 2, bottom + GAP))
    return bottom + GAP


def _lines(box: _Box, width: float) -> list[str]:
    room = width - 2 * PAD
    return [part for one in box.lines for part in wrap(one, room)]


def _height(box: _Box, width: float) -> float:
    return 2.0 * PAD + LINE_HEIGHT * (1 + len(_lines(box, width)))


def _draw_box(drawing: Drawing, box: _Box, at: tuple[float, float], width: float) -> None:
    x, y = at
    height = _height(box, width)
    drawing.add(
        element("rect", x=x + 0.5, y=y, width=width - 1, height=height, rx=4, fill=SURFACE,
                stroke=CONTROL)
    )  # fmt: skip
    baseline = y + PAD + 12
    drawing.add(text(x + PAD, baseline, box.title, bold=measure(box.title) > 0))
    for one in _lines(box, width):
        baseline += LINE_HEIGHT
        drawing.add(text(x + PAD, baseline, one, fill=INK_2, data_p=box.place or None))


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line with a head at its end, down or to the right."""
    down = x1 == x2
    shaft = element("path", d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", stroke=CONTROL, fill="none")
    head = (
        f"M{x2 - 4:.1f} {y2 - 7:.1f}L{x2:.1f} {y2:.1f}L{x2 + 4:.1f} {y2 - 7:.1f}"
        if down
        else f"M{x2 - 7:.1f} {y2 - 4:.1f}L{x2:.1f} {y2:.1f}L{x2 - 7:.1f} {y2 + 4:.1f}"
    )
    return shaft + element("path", d=head, stroke=CONTROL, fill="none")
