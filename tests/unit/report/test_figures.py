"""Imagined results in, figures that any reader of SVG understands out."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from heliotrope.analysis.run import evaluate
from heliotrope.report.figures import render_figures, render_primary
from heliotrope.report.model import Figure
from heliotrope.report.svg import ACCENT, ACCENT_LINE, LINE_2, STOPPED, SURFACE
from heliotrope.report.view import View
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Language
from tests.evaluated import LANGUAGES, reference_evaluation
from tests.imagined import (
    ANALYSES,
    ENDPOINT,
    Left,
    Seen,
    make_participant,
    make_reference_snapshot,
    make_snapshot,
    make_study,
    visit,
)

SVG = "{http://www.w3.org/2000/svg}"


def figures_of(language: Language = "en") -> dict[str, Figure]:
    view = View(reference_evaluation(), language)
    primary = render_primary(view)
    assert primary is not None
    return {figure.name: figure for figure in (primary, *render_figures(view))}


def words_in(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [str(one.text) for one in root.iter(f"{SVG}text")]


def small(*values: tuple[str, str | None, str | None], study: Study | None = None) -> View:
    people = []
    for code, before, after in values:
        seen = [Seen("baseline", 1, before)] if before else []
        seen += [Seen("week_24", 169, after)] if after else []
        people.append(make_participant(code, seen, dose_day=1))
    return View(evaluate(make_snapshot(people, study)), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["primary", "course", "waterfall_week_24"])
class TestEveryFigure:
    def test_is_xml_with_title_and_description(self, name: str, language: Language) -> None:
        root = ElementTree.fromstring(figures_of(language)[name].svg)
        assert root.tag == f"{SVG}svg"
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")

    def test_has_nothing_that_a_strict_page_forbids(self, name: str, language: Language) -> None:
        svg = figures_of(language)[name].svg
        root = ElementTree.fromstring(svg)
        assert not [one for one in root.iter() if "style" in one.attrib]
        tags = {one.tag.removeprefix(SVG) for one in root.iter()}
        assert not tags & {"script", "style", "foreignObject", "image", "a"}
        assert not re.search(r"\bon[a-z]+=|href", svg)

    def test_names_the_missing_with_the_reason(self, name: str, language: Language) -> None:
        svg = figures_of(language)[name].svg
        reason = {"en": "stopped on day 40 (adverse event)", "zh": "第 40 天退出（不良事件）"}
        said = " ".join(words_in(svg))
        assert "NC-007" in said
        assert reason[language].replace(" ", "") in said.replace(" ", "")
        description = ElementTree.fromstring(svg).findtext(f"{SVG}desc") or ""
        assert "NC-007" in description
        assert reason[language] in description

    def test_says_that_the_data_are_synthetic(self, name: str, language: Language) -> None:
        assert "合成数据 · Synthetic data" in words_in(figures_of(language)[name].svg)

    def test_ids_do_not_meet_on_one_page(self, name: str, language: Language) -> None:
        all_ids = [
            re.findall(r'\bid="([^"]+)"', figure.svg) for figure in figures_of(language).values()
        ]
        flat = [one for ids in all_ids for one in ids]
        assert len(flat) == len(set(flat))


# ---------------------------------------------------------------- course


def test_the_course_shows_everyone_with_n_under_each_visit() -> None:
    svg = figures_of()["course"].svg
    words = words_in(svg)
    assert [one for one in words if one.startswith("n ")] == [
        "n 10", "n 10", "n 8", "n 9", "n 9", "n 9", "n 9", "n 8"
    ]  # fmt: skip
    named = " ".join(words)
    for number in range(1, 11):
        assert f"NC-{number:03}" in named
    lines = list(ElementTree.fromstring(svg).iter(f"{SVG}polyline"))
    # Ten participants, and the mean with its white edge.
    assert len(lines) == 12


def test_who_stopped_has_a_cross_and_a_missed_visit_a_dashed_ring() -> None:
    root = ElementTree.fromstring(figures_of()["course"].svg)
    crosses = [one for one in root.iter(f"{SVG}path") if one.get("stroke") == STOPPED]
    rings = [one for one in root.iter(f"{SVG}circle") if one.get("stroke-dasharray")]
    # One in the plot and one in the legend.
    assert (len(crosses), len(rings)) == (2, 2)


def test_without_a_stop_there_is_no_cross_to_explain() -> None:
    view = small(("NC-001", "20", "10"))
    svg = render_figures(view)[0].svg
    assert STOPPED not in svg
    assert "stopped" not in words_in(svg)


def test_names_at_the_ends_of_lines_do_not_cover_each_other() -> None:
    values = [(f"NC-{n:03}", "20", "10") for n in range(1, 31)]
    svg = render_figures(small(*values))[0].svg
    root = ElementTree.fromstring(svg)
    labels = [
        float(one.attrib["y"])
        for one in root.iter(f"{SVG}text")
        if re.fullmatch(r"NC-\d+  10", one.text or "")
    ]
    assert len(labels) == 30
    ordered = sorted(labels)
    assert min(b - a for a, b in pairwise(ordered)) >= 12


def test_a_study_without_weeks_names_its_visits_on_the_axis() -> None:
    visits = (visit("baseline"), visit("week_24"))
    study = make_study(visits=visits)
    people = [
        make_participant("P1", [Seen("baseline", None, "9"), Seen("week_24", None, "4")]),
        make_participant("P2", [Seen("baseline", None, "8")], Left(None)),
    ]
    svg = render_figures(View(evaluate(make_snapshot(people, study)), "en"))[0].svg
    words = words_in(svg)
    assert {"Baseline", "Week 24"} <= set(words)
    assert "Weeks from day 1" not in words
    assert STOPPED in svg


# ---------------------------------------------------------------- waterfall


def bars_in(svg: str) -> list[tuple[str, float]]:
    """Fill and height of the bars, from left to right."""
    root = ElementTree.fromstring(svg)
    return [
        (one.attrib["fill"], float(one.attrib["height"]))
        for one in root.iter(f"{SVG}rect")
        if one.attrib["height"] not in ("12", "6") and one.attrib["fill"] != SURFACE
    ]


def test_the_missing_come_first_hatched_over_the_full_height() -> None:
    bars = bars_in(figures_of()["waterfall_week_24"].svg)
    assert len(bars) == 10
    fill, height = bars[0]
    assert fill == "url(#waterfall_week_24-hatch)"
    assert all(height > other for _, other in bars[1:])


def test_bars_run_from_the_worst_to_the_best_and_are_colored_by_the_threshold() -> None:
    # Of 30, 20, 10: a rise, a fall by 20 %, one by 40 %.
    view = small(("NC-001", "10", "6"), ("NC-002", "30", "31"), ("NC-003", "20", "16"))
    svg = render_figures(view)[1].svg
    assert [fill for fill, _ in bars_in(svg)] == [LINE_2, ACCENT_LINE, ACCENT]
    root = ElementTree.fromstring(svg)
    bold = [one.text for one in root.iter(f"{SVG}text") if one.get("font-weight") == "600"]
    assert bold == ["+1", "−4", "−4"]
    assert {"fell ≥ 40 %", "fell less", "rose"} <= set(words_in(svg))


def test_no_change_has_no_bar_but_its_label() -> None:
    svg = render_figures(small(("NC-001", "10", "10"), ("NC-002", "10", "5")))[1].svg
    assert len(bars_in(svg)) == 1
    assert "0" in words_in(svg)
    assert "rose" not in words_in(svg)


def test_where_more_is_better_a_rise_is_colored() -> None:
    higher = ENDPOINT.model_copy(update={"better": "higher"})
    view = small(("A", "10", "15"), ("B", "10", "9"), study=make_study(endpoint=higher))
    svg = render_figures(view)[1].svg
    assert [fill for fill, _ in bars_in(svg)] == [LINE_2, ACCENT]
    assert {"rose ≥ 40 %", "fell"} <= set(words_in(svg))


def test_many_narrow_bars_have_upright_names_and_no_percentages() -> None:
    view = small(*[(f"NC-{n:03}", "20", str(n)) for n in range(1, 31)])
    svg = render_figures(view)[1].svg
    assert not [one for one in words_in(svg) if one.endswith("%") and one != "fell ≥ 40 %"]
    root = ElementTree.fromstring(svg)
    turned = [one for one in root.iter(f"{SVG}text") if "rotate" in one.get("transform", "")]
    assert len(turned) == 30


# ---------------------------------------------------------------- strip


def test_the_strip_has_a_ring_for_each_change_and_the_interval() -> None:
    root = ElementTree.fromstring(figures_of()["primary"].svg)
    rings = list(root.iter(f"{SVG}circle"))
    assert len(rings) == 9 + 1, "nine changes and one in the legend"
    places = [(one.attrib["cx"], one.attrib["cy"]) for one in rings]
    assert len(set(places)) == len(places), "equal changes stand above each other"
    thick = [one for one in root.findall(f"{SVG}line") if one.get("stroke") == ACCENT]
    assert len(thick) == 3


def test_without_an_interval_the_strip_draws_none() -> None:
    figure = render_primary(small(("NC-001", "20", "10")))
    assert figure is not None
    root = ElementTree.fromstring(figure.svg)
    assert not [one for one in root.findall(f"{SVG}line") if one.get("stroke") == ACCENT]


def test_a_primary_proportion_has_no_strip() -> None:
    improved = ANALYSES[3].model_copy(update={"role": "primary"})
    assert render_primary(small(("NC-001", "20", "10"), study=make_study((improved,)))) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_nobody_are_still_figures(language: Language) -> None:
    view = View(evaluate(make_snapshot([])), language)
    for figure in (render_primary(view), *render_figures(view)):
        assert figure is not None
        assert ElementTree.fromstring(figure.svg).tag == f"{SVG}svg"


def test_the_same_results_give_the_same_bytes() -> None:
    again = evaluate(make_reference_snapshot())
    assert render_figures(View(again, "en")) == render_figures(View(reference_evaluation(), "en"))
