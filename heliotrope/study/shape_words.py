"""One departure of a study file from its types → the sentence that says it, and what is right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic_core import ErrorDetails

from heliotrope.study.assembly import Path
from heliotrope.study.expected import annotation_at, keys_at
from heliotrope.study.places import Finding, Places, make_finding, suggest
from heliotrope.vocabulary import Bilingual

_LANGUAGES = {"en": ("English", "英文"), "zh": ("Chinese", "中文")}


def describe_departure(data: dict[str, Any], detail: ErrorDetails, places: Places) -> Finding:
    """The Finding of one of pydantic's complaints about the assembled data."""
    path: Path = tuple(detail["loc"])
    if detail["type"] == "missing":
        return _missing(data, path)
    if detail["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return _superfluous(data, path)
    if detail["input"] is None:
        return _empty(data, path)
    if get_origin(annotation_at(path)) is Literal:
        return _no_choice(data, path, detail["input"])
    if annotation_at(path) is Bilingual:
        return make_finding(
            path,
            f"{name_path(data, path)} is not given in both languages",
            f"{name_path(data, path)} 未同时给出两种语言",
            "give en and zh",
            "请给出 en 与 zh",
        )
    return _wrong_type(data, path, detail["input"], places)


def unit_without_dimension(unit: str) -> Finding:
    """The Finding of a unit under `units` that does not say what it measures."""
    return make_finding(
        ("units", unit),
        f"the unit {unit} has no dimension",
        f"单位 {unit} 没有量纲",
        "name what it measures, e.g. mass concentration",
        "请写明其量纲，例如 mass concentration",
    )


def name_path(data: Any, path: Path) -> str:  # noqa: ANN401 (plain data)
    """The path in words a writer of study files knows: entries of lists by their names.

    The form is left out, since the file names it, and the section, since items are found by name.
    """
    words: list[str] = []
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
            words.append(str(step))
            continue
        index = int(step)
        data = data[index] if isinstance(data, list) and index < len(data) else None
        known = data.get("name", data.get("code")) if isinstance(data, dict) else None
        words.append(str(known) if isinstance(known, str) else str(index + 1))
    if path[:1] == ("forms",):
        words = words[2:]
        words = words[2:] if path[2:3] == ("sections",) and len(words) > 2 else words
    return ".".join(words)


def _missing(data: dict[str, Any], path: Path) -> Finding:
    above, key = path[:-1], str(path[-1])
    whole, whole_zh = ("the form", "表单") if above[:1] == ("forms",) else ("the study", "研究")
    place, place_zh = name_path(data, above) or whole, name_path(data, above) or whole_zh
    if annotation_at(above) is Bilingual and key in _LANGUAGES:
        en, zh = _LANGUAGES[key]
        return make_finding(
            above,
            f"{place} has no {en} text",
            f"{place_zh} 缺少{zh}译文",
            f"add {key}",
            f"请补充 {key}",
        )
    return make_finding(
        above, f"{place} lacks {key}", f"{place_zh} 缺少 {key}", f"add {key}", f"请补充 {key}"
    )


def _empty(data: dict[str, Any], path: Path) -> Finding:
    """The Finding of a key with nothing behind it."""
    place, wanted = name_path(data, path), annotation_at(path)
    if annotation_at(path[:-1]) is Bilingual:
        (en, zh), above = _LANGUAGES[str(path[-1])], path[:-1]
        what = Bilingual(
            f"{name_path(data, above)} has no {en} text", f"{name_path(data, above)} 缺少{zh}译文"
        )
        return Finding(path, what, Bilingual(f"write it in {path[-1]}", f"请填写 {path[-1]}"))
    if path[:-1] == ("units",):
        return unit_without_dimension(str(path[-1]))
    if get_origin(wanted) is Literal:
        return Finding(
            path,
            Bilingual(f"{place} is empty", f"{place} 为空"),
            suggest("", tuple(str(one) for one in get_args(wanted))),
        )
    if wanted is Bilingual:
        return make_finding(
            path, f"{place} is empty", f"{place} 为空", "give en and zh", "请给出 en 与 zh"
        )
    kind, kind_zh = _kind_words(wanted)
    what = Bilingual(f"{place} is empty", f"{place} 为空")
    if get_origin(wanted) is tuple:
        what = Bilingual(f"{place} is an empty list", f"{place} 为空列表")
    return Finding(path, what, Bilingual(f"give {kind}", f"请给出{kind_zh}"))


def _superfluous(data: dict[str, Any], path: Path) -> Finding:
    place, key = name_path(data, path[:-1]), str(path[-1])
    right = suggest(key, keys_at(path[:-1]))
    where, where_zh = (f" in {place}", f"（{place}）") if place else ("", "")
    what = Bilingual(f"unknown key {key}{where}", f"未知的键 {key}{where_zh}")
    return Finding(path, what, right, at_key=True)


def _no_choice(data: dict[str, Any], path: Path, given: object) -> Finding:
    choices = tuple(str(one) for one in get_args(annotation_at(path)))
    place = name_path(data, path)
    return Finding(
        path,
        Bilingual(f"{place} cannot be {given}", f"{place} 不能为 {given}"),
        suggest(str(given), choices),
    )


def _wrong_type(data: dict[str, Any], path: Path, given: object, places: Places) -> Finding:
    place = name_path(data, path)
    written = places.written(path)
    if annotation_at(path) is str and isinstance(given, bool | int | float):
        kind, kind_zh = ("yes or no", "是否值") if isinstance(given, bool) else ("a number", "数字")
        return make_finding(
            path,
            f"{place} is read as {kind}, since {written} is not in quotation marks",
            f"{place} 被读作{kind_zh}，因为 {written} 未加引号",
            f'write "{written}"',
            f'请写成 "{written}"',
        )
    if isinstance(given, str) and given.lstrip("-").isdigit():
        written = f'"{given}"'
    wanted, wanted_zh = _kind_words(annotation_at(path))
    shown = f", not {written}" if written is not None else ""
    shown_zh = f"，而非 {written}" if written is not None else ""
    return make_finding(
        path,
        f"{place} must be {wanted}{shown}",
        f"{place} 应为{wanted_zh}{shown_zh}",
        f"give {wanted}",
        f"请给出{wanted_zh}",
    )


_KINDS = {
    str: ("a text", "文本"),
    bool: ("true or false", "true 或 false"),
    int: ("a whole number", "整数"),
    Decimal: ("a number", "数字"),
}


def _kind_words(annotation: Any) -> tuple[str, str]:  # noqa: ANN401 (a type, of any form)
    if get_origin(annotation) is tuple:
        return "a list", "列表"
    if annotation in _KINDS:
        return _KINDS[annotation]
    names = list(getattr(annotation, "model_fields", ()))[:6]
    if not names:
        return "a mapping", "键值映射"
    return f"a mapping with {', '.join(names)}", f"含有 {'、'.join(names)} 的键值映射"
