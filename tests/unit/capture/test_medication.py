"""Rows of medication in, prednisone equivalents by day out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliotrope.capture.medication import NO_FORM, NO_RECORD, Medication, derive_medication
from heliotrope.vocabulary import Missing, PartialDate, Value
from tests.imagined import make_study, on_day
from tests.watched import Watched, watched_study


def medicate(person: Watched) -> Medication:
    return derive_medication(watched_study(), person.done())


def daily(person: Watched, *days: int) -> list[Decimal | None]:
    found = medicate(person)
    return [found.daily_prednisone_mg(on_day(day)) for day in days]


def test_a_taper_by_day() -> None:
    person = Watched().drug(-90, 28, "20").drug(29, 56, "15").drug(57, None, "10")
    assert daily(person, -91, -90, 1, 28, 29, 56, 57, 169) == [0, 20, 20, 20, 15, 15, 10, 10]


def test_other_drugs_are_converted_and_added() -> None:
    # Methylprednisolone 8 mg is prednisone 10 mg.
    person = Watched().drug(-30, None, "8", "methylprednisolone").drug(10, 20, "5")
    assert daily(person, 1, 10, 20, 21) == [10, 15, 15, 10]


def test_only_systemic_routes_count_whatever_the_drug() -> None:
    person = (
        Watched()
        .drug(1, None, "40", route="topical")
        .drug(1, None, "1", "other", group="glucocorticoid", route="topical")
    )
    assert daily(person, 5) == [0]
    assert daily(Watched().drug(1, None, "40", route="iv"), 5) == [40]


def test_a_change_of_dose_is_not_counted_twice_on_its_day() -> None:
    assert daily(Watched().drug(-9, 29, "20").drug(29, 56, "15"), 28, 29, 30) == [20, 15, 15]


def test_an_open_course_is_ended_by_the_next_of_the_same_drug() -> None:
    assert daily(Watched().drug(-9, None, "20").drug(29, None, "15"), 28, 29) == [20, 15]
    other = Watched().drug(-9, None, "20").drug(29, None, "8", "methylprednisolone")
    assert daily(other, 28, 29) == [20, 30]


def test_two_courses_with_dates_that_overlap_add_up() -> None:
    assert daily(Watched().drug(1, 30, "10").drug(10, 40, "5"), 9, 10, 30, 31) == [10, 15, 15, 5]


def test_an_unknown_first_day_lies_before_the_study() -> None:
    assert daily(Watched().drug(None, 28, "20"), -400, 28, 29) == [20, 20, 0]


def test_a_first_day_known_in_part_is_the_earliest_it_can_be() -> None:
    # Day 1 is 5 January 2026.
    month = Watched().drug(1, 60, "20", start_date=PartialDate(2026, 1))
    assert daily(month, -5, -4, 60, 61) == [0, 20, 20, 0]
    (course,) = medicate(month).courses
    assert course.start == date(2026, 1, 1)
    assert [note.en for note in course.notes] == [
        "first day known in part only, 2026-01: taken as the earliest it can be"
    ]
    assert daily(Watched().drug(1, 60, "20", start_date=PartialDate(2025)), -369, -370) == [20, 0]


@pytest.mark.parametrize(
    ("recorded", "final"),
    [
        (date(2026, 2, 10), date(2026, 2, 10)),
        (date(2026, 3, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), date(2026, 2, 1)),
        (None, date(2026, 2, 28)),
    ],
)
def test_a_final_day_known_in_part_is_the_latest_it_could_be_when_recorded(
    recorded: date | None, final: date
) -> None:
    values: dict[str, Value | None] = {
        "drug": "prednisone",
        "start_date": on_day(1),
        "end_date": PartialDate(2026, 2),
    }
    (course,) = medicate(Watched().add("medications", values, on=recorded)).courses
    assert (course.end, course.recorded_end) == (final, final)
    assert "known in part only, 2026-02" in course.notes[0].en


def test_units_and_doses_a_day() -> None:
    pulse = Watched().drug(1, 3, "0.5", "methylprednisolone", dose_unit="g", route="iv")
    assert daily(pulse, 1, 4) == [625, 0]
    assert daily(Watched().drug(1, 3, "5", per_day=Decimal("0.5")), 1) == [Decimal("2.5")]


def test_what_cannot_be_converted_leaves_its_days_without_a_value() -> None:
    person = Watched().drug(1, 10, "20").drug(11, 20, None)
    found = medicate(person)
    assert [found.daily_prednisone_mg(on_day(day)) for day in (10, 11, 20, 21)] == [
        20,
        None,
        None,
        0,
    ]
    reason = found.find_daily_prednisone(on_day(11)).reason
    assert reason is not None
    assert "dose_mg" in reason.en
    assert daily(Watched().drug(1, 10, "20", dose_unit=None), 5) == [None]
    assert daily(Watched().drug(1, 10, "20", "other", group="glucocorticoid"), 5) == [None]
    assert daily(Watched().drug(1, 10, "20", route=None), 5) == [None]


def test_nothing_recorded_is_not_zero() -> None:
    assert daily(Watched(), 1) == [None]
    assert medicate(Watched()).missing == NO_RECORD
    assert daily(Watched().drug(1, None, "15", "methotrexate"), 1) == [0]
    none_taken = Watched().add("medications", {"drug": Missing.NA})
    assert daily(none_taken, 1) == [0]
    not_asked = Watched().add("medications", {"drug": Missing.ND})
    assert daily(not_asked, 1) == [None]
    assert derive_medication(make_study(), Watched().done()).missing == NO_FORM


def test_sums_and_steps() -> None:
    found = medicate(Watched().drug(-90, 28, "20").drug(29, 56, "15"))
    # 28 days at 20 mg and 28 at 15 mg.
    assert found.find_total_prednisone(on_day(1), on_day(56)) == 980
    assert found.find_total_prednisone(on_day(28), on_day(29)) == 35
    assert found.find_total_prednisone(on_day(57), on_day(60)) == 0
    assert found.find_total_prednisone(on_day(2), on_day(1)) is None
    assert found.find_steps(on_day(1), on_day(169)) == (on_day(1), on_day(29), on_day(57))
    assert found.find_steps(on_day(2), on_day(1)) == ()


COURSES = st.lists(
    st.tuples(st.integers(1, 30), st.one_of(st.none(), st.integers(0, 20)), st.integers(0, 40)),
    min_size=1,
    max_size=5,
)


@given(COURSES)
def test_a_sum_is_the_sum_of_its_days_and_steps_miss_no_change(
    rows: list[tuple[int, int | None, int]],
) -> None:
    person = Watched()
    for start, length, mg in rows:
        person.drug(start, None if length is None else start + length, str(mg))
    found = medicate(person)
    each = [found.daily_prednisone_mg(on_day(day)) for day in range(1, 61)]
    assert found.find_total_prednisone(on_day(1), on_day(60)) == sum(mg for mg in each if mg)
    steps = found.find_steps(on_day(1), on_day(60))
    changes = [on_day(n + 1) for n in range(60) if n and each[n] != each[n - 1]]
    assert set(changes) <= set(steps)
