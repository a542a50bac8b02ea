"""A Study → what is wrong with its plan's analyses and families: names, visits, what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.plan import Analysis, Endpoint, Family
from heliotrope.study.protocol import Study
from heliotrope.study.rules.plan_methods import check_method
from heliotrope.study.rules.plan_visits import (
    check_collected,
    check_population,
    check_visit,
    is_after_baseline,
    list_forms,
)
from heliotrope.study.rules.record import not_collected, unknown_name

_OF_VALUES = {"improved", "posterior", "summary"}
"""Methods that a score which is itself an improvement can have: it has no baseline."""
_OF_EVENTS = {"improved", "posterior"}
"""Methods for which an intercurrent event can be the outcome itself: not improved."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One analysis, or one member of a family, and where its parts stand."""

    analysis: Analysis
    """Under the name of its family, so that what all members share is said once."""
    whole: Path
    endpoint: Path
    visit: Path


def check_analyses(study: Study) -> Iterator[Finding]:
    """Every fault of an analysis or of a family."""
    for index, analysis in enumerate(study.plan.analyses):
        path: Path = ("plan", "analyses", index)
        yield from _check_shared(path, analysis, study)
        place = _Place(analysis, path, (*path, "endpoint"), (*path, "visit"))
        yield from _check_member(place, study)
    for index, family in enumerate(study.plan.families):
        path = ("plan", "families", index)
        yield from _check_lists(path, family, study)
        places = list(_list_places(path, family))
        if places:
            yield from _check_shared(path, places[0].analysis, study)
        for place in places:
            yield from _check_member(place, study)


def _list_places(path: Path, family: Family) -> Iterator[_Place]:
    members = iter(family.list_members({}))
    for row in range(len(family.endpoints)):
        for column in range(len(family.visits)):
            analysis = next(members).model_copy(update={"name": family.name})
            yield _Place(analysis, path, (*path, "endpoints", row), (*path, "visits", column))


def _check_lists(path: Path, family: Family, study: Study) -> Iterator[Finding]:
    """That a family has members, each once, and a name that is no analysis's."""
    for key, names in (("endpoints", family.endpoints), ("visits", family.visits)):
        if not names:
            yield make_finding(
                (*path, key),
                f"the family {family.name} has no {key}",
                f"分析组 {family.name} 没有 {key}",
                "name one at least",
                "请至少列一个",
            )
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            yield make_finding(
                (*path, key),
                f"the family {family.name} names {twice} twice under {key}",
                f"分析组 {family.name} 在 {key} 中重复列出 {twice}",
                "name it once",
                "请只列一次",
            )
    if family.name in {one.name for one in study.plan.analyses}:
        yield make_finding(
            (*path, "name"),
            f"the family {family.name} is named like an analysis",
            f"分析组 {family.name} 与某个分析同名",
            "give each its own name",
            "请使用不同的名称",
        )


def _check_shared(path: Path, analysis: Analysis, study: Study) -> Iterator[Finding]:
    """What an analysis states, or a family once for all its members."""
    yield from check_population((*path, "population"), analysis.population, study)
    yield from _check_estimand(path, analysis, study)
    yield from check_method(path, analysis)


def _check_estimand(path: Path, analysis: Analysis, study: Study) -> Iterator[Finding]:
    name, named = analysis.name, analysis.estimates
    if named is None:
        if analysis.estimand is None:
            yield make_finding(
                path,
                f"{name} does not say what it estimates",
                f"{name} 未说明其估计的内容",
                "add estimates with the name of an estimand, or estimand with a sentence",
                "请用 estimates 指明估计目标，或用 estimand 写明一句话",
                needs=((*path, "estimates"), (*path, "estimand")),
            )
        return
    estimands = {one.name: one for one in study.plan.estimands}
    if named not in estimands:
        place = (*path, "estimates")
        yield unknown_name(place, "estimand", "估计目标", named, tuple(estimands))
        return
    estimand = estimands[named]
    if estimand.population != analysis.population:
        yield make_finding(
            (*path, "population"),
            f"{name} counts {analysis.population}, and its estimand {named} is of "
            f"{estimand.population}",
            f"{name} 的人群为 {analysis.population}，而其估计目标 {named} 的人群为 "
            f"{estimand.population}",
            f"give {estimand.population}, or name another estimand",
            f"请给出 {estimand.population}，或改用其他估计目标",
            needs=(("plan", "estimands"),),
        )
    composite = [one.event for one in estimand.intercurrent if one.strategy == "composite"]
    if composite and analysis.method not in _OF_EVENTS:
        yield make_finding(
            (*path, "estimates"),
            f"{named} counts {composite[0]} as not improved, and {name} by {analysis.method} knows "
            f"no improvement",
            f"{named} 将 {composite[0]} 计为未改善，而 {name} 采用的 {analysis.method} 不涉及改善",
            "take the method improved or posterior, or name another estimand",
            "请采用 improved 或 posterior 方法，或改用其他估计目标",
            needs=(("plan", "estimands"),),
        )


