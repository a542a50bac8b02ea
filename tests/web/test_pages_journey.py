"""A participant's way through the study as browsers post it in; the page of each step out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape

import pytest
from django.http import HttpResponse

from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.store import Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    ANSWERS,
    BASELINE,
    CONSENT,
    ELIGIBILITY,
    SCREENING,
    SKIN,
    Desk,
    address,
    count_entries,
    enroll_one,
    find,
    get_record,
    latest_entries,
    read,
    read_text,
    screen_one,
    sign_one,
)

VISIT = ("NC-001", "baseline")


def follow(desk: Desk, response: HttpResponse) -> str:
    """The page to which a post leads; its words."""
    assert response.status_code == 302, read_text(response)[-600:]
    return read_text(desk.get(response.headers["Location"]))


def sign(desk: Desk, visit: str = "baseline", password: str = DEMO_PASSWORD) -> HttpResponse:
    """Sign what the visit's page shows."""
    shown = read(desk.get("visit", "NC-001", visit))
    seen = find(r'name="seen" value="([^"]*)"', shown)
    data = {"meaning": "reviewed", "password": password, "seen": seen}
    return desk.post("sign", "NC-001", visit, data=data)


def test_from_the_first_code_to_a_signature_that_falls_and_is_given_again(store: Store) -> None:
    coordinator, investigator = Desk("coordinator"), Desk("investigator")

    # Screening begins under the code that is proposed.
    assert "No participant yet" in read_text(coordinator.get("today"))
    proposed = find(r'name="code" value="([^"]*)"', read(coordinator.get("screen")))
    assert proposed == "NC-001"
    page = follow(coordinator, coordinator.post("screen", data={"code": proposed}))
    assert "Screening" in page
    assert "Consent signed — not recorded" in page

    # Consent and the forms of the screening visit; each leads back to the visit.
    for form in SCREENING:
        saved = coordinator.save("NC-001", "screening", form, ANSWERS[form], _date="2026-02-26")
        assert "is complete: entry" in follow(coordinator, saved), form
    assert "8 forms complete" in read_text(coordinator.get("visit", "NC-001", "screening"))
    assert "2026-02-26 08:30" in read_text(coordinator.get("participant", "NC-001"))

    # Criteria are judged where the numbers are; then the participant counts.
    page = read_text(coordinator.get("form", "NC-001", "screening", "eligibility", 1))
    assert "Eligible by these criteria" in page
    page = follow(coordinator, coordinator.post("enroll", "NC-001"))
    assert "On treatment" in page
    assert store.state().participants["NC-001"].enrolled is not None

    # The baseline visit.
    for form in BASELINE:
        follow(coordinator, coordinator.save(*VISIT, form, ANSWERS[form]))
    assert "Activity 15, Damage 0" in read_text(coordinator.get("visit", *VISIT))

    # The coordinator cannot sign; the investigator does, with the password.
    assert "Password" not in read_text(coordinator.get("visit", *VISIT))
    page = follow(investigator, sign(investigator))
    assert "I have reviewed all data of this visit" in page
    assert "holds" in page
    assert "Signed" in page

    # A correction needs its reason; without it, nothing is saved and what was typed is there.
    changed = SKIN | {"malar_erythema": "2"}
    before = count_entries()
    refused = coordinator.save(*VISIT, "cdasi", changed)
    assert refused.status_code == 422
    assert "a change of a completed form needs its reason" in read_text(refused)
    assert re.search(r'name="malar_erythema" value="2" checked', read(refused))
    assert count_entries() == before
    words = {"_reason": "transcription", "_reason_text": "the sheet says 2"}
    page = follow(coordinator, coordinator.save(*VISIT, "cdasi", changed, **words))
    assert "Activity 14, Damage 0" in page

    # The signature fell with it, and says why; the history stands where the item is.
    page = read_text(investigator.get("visit", *VISIT))
    assert "Signature fell" in page
    assert "a signed value was changed" in page
    kinds = [entry.fact.kind for entry in latest_entries(2)]
    assert kinds == ["signature_fell", "answered"]
    page = read_text(investigator.get("item_history", *VISIT, "cdasi", 1, "malar_erythema"))
    for words_shown in (
        "before: 3",
        "after: 2",
        "the sheet says 2",
        "Chen Jing 陈静",
        "changed once",
    ):
        assert words_shown in page
    assert page.index("signature fell") < page.index("the sheet says 2") < page.index("first rec")

    # And is given again, over what is there now.
    page = follow(investigator, sign(investigator))
    assert page.count("holds") == 1
    assert page.count("fallen") == 1
    assert store.state().participants["NC-001"].signatures[-1].fell is None


