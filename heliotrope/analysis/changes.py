"""One analysis of changes from baseline → its rows: estimate, interval, p and description."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from heliotrope.analysis.observed import Observation
from heliotrope.analysis.results import EMPTY, PROPORTION, Heading, Result, join_texts
from heliotrope.analysis.task import (
    Task,
    explain_not_evaluable,
    make_estimate_rows,
    make_heading,
    make_summary_rows,
    name_method,
    name_people,
)
from heliotrope.methods.effect_size import estimate_response_mean
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.paired import estimate_permutation, estimate_signed_rank, estimate_t
from heliotrope.vocabulary import Bilingual

COVERAGE = Bilingual("Coverage attained by the exact interval", "精确区间实际达到的覆盖率")


def run_t(task: Task) -> Iterator[Result]:
    """Mean change with Student's interval, p and degrees of freedom."""
    counted = _count_changes(task)
    estimate = estimate_t(list(counted.values()), level=task.level)
    heading = make_heading(task, name_method(estimate))
    yield from _shared_rows(task, heading, counted, estimate)
    yield _df_row(task, heading, estimate)


def run_signed_rank(task: Task) -> Iterator[Result]:
    """Hodges-Lehmann estimate with the exact interval, its attained coverage and the exact p."""
    counted = _count_changes(task)
    zeros = task.analysis.zeros or "wilcoxon"
    estimate = estimate_signed_rank(list(counted.values()), zeros=zeros, level=task.level)
    heading = make_heading(task, name_method(estimate))
    yield from _shared_rows(task, heading, counted, estimate)
    yield from _coverage_rows(heading, estimate)


def run_sign_flip(task: Task) -> Iterator[Result]:
    """Mean change with the p of all assignments of signs and the interval of the same test."""
    counted = _count_changes(task)
    estimate = estimate_permutation(list(counted.values()), level=task.level)
    heading = make_heading(task, name_method(estimate))
    yield from _shared_rows(task, heading, counted, estimate)
    yield from _coverage_rows(heading, estimate)


def run_effect_size(task: Task) -> Iterator[Result]:
    """Standardized response mean with Hedges' correction and the noncentral-t interval.

    The description beside it (mean to maximum) is that of the changes, in their own unit.
    """
    counted = _count_changes(task)
    estimate = estimate_response_mean(list(counted.values()), level=task.level)
    heading = make_heading(task, name_method(estimate))
    yield from _shared_rows(task, heading, counted, estimate, unit=EMPTY)
    yield _df_row(task, heading, estimate)


def _df_row(task: Task, heading: Heading, estimate: Estimate) -> Result:
    text = EMPTY if estimate.df is not None else _why_none(task, estimate)
    return heading.row("df", "df", estimate.df, n=estimate.n, unit=EMPTY, direction="", text=text)


def _coverage_rows(heading: Heading, estimate: Estimate) -> Iterator[Result]:
    if estimate.coverage is not None:
        yield heading.row(
            "coverage",
            "estimate",
            estimate.coverage,
            n=estimate.n,
            unit=PROPORTION,
            direction="",
            method=COVERAGE,
        )


def _count_changes(task: Task) -> dict[str, Decimal]:
    """Participant → the change that counts: the observed one, else the one that the rule gives."""
    returning = task.analysis.missing == "return_to_baseline"
    counted = {}
    for one in task.observations:
        change = one.change
        if change is None and returning:
            change = one.returned_change
        if change is not None:
            counted[one.participant] = change
    return counted


def _shared_rows(
    task: Task,
    heading: Heading,
    counted: dict[str, Decimal],
    estimate: Estimate,
    unit: Bilingual | None = None,
) -> Iterator[Result]:
    """Number, description, estimate with interval, and p where the plan tests."""
    n, text = len(counted), _name_missing(task, counted)
    yield heading.row("n", "n", n, n=n, unit=EMPTY, direction="", text=text)
    yield from make_summary_rows(heading, list(counted.values()), explain_not_evaluable(task))
    yield from make_estimate_rows(task, heading, estimate, unit=unit)
    if task.analysis.test:
        text = EMPTY if estimate.p is not None else _why_none(task, estimate)
        yield heading.row("p", "p", estimate.p, n=n, unit=EMPTY, direction="", text=text)


def _why_none(task: Task, estimate: Estimate) -> Bilingual:
    if estimate.n == 0:
        return explain_not_evaluable(task)
    return Bilingual(" ".join(estimate.warnings), "".join(estimate.warnings_zh))


def _name_missing(task: Task, counted: dict[str, Decimal]) -> Bilingual:
    """Everyone who did not count, and everyone whose missing value was filled in."""

    def named(en: str, zh: str, people: list[Observation]) -> Bilingual:
        return name_people(en, zh, [(one.participant, one.no_change) for one in people])

    missing = [one for one in task.observations if one.change is None]
    return join_texts(
        [
            named(
                "Counted as no change",
                "按无变化计",
                [one for one in missing if one.participant in counted],
            ),
            named("Not counted", "未计入", [o for o in missing if o.participant not in counted]),
            EMPTY if counted else explain_not_evaluable(task),
        ]
    )
