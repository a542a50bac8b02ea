"""Doses, drugs, events and values of a small trial in, the numbers of the listings out."""

from __future__ import annotations

from functools import cache

import pytest

from heliotrope.analysis.data import LISTED, read_data
from heliotrope.analysis.listings import list_records
from heliotrope.analysis.results import Result
from heliotrope.capture.medication import derive_medication
from heliotrope.datasets.adam.make import make_adam
from heliotrope.vocabulary import PartialDate
from tests.imagined import make_snapshot, on_day
from tests.watched import CUT_OFF, Watched, watched_study


def list_of(*people: Watched) -> dict[str, Result]:
    snapshot = make_snapshot([one.done() for one in people], watched_study(), CUT_OFF)
    data = read_data(snapshot.study, make_adam(snapshot), snapshot.cut_off)
    return {row.result_id.removeprefix("listing."): row for row in list_records(data)}


@cache
def results() -> dict[str, Result]:
    return list_of(
        Watched("NC-001")
        .dose(1, 56)
        .dose(57, 70, "0", "stopped")
        .dose(71, 168, "5", "alternate_days")
        .dose(169, None, "0", "stopped")
        .event(33, 57, "2", "Nausea", serious=True, relation="probable", action="interrupted")
        .event(140, None, "1", "Fatigue")
        .lab(1, "neutrophils", "2.5", "10^9/L", visit="baseline", limits=("1.8", "6.3"))
        .lab(29, "neutrophils", "0.9", "10^9/L", visit="week_4", limits=("1.8", "6.3"))
        .lab(85, "neutrophils", "2.4", "10^9/L", visit="week_12", limits=("2.0", "7.0"))
        .score(1, "20", "baseline")
        .end(197),
        # 20 mg until day 56, with 10 mg on top from day 29 to day 40, then 15 mg without an end.
        Watched("NC-002", first=100)
        .dose(1, 168)
        .drug(-100, 56, "20")
        .drug(29, 40, "8", "methylprednisolone")
        .drug(57, None, "15")
        .drug(-300, None, "12.5", "methotrexate")
        .score(1, "18", "baseline"),
    )


def value(result_id: str) -> object:
    return results()[result_id].value


def words(result_id: str) -> str:
    return results()[result_id].text.en


def test_of_a_day_that_is_known_in_part_as_much_is_listed() -> None:
    person = Watched().dose(1, 168).score(1, "20", "baseline")
    person.drug(1, None, "5", start_date=PartialDate(2015))
    person.drug(1, 9, "5", "methotrexate", start_date=PartialDate(2025, 6))
    person.drug(1, 9, "5", "other", end_date=PartialDate(2026, 3))
    found = list_of(person)
    shown = [
        [(row.value, row.text.en) for one in ("start", "end")
         for row in [found[f"medications.NC-001.{place}.{one}"]]]
        for place in (1, 2, 3)
    ]  # fmt: skip
    assert shown == [
        [(None, "2015"), (None, "no end recorded")],
        [(None, "2025-06"), (9, on_day(9).isoformat())],
        [(1, on_day(1).isoformat()), (None, "2026-03")],
    ]


def test_doses_with_their_days_and_what_was_taken() -> None:
    assert (value("dosing.NC-001.1.start"), value("dosing.NC-001.1.end")) == (1, 56)
    assert words("dosing.NC-001.2.status") == "held"
    assert (value("dosing.NC-001.3.dose"), value("dosing.NC-001.3.daily")) == (5, 2.5)
    assert value("dosing.NC-001.3.per_day") == 0.5
    # After the final dose nothing is held any more.
    assert words("dosing.NC-001.4.status") == "after the final dose"
    assert "dosing.NC-001.1.status" not in results()
    assert results()["dosing.NC-001.1.dose"].unit.en == "mg"


def test_a_day_has_its_date() -> None:
    # Day 1 is 2026-01-05.
    assert words("dosing.NC-001.1.start") == "2026-01-05"
    assert words("dosing.NC-001.1.end") == "2026-03-01"
    assert "ADEX" in results()["dosing.NC-001.1.start"].source
    assert "entry 10" in results()["dosing.NC-001.1.start"].source