def _check_member(place: _Place, study: Study) -> Iterator[Finding]:
    """That endpoint and visit are there, and the visit collects the endpoint."""
    analysis = place.analysis
    endpoints = {one.name: one for one in study.plan.endpoints}
    yield from check_visit(place.visit, analysis.name, analysis.visit, study)
    endpoint = endpoints.get(analysis.endpoint)
    if endpoint is None:
        yield unknown_name(place.endpoint, "endpoint", "终点", analysis.endpoint, tuple(endpoints))
        return
    yield from check_collected(place.visit, endpoint, analysis.visit, study)
    if analysis.method != "summary":
        yield from _check_change(place, endpoint, study)
    yield from _check_improvement(place, endpoint)
    yield from _check_model_visits(place, endpoint, study)


def _check_change(place: _Place, endpoint: Endpoint, study: Study) -> Iterator[Finding]:
    """That there is a baseline, and that the visit comes after it."""
    analysis = place.analysis
    baseline = study.visit_by_name.get(study.roles.day_1_visit)
    if baseline is None:
        return
    if not is_after_baseline(study, analysis.visit):
        yield make_finding(
            place.visit,
            f"the analysis {analysis.name} asks for a change at {analysis.visit}, which does not "
            f"come after {baseline.name}, the baseline",
            f"分析 {analysis.name} 要求 {analysis.visit} 的变化，而该访视不在基线访视 "
            f"{baseline.name} 之后",
            "name a later visit, or take the method summary",
            "请改用之后的访视，或采用 summary 方法",
        )
    for form in list_forms(endpoint, study):
        elsewhere = form in study.form_by_name and form not in baseline.forms
        if elsewhere and analysis.visit != baseline.name:
            yield not_collected(place.endpoint, endpoint.name, baseline.name, form)


def _check_improvement(place: _Place, endpoint: Endpoint) -> Iterator[Finding]:
    """That a score of improvement is not asked for its change, and its threshold is in range."""
    analysis, threshold = place.analysis, place.analysis.threshold
    if endpoint.derived == "total_improvement_score":
        by_change = threshold is not None and threshold.value is None
        if analysis.method not in _OF_VALUES or by_change:
            yield make_finding(
                place.endpoint,
                f"{endpoint.name} is itself an improvement and has no baseline, and "
                f"{analysis.name} asks for its change",
                f"{endpoint.name} 本身即为改善，没有基线，而 {analysis.name} 要求其变化",
                "take the method summary, or improved with a threshold of value",
                "请采用 summary，或以 value 为阈值的 improved",
            )
    value = threshold.value if threshold is not None else None
    if value is None:
        return
    below = endpoint.low is not None and value < endpoint.low
    above = endpoint.high is not None and value > endpoint.high
    if below or above:
        yield make_finding(
            (*place.whole, "threshold"),
            f"no {endpoint.name} can reach the threshold of {analysis.name}, {value}, or all do",
            f"{analysis.name} 的阈值 {value} 超出 {endpoint.name} 的范围",
            f"give a number from {endpoint.low} to {endpoint.high}",
            f"请给出 {endpoint.low} 至 {endpoint.high} 之间的数",
        )


def _check_model_visits(place: _Place, endpoint: Endpoint, study: Study) -> Iterator[Finding]:
    """That the visits that enter a model collect the endpoint, and its own is among them."""
    analysis = place.analysis
    for key, part in (("model", analysis.model), ("imputation", analysis.imputation)):
        visits = part.visits if part is not None else ()
        for index, visit in enumerate(visits):
            path = (*place.whole, key, "visits", index)
            yield from check_visit(path, analysis.name, visit, study)
            yield from check_collected(path, endpoint, visit, study)
            if not is_after_baseline(study, visit):
                yield make_finding(
                    path,
                    f"the {key} of {analysis.name} takes {visit} for a visit after baseline",
                    f"{analysis.name} 的 {key} 将 {visit} 当作基线之后的访视",
                    "name later visits only: baseline enters by itself",
                    "请仅列之后的访视：基线会自动纳入",
                )
        if visits and analysis.visit not in visits:
            yield make_finding(
                (*place.whole, key, "visits"),
                f"the {key} of {analysis.name} leaves out {analysis.visit}, which is asked for",
                f"{analysis.name} 的 {key} 未纳入所分析的 {analysis.visit}",
                f"add {analysis.visit}",
                f"请加入 {analysis.visit}",
            )
