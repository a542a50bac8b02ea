"""Reporting checklists as data with the sections of a report → tables of where each item stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from heliotrope.report.model import (
    Catalog,
    Cell,
    Column,
    Document,
    Note,
    Piece,
    Row,
    Section,
    Table,
)
from heliotrope.report.stamp import say_head, say_stamp, say_subtitle
from heliotrope.report.view import View
from heliotrope.study.plain_yaml import read_yaml
from heliotrope.vocabulary import Bilingual

CHECKLISTS = Path(__file__).parent / "checklists"
ORDER = ("trend", "consort_2025", "consort_harms_2022", "consort_pro_2013")

Answer = Literal["sections", "authors", "one_arm", "not_done"]
"""`authors`: to be written by them. `one_arm`: does not apply to one arm. `not_done`: does not
apply because the trial has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist."""

    number: str
    asks: Bilingual
    """In short and in our own words."""
    answer: Answer
    sections: tuple[str, ...]
    """Which sections of the report answer it."""
    unverified: bool
    """True: number or meaning could not be read in a source."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One checklist with its source."""

    name: str
    title: Bilingual
    source: str
    """The statement, as one cites it."""
    read: Bilingual
    """Where its items were read."""
    items: tuple[Item, ...]


@cache
def load_checklists() -> tuple[Checklist, ...]:
    """Every checklist, in the order in which they are printed."""
    return tuple(_read(name, (CHECKLISTS / f"{name}.yaml").read_text("utf-8")) for name in ORDER)


def _read(name: str, text: str) -> Checklist:
    written: Any = read_yaml(text)
    items = tuple(_read_item(one) for one in written["items"])
    title, read = Bilingual(**written["title"]), Bilingual(**written["read"])
    return Checklist(name, title, written["source"], read, items)


def _read_item(written: Mapping[str, Any]) -> Item:
    sections = tuple(written.get("where", ()))
    return Item(
        written["item"],
        Bilingual(written["en"], written["zh"]),
        "sections" if sections else written["answer"],
        sections,
        written.get("status") == "unverified",
    )


MARK = "*"
UNVERIFIED = Bilingual("Number or meaning not read in a source.", "编号或含义未能据原始来源核对。")
_ANSWERS: dict[str, Bilingual] = {
    "authors": Bilingual("To be written by the authors", "由作者撰写"),
    "one_arm": Bilingual("Not applicable: one arm", "不适用：单臂"),
    "not_done": Bilingual("Not applicable: there is none in this trial", "不适用：本试验无此项"),
}


def make_checklist_table(
    view: View,
    checklist: Checklist,
    present: Collection[str],
    pages: Mapping[str, int] | None = None,
) -> Table:
    """One line an item. Sections that the report lacks are left out.

    With `pages`, the page of the PDF is written behind each section; without, the typesetter does.
    """
    rows = []
    for item in checklist.items:
        place = _make_place(view, item, present, pages)
        mark = MARK if item.unverified else ""
        rows.append(
            Row(
                (
                    Cell(item.number, marks=mark, place="study"),
                    Cell(view.say(item.asks), place="study"),
                    place,
                )
            )
        )
    unverified = any(item.unverified for item in checklist.items)
    notes = (Note(MARK, (Piece(view.say(UNVERIFIED)),)),) if unverified else ()
    said = view.words(
        f"{checklist.source}. {checklist.read.en}", f"{checklist.source}。{checklist.read.zh}"
    )
    where = view.words("Where in the report", "报告中的位置")
    return Table(
        f"checklist-{checklist.name.replace('_', '-')}",
        view.say(checklist.title),
        "",
        (
            Column(view.words("Item", "条目"), place="study"),
            Column(view.words("What it asks, in short", "内容（摘要）"), room=9),
            Column(where, room=5),
        ),
        tuple(rows),
        (*notes, Note("", (Piece(said, "study"),))),
    )


def _make_place(
    view: View, item: Item, present: Collection[str], pages: Mapping[str, int] | None
) -> Cell:
    found = tuple(one for one in item.sections if one in present)
    if found and pages is None:
        return Cell(view.join(list(found)), place="number", sections=found)
    if found and pages is not None:
        said = [say_page(view, one, pages[one]) for one in found]
        return Cell(view.join(said), place="number")
    answer = "authors" if item.answer == "sections" else item.answer
    if answer == "one_arm" and view.study.design.assignment != "single_arm":
        answer = "authors"
    return Cell(view.say(_ANSWERS[answer]))


def say_page(view: View, section: str, page: int) -> str:
    """`9.3.1 (p. 6)`."""
    return view.words(f"{section} (p. {page})", f"{section}（第 {page} 页）")


def compose_checklists(view: View, report: Document, pages: Mapping[str, int]) -> Document:
    """All checklists as a document of their own, with the pages of `report.pdf`."""
    present = {section.number for section in report.walk()}
    heading = view.words("Where each item is answered", "各条目所在位置")
    sections = tuple(
        Section(
            str(place),
            view.say(one.title),
            (replace(make_checklist_table(view, one, present, pages), title=heading),),
        )
        for place, one in enumerate(load_checklists(), 1)
    )
    return Document(
        language=view.language,
        title=view.words("Reporting checklists", "报告规范核对表"),
        study_title=report.study_title,
        subtitle=say_subtitle(view),
        mark=view.mark,
        head=say_head(view),
        stamp=say_stamp(view),
        cover=report.cover,
        sections=sections,
        catalog=Catalog(()),
    )
