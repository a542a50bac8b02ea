"""Capsules given out and come back in, what was taken by count out."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.capture.accountability import (
    NO_STRENGTH,
    NOT_RETURNED,
    Accountability,
    count_accountability,
)
from heliotrope.study.protocol import Study
from tests.imagined import on_day
from tests.watched import Values, Watched, form_of, watched_study


def study() -> Study:
    base = watched_study()
    forms = (*base.forms, form_of("accountability"))
    return Study(**{name: getattr(base, name) for name in Study.model_fields} | {"forms": forms})


def count(*rows: tuple[int, str | None, int | None, int | None]) -> Accountability | None:
    """Rows of day, strength, dispensed, returned."""
    person = Watched().dose(1, 56)
    for day, strength, dispensed, returned in rows:
        values: Values = {
            "strength_mg": None if strength is None else Decimal(strength),
            "dispensed": dispensed,
            "returned": returned,
        }
        person.add("accountability", values, on=on_day(day))
    return count_accountability(study(), person.done())


def test_what_does_not_come_back_was_taken() -> None:
    # 28 + 28 given out, 1 + 3 back: 52 capsules of 5 mg are 260 mg.
    found = count((1, "5", 28, None), (29, "5", 28, 1), (57, "5", 0, 3))
    assert found is not None
    assert found.dispensed == 56
    assert found.returned == 4
    assert found.taken_mg == 260
    assert found.note.en == ""


def test_rows_count_in_the_order_of_their_days() -> None:
    found = count((57, "5", 0, 3), (1, "5", 28, None), (29, "5", 28, 1))
    assert found is not None
    assert found.taken_mg == 260


def test_a_bottle_that_never_came_back_is_not_taken_for_empty() -> None:
    for rows in (
        [(1, "5", 28, None)],
        [(1, "5", 28, None), (29, "5", 28, None), (57, "5", 0, 2)],
        [(1, "5", 28, None), (29, "10", 0, 2)],
    ):
        found = count(*rows)
        assert found is not None
        assert (found.taken_mg, found.note) == (None, NOT_RETURNED)


def test_strengths_are_counted_apart() -> None:
    found = count((1, "5", 28, None), (1, "10", 14, None), (29, "5", 0, 8), (29, "10", 0, 4))
    assert found is not None
    # 20 × 5 mg and 10 × 10 mg.
    assert found.taken_mg == 200


def test_without_a_strength_nothing_can_be_said_in_mg() -> None:
    found = count((1, None, 28, None), (29, None, 0, 8))
    assert found is not None
    assert found.dispensed == 28
    assert (found.taken_mg, found.note) == (None, NO_STRENGTH)


def test_nothing_counted_is_nothing() -> None:
    assert count() is None
