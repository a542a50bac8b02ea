"""One analysis by multiple imputation → its rows: the pooled change, or where it would tip over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from heliotrope.analysis.observed import Observation
from heliotrope.analysis.results import EMPTY, Heading, Result, join_texts
from heliotrope.analysis.task import (
    Task,
    explain_not_evaluable,
    make_estimate_rows,
    make_heading,
    make_unevaluable,
    name_method,
    name_people,
)
from heliotrope.analysis.treated_visits import find_course_visits
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.imputation import Copies, draw_at_random
from heliotrope.methods.pooling import RUBIN, Worse, estimate_imputed_change, search_tipping_point
from heliotrope.methods.regressions import SPARE, list_predictors
from heliotrope.study.plan import Imputation
from heliotrope.vocabulary import Bilingual

TIPPING = Bilingual(
    "Delta adjustment of imputed values, tipping point", "对填补值作 delta 调整，临界点分析"
)
TOO_FEW = Bilingual(
    "Not evaluable: too few observed values to draw missing ones from.",
    "不可评价：观测值过少，无法据以填补缺失值。",
)
REPEATS = Bilingual(
    "Not evaluable: the observed values of the visits repeat each other, so no regression of one "
    "on the others can be drawn.",
    "不可评价：各访视的观测值彼此重复，无法建立回归进行填补。",
)

BURN_IN, SPACING = 50, 5
"""Rounds of data augmentation before the first copy and between copies (proposed): with a few
inner gaps among visits that are close to each other, the rounds forget each other soon."""


@dataclass(frozen=True, slots=True)
class Completed:
    """The copies of everyone's course, or why there are none."""

    copies: Copies | None
    visits: tuple[str, ...]
    """Names of the columns; the first is baseline."""
    people: tuple[str, ...]
    """Whose rows they are."""
    left_out: tuple[Observation, ...]
    """Those without a baseline, who have no row."""
    said: Bilingual
    """How the copies were drawn; or why there are none."""


def run_imputed(task: Task) -> Iterator[Result]:
    """Mean change over completed copies, pooled by Rubin's rules, under missing at random."""
    found = complete(task)
    if found.copies is None or task.visit.name not in found.visits:
        why = found.said if found.copies is None else TOO_FEW
        yield from make_unevaluable(task, RUBIN, why)
        return
    column = found.visits.index(task.visit.name)
    estimate = estimate_imputed_change(found.copies, column, level=task.level)
    heading = make_heading(task, name_method(estimate))
    yield _count_row(task, heading, found)
    yield from make_estimate_rows(task, heading, estimate, found.said)
    yield from _test_rows(task, heading, estimate)


def run_tipping_point(task: Task) -> Iterator[Result]:
    """How much worse the missing would have to be for the interval to reach 0.

    The row `estimate` is the shift, in the endpoint's unit, that is added to every imputed value of
    the visit; `at.estimate`, `at.lower` and `at.upper` are the mean change there. Where no shift
    up to the width of the scale changes the conclusion, or nothing was imputed, the row is empty
    and says so, and `at` is the estimate without a shift.
    """
    found = complete(task)
    if found.copies is None or task.visit.name not in found.visits:
        why = found.said if found.copies is None else TOO_FEW
        yield from make_unevaluable(task, TIPPING, why)
        return
    column = found.visits.index(task.visit.name)
    worse: Worse = "higher" if task.endpoint.better == "lower" else "lower"
    limit = _find_width(task, found.copies)
    tipping = search_tipping_point(found.copies, column, worse, limit, level=task.level)
    heading = make_heading(task, TIPPING)
    yield _count_row(task, heading, found)
    why = Bilingual(" ".join(tipping.warnings), "".join(tipping.warnings_zh))
    said = join_texts([_say_conclusion(holds=tipping.holds), why])
    yield heading.row("estimate", "estimate", tipping.delta, n=len(found.people), text=said)
    at = Heading(heading.shared, f"{heading.prefix}.at")
    yield from make_estimate_rows(task, at, tipping.estimate)


def _say_conclusion(*, holds: bool) -> Bilingual:
    if holds:
        return Bilingual(
            "Without a shift the interval lies wholly on the better side of 0; from the shift on "
            "it no longer does.",
            "未调整时区间完全位于 0 的改善一侧；自该偏移量起不再如此。",
        )
    return Bilingual(
        "Without a shift the interval does not lie wholly on the better side of 0; from the shift "
        "on it would.",
        "未调整时区间并未完全位于 0 的改善一侧；自该偏移量起才会如此。",
    )


def _find_width(task: Task, copies: Copies) -> float:
    """The width of the scale; where the plan gives none, that of the observed values, doubled."""
    low, high = task.endpoint.low, task.endpoint.high
    if low is not None and high is not None and high > low:
        return float(high - low)
    values = copies.values[0][~copies.is_imputed]
    return max(2 * float(values.max() - values.min()), 1.0)


