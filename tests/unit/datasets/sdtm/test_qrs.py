"""Answers to instruments in, QS, RS and MK out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import make_context
from heliotrope.datasets.sdtm.qrs import make_qrs
from heliotrope.datasets.standard import Dataset
from heliotrope.vocabulary import Missing, Value
from tests.imagined import (
    answer_cdasi,
    make_participant,
    make_snapshot,
    on_day,
    record,
    reference_study,
)
from tests.tabulated import rows_of

DLQI: Mapping[str, Value | None] = {
    "q1": 2,
    "q2": 1,
    "q3": "0",
    "q4": "nr",
    "q5": Missing.UNK,
    "q6": None,
    "q7": "yes",
}


def make(*records: Record) -> dict[str, Dataset]:
    person = make_participant("NC-001", [])
    people = [replace(person, records={one.key: one for one in records})]
    context = make_context(make_snapshot(people, reference_study()))
    return {one.name: one for one in make_qrs(context)}


def answered(form: str, visit: str, values: Mapping[str, Value | None], seq: int = 5) -> Record:
    day = reference_study().visit(visit).day or -3
    return record("NC-001", form, visit, values=values, performed=on_day(day), seq=seq)


def test_answers_words_gaps_and_what_was_not_asked() -> None:
    shown = replace(answered("dlqi", "baseline", DLQI), scores={"dlqi": 9, "band": "moderate"})
    made = make(shown)["QS"]
    names = ("QSTESTCD", "QSORRES", "QSSTRESC", "QSSTRESN", "QSSTAT", "QSREASND", "QSDRVFL")
    assert rows_of(made, *names) == [
        ("DLQI101", "2", "2", 2.0, None, None, None),
        ("DLQI102", "1", "1", 1.0, None, None, None),
        ("DLQI103", "0", "0", 0.0, None, None, None),
        ("DLQI104", "NOT RELEVANT", "NOT RELEVANT", None, None, None, None),
        ("DLQI105", None, None, None, "NOT DONE", "UNKNOWN", None),
        ("DLQI107", "YES", "YES", None, None, None, None),
        ("DLQI111", None, "9", 9.0, None, None, "Y"),
        ("DLQI1BND", None, "MODERATE", None, None, None, "Y"),
    ]
    assert made.entries is not None
    assert set(made.entries) == {5}


def test_a_score_that_was_not_kept_is_computed() -> None:
    made = make(answered("cdasi", "baseline", answer_cdasi(17)))["RS"]
    found = dict(made.frame.select("RSTESTCD", "RSSTRESN").rows())
    assert (found["CDASIACT"], found["CDASIDAM"]) == (17.0, 1.0)
    assert made.frame.height == 81 + 2
    assert set(made.frame["RSEVAL"]) == {"INVESTIGATOR"}


def test_rows_stand_by_date_and_are_numbered_through_all_forms() -> None:
    made = make(
        answered("dlqi", "week_12", {"q1": 1}, seq=5),
        answered("imacs", "baseline", {"phga": Decimal("3.50"), "ck": Decimal(99)}, seq=9),
        answered("dlqi", "baseline", {"q1": 3}, seq=7),
    )["QS"]
    kept = made.frame.filter(made.frame["QSDRVFL"].is_null())
    assert kept.select("QSTESTCD", "VISITNUM", "QSORRES", "QSLOBXFL").rows() == [
        ("DLQI101", 2.0, "3", "Y"),
        ("IMACSPHG", 2.0, "3.50", "Y"),
        ("DLQI101", 6.0, "1", None),
    ]
    assert made.frame["QSSEQ"].to_list() == [float(n) for n in range(1, made.frame.height + 1)]


def test_strength_stands_in_mk_with_its_side() -> None:
    made = make(answered("mmt8", "baseline", {"deltoid_left": 8, "neck_flexors": 10}))["MK"]
    kept = made.frame.filter(made.frame["MKDRVFL"].is_null())
    assert kept.select("MKTEST", "MKSTRESN", "MKLAT").rows() == [
        ("MMT8-Neck flexors", 10.0, None),
        ("MMT8-Deltoid, left", 8.0, "LEFT"),
    ]


def test_a_form_on_which_nothing_was_said_makes_no_rows() -> None:
    assert make(answered("dlqi", "baseline", {"q1": None}))["QS"].frame.height == 0
