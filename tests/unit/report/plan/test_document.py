"""Versions of studies in; their analysis plans as documents and files, with their history, out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heliotrope.capture.entries import ResultsViewed, StudyAdopted
from heliotrope.capture.plan_history import derive_plan_history
from heliotrope.capture.snapshot import take_snapshot
from heliotrope.report.html import render_html
from heliotrope.report.model import Document, Items, Paragraph, Table, flatten
from heliotrope.report.plan.document import compose_analysis_plan
from heliotrope.report.plan.write import render_plan_pdf, write_analysis_plans, write_study_plan
from heliotrope.study.load import load_study, parse_study
from heliotrope.study.plan_words import STRATEGIES
from heliotrope.vocabulary import Language
from tests.repository import ROOT
from tests.small_study import read_small_files
from tests.unit.capture.playing import Play

STUDY = load_study(ROOT / "studies" / "nct05488327")
PILOT = load_study(ROOT / "studies" / "infliximab-pilot")


def read_words(document: Document) -> str:
    """Everything that the document says, a line a cell or paragraph."""
    lines = [section.title for section in document.walk()]
    for block in document.blocks():
        if isinstance(block, Table):
            lines += [f"{cell.text}|{cell.small}" for row in block.rows for cell in row.cells]
        elif isinstance(block, Items):
            lines += [flatten(one) for one in block.items]
        elif isinstance(block, Paragraph):
            lines += [f"{piece.text}|{piece.mark}" for piece in block.words]
    return "\n".join(lines)


def find_table(document: Document, name: str) -> Table:
    """The table of that name."""
    found = [one for one in document.blocks() if isinstance(one, Table) and one.name == name]
    (table,) = found
    return table


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_that_the_plan_states_is_printed(language: Language) -> None:
    said = read_words(compose_analysis_plan(STUDY, language))
    plan = STUDY.plan
    for part in (plan.endpoints, plan.populations, plan.intercurrent_events, plan.estimands):
        for one in part:
            assert one.label.say(language) in said
    for label in (*(one.label for one in plan.analyses), *(one.label for one in plan.families)):
        assert label.say(language) in said
    for outcome in STUDY.outcomes:
        assert outcome.measure.say(language) in said
    for caution in plan.cautions:
        assert caution.say(language) in said
    for comparator in plan.comparators:
        assert comparator.label.say(language) in said
        assert (comparator.provenance.source or "") in said
    for visit in STUDY.visits:
        assert visit.label.say(language) in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_estimand_has_its_five_attributes_and_a_strategy_for_each_event(
    language: Language,
) -> None:
    document = compose_analysis_plan(STUDY, language)
    labels = {one.event: one.label for one in STUDY.plan.intercurrent_events}
    for estimand in STUDY.plan.estimands:
        table = find_table(document, f"estimand-{estimand.name}")
        cells = {row.cells[0].text: row.cells[-1] for row in table.rows}
        for attribute in (estimand.treatment, estimand.variable, estimand.summary):
            assert attribute.say(language) in {cell.text for cell in cells.values()}
        for handling in estimand.intercurrent:
            cell = cells[labels[handling.event].say(language)]
            assert cell.text == STRATEGIES[handling.strategy].say(language)
            assert cell.small == handling.reason.say(language)


def test_how_each_analysis_is_done_is_said_with_its_numbers() -> None:
    said = read_words(compose_analysis_plan(STUDY, "en"))
    for words in (
        "proportion improved; a fall of at least 40 % (published for baselines above 14; ",
        "nobody is left out); 95 % interval by Clopper-Pearson; missing as not improved",
        "a value of at least 60 points",
        "prior Beta(1, 1); probability above 50 %",
        "100 copies, seed 20488327",
        "unstructured covariance; else, in this order: heterogeneous Toeplitz, ",
        "at most 28 days after the final one",
        "graded by CTCAE 5.0",
        "28 (SD 15.4) → 9.5 (SD 8.5)",
        "change −12.9 (SD 6.3)",
    ):
        assert words in said


def test_what_is_proposed_is_marked_and_listed_with_its_reason() -> None:
    document = compose_analysis_plan(STUDY, "en")
    listed = find_table(document, "open")
    reasons = {row.cells[2].text for row in listed.rows}
    assert STUDY.plan.window_rule.provenance.reason is not None
    assert STUDY.plan.window_rule.provenance.reason.en in reasons
    assert not any("Ahmed 2020" in row.cells[2].small for row in listed.rows), "it is published"


def test_a_plan_without_estimands_says_so_and_is_set() -> None:
    document = compose_analysis_plan(PILOT, "en")
    assert "The plan names no estimand apart" in read_words(document)
    assert render_plan_pdf(document, PILOT).startswith(b"%PDF")


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "a.html", "b.html"):
        write_study_plan(PILOT, tmp_path / name, "zh")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    html = (tmp_path / "a.html").read_text("utf-8")
    assert html == (tmp_path / "b.html").read_text("utf-8")
    assert "统计分析计划" in html
    assert "<script" not in html


# ---------------------------------------------------------------- history


def play_a_change() -> Play:
    """Founded, looked at, and then given a plan by signs."""
    play = Play()
    play.take(ResultsViewed(up_to=1))
    files = dict(read_small_files())
    files["study.yaml"] = files["study.yaml"].replace('version: "1"', 'version: "2"', 1)
    files["plan.yaml"] = files["plan.yaml"].replace("paired_t", "sign_flip")
    study = parse_study(files)
    play.take(StudyAdopted(version="2", fingerprint=study.fingerprint, files=files))
    return play


def test_a_change_after_the_first_look_is_shown_with_what_was_and_is() -> None:
    play = play_a_change()
    history = derive_plan_history(play.state)
    document = compose_analysis_plan(play.study, "en", history)
    assert "The plan was changed after it:" in read_words(document)
    (row,) = find_table(document, "plan-changes").rows
    words = [cell.text for cell in row.cells]
    assert words[2] == "after the first look"
    assert words[3].endswith(": method (changed)")
    assert words[4:] == ["paired t", "sign-flip permutation"]
    versions = find_table(document, "plan-versions").rows
    assert [row.cells[3].text for row in versions] == ["before any look", "after the first look"]
    chinese = read_words(compose_analysis_plan(play.study, "zh", history))
    assert "其后计划有变更：" in chinese
    assert "首次查看结果后" in chinese


def test_without_a_change_it_says_that_there_was_none() -> None:
    play = Play()
    history = derive_plan_history(play.state)
    assert "Nobody had opened the results" in read_words(
        compose_analysis_plan(play.study, "en", history)
    )
    play.take(ResultsViewed(up_to=1))
    history = derive_plan_history(play.state)
    said = read_words(compose_analysis_plan(play.study, "en", history))
    assert "The plan was not changed since." in said


def test_each_version_stays_readable_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "analysis_plan_files_v9.pdf").write_bytes(b"of an earlier evaluation")
    (tmp_path / "analysis_plan_notes.pdf").write_bytes(b"somebody's own")
    write_analysis_plans(take_snapshot(play_a_change().state), tmp_path, "en")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "analysis_plan.html",
        "analysis_plan.pdf",
        "analysis_plan_files_v1.pdf",
        "analysis_plan_notes.pdf",
    ]


def test_synthetic_data_are_marked_on_the_plan_too() -> None:
    snapshot = take_snapshot(Play().state)
    document = compose_analysis_plan(snapshot.study, "en", synthetic=snapshot.synthetic)
    assert "Synthetic data" in document.mark
    assert "合成数据" in render_html(replace(document, language="zh"))