def _count_row(task: Task, heading: Heading, found: Completed) -> Result:
    n = len(found.people)
    known = {one.participant for one in task.observations if one.change is not None}
    there = set(found.people)
    filled = [
        (one.participant, one.no_change)
        for one in task.observations
        if one.participant in there and one.participant not in known
    ]
    absent = [(one.participant, one.no_base) for one in found.left_out]
    text = join_texts(
        [
            name_people("Filled in", "填补", filled),
            name_people("Not counted, without baseline", "无基线而未计入", absent),
        ]
    )
    return heading.row("n", "n", n, n=n, unit=EMPTY, direction="", text=text)


def _test_rows(task: Task, heading: Heading, estimate: Estimate) -> Iterator[Result]:
    why = Bilingual(" ".join(estimate.warnings), "".join(estimate.warnings_zh))
    text = EMPTY if estimate.df is not None else why
    yield heading.row("df", "df", estimate.df, n=estimate.n, unit=EMPTY, direction="", text=text)
    if task.analysis.test:
        text = EMPTY if estimate.p is not None else why
        yield heading.row("p", "p", estimate.p, n=estimate.n, unit=EMPTY, direction="", text=text)


# ---------------------------------------------------------------- the copies


def complete(task: Task) -> Completed:
    """The completed copies of an analysis; analyses with the same copies share them."""
    asked = task.analysis.imputation
    assert asked is not None, "study check demands the imputation"
    visits = find_course_visits(task)
    names = tuple(visit.name for visit in visits)
    key = ("copies", asked, names, task.selection)

    def find() -> Completed:
        observations = tuple(task.select_at(visit) for visit in visits)
        return _complete(task, asked, names, observations)

    return task.data.keep(key, find)


def _complete(
    task: Task,
    asked: Imputation,
    names: tuple[str, ...],
    observations: tuple[tuple[Observation, ...], ...],
) -> Completed:
    first = task.data.study.roles.day_1_visit
    kept = [at for at, one in enumerate(task.observations) if one.base is not None]
    left_out = tuple(one for one in task.observations if one.base is None)
    people = tuple(task.observations[at].participant for at in kept)
    base = [_float(task.observations[at].base) for at in kept]
    columns = [base, *([_float(each[at].value) for at in kept] for each in observations)]
    if not people or task.visit.name not in names:
        return Completed(None, (), (), left_out, explain_not_evaluable(task))
    for earlier in range(min(len(columns) - 1, asked.earlier or len(columns)), 0, -1):
        used = _select_columns(columns, earlier)
        if used is None:
            continue
        table = list(zip(*(columns[at] for at in used), strict=True))
        visits = tuple([first, *names][at] for at in used)
        copies = _draw(asked, table, earlier)
        if copies is not None:
            said = _say_drawn(asked, len(visits) - 1, earlier)
            return Completed(copies, visits, people, left_out, said)
        if earlier == 1:
            return Completed(None, (), people, left_out, REPEATS)
    return Completed(None, (), people, left_out, TOO_FEW)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _select_columns(columns: list[list[float | None]], earlier: int) -> list[int] | None:
    """The visits that have enough values for their regressions; None if too few have.

    With `earlier` above 1 every visit must have three values for each coefficient (proposed: few
    participants with many predictors give copies that scatter wildly). With 1 what the method
    demands is enough, and a visit that has less is left out.
    """
    counts = [sum(value is not None for value in column) for column in columns]
    sizes = [len(used) + 1 for used in list_predictors(len(columns), earlier)]
    needed = [size + SPARE if earlier == 1 else max(3 * size, size + SPARE) for size in sizes]
    enough = [have >= need for have, need in zip(counts, needed, strict=True)]
    if all(enough):
        return list(range(len(columns)))
    if earlier > 1 or not enough[0] or not any(enough[1:]):
        return None
    return [at for at, is_enough in enumerate(enough) if is_enough]


def _draw(asked: Imputation, table: list[tuple[float | None, ...]], earlier: int) -> Copies | None:
    """The copies; None where the observed values leave no regression to draw from."""
    # The seed is the plan's, so the same plan and data give the same copies.
    generator = np.random.Generator(np.random.PCG64(asked.seed))
    try:
        return draw_at_random(
            generator, table, asked.copies, earlier=earlier, burn_in=BURN_IN, spacing=SPACING
        )
    except ValueError:
        return None


def _say_drawn(asked: Imputation, visits: int, earlier: int) -> Bilingual:
    return Bilingual(
        f"Seed {asked.seed}; each of {visits} visits follows from baseline and the {earlier} "
        "before it at most.",
        f"随机种子 {asked.seed}；{visits} 次访视各由基线及其前至多 {earlier} 次访视预测。",
    )
