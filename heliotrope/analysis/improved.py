"""One analysis of improvement → its rows: how many reached the threshold, of how many, and who."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from heliotrope.analysis.observed import NO_PERCENTAGE, Observation
from heliotrope.analysis.results import EMPTY, PROPORTION, Heading, Result, join_texts
from heliotrope.analysis.task import (
    Task,
    explain_not_evaluable,
    make_estimate_rows,
    make_heading,
    name_method,
    name_people,
    trace,
)
from heliotrope.methods.bayes import Beta, beta_posterior, estimate_beta_binomial, probability_above
from heliotrope.methods.proportions import estimate_proportion
from heliotrope.study.plan import Endpoint, Threshold
from heliotrope.vocabulary import Bilingual

VERDICT = Bilingual("1: improved; 0: not, or not known", "1：改善；0：未改善或未知")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one participant improved."""

    one: Observation
    improved: bool | None
    """None: it cannot be told."""
    why: Bilingual | None
    """Why it cannot be told, or the event that counts as a failure."""


def run_improved(task: Task) -> Iterator[Result]:
    """Count, denominator and percentage with its interval; then one row for each one counted.

    With the rule `not_improved` everyone in the population is in the denominator; else those who
    were observed and whose improvement can be told. An event of the composite strategy is "not
    improved" in both, but puts nobody into the second who was not observed. Where nobody ever has
    a value nothing is counted: that would be a failure of the measuring, not of the treatment.
    """
    verdicts = judge_everyone(task)
    counted = select_counted(task, verdicts)
    improved = sum(1 for one in counted if one.improved)
    method = task.analysis.proportion_interval or "clopper-pearson"
    estimate = estimate_proportion(improved, len(counted), method, level=task.level)
    heading = make_heading(task, name_method(estimate), PROPORTION, "higher")
    yield from _count_rows(task, heading, verdicts, counted)
    yield from make_estimate_rows(task, heading, estimate, _describe_range(task))
    yield from _verdict_rows(task, heading, counted)


def run_posterior(task: Task) -> Iterator[Result]:
    """The same count with a prior: posterior mean, credible interval, probability above a value.

    There is no p. The row `above` is the posterior probability that the true proportion is above
    the number that the plan asks about.
    """
    verdicts = judge_everyone(task)
    counted = select_counted(task, verdicts)
    improved, asked = sum(1 for one in counted if one.improved), task.analysis.prior
    assert asked is not None, "study check demands the prior"
    prior = Beta(float(asked.a), float(asked.b))
    estimate = estimate_beta_binomial(improved, len(counted), prior, level=task.level)
    heading = make_heading(task, name_method(estimate), PROPORTION, "higher")
    yield from _count_rows(task, heading, verdicts, counted)
    said = Bilingual(
        f"Prior: beta distribution with a = {asked.a} and b = {asked.b}.",
        f"先验：Beta({asked.a}, {asked.b}) 分布。",
    )
    caution = join_texts([said, _describe_range(task)])
    yield from make_estimate_rows(task, heading, estimate, caution)
    posterior = beta_posterior(improved, len(counted), prior)
    yield heading.row(
        "above",
        "estimate",
        probability_above(posterior, float(asked.above)) if counted else None,
        n=len(counted),
        text=EMPTY if counted else explain_not_evaluable(task),
        method=Bilingual(
            f"Posterior probability that the proportion is above {asked.above}",
            f"比例高于 {asked.above} 的后验概率",
        ),
    )


def is_improved(
    change: Decimal, base: Decimal, threshold: Threshold, endpoint: Endpoint
) -> bool | None:
    """True if the change for the better reaches the threshold, which itself counts.

    Compared in exact decimals: 40 % of 25 is 10, and a fall of 10 is enough. None if the threshold
    is a percentage and the baseline is not above 0.
    """
    gain = -change if endpoint.better == "lower" else change
    if threshold.percent is not None:
        return None if base <= 0 else 100 * gain >= threshold.percent * base
    assert threshold.points is not None
    return gain >= threshold.points


def reaches(value: Decimal, threshold: Decimal, endpoint: Endpoint) -> bool:
    """True if the value itself is at the threshold or beyond it, on the better side."""
    return value >= threshold if endpoint.better == "higher" else value <= threshold


