"""A rehearsal of the reference study in; whether its rows say what a chart would, out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from heliotrope.capture.checks import select_raised
from heliotrope.capture.kinds import given_first_day
from heliotrope.capture.ledger import Participant, Record
from heliotrope.safety.grading import LaboratoryResult, grade_laboratory
from heliotrope.simulate.panels import IN_WEEKS
from heliotrope.simulate.telling import fit_row
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import PartialDate, Value
from tests.rehearsed import play_reference


def _study() -> Study:
    study = play_reference().study
    assert study is not None
    return study


def _enrolled() -> list[Participant]:
    return [p for p in play_reference().participants.values() if p.enrolled]


def _records(kind: str) -> list[Record]:
    forms = {form.name for form in _study().forms if form.records == kind}
    return [r for p in _enrolled() for r in p.records.values() if r.form in forms and r.has_values]


def test_rows_of_one_form_at_one_visit_are_numbered_from_one() -> None:
    for person in _enrolled():
        rows: dict[tuple[str, str], list[int]] = {}
        for visit, form, number in person.records:
            rows.setdefault((visit, form), []).append(number)
        assert all(sorted(n) == list(range(1, len(n) + 1)) for n in rows.values())


def test_a_form_that_wants_the_day_gets_the_first_that_it_can_be() -> None:
    form = _study().form("medical_history")
    exact = replace_item(form, "start_date", partial=False)
    values: dict[str, Value | None] = {
        "condition": "gout",
        "category": "other",
        "start_date": PartialDate(2015, 6),
        "ongoing": True,
    }
    for asked, told in ((form, PartialDate(2015, 6)), (exact, date(2015, 6, 1))):
        row = fit_row(asked, values)
        assert row is not None
        assert row["start_date"] == told


def replace_item(form: Form, name: str, **changed: object) -> Form:
    sections = tuple(
        section.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update=changed) if item.name == name else item
                    for item in section.items
                )
            }
        )
        for section in form.sections
    )
    kept = {name: getattr(form, name) for name in Form.model_fields}
    return Form.model_validate(kept | {"sections": sections})


def test_no_row_raises_a_check_of_its_form() -> None:
    for kind in ("adverse_events", "medications", "laboratory", "dosing", "accountability"):
        for record in _records(kind):
            raised = select_raised(_study().form(record.form), record.values)
            assert not raised, (record.key, [check.name for check in raised])


def test_no_row_says_what_was_not_known_yet() -> None:
    for kind in ("adverse_events", "medications", "dosing"):
        for record in _records(kind):
            day = given_first_day(record, "start_date")
            assert day is not None
            assert record.performed_date is not None
            assert day <= record.performed_date


def test_each_has_events_and_medication_and_takes_the_drug_to_the_end() -> None:
    for person in _enrolled():
        doses = sorted(person.records_of("dosing"), key=lambda r: str(r.values["start_date"]))
        assert doses[0].values["dose_mg"] == 5
        assert doses[-1].values["frequency"] == "stopped"
        assert person.records_of("medications")
    held = [r for r in _records("dosing") if r.values["reason"] == "laboratory"]
    assert len(held) == 1
    assert _records("adverse_events")


def test_what_comes_back_and_what_was_taken_is_what_was_given_out() -> None:
    for record in _records("accountability"):
        returned, dispensed = record.values["returned"], record.values["dispensed"]
        assert dispensed in (0, 28)
        assert returned is None or 0 <= int(str(returned)) <= 28
    most = max(int(str(r.values["returned"] or 0)) for r in _records("accountability"))
    # Whoever was held brought most of four weeks back.
    assert most >= 20


def _grade(record: Record) -> int | None:
    values = record.values
    result = LaboratoryResult(
        "5.0", values["test"], values["value"], values["unit"], values["lln"], values["uln"]
    )
    return grade_laboratory(result).value


def test_one_has_a_raised_ck_at_baseline_that_falls() -> None:
    rows = [r for r in _records("laboratory") if r.values.get("test") == "ck"]
    grades = Counter(_grade(r) for r in rows if r.visit == "baseline")
    assert grades == {0: 9, 2: 1}
    (raised,) = [r for r in rows if r.visit == "baseline" and _grade(r)]
    person = next(p for p in _enrolled() if raised in p.records.values())
    course = [r.values["value"] for r in rows if r in person.records.values()]
    assert course[-1] is not None
    assert Decimal(str(course[-1])) < Decimal(str(course[0]))


def test_ck_is_the_same_on_both_forms_of_a_visit() -> None:
    for person in _enrolled():
        for record in person.records_of("imacs"):
            rows = [
                r for r in person.records_of("labs")
                if r.visit == record.visit and r.values["test"] == "ck"
            ]  # fmt: skip
            assert [r.values["value"] for r in rows] in ([], [record.values["ck"]])


def test_two_have_few_neutrophils_for_a_while_and_nobody_at_first() -> None:
    low = [
        (p.code, r.visit)
        for p in _enrolled()
        for r in p.records_of("blood_count")
        if isinstance(n := r.given("neutrophils"), Decimal) and n < Decimal("1.8")
    ]
    assert len({code for code, _ in low}) == 2
    assert {visit for _, visit in low} == {"week_4", "week_8"}


def test_tests_are_measured_in_their_weeks() -> None:
    weeks = {visit.name: visit.week for visit in _study().visits}
    for record in _records("laboratory"):
        test = record.values.get("test")
        if isinstance(test, str) and test in IN_WEEKS:
            week = -1 if record.visit == "screening" else weeks[record.visit]
            assert record.visit == "early_termination" or week in IN_WEEKS[test]


def test_the_height_is_measured_once() -> None:
    for person in _enrolled():
        heights = [r for r in person.records_of("vitals") if r.given("height") is not None]
        assert [record.visit for record in heights] == ["screening"]
