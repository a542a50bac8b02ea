"""Forms filled in well, badly and by halves; what is saved, refused, kept and shown again, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest

from heliotrope.vocabulary import Missing
from heliotrope.web.store import Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    ANSWERS,
    BASELINE,
    BLOOD,
    CONSENT,
    DEMOGRAPHICS,
    NOTHING,
    SCREENING,
    SKIN,
    STUDY,
    Desk,
    address,
    count_entries,
    enroll_one,
    find,
    get_record,
    read,
    read_text,
    save,
    screen_one,
)

BASE = ("NC-001", "baseline")


def start(store: Store) -> Desk:
    """A coordinator with one participant who is only screened by code."""
    desk = Desk("coordinator")
    assert desk.post("screen", data={"code": "NC-001"}).status_code == 302
    return desk


# ------------------------------------------------------------------ what cannot be read

WRONG = [
    ("blood_count", "wbc", "abc", "is not a number", "不是数字", "give a number from 0 to 2000"),
    ("blood_count", "wbc", "12O", "is not a number", "不是数字", "a letter stands where a digit"),
    ("blood_count", "wbc", "-1", "is below the lowest", "低于下限", "give a number from 0 to 2000"),
    ("blood_count", "hemoglobin", "1e3", "is not a number", "不是数字", "at most 1 decimal place"),
    ("blood_count", "hemoglobin", "100000", "is above the highest", "高于上限", "from 0 to 400"),
    ("blood_count", "platelets", "2.55", "has 2 decimal places", "有 2 位小数", "at most 1"),
    ("blood_count", "platelets", "1,200", "is not a number", "不是数字", "give a number"),
    ("cdasi", "malar_erythema", "4", "is above the highest", "高于上限", "number from 0 to 3"),
    ("cdasi", "malar_erythema", "2.0", "is not a whole number", "不是整数", "from 0 to 3"),
    ("demographics", "sex", "woman", "is not among the codes", "不在编码表中", "male, female"),
    ("demographics", "birth_date", "1980-13-45", "is not a date", "不是日期", "year-month-day"),
    ("consent", "signed_at", "yesterday", "is not a date with a time", "不是日期时间", "2026-01"),
    ("consent", "copy_given", "maybe", "is neither yes nor no", "既非是也非否", "give yes or no"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "item", "text", "en", "zh", "right"), WRONG)
def test_a_wrong_value_is_named_with_what_would_be_right_and_nothing_is_saved(  # noqa: PLR0917
    store: Store, form: str, item: str, text: str, en: str, zh: str, right: str
) -> None:
    desk = start(store)
    before = count_entries()
    raw = {**ANSWERS[form], item: text}
    refused = desk.save("NC-001", "screening", form, raw, _date="2026-02-26")
    assert refused.status_code == 422
    page, words = read(refused), read_text(refused)
    label = STUDY.form(form).item(item).label
    assert f'href="#i-{item}">{label.en}</a>: ' in page
    assert en in words
    assert right in words
    assert count_entries() == before
    assert store.state().participants["NC-001"].record("screening", form) is None
    # All else that was typed is still on the page.
    for name, typed in ANSWERS[form].items():
        if name != item and not STUDY.form(form).item(name).codes:
            shown = typed.replace("T", " ") if "T" in typed else typed
            assert re.search(rf'(value="|<textarea[^>]*>){re.escape(shown)}["<]', page), name

    desk.post("set_language", data={"language": "zh-hans"})
    refused = desk.save("NC-001", "screening", form, raw, _date="2026-02-26")
    assert zh in read_text(refused)
    assert label.zh in read_text(refused)


def test_every_fault_is_named_at_once(store: Store) -> None:
    desk = start(store)
    raw = BLOOD | {"wbc": "abc", "platelets": "9999999"}
    refused = desk.save(
        "NC-001", "screening", "blood_count", raw, _date="2026-13-45", _time="25:00"
    )
    problems = find(r'id="problems">(.*?)</ul>', read(refused))
    assert re.findall(r'href="#i-([^"]+)"', problems) == ["_date", "wbc", "platelets"]
    raw = BLOOD | {"wbc": "5.0"}
    refused = desk.save("NC-001", "screening", "blood_count", raw, _time="25:00")
    assert "is no time of day" in read_text(refused)


def test_a_wrong_value_in_the_grid_is_marked_at_its_place(store: Store) -> None:
    desk = start(store)
    refused = desk.save("NC-001", "screening", "cdasi", SKIN | {"face_scale": "7"})
    shown = find(r'(<fieldset[^>]*id="i-face_scale")', read(refused))
    assert "has-error" in shown
    assert 'aria-describedby="p-face_scale"' in shown
    assert 'id="p-face_scale"' in read(refused)


def test_required_items_are_named_and_a_draft_does_without(store: Store) -> None:
    desk = start(store)
    refused = desk.save("NC-001", "screening", "blood_count", {"wbc": "5.0"}, _date="")
    assert refused.status_code == 422
    words = read_text(refused)
    for part in (
        "Neutrophils is empty",
        "Hemoglobin is empty",
        "Platelets is empty",
        "ND not done",
    ):
        assert part in words
    assert "the date it was done is empty" in words
    kept = desk.save("NC-001", "screening", "blood_count", {"wbc": "5.0"}, _date="", _act="draft")
    assert kept.status_code == 302
    record = get_record(store, "screening", "blood_count")
    assert not record.complete
    assert record.values["wbc"] == Decimal("5.0")
    page = read_text(desk.client.get(kept.headers["Location"]))  # type: ignore[arg-type]
    assert "Blood count is kept as a draft: entry" in page
    assert "draft" in read_text(desk.get("visit", "NC-001", "screening"))


def test_a_draft_is_gone_on_with_and_needs_no_reason(store: Store) -> None:
    desk = start(store)
    desk.save("NC-001", "screening", "blood_count", {"wbc": "5.0"}, _act="draft")
    page = read(desk.get("form", "NC-001", "screening", "blood_count", 1))
    assert 'name="wbc" value="5.0"' in page
    assert 'name="_reason"' not in page
    done = desk.save("NC-001", "screening", "blood_count", BLOOD, _date="2026-02-26")
    assert done.status_code == 302
    assert get_record(store, "screening", "blood_count").complete


def test_a_draft_cannot_hide_a_wrong_value(store: Store) -> None:
    desk = start(store)
    refused = desk.save("NC-001", "screening", "blood_count", {"wbc": "abc"}, _act="draft")
    assert refused.status_code == 422
    assert store.state().participants["NC-001"].record("screening", "blood_count") is None


def test_a_completed_form_does_not_become_a_draft_again(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    raw = {"wbc": "5.0"}
    refused = desk.save("NC-001", "screening", "blood_count", raw, _act="draft", _reason="query")
    assert refused.status_code == 422
    assert "Neutrophils is empty" in read_text(refused)


def test_full_width_digits_are_converted_and_shown_converted(store: Store) -> None:
    desk = start(store)
    raw = BLOOD | {"wbc": "５．１", "platelets": "２１０"}
    desk.save("NC-001", "screening", "blood_count", raw, _date="２０２６-０２-２６")
    record = get_record(store, "screening", "blood_count")
    assert record.values["wbc"] == Decimal("5.1")
    assert record.performed == date(2026, 2, 26)
    assert 'value="5.1"' in read(desk.get("form", "NC-001", "screening", "blood_count", 1))


def test_a_day_that_has_not_come_is_refused_by_the_sites_calendar(
    store: Store, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 3, 1, 15, 59, 0, tzinfo=UTC)  # 23:59 of March 1 at the site
    desk = start(store)
    place = ("NC-001", "screening", "blood_count")
    refused = desk.save(*place, BLOOD, _date="2026-03-02")
    assert "lies in the future" in read_text(refused)
    clock.moment = datetime(2026, 3, 1, 16, 1, 0, tzinfo=UTC)
    assert desk.save(*place, BLOOD, _date="2026-03-02").status_code == 302


# ------------------------------------------------------------------ absence


def test_an_absent_value_keeps_its_reason(store: Store) -> None:
    desk = start(store)
    raw = BLOOD | {"platelets": "", "platelets__missing": "UNK"}
    desk.save("NC-001", "screening", "blood_count", raw)
    assert get_record(store, "screening", "blood_count").values["platelets"] is Missing.UNK
    page = read(desk.get("form", "NC-001", "screening", "blood_count", 1))
    assert 'name="platelets__missing" value="UNK"' in page
    assert "unknown UNK" in page


def test_a_value_wins_over_a_recorded_reason_that_the_page_still_holds(store: Store) -> None:
    """Without the script nobody can take the hidden reason out of the page."""
    desk = start(store)
    place = ("NC-001", "screening", "blood_count")
    desk.save(*place, BLOOD | {"platelets": "", "platelets__missing": "UNK"})
    raw = BLOOD | {"platelets": "210", "platelets__missing": "UNK"}
    assert desk.save(*place, raw, _reason="query").status_code == 302
    assert get_record(store, "screening", "blood_count").values["platelets"] == Decimal(210)


def test_a_value_with_a_reason_for_its_absence_is_refused(store: Store) -> None:
    desk = start(store)
    place = ("NC-001", "screening", "blood_count")
    raw = BLOOD | {"platelets": "210", "platelets__missing": "ND"}
    refused = desk.save(*place, raw)
    assert refused.status_code == 422
    page = read(refused)
    assert "a value and a reason for its absence were both given" in page
    assert 'name="platelets__missing"' not in page
    assert store.state().participants["NC-001"].record("screening", "blood_count") is None
    assert desk.save(*place, BLOOD | {"platelets": "210"}).status_code == 302


def test_a_wrong_time_is_named_as_the_time(store: Store) -> None:
    desk = start(store)
    page = read_text(desk.save("NC-001", "screening", "blood_count", BLOOD, _time="25:00"))
    assert "Time done" in page


def test_an_invented_reason_is_refused(store: Store) -> None:
    desk = start(store)
    raw = BLOOD | {"platelets": "", "platelets__missing": "LOST"}
    assert desk.save("NC-001", "screening", "blood_count", raw).status_code == 422


@pytest.mark.parametrize("code", ["ND", "UNK", "NA"])
def test_a_whole_form_can_be_marked_as_not_done(store: Store, code: str) -> None:
    desk = start(store)
    page = read(desk.get("form", "NC-001", "screening", "cdasi", 1))
    assert f'name="_not_done" value="{code}"' in page
    # What was typed, and the day that the page proposed, are not used.
    saved = desk.save("NC-001", "screening", "cdasi", {"scalp_scale": "2"}, _not_done=code)
    assert saved.status_code == 302
    record = get_record(store, "screening", "cdasi")
    assert set(record.values.values()) == {Missing[code]}
    assert record.performed is None
    assert record.complete
    assert "not done" in read_text(desk.get("visit", "NC-001", "screening"))
    assert "not done" in read_text(desk.get("participant", "NC-001"))


def test_a_form_once_done_is_not_undone_without_a_reason(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    refused = desk.save("NC-001", "screening", "cdasi", {}, _not_done="ND")
    assert refused.status_code == 422
    assert "a change of a completed form needs its reason" in read_text(refused)
    saved = desk.save(
        "NC-001", "screening", "cdasi", {}, _not_done="ND", _reason="source_corrected"
    )
    assert saved.status_code == 302


def test_an_invented_reason_for_the_whole_form_is_refused(store: Store) -> None:
    desk = start(store)
    assert desk.save("NC-001", "screening", "cdasi", SKIN, _not_done="<b>").status_code == 422
    assert store.state().participants["NC-001"].record("screening", "cdasi") is None


# ------------------------------------------------------------------ corrections


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ({}, "a change of a completed form needs its reason"),
        ({"_reason": "because"}, "a change of a completed form needs its reason"),
        ({"_reason": "other"}, "another reason is not said"),
        ({"_reason": "other", "_reason_text": "   "}, "another reason is not said"),
        ({"_reason": "query", "_reason_text": "x" * 10_001}, "10001 characters"),
        ({"_reason": "query", "_reason_text": "x\0y"}, "control character"),
    ],
)
def test_a_correction_without_a_reason_is_refused(
    store: Store, reason: Mapping[str, str], said: str
) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    before = count_entries()
    refused = desk.save("NC-001", "screening", "consent", CONSENT | {"version": "2.0"}, **reason)
    assert refused.status_code == 422
    assert said in read_text(refused)
    assert ">2.0</textarea>" in read(refused)
    assert count_entries() == before


def test_an_item_named_as_a_field_of_the_form_is_not_taken_for_it(store: Store) -> None:
    """The consent form has an item `version`; every form has a version of its own."""
    screen_one(store)
    desk = Desk("coordinator")
    changed = CONSENT | {"version": "7"}
    on = {"_date": "2026-02-26", "_reason": "transcription"}
    assert desk.save("NC-001", "screening", "consent", changed, **on).status_code == 302
    record = get_record(store, "screening", "consent")
    assert (record.version, record.values["version"]) == (2, "7")


def test_saving_what_is_there_records_nothing(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    before = count_entries()
    same = desk.save("NC-001", "screening", "consent", CONSENT, _date="2026-02-26")
    assert same.status_code == 302
    assert count_entries() == before


def post_back(page: str) -> dict[str, str]:
    """What a browser posts if nobody touches the page."""
    inputs = re.findall(r'<input([^>]*) name="([^"]+)" value="([^"]*)"( checked)?', page)
    texts = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    sent = {name: v for kind, name, v, checked in inputs if checked or "radio" not in kind}
    lists = re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    chosen = [(n, re.findall(r'value="([^"]*)" selected', options)) for n, options in lists]
    sent |= {name: values[0] for name, values in chosen if values}
    return {name: unescape(value) for name, value in [*sent.items(), *texts]}


def test_what_the_page_shows_saves_as_no_change(store: Store) -> None:
    """Posting a page back untouched must not look like a correction of any value."""
    enroll_one(store)
    save(store, "consent", signed_at="2026-02-26T08:30:15+08:00")
    desk = Desk("coordinator")
    before = count_entries()
    for visit in ("screening", "baseline"):
        for form in SCREENING if visit == "screening" else BASELINE:
            place = ("NC-001", visit, form, 1)
            data = post_back(read(desk.get("form", *place)))
            rows = "alt." if STUDY.form(form).layout == "panel" else ""
            typed = {rows + name for name, text in ANSWERS[form].items() if text}
            assert typed - {"alt.test", "alt.laboratory"} <= set(data), form
            done = desk.post("form", *place, data=data | {"_act": "complete"})
            assert done.status_code == 302, form
    assert count_entries() == before


def test_a_sent_twice_form_is_saved_once(store: Store) -> None:
    """Two tabs, or a button pressed twice: the second post carries the version of the first."""
    desk = start(store)
    place = ("NC-001", "screening", "blood_count")
    first = desk.save(*place, BLOOD, _version="0")
    assert "Blood count is complete: entry" in read_text(desk.get(first.headers["Location"]))
    again = desk.save(*place, BLOOD, _version="0")
    assert again.status_code == 409
    assert "saved exactly this" in read_text(again)
    assert get_record(store, "screening", "blood_count").version == 1


def test_two_tabs_with_different_values_do_not_overwrite_each_other(store: Store) -> None:
    desk = start(store)
    place = ("NC-001", "screening", "blood_count")
    desk.save(*place, BLOOD, _version="0")
    late = desk.save(*place, BLOOD | {"wbc": "9.9"}, _version="0")
    assert late.status_code == 409
    assert get_record(store, "screening", "blood_count").values["wbc"] == Decimal("5.1")


def test_the_device_is_told_which_draft_has_done_its_work(store: Store) -> None:
    desk = start(store)
    saved = desk.save("NC-001", "screening", "blood_count", BLOOD)
    page = read(desk.get(saved.headers["Location"]))
    key = find(r'data-accepted-draft="([^"]+)"', page)
    form = read(desk.get("form", "NC-001", "screening", "blood_count", 1))
    assert key == find(r'data-draft-key="([^"]+)"', form) + ":1"
    # Another person's device is told nothing.
    other = read(Desk("investigator").get(saved.headers["Location"]))
    assert "data-accepted-draft" not in other


@pytest.mark.parametrize("entry", ["0", "99999", "-1", "²", "9" * 5000, "abc", "1;2"])
def test_a_made_up_entry_number_says_nothing(store: Store, entry: str) -> None:
    page = read_text(Desk("coordinator").get("today", query=f"?entry={entry}"))
    assert "Recorded as" not in page


def test_an_invented_version_is_no_version(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    changed = BLOOD | {"wbc": "9.9"}
    for version in ("", "-1", "9" * 5000, "1.0", "x", "２"):
        late = desk.save("NC-001", "screening", "blood_count", changed, _version=version)
        assert late.status_code == 409, version


# ------------------------------------------------------------------ what is computed and asked


def test_the_score_follows_what_is_typed_and_records_nothing(store: Store) -> None:
    desk = start(store)
    before = count_entries()
    place = ("NC-001", "screening", "cdasi", 1)
    panel = read_text(desk.post("score", *place, data=SKIN))
    assert "Activity 15 /100 Damage 0 /32" in panel
    half = {k: v for k, v in SKIN.items() if not k.startswith("leg_")}
    assert "5 items to answer" in read_text(desk.post("score", *place, data=half))
    # What cannot be read is not scored, and is no failure while somebody types.
    assert desk.post("score", *place, data={"malar_erythema": "x" * 5000}).status_code == 200
    assert desk.get("score", *place).status_code == 200
    assert count_entries() == before


def test_an_edit_check_warns_and_does_not_refuse(store: Store) -> None:
    desk = start(store)
    raw = BLOOD | {"neutrophils": "9.9"}
    assert desk.save("NC-001", "screening", "blood_count", raw).status_code == 302
    page = read_text(desk.get("form", "NC-001", "screening", "blood_count", 1))
    assert "There cannot be more neutrophils than white cells" in page
    assert get_record(store, "screening", "blood_count").findings == (
        "neutrophils_above_white_cells",
    )


def test_the_previous_visits_values_stand_beside(store: Store, clock: FakeClock) -> None:
    enroll_one(store)
    save(store, "cdasi", visit="baseline", day="2026-03-02", malar_erythema="1")
    clock.moment = datetime(2026, 3, 30, 1, 0, tzinfo=UTC)
    page = read(Desk("coordinator").get("form", "NC-001", "week_4", "cdasi", 1))
    cell = find(r'id="i-malar_erythema">(.*?)</tr>', page)
    assert find(r'</fieldset></td><td class="p[^"]*">([^<]*)<', cell) == "1"
    assert "Baseline" in page


def test_an_item_that_is_not_asked_is_not_demanded(store: Store) -> None:
    desk = start(store)
    raw = {**ANSWERS["eligibility"], "inclusion_3": "no", "classification": ""}
    assert desk.save("NC-001", "screening", "eligibility", raw).status_code == 302
    both = {**raw, "classification": "dm"}
    refused = desk.save("NC-001", "screening", "eligibility", both, _reason="query")
    assert refused.status_code == 422
    assert "Classified as" in read_text(refused)


# ------------------------------------------------------------------ places that are not there


@pytest.mark.parametrize(
    "place",
    [
        "/participants/NC-999",
        "/participants/nc-001",
        "/participants/NC-001%00",
        "/participants/%3Cscript%3Ealert(1)%3C/script%3E",
        "/participants/NC-001/visits/week_99",
        "/participants/NC-001/visits/week_99/cdasi/1",
        "/participants/NC-999/visits/baseline/cdasi/1",
        "/participants/NC-001/visits/week_4/dlqi/1",
        "/participants/NC-001/visits/baseline/consent/1",
        "/participants/NC-001/visits/baseline/cdasi/0",
        "/participants/NC-001/visits/baseline/cdasi/2",
        "/participants/NC-001/visits/baseline/cdasi/999999",
        "/participants/NC-001/visits/baseline/cdasi/-1",
        "/participants/NC-001/visits/baseline/cdasi/1.5",
        "/participants/NC-001/visits/baseline/cdasi/" + "9" * 40,
        "/participants/NC-001/visits/baseline/cdasi/" + "9" * 5000,
        "/participants/NC-001/visits/baseline/dosing/0",
        "/participants/NC-001/visits/baseline/dosing/3",
        "/participants/NC-001/visits/baseline/cdasi/1/history/knee_erythema",
        "/participants/NC-001/visits/baseline/cdasi/1/redact/knee_erythema",
        "/participants/NC-001/visits/baseline/cdasi/2/score",
        "/participants/NC-001/deviations/told:9999",
        "/nothing",
    ],
)
def test_what_is_not_there_is_said_so_and_nothing_is_saved(store: Store, place: str) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    before = count_entries()
    shown = desk.get(place)
    assert shown.status_code == 404
    assert "<h1>" in read(shown)
    assert "alert(1)<" not in read(shown)
    raw = {"_version": "0", "_date": "2026-03-02", **SKIN}
    assert desk.post(place, data=raw).status_code == 404
    assert count_entries() == before


def test_a_form_is_offered_one_repeat_after_the_latest(store: Store) -> None:
    enroll_one(store)
    desk = Desk("coordinator")
    assert desk.get("form", *BASE, "dosing", 2).status_code == 200
    raw = {"start_date": "2026-03-02", "dose_mg": "0", "frequency": "stopped"}
    assert desk.save(*BASE, "dosing", raw, repeat=2).status_code == 302
    page = read(desk.get("visit", *BASE))
    assert address("form", *BASE, "dosing", 3) in page
    assert desk.get("form", *BASE, "dosing", 4).status_code == 404


def test_identifying_values_are_not_repeated_in_faults(store: Store) -> None:
    desk = start(store)
    raw = DEMOGRAPHICS | {"birth_date": "born 5 May 1980"}
    refused = desk.save("NC-001", "screening", "demographics", raw)
    assert "born 5 May 1980" not in find(r'id="problems">(.*?)</ul>', read(refused))


def test_nothing_filled_in_is_not_saved(store: Store) -> None:
    desk = start(store)
    refused = desk.save("NC-001", "screening", "cdasi", {}, _date="", _act="draft")
    assert refused.status_code == 422
    assert "nothing is filled in" in read_text(refused)
    assert set(NOTHING) == {item.name for item in STUDY.form("cdasi").items}
