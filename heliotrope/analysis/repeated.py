"""One analysis by repeated measures → its rows: adjusted mean changes, covariance, how fitted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from heliotrope.analysis.observed import Observation
from heliotrope.analysis.results import EMPTY, Heading, Result, Statistic, join_texts
from heliotrope.analysis.task import (
    Task,
    explain_not_evaluable,
    make_heading,
    make_unevaluable,
    name_people,
)
from heliotrope.analysis.treated_visits import find_course_visits
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.repeated import Fit, NotEstimableError, fit_mmrm
from heliotrope.study.plan import Model
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

MMRM = Bilingual("MMRM", "重复测量混合模型（MMRM）")
ONE_VISIT = Bilingual(
    "Not evaluable: a repeated-measures model needs changes at two visits at least.",
    "不可评价：重复测量模型至少需要两次访视的变化值。",
)
NOT_HERE = Bilingual(
    "Not evaluable: nobody has a change at this visit.", "不可评价：该访视无人有变化值。"
)
CONSTANT = Bilingual(
    "Not evaluable: all changes are equal, so there is no variance to model.",
    "不可评价：所有变化值相同，没有可建模的变异。",
)
STANDARD_ERROR = Bilingual("Standard error", "标准误")
VARIANCE = Bilingual("Variance at the visit", "该访视的方差")
LIKELIHOOD = Bilingual("Restricted log-likelihood", "限制性对数似然")
BETWEEN = Bilingual("Difference between two visits", "两次访视之差")


@dataclass(frozen=True, slots=True)
class Modeled:
    """The frame of a model with its fit, or why there is none."""

    frame: pl.DataFrame
    fit: Fit | None
    why: Bilingual
    """Why there is no fit; empty if there is."""


def run_mmrm(task: Task) -> Iterator[Result]:
    """The adjusted mean change at the visit, and beside it those at the other visits.

    Ids `<analysis>.estimate`, `.lower`, `.upper`, `.se`, `.df`, `.p`; without p for every visit of
    the model `<analysis>.<visit>.estimate` and so on, and `<analysis>.minus.<visit>.…` for the
    visit minus each earlier one; `<analysis>.covariance.<visit>.<visit>`. Which covariance
    structure was used, and why not the one asked for, stands in the text of the estimate. What
    cannot be estimated is a row that says why.
    """
    found = fit_task(task)
    if found.fit is None or task.visit.name not in found.fit.occasions:
        why = found.why if found.fit is None else NOT_HERE
        yield from make_unevaluable(task, MMRM, why)
        return
    fit, heading = found.fit, make_heading(task, found.fit.method)
    yield _count_row(task, heading, found)
    own = fit.estimate_mean(task.visit.name, level=task.level)
    yield from _estimate_rows(task, heading, "", own, task.visit.name, main=True)
    for name in fit.occasions:
        mean = fit.estimate_mean(name, level=task.level)
        yield from _estimate_rows(task, heading, f"{name}.", mean, name)
    yield from _contrast_rows(task, heading, fit)
    yield from _covariance_rows(task, heading, fit)
    yield heading.row(
        "log_likelihood",
        "estimate",
        fit.log_likelihood,
        n=fit.n_series,
        unit=EMPTY,
        direction="",
        method=LIKELIHOOD,
    )


def fit_task(task: Task) -> Modeled:
    """The model of an analysis; analyses of other visits with the same model share it."""
    model = task.analysis.model or Model()
    visits = find_course_visits(task)
    key = ("mmrm", model, tuple(visit.name for visit in visits), task.selection)

    def find() -> Modeled:
        return _fit(task, model, visits, tuple(task.select_at(visit) for visit in visits))

    return task.data.keep(key, find)


def make_model_frame(
    visits: tuple[Visit, ...], observations: tuple[tuple[Observation, ...], ...]
) -> pl.DataFrame:
    """One row for each participant and visit with a change: USUBJID, AVISIT, BASE, CHG.

    `USUBJID` holds the participant's code; `AVISIT` is an Enum of the visits in their order, of
    those that anybody has a change at.
    """
    used = [
        (visit.name, each)
        for visit, each in zip(visits, observations, strict=True)
        if any(one.change is not None for one in each)
    ]
    rows = [
        (one.participant, name, float(one.base), float(one.change))
        for name, each in used
        for one in each
        if one.change is not None and one.base is not None
    ]
    frame = pl.DataFrame(rows, schema=["USUBJID", "AVISIT", "BASE", "CHG"], orient="row")
    if not rows:
        return frame
    return frame.with_columns(pl.col("AVISIT").cast(pl.Enum([name for name, _ in used])))


def write_formula(model: Model, frame: pl.DataFrame) -> str:
    """The change by visit; with the baseline, its slope is free at each visit.

    A baseline that is the same for everyone tells nothing and is left out.
    """
    baseline = model.baseline and frame["BASE"].n_unique() > 1
    return "CHG ~ BASE * AVISIT" if baseline else "CHG ~ AVISIT"


def _fit(
    task: Task,
    model: Model,
    visits: tuple[Visit, ...],
    observations: tuple[tuple[Observation, ...], ...],
) -> Modeled:
    frame = make_model_frame(visits, observations)
    obstacle = _find_obstacle(task, frame)
    if obstacle is not None:
        return Modeled(frame, None, obstacle)
    try:
        fit = fit_mmrm(
            frame,
            write_formula(model, frame),
            participant="USUBJID",
            visit="AVISIT",
            covariance=model.covariance,
            df=model.df,
            fallback=model.fallback,
        )
    except NotEstimableError as error:
        why = error.reason
        return Modeled(frame, None, Bilingual(f"Not evaluable: {why.en}", f"不可评价：{why.zh}"))
    return Modeled(frame, fit, EMPTY)


def _say_plainly(task: Task, said: Bilingual) -> Bilingual:
    """The method's sentence with participants and visits by their names in the study."""
    en, zh = said.en, said.zh
    for name, words in _PLAIN:
        en, zh = en.replace(name, words.en), zh.replace(name, words.zh)
    for visit in task.data.study.visits:
        whole = re.compile(rf"(?<!\w){re.escape(visit.name)}(?!\w)")
        en, zh = whole.sub(visit.label.en, en), whole.sub(visit.label.zh, zh)
    return Bilingual(en, zh)


