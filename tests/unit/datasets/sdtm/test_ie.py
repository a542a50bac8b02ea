"""Screen failures and enrollments against the criteria in, IE out."""

from __future__ import annotations

from dataclasses import replace

from heliotrope.capture.ledger import Enrollment, Participant, ScreenFailure
from heliotrope.datasets.sdtm.context import make_context
from heliotrope.datasets.sdtm.ie import make_ie
from tests.imagined import DAY_1, HAPPENED, make_snapshot, on_day, record, reference_study
from tests.tabulated import rows_of


def test_an_inclusion_that_was_not_met_says_n_an_exclusion_that_was_says_y() -> None:
    failure = ScreenFailure(("inclusion_4_activity", "exclusion_5"), None, HAPPENED)
    person = Participant("NC-001", HAPPENED, {}, None, failure)
    made = make_ie(make_context(make_snapshot([person], reference_study())))
    assert rows_of(made, "IETESTCD", "IECAT", "IEORRES", "IEDTC") == [
        ("INCL04A", "INCLUSION", "N", "2026-01-01"),
        ("EXCL05", "EXCLUSION", "Y", "2026-01-01"),
    ]


def test_who_was_enrolled_all_the_same_has_what_was_computed() -> None:
    form = record(
        "NC-001",
        "eligibility",
        "screening",
        values={"inclusion_1": False, "exclusion_2": True, "exclusion_6": False},
        performed=on_day(-3),
        seq=9,
    )
    enrollment = Enrollment(DAY_1, False, ("enrolled_not_eligible",), HAPPENED, None)
    person = Participant("NC-001", HAPPENED, {form.key: form}, enrollment)
    context = make_context(make_snapshot([person], reference_study()))
    found = rows_of(make_ie(context), "IETESTCD", "IEORRES", "IEDTC")
    assert ("INCL01", "N", on_day(-3).isoformat()) in found
    assert ("EXCL02", "Y", on_day(-3).isoformat()) in found
    assert not [row for row in found if row[0] == "EXCL06"]


def test_who_was_eligible_has_no_row() -> None:
    enrollment = Enrollment(DAY_1, False, (), HAPPENED, None)
    person = replace(Participant("NC-001", HAPPENED, {}), enrolled=enrollment)
    assert make_ie(make_context(make_snapshot([person], reference_study()))).frame.height == 0
