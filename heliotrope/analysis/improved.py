"""One analysis of improvement → its rows: how many reached the threshold, of how many, and who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from heliotrope.methods.proportions import estimate_proportion
from heliotrope.study.plan import Endpoint, Threshold
from heliotrope.vocabulary import Bilingual

VERDICT = Bilingual("1: improved; 0: not, or not known", "1：改善；0：未改善或未知")


def run_improved(task: Task) -> Iterator[Result]:
    """Count, denominator and percentage with its interval; then one row for each one counted.

    With the rule `not_improved` everyone enrolled is in the denominator; else those whose
    improvement can be told.
    """
    verdicts = {one.participant: _judge(task, one) for one in task.observations}
    everyone = task.analysis.missing == "not_improved"
    counted = [code for code, verdict in verdicts.items() if everyone or verdict is not None]
    improved = sum(1 for code in counted if verdicts[code])
    method = task.analysis.proportion_interval or "clopper-pearson"
    estimate = estimate_proportion(improved, len(counted), method, level=task.level)
    heading, n = make_heading(task, name_method(estimate), PROPORTION, "higher"), len(counted)
    text = _name_missing(task, verdicts, counted)
    yield heading.row("n", "n", n, n=n, unit=EMPTY, direction="", text=text)
    yield heading.row("count", "count", improved, n=n, unit=EMPTY)
    yield heading.row("denominator", "denominator", n, n=n, unit=EMPTY, direction="")
    yield from make_estimate_rows(task, heading, estimate, _describe_range(task))
    for one in task.observations:
        if one.participant in counted:
            yield _verdict_row(task, heading, one, verdicts[one.participant])


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


def _judge(task: Task, one: Observation) -> bool | None:
    """Improved or not; None if it cannot be told."""
    threshold = task.analysis.threshold
    assert threshold is not None
    if one.change is None or one.base is None:
        return None
    return is_improved(one.change, one.base, threshold, task.endpoint)


def _verdict_row(task: Task, heading: Heading, one: Observation, verdict: bool | None) -> Result:
    return heading.row(
        f"{one.participant}.count",
        "count",
        int(bool(verdict)),
        n=1,
        unit=EMPTY,
        group=one.participant,
        method=VERDICT,
        text=EMPTY if verdict is not None else one.no_change or NO_PERCENTAGE,
        source=trace(task, one.entries),
    )


def _name_missing(task: Task, verdicts: Mapping[str, bool | None], counted: list[str]) -> Bilingual:
    unknown = [
        (one.participant, one.no_change or NO_PERCENTAGE)
        for one in task.observations
        if verdicts[one.participant] is None
    ]
    if task.analysis.missing == "not_improved":
        text = name_people("Counted as not improved", "按未改善计", unknown)
    else:
        text = name_people("Not counted", "未计入", unknown)
    return join_texts([text, EMPTY if counted else explain_not_evaluable(task)])


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
    whose = Bilingual(
        f"Baseline not above it, counted all the same: {', '.join(below)}.",
        f"基线未超过该值但仍计入：{'、'.join(below)}。",
    )
    return join_texts([rule, whose if below else EMPTY])


def _is_at_most(base: Decimal | None, limit: Decimal) -> bool:
    return base is not None and base <= limit
