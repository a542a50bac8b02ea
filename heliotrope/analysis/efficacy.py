"""Data with one analysis of the plan → its rows, by the method that the plan names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from heliotrope.analysis.changes import run_effect_size, run_sign_flip, run_signed_rank, run_t
from heliotrope.analysis.data import Data
from heliotrope.analysis.improved import run_improved, run_posterior
from heliotrope.analysis.imputed import run_imputed, run_tipping_point
from heliotrope.analysis.repeated import run_mmrm
from heliotrope.analysis.results import Result
from heliotrope.analysis.summaries import run_summary
from heliotrope.analysis.task import Task, make_task
from heliotrope.study.plan import Analysis, Method

METHODS: dict[Method, Callable[[Task], Iterator[Result]]] = {
    "paired_t": run_t,
    "signed_rank": run_signed_rank,
    "sign_flip": run_sign_flip,
    "effect_size": run_effect_size,
    "improved": run_improved,
    "posterior": run_posterior,
    "mmrm": run_mmrm,
    "imputed": run_imputed,
    "tipping_point": run_tipping_point,
    "summary": run_summary,
}


def run_analysis(data: Data, analysis: Analysis) -> tuple[Result, ...]:
    """The rows of one analysis, whatever the data hold.

    Those without a value are named with their reason in the text of the row `n`. Where nobody has
    one, the numbers are empty and the text says that the analysis is not evaluable, and why.
    """
    return tuple(METHODS[analysis.method](make_task(data, analysis)))
