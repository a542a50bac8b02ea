"""The plan with ADaM → all results, with the fingerprint of what went in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from heliotrope.analysis.comparators import list_comparators
from heliotrope.analysis.courses import average_course
from heliotrope.analysis.data import Data, read_data
from heliotrope.analysis.disposition import bound_none, count_disposition, count_populations
from heliotrope.analysis.efficacy import run_analysis
from heliotrope.analysis.individuals import list_individuals, list_statuses
from heliotrope.analysis.intercurrent import list_intercurrent
from heliotrope.analysis.listings import list_records
from heliotrope.analysis.mean_regression import compare_visits
from heliotrope.analysis.registry import count_for_registry
from heliotrope.analysis.relapse import count_relapses
from heliotrope.analysis.responses import count_responses
from heliotrope.analysis.results import Result, Results
from heliotrope.analysis.safety import run_safety
from heliotrope.analysis.sites import average_places
from heliotrope.capture.snapshot import Snapshot
from heliotrope.datasets.adam.make import make_adam
from heliotrope.datasets.sdtm.make import make_sdtm
from heliotrope.datasets.standard import Datasets
from heliotrope.study.protocol import Study


@dataclass(frozen=True)
class Evaluation:
    """One evaluation: what went in, the datasets made from it, and every number found."""

    snapshot: Snapshot
    sdtm: Datasets
    adam: Datasets
    results: Results

    @property
    def adsl(self) -> pl.DataFrame:
        """One row a participant."""
        return self.adam["ADSL"].frame

    @property
    def adqs(self) -> pl.DataFrame:
        """One row a record and endpoint."""
        return self.adam["ADQS"].frame


def evaluate(snapshot: Snapshot, made: tuple[Datasets, Datasets] | None = None) -> Evaluation:
    """The whole plan on a snapshot. The same snapshot gives the same rows, digit by digit.

    What an analysis lacks is a row that says so, never an error. `made`: its SDTM and ADaM, if
    they were made already.
    """
    if made is None:
        sdtm = make_sdtm(snapshot)
        made = sdtm, make_adam(snapshot, sdtm)
    sdtm, adam = made
    return Evaluation(snapshot, sdtm, adam, run_plan(snapshot.study, adam, snapshot.cut_off, sdtm))


def run_plan(
    study: Study, adam: Datasets, cut_off: date | None, sdtm: Datasets | None = None
) -> Results:
    """The study's plan on its ADaM datasets.

    `cut_off` is the last day of which anything is known; None if no date was recorded. Only the
    parts of a score by place are read from `sdtm`; without it they are not evaluable.
    """
    data = read_data(study, adam, cut_off)
    return Results(tuple(_run(data, sdtm)), data.fingerprint)


def _run(data: Data, sdtm: Datasets | None) -> Iterator[Result]:
    plan = data.study.plan
    for analysis in plan.every_analysis:
        yield from run_analysis(data, analysis)
    yield from count_responses(data)
    yield from list_intercurrent(data)
    yield from compare_visits(data)
    yield from count_relapses(data)
    yield from list_comparators(data)
    for display in plan.displays:
        if display.kind == "course":
            yield from average_course(data, display)
        elif display.kind == "sites":
            yield from average_places(data, display, sdtm)
    yield from run_safety(data)
    yield from count_for_registry(data)
    yield from count_disposition(data)
    yield from count_populations(data)
    yield from bound_none(data)
    yield from list_statuses(data)
    yield from list_individuals(data)
    yield from list_records(data)
