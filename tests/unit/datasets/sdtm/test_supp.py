"""Items without a variable in, supplemental qualifiers out."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.datasets.sdtm.events import MH
from heliotrope.datasets.sdtm.frames import Rows
from heliotrope.datasets.sdtm.supp import (
    Qualifier,
    Supplements,
    list_extras,
    name_qualifiers,
    render_answer,
)
from heliotrope.study.forms import Code, Form, Item, Section
from heliotrope.vocabulary import Value
from tests.imagined import PROPOSED, both, on_day, record


def _form() -> Form:
    color = (Code(code="r", label=both("Red")),)
    items = (
        Item(name="term", label=both("Term"), type="text"),
        Item(name="rash_color_now", label=both("Color"), type="code", codes=color),
        Item(name="rash_color_then", label=both("Color then"), type="code", codes=color),
        Item(name="2nd_look", label=both("Second look"), type="yes_no"),
    )
    return Form(
        name="events",
        label=both("Events"),
        records="adverse_events",
        sections=(Section(label=both("all"), items=items),),
        provenance=PROPOSED,
    )


def test_names_are_short_and_unique() -> None:
    assert name_qualifiers(_form(), {"term"}) == {
        "rash_color_now": "RASHCOLO",
        "rash_color_then": "RASHCOL2",
        "2nd_look": "Q2NDLOOK",
    }


def test_what_was_answered_stands_beside_the_row() -> None:
    values: dict[str, Value | None] = {"term": "rash", "rash_color_now": "r", "2nd_look": False}
    made = record("NC-001", "events", "baseline", values=values, performed=on_day(1), seq=7)
    found = [(one.name, one.label, one.value) for one in list_extras(_form(), made)]
    assert found == [("RASHCOLO", "Color", "Red"), ("Q2NDLOOK", "Second look", "N")]


def test_answers_as_text() -> None:
    number = Item(name="n", label=both("n"), type="decimal")
    assert render_answer(number, Decimal("1.50")) == "1.50"
    assert render_answer(number, on_day(1)) == "2026-01-05"
    assert render_answer(number, None) is None


def test_a_qualifier_points_to_the_number_of_its_row() -> None:
    supplements, rows = Supplements("S"), Rows(MH)
    for condition in ("a", "b"):
        supplements.add_row(
            rows, {"USUBJID": "S-1"}, 4, {"MHTERM": condition}, [Qualifier("EXTRA", "Extra", "x")]
        )
    frame = supplements.finish()[0].frame
    assert frame.select("RDOMAIN", "IDVAR", "IDVARVAL", "QVAL").rows() == [
        ("MH", "MHSEQ", "1", "x"),
        ("MH", "MHSEQ", "2", "x"),
    ]
