"""A snapshot in, all results with their fingerprint out."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from heliotrope.analysis.results import Statistic, render_results
from heliotrope.analysis.run import evaluate
from heliotrope.study.plan import AnalysisRole
from tests.evaluated import reference_results, reference_snapshot
from tests.imagined import (
    COURSES,
    Left,
    Seen,
    make_participant,
    make_reference_snapshot,
    make_snapshot,
    screen_failure,
)


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    again = evaluate(make_reference_snapshot()).results
    assert render_results(again) == render_results(reference_results())
    assert again.fingerprint == reference_results().fingerprint


def test_one_value_more_is_another_fingerprint() -> None:
    other = {**COURSES, "NC-010": (*COURSES["NC-010"][:-1], 16)}
    assert (
        evaluate(make_reference_snapshot(other)).results.fingerprint
        != reference_results().fingerprint
    )


def test_every_row_is_of_the_contracts_words() -> None:
    for row in reference_results().rows:
        assert row.statistic in get_args(Statistic)
        assert row.role in get_args(AnalysisRole)
        assert row.plan_version == "1"
        printed = row.analysis.startswith("comparator.")
        assert row.source.endswith(reference_results().fingerprint[:12]) is not printed
        assert row.source
        assert (row.value is not None) or row.text.en or row.analysis == "status", row.result_id
    assert {r.analysis for r in reference_results().rows if r.role == "primary"} == {
        "change_week_24"
    }


def test_everyone_enrolled_has_a_row_for_every_endpoint_and_visit() -> None:
    for code in COURSES:
        for name in ("baseline", "week_4", "week_8", "week_12", "week_24", "follow_up"):
            row = reference_results()[f"participant.cdasi_activity.{name}.{code}.value"]
            assert (row.value is None) == bool(row.text.en)
            assert row.group == code
    assert reference_results().find("participant.cdasi_activity.screening.NC-001.value") is None
    assert reference_results().find("participant.cdasi_activity.baseline.NC-011.value") is None


def test_a_participants_row_leads_back_to_the_ledger() -> None:
    row = reference_results()["participant.cdasi_activity.week_24.NC-002.change"]
    assert (row.value, row.unit.en, row.direction) == (-7, "points", "lower")
    # Entry 201 is the baseline of the second participant, 207 the visit of week 24.
    assert "entries 201, 207;" in row.source


def test_the_means_of_the_course_are_rows() -> None:
    assert reference_results()["figure.course.week_8.n"].value == 8
    assert reference_results()["figure.course.week_8.mean"].value == 18.875
    assert reference_results()["figure.course.baseline.mean"].value == 25.6


def test_counts_of_participants_add_up_and_name_them() -> None:
    people = [
        make_participant("NC-001", [Seen("baseline", 1, "20")], Left(40)),
        make_participant("NC-002", [Seen("baseline", 1, "20")], Left(197, "completed")),
        make_participant("NC-003", [Seen("baseline", 1, "20")]),
        make_participant("NC-004", [], enrolled=False),
        screen_failure("NC-005"),
    ]
    results = evaluate(make_snapshot(people)).results
    counts = {row.group: row.value for row in results.select("disposition")}
    assert counts == {
        "screened": 5,
        "screen_failures": 1,
        "in_screening": 1,
        "enrolled": 3,
        "completed": 1,
        "stopped": 1,
        "stopped.adverse_event": 1,
        "ongoing": 1,
    }
    assert results["disposition.stopped.adverse_event"].text.en == "adverse event: NC-001"
    assert results["disposition.stopped.adverse_event"].text.zh == "不良事件：NC-001"
    said = {row.group: row.text.en for row in results.select("status")}
    assert said == {
        "NC-001": "stopped on day 40 (adverse event)",
        "NC-002": "completed on day 197",
        "NC-003": "ongoing",
        "NC-004": "in screening",
        "NC-005": "screen failure",
    }
    assert results["status.NC-001.end_day"].value == 40


def test_none_of_ten_still_allows_31_percent() -> None:
    upper = reference_results()["none_of_enrolled.upper"].value
    one_sided = reference_results()["none_of_enrolled.upper_one_sided"].value
    assert upper is not None
    assert one_sided is not None
    # 1 - 0.025 ** (1 / 10) and 1 - 0.05 ** (1 / 10), by hand.
    assert abs(float(upper) - 0.3084971078187608) < 1e-12
    assert abs(float(one_sided) - 0.2588655508930523) < 1e-12


def test_an_empty_study_has_its_rows() -> None:
    results = evaluate(replace(reference_snapshot(), participants=())).results
    assert results["change_week_24.estimate"].text.en == "Not evaluable: nobody is enrolled."
    assert results["disposition.screened"].value == 0
    assert results["none_of_enrolled.upper"].value is None
