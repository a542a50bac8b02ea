"""What happened to a participant → the signs that stand for it, the same in every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from heliotrope.analysis.listings import HELD
from heliotrope.report.numbers import format_exact
from heliotrope.report.svg import (
    CONTROL,
    INK,
    INK_2,
    LINE,
    STOPPED,
    SURFACE,
    Drawing,
    Scale,
    Sign,
    choose_ticks,
    element,
    label_tick,
    line,
    text,
)
from heliotrope.report.view import Line, View
from heliotrope.study.estimands import EventKind
from heliotrope.vocabulary import Bilingual

DOSE, HOLD, HOLD_EDGE = "#DCD3EA", "#F6EFE0", "#8A5300"
RESCUE, RAISED = "#0B6472", "#8A5300"
GRADES = {1: "#FBE3A6", 2: "#F2AE49", 3: "#BD530A", 4: "#8A2B0B", 5: "#2B0F08"}
"""CTCAE grade → its color: darker the worse, so that gray print shows it too."""
BOX = 13
EARLIEST = -35.0
"""Days before day 1 beyond which nothing is drawn."""

EVENT_WORDS: dict[EventKind, Bilingual] = {
    "discontinuation": Bilingual("study drug stopped for good", "永久停用研究药物"),
    "rescue": Bilingual("rescue medication", "补救治疗"),
    "glucocorticoid_increase": Bilingual("glucocorticoid raised", "糖皮质激素加量"),
    "prohibited_medication": Bilingual("prohibited medication", "禁用药物"),
    "death": Bilingual("death", "死亡"),
}
"""Intercurrent events that have a sign; a hold is a band."""


# ---------------------------------------------------------------- signs


def draw_grade(x: float, y: float, grade: int, *, serious: bool = False, size: float = BOX) -> str:
    """A box with the digit of a CTCAE grade, its middle at the point; serious: a red frame.

    The frame stands off the box: on the colors of high grades a red edge would not be seen.
    """
    box = _draw_frame(x, y, size + 5.6) if serious else ""
    box += element(
        "rect",
        x=x - size / 2,
        y=y - size / 2,
        width=size,
        height=size,
        rx=1.5,
        fill=GRADES[grade],
        stroke=INK,
        stroke_width=0.8,
    )
    ink = INK if grade < 3 else SURFACE
    digit = text(
        x,
        y + size * 0.31,
        str(grade),
        text_anchor="middle",
        fill=ink,
        font_size=size * 0.85,
        bold=True,
        data_p="study",
    )
    return box + digit


def _draw_frame(x: float, y: float, size: float) -> str:
    """The red frame of what is serious, white within."""
    place = {"x": x - size / 2, "y": y - size / 2, "width": size, "height": size}
    return element("rect", **place, rx=2, fill=SURFACE, stroke=STOPPED, stroke_width=1.6)


def draw_event(kind: str, x: float, y: float) -> str:
    """The sign of an intercurrent event, its middle at the point."""
    if kind == "rescue":
        return _polygon(((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)), RESCUE)
    if kind == "glucocorticoid_increase":
        return _polygon(((x, y - 5.5), (x + 6, y + 5), (x - 6, y + 5)), RAISED)
    if kind == "discontinuation":
        return element(
            "rect", x=x - 4.5, y=y - 4.5, width=9, height=9, fill=STOPPED, stroke=SURFACE
        )
    if kind == "death":
        upright = line(x, y - 6, x, y + 6, stroke=INK, stroke_width=2.4)
        return upright + line(x - 4, y - 2.5, x + 4, y - 2.5, stroke=INK, stroke_width=2.4)
    return element("rect", x=x - 4, y=y - 4, width=8, height=8, fill=SURFACE, stroke=INK)


def _polygon(points: Sequence[tuple[float, float]], fill: str) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return element("path", d=f"M{path}Z", fill=fill, stroke=SURFACE)


def draw_band(x: float, y: float, width: float, height: float) -> str:
    """The band of a time in which the drug was held."""
    return element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        fill=HOLD,
        stroke=HOLD_EDGE,
        stroke_width=0.8,
        stroke_dasharray="3 2",
    )


def draw_arrow(x: float, y: float, color: str = INK_2) -> str:
    """It goes on: a head that points right, its tip a little beyond the point."""
    return _polygon(((x, y - 4.5), (x + 7, y), (x, y + 4.5)), color)


def list_event_signs(view: View, kinds: Sequence[str]) -> Iterator[Sign]:
    """The signs of the kinds of intercurrent events that occur, in one order."""
    for kind, words in EVENT_WORDS.items():
        if kind in kinds:
            yield Sign(partial(_event_sign, kind), view.say(words), kind)


def _event_sign(kind: str, x: float, y: float) -> str:
    return draw_event(kind, x + 9, y)


def list_grade_signs(view: View, grades: Sequence[int], hides: str) -> Iterator[Sign]:
    """A box for each grade that occurs; the last names what they are."""
    for grade in sorted(set(grades)):
        words = view.words(f"CTCAE grade {grade}", f"CTCAE {grade} 级")
        yield Sign(partial(_grade_sign, grade), words, hides)


def name_serious(view: View) -> Sign:
    """What a red frame means."""
    words = view.words("red frame: serious", "红框：严重不良事件")
    return Sign(lambda x, y: _draw_frame(x + 9, y, BOX), words)


def _grade_sign(grade: int, x: float, y: float) -> str:
    return draw_grade(x + 9, y, grade)


# ---------------------------------------------------------------- intercurrent events and endings


@dataclass(frozen=True, slots=True)
class Mark:
    """An intercurrent event on a study day."""

    kind: str
    day: float
    words: str


def read_marks(view: View) -> dict[str, list[Mark]]:
    """Participant → the intercurrent events that have a sign and a day, from ADICE."""
    adam = view.evaluation.adam
    found: dict[str, list[Mark]] = {}
    if "ADICE" not in adam:
        return found
    columns = ("SUBJID", "ICECAT", "ICETERM", "ICETERMZ", "ICEDESC", "ICEDESCZ", "ASTDY")
    chinese = "Z" if view.language == "zh" else ""
    for row in adam["ADICE"].frame.select(columns).iter_rows(named=True):
        if row["ICECAT"] in EVENT_WORDS and row["ASTDY"] is not None:
            parts = (row[f"ICETERM{chinese}"], row[f"ICEDESC{chinese}"])
            words = view.words(": ", "：").join(part for part in parts if part)
            found.setdefault(row["SUBJID"], []).append(Mark(row["ICECAT"], row["ASTDY"], words))
    return found


def list_group(view: View, group: str) -> frozenset[str]:
    """The participants that a row of disposition names: `completed`, `stopped`, `ongoing`."""
    row = view.results.find(f"disposition.{group}")
    return frozenset(row.text.en.split(", ")) if row is not None and row.text.en else frozenset()


def say_dose(view: View, period: Line) -> str:
    """`5 mg`, `5 mg every other day`, `held`; empty where the dose was not recorded."""
    status = period.words("status", view.language)
    dose = period.cells.get("dose")
    if status or dose is None or dose.value is None:
        return status
    shown = f"{format_exact(dose.value)} {view.say_unit(dose.unit)}"
    if period.number("per_day") == 0.5:
        return view.words(f"{shown} every other day", f"{shown} 隔日")
    return shown


def say_days(view: View, period: Line) -> str:
    """`day 1 to day 32`, `from day 57 on`."""
    start, end = period.number("start"), period.number("end")
    if start is None:
        return ""
    first = say_number(start)
    if end is None:
        return view.words(f"from day {first} on", f"第 {first} 天起")
    last = say_number(end)
    return view.words(f"day {first} to day {last}", f"第 {first} 天至第 {last} 天")


def say_number(value: float) -> str:
    """The number without needless zeros, with a true minus."""
    return label_tick(value)


# ---------------------------------------------------------------- the axis of study days


@dataclass(frozen=True, slots=True)
class Days:
    """Study days along the axis; there is no day 0 (SDTM)."""

    scale: Scale

    def at(self, day: float) -> float:
        """Where the day begins, within the picture."""
        kept = min(max(self.scale.low, day - 1 if day > 0 else day), self.scale.high)
        return self.scale.at(kept)

    def after(self, day: float) -> float:
        """Where the day ends."""
        return self.at(day + 1 if day != -1 else 1)


def is_held(period: Line) -> bool:
    """True for a period without the drug that a dose follows."""
    return period.words("status", "en") == HELD.en


def make_days(
    view: View,
    codes: Sequence[str],
    start: float,
    end: float,
    listings: Sequence[str] = ("dosing", "adverse_events"),
) -> Days:
    """From the earliest event to the latest day of the participants, and at least the visits."""
    days = [1.0, *(float(visit.day) for visit in view.study.visits if visit.day is not None)]
    for code in codes:
        status = view.results.find(f"status.{code}.end_day")
        if status is not None and status.value is not None:
            days.append(float(status.value))
        for listing in listings:
            for one in view.lines(listing, code):
                known = (one.number(column) for column in ("start", "end", "day"))
                days += [day for day in known if day is not None]
    low = max(EARLIEST, min(days))
    return Days(Scale(min(low, 0.0), max(days), start, end))


def draw_days(view: View, drawing: Drawing, days: Days, top: float, bottom: float) -> None:
    """Thin lines at the weeks of the visits, dark ones on day 1 and at the primary visit."""
    dark = {view.first_visit.name, view.study.plan.primary().visit}
    weeks = [visit for visit in view.study.visits if visit.week is not None and visit.week >= 0]
    before = float("-inf")
    for visit in weeks:
        x = days.at(7 * float(visit.week or 0) + 1)
        is_dark = visit.name in dark
        drawing.add(line(x, top, x, bottom, stroke=CONTROL if is_dark else LINE))
        if x - before > 20:
            label = str(visit.week)
            drawing.add(
                text(x, bottom + 16, label, text_anchor="middle", fill=INK_2, data_p="study")
            )
            before = x
    if not weeks:
        for tick in choose_ticks(days.scale.low, days.scale.high):
            if days.scale.low <= tick <= days.scale.high:
                x = days.scale.at(tick)
                drawing.add(line(x, top, x, bottom, stroke=LINE))
                shown = label_tick(tick)
                drawing.add(
                    text(x, bottom + 16, shown, text_anchor="middle", fill=INK_2, data_p="scale")
                )
    title = view.words(
        "Weeks from day 1" if weeks else "Days from day 1",
        "自第 1 天起的周数" if weeks else "自第 1 天起的天数",
    )
    middle = (days.scale.start + days.scale.end) / 2
    drawing.add(text(middle, bottom + 33, title, text_anchor="middle", fill=INK_2, data_p="study"))


def place_lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """The lane of each span, so that none covers another; spans in the order of their starts."""
    ends: list[float] = []
    lanes = []
    for start, end in spans:
        lane = next((place for place, taken in enumerate(ends) if taken <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        lanes.append(lane)
    return lanes


def highest_dose(view: View) -> float:
    """The highest daily dose of the study drug that anybody had; 1 where there is none."""
    doses = [
        number
        for code in view.listed
        for one in view.lines("dosing", code)
        if (number := one.number("daily")) is not None
    ]
    return max([number for number in doses if number > 0], default=1.0)
