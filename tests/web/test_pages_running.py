"""Events, medication and doses recorded beside visits; their lists, and what is said, out."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from heliotrope.vocabulary import Missing
from heliotrope.web.database import get_connection
from heliotrope.web.store import Store
from tests.web.fakes import FakeClock
from tests.web.stage import (
    STUDY,
    Desk,
    address,
    enroll_one,
    find,
    get_record,
    hidden_fields,
    read,
    read_text,
)

EVENT = {
    "term": "low neutrophils", "ctcae_term": "neutrophil_count_decreased", "grade": "2",
    "start_date": "2026-03-10", "serious": "no", "relation": "possible", "action": "none",
    "outcome": "not_recovered", "treated": "no",
}  # fmt: skip
DRUG = {
    "drug": "methylprednisolone", "group": "glucocorticoid", "role": "background",
    "indication": "dermatomyositis", "route": "oral", "dose": "8", "dose_unit": "mg",
    "per_day": "1", "start_date": "2026-01-05",
}  # fmt: skip
CRITERIA = (
    "death", "life_threatening", "hospitalization", "disability", "congenital_anomaly",
    "medically_important",
)  # fmt: skip


def start(store: Store, clock: FakeClock, role: str = "coordinator", language: str = "en") -> Desk:
    """Somebody enrolled, a few days after the week-2 visit was due."""
    enroll_one(store)
    clock.moment = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
    return Desk(role, language)


def report(desk: Desk, form: str, raw: dict[str, str], visit: str = "unscheduled", repeat: int = 1,
           **more: str) -> HttpResponse:  # fmt: skip
    return desk.save("NC-001", visit, form, raw, repeat=repeat, _date="2026-03-20", **more)


def score(desk: Desk, form: str, raw: dict[str, str], visit: str = "unscheduled") -> str:
    """What the server says of what is typed."""
    return read(desk.post("score", "NC-001", visit, form, 1, data={"_date": "2026-03-20", **raw}))


def said(fragment: str, item: str) -> str:
    return find(rf'<template data-into="t-{item}">(.*?)</template>', fragment)


# ------------------------------------------------------------------ the way there, and back


def test_from_the_participant_to_a_new_row_without_looking_for_a_visit(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    page = read(desk.get("participant", "NC-001"))
    for form in ("adverse_events", "medications", "medical_history", "dosing"):
        assert address("running", "NC-001", form) in page
    # Between visits a row belongs to the one outside the schedule.
    new = address("form", "NC-001", "unscheduled", "adverse_events", 1)
    assert new in page
    listed = read(desk.get("running", "NC-001", "adverse_events"))
    assert "Add each one as it is reported" in listed
    assert new in listed
    saved = report(desk, "adverse_events", EVENT)
    assert saved.headers["Location"].startswith(address("running", "NC-001", "adverse_events"))
    shown = read_text(desk.get(saved.headers["Location"]))
    assert "Adverse events is complete" in shown
    for part in ("low neutrophils", "2026-03-10", "ongoing", "Possible", "Unscheduled visit"):
        assert part in shown


def test_on_the_day_of_a_visit_a_row_belongs_to_it(store: Store, clock: FakeClock) -> None:
    enroll_one(store)
    clock.moment = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    page = read(Desk("coordinator").get("participant", "NC-001"))
    assert address("form", "NC-001", "baseline", "adverse_events", 1) in page


def test_what_goes_on_stands_first_then_the_latest(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    over = EVENT | {"outcome": "recovered"}
    report(desk, "adverse_events", EVENT | {"term": "older, goes on", "start_date": "2026-03-03"})
    report(desk, "adverse_events", over | {"term": "first", "end_date": "2026-03-12"}, repeat=2)
    late = over | {"term": "second", "start_date": "2026-03-15", "end_date": "2026-03-16"}
    report(desk, "adverse_events", late, repeat=3)
    shown = read_text(desk.get("running", "NC-001", "adverse_events"))
    places = [shown.index(word) for word in ("older, goes on", "second", "first")]
    assert places == sorted(places)
    assert "3 rows, 1 ongoing" in shown


def test_a_dose_that_was_changed_goes_on_no_more(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    report(desk, "medications", DRUG)
    report(desk, "medications", DRUG | {"dose": "4", "start_date": "2026-03-05"}, repeat=2)
    report(desk, "medications", DRUG | {"drug": "methotrexate", "group": "immunosuppressant",
           "start_date": "2026-02-01"}, repeat=3)  # fmt: skip
    shown = read_text(desk.get("running", "NC-001", "medications"))
    assert "3 rows, 2 ongoing" in shown
    assert "2026-03-04, then changed" in shown
    assert "2 ongoing" in read_text(desk.get("participant", "NC-001"))


def test_a_hold_ends_the_dose_before_it(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    report(desk, "dosing", {"start_date": "2026-03-02", "dose_mg": "5", "frequency": "daily"})
    hold = {"dose_mg": "0", "frequency": "stopped", "reason": "adverse_event"}
    report(desk, "dosing", hold | {"start_date": "2026-03-09"}, repeat=2)
    shown = read_text(desk.get("running", "NC-001", "dosing"))
    # The stage has dosed already, on the same day: that row is covered by the one reported here.
    assert "3 rows, 1 ongoing" in shown
    assert "2026-03-08, then changed" in shown


def test_an_end_that_is_not_known_is_an_end(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    report(desk, "adverse_events", EVENT | {"end_date__missing": "UNK", "outcome": "recovered"})
    row = get_record(store, "unscheduled", "adverse_events")
    assert row.values["end_date"] is Missing.UNK
    shown = read_text(desk.get("running", "NC-001", "adverse_events"))
    assert "1 row" in shown
    assert "ongoing" not in shown


def test_rows_are_not_asked_for_at_each_visit_and_stand_there_once_reported(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    page = read_text(desk.get("visit", "NC-001", "week_2"))
    assert "Report at this visit: Study drug Adverse events Medication" in page
    assert "Adverse events not begun" not in page
    report(desk, "adverse_events", EVENT, visit="week_2")
    shown = read(desk.get("visit", "NC-001", "week_2"))
    assert "Adverse events: low neutrophils" in shown
    assert address("form", "NC-001", "week_2", "adverse_events", 2) in shown


def test_a_serious_event_is_marked_in_its_list_and_at_the_participant(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    serious = (
        EVENT | {"serious": "yes"} | dict.fromkeys(CRITERIA, "no") | {"hospitalization": "yes"}
    )
    assert report(desk, "adverse_events", serious).status_code == 302
    assert "1 serious" in read_text(desk.get("participant", "NC-001"))
    page = read(desk.get("running", "NC-001", "adverse_events"))
    assert 'class="late b nw"' in page
    assert '<b class="gb g2">' in page


def test_a_running_record_that_is_none_is_refused(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    for name in ("labs", "cdasi", "nothing"):
        assert desk.get("running", "NC-001", name).status_code == 404


@pytest.mark.parametrize("role", ["monitor", "statistician"])
def test_who_may_only_read_is_offered_no_new_row(store: Store, clock: FakeClock, role: str) -> None:
    report(start(store, clock), "adverse_events", EVENT)
    desk = Desk(role)
    page = read(desk.get("running", "NC-001", "adverse_events"))
    assert "low neutrophils" in page
    assert "Add a row" not in page
    assert "/adverse_events/2" not in page + read(desk.get("participant", "NC-001"))
    assert report(desk, "adverse_events", EVENT, repeat=2).status_code == 403


def test_a_list_asks_as_often_with_many_rows_and_is_light(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock, language="zh")

    def count() -> int:
        with CaptureQueriesContext(get_connection()) as asked:
            page = desk.get("running", "NC-001", "adverse_events")
        assert len(page.content) <= 60_000
        return len(asked)

    few = count()
    for repeat in range(1, 13):
        report(desk, "adverse_events", EVENT, repeat=repeat)
    desk.get("today")
    assert count() == few


# ------------------------------------------------------------------ what the server says beside


def test_treatment_emergent_is_said_with_its_reason(store: Store, clock: FakeClock) -> None:
    """The first dose was on 2026-03-02."""
    desk = start(store, clock)
    during = said(score(desk, "adverse_events", EVENT), "start_date")
    assert "treatment-emergent: yes" in during
    assert "2026-03-10, on or after the first dose on 2026-03-02" in during
    before = said(score(desk, "adverse_events", EVENT | {"start_date": "2026-03-01"}), "start_date")
    assert "treatment-emergent: no" in before
    assert said(score(desk, "adverse_events", EVENT | {"start_date": ""}), "start_date") == ""
    zh = said(score(Desk("coordinator", "zh"), "adverse_events", EVENT), "start_date")
    assert "治疗中出现：是" in zh


def test_the_criteria_of_seriousness_are_asked_after_a_yes(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    page = read(desk.get("form", "NC-001", "unscheduled", "adverse_events", 1))
    for name in CRITERIA:
        assert f'id="i-{name}" data-when="serious:yes"' in page
    # The condition is said once for all six.
    assert page.count("asked only after “yes”") == 1
    refused = report(desk, "adverse_events", EVENT | {"death": "no"})
    assert refused.status_code == 422
    assert "only asked with another answer to Serious adverse event" in read_text(refused)


def test_a_glucocorticoid_shows_its_prednisone_equivalent(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    told = said(score(desk, "medications", DRUG), "per_day")
    assert "= prednisone 10 mg/day" in told
    assert "8 × 1 × 5 / 4" in told
    open_ = said(score(desk, "medications", DRUG | {"dose": "", "route": ""}), "per_day")
    assert "prednisone equivalent once given: Dose each time, Route" in open_
    assert said(score(desk, "medications", DRUG | {"drug": "methotrexate",
                      "group": "immunosuppressant"}), "per_day") == ""  # fmt: skip
    assert report(desk, "medications", DRUG).status_code == 302
    assert "= prednisone 10 mg/day" in read_text(desk.get("running", "NC-001", "medications"))


HISTORY = {"condition": "gout", "category": "other", "ongoing": "yes"}


def test_a_year_or_a_month_will_do_where_no_more_is_known(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    page = read_text(desk.get("form", "NC-001", "unscheduled", "medical_history", 1))
    assert "Where no more is known: 2015-06, or 2015." in page
    refused = report(desk, "medical_history", HISTORY | {"start_date": "2015-13"})
    assert refused.status_code == 422
    assert "where no more is known 2026-01 or 2026" in read_text(refused)
    for repeat, day in enumerate(("2015", "2015-06", "2015-02-03"), start=1):
        row = HISTORY | {"start_date": day}
        assert report(desk, "medical_history", row, repeat=repeat).status_code == 302
    listed = read_text(desk.get("running", "NC-001", "medical_history"))
    # The latest first; a year alone counts as its first day.
    places = [listed.index(day) for day in ("2015-06", "2015-02-03", "2015 ")]
    assert places == sorted(places)
    exact = report(desk, "adverse_events", EVENT | {"start_date": "2026-03"})
    assert exact.status_code == 422


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("1", "× 1 a day"),
        ("2", "× 2 a day"),
        ("0.5", "× 1 every other day"),
        ("0.143", "× 1 a week"),
        ("0.14", "× 1 a week"),
        ("0.286", "× 2 a week"),
        ("0.429", "× 3 a week"),
        ("0.857", "× 6 a week"),
        ("0.25", "× 0.25 a day"),
        ("0.033", "× 0.033 a day"),
    ],
)
def test_how_often_is_said_in_words(store: Store, clock: FakeClock, times: str, said: str) -> None:
    desk = start(store, clock)
    assert report(desk, "medications", DRUG | {"per_day": times}).status_code == 302
    assert said in read_text(desk.get("running", "NC-001", "medications"))


def test_a_blood_count_is_graded_while_it_is_typed(store: Store, clock: FakeClock) -> None:
    """Neutrophils of 1.2 are grade 2; hemoglobin of 131 was the baseline."""
    desk = start(store, clock)
    raw = {"wbc": "5.1", "neutrophils": "1.20", "hemoglobin": "95", "platelets": "210"}
    part = score(desk, "blood_count", raw, "week_2")
    neutrophils = said(part, "neutrophils")
    assert '<b class="gb g2">' in neutrophils
    assert "worse than baseline (3.20)" in neutrophils
    hemoglobin = said(part, "hemoglobin")
    assert '<b class="gb g2">' in hemoglobin
    assert "worse than baseline (131)" in hemoglobin
    assert '<b class="gb g0">' in said(part, "platelets")
    desk.save("NC-001", "week_2", "blood_count", raw, _date="2026-03-20")
    page = read(desk.get("form", "NC-001", "week_2", "blood_count", 1))
    assert '<div class="td" id="t-neutrophils" aria-live="polite"><b class="fl">↓</b>' in page


def test_a_long_list_of_answers_is_chosen_from_under_headings(
    store: Store, clock: FakeClock
) -> None:
    desk = start(store, clock)
    page = read(desk.get("form", "NC-001", "unscheduled", "adverse_events", 1))
    options = find(r'<select class="in" id="f-ctcae_term"[^>]*>(.*?)</select>', page)
    assert options.count("<option") == len(STUDY.item("adverse_events", "ctcae_term").codes) + 1
    assert options.count("<optgroup") == options.count("</optgroup>") > 5
    assert report(desk, "adverse_events", EVENT).status_code == 302
    shown = read(desk.get("form", "NC-001", "unscheduled", "adverse_events", 1))
    assert 'value="neutrophil_count_decreased" selected' in shown


def test_a_row_is_no_earlier_value_of_the_next_one(store: Store, clock: FakeClock) -> None:
    desk = start(store, clock)
    report(desk, "adverse_events", EVENT, visit="week_2")
    page = read(desk.get("form", "NC-001", "unscheduled", "adverse_events", 1))
    assert 'class="pv"' not in page


def test_limits_of_the_chosen_laboratory_stand_in_a_new_line_and_are_kept(
    store: Store, clock: FakeClock
) -> None:
    """The placeholder ranges of the study files: ALT of a woman 7 to 40 U/L."""
    desk = start(store, clock)
    page = read(desk.get("form", "NC-001", "week_2", "labs", 1))
    assert 'name="alt.lln" value="7"' in page
    assert 'name="alt.uln" value="40"' in page
    saved = desk.save_panel("NC-001", "week_2", "labs", {"alt": {"value": "21", "unit": "U/L"}},
                            _date="2026-03-20")  # fmt: skip
    assert saved.status_code == 302
    alt = get_record(store, "week_2", "labs")
    assert (alt.values["lln"], alt.values["uln"]) == (Decimal(7), Decimal(40))
    outside = {k: v for k, v in hidden_fields(page).items() if "." in k}
    data = outside | {"_laboratory": "outside", "_date": "2026-03-20"}
    part = read(desk.post("score", "NC-001", "week_2", "labs", 1, data=data))
    assert '<data data-fill="ck.uln" value="">' in part
