"""Data with the plan's definition of a relapse → how many relapsed, of how many, and who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from heliotrope.analysis.data import Data
from heliotrope.analysis.observed import Observation, select_observations
from heliotrope.analysis.results import EMPTY, PROPORTION, Heading, Result, Statistic
from heliotrope.analysis.task import name_people
from heliotrope.methods.paired import estimate_t
from heliotrope.methods.proportions import estimate_proportion
from heliotrope.study.watching import Relapse
from heliotrope.vocabulary import Bilingual

NAME = "relapse"
VERDICT = Bilingual("1: relapse; 0: none", "1：复发；0：未复发")
NOBODY = Bilingual(
    "Not evaluable: nobody has values at both visits.", "不可评价：无人同时具有两次访视的数值。"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One participant at the end of treatment and afterwards."""

    code: str
    worsening: Decimal | None
    """By how much the score grew worse; below 0: better. None: a value is missing."""
    why: Bilingual | None
    """Why it is not known."""
    entries: tuple[int, ...]


def count_relapses(data: Data) -> Iterator[Result]:
    """Ids `relapse.n`, `.count`, `.denominator`, `.estimate`, `.lower`, `.upper`; `relapse.<code>`.

    The proportion is of those with values at both visits, with the exact Clopper-Pearson interval;
    `relapse.change.…` is the mean change between the two visits with its t interval. Whoever has no
    value afterwards is named and not counted: nobody can say whether they relapsed.
    """
    asked = data.study.plan.relapse
    if asked is None:
        return
    pairs = _find_pairs(data, asked)
    known = [(pair, pair.worsening) for pair in pairs if pair.worsening is not None]
    relapsed = sum(1 for _, worsening in known if worsening >= asked.points)
    yield from _proportion_rows(data, asked, pairs, (relapsed, len(known)))
    yield from _change_rows(data, asked, [worsening for _, worsening in known])
    heading = _heading(data, asked, VERDICT)
    for pair, worsening in known if data.is_listed else ():
        entries = ", ".join(str(entry) for entry in pair.entries)
        yield heading.row(
            f"{pair.code}.count",
            "count",
            int(worsening >= asked.points),
            n=1,
            group=pair.code,
            source=f"{_where(data, asked)}; entries {entries}; {data.mark}",
        )


def _find_pairs(data: Data, asked: Relapse) -> list[Pair]:
    endpoint = data.study.plan.endpoint(asked.endpoint)
    before, after = (
        select_observations(data, endpoint, data.study.visit(name), asked.population)
        for name in (asked.since, asked.visit)
    )
    sign = 1 if endpoint.better == "lower" else -1
    return [_pair(one, other, sign) for one, other in zip(before, after, strict=True)]


def _pair(before: Observation, after: Observation, sign: int) -> Pair:
    entries = tuple(dict.fromkeys((*before.entries[-1:], *after.entries[-1:])))
    if before.value is None or after.value is None:
        return Pair(before.participant, None, before.no_value or after.no_value, entries)
    return Pair(before.participant, sign * (after.value - before.value), None, entries)


def _where(data: Data, asked: Relapse) -> str:
    code = data.study.plan.endpoint(asked.endpoint).code
    return f"ADQS {code} {asked.since}, {asked.visit} ANL01FL=Y"


def _heading(data: Data, asked: Relapse, method: Bilingual, prefix: str = NAME) -> Heading:
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=NAME,
        statistic="count",
        value=None,
        population=asked.population,
        endpoint=asked.endpoint,
        visit=asked.visit,
        method=method,
        plan_version=data.study.plan.version,
        source=f"{_where(data, asked)}; {data.mark}",
    )
    return Heading(shared, prefix)


def _proportion_rows(
    data: Data, asked: Relapse, pairs: list[Pair], counts: tuple[int, int]
) -> Iterator[Result]:
    relapsed, n = counts
    estimate = estimate_proportion(relapsed, n)
    heading = _heading(data, asked, Bilingual(estimate.method, estimate.method_zh))
    missing = name_people("Not counted", "未计入", [(pair.code, pair.why) for pair in pairs])
    yield heading.row("n", "n", n, n=n, text=missing)
    yield heading.row("count", "count", relapsed, n=n, direction="lower")
    yield heading.row("denominator", "denominator", n, n=n)
    numbers: tuple[tuple[Statistic, float | None], ...] = (
        ("estimate", estimate.value),
        ("lower", estimate.lower),
        ("upper", estimate.upper),
    )
    for name, value in numbers:
        text = EMPTY if value is not None else NOBODY
        yield heading.row(name, name, value, n=n, unit=PROPORTION, text=text, direction="lower")


def _change_rows(data: Data, asked: Relapse, worsenings: list[Decimal]) -> Iterator[Result]:
    endpoint = data.study.plan.endpoint(asked.endpoint)
    sign = 1 if endpoint.better == "lower" else -1
    estimate = estimate_t([sign * one for one in worsenings])
    label = data.study.visit(asked.since).label
    method = Bilingual(
        f"Mean difference from {label.en}, Student's t interval",
        f"与{label.zh}之差的均数，Student t 区间",
    )
    heading = _heading(data, asked, method, f"{NAME}.change")
    why = NOBODY
    if estimate.n:
        why = Bilingual(" ".join(estimate.warnings), "".join(estimate.warnings_zh))
    numbers: tuple[tuple[Statistic, float | None], ...] = (
        ("estimate", estimate.value),
        ("lower", estimate.lower),
        ("upper", estimate.upper),
    )
    for name, value in numbers:
        yield heading.row(
            name,
            name,
            value,
            n=estimate.n,
            unit=endpoint.unit,
            direction=endpoint.better,
            text=EMPTY if value is not None else why,
        )
