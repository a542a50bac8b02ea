"""Results with the occasions on which they were found → a findings domain, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.frames import Domain, make_dataset, render_moment
from heliotrope.datasets.sdtm.subjects import Subject
from heliotrope.datasets.standard import Dataset
from heliotrope.vocabulary import Missing, Value

NOT_DONE = "NOT DONE"
REASONS = {Missing.ND: None, Missing.UNK: "UNKNOWN", Missing.NA: "NOT APPLICABLE"}
"""Why a value is missing → --REASND; `not done` is said by --STAT itself."""


@dataclass
class Occasions:
    """When something was looked at: one line a record, shared by all of its results."""

    columns: dict[str, list[object]] = field(
        default_factory=lambda: {
            name: []
            for name in ("place", "VISITNUM", "VISIT", "EPOCH", "DTC", "DY", "pre", "entry")
        }
    )

    def add(self, subject: Subject, record: Record) -> int:
        """Append a record; hands back its line."""
        columns, on = self.columns, record.performed_date
        visit_number, visit = subject.visit(record)
        columns["place"].append(subject.place)
        columns["VISITNUM"].append(visit_number)
        columns["VISIT"].append(visit)
        columns["EPOCH"].append(subject.epoch(on))
        columns["DTC"].append(render_moment(record.performed))
        columns["DY"].append(subject.day(on))
        columns["pre"].append(subject.is_before_dose(record))
        columns["entry"].append(record.seq)
        return len(columns["entry"]) - 1

    def finish(self) -> pl.DataFrame:
        """The lines as a frame."""
        types: dict[str, type[pl.DataType]] = {
            "place": pl.Int64,
            "VISITNUM": pl.Float64,
            "VISIT": pl.String,
            "EPOCH": pl.String,
            "DTC": pl.String,
            "DY": pl.Float64,
            "pre": pl.Boolean,
            "entry": pl.Int64,
        }
        return pl.DataFrame(
            {
                name: pl.Series(name, values, dtype=types[name], strict=False)
                for name, values in self.columns.items()
            }
        )


@dataclass(frozen=True, slots=True)
class Results:
    """One line a result: its occasion, its test, and what was found, in the order of the rows."""

    occasion: np.ndarray
    """Line of `Occasions`; the lines of one subject stand together and in the order of time."""
    test: np.ndarray
    """Line of `tests`."""
    tests: pl.DataFrame
    """What is the same in every result of a test: --TESTCD, --TEST, --CAT …"""
    cells: pl.DataFrame
    """What differs: --ORRES, --STRESC, --STRESN, --STAT …, one line a result."""


def make_findings(
    context: Context, domain: Domain, occasions: Occasions, results: Results
) -> Dataset:
    """The domain with identifiers, timing, --SEQ and --LOBXFL (the latest result before dosing).

    A result counts for --LOBXFL if it is one (not null) and stands before day 1, or at the visit
    of day 1, which the study's rule of baseline places before the first dose.
    """
    prefix = domain.name
    when = occasions.finish()[results.occasion]
    place = when["place"].to_numpy()
    ids = pl.Series([subject.usubjid for subject in context.subjects], dtype=pl.String)
    columns = {
        "STUDYID": _repeat(context.study_id, len(when)),
        "DOMAIN": _repeat(prefix, len(when)),
        "USUBJID": ids.gather(place),
        f"{prefix}SEQ": pl.Series(_number(place), dtype=pl.Float64),
        **{name: results.tests[name].gather(results.test) for name in results.tests.columns},
        **{name: results.cells[name] for name in results.cells.columns},
        "VISITNUM": when["VISITNUM"],
        "VISIT": when["VISIT"],
        "EPOCH": when["EPOCH"],
        f"{prefix}DTC": when["DTC"],
        f"{prefix}DY": when["DY"],
    }
    found = columns[f"{prefix}STRESC"].is_not_null() & when["pre"]
    columns[f"{prefix}LOBXFL"] = _flag_latest(place, results.test, found.to_numpy())
    frame = pl.DataFrame(
        {
            one.name: columns[one.name].cast(pl.Float64 if one.kind == "number" else pl.String)
            if one.name in columns
            else pl.Series(one.name, [None] * 1, dtype=pl.String).gather([0] * len(when))
            for one in domain.variables
        }
    )
    return make_dataset(domain, frame, when["entry"])


def _repeat(words: str, times: int) -> pl.Series:
    return pl.select(pl.repeat(words, times, dtype=pl.String)).to_series()


def _number(place: np.ndarray) -> np.ndarray:
    """1, 2, 3 … within each subject, whose lines stand together."""
    if not len(place):
        return np.zeros(0)
    starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    lengths = np.diff(np.r_[starts, len(place)])
    return np.arange(len(place)) - np.repeat(starts, lengths) + 1


def _flag_latest(place: np.ndarray, test: np.ndarray, counts: np.ndarray) -> pl.Series:
    """`Y` in the latest line that counts of each subject and test, else null."""
    lines = np.flatnonzero(counts)
    keys = pl.DataFrame({"place": place[lines], "test": test[lines], "line": lines})
    latest = keys.group_by("place", "test").agg(pl.col("line").max())["line"].to_numpy()
    flags = np.zeros(len(place), dtype=bool)
    flags[latest] = True
    return pl.select(
        pl.when(pl.Series(flags)).then(pl.lit("Y")).otherwise(None).cast(pl.String)
    ).to_series()


@dataclass
class Collected:
    """Results appended one by one, for forms that hold few of them."""

    tests: list[dict[str, object]] = field(default_factory=list)
    places: dict[object, int] = field(default_factory=dict)
    occasion: list[int] = field(default_factory=list)
    test: list[int] = field(default_factory=list)
    rows: list[tuple[object, ...]] = field(default_factory=list)

    def name_test(self, key: object, cells: dict[str, object]) -> int:
        """The line of a test, new or known."""
        if key not in self.places:
            self.places[key] = len(self.tests)
            self.tests.append(cells)
        return self.places[key]

    def add(self, occasion: int, test: int, row: tuple[object, ...]) -> None:
        """Append a result: its cells in the order of `finish`'s names."""
        self.occasion.append(occasion)
        self.test.append(test)
        self.rows.append(row)

    def finish(self, names: Sequence[str], numbers: Sequence[str]) -> Results:
        """All of it; `numbers` are the names whose cells are numbers, the others are text."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(names)
        cells = {
            name: pl.Series(
                name,
                column,
                dtype=pl.Float64 if name in numbers else pl.String,
                strict=False,
            )
            for name, column in zip(names, columns, strict=True)
        }
        return Results(
            np.array(self.occasion, dtype=np.int64),
            np.array(self.test, dtype=np.int64),
            pl.DataFrame(self.tests),
            pl.DataFrame(cells),
        )


def explain_missing(value: Value | None) -> tuple[str | None, str | None]:
    """--STAT and --REASND of a value that was not found; both null if nothing was said."""
    return (NOT_DONE, REASONS[value]) if isinstance(value, Missing) else (None, None)
