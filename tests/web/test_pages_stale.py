"""Two people on one form, the later save in; both sides shown, and what was chosen kept, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from html import unescape

import pytest
from django.http import HttpResponse

from heliotrope.vocabulary import Missing
from heliotrope.web.store import Store
from tests.web.stage import (
    BLOOD,
    CONSENT,
    Desk,
    count_entries,
    find,
    get_record,
    hidden_fields,
    read,
    read_text,
    screen_one,
)

PLACE = ("NC-001", "screening", "blood_count")
ON = {"_date": "2026-02-26"}
REASON = {"_reason": "source_corrected"}


def rows(response: HttpResponse, heading: str) -> str:
    """The words of one card of the page."""
    for card in re.findall(r'<section class="card">(.*?)</section>', read(response), re.DOTALL):
        words = " ".join(unescape(re.sub("<[^>]+>", " ", card)).split())
        if words.startswith(heading):
            return words
    return ""


def choose(
    desk: Desk, stale: HttpResponse, place: tuple[str, str, str] = PLACE, /, **kept: str
) -> HttpResponse:
    """Post the page of a stale save with these choices."""
    data = hidden_fields(read(stale)) | {f"keep__{item}": side for item, side in kept.items()}
    return desk.post("form_merge", *place, 1, data={**data, **REASON})


@pytest.fixture
def two(store: Store) -> tuple[Desk, Desk]:
    """A coordinator and an investigator, before the same complete form in version 1."""
    screen_one(store)
    return Desk("coordinator"), Desk("investigator")


def save_late(
    two: tuple[Desk, Desk], first: Mapping[str, str], second: Mapping[str, str]
) -> HttpResponse:
    """The investigator saves the first change, then the coordinator the second, unaware of it."""
    late, early = two
    assert early.save(*PLACE, {**BLOOD, **ON, **first}, **REASON).status_code == 302
    return late.save(*PLACE, {**BLOOD, **ON, **second}, _version="1", **REASON)


def test_the_same_values_of_two_people_are_one_save_and_the_later_is_told(
    store: Store, two: tuple[Desk, Desk]
) -> None:
    stale = save_late(two, {"wbc": "6.0"}, {"wbc": "6.0"})
    assert stale.status_code == 409
    words = read_text(stale)
    assert "Li Wei 李伟 (Investigator) saved exactly this at 2026-03-02 09:00" in words
    assert "Save as chosen" not in words
    assert get_record(store, *PLACE[1:]).version == 2


def test_who_what_and_when_are_said_and_nothing_is_overwritten(
    store: Store, two: tuple[Desk, Desk]
) -> None:
    stale = save_late(
        two,
        {"wbc": "6.0", "platelets": "111"},
        {"wbc": "7.0", "hemoglobin": "99", "_reason_text": "mine"},
    )
    assert stale.status_code == 409
    words = read_text(stale)
    assert re.search(
        r"Li Wei 李伟 \(Investigator\) saved this form at 2026-03-02 09:00:\d\d, while", words
    )
    assert "Nothing was overwritten" in words
    assert rows(stale, "Both changed").startswith("Both changed 1 Item Before You typed")
    assert "White cells 5.1 7.0 6.0" in rows(stale, "Both changed")
    assert "Hemoglobin 131 99" in rows(stale, "Only you changed")
    assert "Platelets 210 111" in rows(stale, "Only Li Wei 李伟 changed")
    assert get_record(store, "screening", "blood_count").version == 2
    assert 'value="mine"' in read(stale)


@pytest.mark.parametrize(("side", "wbc"), [("mine", "7.0"), ("theirs", "6.0")])
def test_what_was_chosen_is_saved_with_what_each_changed_alone(
    store: Store, two: tuple[Desk, Desk], side: str, wbc: str
) -> None:
    stale = save_late(two, {"wbc": "6.0", "platelets": "111"}, {"wbc": "7.0", "hemoglobin": "99"})
    assert choose(two[0], stale, wbc=side).status_code == 302
    record = get_record(store, "screening", "blood_count")
    assert record.version == 3
    assert record.values == {
        "wbc": Decimal(wbc),
        "neutrophils": Decimal("3.20"),
        "hemoglobin": Decimal(99),
        "platelets": Decimal(111),
    }
    assert record.by.role == "coordinator"


@pytest.mark.parametrize("kept", [{}, {"wbc": "both"}, {"platelets": "mine"}])
def test_each_item_that_both_changed_has_to_be_chosen(
    store: Store, two: tuple[Desk, Desk], kept: Mapping[str, str]
) -> None:
    stale = save_late(two, {"wbc": "6.0"}, {"wbc": "7.0", "hemoglobin": "99"})
    before = count_entries()
    again = choose(two[0], stale, **kept)
    assert again.status_code == 409
    assert "Choose one for each item." in read_text(again)
    assert count_entries() == before
    # What was typed is carried on, and saved in the end.
    assert choose(two[0], again, wbc="mine").status_code == 302
    assert get_record(store, "screening", "blood_count").values["hemoglobin"] == 99


def test_a_choice_made_stays_while_another_is_missing(two: tuple[Desk, Desk]) -> None:
    stale = save_late(two, {"wbc": "6.0", "platelets": "1"}, {"wbc": "7.0", "platelets": "2"})
    again = read(choose(two[0], stale, wbc="theirs"))
    assert re.search(r'name="keep__wbc" value="theirs" required checked', again)
    assert not re.search(r'name="keep__platelets" value="[a-z]+" required checked', again)


def test_the_day_is_chosen_like_an_item(store: Store, two: tuple[Desk, Desk]) -> None:
    stale = save_late(two, {"_date": "2026-02-25"}, {"_date": "2026-02-24", "_time": "10:15"})
    assert "Date done 2026-02-26 2026-02-24 10:15 2026-02-25" in rows(stale, "Both changed")
    assert choose(two[0], stale, _date="mine").status_code == 302
    performed = get_record(store, "screening", "blood_count").performed
    assert performed == datetime(2026, 2, 24, 10, 15)  # noqa: DTZ001 - local, as recorded


def test_a_day_that_only_the_other_corrected_is_not_taken_back(
    store: Store, two: tuple[Desk, Desk]
) -> None:
    stale = save_late(two, {"_date": "2026-02-25"}, {"wbc": "7.0"})
    assert "Date done 2026-02-26 2026-02-25" in rows(stale, "Only Li Wei")
    assert choose(two[0], stale).status_code == 302
    record = get_record(store, "screening", "blood_count")
    assert str(record.performed) == "2026-02-25"
    assert record.values["wbc"] == Decimal("7.0")


def test_a_moment_that_nobody_changed_is_no_conflict(store: Store, two: tuple[Desk, Desk]) -> None:
    """The browser sends a moment without its offset; it is the same moment all the same."""
    late, early = two
    place = ("NC-001", "screening", "consent")
    moved = {**CONSENT, **ON, "signed_at": "2026-02-26 07:45"}
    assert early.save(*place, moved, **REASON).status_code == 302
    typed = {**CONSENT, **ON, "signed_at": "2026-02-26 08:30", "version": "2.0"}
    stale = late.save(*place, typed, _version="1", **REASON)
    assert rows(stale, "Both changed") == ""
    assert "Signed by the participant on 2026-02-26 08:30 2026-02-26 07:45" in rows(
        stale, "Only Li Wei"
    )
    assert choose(late, stale, place).status_code == 302
    values = get_record(store, "screening", "consent").values
    assert str(values["signed_at"]) == "2026-02-25 23:45:00+00:00"
    assert values["version"] == "2.0"


def test_values_are_shown_in_words_on_both_sides(two: tuple[Desk, Desk]) -> None:
    late, early = two
    place = ("NC-001", "screening", "consent")
    early.save(*place, {**CONSENT, **ON, "copy_given": "no"}, **REASON)
    gone = {**CONSENT, **ON, "copy_given": "", "copy_given__missing": "UNK"}
    late.post("set_language", data={"language": "zh-hans"})
    stale = late.save(*place, gone, _version="1", **REASON)
    assert "参与者已获得签署的副本 是 不详（UNK） 否" in rows(stale, "双方都改了")


def test_what_cannot_be_read_is_carried_to_the_form_and_mended_there(
    store: Store, two: tuple[Desk, Desk]
) -> None:
    stale = save_late(two, {"wbc": "6.0"}, {"wbc": "7,0", "hemoglobin": "99"})
    assert stale.status_code == 409
    refused = choose(two[0], stale, wbc="mine")
    assert refused.status_code == 422
    page = read(refused)
    assert 'value="7,0"' in page
    assert 'value="99"' in page
    assert find(r'name="_version" value="(\d+)"', page) == "2"
    assert get_record(store, "screening", "blood_count").version == 2


def test_a_third_save_meanwhile_is_shown_again(store: Store, two: tuple[Desk, Desk]) -> None:
    late, early = two
    stale = save_late(two, {"wbc": "6.0"}, {"wbc": "7.0"})
    early.save(*PLACE, {**BLOOD, **ON, "wbc": "6.5"}, **REASON)
    again = choose(late, stale, wbc="mine")
    assert again.status_code == 409
    assert "White cells 5.1 7.0 6.5" in rows(again, "Both changed")
    assert choose(late, again, wbc="mine").status_code == 302
    assert get_record(store, "screening", "blood_count").values["wbc"] == Decimal("7.0")


def test_the_first_save_of_a_form_by_two_people(store: Store) -> None:
    late, early = Desk("coordinator"), Desk("investigator")
    early.post("screen", data={"code": "NC-001"})
    early.save(*PLACE, {**BLOOD, **ON, "wbc": "6.0"}, _version="0")
    stale = late.save(*PLACE, {**BLOOD, **ON, "platelets": ""}, _version="0", _act="draft")
    assert "White cells — 5.1 6.0" in rows(stale, "Both changed")
    assert "Platelets — 210" in rows(stale, "Only Li Wei")
    assert choose(late, stale, wbc="mine").status_code == 302
    values = get_record(store, "screening", "blood_count").values
    assert (values["wbc"], values["platelets"]) == (Decimal("5.1"), Decimal(210))


def test_theirs_for_all_is_their_version_and_records_nothing(
    store: Store, two: tuple[Desk, Desk]
) -> None:
    stale = save_late(two, {"wbc": "6.0"}, {"wbc": "7.0"})
    before = count_entries()
    assert choose(two[0], stale, wbc="theirs").status_code == 302
    assert count_entries() == before


def test_a_late_not_done_form_is_compared_item_by_item(
    store: Store, two: tuple[Desk, Desk]
) -> None:
    stale = save_late(two, {"wbc": "6.0"}, {"_not_done": "ND"})
    assert "White cells 5.1 not done (ND) 6.0" in rows(stale, "Both changed")
    assert "Date done 2026-02-26 —" in rows(stale, "Only you changed")
    assert choose(two[0], stale, wbc="mine").status_code == 302
    record = get_record(store, "screening", "blood_count")
    assert set(record.values.values()) == {Missing.ND}
    assert record.performed is None


def test_texts_of_both_sides_are_escaped(two: tuple[Desk, Desk]) -> None:
    late, early = two
    place = ("NC-001", "screening", "consent")
    early.save(*place, {**CONSENT, **ON, "version": "<img src=x onerror=alert(1)>"}, **REASON)
    typed = {**CONSENT, **ON, "version": '"><script>alert(2)</script>'}
    page = read(late.save(*place, typed, _version="1", **REASON))
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert '"><script' not in page


@pytest.mark.parametrize("role", ["monitor", "statistician", "inspector"])
def test_whoever_may_not_fill_in_cannot_merge(two: tuple[Desk, Desk], role: str) -> None:
    stale = save_late(two, {"wbc": "6.0"}, {"wbc": "7.0"})
    before = count_entries()
    assert choose(Desk(role), stale, wbc="mine").status_code == 403
    assert count_entries() == before


def test_the_merge_address_alone_leads_to_the_form(two: tuple[Desk, Desk]) -> None:
    response = two[0].get("form_merge", *PLACE, 1)
    assert response.headers["Location"].endswith("/blood_count/1")
