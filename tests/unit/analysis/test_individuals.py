"""More than 200 participants in, results without a row for each of them out."""

from __future__ import annotations

from heliotrope.analysis.data import LISTED
from tests.planned import evaluate_people, planned_study
from tests.watched import Watched


def people(count: int) -> list[Watched]:
    found = []
    for place in range(count):
        person = Watched(f"NC-{place:04}").dose(1, 168).score(1, "20", "baseline")
        found.append(person if place % 2 else person.score(169, "15", "week_24"))
    return found


def test_up_to_200_everyone_has_rows_and_is_named() -> None:
    results = evaluate_people(people(LISTED), planned_study())
    assert results["participant.total.week_24.NC-0000.change"].value == -5
    assert "NC-0001, nothing recorded" in results["change.n"].text.en
    assert results["forty.NC-0000.count"].value == 0


def test_above_200_nobody_is_and_the_numbers_stand() -> None:
    results = evaluate_people(people(LISTED + 1), planned_study())
    assert results["change.n"].value == 101
    assert results["change.estimate"].value == -5
    assert results["change.n"].text.en == "Not counted: 100 participants."
    assert results["change.n"].text.zh == "未计入：100 人。"
    assert not list(results.select("participant"))
    assert not list(results.select("status"))
    assert results["disposition.enrolled"].value == 201
    assert not any("NC-0" in row.text.en or "NC-0" in row.result_id for row in results.rows)
