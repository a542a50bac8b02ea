"""Data with the plan's visits around the first dose → their values side by side, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from heliotrope.analysis.data import Data
from heliotrope.analysis.observed import Observation, select_observations
from heliotrope.analysis.results import EMPTY, Heading, Result, Statistic
from heliotrope.analysis.task import ONE_VALUE, name_people
from heliotrope.methods.paired import estimate_t
from heliotrope.methods.summary import summarize
from heliotrope.study.watching import MeanRegression
from heliotrope.vocabulary import Bilingual

VALUES = Bilingual("Description of values", "观测值的描述")
NAME = "mean_regression"
NOBODY = Bilingual("Not evaluable: nobody has a value here.", "不可评价：此处无人有数值。")
NO_PAIRS = Bilingual(
    "Not evaluable: nobody has values at both visits.", "不可评价：无人同时具有两次访视的数值。"
)


def compare_visits(data: Data) -> Iterator[Result]:
    """What the score did before the first dose and soon after it.

    Ids `mean_regression.<visit>.n`, `.mean`, `.sd`, `.median`, `.min`, `.max`; for each two visits
    in turn `mean_regression.<visit>.to.<next>.n`, `.estimate`, `.lower`, `.upper`: the mean
    difference of those with both values and its t interval, without a p-value. A fall before the
    first dose is no effect of treatment: people are chosen when they are worse than their own
    average, and go back towards it (regression to the mean; Galton 1886, Bland and Altman 1994,
    BMJ 308:1499).
    """
    asked = data.study.plan.mean_regression
    if asked is None:
        return
    heading = _heading(data, asked)
    endpoint = data.study.plan.endpoint(asked.endpoint)
    found = {
        name: select_observations(data, endpoint, data.study.visit(name), asked.population)
        for name in asked.visits
    }
    for name, observations in found.items():
        yield from _value_rows(data, heading, name, observations)
    for one, other in pairwise(asked.visits):
        yield from _difference_rows(data, heading, (one, other), (found[one], found[other]))


def _heading(data: Data, asked: MeanRegression) -> Heading:
    endpoint = data.study.plan.endpoint(asked.endpoint)
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=NAME,
        statistic="estimate",
        value=None,
        population=asked.population,
        endpoint=endpoint.name,
        method=VALUES,
        unit=endpoint.unit,
        direction=endpoint.better,
        plan_version=data.study.plan.version,
        source=f"ADQS {endpoint.code} ANL01FL=Y; {data.mark}",
    )
    return Heading(shared, NAME)


def _trace(data: Data, heading: Heading, *visits: str) -> str:
    code = data.study.plan.endpoint(heading.shared.endpoint).code
    return f"ADQS {code} {', '.join(visits)} ANL01FL=Y; {data.mark}"


def _value_rows(
    data: Data, heading: Heading, visit: str, observations: tuple[Observation, ...]
) -> Iterator[Result]:
    values = [one.value for one in observations if one.value is not None]
    source, n = _trace(data, heading, visit), len(values)
    missing = [(one.participant, one.no_value) for one in observations]
    text = name_people("No value", "无数值", missing)
    yield heading.row(
        f"{visit}.n", "n", n, n=n, unit=EMPTY, direction="", text=text, visit=visit, source=source
    )
    described = summarize(values)
    numbers: tuple[tuple[Statistic, float | None], ...] = (
        ("mean", described.mean),
        ("sd", described.sd),
        ("median", described.median),
        ("min", described.min),
        ("max", described.max),
    )
    for name, value in numbers:
        yield heading.row(
            f"{visit}.{name}",
            name,
            value,
            n=n,
            visit=visit,
            text=EMPTY if value is not None else ONE_VALUE if n else NOBODY,
            direction="" if name == "sd" else None,
            source=source,
        )


def _difference_rows(
    data: Data,
    heading: Heading,
    visits: tuple[str, str],
    observations: tuple[tuple[Observation, ...], tuple[Observation, ...]],
) -> Iterator[Result]:
    differences: list[Decimal] = [
        later.value - earlier.value
        for earlier, later in zip(*observations, strict=True)
        if later.value is not None and earlier.value is not None
    ]
    estimate = estimate_t(differences)
    one, other = visits
    source, prefix = _trace(data, heading, one, other), f"{one}.to.{other}"
    label = data.study.visit(one).label
    method = Bilingual(
        f"Mean difference from {label.en}, Student's t interval",
        f"与{label.zh}之差的均数，Student t 区间",
    )
    why = NO_PAIRS
    if estimate.n:
        why = Bilingual(" ".join(estimate.warnings), "".join(estimate.warnings_zh))
    yield heading.row(
        f"{prefix}.n",
        "n",
        estimate.n,
        n=estimate.n,
        unit=EMPTY,
        direction="",
        visit=other,
        method=method,
        source=source,
    )
    numbers: tuple[tuple[Statistic, float | None], ...] = (
        ("estimate", estimate.value),
        ("lower", estimate.lower),
        ("upper", estimate.upper),
    )
    for name, value in numbers:
        yield heading.row(
            f"{prefix}.{name}",
            name,
            value,
            n=estimate.n,
            visit=other,
            method=method,
            text=EMPTY if value is not None else why,
            source=source,
        )
