"""Cases and an instrument in; whether the page says what a reader needs out."""

from __future__ import annotations

from heliotrope.instruments.catalog import require_instrument
from heliotrope.instruments.description import Source
from heliotrope.instruments.manual import Case, fill_answers, read_case, render_manual
from heliotrope.instruments.published import PublishedTable
from heliotrope.vocabulary import Bilingual, Missing

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
    assert "已发表的界值" not in page