# ------------------------------------------------------------------ acts refused, facts recorded


def test_the_eleventh_enrollment_is_refused_and_recorded_as_a_fact(store: Store) -> None:
    for number in range(1, 11):
        enroll_one(store, f"NC-{number:03}")
    screen_one(store, "NC-011")
    desk = Desk("coordinator")
    page = read_text(desk.get("enroll", "NC-011"))
    assert "the study file says 10" in page
    assert "10 are enrolled; screen failures do not count" in page
    refused = desk.post("enroll", "NC-011")
    assert refused.status_code == 409
    assert "10 are enrolled and the study file says 10" in read_text(refused)
    assert store.state().enrolled_count == 10

    fact = {"happened": "2026-03-02", "reason": "treated on paper before the tenth was known"}
    follow(desk, desk.post("enroll_fact", "NC-011", data=fact))
    enrolled = store.state().participants["NC-011"].enrolled
    assert enrolled is not None
    assert enrolled.breaches == ("over_enrollment",)
    page = read_text(desk.get("deviations"))
    assert "More enrolled than planned" in page
    assert "treated on paper before the tenth was known" in page
    assert "to judge" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"happened": "2026-03-02", "reason": " "}, "the reason is empty"),
        ({"happened": "2026-03-03", "reason": "late"}, "lies in the future"),
        ({"happened": "", "reason": "late"}, "the day on which it happened is empty"),
        ({"happened": "2026-13-45", "reason": "late"}, "is not a date"),
        ({"happened": "0026-03-02", "reason": "late"}, "is not a date"),
        ({"reason": "late"}, "the day on which it happened is empty"),
    ],
)
def test_a_fact_needs_its_true_day_and_reason(
    store: Store, data: Mapping[str, str], said: str
) -> None:
    desk = Desk("coordinator")
    desk.post("screen", data={"code": "NC-001"})
    before = count_entries()
    refused = desk.post("enroll_fact", "NC-001", data=data)
    assert refused.status_code == 409
    assert said in read_text(refused)
    assert count_entries() == before
    # What was typed is still there.
    assert f">{data['reason']}</textarea>" in read(refused)


