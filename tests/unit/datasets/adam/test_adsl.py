"""Imagined participants in, one row each in ADSL out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.adam.adsl import group_age, make_adsl
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
from tests.planned import planned_study
from tests.watched import CUT_OFF, Watched

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


# ---------------------------------------------------------------- populations, treatment, death


def watched_row(person: Watched) -> dict[str, Any]:
    snapshot = make_snapshot([person.done()], planned_study(), CUT_OFF)
    return make_adsl(snapshot).frame.row(0, named=True)


def test_who_had_a_dose_is_treated_and_who_did_not_is_not() -> None:
    assert watched_row(Watched().dose(1, 40))["SAFFL"] == "Y"
    assert watched_row(Watched().dose(1, 40, "0", "stopped"))["SAFFL"] == "N"
    assert watched_row(Watched().score(1, "20", "baseline"))["SAFFL"] == "N"


@pytest.mark.parametrize(
    ("person", "flag"),
    [
        (Watched().dose(1, 40).score(1, "20", "baseline").score(29, "18", "week_4"), "Y"),
        (Watched().dose(1, 40).score(1, "20", "baseline"), "N"),
        (Watched().dose(1, 40).score(29, "18", "week_4"), "N"),
        (Watched().score(1, "20", "baseline").score(29, "18", "week_4"), "N"),
        (
            Watched(enrolled=False)
            .dose(1, 40)
            .score(1, "20", "baseline")
            .score(29, "18", "week_4"),
            "N",
        ),
    ],
)
def test_evaluable_needs_a_dose_a_baseline_and_a_later_value(person: Watched, flag: str) -> None:
    assert watched_row(person)["EVALFL"] == flag


def test_treatment_ends_with_the_final_dose_and_lasts_with_both_ends() -> None:
    row = watched_row(Watched().dose(1, 29).dose(30, 36, "0", "stopped").dose(37, 100))
    assert (row["TRTSDT"], row["TRTEDT"], row["TRTDURD"]) == (on_day(1), on_day(100), 100)
    assert row["TRT01A"] == "All"
    never = watched_row(Watched().score(1, "20", "baseline"))
    assert (never["TRTEDT"], never["TRTDURD"], never["TRT01A"]) == (None, None, None)


def test_a_death_has_its_flag_and_day() -> None:
    row = watched_row(Watched().dose(1, 40).event(38, 41, "5"))
    assert (row["DTHFL"], row["DTHDT"]) == ("Y", on_day(41))
    assert watched_row(Watched().dose(1, 40))["DTHFL"] is None


def test_the_baseline_of_the_primary_endpoint_stands_in_it() -> None:
    assert watched_row(Watched().score(1, "20.5", "baseline"))["BASEPRIM"] == 20.5
    assert watched_row(Watched())["BASEPRIM"] is None


def test_it_says_what_kinds_of_records_there_are() -> None:
    row = watched_row(Watched().dose(1, 40).event(3))
    assert [row[name] for name in ("EXRECFL", "CMRECFL", "AERECFL")] == ["Y", "N", "Y"]


@pytest.mark.parametrize(
    ("years", "group"), [(17, "<18"), (18, "18-64"), (64, "18-64"), (65, ">=65")]
)
def test_age_groups_begin_at_18_and_65(years: int, group: str) -> None:
    assert group_age(years) == group