def test_events_with_their_grade_in_the_words_of_the_form() -> None:
    assert value("adverse_events.NC-001.1.grade") == 2
    assert words("adverse_events.NC-001.1.coded") == "Nausea"
    assert words("adverse_events.NC-001.1.serious") == "yes"
    assert words("adverse_events.NC-001.1.relation") == "probable"
    assert words("adverse_events.NC-001.1.action") == "interrupted"
    assert words("adverse_events.NC-001.1.emergent") == "yes"
    assert value("adverse_events.NC-001.2.end") is None
    assert words("adverse_events.NC-001.2.end") == "no end recorded"


def test_the_daily_glucocorticoid_is_the_sum_of_what_is_taken_that_day() -> None:
    found = [
        tuple(value(f"glucocorticoids.NC-002.{seq}.{part}") for part in ("start", "end", "dose"))
        for seq in range(1, 5)
    ]
    # 8 mg of methylprednisolone are 10 mg of prednisone.
    assert found == [(-100, 28, 20), (29, 40, 30), (41, 56, 20), (57, None, 15)]
    assert "glucocorticoids.NC-002.5.dose" not in results()
    assert "glucocorticoids.NC-001.1.dose" not in results()


def test_a_dose_that_is_not_known_makes_that_of_its_days_unknown() -> None:
    rows = list_of(Watched("NC-001").dose(1, 168).drug(-10, 20, "20").drug(11, 15, None))
    doses = [rows[f"glucocorticoids.NC-001.{seq}.dose"].value for seq in (1, 2, 3)]
    assert doses == [20, None, 20]
    assert rows["glucocorticoids.NC-001.2.dose"].text.en == "not recorded"


def test_the_periods_agree_with_the_dose_of_each_day() -> None:
    """The slow twin: the daily dose as `capture.medication` finds it."""
    person = (
        Watched("NC-001")
        .dose(1, 168)
        .drug(-30, 56, "20")
        .drug(29, 40, "8", "methylprednisolone")
        .drug(41, 44, None, "methylprednisolone")
        .drug(60, 90, "15")
        .drug(80, None, "5", "methylprednisolone")
    )
    medication = derive_medication(watched_study(), person.done())
    rows = list_of(person)
    periods = [rows[key] for key in rows if key.startswith("glucocorticoids") and "start" in key]
    for period in periods:
        name = period.result_id.removeprefix("listing.").removesuffix("start")
        first, final = period.value, rows[f"{name}end"].value
        days = [day for day in range(int(first or 0), int(final or 200) + 1) if day]
        for day in days:
            expected = medication.daily_prednisone_mg(on_day(day))
            assert rows[f"{name}dose"].value == expected, day
    assert len(periods) == 8


def test_laboratory_values_with_grades_and_limits_where_they_are_new() -> None:
    assert [value(f"laboratory.NC-001.{seq}.value") for seq in (1, 2, 3)] == [2.5, 0.9, 2.4]
    # 0.9 is below 1.0, grade 3; 2.4 and 2.5 meet no criterion (CTCAE 5.0).
    assert [value(f"laboratory.NC-001.{seq}.grade") for seq in (1, 2, 3)] == [0, 3, 0]
    assert value("laboratory.NC-001.1.low") == 1.8
    assert "laboratory.NC-001.2.low" not in results()
    assert (value("laboratory.NC-001.3.low"), value("laboratory.NC-001.3.high")) == (2, 7)
    assert results()["laboratory.NC-001.2.value"].visit == "week_4"
    assert "laboratory.NC-001.2.test" not in results()


def test_every_row_has_a_number_or_words() -> None:
    assert all(row.value is not None or row.text.en for row in results().values())
    assert all(row.group in row.result_id for row in results().values())


@pytest.mark.parametrize(("more", "listed"), [(0, True), (1, False)])
def test_above_200_the_datasets_are_the_listing(more: int, *, listed: bool) -> None:
    people = [Watched(f"NC-{n:04}").dose(1, 168) for n in range(LISTED + more)]
    assert bool(list_of(*people)) is listed
