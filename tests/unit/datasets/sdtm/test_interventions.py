"""Doses, medication and photographs as recorded in, EC, EX, CM and PR out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heliotrope.datasets.sdtm.interventions import (
    make_cm,
    make_ec,
    make_ex,
    make_pr,
    translate_unit,
)
from heliotrope.vocabulary import PartialDate
from tests.imagined import on_day
from tests.tabulated import context_of, rows_of
from tests.watched import Watched


def test_an_interruption_is_collected_and_is_no_exposure() -> None:
    person = (
        Watched().dose(1, 10).dose(11, 15, "0", "stopped").dose(16, None, "5", "alternate_days")
    )
    context = context_of(person.done())
    assert rows_of(make_ec(context), "ECOCCUR", "ECDOSE", "ECSTDY", "ECENDY") == [
        ("Y", 5.0, 1.0, 10.0),
        ("N", None, 11.0, 15.0),
        ("Y", 5.0, 16.0, None),
    ]
    assert rows_of(make_ex(context), "EXDOSE", "EXDOSU", "EXDOSFRQ", "EXSTDY", "EXENDY") == [
        (5.0, "mg", "QD", 1.0, 10.0),
        (5.0, "mg", "QOD", 16.0, None),
    ]


def test_exposure_without_a_recorded_end_ends_before_the_next_period() -> None:
    context = context_of(Watched().dose(1, None).dose(30, 40, "2.5").done())
    assert rows_of(make_ex(context), "EXSTDY", "EXENDY") == [(1.0, 29.0), (30.0, 40.0)]
    assert rows_of(make_ec(context), "ECENDTC") == [(None,), (on_day(40).isoformat(),)]


@pytest.mark.parametrize(
    ("times", "frequency", "total"),
    [
        ("1", "QD", 20.0),
        ("2.000", "BID", 40.0),
        ("0.5", "QOD", 10.0),
        ("0.143", "EVERY WEEK", 2.86),
        ("6", "6 TIMES PER DAY", 120.0),
        ("0.3", None, 6.0),
    ],
)
def test_doses_a_day_are_a_frequency_and_a_total(
    times: str, frequency: str | None, total: float
) -> None:
    person = Watched().drug(1, None, "20", per_day=Decimal(times), role="background")
    row = make_cm(context_of(person.done())).frame.row(0, named=True)
    assert (row["CMDOSFRQ"], row["CMDOSTOT"], row["CMCAT"]) == (frequency, total, "BACKGROUND")
    assert (row["CMTRT"], row["CMROUTE"], row["CMDOSU"]) == ("PREDNISONE", "ORAL", "mg")


def test_what_is_known_of_a_day_is_kept_as_it_is() -> None:
    start, end = PartialDate(2015), PartialDate(2025, 11)
    person = Watched().dose(1, 9).drug(1, 5, "20", start_date=start, end_date=end)
    made = make_cm(context_of(person.done()))
    names = ("CMSTDTC", "CMENDTC", "CMSTDY", "CMENDY", "EPOCH", "CMENRTPT")
    assert rows_of(made, *names) == [("2015", "2025-11", None, None, "SCREENING", None)]


def test_another_drug_is_named_as_typed() -> None:
    person = Watched().drug(1, 5, None, drug="other", name="Zinc", per_day=None, dose_unit=None)
    row = make_cm(context_of(person.done())).frame.row(0, named=True)
    assert (row["CMTRT"], row["CMDECOD"], row["CMDOSE"], row["CMDOSU"]) == (
        "Zinc",
        "OTHER",
        None,
        None,
    )
    assert row["CMENRTPT"] is None


def test_units_in_the_words_of_cdisc() -> None:
    assert [translate_unit(unit) for unit in ("tablet", "capsules", "mg", "ug", None)] == [
        "TABLET",
        "CAPSULE",
        "mg",
        "ug",
        None,
    ]


def test_a_procedure_that_was_not_done_says_so() -> None:
    person = (
        Watched()
        .dose(1, None)
        .add("procedures", {"taken": True}, visit="baseline", on=on_day(1))
        .add("procedures", {"taken": False}, visit="week_4", on=on_day(29))
    )
    made = make_pr(context_of(person.done()))
    assert rows_of(made, "PRTRT", "PROCCUR", "VISITNUM", "PRSTDY") == [
        ("PROCEDURES", "Y", 2.0, 1.0),
        ("PROCEDURES", "N", 3.0, 29.0),
    ]
