"""A Study → what is wrong with its plan's endpoints: codes, forms, values, bounds, derivations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from heliotrope.study.assembly import Path
from heliotrope.study.forms import Form
from heliotrope.study.instrument_forms import scores_of_form
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.rules.forms import is_measured
from heliotrope.study.rules.record import place_of_form, unknown_name
from heliotrope.vocabulary import Bilingual

_PARAMCD = re.compile(r"[A-Z][A-Z0-9]*")
_LONGEST_PARAMCD = 8
"""SAS transport files, and CDISC with them, allow eight characters."""


def check_endpoints(study: Study) -> Iterator[Finding]:
    """Every fault of an endpoint by itself."""
    codes: set[str] = set()
    outcomes = tuple(one.name for one in study.outcomes)
    for index, endpoint in enumerate(study.plan.endpoints):
        path: Path = ("plan", "endpoints", index)
        yield from _check_code(path, endpoint, codes)
        yield from _check_source(path, endpoint, study)
        yield from _check_unit_and_range(path, endpoint, study)
        if endpoint.outcome is not None and endpoint.outcome not in outcomes:
            place = (*path, "outcome")
            yield unknown_name(place, "outcome", "结局", endpoint.outcome, outcomes)


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


def _check_source(path: Path, endpoint: Endpoint, study: Study) -> Iterator[Finding]:
    form = study.form_by_name.get(endpoint.form)
    if form is None:
        allowed = tuple(study.form_by_name)
        yield unknown_name((*path, "form"), "form", "表单", endpoint.form, allowed)
    elif endpoint.derived is not None:
        yield from _check_derived(path, endpoint, form, study)
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


def _check_unit_and_range(path: Path, endpoint: Endpoint, study: Study) -> Iterator[Finding]:
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


def _check_derived(path: Path, endpoint: Endpoint, form: Form, study: Study) -> Iterator[Finding]:
    """That a derived endpoint finds what its rule needs."""
    rule = endpoint.derived
    if endpoint.value != rule:
        yield make_finding(
            (*path, "value"),
            f"{endpoint.name} is derived as {rule}, and its value is named {endpoint.value}",
            f"{endpoint.name} 按 {rule} 推导，而其 value 写作 {endpoint.value}",
            f"write {rule}",
            f"请写 {rule}",
        )
    core_set = study.core_set
    if rule == "total_improvement_score" and core_set is None:
        yield make_finding(
            (*path, "derived"),
            f"{endpoint.name} needs the core set, and the study does not say where it records it",
            f"{endpoint.name} 需要核心指标，而研究未说明其记录位置",
            "add core_set",
            "请补充 core_set",
            needs=(("core_set",),),
        )
    elif rule == "total_improvement_score" and core_set and form.name not in core_set.forms:
        right = suggest(form.name, core_set.forms)
        what = Bilingual(
            f"{endpoint.name} is found for the days of {form.name}, which is no form of the core"
            f" set",
            f"{endpoint.name} 按 {form.name} 的日期推导，而该表单不属于核心指标",
        )
        yield Finding((*path, "form"), what, right, needs=(("core_set",),))
    elif rule == "prednisone_equivalent" and form.records != "medications":
        medications = tuple(one.name for one in study.forms if one.records == "medications")
        what = Bilingual(
            f"{endpoint.name} is derived from medications, and {form.name} does not record them",
            f"{endpoint.name} 由用药记录推导，而 {form.name} 不记录用药",
        )
        needs = place_of_form(study, form)
        yield Finding((*path, "form"), what, suggest(form.name, medications), needs=needs)


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
