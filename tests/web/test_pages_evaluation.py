"""People who open the results in; what they see, and the entry that says they looked, out."""

from __future__ import annotations

import csv
import io

import pytest

from heliotrope.capture.entries import Exported, ResultsViewed
from heliotrope.web.store import Store
from tests.web.stage import (
    Desk,
    address,
    count_entries,
    enroll_one,
    latest_entries,
    read,
    read_text,
    save,
)


def open_results(desk: Desk) -> str:
    """Press the button; the address of the results."""
    response = desk.post("evaluation")
    assert response.status_code == 302
    return response.headers["Location"]


def test_the_results_are_shown_only_after_the_look_is_recorded(store: Store) -> None:
    enroll_one(store)
    desk = Desk("statistician")
    before = count_entries()
    closed = read_text(desk.get("evaluation"))
    assert "that you looked, and when, is recorded with your name" in closed
    assert "NC-001" not in closed, "no result before the look"
    assert count_entries() == before
    there = open_results(desk)
    entry = latest_entries()[0]
    assert entry.fact == ResultsViewed(up_to=before)
    assert entry.by.username == "statistician"
    assert there == address("look", entry.seq)
    page = read_text(desk.get(there))
    assert "look no. 1, recorded" in page
    assert "NC-001" in page
    assert count_entries() == before + 1


def test_a_look_shows_what_was_known_at_it_and_nothing_later(store: Store) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    there = open_results(desk)
    known = read(desk.get(f"{there}/results.csv"))
    save(store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="0")
    assert read(desk.get(f"{there}/results.csv")) == known
    later = open_results(desk)
    assert read(desk.get(f"{later}/results.csv")) != known
    assert "look no. 2, recorded" in read_text(desk.get(later))


def test_before_the_results_are_opened_one_sees_how_often_they_were(store: Store) -> None:
    enroll_one(store)
    desk = Desk("statistician")
    assert "so far" not in read_text(desk.get("evaluation"))
    for times, said in (
        (1, "Opened once so far:"),
        (9, "Opened 10 times so far:"),
        (1, "11 times"),
    ):
        for _ in range(times):
            open_results(desk)
        page = read_text(desk.get("evaluation"))
        assert said in page
    assert "the latest ten:" in page


def test_nobody_looks_through_another_persons_look(store: Store) -> None:
    enroll_one(store)
    there = open_results(Desk("investigator"))
    other = Desk("statistician")
    for place in (there, f"{there}/results.csv", f"{there}/report.pdf"):
        refused = other.get(place)
        assert refused.status_code == 404
        assert "you did not open the results by entry" in read_text(refused)
    assert there not in read(other.get("evaluation"))


@pytest.mark.parametrize(
    "name",
    [
        "results.csv",
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.docx",
        "checklists.pdf",
        "registry.html",
        "registry.xml",
        "datasets.zip",
    ],
)
def test_a_copy_of_the_results_is_an_entry(store: Store, name: str) -> None:
    enroll_one(store)
    desk = Desk("statistician")
    there = open_results(desk)
    seq = latest_entries()[0].seq
    response = desk.get(f"{there}/{name}")
    assert response.status_code == 200
    assert f"nct05488327-{name}" in response.headers["Content-Disposition"]
    fact = latest_entries()[0].fact
    assert isinstance(fact, Exported)
    assert fact.what == f"looks/{seq}/{name}"
    if name == "results.csv":
        text = response.content.decode()
        assert text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text[1:])))
        assert {"result_id", "role", "statistic", "value"} <= set(rows[0])


@pytest.mark.parametrize("place", ["1", "99999", "1/results.csv", "x", "0"])
def test_an_entry_that_opened_nothing_shows_nothing(store: Store, place: str) -> None:
    enroll_one(store)
    before = count_entries()
    response = Desk("statistician").get(f"/evaluation/looks/{place}")
    assert response.status_code == 404
    assert count_entries() == before


def test_a_file_that_is_not_offered_is_not_there(store: Store) -> None:
    enroll_one(store)
    desk = Desk("statistician")
    there = open_results(desk)
    for name in ("study.sqlite3", "..%2Fresults.csv", "results.xlsx"):
        assert desk.get(f"{there}/{name}").status_code == 404


def test_the_results_of_an_empty_study_are_a_page_and_no_failure(store: Store) -> None:
    desk = Desk("investigator")
    page = desk.get(open_results(desk))
    assert page.status_code == 200


def test_the_case_record_is_a_pdf_and_an_entry(store: Store) -> None:
    enroll_one(store)
    response = Desk("inspector").get("casebook", "NC-001")
    assert response.content.startswith(b"%PDF")
    fact = latest_entries()[0].fact
    assert isinstance(fact, Exported)
    assert fact.what == "NC-001.pdf"
    assert Desk("inspector").get("casebook", "NC-999").status_code == 404
