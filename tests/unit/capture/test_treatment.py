"""Dosing rows in, periods that share no day and their sums out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import NO_DOSE, UNDATED, Treatment, derive_treatment
from tests.imagined import on_day
from tests.watched import CUT_OFF, Watched, watched_study


def treat(person: Watched, cut_off: date | None = CUT_OFF) -> Treatment:
    return derive_treatment(watched_study(), person.done(), cut_off)


def spans(treatment: Treatment) -> list[tuple[object, object, object]]:
    return [(p.start, p.end, p.mg_per_day) for p in treatment.periods]


def test_dose_hold_and_reduced_dose_add_up() -> None:
    # Days 1-56 at 5 mg (56 days, 280 mg), 57-70 held (14), 71-168 at 5 mg every other day
    # (98 days at 2.5 mg, 245 mg): 168 days, 525 mg, 3.125 mg a day, 0.625 of the start.
    person = Watched().dose(1, 56).dose(57, 70, "0", "stopped").dose(71, 168, "5", "alternate_days")
    found = treat(person)
    assert (found.first_dose, found.final_dose) == (on_day(1), on_day(168))
    assert (found.treatment_days, found.days_on_drug, found.days_held) == (168, 154, 14)
    assert found.days_unrecorded == 0
    assert found.cumulative_mg == 525
    assert found.mean_mg_per_day == Decimal("3.125")
    assert found.relative_intensity == Decimal("0.625")
    assert found.notes == ()


def test_an_open_period_ends_with_participation_else_where_the_data_end() -> None:
    assert treat(Watched().dose(1, None)).final_dose == CUT_OFF
    stopped = treat(Watched().dose(1, None).end(40, "adverse_event"))
    assert stopped.final_dose == on_day(40)
    unknown = treat(Watched().dose(1, None), None)
    assert (unknown.final_dose, unknown.cumulative_mg, unknown.treatment_days) == (None, None, 0)
    assert unknown.first_dose == on_day(1)


def test_an_open_period_is_ended_by_the_next_one() -> None:
    found = treat(Watched().dose(1, None).dose(29, 56, "2.5"))
    assert spans(found) == [
        (on_day(1), on_day(28), 5),
        (on_day(29), on_day(56), Decimal("2.5")),
    ]
    assert "the next began" in found.periods[0].notes[0].en


def test_a_hold_written_inside_a_period_interrupts_it() -> None:
    found = treat(Watched().dose(1, 100).dose(30, 40, "0", "stopped"))
    assert spans(found) == [
        (on_day(1), on_day(29), 5),
        (on_day(30), on_day(40), 0),
        (on_day(41), on_day(100), 5),
    ]
    assert found.cumulative_mg == 89 * 5
    assert found.days_held == 11
    assert "overlaps" in found.periods[0].notes[0].en


def test_of_two_rows_of_the_same_days_the_later_entry_holds() -> None:
    assert spans(treat(Watched().dose(1, 28, "5").dose(1, 28, "10"))) == [
        (on_day(1), on_day(28), 10)
    ]


def test_a_gap_is_told_and_is_not_a_hold() -> None:
    found = treat(Watched().dose(1, 28).dose(36, 56))
    assert (found.days_unrecorded, found.days_held, found.days_on_drug) == (7, 0, 49)
    assert found.notes[0].en == f"nothing recorded from {on_day(29)} to {on_day(35)}"


def test_dose_0_at_the_end_is_no_hold_and_no_dose() -> None:
    found = treat(Watched().dose(1, 28).dose(29, None, "0", "stopped"))
    assert (found.final_dose, found.days_held, found.holds) == (on_day(28), 0, ())


def test_dose_0_before_the_first_dose_is_not_day_1() -> None:
    person = Watched().dose(1, 3, "0", "stopped").dose(4, 28)
    assert treat(person).first_dose == on_day(4)
    assert derive_day_1(watched_study(), person.done()) == on_day(4)


def test_what_is_not_recorded_is_not_guessed() -> None:
    found = treat(Watched().dose(1, 28, None))
    assert (found.first_dose, found.days_on_drug) == (on_day(1), 28)
    assert (found.cumulative_mg, found.mean_mg_per_day) == (None, None)
    assert found.notes == (NO_DOSE,)
    assert treat(Watched().dose(1, 28, "5", None)).cumulative_mg is None
    undated = Watched().add("dosing", {"dose_mg": Decimal(5), "frequency": "daily"})
    assert treat(undated).notes == (UNDATED,)


def test_without_any_row_there_is_nothing() -> None:
    found = treat(Watched())
    assert (found.periods, found.first_dose, found.final_dose) == ((), None, None)
    assert (found.cumulative_mg, found.mean_mg_per_day, found.relative_intensity) == (None,) * 3


def test_an_end_before_its_start_is_one_day() -> None:
    assert spans(treat(Watched().dose(10, 5))) == [(on_day(10), on_day(10), 5)]


ROWS = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.one_of(st.none(), st.integers(0, 20)),
        st.sampled_from(["0", "5", "10"]),
    ),
    max_size=6,
)


@given(ROWS)
def test_each_day_is_ruled_by_what_a_slow_look_at_it_says(
    rows: list[tuple[int, int | None, str]],
) -> None:
    person = Watched()
    for start, length, mg in rows:
        person.dose(start, None if length is None else start + length, mg)
    cut_off = on_day(50)
    found = treat(person, cut_off)
    days = [on_day(1) + timedelta(days=n) for n in range(50)]
    ends = []
    for start, length, _ in rows:
        later = [other for other, _, _ in rows if other > start]
        ends.append(start + length if length is not None else min(later, default=51) - 1)
    for day in days:
        covering = [
            (start, place)
            for place, (start, _, _) in enumerate(rows)
            if on_day(start) <= day <= on_day(max(ends[place], start))
        ]
        ruling = max(covering, default=None)
        period = found.period_on(day)
        assert (period is None) == (ruling is None)
        if period is not None and ruling is not None:
            assert period.dose_mg == Decimal(rows[ruling[1]][2])
    total = sum((p.days or 0) for p in found.periods)
    assert total == sum(
        1
        for day in days + [cut_off + timedelta(days=n) for n in range(1, 30)]
        if found.period_on(day)
    )
