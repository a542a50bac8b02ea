"""A Study → what is wrong with its plan's safety, relapse, regression to the mean, comparators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.study.rules.plan_visits import (
    check_collected,
    check_population,
    check_visit,
    is_after,
    is_after_baseline,
)
from heliotrope.study.rules.record import unknown_name
from heliotrope.study.watching import Comparator

_LONGEST_AFTER = 365
"""More days after the final dose than a year are a slip."""
_SAFETY: Path = ("plan", "safety")
_RECORDED_BY: Mapping[str, RecordKind] = {
    "events": "adverse_events",
    "laboratory": "laboratory",
    "glucocorticoids": "medications",
}
"""Part of the safety plan to the kind of records it is found in."""


def check_watching(study: Study) -> Iterator[Finding]:
    """Every fault of what is evaluated beside the endpoints."""
    yield from _check_safety(study)
    yield from _check_glucocorticoids(study)
    yield from _check_relapse(study)
    yield from _check_regression(study)
    for index, comparator in enumerate(study.plan.comparators):
        yield from _check_comparator(("plan", "comparators", index), comparator)


def _check_safety(study: Study) -> Iterator[Finding]:
    safety = study.plan.safety
    recorded = {form.records for form in study.forms}
    for key, kind in _RECORDED_BY.items():
        part = getattr(safety, key)
        if part is None:
            continue
        yield from check_population((*_SAFETY, key, "population"), part.population, study)
        if kind not in recorded:
            yield make_finding(
                (*_SAFETY, key),
                f"{key} cannot be evaluated: no form says `records: {kind}`",
                f"无法评价 {key}：没有表单写明 `records: {kind}`",
                f"add a form that records {kind}, or take {key} away",
                f"请添加记录 {kind} 的表单，或删去 {key}",
                needs=(("forms",),),
            )
    if safety.events is None:
        return
    path = (*_SAFETY, "events")
    days, percent = safety.events.emergent_days, safety.events.frequent_percent
    if not 0 <= days <= _LONGEST_AFTER:
        yield make_finding(
            (*path, "emergent_days"),
            f"adverse events count for {days} days after the final dose",
            f"不良事件计至末次给药后 {days} 天",
            f"give a number from 0 to {_LONGEST_AFTER}",
            f"请给出 0 至 {_LONGEST_AFTER} 之间的数",
        )
    if not 0 <= percent <= 100:
        yield make_finding(
            (*path, "frequent_percent"),
            f"events are listed from {percent} % of participants on",
            f"事件自 {percent} % 的参与者起列出",
            "give a number from 0 to 100",
            "请给出 0 至 100 之间的数",
        )


def _check_glucocorticoids(study: Study) -> Iterator[Finding]:
    rule, path = study.plan.safety.glucocorticoids, (*_SAFETY, "glucocorticoids")
    if rule is None:
        return
    for index, visit in enumerate(rule.visits):
        place = (*path, "visits", index)
        yield from check_visit(place, "glucocorticoids", visit, study)
        if visit in study.visit_by_name and not is_after_baseline(study, visit):
            yield make_finding(
                place,
                f"a fall from day 1 is looked for at {visit}, which does not come after it",
                f"在 {visit} 评价较第 1 天的下降，而该访视不在其后",
                "name a later visit",
                "请改用之后的访视",
            )
    for key, values, high in (
        ("fall_percent", rule.fall_percent, Decimal(100)),
        ("at_most_mg", rule.at_most_mg, None),
    ):
        for index, value in enumerate(values):
            low = value < 0 or (key == "fall_percent" and value == 0)
            if low or (high is not None and value > high):
                yield make_finding(
                    (*path, key, index),
                    f"{key} of glucocorticoids is {value}",
                    f"glucocorticoids 的 {key} 为 {value}",
                    "give a percentage above 0, up to 100" if high else "give 0 mg or more",
                    "请给出大于 0、不超过 100 的百分数" if high else "请给出不小于 0 的毫克数",
                )


def _check_endpoint_at(
    path: Path, key: str, endpoint: str, visit: str, study: Study
) -> Iterator[Finding]:
    """That the endpoint is there, and the visit, and that it collects the endpoint."""
    endpoints = {one.name: one for one in study.plan.endpoints}
    name = str(path[1])
    yield from check_visit((*path, key), name, visit, study)
    if endpoint not in endpoints:
        place = (*path, "endpoint")
        yield unknown_name(place, "endpoint", "终点", endpoint, tuple(endpoints))
    else:
        yield from check_collected((*path, key), endpoints[endpoint], visit, study)


def _check_relapse(study: Study) -> Iterator[Finding]:
    rule = study.plan.relapse
    if rule is None:
        return
    path: Path = ("plan", "relapse")
    yield from check_population((*path, "population"), rule.population, study)
    yield from _check_endpoint_at(path, "since", rule.endpoint, rule.since, study)
    yield from _check_endpoint_at(path, "visit", rule.endpoint, rule.visit, study)
    if not is_after(study, rule.visit, rule.since):
        yield make_finding(
            (*path, "visit"),
            f"a relapse since {rule.since} is looked for at {rule.visit}, which does not come "
            f"after it",
            f"自 {rule.since} 起的复发在 {rule.visit} 评价，而该访视不在其后",
            "name a later visit",
            "请改用之后的访视",
        )
    if rule.points <= 0:
        yield make_finding(
            (*path, "points"),
            f"a relapse counts from {rule.points} points",
            f"复发自 {rule.points} 分起计",
            "give a number above 0",
            "请给出大于 0 的数",
        )


def _check_regression(study: Study) -> Iterator[Finding]:
    rule = study.plan.mean_regression
    if rule is None:
        return
    path: Path = ("plan", "mean_regression")
    endpoints = {one.name: one for one in study.plan.endpoints}
    yield from check_population((*path, "population"), rule.population, study)
    if rule.endpoint not in endpoints:
        place = (*path, "endpoint")
        yield unknown_name(place, "endpoint", "终点", rule.endpoint, tuple(endpoints))
    for index, visit in enumerate(rule.visits):
        place = (*path, "visits", index)
        yield from check_visit(place, "mean_regression", visit, study)
        if rule.endpoint in endpoints:
            yield from check_collected(place, endpoints[rule.endpoint], visit, study)
    names = [visit for visit in study.visit_by_name if visit in rule.visits]
    known = [visit for visit in rule.visits if visit in study.visit_by_name]
    if names != known or len(rule.visits) < 2:
        yield make_finding(
            (*path, "visits"),
            "regression to the mean needs two visits or more, in the order of the schedule",
            "向均数回归需要两次或以上访视，并按访视顺序列出",
            "name them once each, the earliest first",
            "请每次访视列一次，最早者在前",
        )


def _check_comparator(path: Path, one: Comparator) -> Iterator[Finding]:
    spreads = (one.before_sd, one.after_sd, one.change_sd)
    numbers = (one.before_mean, one.after_mean, one.change_mean)
    if one.n < 1 or any(sd is not None and sd < 0 for sd in spreads):
        yield make_finding(
            path,
            f"the comparator {one.name} has no participant, or a negative SD",
            f"对照文献 {one.name} 没有参与者，或标准差为负",
            "give the numbers as they were printed",
            "请按原文数值填写",
        )
    if all(number is None for number in numbers) and one.remark is None:
        yield make_finding(
            path,
            f"the comparator {one.name} says nothing of what was seen",
            f"对照文献 {one.name} 未给出任何结果",
            "give means, or a remark",
            "请给出均数或 remark",
        )
    if one.provenance.status == "proposed":
        yield make_finding(
            (*path, "provenance"),
            f"the comparator {one.name} is proposed, and a result that others saw cannot be",
            f"对照文献 {one.name} 标为拟定，而他人的结果不能是拟定的",
            "name the publication, or mark it unverified",
            "请注明文献，或标为 unverified",
        )
