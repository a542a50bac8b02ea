"""ADaM of a rehearsed study in; every analysis run on it, and R's number for each result id, out.

`data/rehearsed/` was written once by `heliotrope evaluate` (synthetic participants). R read the
same files with base R, nlme, coin and exactRankTests.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

import polars as pl
import pytest

from heliotrope.analysis.results import Results
from heliotrope.analysis.run import run_plan
from heliotrope.datasets.adam.make import make_adam
from heliotrope.datasets.standard import Dataset, Datasets, make_frame
from tests.imagined import make_snapshot, reference_study
from tests.reference.r_output import HERE, load_printed

CLOSED, NONCENTRAL, MODEL = 1e-9, 1e-8, 1e-6
"""pt of R is not exact far from its center; gls stops before the top of the likelihood."""
LIKELIHOOD = 1e-9


@cache
def results() -> Results:
    """The plan on the kept files; datasets that were not kept are empty."""
    study = reference_study()
    empty = make_adam(make_snapshot([], study))
    kept = [_read(one) for one in empty]
    return run_plan(study, Datasets(tuple(kept)), date(2026, 11, 9))


def _read(empty: Dataset) -> Dataset:
    path = HERE / "data" / "rehearsed" / f"{empty.name.lower()}.csv"
    if not path.exists():
        return empty
    kinds = {variable.name: variable.kind for variable in empty.variables}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: _parse(cell, kinds[name]) for name, cell in row.items() if name in kinds}
            for row in csv.DictReader(file)
        ]
    frame = make_frame(empty.variables, rows)
    entries = pl.Series(range(1, frame.height + 1), dtype=pl.Int64)
    return Dataset(
        name=empty.name,
        label=empty.label,
        structure=empty.structure,
        of_class=empty.of_class,
        standard=empty.standard,
        keys=empty.keys,
        variables=empty.variables,
        frame=frame,
        entries=entries,
    )


def _parse(cell: str, kind: str) -> object:
    if not cell:
        return None
    if kind == "number":
        return float(cell)
    return date.fromisoformat(cell) if kind == "date" else cell


PRINTED = {row["result_id"]: float(row["value"]) for row in load_printed("rehearsed.txt")}


def _is_effect(name: str) -> bool:
    return name.startswith(("effect_size", "standardized_change"))


@pytest.mark.parametrize("analysis", sorted({name.partition(".")[0] for name in PRINTED}))
def test_each_result_is_the_number_of_r(analysis: str) -> None:
    for name, expected in PRINTED.items():
        if name.partition(".")[0] != analysis:
            continue
        found = results()[name].value
        assert found is not None, name
        if name.endswith(".log_likelihood"):
            assert float(found) == pytest.approx(expected, rel=1e-6)
            assert float(found) >= expected - LIKELIHOOD
            continue
        relative = MODEL if analysis == "mmrm" else NONCENTRAL if _is_effect(name) else CLOSED
        assert float(found) == pytest.approx(expected, rel=relative, abs=1e-12), name


def test_r_was_asked_for_every_analysis_with_a_test_or_an_interval() -> None:
    plan = reference_study().plan
    closed = [one for one in plan.every_analysis if one.method not in _ELSEWHERE]
    missing = [one.name for one in closed if f"{one.name}.estimate" not in PRINTED]
    assert missing == []
    assert len(PRINTED) > 600


_ELSEWHERE = {"summary", "imputed", "tipping_point", "mmrm"}
"""Descriptions have no interval; the others have tests in `tests/twice/evaluation`."""
