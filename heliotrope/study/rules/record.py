"""A Study → what is wrong with its record: identity, outcomes, eligibility, roles of forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from heliotrope.study.assembly import Path
from heliotrope.study.expressions import ExpressionError, names_used
from heliotrope.study.forms import Form, Item
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.protocol import Criterion, Study
from heliotrope.study.rules.soundness import Known, check_expression, names_of_study
from heliotrope.vocabulary import Bilingual

_PREFIX = re.compile(r"[A-Za-z0-9-]*")
_ROLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("consent_moment", "consent_form", ("datetime", "date")),
    ("first_dose_date", "dosing_form", ("date", "datetime")),
    ("end_date", "end_form", ("date", "datetime")),
    ("end_reason", "end_form", ("code",)),
    ("birth_date", "demographics_form", ("date",)),
    ("sex", "demographics_form", ("code",)),
)
"""Role of an item, role of the form it stands on, types it may have."""
_PARTNERS = {
    "consent_form": ("consent_moment",),
    "dosing_form": ("first_dose_date",),
    "end_form": ("end_reason", "end_date"),
    "demographics_form": ("birth_date", "sex"),
}
"""Role of a form to the roles of its items, of which the product needs one at least."""
_CODES = {"end_reason": ("completed",), "sex": ("male", "female")}
"""Codes by which the product recognizes what an answer means, and so wants on the item."""


_LISTS: dict[str, tuple[Path, ...]] = {
    "visit": (("visits",),),
    "form": (("forms",),),
    "endpoint": (("plan", "endpoints"),),
    "population": (("plan", "populations"),),
    "estimand": (("plan", "estimands"),),
    "family": (("plan", "families"),),
    "intercurrent event": (("plan", "intercurrent_events"),),
    "outcome": (("outcomes",),),
}
"""Where things are listed that others name."""


def check_record(study: Study) -> Iterator[Finding]:
    """Every fault of the record and of the parts that forms and items play."""
    yield from _check_identity(study)
    yield from _check_outcomes(study)
    yield from _check_criteria(study)
    yield from _check_roles(study)


def _check_identity(study: Study) -> Iterator[Finding]:
    try:
        ZoneInfo(study.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield make_finding(
            ("time_zone",),
            f"there is no time zone {study.time_zone}",
            f"没有时区 {study.time_zone}",
            "give one like Asia/Shanghai",
            "请给出形如 Asia/Shanghai 的时区",
        )
    if not _PREFIX.fullmatch(study.participant_prefix):
        yield make_finding(
            ("participant_prefix",),
            f"the prefix {study.participant_prefix} has other characters than A-Z, 0-9 and hyphen",
            f"参与者编号前缀 {study.participant_prefix} 含有字母、数字与连字符以外的字符",
            "write it like NC-",
            "请写成 NC- 的形式",
        )
    wanted = study.design.participants
    if wanted < 1:
        yield make_finding(
            ("design", "participants"),
            f"a study of {wanted} participants cannot enroll anyone",
            f"{wanted} 名参与者的研究无法入组任何人",
            "give at least 1",
            "请至少给出 1",
        )
    if not 1 <= study.participant_digits <= 6 or wanted >= 10**study.participant_digits:
        yield make_finding(
            ("participant_digits",),
            f"{study.participant_digits} digits cannot number {wanted} participants",
            f"{study.participant_digits} 位数字不足以为 {wanted} 名参与者编号",
            "give 1 to 6 digits, enough for all",
            "请给出 1 至 6 位且足够编号的位数",
        )
    yield from _check_counts(study)


def _check_counts(study: Study) -> Iterator[Finding]:
    single = study.design.assignment == "single_arm"
    if not study.arms or (single and len(study.arms) != 1):
        yield make_finding(
            ("arms",),
            f"there are {len(study.arms)} arms in a {study.design.assignment} design",
            f"{study.design.assignment} 设计中有 {len(study.arms)} 个组别",
            "give one arm" if single else "give at least one arm",
            "请给出一个组别" if single else "请至少给出一个组别",
        )
    if not study.sites:
        yield make_finding(
            ("sites",), "there is no site", "没有研究中心", "give one", "请至少给出一个"
        )
    if not any(outcome.role == "primary" for outcome in study.outcomes):
        yield make_finding(
            ("outcomes",),
            "no outcome is primary",
            "没有主要结局",
            "give one the role primary",
            "请将一个结局的 role 设为 primary",
        )


def _check_outcomes(study: Study) -> Iterator[Finding]:
    endpoints = {one.name: one for one in study.plan.endpoints}
    for index, outcome in enumerate(study.outcomes):
        path: Path = ("outcomes", index)
        unknown = [name for name in outcome.visits if name not in study.visit_by_name]
        for name in unknown:
            place = (*path, "visits", outcome.visits.index(name))
            yield unknown_name(place, "visit", "访视", name, tuple(study.visit_by_name))
        if outcome.endpoint is None:
            continue
        if outcome.endpoint not in endpoints:
            place = (*path, "endpoint")
            yield unknown_name(place, "endpoint", "终点", outcome.endpoint, tuple(endpoints))
            continue
        endpoint = endpoints[outcome.endpoint]
        form = endpoint.form
        for visit in () if endpoint.derived else outcome.visits:
            known = visit not in unknown and form in study.form_by_name
            if known and form not in study.visit(visit).forms:
                yield not_collected((*path, "visits"), outcome.endpoint, visit, form)


def place_of_form(study: Study, form: Form | None) -> tuple[Path, ...]:
    """Where the form stands, for a Finding that needs its items."""
    return () if form is None else (("forms", study.forms.index(form)),)


def unknown_name(
    path: Path, noun: str, noun_zh: str, name: str, allowed: tuple[str, ...]
) -> Finding:
    """The Finding that something is named which is not there."""
    what = Bilingual(f"there is no {noun} {name}", f"没有名为 {name} 的{noun_zh}")
    return Finding(path, what, suggest(name, allowed), needs=_LISTS.get(noun, ()))


def not_collected(path: Path, endpoint: str, visit: str, form: str) -> Finding:
    """The Finding that a visit does not collect the form an endpoint is taken from."""
    return make_finding(
        path,
        f"the endpoint {endpoint} is asked for at {visit}, which does not collect {form}",
        f"终点 {endpoint} 需在 {visit} 评估，而该访视未收集 {form}",
        f"add {form} to the forms of {visit}, or name another visit",
        f"请在 {visit} 的 forms 中加入 {form}，或改用其他访视",
        needs=(("visits",), ("plan", "endpoints")),
    )


def _check_criteria(study: Study) -> Iterator[Finding]:
    names = names_of_study(study)
    if not study.criteria and study.roles.eligibility_form is not None:
        yield make_finding(
            ("roles", "eligibility_form"),
            "there is an eligibility form and no criterion",
            "有入排表单，但没有入排标准",
            "add criteria, or take the role away",
            "请补充 criteria，或删去该角色",
            needs=(("criteria",),),
        )
    for index, criterion in enumerate(study.criteria):
        path: Path = ("criteria", index)
        for place, name in enumerate(criterion.beside):
            if name not in names:
                what = Bilingual(
                    f"{criterion.name} shows {name} beside it, which no form gives",
                    f"{criterion.name} 旁列的 {name} 不是任何表单的条目或评分",
                )
                yield Finding((*path, "beside", place), what, suggest(name, tuple(names)))
        if criterion.satisfied is None:
            yield from _check_answered(path, criterion, study)
        else:
            yield from _check_computed(path, criterion, study, names)


def _check_answered(path: Path, criterion: Criterion, study: Study) -> Iterator[Finding]:
    form = study.form_by_name.get(study.roles.eligibility_form or "")
    item = None if form is None else form.item_by_name.get(criterion.name)
    if item is None or item.type != "yes_no":
        yield make_finding(
            path,
            f"the criterion {criterion.name} is neither computed nor a yes/no item of the "
            f"eligibility form",
            f"标准 {criterion.name} 既非计算所得，也不是入排表单中的是/否条目",
            "add satisfied, or an item of that name and of type yes_no",
            "请补充 satisfied，或添加同名的 yes_no 条目",
            needs=(("roles", "eligibility_form"), (*path, "name"), *place_of_form(study, form)),
        )


def _check_computed(
    path: Path, criterion: Criterion, study: Study, names: dict[str, Known]
) -> Iterator[Finding]:
    text = criterion.satisfied or ""
    problems = check_expression(text, names)
    named = [form for form in study.forms if f"{form.name}__" in text]
    needs = tuple(place for form in named for place in place_of_form(study, form))
    for what, right in problems:
        en, zh = f"the criterion {criterion.name}: {what.en}", f"标准 {criterion.name}：{what.zh}"
        yield Finding((*path, "satisfied"), Bilingual(en, zh), right, needs=needs)
    if problems:
        return
    early = _forms_before_enrollment(study)
    for form in sorted({name.partition("__")[0] for name in _names(text)} - early):
        yield make_finding(
            (*path, "satisfied"),
            f"the criterion {criterion.name} needs {form}, which neither screening nor day 1 "
            f"collects",
            f"标准 {criterion.name} 需要 {form}，而筛选与第 1 天访视均未收集",
            f"add {form} to the forms of the screening visit",
            f"请在筛选访视的 forms 中加入 {form}",
            needs=(("visits",), ("roles", "screening_visit"), ("roles", "day_1_visit")),
        )


def _names(text: str) -> frozenset[str]:
    try:
        return names_used(text)
    except ExpressionError:
        return frozenset()


def _forms_before_enrollment(study: Study) -> set[str]:
    visits = (study.roles.screening_visit, study.roles.day_1_visit)
    known = (study.visit_by_name.get(name or "") for name in visits)
    return {form for visit in known if visit is not None for form in visit.forms}


def _check_roles(study: Study) -> Iterator[Finding]:
    roles = study.roles
    for key in ("screening_visit", "day_1_visit"):
        name = getattr(roles, key)
        if name is not None and name not in study.visit_by_name:
            yield unknown_name(("roles", key), "visit", "访视", name, tuple(study.visit_by_name))
    first = study.visit_by_name.get(roles.day_1_visit)
    if first is not None and first.day not in (None, 1):
        yield make_finding(
            ("roles", "day_1_visit"),
            f"{first.name} is the day-1 visit and has day {first.day}",
            f"{first.name} 为第 1 天访视，其日期却是第 {first.day} 天",
            "give it day 1",
            "请将其 day 设为 1",
        )
    keys = [key for key in type(roles).model_fields if key.endswith("_form")]
    for key in keys:
        name = getattr(roles, key)
        if name is not None and name not in study.form_by_name:
            yield unknown_name(("roles", key), "form", "表单", name, tuple(study.form_by_name))
    for key, partners in _PARTNERS.items():
        if getattr(roles, key) is not None and not any(getattr(roles, one) for one in partners):
            yield make_finding(
                ("roles", key),
                f"the role {key} has a form and {' and '.join(partners)} no item",
                f"角色 {key} 指定了表单，而 {'、'.join(partners)} 未指定条目",
                f"add {' or '.join(partners)}",
                f"请补充 {' 或 '.join(partners)}",
            )
    for role, form_role, types in _ROLES:
        yield from _check_item_role(study, role, form_role, types)


def _check_item_role(
    study: Study, role: str, form_role: str, types: tuple[str, ...]
) -> Iterator[Finding]:
    name, form_name = getattr(study.roles, role), getattr(study.roles, form_role)
    if name is None:
        return
    if form_name is None:
        yield make_finding(
            ("roles", role),
            f"the role {role} has an item and {form_role} no form",
            f"角色 {role} 指定了条目，而 {form_role} 未指定表单",
            f"add {form_role}",
            f"请补充 {form_role}",
        )
        return
    form = study.form_by_name.get(form_name)
    if form is None:
        return
    item = form.item_by_name.get(name)
    if item is None:
        noun, allowed = f"item of {form_name}:", tuple(form.item_by_name)
        unknown = unknown_name(("roles", role), noun, "条目", name, allowed)
        yield replace(unknown, needs=place_of_form(study, form))
    elif item.type not in types:
        yield make_finding(
            ("roles", role),
            f"{name} plays the part of {role} and is of type {item.type}",
            f"{name} 担任 {role}，其类型却是 {item.type}",
            f"make it {' or '.join(types)}",
            f"请将类型改为 {' 或 '.join(types)}",
        )
    elif item.partial and item.type == "date":
        yield make_finding(
            ("roles", role),
            f"{name} plays the part of {role}, and its day may stay unknown (partial)",
            f"{name} 担任 {role}，却允许只填年月（partial）",
            "take partial away from the item",
            "请删去该条目的 partial",
            needs=place_of_form(study, form),
        )
    else:
        yield from _check_role_codes(role, item, place_of_form(study, form))


def _check_role_codes(role: str, item: Item, needs: tuple[Path, ...]) -> Iterator[Finding]:
    codes = {code.code for code in item.codes}
    lacking = [code for code in _CODES.get(role, ()) if code not in codes]
    if lacking:
        yield make_finding(
            ("roles", role),
            f"{item.name} plays the part of {role} and lacks the code {', '.join(lacking)}",
            f"{item.name} 担任 {role}，却缺少编码 {'、'.join(lacking)}",
            "add it, so that its meaning is known",
            "请补充该编码，以明确其含义",
            needs=needs,
        )
