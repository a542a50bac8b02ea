"""A small trial with doses, events, drugs and values in; swimmer, profiles and laboratory out."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest

from heliotrope.analysis.run import evaluate
from heliotrope.report.figures import render_figures
from heliotrope.report.marks import GRADES, HOLD, RAISED, place_lanes
from heliotrope.report.model import Figure
from heliotrope.report.svg import STOPPED
from heliotrope.report.view import View
from heliotrope.study.plan import Display, Plan
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Language
from tests.imagined import make_snapshot
from tests.planned import define, planned_study
from tests.unit.report.reading import find_numbers, read_svg
from tests.watched import CUT_OFF, Watched

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES: tuple[Language, ...] = ("en", "zh")
NAMES = ("swimmer", "profiles-NC-001", "profiles-NC-002", "laboratory_values")


@cache
def study() -> Study:
    """The planned study whose plan asks for these figures."""
    raised = define("glucocorticoid_increase", above_mg="0")
    planned = planned_study(events=(raised, define("discontinuation"), define("rescue")))
    displays = tuple(
        Display.model_validate({"name": kind, "kind": kind, "endpoint": "total"})
        for kind in ("swimmer", "profiles")
    )
    kept = {name: getattr(planned.plan, name) for name in Plan.model_fields}
    plan = Plan(**kept | {"displays": displays})
    fields = {name: getattr(planned, name) for name in Study.model_fields}
    return Study(**fields | {"plan": plan})


@cache
def view(language: Language) -> View:
    people = (
        Watched("NC-001")
        .score(1, "20", "baseline")
        .score(169, "12", "week_24")
        .dose(1, 56)
        .dose(57, 70, "0", "stopped")
        .dose(71, 168, "5", "alternate_days")
        .dose(169, None, "0", "stopped")
        .event(33, 57, "2", "Nausea", serious=True)
        .event(40, None, "1", "Fatigue")
        .drug(-100, 56, "20")
        .drug(57, None, "30")
        .lab(1, "neutrophils", "2.5", "10^9/L", visit="baseline", limits=("1.8", "6.3"))
        .lab(29, "neutrophils", "0.9", "10^9/L", visit="week_4", limits=("1.8", "6.3"))
        .end(197),
        Watched("NC-002", first=100)
        .score(1, "18", "baseline")
        .dose(1, 40)
        .event(39, None, "3", "Anemia")
        .end(41, "adverse_event"),
    )
    return View(evaluate(make_snapshot([one.done() for one in people], study(), CUT_OFF)), language)


@cache
def figures(language: Language = "en") -> dict[str, Figure]:
    return {one.name: one for one in render_figures(view(language))}


def parse(name: str, language: Language = "en") -> ElementTree.Element:
    return ElementTree.fromstring(figures(language)[name].svg)


def says(name: str, language: Language = "en") -> list[str]:
    """What each mark says when it is pointed at."""
    titles = (one.findtext(f"{SVG}title") for one in parse(name, language).iter(f"{SVG}g"))
    return [one for one in titles if one]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
class TestEach:
    def test_is_described_and_has_nothing_that_a_strict_page_forbids(
        self, name: str, language: Language
    ) -> None:
        root = parse(name, language)
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")
        assert not [one for one in root.iter() if "style" in one.attrib]
        assert not re.search(r"\bon[a-z]+=|href|<script", figures(language)[name].svg)

    def test_prints_rows_of_results_only(self, name: str, language: Language) -> None:
        figure, results = figures(language)[name], view(language).evaluation.results
        rows = [results[one] for one in figure.results]
        allowed = {f"{abs(float(row.value)):g}" for row in rows if row.value is not None}
        for one in read_svg(figure.svg):
            if one.kind == "figure":
                assert set(find_numbers(one.text)) <= allowed, one.text

    def test_every_mark_leads_to_a_row(self, name: str, language: Language) -> None:
        results = view(language).evaluation.results
        rows = [one.get("data-row") for one in parse(name, language).iter() if one.get("data-row")]
        assert rows
        assert all(results.find(str(one)) is not None for one in rows)

    def test_stays_within_its_frame(self, name: str, language: Language) -> None:
        root = parse(name, language)
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        for one in root.iter(f"{SVG}rect"):
            x, y = float(one.get("x", "0")), float(one.get("y", "0"))
            assert -8 <= x <= width + 8
            assert -8 <= y <= height
        for one in root.iter(f"{SVG}text"):
            assert 0 <= float(one.attrib["x"]) <= width
            assert 0 <= float(one.attrib["y"]) <= height


def test_a_bar_says_dose_and_days() -> None:
    assert "NC-001 · 5 mg · day 1 to day 56" in says("swimmer")
    assert "NC-001 · held · day 57 to day 70" in says("swimmer")
    assert "NC-001 · 5 mg every other day · day 71 to day 168" in says("swimmer")
    assert "NC-001 · 5 mg 隔日 · 第 71 天至第 168 天" in says("swimmer", "zh")


def test_half_the_dose_is_half_as_high_and_a_hold_is_a_band() -> None:
    bars = [one for one in parse("swimmer").iter(f"{SVG}g") if one.get("data-who") == "NC-001"]
    rects = [one.find(f"{SVG}rect") for one in bars if "mg" in (one.findtext(f"{SVG}title") or "")]
    heights = [float(one.attrib["height"]) for one in rects if one is not None]
    assert heights == [14, 7]
    held = [one for one in parse("swimmer").iter(f"{SVG}rect") if one.get("fill") == HOLD]
    # The hold and its sign in the legend: what follows the final dose is none.
    assert len(held) == 2


def test_events_by_grade_the_serious_in_a_red_frame() -> None:
    spoken = says("swimmer")
    assert "NC-001 · Nausea · grade 2 · serious · day 33 to day 57" in spoken
    assert "NC-001 · Fatigue · grade 1 · from day 40 on" in spoken
    boxes = [one for one in parse("swimmer").iter(f"{SVG}rect") if one.get("rx")]
    frames = [one for one in boxes if one.get("stroke") == STOPPED]
    assert {one.attrib["fill"] for one in boxes if one not in frames} == {
        GRADES[1],
        GRADES[2],
        GRADES[3],
    }
    # One around the serious event, and the sign in the legend.
    assert len(frames) == 2


def test_what_happened_besides_has_its_sign() -> None:
    assert any("Glucocorticoid increase" in one for one in says("swimmer"))
    assert RAISED in figures()["swimmer"].svg
    crosses = [one for one in parse("swimmer").iter(f"{SVG}path") if one.get("stroke") == STOPPED]
    # NC-002 stopped; one more in the legend.
    assert len(crosses) == 2


def test_a_profile_shows_what_happened_on_one_axis() -> None:
    spoken = says("profiles-NC-001")
    assert "NC-001 · Baseline · 20 points" in spoken
    assert "NC-001 · 20 mg/day · day −100 to day 56" in spoken
    assert "NC-001 · 30 mg/day · from day 57 on" in spoken
    assert any("0.9 10^9/L · grade 3 · day 29" in one for one in spoken)
    assert not [one for one in says("profiles-NC-002") if "NC-001" in one]


def test_a_graded_test_has_a_panel_with_its_limits() -> None:
    root = parse("laboratory_values")
    dashed = [one for one in root.iter(f"{SVG}line") if one.get("stroke-dasharray")]
    # Lower and upper limit, and the sign of the legend.
    assert len(dashed) == 3
    assert "NC-001 · neutrophils · 0.9 10^9/L · grade 3 · day 29" in says("laboratory_values")


def test_without_doses_there_is_no_swimmer() -> None:
    person = Watched().score(1, "20", "baseline").done()
    empty = View(evaluate(make_snapshot([person], study(), CUT_OFF)), "en")
    assert "swimmer" not in {one.name for one in render_figures(empty)}


@pytest.mark.parametrize(
    ("spans", "lanes"),
    [
        ([], []),
        ([(0, 5), (5, 9)], [0, 0]),
        ([(0, 5), (4, 9), (5, 6)], [0, 1, 0]),
        ([(0, 9), (1, 9), (2, 3), (3, 4)], [0, 1, 2, 2]),
    ],
)
def test_no_event_covers_another(spans: list[tuple[float, float]], lanes: list[int]) -> None:
    assert place_lanes(spans) == lanes
