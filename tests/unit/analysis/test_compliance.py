"""Counts of capsules in a small trial in, compliance summed by hand out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.analysis.compliance import NO_COUNTS
from heliotrope.study.protocol import Study
from tests.imagined import on_day
from tests.watched import Values, Watched, form_of, run_watched, watched_study


def study() -> Study:
    base = watched_study()
    forms = (*base.forms, form_of("accountability"))
    return Study(**{name: getattr(base, name) for name in Study.model_fields} | {"forms": forms})


def person(code: str, returned: int | None) -> Watched:
    """56 days of 5 mg: 280 mg by record; 60 capsules given out."""
    made = Watched(code).dose(1, 56)
    first: Values = {"strength_mg": Decimal(5), "dispensed": 60, "returned": None}
    second: Values = {"strength_mg": Decimal(5), "dispensed": 0, "returned": returned}
    made.add("accountability", first, on=on_day(1))
    return made.add("accountability", second, on=on_day(57))


def test_taken_by_count_stands_against_the_recorded_dose() -> None:
    # 60 − 4 = 56 capsules, 280 mg, 100 %; 60 − 18 = 42 capsules, 210 mg, 75 %; the third unknown.
    found = run_watched(person("NC-001", 4), person("NC-002", 18), person("NC-003", None),
                        study=study())  # fmt: skip
    assert found["compliance.dispensed.mean"].value == 60
    assert found["compliance.taken.n"].value == 2
    assert found["compliance.taken.mean"].value == pytest.approx(245)
    assert found["compliance.taken_share.min"].value == 75
    assert found["compliance.taken_share.max"].value == 100
    assert found["compliance.unknown.count"].value == 1
    assert found["compliance.unknown.count"].text.en == "NC-003"


def test_without_counts_it_says_so() -> None:
    row = run_watched(Watched().dose(1, 28))["compliance.dispensed.n"]
    assert (row.value, row.text) == (None, NO_COUNTS)
