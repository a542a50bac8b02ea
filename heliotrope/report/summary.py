"""The rows of the plan's outcomes → each result in a line, as synopsis and conclusions say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliotrope.analysis.results import Result
from heliotrope.report.cells import show
from heliotrope.report.headline import join_said
from heliotrope.report.model import Piece, Said
from heliotrope.report.numbers import (
    as_decimal,
    as_percent,
    format_exact,
    format_interval,
    format_number,
    format_percent,
    format_signed,
)
from heliotrope.report.table_estimates import SHARES
from heliotrope.report.table_outcomes import UNITLESS, list_parts
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis
from heliotrope.study.protocol import Outcome

EVENTS = "adverse_events"
NOT_THE_CHANGE = (*SHARES, "summary", UNITLESS, "tipping_point")
"""Methods whose estimate is no change in the endpoint's unit."""


def list_outcome_lines(view: View) -> Iterator[tuple[Outcome, Said]]:
    """Each outcome but the primary, with its estimates at the latest visit it asks for.

    Outcomes that the plan does not estimate are left out: adverse events have a sentence of their
    own.
    """
    for outcome in view.study.outcomes:
        if outcome.role == "primary":
            continue
        said = _say_outcome(view, outcome)
        if said:
            yield outcome, said


def _say_outcome(view: View, outcome: Outcome) -> Said:
    analyses = _select_latest(view, _list_analyses(view, outcome))
    said = [one for analysis in analyses if (one := _say_estimate(view, analysis))]
    if not said:
        return ()
    visit = view.study.visit(analyses[0].visit)
    line: list[Piece] = []
    for place, one in enumerate(said):
        line += [Piece(view.words("; ", "；")), *one] if place else one
    level = Piece(format_percent(100 * analyses[0].level), "method")
    return view.compose(
        "{visit} ({level} interval): {line}.",
        "{visit}（{level} 区间）：{line}。",
        visit=view.quote(visit.label),
        level=level,
        line=tuple(line),
    )


def _list_analyses(view: View, outcome: Outcome) -> list[Analysis]:
    """The plan's own first, else a family's changes, else its proportions."""
    plan, visits = view.study.plan, outcome.visits
    own = [
        one
        for one in plan.analyses
        if one.endpoint == outcome.endpoint
        and (one.visit in visits or not visits)
        and one.role != "sensitivity"
        and one.method not in NOT_THE_CHANGE
    ]
    if own and own[0].role != "primary":
        return own[:1]
    part = next((one for one in list_parts(view) if one.outcome == outcome), None)
    if part is None:
        return []
    changes = [one for one in part.estimates() if one.method not in NOT_THE_CHANGE]
    return changes or part.shares()


def _select_latest(view: View, analyses: Sequence[Analysis]) -> list[Analysis]:
    """Those of the latest visit that has any."""
    names = list(view.study.visit_by_name)
    latest = max((names.index(one.visit) for one in analyses), default=-1)
    return [one for one in analyses if names.index(one.visit) == latest]


def _say_estimate(view: View, analysis: Analysis) -> Said:
    """`DLQI −4.0 points (−6.4 to −1.6)`, `at least 40 %: 5/10 = 50 % (18.7 to 81.3)`."""
    rows = [view.find(analysis, name) for name in ("estimate", "lower", "upper")]
    estimate, lower, upper = (row.value if row else None for row in rows)
    scored = view.results.find(f"response.{analysis.endpoint}.{analysis.visit}.n")
    if estimate is None or (scored is not None and scored.value == 0):
        # Where nobody has the score, a proportion only counts the missing.
        return ()
    endpoint = view.study.plan.endpoint(analysis.endpoint)
    if analysis.method in SHARES:
        count, of = (view.find(analysis, name) for name in ("count", "denominator"))
        rows += [count, of]
        label, decimals = analysis.label, 1
        shown = format_percent(as_percent(estimate))
        if count is not None and of is not None:
            shown = f"{format_exact(count.value)}/{format_exact(of.value)} = {shown}"
        lower, upper = as_percent(lower), as_percent(upper)
    else:
        label, decimals = endpoint.label, endpoint.decimals
        shown = f"{format_signed(estimate, decimals)} {view.say_unit(endpoint.unit)}"
    interval = format_interval(lower, upper, decimals, view.language)
    brackets = ("（", "）") if view.language == "zh" else (" (", ")")
    return view.compose(
        "{label} {shown}",
        "{label} {shown}",
        label=view.quote(label),
        shown=show(f"{shown}{brackets[0]}{interval}{brackets[1]}", *rows),
    )