def test_a_screen_failure_names_what_stood_in_the_way(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    answers = ELIGIBILITY | {"exclusion_6": "yes"}
    page = ("NC-001", "screening", "eligibility")
    follow(desk, desk.save(*page, answers, _date="2026-02-26", _reason="late_information"))
    assert "Not eligible" in read_text(desk.get("form", *page, 1))
    refused = desk.post("enroll", "NC-001")
    assert "not fulfilled: exclusion 6" in read_text(refused)
    assert "Allergy to or contraindication" in read_text(desk.get("fail_screening", "NC-001"))
    assert desk.post("fail_screening", "NC-001", data={"reason": ""}).status_code == 409
    follow(desk, desk.post("fail_screening", "NC-001", data={"reason": "allergic"}))
    failed = store.state().participants["NC-001"].screen_failed
    assert failed is not None
    assert failed.criteria == ("exclusion_6",)
    assert store.state().enrolled_count == 0
    again = desk.post("fail_screening", "NC-001", data={"reason": "allergic"})
    assert again.status_code == 409
    assert "already a screen failure" in read_text(again)


def test_what_was_done_before_consent_is_a_deviation_that_an_investigator_judges(
    store: Store,
) -> None:
    coordinator, investigator = Desk("coordinator"), Desk("investigator")
    coordinator.post("screen", data={"code": "NC-001"})
    at = {"_date": "2026-02-26", "_time": "08:10"}
    follow(coordinator, coordinator.save("NC-001", "screening", "cdasi", SKIN, **at))
    assert "No consent recorded" in read_text(coordinator.get("deviations"))
    consent = coordinator.save("NC-001", "screening", "consent", CONSENT, _date="2026-02-26")
    follow(coordinator, consent)

    page = read_text(coordinator.get("participant", "NC-001"))
    assert "was performed 2026-02-26 08:10, before consent was signed 2026-02-26 08:30" in page
    assert "Judge" not in page

    shown = read(investigator.get("deviations"))
    assert "Done before consent" in read_text(investigator.get("deviations"))
    href = find(r'href="([^"]+/deviations/before_consent[^"]+)"', shown)
    assert "Judge a deviation" in read_text(investigator.get(href))
    unchosen = investigator.post(href, data={"comment": "twenty minutes"})
    assert unchosen.status_code == 409
    assert "minor or major is not chosen" in read_text(unchosen)
    judged = {"weight": "minor", "comment": "twenty minutes"}
    page = follow(investigator, investigator.post(href, data=judged))
    assert "minor · Li Wei 李伟" in page
    assert "0 to judge" in page

    # The button pressed twice leaves one judgment; another judgment is one more.
    before = count_entries()
    assert investigator.post(href, data=judged).status_code == 409
    assert count_entries() == before
    follow(investigator, investigator.post(href, data={"weight": "major", "comment": ""}))
    assert "major · Li Wei 李伟" in read_text(investigator.get("deviations"))


def test_a_deviation_is_told_once_however_often_the_button_is_pressed(store: Store) -> None:
    desk = Desk("coordinator")
    desk.post("screen", data={"code": "NC-001"})
    told = {"happened": "2026-03-01", "description": "Capsules handed out without the count."}
    follow(desk, desk.post("tell_deviation", "NC-001", data=told))
    again = desk.post("tell_deviation", "NC-001", data=told)
    assert again.status_code == 409
    assert "this is recorded already" in read_text(again)
    assert len(store.state().participants["NC-001"].told_deviations) == 1
    follow(desk, desk.post("tell_deviation", "NC-001", data=told | {"happened": "2026-03-02"}))
    assert len(store.state().participants["NC-001"].told_deviations) == 2


def test_early_termination_can_be_reached_and_ends_the_participation(
    store: Store, clock: FakeClock
) -> None:
    enroll_one(store)
    clock.moment = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
    desk = Desk("coordinator")
    place = ("NC-001", "early_termination")
    assert address("visit", *place) in read(desk.get("participant", "NC-001"))
    # The form has an item named `reason`, like the reason of a correction.
    end = {"end_date": "2026-03-20", "reason": "adverse_event", "detail": "neutropenia"}
    follow(desk, desk.save(*place, "end_of_study", end, _date="2026-03-20"))
    assert get_record(store, place[1], "end_of_study").values["reason"] == "adverse_event"
    assert "Study ended" in read_text(desk.get("participant", "NC-001"))
    changed = end | {"reason": "lack_of_effect"}
    refused = desk.save(*place, "end_of_study", changed, _date="2026-03-20")
    assert refused.status_code == 422
    assert "a change of a completed form needs its reason" in read_text(refused)
    assert re.search(r'value="lack_of_effect" checked', read(refused))
    saved = desk.save(*place, "end_of_study", changed, _date="2026-03-20", _reason="query")
    follow(desk, saved)
    assert get_record(store, place[1], "end_of_study").values["reason"] == "lack_of_effect"


# ------------------------------------------------------------------ signing


def test_nothing_unseen_is_signed(store: Store) -> None:
    enroll_one(store)
    investigator = Desk("investigator")
    seen = find(r'name="seen" value="([^"]*)"', read(investigator.get("visit", *VISIT)))
    corrected = SKIN | {"malar_erythema": "1"}
    Desk("coordinator").save(*VISIT, "cdasi", corrected, _reason="transcription")
    for shown in (seen, "", "-"):
        data = {"meaning": "reviewed", "password": DEMO_PASSWORD, "seen": shown}
        refused = investigator.post("sign", *VISIT, data=data)
        assert refused.status_code == 409
        assert "the visit changed since the page was shown" in read_text(refused)
        # The page now shows what there is to sign.
        assert "Activity 13" in read_text(refused)
    assert not store.state().participants["NC-001"].signatures


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong"}, "the password is wrong"),
        ({"password": ""}, "the password is wrong"),
        ({"meaning": ""}, "the meaning of the signature is not chosen"),
        ({"meaning": "agreed"}, "the meaning of the signature is not chosen"),
    ],
)
def test_a_signature_needs_the_password_and_its_meaning(
    store: Store, change: Mapping[str, str], said: str
) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    seen = find(r'name="seen" value="([^"]*)"', read(desk.get("visit", *VISIT)))
    data = {"meaning": "reviewed", "password": DEMO_PASSWORD, "seen": seen, **change}
    refused = desk.post("sign", *VISIT, data=data)
    assert refused.status_code == 409
    assert said in read_text(refused)
    assert not store.state().participants["NC-001"].signatures


