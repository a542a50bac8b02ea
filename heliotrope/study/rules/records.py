"""A Study → what is wrong with the forms whose items the product knows by their names."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.safety.laboratory import load_tests
from heliotrope.study.assembly import Path
from heliotrope.study.forms import Form, Item
from heliotrope.study.places import Finding, make_finding, suggest
from heliotrope.study.protocol import Study
from heliotrope.study.records import KNOWN, Known
from heliotrope.study.rules.laboratories import check_unit
from heliotrope.study.rules.names import items_with_paths
from heliotrope.vocabulary import Bilingual

_REPEATED = frozenset({"adverse_events", "medications", "dosing", "medical_history"})
"""Kinds of which one participant has any number."""
_NUMBERS = frozenset({"integer", "decimal"})


def check_records(study: Study) -> Iterator[Finding]:
    """Known items that are missing, of another type or with unknown codes; panels that measure
    nothing or in a wrong unit; forms that should repeat and do not.
    """
    for index, form in enumerate(study.forms):
        path: Path = ("forms", index)
        yield from _check_rows(path, form)
        if form.records is None:
            continue
        places = {name: place for place, name in reversed(list(items_with_paths(form, path)))}
        for known in KNOWN[form.records]:
            yield from _check_known(path, form, known, places)
        if form.records == "laboratory":
            yield from _check_laboratory(path, form, places)
            yield from _check_unit_codes(form, places, study)


def _check_rows(path: Path, form: Form) -> Iterator[Finding]:
    if form.needed and not form.repeating:
        yield make_finding(
            (*path, "needed"),
            f"the form {form.name} does not repeat, so that a visit needs it anyway",
            f"表单 {form.name} 不重复，访视本就须填写",
            "take needed away, or make it repeating",
            "请删去 needed，或设为 repeating",
        )
    if form.layout == "panel" and (form.records != "laboratory" or not form.repeating):
        yield make_finding(
            (*path, "layout"),
            f"the form {form.name} has the layout panel and is no repeating laboratory form",
            f"表单 {form.name} 采用 panel 版式，但不是可重复的实验室表单",
            "say records: laboratory and repeating: true, or take the layout away",
            "请写明 records: laboratory 与 repeating: true，或删去该版式",
            needs=((*path, "records"), (*path, "repeating")),
        )
    if form.records in _REPEATED and not form.repeating:
        yield make_finding(
            (*path, "records"),
            f"the form {form.name} records {form.records} and has one row a visit",
            f"表单 {form.name} 记录 {form.records}，但每次访视只有一行",
            "say repeating: true",
            "请写明 repeating: true",
            needs=((*path, "repeating"),),
        )


def _check_known(
    path: Path, form: Form, known: Known, places: dict[str, Path]
) -> Iterator[Finding]:
    item = form.item_by_name.get(known.name)
    if item is None:
        if known.needed:
            near = suggest(known.name, tuple(form.item_by_name))
            asks = near.en.startswith("did you mean")
            yield Finding(
                (*path, "records"),
                Bilingual(
                    f"the form {form.name} records {form.records} and does not ask {known.name}",
                    f"表单 {form.name} 记录 {form.records}，但没有条目 {known.name}",
                ),
                near if asks else Bilingual(f"add {known.name}", f"请补充 {known.name}"),
                needs=((*path, "sections"),),
            )
        return
    place = places[known.name]
    if item.type not in known.types:
        allowed = " or ".join(known.types)
        yield make_finding(
            (*place, "type"),
            f"{known.name} of {form.records} is of type {item.type}",
            f"{form.records} 的 {known.name} 类型为 {item.type}",
            f"make it {allowed}, or give the item another name",
            f"请改为 {'或 '.join(known.types)}，或改用其他名称",
        )
    elif item.partial and not known.partial:
        yield make_finding(
            (*place, "partial"),
            f"{known.name} of {form.records} is a day that the product counts from",
            f"{form.records} 的 {known.name} 须精确到日，程序据此计算天数",
            "take partial away",
            "请删去 partial",
        )
    elif known.codes:
        for rank, code in enumerate(item.codes):
            if code.code not in known.codes:
                what = Bilingual(
                    f"{code.code} is no code that {known.name} of {form.records} can have",
                    f"{code.code} 不是 {form.records} 中 {known.name} 可用的编码",
                )
                yield Finding(
                    (*place, "codes", rank, "code"), what, suggest(code.code, known.codes)
                )


def _check_laboratory(path: Path, form: Form, places: dict[str, Path]) -> Iterator[Finding]:
    if "test" in form.item_by_name:
        yield from _check_test_rows(path, form, places)
        return
    tests = [item for item in form.items if item.type in _NUMBERS and item.name in load_tests()]
    others = [i for i in form.items if i.type in _NUMBERS and i.unit and i not in tests]
    if not tests and not others:
        yield make_finding(
            (*path, "records"),
            f"the form {form.name} records laboratory and measures nothing",
            f"表单 {form.name} 记录 laboratory，但没有检验数值",
            "add the item test, or numbers with units that are named as tests",
            "请添加条目 test，或以检验项目命名且带单位的数值条目",
            needs=((*path, "sections"),),
        )
    for item in tests:
        if item.unit is None:
            yield make_finding(
                places[item.name],
                f"{item.name} is a laboratory test without a unit",
                f"检验项目 {item.name} 没有单位",
                "add unit",
                "请补充 unit",
                needs=((*places[item.name], "unit"),),
            )
        else:
            yield from check_unit((*places[item.name], "unit"), item.name, item.unit)


def _check_test_rows(path: Path, form: Form, places: dict[str, Path]) -> Iterator[Finding]:
    if not {"value", "finding"} & set(form.item_by_name):
        yield make_finding(
            (*path, "records"),
            f"the form {form.name} names tests and asks neither value nor finding",
            f"表单 {form.name} 列有检验项目，但没有 value 或 finding",
            "add value with unit, or finding",
            "请补充 value 与 unit，或 finding",
            needs=((*path, "sections"),),
        )
    if "value" not in form.item_by_name:
        return
    units = _list_codes(form.item_by_name.get("unit"))
    if not units:
        yield make_finding(
            places["value"],
            f"the values of {form.name} have no unit",
            f"{form.name} 的数值没有单位",
            "add the item unit with its codes",
            "请添加带编码的条目 unit",
            needs=((*path, "sections"),),
        )
        return
    for rank, test in enumerate(_list_codes(form.item("test"))):
        known = load_tests().get(test)
        wanted = () if known is None else tuple(one.name for one in known.units)
        if wanted and not set(wanted) & set(units):
            yield make_finding(
                (*places["test"], "codes", rank, "code"),
                f"{test} can be given in none of the units of {form.name}",
                f"{form.name} 的单位均不适用于 {test}",
                f"add one of {', '.join(wanted)} to the codes of unit",
                f"请在 unit 的编码中加入 {'、'.join(wanted)} 之一",
            )


def _check_unit_codes(form: Form, places: dict[str, Path], study: Study) -> Iterator[Finding]:
    for rank, unit in enumerate(_list_codes(form.item_by_name.get("unit"))):
        if unit not in study.units:
            yield Finding(
                (*places["unit"], "codes", rank, "code"),
                Bilingual(f"the unit {unit} has no dimension", f"单位 {unit} 没有量纲"),
                Bilingual("list it under units with its dimension", "请在 units 中列出其量纲"),
                needs=(("units",),),
            )


def _list_codes(item: Item | None) -> tuple[str, ...]:
    return () if item is None else tuple(code.code for code in item.codes)
