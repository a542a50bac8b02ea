"""Recorded events in, their rows in ADAE out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from heliotrope.datasets.adam.adae import make_adae
from heliotrope.datasets.standard import Dataset, Datasets, Variable
from heliotrope.vocabulary import Missing
from tests.imagined import make_snapshot, make_study, on_day
from tests.watched import CUT_OFF, Watched, watched_study


def adae(*people: Watched, sdtm: Datasets | None = None) -> Dataset:
    made = make_snapshot([one.done() for one in people], watched_study(), CUT_OFF)
    return make_adae(made, sdtm)


def rows_of(*people: Watched) -> list[dict[str, Any]]:
    return list(adae(*people).frame.iter_rows(named=True))


def test_one_row_an_event_with_days_grade_system_and_relation() -> None:
    person = Watched().dose(1, 168).event(5, 9, "2", "Anemia", relation="possible", serious=True)
    (row,) = rows_of(person)
    assert (row["ASTDT"], row["AENDT"]) == (on_day(5), on_day(9))
    assert (row["ASTDY"], row["AENDY"], row["ADURN"]) == (5, 9, 5)
    assert (row["AETERM"], row["AEDECOD"], row["AETRMCD"]) == ("anemia", "Anemia", "Anemia")
    assert row["AEBODSYS"] == "Blood and lymphatic system disorders"
    assert (row["AETOXGR"], row["AETOXGRN"], row["AESER"]) == ("2", 2, "Y")
    assert (row["AEREL"], row["AREL"], row["RELFL"]) == ("POSSIBLE", "RELATED", "Y")
    assert (row["TRTSDT"], row["TRTEDT"]) == (on_day(1), on_day(168))
    assert row["TRTEMFL"] == "Y"


@pytest.mark.parametrize(
    ("relation", "related"),
    [
        ("certain", True),
        ("probable", True),
        ("possible", True),
        ("unassessable", True),
        ("unlikely", False),
        ("unrelated", False),
        (None, True),
        (Missing.UNK, True),
    ],
)
def test_what_cannot_be_judged_is_not_taken_for_unrelated(relation: Any, related: bool) -> None:
    (row,) = rows_of(Watched().dose(1, 168).event(5, relation=relation))
    assert row["AREL"] == ("RELATED" if related else "NOT RELATED")
    assert row["RELFL"] == ("Y" if related else None)


@pytest.mark.parametrize(
    ("day", "flag", "phase"),
    [
        (-1, "N", "PREFL"),
        (1, "Y", None),
        (168, "Y", None),
        (196, "Y", None),
        (197, "N", "FUPFL"),
    ],
)
def test_the_edges_of_emergence(day: int, flag: str, phase: str | None) -> None:
    # Final dose on day 168; the plan counts 28 days more, to day 196.
    (row,) = rows_of(Watched().dose(1, 168).event(day))
    assert row["TRTEMFL"] == flag
    assert [name for name in ("PREFL", "FUPFL") if row[name] == "Y"] == ([phase] if phase else [])
    assert row["TRTEMRSN"]
    assert row["TRTEMRZH"]


def test_an_event_from_before_counts_only_if_it_grows_worse() -> None:
    person = Watched().dose(1, 168)
    person.event(-10, 9, "1").event(10, 20, "2").event(21, 30, "1").event(40, 50, "1")
    found = [(row["ASTDY"], row["TRTEMFL"]) for row in rows_of(person)]
    # Day 40 comes after a pause: a new event.
    assert found == [(-10, "N"), (10, "Y"), (21, "N"), (40, "Y")]


def test_another_term_does_not_continue_it() -> None:
    person = Watched().dose(1, 168).event(-10, 9, "2").event(10, 20, "1", "Fatigue")
    assert [row["TRTEMFL"] for row in rows_of(person)] == ["N", "Y"]


def test_an_unknown_start_counts_unless_it_ended_before() -> None:
    person = Watched().dose(1, 168).event(None, 5).event(None, -1, term="Fatigue").event(None)
    assert [row["TRTEMFL"] for row in rows_of(person)] == ["Y", "N", "Y"]


def test_without_a_dose_day_1_stands_for_it_and_a_hold_alone_is_no_treatment() -> None:
    seen = Watched().score(1, "20", "baseline").event(5)
    assert rows_of(seen)[0]["TRTEMFL"] == "Y"
    held = Watched().score(1, "20", "baseline").dose(1, 28, "0", "stopped").event(5)
    assert rows_of(held)[0]["TRTEMFL"] == "N"
    undated = Watched().add("dosing", {"dose_mg": Decimal(5)}).event(5)
    assert rows_of(undated.score(1, "20", "baseline"))[0]["TRTEMFL"] == "U"
    nowhere = Watched().event(5)
    assert rows_of(nowhere)[0]["TRTEMFL"] == "U"


def test_first_and_worst_occurrences_are_flagged_once() -> None:
    person = Watched().dose(1, 168)
    person.event(-5, -2, "3").event(5, 6, "1").event(9, 10, "3").event(12, 13, "3")
    person.event(7, 8, "2", "Fatigue").event(20, 21, "4", "Anemia")
    found = {(row["AEDECOD"], row["ASTDY"]): row for row in rows_of(person)}

    def flagged(flag: str) -> list[tuple[str, int]]:
        return sorted(key for key, row in found.items() if row[flag] == "Y")

    assert flagged("AOCCFL") == [("Nausea", 5)]
    assert flagged("AOCCPFL") == [("Anemia", 20), ("Fatigue", 7), ("Nausea", 5)]
    assert flagged("AOCCSFL") == [("Anemia", 20), ("Fatigue", 7), ("Nausea", 5)]
    assert flagged("AOCCIFL") == [("Anemia", 20)]
    assert flagged("AOCCPIFL") == [("Anemia", 20), ("Fatigue", 7), ("Nausea", 9)]
    assert flagged("AOCCSIFL") == [("Anemia", 20), ("Fatigue", 7), ("Nausea", 9)]


def test_a_criterion_makes_it_serious_and_death_is_told_by_any_of_three() -> None:
    person = Watched().dose(1, 168)
    person.event(5, serious=None, hospitalization=True).event(6, serious=None)
    assert [row["AESER"] for row in rows_of(person)] == ["Y", None]
    assert rows_of(person)[0]["AESHOSP"] == "Y"
    for more in ({"outcome": "fatal"}, {"death": True}):
        assert rows_of(Watched().dose(1, 9).event(5, **more))[0]["FATALFL"] == "Y"
    assert rows_of(Watched().dose(1, 9).event(5, grade="5"))[0]["FATALFL"] == "Y"
    assert rows_of(Watched().dose(1, 9).event(5, grade="4"))[0]["FATALFL"] is None


def test_a_row_leads_to_sdtm_and_to_the_ledger() -> None:
    person = Watched(first=40).event(5).event(7, term="Fatigue")
    variables = (Variable("USUBJID", "Subject"), Variable("AESEQ", "Sequence", "number"))
    frame = pl.DataFrame({"USUBJID": ["A", "A"], "AESEQ": [1.0, 2.0]})
    ae = Dataset("AE", "AE", "", "EVENTS", "SDTM", (), variables, frame, pl.Series([41, 40]))
    found = adae(person, sdtm=Datasets((ae,)))
    assert found.frame["AESEQ"].to_list() == [2, 1]
    assert found.frame["SRCSEQ"].to_list() == [2, 1]
    assert set(found.frame["SRCDOM"]) == {"AE"}
    assert found.entries is not None
    assert found.entries.to_list() == [40, 41]


def test_no_events_no_form_no_rows() -> None:
    assert adae(Watched()).frame.height == 0
    empty = Watched().add("adverse_events", {"term": Missing.ND})
    assert adae(empty).frame.height == 0
    without = make_adae(make_snapshot([Watched().done()], make_study()))
    assert without.frame.height == 0
    assert without.frame.columns == [one.name for one in without.variables]


def test_names_and_labels_fit_the_standard() -> None:
    for one in adae().variables:
        assert len(one.name) <= 8
        assert len(one.label) <= 40
