"""A rehearsed study in, every row of safety linked to SDTM and to the ledger out."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from heliotrope.datasets.adam.watched import make_watched
from heliotrope.datasets.standard import Dataset, Datasets
from tests.rehearsed import rehearse_reference, tabulate_rehearsal


@cache
def made() -> tuple[Datasets, Datasets]:
    """SDTM and the datasets of safety."""
    sdtm = tabulate_rehearsal()
    return sdtm, Datasets(make_watched(rehearse_reference(), sdtm))


@pytest.mark.parametrize("name", ["ADAE", "ADLB", "ADCM", "ADEX"])
def test_every_recorded_row_has_its_row_in_sdtm(name: str) -> None:
    sdtm, watched = made()
    dataset = watched[name]
    assert dataset.entries is not None
    recorded = dataset.frame.with_columns(ENTRY=dataset.entries).filter(
        pl.col("ENTRY").is_not_null()
    )
    assert recorded.height > 0
    assert recorded["SRCSEQ"].null_count() == 0
    for domain, own in recorded.partition_by("SRCDOM", as_dict=True).items():
        source = sdtm[str(domain[0])]
        seq = f"{source.name}SEQ"
        assert source.entries is not None
        known = source.frame.select("USUBJID", SRCSEQ=seq).with_columns(SAME=source.entries)
        joined = own.join(known, on=["USUBJID", "SRCSEQ"], how="left")
        assert (joined["ENTRY"] == joined["SAME"]).all()


def test_laboratory_values_are_those_of_sdtm() -> None:
    sdtm, watched = made()
    lb = sdtm["LB"].frame.select("USUBJID", "LBTESTCD", "LBSTRESN", SRCSEQ="LBSEQ")
    joined = watched["ADLB"].frame.join(lb, on=["USUBJID", "SRCSEQ"], how="left")
    numbers = joined.filter(pl.col("LBSTRESN").is_not_null())
    assert numbers.height > 100
    assert numbers["AVAL"].to_list() == pytest.approx(numbers["LBSTRESN"].to_list(), rel=1e-12)
    assert (numbers["PARAMCD"] == numbers["LBTESTCD"]).all()


def test_keys_are_unique_where_the_source_is_known() -> None:
    for dataset in made()[1]:
        keys = [key for key in dataset.keys if key in dataset.frame.columns]
        assert not dataset.frame.select(keys).is_duplicated().any(), dataset.name


def test_the_same_snapshot_gives_the_same_frames() -> None:
    again: tuple[Dataset, ...] = make_watched(rehearse_reference(), made()[0])
    for one, other in zip(again, made()[1], strict=True):
        assert one.frame.equals(other.frame)
