"""Words → the small blocks that every chapter is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heliotrope.report.headline import join_said
from heliotrope.report.model import (
    Block,
    Catalog,
    Figure,
    Paragraph,
    Piece,
    Said,
    Section,
    Table,
)
from heliotrope.report.view import View
from heliotrope.report.words import name_kind


@dataclass(frozen=True, slots=True)
class Writer:
    """What a chapter is written from: the evaluation in one language, and what is numbered."""

    view: View
    catalog: Catalog

    def say(self, en: str, zh: str, **parts: Piece | Said | str) -> Paragraph:
        """A paragraph."""
        return Paragraph(self.view.compose(en, zh, **parts))

    def absent(self, en: str, zh: str) -> Paragraph:
        """What a report of this kind would say here and the data do not hold."""
        return Paragraph(self.view.compose(en, zh), "absent")

    def section(
        self,
        number: str,
        en: str,
        zh: str,
        *blocks: Block | None,
        sections: Iterable[Section] = (),
    ) -> Section:
        """A section; blocks that are None are left out."""
        kept = tuple(block for block in blocks if block is not None)
        return Section(number, self.view.words(en, zh), kept, tuple(sections))

    def find(self, name: str) -> Table | Figure | None:
        """The table or figure of that name; None if the report has none."""
        return self.catalog.find(name)

    def refer(self, *names: str) -> Said:
        """`Table 14.2.1, Listing 16.2.6.1`: those that the report has."""
        found = [one for name in names if (one := self.catalog.find(name)) is not None]
        said = [f"{name_kind(one, self.view.language)} {one.number}" for one in found]
        return (Piece(self.view.join(said), "number"),) if said else ()

    def join(self, said: Iterable[Said]) -> Said:
        """The sentences one after the other."""
        return join_said(self.view, list(said))