def judge_everyone(task: Task) -> list[Verdict]:
    """One verdict for each observation of the analysis."""
    threshold = task.analysis.threshold
    assert threshold is not None, "study check demands the threshold"
    return [_judge(task.endpoint, threshold, one) for one in task.observations]


def select_counted(task: Task, verdicts: list[Verdict]) -> list[Verdict]:
    """Those in the denominator: nobody, where nobody ever has a value of the endpoint."""
    if task.analysis.missing == "not_improved":
        return verdicts if task.data.has_values(task.endpoint) else []
    return [one for one in verdicts if one.improved is not None and _is_observed(task, one.one)]


def _is_observed(task: Task, one: Observation) -> bool:
    """True if there was what the threshold asks for, whatever happened before."""
    threshold = task.analysis.threshold
    by_value = threshold is not None and threshold.value is not None
    return one.had_value if by_value else one.had_change


def _judge(endpoint: Endpoint, threshold: Threshold, one: Observation) -> Verdict:
    if one.failed is not None:
        return Verdict(one, False, one.failed)
    if threshold.value is not None:
        if one.value is None:
            return Verdict(one, None, one.no_value)
        return Verdict(one, reaches(one.value, threshold.value, endpoint), None)
    if one.change is None or one.base is None:
        return Verdict(one, None, one.no_change)
    verdict = is_improved(one.change, one.base, threshold, endpoint)
    return Verdict(one, verdict, NO_PERCENTAGE if verdict is None else None)


def _count_rows(
    task: Task, heading: Heading, verdicts: list[Verdict], counted: list[Verdict]
) -> Iterator[Result]:
    n, improved = len(counted), sum(1 for one in counted if one.improved)
    text = _name_missing(task, verdicts, counted)
    yield heading.row("n", "n", n, n=n, unit=EMPTY, direction="", text=text)
    yield heading.row("count", "count", improved, n=n, unit=EMPTY)
    yield heading.row("denominator", "denominator", n, n=n, unit=EMPTY, direction="")


def _verdict_rows(task: Task, heading: Heading, counted: list[Verdict]) -> Iterator[Result]:
    """One row for each one counted, in a study that lists its participants."""
    for verdict in counted if task.data.is_listed else ():
        code = verdict.one.participant
        yield heading.row(
            f"{code}.count",
            "count",
            int(bool(verdict.improved)),
            n=1,
            unit=EMPTY,
            group=code,
            method=VERDICT,
            text=verdict.why or EMPTY,
            source=trace(task, verdict.one.entries),
        )


def _name_missing(task: Task, verdicts: list[Verdict], counted: list[Verdict]) -> Bilingual:
    there = {one.one.participant for one in counted}
    unknown = [
        (one.one.participant, one.why if one.improved is None else one.one.no_change)
        for one in verdicts
        if one.improved is None or one.one.participant not in there
    ]
    failed = [
        (one.one.participant, one.why)
        for one in verdicts
        if one.one.failed is not None and one.one.participant in there
    ]
    if task.analysis.missing == "not_improved" and counted:
        text = name_people("Counted as not improved", "按未改善计", unknown)
    else:
        text = name_people("Not counted", "未计入", unknown)
    after = name_people("Not improved because of an event", "因事件按未改善计", failed)
    return join_texts([text, after, EMPTY if counted else explain_not_evaluable(task)])


def _describe_range(task: Task) -> Bilingual:
    """Whose baseline lies outside the range that the threshold was published for."""
    threshold = task.analysis.threshold
    limit = threshold.baseline_above if threshold else None
    if limit is None:
        return EMPTY
    below = [one.participant for one in task.observations if _is_at_most(one.base, limit)]
    rule = Bilingual(
        f"The threshold was published for baselines above {limit}.",
        f"该阈值发表时限于基线高于 {limit} 者。",
    )
    en, zh = ", ".join(below), "、".join(below)
    if not task.data.is_listed:
        en, zh = f"{len(below)} participants", f"{len(below)} 人"
    whose = Bilingual(
        f"Baseline not above it, counted all the same: {en}.",
        f"基线未超过该值但仍计入：{zh}。",
    )
    return join_texts([rule, whose if below else EMPTY])


def _is_at_most(base: Decimal | None, limit: Decimal) -> bool:
    return base is not None and base <= limit
