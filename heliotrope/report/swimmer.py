"""Results → the swimmer plot: each participant's time with doses, events and marks, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heliotrope.report.marks import (
    BOX,
    DOSE,
    GRADES,
    HOLD,
    HOLD_EDGE,
    Days,
    Mark,
    draw_arrow,
    draw_band,
    draw_days,
    draw_event,
    draw_grade,
    highest_dose,
    is_held,
    list_event_signs,
    list_grade_signs,
    list_group,
    make_days,
    name_serious,
    place_lanes,
    read_marks,
    say_days,
    say_dose,
)
from heliotrope.report.svg import (
    ACCENT,
    INK_2,
    INK_3,
    LINE,
    LINE_HEIGHT,
    Drawing,
    Sign,
    cross,
    element,
    layer,
    line,
    mark,
    measure,
    text,
)
from heliotrope.report.view import Line, View
from heliotrope.study.plan import Display

WIDTH, LEFT, RIGHT, TOP = 720, 66, 704, 26
BAR, LANE, ABOVE = 14, 16, 12
"""Heights of a full dose's bar, of a lane of events, and of the room for marks above the bar."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """The figure under way."""

    view: View
    drawing: Drawing
    days: Days
    marks: dict[str, list[Mark]]
    highest: float
    rows: list[str]
    """Ids of the rows of results that are printed."""
    grades: list[int]
    said: list[str]


def draw_swimmer(view: View, display: Display) -> tuple[str, tuple[str, ...]]:
    """One lane a participant: bars as high as the daily dose, holds, events by grade, marks.

    The SVG text comes back with the ids of the rows of results that it prints.
    """
    title = view.words("Every participant's time in the study", "每位参与者的研究历程")
    drawing = Drawing(display.name, WIDTH, title, view.language, view.mark)
    days = make_days(view, view.enrolled, LEFT, RIGHT)
    plot = _Plot(view, drawing, days, read_marks(view), highest_dose(view), [], [], [])
    heights = [_find_height(plot, code) for code in view.enrolled]
    bottom = TOP + sum(heights)
    draw_days(view, drawing, days, TOP, bottom)
    y = float(TOP)
    for code, height in zip(view.enrolled, heights, strict=True):
        _draw_person(plot, code, y)
        y += height
        drawing.add(line(0, y, RIGHT, y, stroke=LINE))
    y = drawing.add_legend(_list_signs(plot), 0, bottom + 33 + LINE_HEIGHT + 8)
    return drawing.render(y + 8, " ".join(plot.said)), tuple(dict.fromkeys(plot.rows))


def _list_events(plot: _Plot, code: str) -> list[Line]:
    """The events with a first day and a grade, by that day."""
    lines = plot.view.lines("adverse_events", code)
    known = [one for one in lines if one.number("start") is not None and one.number("grade")]
    return sorted(known, key=lambda one: (one.number("start") or 0, one.seq))


def _find_spans(plot: _Plot, code: str) -> list[tuple[float, float]]:
    spans = []
    for one in _list_events(plot, code):
        start, end = plot.days.at(one.number("start") or 1), _find_end(plot, code, one)
        spans.append((start - BOX / 2, max(start + BOX / 2, end) + 4))
    return spans


def _find_end(plot: _Plot, code: str, event: Line) -> float:
    """Where the event's line ends: on its last day, else where the participant's does."""
    end = event.number("end")
    return plot.days.after(end) if end is not None else _find_last(plot, code) + 6


def _find_last(plot: _Plot, code: str) -> float:
    status = plot.view.results.find(f"status.{code}.end_day")
    if status is not None and status.value is not None:
        return plot.days.after(float(status.value))
    ends = [one.number("end") for one in plot.view.lines("dosing", code)]
    return plot.days.after(max([1.0, *(end for end in ends if end is not None)]))


def _find_height(plot: _Plot, code: str) -> float:
    lanes = place_lanes(_find_spans(plot, code))
    return ABOVE + BAR + 6 + LANE * (max(lanes, default=-1) + 1) + 2


def _draw_person(plot: _Plot, code: str, top: float) -> None:
    floor = top + ABOVE + BAR
    plot.drawing.add(mark(code, "", text(0, floor - 2, code, bold=True, data_p="record")))
    said = [_draw_ending(plot, code, floor)]
    said += [_draw_period(plot, code, one, floor) for one in plot.view.lines("dosing", code)]
    for happened in plot.marks.get(code, []):
        when = _say_day(plot, happened.day)
        sign = draw_event(happened.kind, plot.days.at(happened.day), top + ABOVE / 2)
        shape = mark(code, f"{code} · {when} · {happened.words}", sign)
        plot.drawing.add(layer(happened.kind, shape))
        said.append(f"{happened.words} ({when})")
    events, spans = _list_events(plot, code), _find_spans(plot, code)
    for one, lane in zip(events, place_lanes(spans), strict=True):
        said.append(_draw_happening(plot, code, one, floor + 6 + LANE * lane + LANE / 2))
    comma = plot.view.words("; ", "；")
    plot.said.append(f"{code}: {comma.join(one for one in said if one)}.")


