"""What waits for a signature or a judgment → who is told of it, where, and in how many lines."""

from __future__ import annotations

from heliotrope.study.criterion_numbers import number_criterion
from heliotrope.web.actions.screen import screen
from heliotrope.web.store import Store
from tests.web.stage import (
    NOTHING,
    SCREENING,
    STUDY,
    Desk,
    enroll_one,
    person,
    read,
    read_text,
    save,
    screen_one,
    sign_one,
)


def test_what_waits_for_a_signature_is_the_investigators_and_waits_for_others_else(
    store: Store,
) -> None:
    enroll_one(store)
    mine = read_text(Desk("investigator").get("today"))
    assert "Waiting for you" in mine
    assert "2 visits to sign Screening · Baseline" in mine
    assert "Waiting for others" not in mine
    theirs = read_text(Desk("coordinator").get("today"))
    assert "Waiting for you" not in theirs
    assert "Visits to sign Investigator 2" in theirs


def test_a_signed_visit_waits_no_more_and_leads_to_the_next(store: Store) -> None:
    enroll_one(store)
    sign_one(store, "baseline")
    desk = Desk("investigator")
    assert "1 visit to sign Screening" in read_text(desk.get("today"))
    assert "Sign next: NC-001 Screening" in read_text(desk.get("visit", "NC-001", "baseline"))
    sign_one(store, "screening")
    assert "to sign" not in read_text(desk.get("today"))
    assert "Sign next" not in read_text(desk.get("visit", "NC-001", "baseline"))


def test_a_fallen_signature_and_a_deviation_come_first(store: Store) -> None:
    enroll_one(store)
    sign_one(store, "baseline")
    save(store, "cdasi", visit="baseline", day="2026-03-02", role="coordinator", arm_erythema="1")
    desk = Desk("investigator")
    told = {"happened": "2026-03-01", "description": "Held at another site."}
    desk.post("tell_deviation", "NC-001", data=told)
    page = read_text(desk.get("today"))
    own = page[page.index("Waiting for you") :]
    assert own.index("Baseline: signature fell") < own.index("Held at another site.")
    assert own.index("Held at another site.") < own.index("1 visit to sign")


def test_a_visit_with_a_form_to_fill_in_is_not_yet_to_be_signed(store: Store) -> None:
    screen(store, person(store, "coordinator"), "NC-001")
    save(store, "consent")
    assert "to sign" not in read_text(Desk("investigator").get("today"))
    for form in SCREENING[1:]:
        save(store, form)
    assert "1 visit to sign Screening" in read_text(Desk("investigator").get("today"))


def test_what_is_wrong_with_many_items_alike_is_said_once(store: Store) -> None:
    screen_one(store, "NC-002")
    desk = Desk("coordinator")
    refused = desk.save("NC-002", "screening", "cdasi", dict.fromkeys(list(NOTHING)[:5], "0"))
    page = read_text(refused)
    assert "Malar area: erythema and 75 more items are empty; give a value" in page
    assert read(refused).count("are empty") == 1
    assert 'id="p-alopecia"' in read(refused)


def test_criteria_of_one_number_are_told_apart_by_letters() -> None:
    numbers = {c.name: number_criterion(STUDY, c) for c in STUDY.criteria}
    assert numbers["inclusion_1"] == "1"
    assert numbers["inclusion_4_activity"] == "4a"
    assert numbers["exclusion_3_myelosuppression"] == "3c"
