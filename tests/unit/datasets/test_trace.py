"""Datasets in, the way from each row of ADaM through SDTM to the ledger out."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from heliotrope.datasets.standard import Datasets
from heliotrope.datasets.trace import COLUMNS, Step, Trace, make_trace_table
from tests.unit.datasets.made import ADAM, ADLB, SDTM

TRACE = Trace(ADAM, SDTM)


def test_a_row_leads_to_the_row_it_names_and_to_the_entry() -> None:
    # The second row of ADLB is hemoglobin of 001: LBSEQ 3, the third row of LB, entry 4.
    assert TRACE.follow("ADLB", 1) == (Step("ADLB", 1, None), Step("LB", 2, 4))
    assert TRACE.find_entries("ADLB", 1) == (4,)


def test_the_same_sequence_of_another_subject_is_another_row() -> None:
    assert TRACE.follow("ADLB", 0)[1] == Step("LB", 0, 4)
    assert TRACE.follow("ADLB", 2) == (Step("ADLB", 2, 12), Step("LB", 3, 10))
    assert TRACE.find_entries("ADLB", 2) == (12, 10)


def test_a_row_without_a_source_keeps_its_own_entry() -> None:
    assert TRACE.follow("ADLB", 3) == (Step("ADLB", 3, 13),)


def test_a_subject_leads_to_demographics() -> None:
    assert TRACE.follow("ADSL", 1) == (Step("ADSL", 1, None), Step("DM", 1, 9))


def test_a_source_that_is_not_among_the_datasets_ends_the_way() -> None:
    odd = replace(ADLB, frame=ADLB.frame.with_columns(SRCDOM=pl.lit("XX")))
    trace = Trace(Datasets((odd,)), SDTM)
    assert [step.dataset for step in trace.follow("ADLB", 0)] == ["ADLB"]


def test_rows_that_keep_a_sequence_lead_to_its_domain() -> None:
    without = ADLB.frame.drop("SRCDOM", "SRCVAR", "SRCSEQ")
    kept = without.with_columns(LBSEQ=pl.Series([1.0, 3, 1, 9]))
    trace = Trace(Datasets((replace(ADLB, frame=kept),)), SDTM)
    assert [trace.find_entries("ADLB", row) for row in range(4)] == [(4,), (4,), (12, 10), (13,)]


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        TRACE.follow("ADXX", 0)
    with pytest.raises(IndexError):
        TRACE.follow("ADLB", 4)


def test_the_table_has_every_row_once() -> None:
    table = make_trace_table(ADAM, SDTM)
    assert table.columns == COLUMNS
    assert table.group_by("dataset", maintain_order=True).len().rows() == [
        ("DM", 2),
        ("LB", 4),
        ("ADSL", 2),
        ("ADLB", 4),
    ]
    assert table.row(4) == ("SDTM", "LB", 3, "ABC-1-001", 3, "HGB", "Baseline", 4, *[None] * 5)
    assert table.row(9) == (
        *("ADaM", "ADLB", 2, "ABC-1-001", None, "HGB", "Baseline", None),
        *("LB", "LBSTRESN", 3, 3, 4),
    )


def test_nothing_gives_an_empty_table() -> None:
    assert make_trace_table(Datasets(()), Datasets(())).height == 0
