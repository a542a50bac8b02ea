"""Doses of a small trial in, exposure summed by hand out."""

from __future__ import annotations

import pytest

from heliotrope.analysis.exposure import NO_DOSES
from tests.watched import Watched, run_watched

RESULTS = run_watched(
    # 168 days at 5 mg: 840 mg.
    Watched("NC-001").dose(1, 168),
    # 56 + 98 days with drug, 14 held; 280 + 245 mg; 3.125 mg a day, 62.5 % of the start.
    Watched("NC-002").dose(1, 56).dose(57, 70, "0", "stopped").dose(71, 168, "5", "alternate_days"),
    # Stopped after 40 days; a week without a record.
    Watched("NC-003").dose(1, 20).dose(28, 40).end(40, "adverse_event"),
    Watched("NC-004").score(1, "20", "baseline"),
)


def value(result_id: str) -> object:
    return RESULTS[f"exposure.{result_id}"].value


def test_sums_are_described() -> None:
    assert value("treatment_days.n") == 3
    assert value("treatment_days.mean") == pytest.approx((168 + 168 + 40) / 3)
    assert value("days_on_drug.median") == 154
    assert value("days_held.max") == 14
    assert value("days_unrecorded.max") == 7
    # 840, 525 and 33 × 5 = 165 mg.
    assert value("cumulative_dose.mean") == pytest.approx(510)
    assert value("relative_dose_intensity.min") == 62.5
    assert value("person_years.estimate") == pytest.approx(376 / 365.25)
    assert RESULTS["exposure.cumulative_dose.mean"].unit.en == "mg"


def test_each_participant_has_a_row() -> None:
    assert value("cumulative_dose.NC-002.value") == 525
    assert "exposure.cumulative_dose.NC-004.value" not in RESULTS
    unknown = run_watched(Watched().dose(1, 28, None))
    row = unknown["exposure.cumulative_dose.NC-001.value"]
    assert (row.value, row.n) == (None, 0)
    assert row.text.en


def test_who_was_held_reduced_or_not_recorded() -> None:
    assert (value("held.count"), value("held.denominator")) == (1, 3)
    assert RESULTS["exposure.reduced.count"].text.en == "NC-002"
    assert RESULTS["exposure.unrecorded.count"].text.en == "NC-003"


def test_without_doses_it_says_so() -> None:
    found = run_watched(Watched().score(1, "20", "baseline"))["exposure.treatment_days.n"]
    assert (found.value, found.text) == (None, NO_DOSES)
