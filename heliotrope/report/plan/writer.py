"""A version of a study in one language → the words and small blocks that its plan is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heliotrope.report.model import (
    Block,
    Cell,
    Column,
    Items,
    Paragraph,
    Piece,
    Row,
    Said,
    Section,
    Table,
    Terms,
)
from heliotrope.report.view import TOUCHING
from heliotrope.study.plan import Endpoint
from heliotrope.study.plan_words import STANDINGS
from heliotrope.study.protocol import Study
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Bilingual, Language

MARKED = ("interpretation", "proposed", "unverified")
"""Standings that a reader has to know at the place itself."""


@dataclass(frozen=True, slots=True)
class PlanWriter:
    """One version of the study, and the language in which its plan is written."""

    study: Study
    language: Language

    # ------------------------------------------------------------ words

    def say(self, words: Bilingual) -> str:
        """The words in the plan's language."""
        return words.say(self.language)

    def words(self, en: str, zh: str) -> str:
        """One of the two; in Chinese with a space between Chinese and Latin or digits."""
        return TOUCHING.sub(" ", zh) if self.language == "zh" else en

    def join(self, parts: Iterable[str]) -> str:
        """A list within a sentence."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def close(self, parts: Iterable[str]) -> str:
        """Sentences one after the other."""
        return ("" if self.language == "zh" else " ").join(part for part in parts if part)

    def mark(self, provenance: Provenance | None) -> str:
        """`proposed` and the like; empty for what the record or a publication states."""
        if provenance is None or provenance.status not in MARKED:
            return ""
        return self.say(STANDINGS[provenance.status])

    def origin(self, provenance: Provenance) -> str:
        """Standing and source: `proposed`, `registry record`, or the publication."""
        standing = self.say(STANDINGS[provenance.status])
        if provenance.status in {"published", "interpretation"} and provenance.source:
            return f"{standing}{self.words(': ', '：')}{provenance.cited}"
        return standing

    def say_standing(self, provenance: Provenance) -> str:
        """The standing alone: `proposed`, `registry record`."""
        return self.say(STANDINGS[provenance.status])

    def visit(self, name: str) -> str:
        """A visit's label."""
        return self.say(self.study.visit(name).label)

    def population(self, name: str) -> str:
        """A population's label; the name itself if the plan has none such."""
        found = [one for one in self.study.plan.populations if one.name == name]
        return self.say(found[0].label) if found else name

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name."""
        return self.study.plan.endpoint(name)

    # ------------------------------------------------------------ blocks

    def piece(self, text: str, *, strong: bool = False, mark: str = "") -> Piece:
        """Words that may hold digits."""
        return Piece(text, "study", strong=strong, mark=mark)

    def paragraph(self, en: str, zh: str, *, mark: str = "") -> Paragraph:
        """One paragraph in the plan's language."""
        return Paragraph((self.piece(self.words(en, zh), mark=mark),))

    def items(self, texts: Iterable[str]) -> Items:
        """Sentences one under the other."""
        return Items(tuple((self.piece(text),) for text in texts))

    def terms(self, pairs: Iterable[tuple[str, str]]) -> Terms:
        """Names with what they stand for."""
        return Terms(tuple((Piece(name, "study"), self._said(text)) for name, text in pairs))

    def _said(self, text: str) -> Said:
        return (self.piece(text),)

    def section(
        self, number: str, en: str, zh: str, *blocks: Block | None, below: Iterable[Section] = ()
    ) -> Section:
        """A section; blocks that are None are left out."""
        kept = tuple(block for block in blocks if block is not None)
        return Section(number, self.words(en, zh), kept, tuple(below))

    def table(
        self,
        name: str,
        title: tuple[str, str],
        columns: Sequence[tuple[str, str, int]],
        rows: Iterable[Row],
    ) -> Table | None:
        """A table of words; columns as English, Chinese and room. None without rows."""
        kept = tuple(rows)
        if not kept:
            return None
        heads = tuple(Column(self.words(en, zh), room=room) for en, zh, room in columns)
        return Table(name, self.words(*title), "", heads, kept)

    def row(self, *cells: str | tuple[str, str], strong: bool = False) -> Row:
        """A row of texts; a pair has its second text in small letters behind the first."""
        made = []
        for place, one in enumerate(cells):
            text, small = one if isinstance(one, tuple) else (one, "")
            made.append(Cell(text, small, place="study", strong=strong and place == 0))
        return Row(tuple(made))
