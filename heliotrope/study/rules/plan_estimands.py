"""A Study → what is wrong with its plan's intercurrent events and estimands."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.study.assembly import Path
from heliotrope.study.estimands import Estimand, EventKind, IntercurrentEvent
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.protocol import Study
from heliotrope.study.rules.plan_visits import check_population
from heliotrope.study.rules.record import unknown_name

_FOUND_IN: dict[EventKind, str] = {
    "discontinuation": "dosing",
    "hold": "dosing",
    "rescue": "medications",
    "glucocorticoid_increase": "medications",
    "prohibited_medication": "medications",
}
"""The kind of records in which an event is found."""
_LASTING: tuple[EventKind, ...] = ("hold", "glucocorticoid_increase")
"""Kinds that begin and end, so that a least number of days means something."""


def check_estimands(study: Study) -> Iterator[Finding]:
    """Every fault of the intercurrent events and of the estimands."""
    plan = study.plan
    known: set[EventKind] = set()
    for index, event in enumerate(plan.intercurrent_events):
        path: Path = ("plan", "intercurrent_events", index)
        if event.event in known:
            yield make_finding(
                (*path, "event"),
                f"the intercurrent event {event.event} is defined twice",
                f"伴发事件 {event.event} 定义了两次",
                "define each kind once",
                "每种事件只定义一次",
            )
        known.add(event.event)
        yield from _check_event(path, event, study)
    for index, estimand in enumerate(plan.estimands):
        yield from _check_estimand(("plan", "estimands", index), estimand, study)
    if plan.estimands:
        yield from _check_outcomes(study)


def _check_event(path: Path, event: IntercurrentEvent, study: Study) -> Iterator[Finding]:
    kind = event.event
    wanted = _FOUND_IN.get(kind)
    recorded = {form.records for form in study.forms}
    known = wanted in recorded or (wanted == "dosing" and study.roles.dosing_form is not None)
    if wanted is not None and not known:
        yield make_finding(
            (*path, "event"),
            f"{kind} cannot be found: no form says `records: {wanted}`",
            f"无法判定 {kind}：没有表单写明 `records: {wanted}`",
            f"add a form that records {wanted}, or take the event away",
            f"请添加记录 {wanted} 的表单，或删去该事件",
            needs=(("forms",), ("roles",)),
        )
    if event.least_days < 1 or (event.least_days > 1 and kind not in _LASTING):
        yield make_finding(
            (*path, "least_days"),
            f"{kind} counts from {event.least_days} days",
            f"{kind} 自 {event.least_days} 天起计",
            "give at least 1, and more than 1 only to hold and glucocorticoid_increase",
            "至少为 1；仅 hold 与 glucocorticoid_increase 可大于 1",
        )
    if event.above_mg < 0 or (event.above_mg > 0 and kind != "glucocorticoid_increase"):
        yield make_finding(
            (*path, "above_mg"),
            f"{kind} counts from {event.above_mg} mg above day 1",
            f"{kind} 自高于第 1 天 {event.above_mg} mg 起计",
            "give 0 or more, and only to glucocorticoid_increase",
            "须不小于 0，且仅用于 glucocorticoid_increase",
        )


def _check_estimand(path: Path, estimand: Estimand, study: Study) -> Iterator[Finding]:
    name = estimand.name
    outcomes = tuple(one.name for one in study.outcomes)
    yield from check_population((*path, "population"), estimand.population, study)
    if estimand.outcome is not None and estimand.outcome not in outcomes:
        place = (*path, "outcome")
        yield unknown_name(place, "outcome", "结局", estimand.outcome, outcomes)
    defined = tuple(dict.fromkeys(one.event for one in study.plan.intercurrent_events))
    handled = {one.event for one in estimand.intercurrent}
    for event in defined:
        if event not in handled:
            yield make_finding(
                (*path, "intercurrent"),
                f"the estimand {name} does not say what {event} means for it",
                f"估计目标 {name} 未说明如何处理 {event}",
                f"add {event} with its strategy",
                f"请补充 {event} 及其策略",
                needs=(("plan", "intercurrent_events"),),
            )
    yield from _check_handlings(path, estimand, defined)


def _check_handlings(
    path: Path, estimand: Estimand, defined: tuple[EventKind, ...]
) -> Iterator[Finding]:
    """That each strategy is for an event that is defined, once, and possible."""
    name = estimand.name
    known: set[EventKind] = set()
    for index, handling in enumerate(estimand.intercurrent):
        place = (*path, "intercurrent", index, "event")
        if handling.event not in defined:
            yield unknown_name(place, "intercurrent event", "伴发事件", handling.event, defined)
        elif handling.event in known:
            yield make_finding(
                place,
                f"the estimand {name} handles {handling.event} twice",
                f"估计目标 {name} 对 {handling.event} 给出了两种处理",
                "give each event one strategy",
                "每种事件只给一种策略",
            )
        known.add(handling.event)
        if handling.event == "death" and handling.strategy == "treatment_policy":
            # ICH E9(R1), A.3.2: treatment policy cannot be used for events that are terminal.
            yield make_finding(
                (*path, "intercurrent", index, "strategy"),
                f"the estimand {name} counts values after death",
                f"估计目标 {name} 计入死亡之后的数值",
                "there are none: take composite, while_on_treatment or hypothetical",
                "死亡后无数值：请采用 composite、while_on_treatment 或 hypothetical",
            )


def _check_outcomes(study: Study) -> Iterator[Finding]:
    """That each primary or secondary outcome of the record has an estimand."""
    served = {one.outcome for one in study.plan.estimands}
    for index, outcome in enumerate(study.outcomes):
        if outcome.role != "other" and outcome.name not in served:
            yield make_finding(
                ("outcomes", index),
                f"the plan has no estimand for the outcome {outcome.name}",
                f"分析计划中没有结局 {outcome.name} 的估计目标",
                f"add an estimand with outcome: {outcome.name}",
                f"请补充 outcome 为 {outcome.name} 的估计目标",
                needs=(("plan", "estimands"),),
            )
