"""Shapes and words → SVG text for a file, a page under a strict policy, and a PDF."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from heliotrope.analysis.results import Number
from heliotrope.report.numbers import as_decimal, format_exact
from heliotrope.vocabulary import Language

INK, INK_2, INK_3 = "#211C2B", "#4B4556", "#676172"
LINE, LINE_2, CONTROL = "#E4E1E9", "#CFCAD6", "#878093"
ACCENT, ACCENT_LINE, SURFACE = "#5E3B8E", "#B9A5D4", "#FFFFFF"
PERSON, STOPPED = "#9C95A8", "#B42318"

FONT = (
    "Segoe UI, Noto Sans, PingFang SC, Microsoft YaHei UI, Microsoft YaHei, Noto Sans CJK SC, "
    "Source Han Sans SC, WenQuanYi Micro Hei, system-ui, sans-serif"
)
TEXT_SIZE = 12
REGULAR, BOLD = 400, 600
LINE_HEIGHT = 17
THIN = " .,:;'’()[]|!ilIjtf-·"
BROAD = "mwMW%@—"

Attribute = str | int | float | None


def element(name: str, content: str | None = None, /, **attributes: Attribute) -> str:
    """One element; `content` is markup already. `stroke_width` becomes `stroke-width`.

    Only presentation attributes are written, never a style: the page forbids inline styles.
    """
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_attribute(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}/>" if content is None else f"<{name}{given}>{content}</{name}>"


def _attribute(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0") if abs(value) >= 0.05 else "0"
    return str(value)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def text(x: float, y: float, words: str, *, bold: bool = False, **attributes: Attribute) -> str:
    """A line of words whose baseline begins at that point.

    `data_p` says what kind of text it is, as in `report.model`, or that it labels a `scale`.

    The weight is given twice: browsers read `font-weight`, the PDF's typesetter reads a variable
    font's weight from `font-variation-settings`, which browsers do not take as an attribute.
    """
    return element(
        "text",
        escape(words),
        x=x,
        y=y,
        font_weight=BOLD if bold else None,
        font_variation_settings=f"'wght' {BOLD}" if bold else None,
        **attributes,
    )


def polyline(points: Sequence[tuple[float, float]], **attributes: Attribute) -> str:
    """A bent line through the points."""
    path = " ".join(f"{_attribute(float(x))},{_attribute(float(y))}" for x, y in points)
    return element("polyline", points=path, fill="none", **attributes)


def cross(x: float, y: float, reach: float = 4.0) -> str:
    """The ✕ of a participant who stopped, drawn, since not every font has the sign."""
    way = 2 * reach
    shape = f"M{x - reach:.1f} {y - reach:.1f}l{way} {way}m0 {-way}l{-way} {way}"
    return element("path", d=shape, stroke=STOPPED, stroke_width=2, fill="none")


def ring(x: float, y: float) -> str:
    """The dashed ring of a visit that was missed."""
    return element("circle", cx=x, cy=y, r=4, fill=SURFACE, stroke=INK_3, stroke_dasharray="2 1.6")


def hatching(name: str) -> str:
    """The pattern for what is missing, to be filled with `url(#name)`."""
    back = element("rect", width=6, height=6, fill=SURFACE)
    stripe = element("path", d="M0 0V6", stroke=LINE_2, stroke_width=2)
    pattern = element(
        "pattern",
        back + stripe,
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(-45)",
    )
    return element("defs", pattern)


class Sign(NamedTuple):
    """A sign of the legend."""

    draw: Callable[[float, float], str]
    """Draws it at a place, 18 wide."""
    words: str
    """What it means."""
    layer: str = ""
    """The layer that the reader may hide by it; empty: none."""


def layer(name: str, *shapes: str) -> str:
    """Shapes that a reader may hide and show together, by the sign of the legend of that name."""
    return element("g", "".join(shapes), data_layer=name)


def mark(who: str, says: str, *shapes: str, row: str | None = None) -> str:
    """The shapes of one participant, with what they say when pointed at.

    `who` is the code that is highlighted with them in every figure; empty for what is nobody's
    own. `row` is the id of the row of results behind them. Without a script the browser shows the
    words as it shows any title.
    """
    words = element("title", escape(says)) if says else ""
    return element("g", words + "".join(shapes), data_who=who or None, data_row=row)


@dataclass
class Drawing:
    """A picture under way: its size, its words for those who cannot see it, its shapes."""

    name: str
    """Unique on a page; ids inside begin with it."""
    width: int
    title: str
    language: Language
    mark: str = ""
    """Stands in the upper right corner: that the data are synthetic."""
    parts: list[str] = field(default_factory=list)

    def add(self, *shapes: str) -> None:
        """Draw the shapes on top of what is there."""
        self.parts.extend(shapes)

    def add_notes(self, lines: Sequence[str], y: float, x: float = 0) -> float:
        """Write the lines, broken where they are too long; the y below them comes back."""
        for one in lines:
            for part in wrap(one, self.width - x):
                y += LINE_HEIGHT
                self.add(text(x, y - 4, part, fill=INK_2))
        return y

    def add_legend(self, signs: Sequence[Sign], x: float, y: float) -> float:
        """Write what each sign means, in rows; the y of the last row comes back."""
        start, sign_width, gap = x, 24, 20
        for draw, words, hides in signs:
            if x > start and x + sign_width + measure(words) > self.width:
                x, y = start, y + LINE_HEIGHT
            shown = draw(x, y - 4) + text(x + sign_width, y, words, fill=INK_2, data_p="study")
            self.add(element("g", shown, data_toggle=hides) if hides else shown)
            x += sign_width + measure(words) + gap
        return y

    def render(self, height: float, description: str) -> str:
        """The SVG text. `description` says in words what is to be seen."""
        title_id, desc_id = f"{self.name}-title", f"{self.name}-desc"
        words = element("title", escape(self.title), id=title_id)
        words += element("desc", escape(description), id=desc_id)
        if self.mark:
            words += text(self.width, 12, self.mark, text_anchor="end", fill=INK_3)
        return element(
            "svg",
            words + "".join(self.parts),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self.width} {math.ceil(height)}",
            width=self.width,
            height=math.ceil(height),
            role="img",
            aria_labelledby=f"{title_id} {desc_id}",
            lang="zh-Hans" if self.language == "zh" else "en",
            font_family=FONT,
            font_size=TEXT_SIZE,
            font_weight=REGULAR,
            font_variation_settings=f"'wght' {REGULAR}",
            fill=INK,
        )


def measure(words: str, size: float = TEXT_SIZE) -> float:
    """About how wide the words are; rather a little too wide than too narrow."""
    return size * sum(_measure_sign(sign) for sign in words)


def _measure_sign(sign: str) -> float:
    """Share of the height: a Chinese sign is as wide as high, Latin ones vary."""
    if _is_wide(sign):
        return 1.0
    if sign in THIN:
        return 0.3
    if sign in BROAD:
        return 0.92
    return 0.66 if sign.isupper() else 0.57


def wrap(words: str, width: float) -> Iterator[str]:
    """The words in lines of at most that width, broken at spaces or between Chinese characters."""
    current = ""
    for piece in _pieces(words):
        if current and measure(current + piece.rstrip()) > width:
            yield current.rstrip()
            current = ""
        current += piece if current else piece.lstrip()
    if current.strip():
        yield current.rstrip()


def _pieces(words: str) -> Iterator[str]:
    """What may not be torn apart: a word with its space, a Chinese character with its stop."""
    piece = ""
    for sign in words:
        if piece and _may_break(piece[-1], sign):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    """True if a line may end between the two signs."""
    if before == " ":
        return True
    if after in "，。；：、）」 " or before in "（「":
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


# ---------------------------------------------------------------- scales


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers along one axis of the picture."""

    low: float
    high: float
    start: float
    """Where `low` lies."""
    end: float
    """Where `high` lies; may be less than `start`."""

    def at(self, value: Number) -> float:
        """Where the number lies."""
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def choose_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about so many."""
    if low == high:
        high = low + 1
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def label_tick(value: float) -> str:
    """The tick's number with a true minus and no needless zeros."""
    return format_exact(as_decimal(value).normalize())


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels near the wanted ones, in the same order, at least `gap` apart.

    They stay between `low` and `high` if there is room. `wanted` is ascending.
    """
    places: list[float] = []
    for place in wanted:
        places.append(max(place, low, places[-1] + gap if places else low))
    limit = high
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - gap
    return places
