"""An instrument in → what a form asks for it, and its scores in words, out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.capture.checks import is_asked
from heliotrope.instruments.catalog import INSTRUMENTS, require_instrument
from heliotrope.instruments.description import Scale
from heliotrope.instruments.score import Instrument
from heliotrope.study.forms import list_pairs
from heliotrope.study.instrument_forms import leading_scores_of_form, plain_sections, show_score
from heliotrope.study.load import load_study
from heliotrope.vocabulary import Bilingual, Missing
from tests.repository import ROOT

STUDY = load_study(ROOT / "studies" / "nct05488327")


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: f"{one.name} {one.version}")
def test_every_instrument_can_be_put_on_a_form(instrument: Instrument) -> None:
    sections = plain_sections(instrument.name, instrument.version)
    assert sections is not None
    asked = [item for section in sections for item in section["items"]]
    assert [item["name"] for item in asked] == [item.name for item in instrument.items]
    for item, own in zip(asked, instrument.items, strict=True):
        assert item["required"] == (not own.optional or own.follows is not None)
        assert ("ends" in item) == (own.ends is not None)


def test_what_follows_an_answer_is_asked_after_that_answer_only() -> None:
    item = STUDY.form("dlqi").item("q7b")
    assert is_asked(item, {"q7": "no"})
    assert not is_asked(item, {"q7": "yes"})
    assert not is_asked(item, {"q7": "nr"})
    assert not is_asked(item, {})
    assert not is_asked(item, {"q7": Missing.ND})


def test_a_score_in_words_and_in_numbers() -> None:
    band = require_instrument("dlqi").scale("band")
    assert show_score(band, band.choices[0].code, "zh") == band.choices[0].label.zh
    scale = Scale("s", Bilingual("S", "S"), -5, 5, decimals=1)
    assert show_score(scale, Decimal("-1.25"), "en") == "−1.3"
    assert show_score(scale, 2, "en") == "2"
    assert show_score(scale, None, "en") == "—"
    assert show_score(None, "moderate", "en") == "moderate"


def test_the_two_sides_are_found_by_their_names() -> None:
    pairs = list_pairs(STUDY.form("mmt8"))
    assert len(pairs) == 7
    assert [item.name for item in pairs["deltoid"]] == ["deltoid_right", "deltoid_left"]
    assert list_pairs(STUDY.form("cdasi")) == {}


def test_the_score_that_decides_stands_for_the_form() -> None:
    assert [scale.name for scale in leading_scores_of_form(STUDY.form("dlqi"))] == ["dlqi"]
    assert [s.name for s in leading_scores_of_form(STUDY.form("cdasi"))] == ["activity", "damage"]
