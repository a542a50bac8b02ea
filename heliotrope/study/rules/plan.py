"""A Study → what is wrong with its analysis plan: endpoints, analyses, displays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from heliotrope.study.assembly import Path
from heliotrope.study.forms import Form
from heliotrope.study.instrument_forms import scores_of_form
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.plan import Analysis, Display, Endpoint, Threshold
from heliotrope.study.protocol import Study
from heliotrope.study.rules.forms import is_measured
from heliotrope.study.rules.record import not_collected, place_of_form, unknown_name
from heliotrope.vocabulary import Bilingual

_PARAMCD = re.compile(r"[A-Z][A-Z0-9]*")
_LONGEST_PARAMCD = 8
"""SAS transport files, and CDISC with them, allow eight characters."""

_MISSING_RULES: dict[str, tuple[str, ...]] = {
    "paired_t": ("observed", "return_to_baseline"),
    "signed_rank": ("observed", "return_to_baseline"),
    "improved": ("observed", "not_improved"),
    "sign_flip": ("observed", "return_to_baseline"),
    "effect_size": ("observed", "return_to_baseline"),
    "posterior": ("observed", "not_improved"),
    "mmrm": ("observed",),
    "imputed": ("observed",),
    "tipping_point": ("observed",),
    "summary": ("observed",),
}


def check_plan(study: Study) -> Iterator[Finding]:
    """Every fault of the plan."""
    codes: set[str] = set()
    for index, endpoint in enumerate(study.plan.endpoints):
        path: Path = ("plan", "endpoints", index)
        yield from _check_code(path, endpoint, codes)
        yield from _check_endpoint(path, endpoint, study)
    for index, analysis in enumerate(study.plan.analyses):
        path = ("plan", "analyses", index)
        yield from _check_whereabouts(path, analysis, study)
        yield from _check_method(path, analysis)
    for index, display in enumerate(study.plan.displays):
        yield from _check_display(("plan", "displays", index), display, study)
    yield from _check_primary(study)
    yield from _check_fixed_on(study)


def _check_code(path: Path, endpoint: Endpoint, codes: set[str]) -> Iterator[Finding]:
    code = endpoint.code
    if len(code) > _LONGEST_PARAMCD or not _PARAMCD.fullmatch(code):
        yield make_finding(
            (*path, "code"),
            f"the code {code} of {endpoint.name} is no PARAMCD",
            f"{endpoint.name} 的代码 {code} 不符合 PARAMCD 的要求",
            f"use at most {_LONGEST_PARAMCD} of A-Z and 0-9, a letter first",
            f"请使用大写字母与数字，以字母开头，最多 {_LONGEST_PARAMCD} 个字符",
        )
    elif code in codes:
        yield make_finding(
            (*path, "code"),
            f"the code {code} is there twice",
            f"代码 {code} 重复",
            "give each endpoint its own",
            "请为每个终点使用不同的代码",
        )
    codes.add(code)


def _check_endpoint(path: Path, endpoint: Endpoint, study: Study) -> Iterator[Finding]:
    form = study.form_by_name.get(endpoint.form)
    if form is None:
        allowed = tuple(study.form_by_name)
        yield unknown_name((*path, "form"), "form", "表单", endpoint.form, allowed)
    elif not is_measured(form, endpoint.value):
        what = Bilingual(
            f"{form.name} gives no number {endpoint.value} for the endpoint {endpoint.name}",
            f"{form.name} 没有可用于终点 {endpoint.name} 的数值 {endpoint.value}",
        )
        right, needs = suggest(endpoint.value, _measures(form)), place_of_form(study, form)
        yield Finding((*path, "value"), what, right, needs=needs)
    elif form.repeating:
        yield make_finding(
            (*path, "form"),
            f"{endpoint.name} is taken from {form.name}, which has several rows a visit",
            f"{endpoint.name} 取自 {form.name}，而该表单每次访视有多行",
            "take it from a form that does not repeat",
            "请取自不重复的表单",
        )
    else:
        yield from _check_against_form(path, endpoint, form, study)
    if endpoint.unit.en not in study.units:
        what = Bilingual(
            f"the unit {endpoint.unit.en} of {endpoint.name} has no dimension",
            f"{endpoint.name} 的单位 {endpoint.unit.en} 没有量纲",
        )
        right = suggest(endpoint.unit.en, tuple(study.units))
        yield Finding((*path, "unit"), what, right, needs=(("units",), (*path, "unit")))
    if endpoint.low is not None and endpoint.high is not None and endpoint.low > endpoint.high:
        yield make_finding(
            (*path, "low"),
            f"the low limit of {endpoint.name}, {endpoint.low}, is above its high limit, "
            f"{endpoint.high}",
            f"{endpoint.name} 的下限 {endpoint.low} 高于上限 {endpoint.high}",
            "exchange them",
            "请对调",
        )


def _measures(form: Form) -> tuple[str, ...]:
    scores = [scale.name for scale in scores_of_form(form)]
    return tuple(scores + [item.name for item in form.items if is_measured(form, item.name)])


def _check_against_form(
    path: Path, endpoint: Endpoint, form: Form, study: Study
) -> Iterator[Finding]:
    """That range and unit agree with the score or the item the endpoint is taken from."""
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    unit = None
    for scale in scores_of_form(form):
        if scale.name == endpoint.value:
            low, high = scale.low, scale.high
    if endpoint.value in form.item_by_name:
        item = form.item(endpoint.value)
        low, high, unit = item.low, item.high, item.unit
    for key, given, stated in (("low", endpoint.low, low), ("high", endpoint.high, high)):
        if given is not None and stated is not None and given != stated:
            yield make_finding(
                (*path, key),
                f"{endpoint.name} has {key} {given}, and {endpoint.value} on {form.name} {stated}",
                f"{endpoint.name} 的 {key} 为 {given}，"
                f"而 {form.name} 的 {endpoint.value} 为 {stated}",
                f"give {stated}, or leave it out",
                f"请给出 {stated}，或删去",
            )
    if unit in study.units and unit != endpoint.unit.en:
        yield make_finding(
            (*path, "unit"),
            f"{endpoint.name} is in {endpoint.unit.en}, and {endpoint.value} on {form.name} in "
            f"{unit}",
            f"{endpoint.name} 的单位为 {endpoint.unit.en}，"
            f"而 {form.name} 的 {endpoint.value} 为 {unit}",
            f"give {unit}",
            f"请给出 {unit}",
        )


def _check_whereabouts(path: Path, analysis: Analysis, study: Study) -> Iterator[Finding]:
    """That endpoint, visit and population are there, and the visit collects the endpoint."""
    endpoints = {one.name: one for one in study.plan.endpoints}
    populations = tuple(one.name for one in study.plan.populations)
    if analysis.population not in populations:
        place = (*path, "population")
        yield unknown_name(place, "population", "人群", analysis.population, populations)
    if analysis.visit not in study.visit_by_name:
        allowed = tuple(study.visit_by_name)
        yield unknown_name((*path, "visit"), "visit", "访视", analysis.visit, allowed)
    yield from _check_scheduled((*path, "visit"), analysis.name, analysis.visit, study)
    if analysis.endpoint not in endpoints:
        place = (*path, "endpoint")
        yield unknown_name(place, "endpoint", "终点", analysis.endpoint, tuple(endpoints))
        return
    form = endpoints[analysis.endpoint].form
    yield from _check_collected((*path, "visit"), analysis.endpoint, analysis.visit, form, study)
    if analysis.method != "summary":
        yield from _check_change(path, analysis, form, study)


def _check_collected(
    path: Path, endpoint: str, visit: str, form: str, study: Study
) -> Iterator[Finding]:
    known = study.visit_by_name.get(visit)
    if known is not None and form in study.form_by_name and form not in known.forms:
        yield not_collected(path, endpoint, visit, form)


def _check_change(path: Path, analysis: Analysis, form: str, study: Study) -> Iterator[Finding]:
    """That there is a baseline, and that the visit comes after it."""
    baseline = study.visit_by_name.get(study.roles.day_1_visit)
    if baseline is None:
        return
    if not _is_after_baseline(study, analysis.visit):
        yield make_finding(
            (*path, "visit"),
            f"the analysis {analysis.name} asks for a change at {analysis.visit}, which does not "
            f"come after {baseline.name}, the baseline",
            f"分析 {analysis.name} 要求 {analysis.visit} 的变化，而该访视不在基线访视 "
            f"{baseline.name} 之后",
            "name a later visit, or take the method summary",
            "请改用之后的访视，或采用 summary 方法",
        )
    elsewhere = form in study.form_by_name and form not in baseline.forms
    if elsewhere and analysis.visit != baseline.name:
        yield not_collected((*path, "endpoint"), analysis.endpoint, baseline.name, form)


def _is_after_baseline(study: Study, visit: str) -> bool:
    """True also for a visit that is not there, or has no place in the schedule."""
    known = study.visit_by_name.get(visit)
    if known is None or known.kind != "scheduled":
        return True
    if known.day is not None:
        return known.day > 1
    names = list(study.visit_by_name)
    return names.index(visit) > names.index(study.roles.day_1_visit)


def _check_scheduled(path: Path, name: str, visit: str, study: Study) -> Iterator[Finding]:
    """That records can stand for the visit: they count by their day, at scheduled visits only."""
    kinds = [one.kind for one in study.visits if one.name == visit]
    if kinds and "scheduled" not in kinds:
        yield make_finding(
            path,
            f"{name} is asked for at {visit}, which is {kinds[0]}: its records count for the "
            f"scheduled visit in whose window they are",
            f"{name} 要求在 {visit} 评估，而该访视为 {kinds[0]}：其记录计入窗口所及的计划访视",
            "name a scheduled visit",
            "请改用计划访视（scheduled）",
        )


def _check_method(path: Path, analysis: Analysis) -> Iterator[Finding]:
    """That a method has the rules it needs, and none it does not know."""
    method = analysis.method
    yield from _demand(path, analysis, "zeros", needed=method == "signed_rank")
    yield from _demand(path, analysis, "threshold", needed=method == "improved")
    yield from _demand(path, analysis, "proportion_interval", needed=method == "improved")
    if analysis.threshold is not None:
        yield from _check_threshold((*path, "threshold"), analysis.name, analysis.threshold)
    if analysis.missing not in _MISSING_RULES[method]:
        allowed = " or ".join(_MISSING_RULES[method])
        yield make_finding(
            (*path, "missing"),
            f"the method {method} of {analysis.name} has no rule {analysis.missing} for the "
            f"missing",
            f"{analysis.name} 的方法 {method} 没有缺失规则 {analysis.missing}",
            f"give {allowed}",
            f"请给出 {allowed}",
        )
    if not Decimal("0.5") <= analysis.level < 1:
        yield make_finding(
            (*path, "level"),
            f"the confidence level of {analysis.name} is {analysis.level}",
            f"{analysis.name} 的置信水平为 {analysis.level}",
            "give a number like 0.95",
            "请给出形如 0.95 的数字",
        )


def _demand(path: Path, analysis: Analysis, key: str, *, needed: bool) -> Iterator[Finding]:
    given = getattr(analysis, key) is not None
    method = analysis.method
    if needed and not given:
        yield make_finding(
            path,
            f"the analysis {analysis.name} by {method} gives no {key}",
            f"采用 {method} 的分析 {analysis.name} 未给出 {key}",
            f"add {key}",
            f"请补充 {key}",
            needs=((*path, key),),
        )
    if given and not needed:
        what = Bilingual(
            f"the analysis {analysis.name} by {method} gives {key}, which it does not use",
            f"采用 {method} 的分析 {analysis.name} 给出了用不到的 {key}",
        )
        yield Finding((*path, key), what, Bilingual("take it away", "请删去"), at_key=True)


def _check_threshold(path: Path, name: str, threshold: Threshold) -> Iterator[Finding]:
    given = [one for one in (threshold.points, threshold.percent) if one is not None]
    too_much = threshold.percent is not None and threshold.percent > 100
    if len(given) != 1 or given[0] <= 0 or too_much:
        yield make_finding(
            path,
            f"the threshold of {name} is not one positive number of points or percent",
            f"{name} 的阈值不是一个正的分数或百分数",
            "give points, or percent up to 100, and not both",
            "请给出 points，或不超过 100 的 percent，二者择一",
        )


def _check_primary(study: Study) -> Iterator[Finding]:
    primary = [a.name for a in study.plan.analyses if a.role == "primary"]
    if len(primary) != 1:
        named, named_zh = ", ".join(primary) or "none", "、".join(primary) or "无"
        yield make_finding(
            ("plan", "analyses"),
            f"exactly one analysis is primary, and the plan has {len(primary)} ({named})",
            f"应恰有一个主要分析，而计划中有 {len(primary)} 个（{named_zh}）",
            "give one the role primary and the others another",
            "请仅将一个分析的 role 设为 primary",
        )


def _check_fixed_on(study: Study) -> Iterator[Finding]:
    given = study.plan.fixed_on
    try:
        date.fromisoformat(given or "2026-01-01")
    except ValueError:
        yield make_finding(
            ("plan", "fixed_on"),
            f"{given} is not a date",
            f"{given} 不是日期",
            "write it like 2026-01-31",
            "请写成 2026-01-31 的形式",
        )


def _check_display(path: Path, display: Display, study: Study) -> Iterator[Finding]:
    endpoints = {one.name: one for one in study.plan.endpoints}
    if display.endpoint not in endpoints:
        place = (*path, "endpoint")
        yield unknown_name(place, "endpoint", "终点", display.endpoint, tuple(endpoints))
    if (display.kind == "waterfall") != (display.visit is not None):
        wanted = display.kind == "waterfall"
        yield make_finding(
            path,
            f"the display {display.name} is a {display.kind} and names "
            f"{'no visit' if wanted else 'a visit'}",
            f"图 {display.name} 为 {display.kind}，却{'未' if wanted else ''}指定访视",
            "add visit" if wanted else "take visit away",
            "请补充 visit" if wanted else "请删去 visit",
        )
    if display.visit is not None and display.visit not in study.visit_by_name:
        allowed = tuple(study.visit_by_name)
        yield unknown_name((*path, "visit"), "visit", "访视", display.visit, allowed)
    elif display.visit is not None and display.endpoint in endpoints:
        form = endpoints[display.endpoint].form
        yield from _check_collected((*path, "visit"), display.endpoint, display.visit, form, study)
    if display.visit is not None:
        yield from _check_scheduled((*path, "visit"), display.name, display.visit, study)
        yield from _check_waterfall((*path, "visit"), display, study)
    yield from _check_highlight((*path, "highlight"), display, study)


def _check_waterfall(path: Path, display: Display, study: Study) -> Iterator[Finding]:
    baseline = study.roles.day_1_visit
    if baseline in study.visit_by_name and not _is_after_baseline(study, display.visit or ""):
        yield make_finding(
            path,
            f"the display {display.name} shows changes at {display.visit}, which does not come "
            f"after {baseline}, the baseline",
            f"图 {display.name} 显示 {display.visit} 的变化，而该访视不在基线访视 {baseline} 之后",
            "name a later visit",
            "请改用之后的访视",
        )


def _check_highlight(path: Path, display: Display, study: Study) -> Iterator[Finding]:
    if display.highlight is None:
        return
    fitting = [
        one.name
        for one in study.plan.analyses
        if one.method == "improved"
        and (one.endpoint, one.visit) == (display.endpoint, display.visit)
    ]
    if display.highlight not in fitting:
        what = Bilingual(
            f"{display.highlight} is no analysis by improved of this endpoint and visit",
            f"{display.highlight} 不是该终点与访视的 improved 分析",
        )
        right = suggest(display.highlight, tuple(fitting))
        needs: tuple[Path, ...] = (("plan", "analyses"), path[:-1])
        yield Finding(path, what, right, needs=needs)
