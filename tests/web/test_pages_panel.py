"""A laboratory panel filled in on one page; what is graded, saved whole, refused and told, out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from heliotrope.vocabulary import Missing
from heliotrope.web.database import get_connection
from heliotrope.web.store import Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    Desk,
    add_own,
    count_entries,
    enroll_one,
    find,
    get_record,
    hidden_fields,
    latest_entries,
    read,
    read_text,
    sign_one,
)

WEEK_4 = ("NC-001", "week_4")
LABS = (*WEEK_4, "labs")
PLACE = {"alt": 1, "ast": 2, "ck": 8, "lymphocytes": 7, "hbsag": 18}
"""Test → its place in the form, which is the number of its row."""


def row(value: str, unit: str = "U/L", **more: str) -> dict[str, str]:
    return {"value": value, "unit": unit, "uln": "40", **more}


ROWS = {"alt": row("130"), "ast": row("35"), "hbsag": {"finding": "negative"}}


def start(store: Store, clock: FakeClock, role: str = "coordinator", language: str = "en") -> Desk:
    """Somebody enrolled, on the day of the week-4 visit."""
    enroll_one(store)
    clock.moment = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
    return Desk(role, language)


def save(desk: Desk, rows: dict[str, dict[str, str]], **more: str) -> HttpResponse:
    return desk.save_panel(*LABS, rows, **{"_date": "2026-03-30", **more})


def list_records(store: Store) -> dict[str, object]:
    records = store.state().participants["NC-001"].records_of("labs")
    return {str(r.values["test"]): r for r in records if r.visit == "week_4"}


# ------------------------------------------------------------------ one page, one save


def test_a_line_stands_for_each_test_of_the_form(store: Store, clock: FakeClock) -> None:
    page = read(start(store, clock).get("form", *LABS, 1))
    assert len(re.findall(r'\._version" value="0"', page)) == 24
    assert page.index("Liver") < page.index("ALT") < page.index("Muscle enzymes")
    # A test with a finding has its answers, no number and no limits.
    assert 'name="hbsag.finding" value="negative"' in page
    assert "hbsag.value" not in page
    assert "hbsag.lln" not in page


def test_all_rows_are_saved_at_once_each_its_own_record(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    before = count_entries()
    saved = save(desk, ROWS)
    assert saved.status_code == 302
    assert count_entries() == before + 3
    recorded = list_records(store)
    assert set(recorded) == {"alt", "ast", "hbsag"}
    alt = get_record(store, "week_4", "labs", repeat=PLACE["alt"])
    assert alt.values["value"] == Decimal(130)
    assert alt.values["laboratory"] == "site"
    assert (alt.version, alt.complete, str(alt.performed)) == (1, True, "2026-03-30")
    finding = get_record(store, "week_4", "labs", repeat=PLACE["hbsag"])
    assert (finding.values["finding"], finding.values["value"]) == ("negative", None)
    page = read_text(desk.get(saved.headers["Location"]))
    assert "Laboratory tests is complete" in page
    assert "3 tests, 1 outside the range" in page


def test_one_save_is_one_transaction_however_many_rows(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    shown = hidden_fields(read(desk.get("form", *LABS, 1)))

    def count(names: tuple[str, ...]) -> int:
        data = {k: v for k, v in shown.items() if "." in k}
        data |= {f"{n}.value": "10" for n in names} | {f"{n}.unit": "U/L" for n in names}
        data |= {"_date": "2026-03-30", "_act": "complete", "_laboratory": "site"}
        with CaptureQueriesContext(get_connection()) as asked:
            assert desk.post("form", *LABS, 1, data=data).status_code == 302
        said = [query["sql"].split()[0] for query in asked.captured_queries]
        assert said.count("BEGIN") == 1
        return sum(1 for word in said if word != "INSERT")

    assert count(("alt",)) == count(("ast", "alp", "ggt"))


def test_a_fault_in_one_row_saves_none_and_is_named_with_its_test(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    before = count_entries()
    refused = save(desk, ROWS | {"ck": row("1O0")})
    assert refused.status_code == 422
    assert count_entries() == before
    page, words = read(refused), read_text(refused)
    assert 'href="#i-ck.value">CK</a>' in page
    assert "a letter stands where a digit" in words
    assert 'name="alt.value" value="130"' in page
    assert 'name="ck.value" value="1O0"' in page


def test_a_panel_without_any_value_is_not_saved(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    before = count_entries()
    refused = save(desk, {})
    assert refused.status_code == 422
    assert "nothing is filled in" in read_text(refused)
    assert count_entries() == before


def test_a_panel_that_was_not_done_is_one_record_and_can_be_filled_in_later(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    before = count_entries()
    assert save(desk, {}, _not_done="ND").status_code == 302
    assert count_entries() == before + 1
    none = get_record(store, "week_4", "labs")
    assert set(none.values.values()) == {Missing.ND}
    assert "not done" in read_text(desk.get("visit", *WEEK_4))
    # Another test than that of its line leaves it as it is; the line's own takes its place.
    ck = save(desk, {"ck": row("100")})
    assert ck.status_code == 302, read_text(ck)[700:1400]
    assert get_record(store, "week_4", "labs").version == 1
    filled = save(desk, {"alt": row("20")}, _reason="late_information")
    assert filled.status_code == 302, read_text(filled)
    alt = get_record(store, "week_4", "labs")
    assert (alt.version, alt.values["test"], alt.values["value"]) == (2, "alt", Decimal(20))


# ------------------------------------------------------------------ values as they are printed


def test_a_value_is_typed_as_it_is_printed(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    typed = {"alt": row("<5"), "ck": row("＞1000"), "ast": row("35↑")}
    assert save(desk, typed).status_code == 302
    recorded = list_records(store)
    said = {t: (r.values["sign"], r.values["value"]) for t, r in recorded.items()}  # type: ignore[attr-defined]
    assert said["alt"] == ("below", Decimal(5))
    assert said["ck"] == ("above", Decimal(1000))
    assert said["ast"] == (None, Decimal(35))
    assert 'name="alt.value" value="&lt;5"' in read(desk.get("form", *LABS, 1))


def test_a_test_that_was_not_done_has_its_reason_in_its_line(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    rows = {"alt": {"value": "", "value__missing": "ND", "unit": ""}}
    assert save(desk, rows).status_code == 302
    alt = get_record(store, "week_4", "labs")
    assert (alt.values["test"], alt.values["value"], alt.complete) == ("alt", Missing.ND, True)
    page = read(desk.get("form", *LABS, 1))
    assert 'name="alt.value__missing" value="ND"' in page


# ------------------------------------------------------------------ grades


def test_grades_follow_what_is_typed_with_their_criterion_and_baseline(
    store: Store, clock: FakeClock
) -> None:
    """ALT 130 with an upper limit of 40 is grade 2 (> 3-5 × ULN); 21 at baseline."""
    desk = start(store, clock)
    shown = hidden_fields(read(desk.get("form", *LABS, 1)))
    data = {k: v for k, v in shown.items() if "." in k} | {"_date": "2026-03-30"}
    data |= {f"alt.{k}": v for k, v in row("130").items()}
    data |= {f"ck.{k}": v for k, v in row("39").items()}
    part = read(desk.post("score", *LABS, 1, data=data))
    alt = find(r'<template data-into="t-alt">(.*?)</template>', part)
    assert 'class="gb g2"' in alt
    assert "high" in alt
    assert "> 3 to 5 × ULN" in alt
    assert "worse than baseline (21)" in alt
    ck = find(r'<template data-into="t-ck">(.*?)</template>', part)
    assert 'class="gb g0"' in ck
    assert "baseline" not in ck
    assert "2 of 24 tests · 1 outside the range · highest grade 2" in part
    assert "for the investigator to judge: ALT" in part


def test_what_is_wrong_is_said_while_it_is_typed_but_not_of_what_is_only_begun(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    shown = hidden_fields(read(desk.get("form", *LABS, 1)))
    data = {k: v for k, v in shown.items() if "." in k} | {"_date": "2026-03-30", "alt.value": "1."}
    assert 'data-fault="alt.value"' in read(desk.post("score", *LABS, 1, data=data))
    typing = data | {"_typing": "alt.value"}
    assert "data-fault" not in read(desk.post("score", *LABS, 1, data=typing))


def test_a_grade_that_is_no_worse_than_baseline_is_hatched(store: Store, clock: FakeClock) -> None:
    """CK has no baseline branch: 2450 of 3000 is grade 4 all the same, and no worse."""
    enroll_one(store)
    desk = Desk("coordinator")
    high = {"ck": row("3000", uln="200")}
    assert desk.save_panel("NC-001", "baseline", "labs", high).status_code == 302
    clock.moment = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
    assert save(desk, {"ck": row("2450", uln="200")}).status_code == 302
    page = read(desk.get("form", *LABS, 1))
    told = find(r'<td class="td" id="t-ck">(.*?)</td>', page)
    assert 'class="gb g4 same"' in told
    assert "no worse than baseline (3000)" in told


def test_the_judgment_is_kept_with_who_gave_it(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    save(desk, ROWS)
    page = read_text(desk.get("form", *LABS, 1))
    assert "for the investigator to judge: ALT" in page
    investigator = Desk("investigator")
    judged = save(
        investigator, {"alt": row("130", judgment="not_significant")}, _reason="late_information"
    )
    assert judged.status_code == 302, read_text(judged)
    alt = get_record(store, "week_4", "labs")
    assert (alt.version, alt.values["judgment"]) == (2, "not_significant")
    assert get_record(store, "week_4", "labs", repeat=PLACE["ast"]).version == 1
    shown = read_text(investigator.get("form", *LABS, 1))
    assert "to judge" not in shown
    assert "Li Wei 李伟 2026-03-30" in shown


# ------------------------------------------------------------------ two people, and access


def test_people_who_fill_in_different_tests_do_not_meet(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    opened = hidden_fields(read(desk.get("form", *LABS, 1)))
    assert save(Desk("investigator"), {"ast": row("35")}).status_code == 302
    late = {k: v for k, v in opened.items() if "." in k or k.startswith("_was")}
    late |= {"_date": "2026-03-30", "_act": "complete", "_laboratory": "site"}
    late |= {f"alt.{k}": v for k, v in row("130").items()}
    assert desk.post("form", *LABS, 1, data=late).status_code == 302
    assert {"alt", "ast"} == set(list_records(store))


def stale_data(desk: Desk, value: str) -> Callable[[], dict[str, str]]:
    opened = hidden_fields(read(desk.get("form", *LABS, 1)))
    data = {k: v for k, v in opened.items() if "." in k or k.startswith("_was")}
    data |= {"_date": "2026-03-30", "_act": "complete", "_laboratory": "site"}
    return lambda: data | {f"alt.{k}": v for k, v in row(value).items()}


def test_a_line_that_both_saved_asks_which_holds_and_loses_nothing(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    late = stale_data(desk, "130")
    assert save(Desk("investigator"), {"alt": row("31")}).status_code == 302
    before = count_entries()
    asked = desk.post("form", *LABS, 1, data=late())
    assert asked.status_code == 409
    assert count_entries() == before
    page, words = read(asked), read_text(asked)
    assert "Li Wei 李伟 2026-03-30 10:00 saved this line after you opened it: 31 U/L" in words
    assert 'name="alt.value" value="130"' in page
    # Without a choice nothing is saved; with it what was chosen is.
    again = hidden_fields(page) | late() | {"alt._version": "1", "_reason": "transcription"}
    assert desk.post("form", *LABS, 1, data=again).status_code == 409
    mine = again | {"alt._keep": "mine"}
    assert desk.post("form", *LABS, 1, data=mine).status_code == 302
    assert get_record(store, "week_4", "labs").values["value"] == Decimal(130)


def test_the_other_persons_line_can_be_kept(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    late = stale_data(desk, "130")
    assert save(Desk("investigator"), {"alt": row("31")}).status_code == 302
    page = read(desk.post("form", *LABS, 1, data=late()))
    kept = hidden_fields(page) | late() | {"alt._version": "1", "alt._keep": "theirs"}
    kept |= {f"ck.{k}": v for k, v in row("99").items()}
    assert desk.post("form", *LABS, 1, data=kept).status_code == 302
    assert get_record(store, "week_4", "labs").values["value"] == Decimal(31)
    assert get_record(store, "week_4", "labs", repeat=PLACE["ck"]).values["value"] == Decimal(99)


def test_the_same_typed_by_both_is_no_clash(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    late = stale_data(desk, "130")
    assert save(Desk("investigator"), {"alt": row("130")}).status_code == 302
    before = count_entries()
    assert desk.post("form", *LABS, 1, data=late()).status_code == 302
    assert count_entries() == before


def test_what_another_changed_is_not_undone_by_a_page_that_was_refused(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    save(desk, {"alt": row("31")})
    opened = hidden_fields(read(desk.get("form", *LABS, 1)))
    data = {k: v for k, v in opened.items() if "." in k or k.startswith("_was")}
    data |= {f"alt.{k}": v for k, v in row("31").items()}
    data |= {"_date": "2026-03-30", "_act": "complete", "_laboratory": "site", "ck.value": "x"}
    investigator = Desk("investigator")
    assert save(investigator, {"alt": row("45")}, _reason="transcription").status_code == 302
    page = read(desk.post("form", *LABS, 1, data=data))
    assert 'name="alt.value" value="45"' in page
    assert 'name="ck.value" value="x"' in page


def test_only_who_may_answer_saves_a_panel(store: Store, clock: FakeClock) -> None:
    start(store, clock)
    monitor = Desk("monitor")
    page = read(monitor.get("form", *LABS, 1))
    assert "you may read only" in page
    assert 'name="_act"' not in page
    before = count_entries()
    assert save(monitor, ROWS).status_code == 403
    assert count_entries() == before


def test_a_changed_row_lets_the_signature_fall_and_stands_in_its_history(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    save(desk, ROWS)
    sign_one(store, "week_4")
    assert "covers 1 form" in read_text(desk.get("visit", *WEEK_4))
    assert save(desk, {"ast": row("38")}, _reason="transcription").status_code == 302
    fallen, changed = (entry.fact for entry in latest_entries(2))
    assert (fallen.kind, changed.kind) == ("signature_fell", "answered")
    assert "Signature fell" in read_text(desk.get("visit", *WEEK_4))
    past = read_text(desk.get("item_history", *LABS, PLACE["ast"], "value"))
    assert "35" in past
    assert "38" in past
    assert "Copied wrongly from the source" in past


def test_a_correction_needs_its_reason(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    save(desk, ROWS)
    refused = save(desk, {"ast": row("38")})
    assert refused.status_code == 422
    assert "a change of a completed form needs its reason" in read_text(refused)
    assert get_record(store, "week_4", "labs", repeat=PLACE["ast"]).version == 1


def test_the_page_is_light_and_asks_no_more_with_more_rows(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock, "investigator", "zh")

    def count() -> int:
        with CaptureQueriesContext(get_connection()) as asked:
            page = desk.get("form", *LABS, 1)
        assert len(page.content) <= 60_000, len(page.content)
        return len(asked)

    few = count()
    full = {"alt": row("130"), "ck": row("3000"), "ast": row("90"), "ldh": row("300")}
    assert save(desk, full).status_code == 302
    desk.get("today")
    assert count() == few


def test_someone_else_with_the_role_may_go_on(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    save(desk, {"alt": row("31")}, _act="draft")
    add_own(store, "mei", "coordinator")
    assert save(Desk("mei"), {"alt": row("31"), "ast": row("20")}).status_code == 302
    assert get_record(store, "week_4", "labs").complete
