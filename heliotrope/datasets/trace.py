"""Datasets of ADaM and SDTM → for each row the rows and ledger entries that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from heliotrope.datasets.standard import Dataset, Datasets

SUBJECT_LEVEL = "SUBJECT LEVEL ANALYSIS DATASET"
_KEY = {"domain": pl.String, "subject": pl.String, "sequence": pl.Int64}
COLUMNS = [
    "standard",
    "dataset",
    "row",
    "USUBJID",
    "sequence",
    "parameter",
    "visit",
    "entry",
    "source_dataset",
    "source_variable",
    "source_sequence",
    "source_row",
    "source_entry",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of one dataset on the way back to the ledger."""

    dataset: str
    row: int
    """From 0, in the dataset's order."""
    entry: int | None
    """The ledger entry behind the row; None: none is known."""


class Trace:
    """The way back from every row of ADaM to SDTM and the ledger.

    Built once in one pass over the rows; each question then takes the same short time.
    """

    def __init__(self, adam: Datasets, sdtm: Datasets) -> None:
        self._steps = _index_sdtm(sdtm)
        self.frames = {one.name: _trace_adam(one, sdtm, self._steps) for one in adam}
        """Dataset of ADaM → for each of its rows the row of COLUMNS."""

    def follow(self, dataset: str, row: int) -> tuple[Step, ...]:
        """The row of ADaM, then the row of SDTM it names; each with its ledger entry.

        Rows count from 0. Raises KeyError for an unknown dataset, IndexError for an unknown row.
        """
        frame = self.frames[dataset]
        if not 0 <= row < frame.height:
            raise IndexError(f"{dataset} has {frame.height} rows; there is no row {row}")
        found = frame.row(row, named=True)
        steps = [Step(dataset, row, found["entry"])]
        if found["source_row"] is not None:
            source = found["source_dataset"], found["source_row"] - 1, found["source_entry"]
            steps.append(Step(*source))
        return tuple(steps)

    def find_entries(self, dataset: str, row: int) -> tuple[int, ...]:
        """The ledger entries behind a row of ADaM, each once, the row's own first."""
        entries = (step.entry for step in self.follow(dataset, row))
        return tuple(dict.fromkeys(entry for entry in entries if entry is not None))


def make_trace_table(adam: Datasets, sdtm: Datasets, trace: Trace | None = None) -> pl.DataFrame:
    """The table of `trace.csv`: each row of SDTM, then of ADaM, with what it comes from.

    `row` and `source_row` count from 1, as a reader of the files counts them. `entry` is the ledger
    entry of the row itself, `source_entry` that of the SDTM row it names; null: none is known.
    """
    trace = trace or Trace(adam, sdtm)
    parts = [*(_trace_sdtm(one) for one in sdtm), *trace.frames.values()]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))


# ---------------------------------------------------------------- SDTM


def _index_sdtm(sdtm: Datasets) -> pl.DataFrame:
    """Every numbered row of SDTM by its domain, subject and sequence; DM has no sequence."""
    return pl.concat([pl.DataFrame(schema=_STEP_SCHEMA), *_index_each(sdtm)])


_STEP_SCHEMA = {**_KEY, "source_row": pl.Int64, "source_entry": pl.Int64}


def _index_each(sdtm: Datasets) -> Iterator[pl.DataFrame]:
    for one in sdtm:
        numbered = f"{one.name}SEQ" in one.frame.columns
        if "USUBJID" in one.frame.columns and (numbered or one.name == "DM"):
            sequence = pl.col(f"{one.name}SEQ") if numbered else pl.lit(None)
            yield one.frame.select(
                domain=pl.lit(one.name),
                subject="USUBJID",
                sequence=sequence.cast(pl.Int64),
                source_row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
                source_entry=_entries(one),
            ).unique(["subject", "sequence"], keep="first", maintain_order=True)


def _entries(dataset: Dataset) -> pl.Series:
    if dataset.entries is None:
        return pl.repeat(None, dataset.frame.height, dtype=pl.Int64, eager=True)
    return dataset.entries.cast(pl.Int64)


def _trace_sdtm(one: Dataset) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    number = pl.lit(None, pl.Int64)
    return one.frame.select(
        **_identify(one),
        source_dataset=nothing,
        source_variable=nothing,
        source_sequence=number,
        source_row=number,
        source_entry=number,
    )


def _identify(one: Dataset) -> dict[str, pl.Expr | pl.Series]:
    """The columns of COLUMNS before the source: which row it is, by its readable keys."""
    sequence = _first_of(one, f"{one.name}SEQ", "ASEQ", f"{one.name[2:]}SEQ")
    parameter = _first_of(one, "PARAMCD", f"{one.name}TESTCD", "QNAM", "TSPARMCD")
    visit = _first_of(one, "AVISIT", "VISIT")
    return {
        "standard": pl.lit(one.standard),
        "dataset": pl.lit(one.name),
        "row": pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        "USUBJID": _first_of(one, "USUBJID").cast(pl.String),
        "sequence": sequence.cast(pl.Int64),
        "parameter": parameter.cast(pl.String),
        "visit": visit.cast(pl.String),
        "entry": _entries(one),
    }


def _first_of(one: Dataset, *names: str) -> pl.Expr:
    for name in names:
        if name in one.frame.columns:
            return pl.col(name)
    return pl.lit(None)


# ---------------------------------------------------------------- ADaM


def _trace_adam(one: Dataset, sdtm: Datasets, steps: pl.DataFrame) -> pl.DataFrame:
    domain, variable, sequence = _find_source(one, sdtm)
    asked = one.frame.select(
        **_identify(one),
        source_dataset=domain.cast(pl.String),
        source_variable=variable.cast(pl.String),
        source_sequence=sequence.cast(pl.Int64),
    )
    return asked.join(
        steps,
        left_on=["source_dataset", "USUBJID", "source_sequence"],
        right_on=["domain", "subject", "sequence"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).select(COLUMNS)


def _find_source(one: Dataset, sdtm: Datasets) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """SRCDOM, SRCVAR and SRCSEQ; else the domain whose sequence the rows keep; else DM."""
    names = one.frame.columns
    if "SRCDOM" in names:
        variable = _first_of(one, "SRCVAR")
        return pl.col("SRCDOM"), variable, _first_of(one, "SRCSEQ")
    for source in sdtm:
        if f"{source.name}SEQ" in names:
            return pl.lit(source.name), pl.lit(None), pl.col(f"{source.name}SEQ")
    subject_level = one.of_class == SUBJECT_LEVEL and "DM" in sdtm
    return pl.lit("DM" if subject_level else None, pl.String), pl.lit(None), pl.lit(None)
