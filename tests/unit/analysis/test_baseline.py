"""Records from before treatment in, characteristics counted by hand out."""

from __future__ import annotations

from datetime import date

import pytest

from heliotrope.analysis.baseline import NOBODY
from tests.imagined import make_reference_snapshot, make_snapshot, on_day, reference_study
from tests.watched import Values, Watched, run_on, run_watched


def test_numbers_and_groups_of_the_imagined_study() -> None:
    first = Watched("NC-001").dose(1, 168).score(1, "30", "baseline")
    first.drug(-90, None, "20", group="glucocorticoid").drug(-90, None, "10", "methotrexate")
    first.add("medical_history", {"condition": "x", "start_date": on_day(-300)})
    second = Watched("NC-002").dose(1, 168).score(1, "20", "baseline")
    never = Watched("NC-003", enrolled=False).score(1, "99", "baseline")
    found = run_watched(first, second, never)
    assert found["baseline.total.n"].value == 2
    assert found["baseline.total.mean"].value == 25
    assert found["baseline.total.sd"].value == pytest.approx(50**0.5)
    assert found["baseline.total.n"].text.zh == "总分"
    assert found["baseline.prednisone.n"].value == 1
    assert found["baseline.prednisone.mean"].value == 20
    row = found["baseline.drugs.glucocorticoid.count"]
    assert (row.value, row.n, row.text.en) == (1, 2, "NC-001")
    assert found["baseline.drugs.other.denominator"].text.en in {"other", "Other or not classified"}
    assert found["baseline.history.other.count"].value == 1
    assert found["baseline.age.n"].value == 0
    assert found["baseline.age.mean"].text.en == "Not evaluable: there is no value."


def test_age_sex_and_coded_items_of_the_reference_study() -> None:
    people = []
    for code, sex, born in (("NC-001", "female", 1966), ("NC-002", "male", 1986)):
        values: Values = {"birth_date": date(born, 1, 1), "sex": sex, "ethnic_group": "01"}
        made = Watched(code).add("demographics", values, visit="screening", on=on_day(-3))
        people.append(made.done())
    found = run_on(make_snapshot(people, reference_study()))
    assert found["baseline.age.mean"].value == 50
    assert found["baseline.sex.female.count"].text.en == "NC-001"
    assert found["baseline.sex.male.estimate"].value == 0.5
    assert "baseline.sex.other.count" not in found
    label = found["baseline.ethnic_group.01.denominator"].text
    assert (found["baseline.ethnic_group.01.count"].value, label.zh) == (2, "汉族")


def test_nobody_enrolled_says_so() -> None:
    found = run_watched(Watched(enrolled=False))
    row = found["baseline.age.n"]
    assert (row.value, row.text) == (None, NOBODY)


def test_a_folder_with_the_primary_form_only_gives_rows_and_no_error() -> None:
    found = run_on(make_reference_snapshot())
    assert found["baseline.cdasi_activity.n"].value == 10
    assert found["baseline.cdasi_activity.mean"].value == 25.6
    for name in ("adverse_events.any.count", "laboratory.count", "exposure.treatment_days.n"):
        assert found[name].value is None
        assert found[name].text.en.startswith("Not evaluable")
        assert found[name].text.zh.startswith("不可评价")
    assert all(row.value is not None or row.text.en for row in found.values())
