"""Datasets with planted departures in, the faults that name them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from heliotrope.datasets.conformance import check_conformance
from heliotrope.datasets.standard import Dataset, Datasets, Variable
from tests.imagined import on_day
from tests.tabulated import tabulate
from tests.watched import Watched


def clean() -> Datasets:
    """SDTM of one participant, without a fault."""
    watched = Watched().score(-3, "20", "screening").dose(1, 50).event(5, 9, "2").event(6)
    watched.lab(-3, "alt", "20", "U/L", visit="screening").lab(29, "alt", "30", "U/L")
    watched.add("procedures", {"taken": True}, visit="week_4", on=on_day(29)).end(60)
    return tabulate(watched.done())


def change(name: str, how: Callable[[Dataset], Dataset]) -> list[str]:
    """Where the faults are, once one dataset was changed."""
    made = clean()
    all_ = tuple(how(one) if one.name == name else one for one in made)
    return [fault.where for fault in check_conformance(Datasets(all_))]


def write(name: str, column: str, value: object) -> list[str]:
    """The faults once every row of a dataset has this value."""

    def how(dataset: Dataset) -> Dataset:
        kind = dataset.frame[column].dtype
        frame = dataset.frame.with_columns(pl.lit(value, dtype=kind).alias(column))
        return replace(dataset, frame=frame.select(dataset.frame.columns))

    return change(name, how)


def test_the_clean_one_is_clean() -> None:
    assert [fault.say() for fault in check_conformance(clean())] == []


@pytest.mark.parametrize(
    ("dataset", "column", "value", "where"),
    [
        ("AE", "AETERM", None, "AE.AETERM"),
        ("AE", "AESER", "MAYBE", "AE.AESER"),
        ("AE", "AEACN", "none", "AE.AEACN"),
        ("AE", "AETOXGR", "6", "AE.AETOXGR"),
        ("AE", "AESTDTC", "09JAN2026", "AE.AESTDTC"),
        ("AE", "AESTDTC", "2026-01-05T25:00", "AE.AESTDTC"),
        ("AE", "AESTDTC", "2026-02-30", "AE.AESTDTC"),
        ("AE", "AESTDTC", "2026-02", None),
        ("AE", "AESTDY", 0.0, "AE.AESTDY"),
        ("AE", "AETERM", "x" * 201, "AE.AETERM"),
        ("AE", "AETERM", "疹" * 67, "AE.AETERM"),
        ("AE", "AETERM", "", "AE.AETERM"),
        ("AE", "DOMAIN", "AA", "AE.DOMAIN"),
        ("AE", "USUBJID", "SOMEBODY", "AE.USUBJID"),
        ("AE", "AESEQ", 1.0, "AE.AESEQ"),
        ("DM", "SEX", "female", "DM.SEX"),
        ("DM", "DTHFL", "N", None),
        ("LB", "LBTESTCD", "1ALT", "LB.LBTESTCD"),
        ("LB", "LBTESTCD", "alt", "LB.LBTESTCD"),
        ("LB", "LBTEST", "x" * 41, "LB.LBTEST"),
        ("LB", "LBSTAT", "NOT DONE", "LB.LBSTAT"),
        ("LB", "LBLOBXFL", "Y", "LB.LBLOBXFL"),
        ("LB", "LBSTRESN", float("nan"), "LB.LBSTRESN"),
        ("LB", "VISIT", "SAME", "LB.VISITNUM"),
        ("LB", "LBSEQ", 0.0, "LB.LBSEQ"),
    ],
)
def test_a_planted_value_is_found(
    dataset: str, column: str, value: object, where: str | None
) -> None:
    found = write(dataset, column, value)
    assert (where in found) if where else (found == [])


def test_an_extensible_list_may_be_extended_and_a_closed_one_not() -> None:
    assert write("EX", "EXDOSU", "SPOONFUL") == []
    assert write("EX", "EPOCH", "INTERLUDE") == []
    assert "DS.DSCAT" in write("DS", "DSCAT", "MILESTONE")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": "ADVERSEEV"}, "AE.ADVERSEEV"),
        ({"label": "x" * 41}, "AE.AETERM"),
        ({"label": ""}, "AE.AETERM"),
        ({"label": "术语"}, "AE.AETERM"),
        ({"codelist": "NOSUCH"}, "AE.AETERM"),
    ],
)
def test_a_variable_that_is_badly_described_is_found(changes: dict[str, str], where: str) -> None:
    def how(dataset: Dataset) -> Dataset:
        variables = tuple(
            replace(one, **changes) if one.name == "AETERM" else one  # type: ignore[arg-type]
            for one in dataset.variables
        )
        return replace(dataset, variables=variables)

    assert where in change("AE", how)


def test_a_column_that_is_missing_or_of_another_type_is_found() -> None:
    def drop(dataset: Dataset) -> Dataset:
        return replace(dataset, frame=dataset.frame.drop("AETERM"))

    def forget(dataset: Dataset) -> Dataset:
        variables = tuple(one for one in dataset.variables if one.name != "AETERM")
        return replace(dataset, variables=variables, frame=dataset.frame.select(
            [one.name for one in variables]
        ))  # fmt: skip

    def cast(dataset: Dataset) -> Dataset:
        return replace(dataset, frame=dataset.frame.cast({"AESTDY": pl.String}))

    assert "AE" in change("AE", drop)
    assert "AE.AETERM" in change("AE", forget)
    assert "AE.AESTDY" in change("AE", cast)


def test_a_variable_twice_a_label_too_long_and_a_missing_entry_are_found() -> None:
    def twice(dataset: Dataset) -> Dataset:
        return replace(dataset, variables=(*dataset.variables, Variable("AETERM", "Again")))

    assert "AE.AETERM" in change("AE", twice)
    assert "AE" in change("AE", lambda one: replace(one, label="x" * 41))
    assert "AE" in change("AE", lambda one: replace(one, entries=pl.Series([1])))
    assert "AE" in change("AE", lambda one: replace(one, keys=("NOSUCH",)))


def test_rows_that_share_their_keys_are_found() -> None:
    def double(dataset: Dataset) -> Dataset:
        return replace(dataset, frame=pl.concat([dataset.frame] * 2), entries=None)

    assert "EX(STUDYID, USUBJID, EXTRT, EXSTDTC, EXSEQ)" in change("EX", double)


def test_without_dm_nothing_stands() -> None:
    made = clean()
    without = Datasets(tuple(one for one in made if one.name != "DM"))
    assert "DM" in [fault.where for fault in check_conformance(without)]


def test_a_qualifier_of_no_row_is_found() -> None:
    made = tabulate(Watched().event(5, term=" ".join(["ache"] * 60)).done())
    supp = made["SUPPAE"]
    frame = supp.frame.with_columns(pl.lit("9").alias("IDVARVAL")).select(supp.frame.columns)
    all_ = [replace(one, frame=frame) if one is supp else one for one in made]
    assert "SUPPAE.IDVARVAL" in [f.where for f in check_conformance(Datasets(tuple(all_)))]
    alone = [one for one in made if one.name != "AE"]
    assert "SUPPAE" in [f.where for f in check_conformance(Datasets(tuple(alone)))]


def test_no_fault_repeats_what_a_participant_said() -> None:
    made = clean()
    secret = "patient's own words " * 20
    frame = made["AE"].frame.with_columns(pl.lit(secret).alias("AETERM"))
    broken = replace(made["AE"], frame=frame.select(made["AE"].frame.columns))
    faults = check_conformance(Datasets(tuple(broken if one.name == "AE" else one for one in made)))
    assert faults
    assert all("own words" not in fault.say() for fault in faults)
