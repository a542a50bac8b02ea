"""Checklists in, tables out: every item answered, every section that is named there is."""

from __future__ import annotations

import re

import pytest

from heliotrope.report.checklist import (
    CHECKLISTS,
    ORDER,
    compose_checklists,
    load_checklists,
    make_checklist_table,
)
from heliotrope.report.html import render_html
from heliotrope.report.view import View
from heliotrope.vocabulary import Language
from tests.evaluated import reference_evaluation, reference_report

EVALUATION = reference_evaluation()
EN = View(EVALUATION, "en")
REPORT = reference_report("en")
PRESENT = {section.number for section in REPORT.walk()}


def test_every_file_is_printed() -> None:
    assert {path.stem for path in CHECKLISTS.glob("*.yaml")} == set(ORDER)


def test_numbers_are_those_of_the_statements() -> None:
    """TREND has 22 items; CONSORT 2025 has 30, some in parts; each number once."""
    by_name = {one.name: [item.number for item in one.items] for one in load_checklists()}
    assert by_name["trend"] == [str(n) for n in range(1, 23)]
    consort = by_name["consort_2025"]
    assert {int(re.sub(r"\D", "", number)) for number in consort} == set(range(1, 31))
    assert all(len(numbers) == len(set(numbers)) for numbers in by_name.values())
    extended = [number for number in by_name["consort_pro_2013"] if number.startswith("P")]
    assert extended == ["P1b", "P2b", "P6a", "P12a", "P20/21"]


def test_every_section_that_an_item_names_is_in_the_report() -> None:
    named = {one for each in load_checklists() for item in each.items for one in item.sections}
    assert named - PRESENT == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_item_has_an_answer_in_both_languages(language: Language) -> None:
    view = View(EVALUATION, language)
    for checklist in load_checklists():
        table = make_checklist_table(view, checklist, PRESENT)
        assert len(table.rows) == len(checklist.items)
        for row, item in zip(table.rows, checklist.items, strict=True):
            assert all(cell.text for cell in row.cells)
            assert row.cells[2].sections == item.sections
            chinese = re.search(r"[\u4e00-\u9fff]", row.cells[1].text)
            assert bool(chinese) == (language == "zh")


def test_what_one_arm_cannot_have_is_said_so() -> None:
    consort = next(one for one in load_checklists() if one.name == "consort_2025")
    table = make_checklist_table(EN, consort, PRESENT)
    said = {row.cells[0].text: row.cells[2].text for row in table.rows}
    assert {number for number, text in said.items() if text == "Not applicable: one arm"} == {
        "1a", "17a", "17b", "18", "19",
    }  # fmt: skip
    assert said["5a"] == "To be written by the authors"
    assert said["25"] == "11.2"


def test_a_section_that_is_missing_is_left_to_the_authors() -> None:
    consort = next(one for one in load_checklists() if one.name == "consort_2025")
    table = make_checklist_table(EN, consort, PRESENT - {"11.2"})
    said = {row.cells[0].text: row.cells[2].text for row in table.rows}
    assert said["25"] == "To be written by the authors"


def test_unverified_items_are_marked_and_explained() -> None:
    for checklist in load_checklists():
        table = make_checklist_table(EN, checklist, PRESENT)
        marked = [row.cells[0].text for row in table.rows if row.cells[0].marks]
        assert marked == [item.number for item in checklist.items if item.unverified]
        assert any(note.letter for note in table.notes) == bool(marked)


def test_the_report_links_to_its_sections() -> None:
    html = render_html(REPORT)
    assert '<a href="#s9.3.1" data-p="number">9.3.1</a>, <a href="#s9.3.2"' in html
    assert 'id="s16.5"' in html


def test_the_document_of_its_own_gives_pages() -> None:
    pages = {number: place for place, number in enumerate(sorted(PRESENT), 1)}
    document = compose_checklists(EN, REPORT, pages)
    assert [section.title for section in document.sections] == [
        one.title.en for one in load_checklists()
    ]
    assert f"11.2 (p. {pages['11.2']})" in render_html(document)
