"""Imagined participants in, SV and SE out."""

from __future__ import annotations

import pytest

from heliotrope.datasets.sdtm.context import make_context
from heliotrope.datasets.sdtm.visits import make_se, make_sv
from tests.imagined import make_snapshot, on_day, screen_failure
from tests.tabulated import context_of, rows_of, tabulated_study
from tests.watched import Watched


def day(number: int) -> str:
    return on_day(number).isoformat()


def test_a_visit_lasts_from_its_first_day_to_its_latest() -> None:
    watched = Watched().dose(1, None).score(1, "9", "baseline").score(29, "8", "week_4")
    watched.add("vital_signs", {"pulse": 70}, visit="week_4", on=on_day(31)).event(5)
    made = make_sv(context_of(watched.done()))
    seen = made.frame.filter(made.frame["SVSTDTC"].is_not_null())
    assert seen.select("VISIT", "SVPRESP", "SVOCCUR", "SVSTDTC", "SVENDTC", "SVSTDY").rows() == [
        ("BASELINE", "Y", "Y", day(1), day(1), 1.0),
        ("WEEK 4", "Y", "Y", day(29), day(31), 29.0),
    ]


def test_a_planned_visit_whose_window_has_passed_was_missed() -> None:
    # The data end on study day 301; week 12 ends on day 92, week 24 on day 176.
    watched = Watched().dose(1, None).score(1, "9", "baseline").score(29, "8", "week_4")
    made = make_sv(context_of(watched.done()))
    assert rows_of(made, "VISITNUM", "SVOCCUR", "VISITDY") == [
        (2.0, "Y", 1.0),
        (3.0, "Y", 29.0),
        (4.0, "N", 85.0),
        (5.0, "N", 169.0),
    ]
    assert made.entries is not None
    assert made.entries.to_list() == [11, 12, None, None]


@pytest.mark.parametrize(("ends", "missed"), [(91, False), (92, False), (93, True)])
def test_a_visit_is_missed_the_day_after_its_window(ends: int, missed: bool) -> None:
    # Week 12 ends on day 92, and on that day may still be done.
    watched = Watched().dose(1, None).score(1, "9", "baseline").score(29, "8", "week_4")
    context = make_context(make_snapshot([watched.done()], tabulated_study(), on_day(ends)))
    assert ((4.0, "N") in rows_of(make_sv(context), "VISITNUM", "SVOCCUR")) is missed


def test_nothing_was_missed_by_who_never_took_part() -> None:
    assert make_sv(context_of(screen_failure("NC-001"))).frame.height == 0


def test_unscheduled_visits_are_not_planned() -> None:
    watched = Watched(enrolled=False).score(40, "9", "unscheduled").score(50, "8", "unscheduled")
    made = make_sv(context_of(watched.done()))
    assert rows_of(made, "VISITNUM", "VISIT", "SVPRESP", "SVOCCUR", "SVUPDES") == [
        (6.0, "UNSCHEDULED", None, None, "Unscheduled"),
        (6.01, "UNSCHEDULED 2", None, None, "Unscheduled"),
    ]


def test_a_visit_that_the_schedule_no_longer_has_stands_behind_the_others() -> None:
    made = make_sv(context_of(Watched(enrolled=False).score(9, "9", "old_visit").done()))
    assert rows_of(made, "VISITNUM", "VISIT", "SVPRESP") == [(8.0, "OLD VISIT", None)]


def test_elements_follow_each_other() -> None:
    watched = Watched().score(-7, "9", "screening").dose(1, 50).score(70, "8", "week_12").end(80)
    made = make_se(context_of(watched.done()))
    assert rows_of(made, "ETCD", "SESTDTC", "SEENDTC") == [
        ("SCRN", day(-7), day(1)),
        ("TRT", day(1), day(51)),
        ("FU", day(51), day(80)),
    ]


def test_treatment_that_goes_on_has_no_end() -> None:
    made = make_se(context_of(Watched().dose(1, None).score(29, "8", "week_4").done()))
    assert rows_of(made, "ETCD", "SEENDTC") == [("TRT", None)]
