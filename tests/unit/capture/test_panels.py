"""A panel's records and rows as typed in; its lines, and what one save records, out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from heliotrope.capture.answers import NothingChanged
from heliotrope.capture.entries import Answered
from heliotrope.capture.ledger import Link, Participant, State
from heliotrope.capture.panels import (
    StaleRows,
    UnableToAnswerRows,
    answer_rows,
    list_lines,
    select_changed,
)
from heliotrope.capture.submission import Submission
from heliotrope.study.forms import Form
from heliotrope.vocabulary import Missing
from tests.imagined import HAPPENED, record, reference_study
from tests.watched import Watched, form_of, watched_study

TODAY = date(2026, 12, 31)
FORM = form_of("laboratory")
"""Its tests, in this order: neutrophils, alt, ck, tsh."""


def lines_of(person: Watched, form: Form = FORM) -> list[tuple[str, int, bool]]:
    found = list_lines(form, person.done(), "baseline")
    return [(line.key, line.repeat, line.record is not None) for line in found]


def put(person: Watched, repeat: int, test: str | Missing | None) -> Watched:
    made = record(
        "NC-001", "laboratory", "baseline", values={"test": test}, performed=None, seq=repeat
    )
    person.records[("baseline", "laboratory", repeat)] = replace(made, repeat=repeat)
    return person


# ------------------------------------------------------------------ lines


def test_each_test_has_the_number_of_its_place() -> None:
    assert lines_of(Watched()) == [
        ("neutrophils", 1, False), ("alt", 2, False), ("ck", 3, False), ("tsh", 4, False),
    ]  # fmt: skip


def test_a_recorded_test_keeps_its_number_and_what_it_displaced_finds_another() -> None:
    person = put(Watched(), 1, "tsh")
    assert lines_of(person) == [
        ("neutrophils", 5, False), ("alt", 2, False), ("ck", 3, False), ("tsh", 1, True),
    ]  # fmt: skip


def test_a_second_row_of_a_test_has_a_line_of_its_own() -> None:
    person = put(put(Watched(), 2, "alt"), 7, "alt")
    assert [one for one in lines_of(person) if one[0].startswith("alt")] == [
        ("alt", 2, True), ("alt~7", 7, True),
    ]  # fmt: skip


def test_what_the_form_names_no_more_and_what_names_no_test_is_still_there() -> None:
    person = put(put(put(Watched(), 9, "crp"), 8, None), 2, Missing.ND)
    found = lines_of(person)
    assert ("alt", 2, True) in found
    assert found[-2:] == [("crp", 9, True), ("~8", 8, True)]


def test_no_two_lines_share_a_number_or_a_key() -> None:
    person = put(put(put(Watched(), 1, "tsh"), 5, "ck"), 6, "ck")
    found = lines_of(person)
    assert len({repeat for _, repeat, _ in found}) == len(found)
    assert len({key for key, _, _ in found}) == len(found)


# ------------------------------------------------------------------ what changed


def row(repeat: int = 2, seen: int = 0, **raw: str) -> Submission:
    return Submission(
        participant="NC-001", visit="baseline", form="laboratory",
        raw={"test": "alt", "unit": "U/L", **raw}, date="2026-03-02", repeat=repeat,
        seen_version=seen,
    )  # fmt: skip


def changed(rows: list[Submission], person: Participant | None = None) -> list[Submission]:
    known = person or Participant("NC-001", HAPPENED)
    return select_changed(watched_study(), FORM, known, rows)


def test_a_row_with_nothing_but_its_surroundings_is_not_saved() -> None:
    assert changed([row(lln="7", uln="40", laboratory=""), row(value="  ")]) == []


@pytest.mark.parametrize("said", [{"value": "20"}, {"value": "x"}, {"judgment": "normal"},
                                  {"value": "ND"}])  # fmt: skip
def test_whatever_else_is_typed_is(said: dict[str, str]) -> None:
    typed = replace(row(), raw={**row().raw, **said})
    assert len(changed([typed])) == 1


def test_a_whole_panel_not_done_is_saved_without_any_value() -> None:
    assert len(changed([Submission("NC-001", "baseline", "laboratory", {}, not_done="ND")])) == 1


# ------------------------------------------------------------------ one save


LABS = reference_study().form("labs")
"""ALT is its first test, CK its eighth."""


def result(test: str, value: str, seen: int = 0) -> Submission:
    place = [code.code for code in LABS.item("test").codes].index(test) + 1
    raw = {"test": test, "value": value, "unit": "U/L", "laboratory": "site"}
    return Submission(
        participant="NC-001", visit="baseline", form="labs", raw=raw, date="2026-03-02",
        repeat=place, seen_version=seen,
    )  # fmt: skip


def state(*, saved: bool = False) -> State:
    person = Watched()
    if saved:
        made = record("NC-001", "labs", "baseline", values={"test": "alt"}, performed=None, seq=1)
        person.records[made.key] = made
    head = Link(1, "0" * 64, HAPPENED.at)
    study = reference_study()
    return State(head=head, study=study, participants={"NC-001": person.done()})


def salt() -> str:
    return "0" * 32


def save(*rows: Submission, saved: bool = False) -> list[Answered]:
    drafts = answer_rows(state(saved=saved), rows, TODAY, salt, "coordinator")
    return [draft.fact for draft in drafts if isinstance(draft.fact, Answered)]


def test_each_row_is_its_own_fact() -> None:
    facts = save(result("alt", "20"), result("ck", "150"))
    assert [(fact.repeat, fact.form_version) for fact in facts] == [(1, 1), (8, 1)]


def test_every_fault_of_every_row_is_told_and_nothing_is_recorded() -> None:
    with pytest.raises(UnableToAnswerRows) as refused:
        save(result("alt", "x"), result("ast", "20"), result("ck", "y"))
    assert set(refused.value.rows) == {1, 8}
    assert len(refused.value.faults) == 2


def test_a_row_that_somebody_else_saved_stops_them_all() -> None:
    with pytest.raises(StaleRows) as refused:
        save(result("alt", "20"), result("ck", "x"), saved=True)
    assert list(refused.value.rows) == [1]


def test_rows_that_stand_as_typed_record_nothing() -> None:
    with pytest.raises(NothingChanged):
        save()


def test_a_deviation_that_each_row_would_bring_in_is_noted_with_the_first() -> None:
    """Done without a consent: one deviation, whichever form was the first."""
    first, second = save(result("alt", "20"), result("ck", "150"))
    assert first.deviations == ("without_consent",)
    assert second.deviations == ()