# ---------------------------------------------------------------- the primary, from other sides


def say_span(view: View) -> Said:
    """Between which values the other estimates of the primary change lie; empty without any."""
    plan = view.study.plan
    primary = plan.primary()
    if primary.method in NOT_THE_CHANGE:
        return ()
    rows = [
        row
        for one in plan.every_analysis
        if one.name != primary.name
        and (one.endpoint, one.visit) == (primary.endpoint, primary.visit)
        and one.method not in NOT_THE_CHANGE
        and (row := view.find(one, "estimate")) is not None
        and row.value is not None
    ]
    if not rows:
        return ()
    decimals, unit = plan.endpoint(primary.endpoint).decimals, plan.endpoint(primary.endpoint).unit
    by_value = sorted(rows, key=lambda row: (_number(row), row.result_id))
    low, high = by_value[0], by_value[-1]
    least, most = (format_signed(one.value, decimals) for one in (low, high))
    if len(rows) == 1:
        return view.compose(
            "The other estimate of this change is {same}.",
            "该变化的另一估计值为 {same}。",
            same=show(f"{most} {view.say_unit(unit)}", high),
        )
    if least == most:
        return view.compose(
            "The other estimates of this change, {how_many} in number, give {same}.",
            "该变化的其他 {how_many} 个估计值均为 {same}。",
            how_many=Piece(str(len(rows)), "method"),
            same=show(f"{most} {view.say_unit(unit)}", *by_value),
        )
    return view.compose(
        "The other estimates of this change, {how_many} in number, lie between {low} and {high}.",
        "该变化的其他 {how_many} 个估计值介于 {low} 与 {high}之间。",
        how_many=Piece(str(len(rows)), "method"),
        low=show(least, low),
        high=show(f"{most} {view.say_unit(unit)}", high),
    )


def _number(row: Result) -> float:
    assert row.value is not None
    return float(as_decimal(row.value))


# ---------------------------------------------------------------- safety

_KINDS = (
    ("any", "Adverse events under treatment in {count}", "治疗中出现不良事件者 {count}"),
    ("related", "related to the study drug in {count}", "与研究用药有关 {count}"),
    ("serious", "serious in {count}", "严重 {count}"),
    (
        "grade_3_or_more",
        "severe or worse by CTCAE grade in {count}",
        "CTCAE 分级为重度及以上 {count}",
    ),
    ("leading_to_stop", "ended the study drug in {count}", "导致停用研究药物 {count}"),
    ("fatal", "fatal in {count}", "致死 {count}"),
)
"""Part of the adverse events' ids, and how it is said."""


def say_safety(view: View) -> Said:
    """Exposure and events in a sentence each; empty where nothing is evaluated."""
    return join_said(view, [_say_exposure(view), _say_events(view)])


def _say_exposure(view: View) -> Said:
    days = view.results.find("exposure.days_on_drug.mean")
    if days is None or days.value is None:
        return ()
    return view.compose(
        "{n} took the study drug, on {days} days on average.",
        "{n} 名参与者使用研究药物，平均用药 {days} 天。",
        n=show(format_exact(days.n), days),
        days=show(format_number(days.value, 0), days),
    )


def _say_events(view: View) -> Said:
    said: list[Piece] = []
    for name, en, zh in _KINDS:
        count, of = (
            view.results.find(f"{EVENTS}.{name}.{one}") for one in ("count", "denominator")
        )
        if count is None or of is None or count.value is None:
            continue
        shown = show(f"{format_exact(count.value)}/{format_exact(of.value)}", count, of)
        joint = (Piece(view.words("; ", "；")),) if said else ()
        said += [*joint, *view.compose(en, zh, count=shown)]
    if not said:
        first = next(view.results.select(EVENTS), None)
        return view.remark(first) if first else ()
    return view.compose("{events}.", "{events}。", events=tuple(said))
