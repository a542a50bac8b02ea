"""Cases and an instrument in; whether the page says what a reader needs out."""

from __future__ import annotations

from dataclasses import replace

from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.description import Choice, Item
from heliotrope.instruments.manual import Case, fill_answers, read_case, render_manual
from heliotrope.instruments.published import PublishedTable
from heliotrope.vocabulary import Bilingual, Missing, Source

CDASI = require_instrument("cdasi")
RAW = {
    "title": {"en": "One | two", "zh": "一"},
    "source": {"status": "derived", "citation": "1 + 1."},
    "given": {"others": 0},
    "expect": {"mild": True},
}


def test_a_case_as_it_is_written() -> None:
    assert read_case(RAW) == Case(
        Bilingual("One | two", "一"),
        Source("1 + 1.", "", "derived"),
        {"others": 0},
        {"mild": True},
    )


def test_answers_are_filled_in() -> None:
    answers = fill_answers(
        CDASI, {"others": "highest", "alopecia": "empty", "periungual": "UNK", "arm_scale": "2"}
    )
    assert (answers["alopecia"], answers["periungual"]) == (None, Missing.UNK)
    assert (answers["arm_scale"], answers["leg_erythema"]) == ("2", 3)
    assert fill_answers(CDASI, {"others": "empty"}) == dict.fromkeys(answers)


def test_answers_that_cases_share_have_a_name() -> None:
    bases = {"ill": {"arm_scale": 2, "alopecia": 1}}
    case = read_case(RAW | {"given": {"others": "ill", "alopecia": 0}}, bases)
    answers = fill_answers(CDASI, case.given, case.base)
    assert (answers["arm_scale"], answers["alopecia"], answers["leg_scale"]) == (2, 0, None)
    page = render_manual(CDASI, {"bounds": [case, read_case(RAW, bases)]}, [], "en")
    assert "`bounds`\n\n`ill`: arm_scale 2, alopecia 1\n\n| case |" in page


def test_an_answer_is_shown_with_its_words() -> None:
    choices = (Choice("0", Bilingual("none", "无")), Choice("nr", Bilingual("no use", "无关")))
    item = Item("arm", Bilingual("Arm", "臂"), choices=choices, optional=True)
    page = render_manual(replace(CDASI, items=(item,)), {}, [], "en")
    assert "| `arm` | Arm | `0` none; `nr` no use (may be empty) |" in page


def test_the_page_in_english() -> None:
    table = PublishedTable("X 2020", ({"name": "a", "label_en": "mild", "label_zh": "轻"},))
    page = render_manual(CDASI, {"bounds": [read_case(RAW)]}, [table], "en")
    assert "| One \\| two | others 0 | mild yes | derived: 1 + 1 |" in page
    assert "| name | label |\n| --- | --- |\n| a | mild |\n\nX 2020" in page
    assert "## What could not be checked" in page
    assert "- At each site the worst area is scored. (unsourced)" in page
    assert page.count("| `arm_erythema` | Arm: erythema | 0–3 |") == 1
    assert not page.endswith("\n\n")


def test_the_page_in_chinese_without_tables() -> None:
    page = render_manual(CDASI, {"bounds": [read_case(RAW)]}, [], "zh")
    assert "## 未能核实之处" in page
    assert "- 每个部位按最重处计分。（无出处）" in page
    assert "## 数表" not in page