def _say_day(plot: _Plot, day: float) -> str:
    return plot.view.words(f"day {day:.0f}", f"第 {day:.0f} 天").replace("-", "−")


def _draw_period(plot: _Plot, code: str, period: Line, floor: float) -> str:
    """A bar as high as the daily dose; a hold as a band of full height."""
    start, end, daily = (period.number(one) for one in ("start", "end", "daily"))
    words = say_dose(plot.view, period)
    if start is None or daily is None:
        return words
    left = plot.days.at(start)
    right = plot.days.after(end) if end is not None else _find_last(plot, code)
    held, width = is_held(period), max(1.5, right - left)
    if daily == 0 and not held:
        return words
    height = max(3.0, BAR * daily / plot.highest)
    bar = draw_band(left, floor - BAR, width, BAR) if held else element(
        "rect", x=left, y=floor - height, width=width, height=height, fill=DOSE, stroke=ACCENT,
        stroke_width=0.8,
    )  # fmt: skip
    days = say_days(plot.view, period)
    reason = period.words("reason", plot.view.language)
    says = " · ".join(one for one in (code, words, days, reason) if one)
    if words and measure(words, 11) + 6 < width:
        ink = HOLD_EDGE if held else INK_2
        bar += text(left + 5, floor - 3, words, font_size=11, fill=ink)
        plot.rows.extend(period.row("dose"))
    plot.drawing.add(mark(code, says, bar, row=next(iter(period.row("daily")), None)))
    return f"{words} ({days})" if days else words


def _draw_ending(plot: _Plot, code: str, floor: float) -> str:
    """A thin line from day 1 to the end, with what the end was; the status in words comes back."""
    view, last = plot.view, _find_last(plot, code)
    status = view.results.find(f"status.{code}.end_day")
    words = view.say(status.text) if status is not None else ""
    shape = line(plot.days.at(1), floor, last, floor, stroke=INK_3)
    if code in list_group(view, "stopped"):
        shape += cross(last + 7, floor - 4, 4)
    elif code in list_group(view, "completed"):
        shape += line(last, floor - BAR, last, floor, stroke=INK_2, stroke_width=2.4)
    else:
        shape += draw_arrow(last, floor)
    row = status.result_id if status is not None else None
    plot.drawing.add(mark(code, f"{code} · {words}", shape, row=row))
    return words


def _draw_happening(plot: _Plot, code: str, event: Line, y: float) -> str:
    """A line over the event's days with the digit of its grade at the start."""
    view, grade = plot.view, int(event.number("grade") or 1)
    start, end = plot.days.at(event.number("start") or 1), _find_end(plot, code, event)
    serious = event.words("serious", "en") == "yes"
    shape = line(start, y, max(start, end), y, stroke=INK_3, stroke_width=5)
    shape += line(start, y, max(start, end), y, stroke=GRADES[grade], stroke_width=3.4)
    if event.number("end") is None:
        shape += draw_arrow(end, y, GRADES[grade] if grade > 2 else INK_3)
    shape += draw_grade(start, y, grade, serious=serious)
    name, level = event.words("coded", view.language), view.words(f"grade {grade}", f"{grade} 级")
    more = view.words("serious", "严重") if serious else ""
    said = [one for one in (name, level, more, say_days(view, event)) if one]
    row = event.cells["grade"].result_id
    plot.drawing.add(layer("events", mark(code, " · ".join((code, *said)), shape, row=row)))
    plot.rows.append(row)
    plot.grades.append(grade)
    return view.join(said)


def _list_signs(plot: _Plot) -> list[Sign]:
    view = plot.view
    joined = "".join(plot.drawing.parts)
    signs = [
        Sign(
            lambda x, y: element(
                "rect", x=x, y=y - 6, width=18, height=12, fill=DOSE, stroke=ACCENT
            ),
            view.words("study drug, as high as the daily dose", "研究药物，高度为日剂量"),
        )
    ]
    if f'fill="{HOLD}"' in joined:
        signs.append(
            Sign(
                lambda x, y: draw_band(x, y - 6, 18, 12),
                view.words("held", "暂停"),
            )
        )
    signs += list_grade_signs(view, plot.grades, "events")
    drawn = (one for code in view.enrolled for one in _list_events(plot, code))
    if any(one.words("serious", "en") == "yes" for one in drawn):
        signs.append(name_serious(view))
    kinds = [one.kind for code in view.enrolled for one in plot.marks.get(code, [])]
    signs += list_event_signs(view, kinds)
    return [*signs, *_list_endings(view)]


def _list_endings(view: View) -> Sequence[Sign]:
    found = []
    if list_group(view, "completed"):
        found.append(
            Sign(
                lambda x, y: line(x + 9, y - 7, x + 9, y + 7, stroke=INK_2, stroke_width=2.4),
                view.words("completed the study", "完成研究"),
            )
        )
    if list_group(view, "stopped"):
        words = view.words("stopped the study", "退出研究")
        found.append(Sign(lambda x, y: cross(x + 9, y), words))
    if list_group(view, "ongoing"):
        words = view.words("goes on", "研究中")
        found.append(Sign(lambda x, y: draw_arrow(x + 5, y), words))
    return found
