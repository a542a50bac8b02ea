"""Imagined participants in, one row each in ADSL out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.adam.adsl import make_adsl
from heliotrope.vocabulary import Missing, Value
from tests.imagined import (
    DAY_1,
    Left,
    Seen,
    make_participant,
    make_snapshot,
    on_day,
    record,
    reference_study,
    screen_failure,
)

SEEN = [Seen("baseline", 1, "20")]


def row_of(participant: Participant) -> dict[str, Any]:
    return make_adsl(make_snapshot([participant])).frame.row(0, named=True)


def test_every_participant_has_one_row_enrolled_or_not() -> None:
    people = [
        make_participant("NC-001", SEEN),
        screen_failure("NC-002"),
        make_participant("NC-003", [], enrolled=False),
    ]
    frame = make_adsl(make_snapshot(people)).frame
    assert frame["SUBJID"].to_list() == ["NC-001", "NC-002", "NC-003"]
    assert frame["ENRLFL"].to_list() == ["Y", "N", "N"]
    assert frame["SCRFFL"].to_list() == ["N", "Y", "N"]
    assert frame["EOSSTT"].to_list() == ["ONGOING", None, None]
    assert frame["USUBJID"].to_list()[0] == "IMAGINED-NC-001"


def test_day_1_is_the_first_dose_else_the_baseline_visit() -> None:
    assert row_of(make_participant("NC-001", SEEN))["TRTSDT"] == DAY_1
    dosed = make_participant("NC-001", SEEN, dose_day=3)
    assert row_of(dosed)["TRTSDT"] == on_day(3)
    assert row_of(make_participant("NC-001", []))["TRTSDT"] is None


def test_a_discontinuation_has_its_day_counted_from_1_and_its_reason() -> None:
    row = row_of(make_participant("NC-001", SEEN, Left(40)))
    assert (row["EOSSTT"], row["EOSDY"], row["DCSREAS"]) == ("DISCONTINUED", 40, "adverse_event")
    assert row["EOSDT"] == on_day(40)


def test_completion_is_no_discontinuation() -> None:
    row = row_of(make_participant("NC-001", SEEN, Left(197, "completed")))
    assert (row["EOSSTT"], row["DCSREAS"]) == ("COMPLETED", None)


def test_a_draft_of_the_end_has_ended_nothing() -> None:
    row = row_of(make_participant("NC-001", SEEN, Left(40, complete=False)))
    assert (row["EOSSTT"], row["EOSDT"]) == ("ONGOING", None)


def test_an_end_without_a_date_is_still_an_end() -> None:
    row = row_of(make_participant("NC-001", SEEN, Left(None)))
    assert (row["EOSSTT"], row["EOSDT"], row["EOSDY"]) == ("DISCONTINUED", None, None)


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1976, 1, 3), 50), (date(1976, 1, 4), 49), (date(1976, 12, 31), 49)],
)
def test_age_is_in_completed_years_on_the_local_day_of_consent(born: date, age: int) -> None:
    # 23:30 on January 2 in UTC is January 3 in Shanghai.
    signed = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
    row = make_adsl(_reference({"birth_date": born, "sex": "female"}, signed)).frame.row(
        0, named=True
    )
    assert (row["AGE"], row["AGEU"], row["SEX"]) == (age, "YEARS", "F")
    assert row["RFICDT"] == date(2026, 1, 3)


def test_what_is_missing_for_a_reason_is_null() -> None:
    values: dict[str, Value | None] = {"birth_date": Missing.UNK, "sex": Missing.ND}
    row = make_adsl(_reference(values, None)).frame.row(0, named=True)
    assert (row["AGE"], row["AGEU"], row["SEX"]) == (None, None, None)


def _reference(values: dict[str, Value | None], signed: datetime | None) -> Any:
    person = make_participant("NC-001", [])
    known = record(
        "NC-001", "demographics", "screening", values=values, performed=on_day(-2), seq=2
    )
    consent = record(
        "NC-001", "consent", "screening", values={"signed_at": signed}, performed=None, seq=3
    )
    records = {
        ("screening", "demographics", 1): known,
        ("screening", "consent", 1): consent,
    }
    person = Participant(person.code, person.screened, records, person.enrolled)
    return make_snapshot([person], reference_study())
