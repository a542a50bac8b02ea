"""Imagined participants in; their days, epochs and visits out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.sdtm.subjects import Subject, make_subjects
from heliotrope.vocabulary import PartialDate
from tests.imagined import DAY_1, on_day
from tests.tabulated import snapshot_of
from tests.watched import Watched


def subject_of(person: Participant) -> Subject:
    return make_subjects(snapshot_of(person))[0]


def test_participants_stand_in_the_order_of_their_codes() -> None:
    people = [Watched(code).done() for code in ("NC-003", "NC-001", "NC-002")]
    found = make_subjects(snapshot_of(*people))
    assert [one.participant.code for one in found] == ["NC-001", "NC-002", "NC-003"]
    assert found[0].usubjid == "IMAGINED-NC-001"


def test_there_is_no_day_0() -> None:
    subject = subject_of(Watched().dose(1, 10).done())
    assert [subject.day(DAY_1 + timedelta(days=d)) for d in (-2, -1, 0, 1)] == [-2, -1, 1, 2]
    assert subject.day(None) is None


@pytest.mark.parametrize(
    ("day", "epoch"),
    [(-1, "SCREENING"), (1, "TREATMENT"), (10, "TREATMENT"), (11, "FOLLOW-UP")],
)
def test_epochs_change_on_day_1_and_after_the_latest_dose(day: int, epoch: str) -> None:
    subject = subject_of(Watched().dose(1, 10).done())
    assert subject.epoch(on_day(day)) == epoch


@pytest.mark.parametrize(
    ("on", "epoch"),
    [
        (PartialDate(2025), "SCREENING"),
        (PartialDate(2025, 12), "SCREENING"),
        (PartialDate(2026, 1), None),
        (PartialDate(2026), None),
        (PartialDate(2026, 2), "TREATMENT"),
        (PartialDate(2026, 3), None),
        (PartialDate(2026, 4), "FOLLOW-UP"),
    ],
)
def test_a_date_known_in_part_has_an_epoch_where_all_its_days_have_it(
    on: PartialDate, epoch: str | None
) -> None:
    # Doses from 5 January to 14 March 2026.
    subject = subject_of(Watched().dose(1, 69).done())
    assert subject.epoch(on) == epoch
    assert subject.day(on) is None


def test_treatment_that_goes_on_has_no_latest_dose_and_no_follow_up() -> None:
    subject = subject_of(Watched().dose(1, None).done())
    assert subject.final_dose is None
    assert subject.epoch(on_day(400)) == "TREATMENT"


def test_a_dose_that_went_on_ends_with_participation() -> None:
    subject = subject_of(Watched().dose(1, None).end(50).done())
    assert subject.final_dose == on_day(50)


def test_without_day_1_everything_is_screening() -> None:
    subject = subject_of(Watched(enrolled=False).score(-3, "20", "screening").done())
    assert subject.day_1 is None
    assert subject.epoch(on_day(-3)) == "SCREENING"
    assert subject.epoch(None) is None


def test_before_the_dose_is_any_day_before_and_the_visit_of_day_1() -> None:
    watched = Watched().dose(1, None).score(-1, "20", "screening").score(1, "19", "baseline")
    watched.score(1, "18", "unscheduled").score(2, "17", "baseline")
    subject = subject_of(watched.done())
    by_day = {(r.visit, r.performed_date): subject.is_before_dose(r) for r in subject.records}
    assert by_day[("screening", on_day(-1))]
    assert by_day[("baseline", on_day(1))]
    assert not by_day[("unscheduled", on_day(1))]
    assert not by_day[("baseline", on_day(2))]


def test_an_unscheduled_visits_second_day_has_a_number_of_its_own() -> None:
    watched = Watched().score(40, "20", "unscheduled").score(60, "19", "unscheduled")
    watched.score(40, "18", "unscheduled")
    subject = subject_of(watched.done())
    found = [subject.visit(r) for r in subject.records]
    assert found == [(6.0, "UNSCHEDULED"), (6.0, "UNSCHEDULED"), (6.01, "UNSCHEDULED 2")]


def test_the_latest_contact_is_the_end_else_the_latest_day() -> None:
    assert subject_of(Watched().score(30, "1", "week_4").done()).latest_contact == on_day(30)
    ended = Watched().score(30, "1", "week_4").end(20).done()
    assert subject_of(ended).latest_contact == on_day(20)
    assert subject_of(Watched().done()).latest_contact is None
