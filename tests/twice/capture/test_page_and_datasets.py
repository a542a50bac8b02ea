"""What a page says of an event or a value in, and what the datasets say of it, beside it, out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from heliotrope.capture.events import derive_emergence
from heliotrope.capture.grades import derive_grades, list_readings
from heliotrope.datasets.adam.adae import make_adae
from heliotrope.datasets.adam.adlb import make_adlb
from tests.imagined import make_snapshot, on_day
from tests.watched import CUT_OFF, Watched, watched_study

DAYS = st.integers(-30, 60).filter(lambda day: day != 0)
GRADES = st.sampled_from("1234")
TERMS = st.sampled_from(("Nausea", "Fatigue"))
EVENTS = st.lists(st.tuples(DAYS, st.integers(0, 25), GRADES, TERMS), max_size=5)
ALT = st.sampled_from(["20", "40", "41", "80", "119", "120", "121", "210"])
VALUES = st.lists(st.tuples(DAYS, ALT),
                  max_size=5, unique_by=lambda one: one[0])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.sampled_from((None, 20, 40)))
def test_an_event_is_treatment_emergent_on_the_page_as_in_adae(
    events: list[tuple[int, int, str, str]], final: int | None
) -> None:
    person = Watched().dose(1, final)
    for first, days, grade, term in events:
        last = first + days if first + days != 0 else 1
        person.event(first, last, grade, term)
    # Rows that overlap or begin together have no order of their own to go by.
    starts = [first for first, *_ in events]
    if len(set(starts)) < len(starts):
        return
    study, one = watched_study(), person.done()
    rows = make_adae(make_snapshot([one], study, CUT_OFF), None).frame
    in_adae = dict(zip(rows["AESTDT"] if "AESTDT" in rows else rows["ASTDT"], rows["TRTEMFL"],
                       strict=True))  # fmt: skip
    for record in one.records_of("adverse_events"):
        said = derive_emergence(study, one, record.key, record.values)
        assert said is not None
        expected = {True: "Y", False: "N", None: "U"}[said.is_emergent]
        assert in_adae[record.values["start_date"]] == expected


@settings(max_examples=60, deadline=None)
@given(VALUES, st.sampled_from((None, "20", "80")))
def test_a_value_has_the_grade_on_the_page_that_it_has_in_adlb(
    values: list[tuple[int, str]], baseline: str | None
) -> None:
    person, limits = Watched().dose(1, None), ("7", "40")
    if baseline is not None:
        person.lab(1, "alt", baseline, "U/L", visit="baseline", limits=limits)
    for day, value in values:
        if day != 1:
            person.lab(day, "alt", value, "U/L", limits=limits)
    study, one = watched_study(), person.done()
    rows = make_adlb(make_snapshot([one], study, CUT_OFF), None).frame
    in_adlb = {row["ADT"]: (row["ATOXGRN"], row["WRSBLFL"]) for row in rows.iter_rows(named=True)}
    form = study.form("laboratory")
    for record in one.records_of("laboratory"):
        readings = list_readings(form, record.values)
        (graded,) = derive_grades(study, one, readings, record.visit, record.performed_date)
        assert graded.grade is not None
        worse = graded.is_after_baseline and graded.grade.worse_than_baseline
        grade, flag = in_adlb[record.performed_date]
        assert graded.grade.value == grade
        if record.performed_date is not None and record.performed_date > on_day(1):
            assert ("Y" if worse else None) == flag
