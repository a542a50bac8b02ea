"""A Study → what is wrong with its forms: items, bounds, codes, units, checks, instruments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heliotrope.instruments.catalog import UnknownInstrumentError, require_instrument
from heliotrope.study.assembly import Path
from heliotrope.study.forms import Form, Item, list_pairs
from heliotrope.study.instrument_forms import scores_of_form
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.protocol import Study
from heliotrope.study.rules.soundness import Known, check_expression, names_of_form
from heliotrope.study.shape_words import unit_without_dimension
from heliotrope.vocabulary import Bilingual, Missing

NUMBERS = {"integer", "decimal"}
_CODE = re.compile(r"[A-Za-z0-9_.+/^%-]+")
_MOST_DECIMALS = 10


def check_forms(study: Study) -> Iterator[Finding]:
    """Every fault within a form, and units that have no dimension."""
    for index, form in enumerate(study.forms):
        path: Path = ("forms", index)
        yield from _check_instrument(path, form)
        yield from _check_reserved(path, form)
        if not form.sections and form.instrument is None:
            yield make_finding(
                path,
                f"the form {form.name} asks nothing",
                f"表单 {form.name} 没有任何条目",
                "add sections with items, or an instrument",
                "请添加含条目的 sections 或量表 instrument",
                needs=((*path, "sections"), (*path, "instrument")),
            )
        names = names_of_form(form)
        for section_index, section in enumerate(form.sections):
            if not section.items:
                yield _empty_section((*path, "sections", section_index, "items"), section.label)
            for item_index, item in enumerate(section.items):
                place = (*path, "sections", section_index, "items", item_index)
                yield from _check_item(place, item, study)
                yield from _check_condition(place, item, names)
        yield from _check_checks(path, form, names)
        yield from _check_body(path, form)
    yield from _check_units(study)


def _empty_section(path: Path, label: Bilingual) -> Finding:
    return make_finding(
        path,
        f"the section {label.en} asks nothing",
        f"「{label.zh}」部分没有任何条目",
        "add items, or take the section away",
        "请添加 items，或删去该部分",
    )


def _check_item(path: Path, item: Item, study: Study) -> Iterator[Finding]:
    yield from _check_bounds(path, item)
    yield from _check_codes(path, item)
    if item.unit is not None and item.unit not in study.units:
        yield Finding(
            (*path, "unit"),
            Bilingual(
                f"the unit {item.unit} of {item.name} has no dimension",
                f"{item.name} 的单位 {item.unit} 没有量纲",
            ),
            _list_unit(item.unit, study),
            needs=(("units",),),
        )


def _list_unit(unit: str, study: Study) -> Bilingual:
    near = suggest(unit, tuple(study.units))
    return Bilingual(
        f"list it under units with its dimension, or: {near.en}",
        f"请在 units 中列出其量纲，或：{near.zh}",
    )


def _check_bounds(path: Path, item: Item) -> Iterator[Finding]:
    if item.partial and item.type != "date":
        yield make_finding(
            (*path, "partial"),
            f"{item.name} is of type {item.type} and has partial, which belongs to dates",
            f"{item.name} 的类型为 {item.type}，而 partial 仅用于日期",
            "take it away, or make the type date",
            "请删去，或将类型改为 date",
        )
    given = [key for key in ("low", "high", "decimals", "unit") if getattr(item, key) is not None]
    if given and item.type not in NUMBERS:
        yield make_finding(
            (*path, given[0]),
            f"{item.name} is of type {item.type} and has {given[0]}, which belongs to numbers",
            f"{item.name} 的类型为 {item.type}，而 {given[0]} 仅用于数字",
            "take it away, or make the type integer or decimal",
            "请删去，或将类型改为 integer 或 decimal",
        )
    if item.low is not None and item.high is not None and item.low > item.high:
        yield make_finding(
            (*path, "low"),
            f"the low limit of {item.name}, {item.low}, is above its high limit, {item.high}",
            f"{item.name} 的下限 {item.low} 高于上限 {item.high}",
            "exchange them",
            "请对调",
        )
    misplaced = item.decimals is not None and item.type == "integer"
    if misplaced or not 0 <= (item.decimals or 0) <= _MOST_DECIMALS:
        yield make_finding(
            (*path, "decimals"),
            f"{item.name} cannot have {item.decimals} decimal places",
            f"{item.name} 的小数位数不能为 {item.decimals}",
            f"give 0 to {_MOST_DECIMALS}, and none for an integer",
            f"请给出 0 至 {_MOST_DECIMALS}，整数不设小数位",
        )


def _check_codes(path: Path, item: Item) -> Iterator[Finding]:
    if item.type == "code" and not item.codes:
        yield make_finding(
            path,
            f"{item.name} is of type code and has no codes",
            f"{item.name} 的类型为 code，但没有编码",
            "add codes",
            "请补充 codes",
            needs=((*path, "codes"),),
        )
    if item.codes and item.type not in {"code", "integer"}:
        yield make_finding(
            (*path, "codes"),
            f"{item.name} is of type {item.type} and has codes",
            f"{item.name} 的类型为 {item.type}，却有编码",
            "make its type code",
            "请将类型改为 code",
        )
    known: set[str] = set()
    for index, code in enumerate(item.codes):
        place = (*path, "codes", index, "code")
        if code.code in known:
            yield make_finding(
                place,
                f"the code {code.code} of {item.name} is there twice",
                f"{item.name} 的编码 {code.code} 重复",
                "give each choice its own",
                "请为每个选项使用不同的编码",
            )
        elif _is_unusable(code.code, item):
            yield make_finding(
                place,
                f"{code.code} cannot be a code of {item.name}",
                f"{code.code} 不能作为 {item.name} 的编码",
                "use letters, digits, _ . + - / ^ % (whole numbers for integers; not ND, UNK, NA)",
                "请使用字母、数字与 _ . + - / ^ %（整数条目用整数；不可用 ND、UNK、NA）",
            )
        known.add(code.code)


def _is_unusable(code: str, item: Item) -> bool:
    number = item.type == "integer"
    spelled = re.fullmatch(r"-?(0|[1-9][0-9]*)", code) if number else _CODE.fullmatch(code)
    return spelled is None or code in Missing.__members__


def _check_condition(path: Path, item: Item, names: dict[str, Known]) -> Iterator[Finding]:
    if item.when is None:
        return
    others = {name: known for name, known in names.items() if name != item.name}
    for what, right in check_expression(item.when, others):
        en, zh = f"the condition of {item.name}: {what.en}", f"{item.name} 的条件：{what.zh}"
        yield Finding((*path, "when"), Bilingual(en, zh), right, needs=(path[:2],))


def _check_reserved(path: Path, form: Form) -> Iterator[Finding]:
    for name in form.reserved:
        if name not in form.item_by_name:
            what = Bilingual(
                f"{form.name} reserves {name}, which is no item of it",
                f"{form.name} 的 reserved 中的 {name} 不是其条目",
            )
            yield Finding((*path, "reserved", name), what, suggest(name, tuple(form.item_by_name)))


def _check_checks(path: Path, form: Form, names: dict[str, Known]) -> Iterator[Finding]:
    for index, check in enumerate(form.checks):
        place = (*path, "checks", index)
        for what, right in check_expression(check.problem, names):
            en, zh = f"the check {check.name}: {what.en}", f"核查 {check.name}：{what.zh}"
            yield Finding((*place, "problem"), Bilingual(en, zh), right, needs=(path,))
        for item_index, name in enumerate(check.items):
            if name not in names:
                what = Bilingual(
                    f"the check {check.name} is shown at {name}, which is no item of {form.name}",
                    f"核查 {check.name} 显示于 {name}，而 {form.name} 没有该条目",
                )
                right = suggest(name, tuple(names))
                yield Finding((*place, "items", item_index), what, right, needs=(path,))


def _check_instrument(path: Path, form: Form) -> Iterator[Finding]:
    use = form.instrument
    if use is None:
        if form.layout == "cdasi":
            yield make_finding(
                (*path, "layout"),
                f"the form {form.name} has the layout cdasi and no instrument",
                f"表单 {form.name} 采用 cdasi 版式，但没有量表",
                "add the instrument cdasi, or take the layout away",
                "请添加量表 cdasi，或删去该版式",
                needs=((*path, "instrument"),),
            )
        return
    try:
        instrument = require_instrument(use.name, use.version)
    except UnknownInstrumentError as error:
        en = f"there is no instrument {use.name} version {use.version}"
        zh = f"没有量表 {use.name} 第 {use.version} 版"
        yield Finding((*path, "instrument"), Bilingual(en, zh), error.fault.right)
        return
    rules = tuple(rule.name for rule in instrument.missing_rules)
    if use.missing is not None and use.missing not in rules:
        what = Bilingual(
            f"{use.name} has no rule for missing answers named {use.missing}",
            f"量表 {use.name} 没有名为 {use.missing} 的缺答规则",
        )
        yield Finding((*path, "instrument", "missing"), what, suggest(use.missing, rules))
    asked, wanted = [item.name for item in form.items], [item.name for item in instrument.items]
    if asked != wanted:
        odd = sorted(set(asked) ^ set(wanted)) or asked
        yield make_finding(
            (*path, "sections"),
            f"the items of {form.name} are not those of {use.name} (look at {odd[0]})",
            f"{form.name} 的条目与量表 {use.name} 不一致（请查看 {odd[0]}）",
            "leave sections out: the instrument brings its items",
            "请删去 sections：条目由量表提供",
            needs=(path,),
        )


def _check_body(path: Path, form: Form) -> Iterator[Finding]:
    if form.layout == "body" and not list_pairs(form):
        yield make_finding(
            (*path, "layout"),
            f"the form {form.name} has the layout body and no item on two sides",
            f"表单 {form.name} 采用 body 版式，但没有左右成对的条目",
            "name items alike but for _right and _left, or take the layout away",
            "请以 _right 与 _left 结尾成对命名条目，或删去该版式",
        )


def _check_units(study: Study) -> Iterator[Finding]:
    for unit, dimension in study.units.items():
        if not dimension.strip():
            yield unit_without_dimension(unit)


def is_measured(form: Form, name: str) -> bool:
    """True if the form gives a number of that name: a score, or an item that is a number."""
    scores = {scale.name for scale in scores_of_form(form)}
    return name in scores or any(i.name == name and i.type in NUMBERS for i in form.items)
