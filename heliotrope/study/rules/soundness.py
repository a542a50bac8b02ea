"""An expression with the names it may use → every way in which it could go wrong on data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from heliotrope.study.expressions import ExpressionError, names_used, try_expression
from heliotrope.study.forms import Form, Item
from heliotrope.study.instrument_forms import scores_of_form
from heliotrope.study.places import suggest
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Value


@dataclass(frozen=True, slots=True)
class Known:
    """A name that an expression may use: a value of its type, and its codes if it has any."""

    sample: Value
    codes: tuple[str, ...] = ()


Problem = tuple[Bilingual, Bilingual]
"""What is wrong, and what would be right."""

_SAMPLES: dict[str, Value] = {
    "integer": 1,
    "decimal": 1,
    "text": "text",
    "date": date(2026, 1, 1),
    "datetime": datetime(2026, 1, 1, tzinfo=UTC),
    "yes_no": True,
}
_LITERAL = re.compile(r"\"([^\"\\]*)\"|'([^'\\]*)'")
_IN_LIST = re.compile(r"\s*(\w+)\s+in\s+\[(.*)\]\s*", re.DOTALL)
_OPENING, _CLOSING, _QUOTES = "([{", ")]}", "\"'"


def names_of_form(form: Form) -> dict[str, Known]:
    """The items of a form, as its checks and conditions name them; of two alike the first."""
    names: dict[str, Known] = {}
    for item in form.items:
        names.setdefault(item.name, _known(item))
    return names


def names_of_study(study: Study) -> dict[str, Known]:
    """Items and scores of all forms, as criteria name them: `form__item`, `form__score`."""
    names: dict[str, Known] = {}
    for form in study.forms:
        names |= {f"{form.name}__{name}": known for name, known in names_of_form(form).items()}
        names |= {f"{form.name}__{scale.name}": Known(1) for scale in scores_of_form(form)}
    return names


def check_expression(text: str, names: Mapping[str, Known]) -> list[Problem]:
    """Everything wrong with the expression: syntax, unknown names, types, codes. Never raises."""
    try:
        used = sorted(names_used(text))
    except ExpressionError as error:
        return [_problem("the expression is wrong", "表达式有误", error.reason)]
    unknown = [name for name in used if name not in names]
    if unknown:
        return [_unknown(name, names) for name in unknown]
    if not used:
        return [_NO_NAME]
    problems = dict.fromkeys(_check_parts(text, names))
    samples = {name: names[name].sample for name in used}
    kind = try_expression(text, samples)
    if not problems and isinstance(kind, Bilingual):
        problems[_problem("the expression fails on sample values", "表达式试算失败", kind)] = None
    if not problems and kind != "truth":
        problems[_NOT_A_QUESTION] = None
    return list(problems)


def _check_parts(text: str, names: Mapping[str, Known]) -> Iterator[Problem]:
    """Problems of each part by itself, since `false &&` and `true ||` hide what follows them."""
    pieces = _split(text, ("&&", "||", "?", ":"))
    if len(pieces) > 1:
        for piece in pieces:
            yield from _check_parts(piece, names)
        return
    sides = _split(text, ("==", "!="))
    if len(sides) == 2:
        yield from _check_comparison(sides, names)
        return
    bare = text.strip()
    if bare.startswith("!"):
        yield from _check_parts(bare[1:], names)
    elif bare.startswith("(") and _closes_at_end(bare):
        yield from _check_parts(bare[1:-1], names)
    else:
        yield from _check_membership(bare, names)
        kind = try_expression(bare, {name: known.sample for name, known in names.items()})
        if isinstance(kind, Bilingual):
            yield _problem(f"“{bare}” fails on sample values", f"「{bare}」试算失败", kind)


def _check_comparison(sides: list[str], names: Mapping[str, Known]) -> Iterator[Problem]:
    """Both sides by themselves, that they are of one kind, and that a code is one there is."""
    for side in sides:
        yield from _check_parts(side, names)
    samples = {name: known.sample for name, known in names.items()}
    left, right = (try_expression(side, samples) for side in sides)
    if isinstance(left, str) and isinstance(right, str) and left != right:
        text, right_en = " == ".join(side.strip() for side in sides), "compare like with like"
        en = f"“{text}” compares {_KINDS[left][0]} with {_KINDS[right][0]}"
        zh = f"「{text}」将{_KINDS[left][1]}与{_KINDS[right][1]}比较"
        yield Bilingual(en, zh), Bilingual(right_en, "请比较同类的值")
    for name, literal in (sides, sides[::-1]):
        yield from _check_codes(name.strip(), literal, names)


def _check_membership(text: str, names: Mapping[str, Known]) -> Iterator[Problem]:
    found = _IN_LIST.fullmatch(text)
    if found:
        yield from _check_codes(found[1], found[2], names)


def _check_codes(name: str, literals: str, names: Mapping[str, Known]) -> Iterator[Problem]:
    """Texts that a code item is compared with and that are none of its codes."""
    codes = names[name].codes if name in names else ()
    if not codes or _LITERAL.sub("", literals).strip(" ,"):
        return
    for found in _LITERAL.finditer(literals):
        code = found[1] if found[1] is not None else found[2]
        if code not in codes:
            what = Bilingual(f"{code} is no code of {name}", f"{code} 不是 {name} 的编码")
            yield what, suggest(code, codes)


def _split(text: str, marks: tuple[str, ...]) -> list[str]:
    """The text cut at the marks that stand outside brackets and quotation marks."""
    pieces, start, index = [], 0, 0
    for index, mark in _outside(text, marks):
        pieces.append(text[start:index])
        start = index + len(mark)
    return [*pieces, text[start:]]


def _outside(text: str, marks: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Where the marks stand outside brackets and quotation marks."""
    depth, quote, index = 0, "", 0
    while index < len(text):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in _OPENING + _CLOSING:
            depth += 1 if character in _OPENING else -1
        elif depth == 0 and (mark := next((m for m in marks if text.startswith(m, index)), "")):
            yield index, mark
            index += len(mark) - 1
        index += 1


def _closes_at_end(text: str) -> bool:
    """True if the bracket that opens the text is closed by its final character."""
    depth = 0
    for index, character in enumerate(_LITERAL.sub(lambda found: "x" * len(found[0]), text)):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _known(item: Item) -> Known:
    codes = tuple(code.code for code in item.codes)
    if item.type == "code":
        return Known(codes[0] if codes else "", codes)
    return Known(_SAMPLES[item.type])


_KINDS = {
    "truth": ("a yes/no", "是否值"),
    "number": ("a number", "数字"),
    "text": ("a text", "文本"),
    "moment": ("a date", "日期"),
    "other": ("something else", "其他类型"),
}
_NO_NAME: Problem = (
    Bilingual("the expression names no item", "表达式未涉及任何条目"),
    Bilingual("name the item it depends on", "请写明其所依据的条目"),
)
_NOT_A_QUESTION: Problem = (
    Bilingual("the expression is neither true nor false", "表达式的结果既非真也非假"),
    Bilingual("make it a comparison", "请写成比较式"),
)


def _problem(en: str, zh: str, reason: Bilingual) -> Problem:
    return (
        Bilingual(f"{en}: {reason.en}", f"{zh}：{reason.zh}"),
        Bilingual("correct the expression", "请更正表达式"),
    )


def _unknown(name: str, names: Mapping[str, Known]) -> Problem:
    return (
        Bilingual(f"there is no item {name}", f"没有名为 {name} 的条目"),
        suggest(name, tuple(names)),
    )
