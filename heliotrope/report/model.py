"""What a report is made of, as plain frozen values: sections, paragraphs, tables, figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from heliotrope.vocabulary import Language

Place = Literal["words", "result", "study", "method", "stamp", "number", "record"]
"""What kind of text a piece is, which says what numbers may stand in it.

`words`: the program's own words; no digit stands in them. `result`: shows the rows of results that
it names. `study`: as the study's files say it: labels, visits, thresholds, criteria, sources.
`method`: how it was computed: confidence level, windows, fixed rules. `stamp`: dates, versions,
fingerprints, the ledger's head. `number`: of a section, table, figure, page or note. `record`: a
participant's code, or a recorded value in a listing.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one kind within a sentence."""

    text: str
    place: Place = "words"
    results: tuple[str, ...] = ()
    """For the place `result`: ids of the rows whose numbers (or words) are shown."""
    strong: bool = False
    small: bool = False
    mark: str = ""
    """A short tag behind the words, such as `proposed`."""


Said = tuple[Piece, ...]
"""A sentence or several, in one language."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading; numbers stand right, words left."""

    heading: str
    numeric: bool = False
    room: int = 0
    """What share of the free room it takes; 0: as wide as its widest cell."""
    place: Place = "words"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    small: str = ""
    """Said after the text in small letters, such as a source; of the place `study`."""
    marks: str = ""
    """Raised letters that point to the notes below."""
    strong: bool = False
    place: Place = "words"
    results: tuple[str, ...] = ()
    """Ids of the rows of results that the text shows; given, the place is `result`."""
    indent: int = 0
    sections: tuple[str, ...] = ()
    """The sections that the text names: a link where there are links, in the PDF with the page."""

    @property
    def kind(self) -> Place:
        """The place, which is `result` for a cell that names its rows."""
        return "result" if self.results else self.place


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    cells: tuple[Cell, ...]
    kind: Literal["", "primary", "total", "group"] = ""
    """`group`: a heading over the rows that follow; its first cell spans the table."""


@dataclass(frozen=True, slots=True)
class Note:
    """What stands under a table: a raised letter (empty: on the whole table) and its words."""

    letter: str
    words: Said


@dataclass(frozen=True, slots=True)
class Table:
    """A table or a listing with its words."""

    name: str
    title: str
    caption: str
    """What is counted, in which unit; small, beside the title. Of the place `study`."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()
    number: str = ""
    """`14.2.1`, or `16.2.6.1` for a listing; empty where the table stands alone."""
    population: Said = ()
    """Who is counted, with how many they are."""
    source: str = ""
    """Which datasets the numbers come from: `ADSL, ADQS`."""
    listing: bool = False
    """True: one line a participant or a record, not a summary."""


FigureKind = Literal[
    "flow",
    "primary",
    "course",
    "waterfall",
    "swimmer",
    "sites",
    "profiles",
    "forest",
    "spaghetti",
    "laboratory",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture with its words. The numbers in it are rows of results, as in a table."""

    name: str
    """Of its file, without `.svg`."""
    title: str
    caption: str
    svg: str
    kind: FigureKind = "course"
    number: str = ""
    """`14.2.1`; empty where the figure stands alone."""
    results: tuple[str, ...] = ()
    """Ids of the rows of results whose numbers are printed in the picture."""
    note: Said = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    words: Said
    kind: Literal["plain", "lead", "note", "absent"] = "plain"
    """`lead`: the main result, large. `absent`: says that something is not in the data."""


@dataclass(frozen=True, slots=True)
class Items:
    """Sentences one under the other."""

    items: tuple[Said, ...]
    numbered: bool = False
    """True: each begins with its own number, and no dot stands before it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Names with what they stand for, side by side."""

    pairs: tuple[tuple[Piece, Said], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of the table of contents, which each kind of document makes in its own way."""


Block = Paragraph | Items | Terms | Table | Figure | Contents


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading; the number is that of ICH E3."""

    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def level(self) -> int:
        """1 for `11`, 2 for `11.4`, and so on."""
        return self.number.count(".") + 1 if self.number else 1

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in order."""
        yield self
        for one in self.sections:
            yield from one.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language; nothing in it needs computing any more."""

    language: Language
    title: str
    study_title: str
    subtitle: str
    mark: str
    """That the data are synthetic, in both languages; else empty."""
    head: str
    """Head of the ledger as `N:hash`, or that there is no ledger."""
    stamp: str
    """Study, its version and the plan's, for every page."""
    cover: Terms
    """What the title page lists."""
    sections: tuple[Section, ...]
    catalog: Catalog

    def walk(self) -> Iterator[Section]:
        """Every section, in order."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Every block, in order."""
        for section in self.walk():
            yield from section.blocks


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every numbered table, listing and figure of a report, in the order of their numbers."""

    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = ()
    _names: dict[str, Table | Figure] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[str, Table | Figure] = {}
        every: list[Table | Figure] = [*self.tables, *self.figures]
        for one in every:
            if one.name in names:
                raise ValueError(f"two tables or figures are called {one.name}")
            names[one.name] = one
        object.__setattr__(self, "_names", names)

    def __contains__(self, name: object) -> bool:
        """True if there is a table or figure of that name."""
        return name in self._names

    def find(self, name: str) -> Table | Figure | None:
        """The table or figure of that name; None if there is none."""
        return self._names.get(name)

    def table(self, name: str) -> Table:
        """The table of that name; KeyError if there is none."""
        found = self._names[name]
        if not isinstance(found, Table):
            raise KeyError(name)
        return found

    def figure(self, name: str) -> Figure:
        """The figure of that name; KeyError if there is none."""
        found = self._names[name]
        if not isinstance(found, Figure):
            raise KeyError(name)
        return found

    def number(self, name: str) -> str:
        """The number of the table or figure of that name; KeyError if there is none."""
        return self._names[name].number


@dataclass
class Notes:
    """Notes under a table as it is made; the same words get the same letter."""

    _letters: dict[str, tuple[str, Said]] = field(default_factory=dict)

    def mark(self, *said: Said) -> str:
        """The letters of the notes; those that say nothing are left out."""
        found = []
        for one in said:
            words = "".join(piece.text for piece in one)
            if words:
                letter = name_letter(len(self._letters))
                found.append(self._letters.setdefault(words, (letter, one))[0])
        return ",".join(dict.fromkeys(found))

    def listed(self) -> tuple[Note, ...]:
        """Every note with its letter, in order."""
        return tuple(Note(letter, said) for letter, said in self._letters.values())


def name_letter(place: int) -> str:
    """Letters a to z, then aa, ab and so on."""
    first, second = divmod(place, 26)
    return (chr(96 + first) if first else "") + chr(97 + second)


def flatten(said: Iterable[Piece]) -> str:
    """The words of the pieces as one text."""
    return "".join(piece.text for piece in said)


def name_block(block: Table | Figure, kind: str) -> str:
    """`Table 14.2.1 Values and changes`; only the title where it has no number."""
    return f"{kind} {block.number} {block.title}" if block.number else block.title


def drop_empty(table: Table, absent: str) -> Table:
    """The table without the columns that hold nothing but the sign of absence."""
    kept = [
        place
        for place in range(len(table.columns))
        if any(row.kind == "group" or row.cells[place].text not in ("", absent)
               for row in table.rows)
    ]  # fmt: skip
    if len(kept) == len(table.columns) or not table.rows:
        return table
    rows = tuple(
        row if row.kind == "group" else replace(row, cells=tuple(row.cells[p] for p in kept))
        for row in table.rows
    )
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)
