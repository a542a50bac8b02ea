"""Records of one endpoint in, each with its value or why it has none out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.adam.assessments import find_assessments
from heliotrope.datasets.adam.chart import Chart
from heliotrope.vocabulary import Missing
from tests.imagined import (
    COURSES,
    ENDPOINT,
    Seen,
    answer_cdasi,
    make_participant,
    make_reference_snapshot,
    make_study,
    on_day,
    record,
    reference_study,
)


def test_they_come_by_date_then_time_then_entry() -> None:
    seen = [
        Seen("unscheduled", 30, "3", time="14:00"),
        Seen("unscheduled", 30, "2", time="09:00"),
        Seen("baseline", 1, "1"),
        Seen("week_4", None, "0"),
    ]
    found = find_assessments(Chart(make_study(), make_participant("NC-001", seen)), ENDPOINT)
    assert [one.value for one in found] == [0, 1, 2, 3]
    assert [one.day for one in found] == [None, 1, 30, 30]


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen("week_4", 29, "5", complete=False), "the form is not complete"),
        (Seen("week_4", 29, None), "no value was entered"),
        (Seen("week_4", 29, Missing.UNK), "unknown (UNK)"),
        (Seen("week_4", 29, Missing.ND), "not done (ND)"),
    ],
)
def test_without_a_value_there_is_a_reason(seen: Seen, reason: str) -> None:
    (found,) = find_assessments(Chart(make_study(), make_participant("NC-001", [seen])), ENDPOINT)
    assert found.value is None
    assert found.reason is not None
    assert found.reason.en == reason


def test_zero_is_a_value() -> None:
    participant = make_participant("NC-001", [Seen("week_4", 29, "0")])
    (found,) = find_assessments(Chart(make_study(), participant), ENDPOINT)
    assert (found.value, found.reason) == (Decimal(0), None)


def test_a_score_is_computed_anew_from_the_answers() -> None:
    # The records carry no stored scores at all, so these can come from the answers only.
    snapshot = make_reference_snapshot()
    activity, damage = snapshot.study.plan.endpoints[:2]
    person = snapshot.participants[0]
    assert [one.value for one in find_assessments(Chart(snapshot.study, person), activity)] == list(
        COURSES["NC-001"]
    )
    assert {one.value for one in find_assessments(Chart(snapshot.study, person), damage)} == {
        Decimal(1)
    }


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"face_erythema": Missing.ND}, "not scored, not done (ND): {face}"),
        (
            {"face_erythema": Missing.ND, "malar_erythema": None},
            "not scored, missing: {malar}, {face}",
        ),
    ],
)
def test_a_few_missing_items_are_named(missing: dict[str, Missing | None], said: str) -> None:
    form = reference_study().form("cdasi")
    labels = {name: form.item(f"{name}_erythema").label.en for name in ("face", "malar")}
    assert reason_without(missing) == said.format(**labels)


def test_many_missing_items_are_counted() -> None:
    form = reference_study().form("cdasi")
    every: dict[str, Missing | None] = {item.name: Missing.ND for item in form.items}
    assert reason_without(every) == "not scored, 50 items not done (ND)"


def reason_without(missing: dict[str, Missing | None]) -> str:
    study = reference_study()
    values = {**answer_cdasi(12), **missing}
    made = record("NC-001", "cdasi", "week_4", values=values, performed=on_day(29), seq=5)
    person = make_participant("NC-001", [])
    person = Participant(
        person.code, person.screened, {("week_4", "cdasi", 1): made}, person.enrolled
    )
    (found,) = find_assessments(Chart(study, person), study.plan.endpoints[0])
    assert found.value is None
    assert found.reason is not None
    return found.reason.en
