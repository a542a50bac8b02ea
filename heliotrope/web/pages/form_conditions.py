"""An item that is asked only with some answers to another → that condition, for script and eye."""

from __future__ import annotations

import re
from dataclasses import dataclass

from heliotrope.study.forms import Form, Item
from heliotrope.web.pages.form_wording import say_question
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.templating import translate

_AFTER = re.compile(r"!(\w+)_missing && \((.+)\)")
_ANSWER = re.compile(r'(\w+) == "?(\w+)"?')
_OTHER = re.compile(r'(\w+) != "(\w+)"')
_YES_NO = re.compile(r"(!?)(\w+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """The other item and the answers with which this one is asked."""

    other: str
    answers: tuple[str, ...]
    unless: str = ""
    """The one answer with which it is not, where that is how it is written."""


def find_condition(form: Form, item: Item) -> Condition | None:
    """The item's condition if it is on one other item; None for any other, which only the server
    decides.
    """
    text = item.when or ""
    if found := _YES_NO.fullmatch(text):
        other = form.item_by_name.get(found[2])
        if other is not None and other.type == "yes_no":
            return Condition(other.name, ("no" if found[1] else "yes",))
    if found := _OTHER.fullmatch(text):
        other = form.item_by_name.get(found[1])
        if other is not None and other.codes:
            rest = tuple(code.code for code in other.codes if code.code != found[2])
            return Condition(other.name, rest, unless=found[2])
    return _find_answers(text)


def _find_answers(text: str) -> Condition | None:
    """`a == "x" || a == "y"`, also as an instrument's items have it, with what if it is missing."""
    found = _AFTER.fullmatch(text)
    answers = [_ANSWER.fullmatch(part) for part in (found[2] if found else text).split(" || ")]
    names = {one[1] for one in answers if one}
    if len(names) != 1 or not all(answers) or (found and found[1] not in names):
        return None
    return Condition(names.pop(), tuple(one[2] for one in answers if one))


def make_condition(sheet: Sheet, item: Item) -> str:
    """The condition for the script: the other item, then each of its answers, colons between."""
    condition = find_condition(sheet.form, item)
    return ":".join((condition.other, *condition.answers)) if condition else ""


def say_condition(sheet: Sheet, item: Item) -> str:
    """The condition in words; once for neighbors that share it."""
    condition = find_condition(sheet.form, item)
    other = sheet.form.item_by_name.get(condition.other) if condition else None
    if condition is None or other is None or _is_said_before(sheet, item, condition):
        return ""
    wanted = (condition.unless,) if condition.unless else condition.answers
    said = translate(" or ", "或").join(_say_answer(sheet, other, one) for one in wanted)
    if condition.unless:
        return translate(
            "not asked after “{a}” to: {q}", "「{q}」答「{a}」时不填",
            a=said, q=say_question(sheet, other)[0],
        )  # fmt: skip
    return translate(
        "asked only after “{a}” to the question before",
        "仅在前一题答「{a}」后填写",
        a=said,
    ) if _is_next(sheet, other, item) else translate(
        "asked only after “{a}” to: {q}", "仅在「{q}」答「{a}」后填写",
        a=said, q=say_question(sheet, other)[0],
    )  # fmt: skip


def _say_answer(sheet: Sheet, other: Item, answer: str) -> str:
    if other.type == "yes_no":
        return translate("yes", "是") if answer == "yes" else translate("no", "否")
    known = {code.code: sheet.reader.say(code.label) for code in other.codes}
    return known.get(answer, answer)


def _is_said_before(sheet: Sheet, item: Item, condition: Condition) -> bool:
    items = sheet.form.items
    at = items.index(item)
    return sheet.form.instrument is None and at > 0 and (
        find_condition(sheet.form, items[at - 1]) == condition
    )  # fmt: skip


def _is_next(sheet: Sheet, other: Item, item: Item) -> bool:
    names = list(sheet.form.item_by_name)
    return names.index(item.name) - names.index(other.name) == 1
