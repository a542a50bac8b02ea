"""Saves, signatures and a redaction in; what an item's history says of them, out."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from heliotrope.capture.entries import Redacted
from heliotrope.web.database import get_connection
from heliotrope.web.find import find_ledger_rows
from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.store import Store
from heliotrope.web.verify import verify_database
from tests.web.stage import (
    CONSENT,
    SKIN,
    Desk,
    address,
    count_entries,
    enroll_one,
    forget_failures,
    get_record,
    latest_entries,
    read,
    read_text,
    save,
    screen_one,
    sign_one,
)

SECRET = "Mrs. Zhang of the third floor"
CONSENTED = ("NC-001", "screening", "consent", 1)
VERSION = (*CONSENTED, "version")
ERYTHEMA = ("NC-001", "baseline", "cdasi", 1, "malar_erythema")


def list_events(page: str) -> list[str]:
    """The words of each event, newest first."""
    events = re.findall(r'<ol class="tl">(.*?)</ol>', page, re.DOTALL)[0]
    items = re.findall(r"<li>(.*?)</li>", events, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", item).split()) for item in items]


# ------------------------------------------------------------------ history


def test_each_change_stands_with_who_when_old_new_and_why(store: Store) -> None:
    enroll_one(store)
    save(store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="2")
    save(
        store, "cdasi", visit="baseline", day="2026-03-02", role="investigator", malar_erythema="0"
    )
    events = list_events(read(Desk("monitor").get("item_history", *ERYTHEMA)))
    assert len(events) == 3
    assert "Li Wei 李伟 Investigator" in events[0]
    assert "before: 2" in events[0]
    assert "after: 0" in events[0]
    assert "reason Copied wrongly from the source" in events[0]
    assert "before: 3" in events[1]
    assert "first record 3" in events[2]
    record = get_record(store, "baseline", "cdasi")
    for event, version in zip(events, record.versions, strict=True):
        assert f"entry {version.seq}" in event
        assert version.hash[:8] in event
        assert version.at.strftime("%H:%M") not in event, "shown in the site's time"


def test_a_save_that_left_the_item_alone_is_no_event_of_it(store: Store) -> None:
    enroll_one(store)
    save(store, "cdasi", visit="baseline", day="2026-03-02", face_erythema="1")
    assert len(list_events(read(Desk("monitor").get("item_history", *ERYTHEMA)))) == 1
    assert "never changed" in read_text(Desk("monitor").get("item_history", *ERYTHEMA))


def test_an_absence_and_a_clearing_are_changes(store: Store) -> None:
    enroll_one(store)
    desk = Desk("coordinator")
    gone = {k: v for k, v in SKIN.items() if k != "malar_erythema"}
    absent = {**gone, "malar_erythema__missing": "UNK"}
    desk.save("NC-001", "baseline", "cdasi", absent, _reason="source_corrected")
    events = list_events(read(desk.get("item_history", *ERYTHEMA)))
    assert "before: 3" in events[0]
    assert "after: unknown (UNK)" in events[0]


def test_signatures_over_the_form_stand_in_its_items_history(store: Store) -> None:
    enroll_one(store)
    sign_one(store)
    save(store, "cdasi", visit="baseline", day="2026-03-02", face_erythema="1")
    sign_one(store)
    events = list_events(read(Desk("monitor").get("item_history", *ERYTHEMA)))
    kinds = ["covers 12 forms", "The signature fell", "covers 12 forms", "first record"]
    assert all(kind in event for kind, event in zip(kinds, events, strict=True))
    # The fall stands under the entry that caused it and is explained.
    assert "a signed value was changed" in events[1]


def test_a_script_gets_the_part_beside_the_item_alone(store: Store) -> None:
    enroll_one(store)
    desk = Desk("monitor")
    part = read(desk.get("item_history", *ERYTHEMA, **{"x-fragment": "1"}))
    assert "<html" not in part
    assert "first record" in part
    assert "data-close" in part
    whole = read(desk.get("item_history", *ERYTHEMA))
    assert "<html" in whole
    assert "data-close" not in whole


def test_an_item_never_recorded_has_an_empty_history(store: Store) -> None:
    screen_one(store)
    page = read(Desk("monitor").get("item_history", "NC-001", "screening", "cdasi", 1, "leg_scale"))
    assert len(list_events(page)) == 1
    page = read(Desk("monitor").get("item_history", "NC-001", "week_4", "cdasi", 1, "leg_scale"))
    assert list_events(page) == []


# ------------------------------------------------------------------ redaction


@pytest.fixture
def told(any_store: Store) -> Store:
    """A name stands where none belongs, in two versions of the consent form, signed."""
    forget_failures()
    screen_one(any_store)
    save(any_store, "consent", version=SECRET)
    save(any_store, "consent", version=SECRET, copy_given="no")
    sign_one(any_store, "screening")
    return any_store


def redact(desk: Desk, reason: str = "names a person", password: str = DEMO_PASSWORD) -> int:
    data = {"reason": reason, "password": password}
    return desk.post("redact", *VERSION, data=data).status_code


def test_a_text_is_emptied_everywhere_and_the_chain_still_holds(told: Store) -> None:
    desk = Desk("investigator")
    before = [row.text for row in find_ledger_rows()]
    assert SECRET in read(desk.get("item_history", *VERSION))
    assert redact(desk) == 302

    told.forget()
    for name, args in (
        ("form", CONSENTED),
        ("item_history", VERSION),
        ("visit", ("NC-001", "screening")),
        ("participant", ("NC-001",)),
        ("audit", ()),
        ("deviations", ()),
        ("audit_export", ()),
    ):
        assert SECRET not in read(desk.get(name, *args)), name
    assert SECRET not in desk.get("casebook", "NC-001").content.decode("latin-1")
    assert "redacted" in read_text(desk.get("item_history", *VERSION))
    with get_connection().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_text WHERE text = %s", [SECRET])
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM ledger_text WHERE text IS NULL AND salt IS NULL")
        # Both versions of the name, and the version of the sheet that was there before them.
        assert cursor.fetchone()[0] == 3
    # What was chained is untouched, and all of it holds.
    assert [row.text for row in find_ledger_rows()][: len(before)] == before
    assert not verify_database().faults
    assert connection.alias == get_connection().alias


def test_the_redaction_is_an_entry_under_the_name_with_its_reason(told: Store) -> None:
    desk = Desk("investigator")
    assert redact(desk) == 302
    entry = next(e for e in latest_entries(3) if isinstance(e.fact, Redacted))
    assert entry.by.username == "investigator"
    words = read_text(Desk("inspector").get("audit", query="?kind=redacted"))
    assert "Text redacted" in words
    assert "names a person" in words


@pytest.mark.parametrize(
    ("reason", "password", "said"),
    [
        ("", DEMO_PASSWORD, "the reason is empty"),
        ("   ", DEMO_PASSWORD, "the reason is empty"),
        ("names a person", "wrong", "the password is wrong"),
        ("names a person", "", "the password is wrong"),
    ],
)
def test_without_reason_and_password_nothing_is_emptied(
    store: Store, reason: str, password: str, said: str
) -> None:
    forget_failures()
    screen_one(store)
    save(store, "consent", version=SECRET)
    desk = Desk("investigator")
    before = count_entries()
    refused = desk.post("redact", *VERSION, data={"reason": reason, "password": password})
    assert refused.status_code == 409
    assert said in read_text(refused)
    assert f">{reason}</textarea>" in read(refused), "the reason is not typed twice"
    assert count_entries() == before
    assert SECRET in read(desk.get("form", *CONSENTED))


def test_numbers_and_codes_are_corrected_and_not_emptied(store: Store) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    data = {"reason": "wrong", "password": DEMO_PASSWORD}
    refused = desk.post("redact", *ERYTHEMA, data=data)
    assert refused.status_code == 409
    assert "there is no text to redact here" in read_text(refused)


def test_a_text_is_emptied_once(store: Store) -> None:
    screen_one(store)
    desk = Desk("investigator")
    assert redact(desk) == 302
    assert redact(desk) == 409


def test_the_way_to_redact_is_offered_to_whoever_may_where_there_is_a_text(store: Store) -> None:
    enroll_one(store)
    there = f'href="{address("redact", *VERSION)}"'
    assert there in read(Desk("investigator").get("item_history", *VERSION))
    assert there not in read(Desk("coordinator").get("item_history", *VERSION))
    assert "/redact/" not in read(Desk("investigator").get("item_history", *ERYTHEMA))
    redact(Desk("investigator"))
    assert there not in read(Desk("investigator").get("item_history", *VERSION))


def test_an_emptied_item_can_be_filled_in_again(store: Store) -> None:
    screen_one(store)
    assert redact(Desk("investigator")) == 302
    desk = Desk("coordinator")
    on = {"_date": "2026-02-26", "_reason": "other", "_reason_text": "the sheet's own number"}
    again = {**CONSENT, "version": "1.0"}
    assert desk.save("NC-001", "screening", "consent", again, **on).status_code == 302
    assert get_record(store, "screening", "consent").values["version"] == "1.0"
    assert "1.0" in list_events(read(desk.get("item_history", *VERSION)))[0]