def test_a_draft_keeps_a_visit_from_being_signed(store: Store) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    desk.save("NC-001", "week_2", "blood_count", {"wbc": "4.4"}, _act="draft")
    page = read_text(desk.get("visit", "NC-001", "week_2"))
    assert "not complete: Blood count" in page
    assert "Password" not in page
    data = {"meaning": "reviewed", "password": DEMO_PASSWORD, "seen": "blood_count.1.1"}
    assert desk.post("sign", "NC-001", "week_2", data=data).status_code == 409


def test_a_signature_pressed_twice_is_given_once(store: Store) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    seen = find(r'name="seen" value="([^"]*)"', read(desk.get("visit", *VISIT)))
    data = {"meaning": "reviewed", "password": DEMO_PASSWORD, "seen": seen}
    assert desk.post("sign", *VISIT, data=data).status_code == 302
    again = desk.post("sign", *VISIT, data=data)
    assert again.status_code == 409
    assert "already signed" in read_text(again)
    assert len(store.state().participants["NC-001"].signatures) == 1


def test_a_signature_is_shown_with_name_role_meaning_time_and_version(store: Store) -> None:
    """21 CFR 11.50(a)."""
    enroll_one(store)
    sign_one(store)
    stamp = find(r'<div class="stamp">(.*?)</div>', read(Desk("monitor").get("visit", *VISIT)))
    words = unescape(re.sub("<[^>]+>", " ", stamp))
    for part in (
        "Li Wei 李伟",
        "Investigator",
        "I have reviewed all data of this visit",
        "2026-03-02 09:00 Asia/Shanghai",
        "study files v1",
    ):
        assert part in words


def test_unscheduled_visits_repeat(store: Store) -> None:
    enroll_one(store)
    desk = Desk("coordinator")
    place = ("NC-001", "unscheduled")
    assert address("visit", *place) in read(desk.get("participant", "NC-001"))
    for repeat in (1, 2, 3):
        saved = desk.save(*place, "blood_count", ANSWERS["blood_count"], repeat=repeat)
        assert "Blood count is complete" in follow(desk, saved)
    page = read(desk.get("visit", *place))
    assert address("form", *place, "blood_count", 4) in page
    assert address("form", *place, "blood_count", 3) in page
    assert desk.get("form", *place, "blood_count", 5).status_code == 404