_PLAIN = (
    ("fewer USUBJID", Bilingual("fewer participants", "")),
    ("than AVISIT", Bilingual("than visits", "")),
    ("USUBJID（", Bilingual("", "参与者（")),
    ("少于 AVISIT（", Bilingual("", "少于访视（")),
    (" USUBJID ", Bilingual(" participant ", "参与者")),
)
"""Columns of the model's frame in its sentences → plain words; the first that fits."""


def _find_obstacle(task: Task, frame: pl.DataFrame) -> Bilingual | None:
    if frame.is_empty():
        return explain_not_evaluable(task)
    if frame["AVISIT"].n_unique() < 2:
        return ONE_VISIT
    return CONSTANT if frame["CHG"].n_unique() == 1 else None


def _count_row(task: Task, heading: Heading, found: Modeled) -> Result:
    """How many series, and who has no change at any visit of the model."""
    fit = found.fit
    assert fit is not None
    there = set(found.frame["USUBJID"])
    absent = [
        (one.participant, one.no_change)
        for one in task.observations
        if one.participant not in there
    ]
    rows = Bilingual(
        f"{fit.n_rows} changes at {len(fit.occasions)} visits.",
        f"共 {len(fit.occasions)} 次访视的 {fit.n_rows} 个变化值。",
    )
    text = join_texts([rows, name_people("Not in the model", "未进入模型", absent)])
    n = fit.n_series
    return heading.row("n", "n", n, n=n, unit=EMPTY, direction="", text=text)


def _estimate_rows(
    task: Task,
    heading: Heading,
    prefix: str,
    estimate: Estimate,
    visit: str,
    *,
    main: bool = False,
    method: Bilingual | None = None,
) -> Iterator[Result]:
    """`main`: the analysis's own number, which carries the cautions and the p-value."""
    said = Bilingual(" ".join(estimate.warnings), "".join(estimate.warnings_zh))
    warnings = _say_plainly(task, said)
    numbers: list[tuple[str, Statistic, float | None]] = [
        ("estimate", "estimate", estimate.value),
        ("lower", "lower", estimate.lower),
        ("upper", "upper", estimate.upper),
    ]
    for name, statistic, value in numbers:
        text = warnings if value is None or (main and name == "estimate") else EMPTY
        yield heading.row(
            f"{prefix}{name}", statistic, value, n=estimate.n, text=text, visit=visit, method=method
        )
    small: list[tuple[str, Statistic, float | None, Bilingual | None]] = [
        ("se", "estimate", estimate.se, STANDARD_ERROR),
        ("df", "df", estimate.df, method),
    ]
    if main and task.analysis.test:
        small.append(("p", "p", estimate.p, method))
    for name, statistic, value, by in small:
        yield heading.row(
            f"{prefix}{name}",
            statistic,
            value,
            n=estimate.n,
            text=EMPTY if value is not None else warnings,
            unit=None if name == "se" else EMPTY,
            direction="",
            visit=visit,
            method=by,
        )


def _contrast_rows(task: Task, heading: Heading, fit: Fit) -> Iterator[Result]:
    """The analysis's visit minus each earlier one."""
    own = fit.occasions.index(task.visit.name)
    for earlier in fit.occasions[:own]:
        table = fit.contrasts(reference=earlier, level=task.level)
        row = table.row(
            by_predicate=pl.col("contrast") == f"{task.visit.name} - {earlier}", named=True
        )
        estimate = Estimate(
            value=row["estimate"],
            lower=row["lower"],
            upper=row["upper"],
            p=row["p"],
            n=fit.n_series,
            method=BETWEEN.en,
            warnings=fit.warnings,
            warnings_zh=fit.warnings_zh,
            df=row["df"],
            se=row["se"],
        )
        yield from _estimate_rows(
            task, heading, f"minus.{earlier}.", estimate, task.visit.name, method=BETWEEN
        )


def _covariance_rows(task: Task, heading: Heading, fit: Fit) -> Iterator[Result]:
    """The estimated covariance matrix, its lower triangle by rows."""
    for row, one in enumerate(fit.occasions):
        for column, other in enumerate(fit.occasions[: row + 1]):
            label = task.data.study.visit(other).label
            across = Bilingual(f"Covariance with {label.en}", f"与{label.zh}的协方差")
            yield heading.row(
                f"covariance.{one}.{other}",
                "estimate",
                float(fit.covariance[row, column]),
                n=fit.n_series,
                direction="",
                visit=one,
                method=VARIANCE if one == other else across,
            )
