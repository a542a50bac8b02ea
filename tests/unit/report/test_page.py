"""An evaluation in, everything that is said of it in two languages out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from heliotrope.analysis.run import evaluate
from heliotrope.report.contents import compose_report
from heliotrope.report.model import Document, Items, Paragraph, Table, Terms, flatten
from heliotrope.report.page import Page, compose_page
from heliotrope.report.rules import make_proposed_table, state_rules
from heliotrope.report.stamp import list_facts
from heliotrope.report.summary import say_span
from heliotrope.report.tables import cite, walk_provenance
from heliotrope.report.view import View
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Language
from tests.evaluated import reference_evaluation, reference_report, reference_snapshot
from tests.imagined import (
    ANALYSES,
    Left,
    Seen,
    analysis,
    make_participant,
    make_snapshot,
    make_study,
    screen_failure,
)
from tests.rehearsed import evaluate_rehearsal

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def page_in(language: Language) -> Page:
    """The first page of the reference evaluation."""
    return compose_page(reference_evaluation(), language)


def cells_of(table: Table, place: int) -> list[str]:
    return [cell.text for cell in table.rows[place].cells]


def words_of(document: Document) -> list[str]:
    said = [document.title, document.subtitle, document.stamp]
    for section in document.walk():
        said.append(section.title)
        for block in section.blocks:
            match block:
                case Paragraph():
                    said.append(flatten(block.words))
                case Items():
                    said += [flatten(words) for words in block.items]
                case Terms():
                    said += [one for n, words in block.pairs for one in (n.text, flatten(words))]
                case Table():
                    said += [block.title, block.caption, flatten(block.population)]
                    said += [flatten(note.words) for note in block.notes]
                    said += [column.heading for column in block.columns]
                    said += [cell.text for row in block.rows for cell in row.cells]
                    said += [cell.small for row in block.rows for cell in row.cells]
    return said


def rules_of(view: View) -> dict[str, str]:
    return {rule.name: rule.text for rule in state_rules(view)}


def test_the_primary_result_in_words() -> None:
    headline = page_in("en").headline
    assert (headline.before, headline.strong) == (
        "On average CDASI activity fell by ",
        "11.9 points",
    )
    assert headline.said_detail == (
        "95 % interval of the change −17.6 to −6.2 points. 9 of 10 participants observed. "
        "Not counted: NC-007, stopped on day 40 (adverse event). "
        "Scale 0–100, higher is worse; baseline mean 25.6 (n 10)."
    )
    zh = page_in("zh").headline
    assert (zh.before, zh.strong) == ("CDASI 活动度评分平均下降 ", "11.9 分")


def test_the_primary_estimate_stands_in_the_table_with_role_and_method() -> None:
    table = page_in("en").table("estimates")
    assert table.rows[0].kind == "primary"
    assert cells_of(table, 0) == [
        "Primary",
        "Change in CDASI activity at week 24",
        "9",
        "−11.9",
        "−17.6 to −6.2",
        "0.001",
        "Paired t, 8 df",
    ]
    assert table.rows[0].cells[1].small == "proposed"
    notes = {note.letter: flatten(note.words) for note in table.notes}
    assert notes[table.rows[0].cells[1].marks] == (
        "Not counted: NC-007, stopped on day 40 (adverse event)."
    )
    shares = [row.cells[3].text for row in table.rows if "=" in row.cells[3].text]
    assert {"6/9 = 67 %", "6/10 = 60 %"} <= set(shares)
    assert "coverage attained 96.1 %" in " ".join(notes.values())


@pytest.mark.parametrize("name", ["participants-cdasi_activity", "course-cdasi_activity"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_table_of_people_names_the_missing_with_the_reason(
    name: str, language: Language
) -> None:
    table = page_in(language).table(name)
    (row,) = [row for row in table.rows if row.cells[0].text == "NC-007"]
    assert "—" in [cell.text for cell in row.cells]
    notes = (flatten(note.words) for note in table.notes)
    said = " ".join([*(cell.text for cell in row.cells), *notes])
    reason = {"en": "stopped on day 40 (adverse event)", "zh": "第 40 天退出（不良事件）"}
    assert reason[language] in said
    numeric = [column.numeric for column in table.columns]
    assert all(
        cell.text for row in table.rows for cell, is_number in zip(row.cells, numeric, strict=True)
        if is_number
    )  # fmt: skip


def test_a_reason_shared_by_two_visits_is_said_once() -> None:
    table = page_in("en").table("participants-cdasi_activity")
    remarks = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    assert remarks["NC-007"] == "Week 12, Week 24: stopped on day 40 (adverse event)"
    assert remarks["NC-001"] == ""


def test_everyone_screened_is_listed_with_whether_they_count() -> None:
    table = page_in("en").table("counted")
    listed = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert len(listed) == 11
    assert listed["NC-001"] == ["ongoing", "counted", "counted"]
    assert listed["NC-007"][2] == "not counted: stopped on day 40 (adverse event)"
    assert listed["NC-011"] == ["screen failure", "not enrolled", "not enrolled"]


def test_a_value_from_an_unplanned_visit_is_remarked_on() -> None:
    seen = [Seen("screening", -9, "30"), Seen("unscheduled", 165, "12")]
    snapshot = make_snapshot([make_participant("NC-001", seen, dose_day=1)])
    page = compose_page(evaluate(snapshot), "en")
    row = page.table("participants-total").rows[0]
    assert row.cells[-1].text == (
        "Baseline: from Screening, day −9; Week 24: from Unscheduled, day 165"
    )
    assert page.table("counted").rows[0].cells[2].text == "counted, from Unscheduled, day 165"


def test_the_groups_of_participants_are_in_words() -> None:
    snapshot = make_snapshot([make_participant("NC-001", [], Left(40)), screen_failure("NC-002")])
    rows = compose_page(evaluate(snapshot), "en").table("disposition").rows
    assert [cell.text for cell in rows[0].cells] == ["Screened", "2", "NC-001, NC-002"]
    assert ["adverse event", "1", "NC-001"] in [[c.text for c in row.cells] for row in rows]


def test_the_chinese_page_is_chinese_and_the_english_one_english() -> None:
    mark = "合成数据 · Synthetic data"
    for words in words_of(reference_report("en")):
        assert not CHINESE.search(words.replace(mark, "")), words
    sentence = re.compile(r"[a-z]{3,} [a-z]{3,}")
    view = View(reference_evaluation(), "zh")
    cited = {cite(view, one) for one in walk_provenance(view.study)}
    for words in words_of(reference_report("zh")):
        # A publication, or a place in the record, is cited as it is titled.
        if CHINESE.search(words) is None and words not in cited:
            assert not sentence.search(words), words


def test_chinese_and_latin_are_kept_apart() -> None:
    touching = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
    for words in words_of(reference_report("zh")):
        assert not touching.search(words), words


def test_what_is_proposed_is_listed_with_its_reason() -> None:
    rows = [
        [cell.text for cell in row.cells]
        for row in make_proposed_table(View(reference_evaluation(), "en")).rows
    ]
    assert ["All enrolled", "proposed"] in [row[:2] for row in rows]
    assert all(row[2] for row in rows)
    assert {row[1] for row in rows} == {"proposed", "interpretation"}


def test_the_rules_say_windows_ties_zeros_and_the_missing() -> None:
    said = {rule.name: rule for rule in state_rules(View(reference_evaluation(), "en"))}
    assert "Week 24: day 162 to 176, target 169" in said["Windows"].text
    assert "a tie goes to the later" in said["Windows"].text
    assert said["Windows"].mark == "proposed"
    assert "left out before ranking (Wilcoxon)" in said["Signed-rank"].text
    assert "carried forward" in said["Missing values"].text
    assert "40 % (Ahmed 2020" in said["Improved"].text
    earlier = View(evaluate(make_snapshot([], make_study(tie="earlier"))), "en")
    assert "a tie goes to the earlier" in rules_of(earlier)["Windows"]


def facts_of(view: View) -> dict[str, str]:
    return {name.text: flatten(words) for name, words in list_facts(view).pairs}


def test_what_went_in_is_printed_in_full() -> None:
    facts = facts_of(View(reference_evaluation(), "en"))
    assert facts["Head of the ledger"] == reference_snapshot().head
    assert facts["Data up to"] == str(reference_snapshot().cut_off)
    assert facts["Datasets with study, SHA-256"] == reference_evaluation().results.fingerprint
    assert facts["Data, SHA-256"] == reference_snapshot().fingerprint


def test_what_none_of_ten_allows_is_said_once() -> None:
    assert sum("30.8 %" in limit for limit in page_in("en").limits) == 1
    people = [make_participant(f"P{n}", [Seen("baseline", 1, "9")]) for n in range(3)]
    limits = compose_page(evaluate(make_snapshot(people)), "en").limits
    assert limits[-1].startswith("An event seen in none of 3 may still occur in up to 70.8 %")


def test_a_folder_without_ledger_and_dates_says_so() -> None:
    snapshot = replace(reference_snapshot(), head=None, database="folder", cut_off=None)
    page = compose_page(evaluate(snapshot), "en")
    assert page.mark == ""
    assert page.head == "no ledger: a folder of data"
    assert facts_of(View(evaluate(snapshot), "en"))["Data up to"] == "not dated"
    assert "合成" not in "".join(figure.svg for figure in page.figures)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_not_evaluable_in_words(language: Language) -> None:
    page = compose_page(evaluate(make_snapshot([])), language)
    said = {"en": "Not evaluable: nobody is enrolled.", "zh": "不可评价：尚无参与者入组。"}
    assert page.headline.before == said[language]
    assert page.headline.strong == ""
    assert page.limits


def test_other_primaries_have_their_own_sentence() -> None:
    people = [
        make_participant("P1", [Seen("baseline", 1, "20"), Seen("week_24", 169, "10")]),
        make_participant("P2", [Seen("baseline", 1, "20"), Seen("week_24", 169, "22")]),
    ]
    improved = make_study((ANALYSES[3].model_copy(update={"role": "primary"}),))
    headline = compose_page(evaluate(make_snapshot(people, improved)), "en").headline
    assert (headline.before, headline.strong) == ("Improved: ", "1/2 (50 %)")
    ranked = make_study((analysis("rank", "signed_rank", role="primary", zeros="wilcoxon"),))
    headline = compose_page(evaluate(make_snapshot(people, ranked)), "en").headline
    assert (headline.before, headline.strong) == ("Typically Total score fell by ", "4.0 points")
    assert headline.said_detail.startswith("No interval.")


def test_recruitment_and_follow_up_have_their_dates() -> None:
    evaluation = evaluate_rehearsal()
    people = evaluation.sdtm["DM"].frame
    consents = sorted(one[:10] for one in people["RFICDTC"].drop_nulls())
    ends = sorted(one[:10] for one in people["RFPENDTC"].drop_nulls())
    words = words_of(compose_report(evaluation, "en"))
    (said,) = (one for one in words if one.startswith("Consent was"))
    assert f"from {consents[0]} to {consents[-1]};" in said
    assert said.endswith(f"{ends[-1]}.")
    # The imagined participants have no form of consent.
    assert not any(one.startswith("Consent was") for one in words_of(reference_report("en")))


def test_that_nobody_died_is_said_where_events_were_asked_for() -> None:
    evaluation = evaluate_rehearsal()
    assert "Y" not in evaluation.sdtm["DM"].frame["DTHFL"]
    assert "No death is recorded." in words_of(compose_report(evaluation, "en"))
    assert "No death is recorded." not in words_of(reference_report("en"))


@pytest.mark.parametrize("source", ["Ahmed 2020; for baselines above 14", "Ahmed 2020"])
def test_a_source_is_cited_without_what_is_remarked_of_it(source: str) -> None:
    view = View(reference_evaluation(), "en")
    assert cite(view, Provenance(status="published", source=source)) == "Ahmed 2020"


def test_a_place_in_the_record_is_cited_by_the_number() -> None:
    view = View(reference_evaluation(), "en")
    number = view.study.registration.number
    assert cite(view, Provenance(status="record", source=f"{number}, outcome 1")) == number
    assert cite(view, Provenance(status="proposed")) == ""


def test_one_other_estimate_is_told_of_in_the_singular() -> None:
    study = make_study(ANALYSES[:2])
    people = [
        make_participant(f"P{n}", [Seen("baseline", 1, f"2{n}"), Seen("week_24", 169, "10")])
        for n in range(6)
    ]
    view = View(evaluate(make_snapshot(people, study)), "en")
    assert flatten(say_span(view)).startswith("The other estimate of this change is −")
