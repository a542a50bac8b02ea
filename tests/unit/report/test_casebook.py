"""A rehearsed participant's records → what the case record says, and that it can be typeset."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from heliotrope.report.casebook import Casebook, Origin, compose_casebook, render_casebook
from heliotrope.vocabulary import Language
from tests.rehearsed import NOW, play_reference

HEAD = "245:" + "a" * 64


def _compose(language: Language) -> Casebook:
    state = play_reference()
    assert state.study is not None
    code = next(c for c, p in state.participants.items() if len(p.signatures) > 1)
    origin = Origin(HEAD, synthetic=True, made_at=NOW)
    return compose_casebook(state.study, state.participants[code], origin, language)


def test_the_skin_is_a_grid_of_sites_and_components() -> None:
    sheets = [sheet for visit in _compose("en").visits for sheet in visit.sheets]
    skin = next(sheet for sheet in sheets if sheet.grid is not None)
    assert skin.grid is not None
    assert skin.grid.head[:2] == ("Site", "Erythema 0–3")
    assert [row[0] for row in skin.grid.rows][::14] == ["1. Scalp", "15. Gottron's, not hands"]
    assert {len(row) for row in skin.grid.rows} == {6}
    assert [line.label for line in skin.lines][-1] == "Hair loss, past 30 days"
    assert len(skin.lines) == 6
    assert all(s.grid is None for s in sheets if s.title not in ("CDASI", "MMT-8"))


def test_strength_is_a_grid_of_muscles_and_sides() -> None:
    sides: list[tuple[Language, str]] = [("en", "Right"), ("zh", "右侧")]
    for language, right in sides:
        sheets = [sheet for visit in _compose(language).visits for sheet in visit.sheets]
        body = next(sheet for sheet in sheets if sheet.title.startswith("MMT-8"))
        assert body.grid is not None
        assert body.grid.head[1] == right
        assert [row[0] for row in body.grid.rows][:2] in (
            ["Deltoid", "Biceps"],
            ["三角肌", "肱二头肌"],
        )
        assert len(body.grid.rows) == 7
        assert len(body.lines) == 1


def test_scores_and_answers_stand_in_words() -> None:
    sheets = [sheet for visit in _compose("en").visits for sheet in visit.sheets]
    life = next(sheet for sheet in sheets if sheet.title == "DLQI")
    scores = {line.label: line.value for line in life.scores}
    assert "effect" in scores["Effect on life"]
    assert scores["DLQI 0–30"].isdigit()
    classified = next(sheet for sheet in sheets if sheet.title == "EULAR/ACR classification")
    assert {line.value for line in classified.scores} >= {"definite", "dermatomyositis"}
    haq = next(sheet for sheet in sheets if sheet.title == "HAQ-DI")
    assert any(line.value.endswith("(some)") for line in haq.lines)


@pytest.mark.parametrize(("language", "said"), [("en", "Head of the chain"), ("zh", "链首")])
def test_each_page_has_the_mark_and_the_head(language: Language, said: str) -> None:
    pages = PdfReader(io.BytesIO(render_casebook(_compose(language), date(2026, 6, 3)))).pages
    assert len(pages) > 1
    for page in pages:
        text = page.extract_text().replace(" ", "").replace("\n", "")
        assert HEAD in text
        assert said.replace(" ", "") in text
        assert "合成数据" in text
        assert "Syntheticdata" in text
