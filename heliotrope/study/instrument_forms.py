"""An instrument's name with its version → the items a form asks for it, or the scores it gives."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from heliotrope.instruments.catalog import UnknownInstrumentError, require_instrument
from heliotrope.instruments.description import Choice, Following, Item, Scale
from heliotrope.instruments.score import round_shown
from heliotrope.study.forms import Form
from heliotrope.vocabulary import Bilingual, Language


def plain_sections(name: object, version: object) -> list[dict[str, Any]] | None:
    """The instrument's items as sections of plain data, a section a group; None if unknown."""
    if not isinstance(name, str) or not isinstance(version, str):
        return None
    try:
        instrument = require_instrument(name, version)
    except UnknownInstrumentError:
        return None
    return [
        {"label": _plain(head if head.en else instrument.title), "items": [_ask(i) for i in items]}
        for head, items in groupby(instrument.items, key=lambda item: item.group)
    ]


def scores_of_form(form: Form) -> tuple[Scale, ...]:
    """The scores that the form's instrument gives; none without a known instrument."""
    if form.instrument is None:
        return ()
    try:
        return require_instrument(form.instrument.name, form.instrument.version).scales
    except UnknownInstrumentError:
        return ()


def leading_scores_of_form(form: Form) -> tuple[Scale, ...]:
    """The scores that stand for the form where there is room for a few: those that decide, else
    the first two.
    """
    scales = scores_of_form(form)
    if not scales or form.instrument is None:
        return ()
    deciding = require_instrument(form.instrument.name, form.instrument.version).deciding
    return tuple(scale for scale in scales if scale.name in deciding) or scales[:2]


def show_score(scale: Scale | None, value: int | Decimal | str | None, language: Language) -> str:
    """A score: a number rounded as its scale says, a choice in words; — for none.

    As it stands if its instrument is not known any more.
    """
    if value is None:
        return "—"
    if isinstance(value, str):
        known = scale.choices if scale else ()
        return next((one.label.say(language) for one in known if one.code == value), value)
    shown = value if scale is None else round_shown(value, scale.decimals)
    return str(shown).replace("-", "−")


def _ask(item: Item) -> dict[str, Any]:
    """The item as a form asks it."""
    asked: dict[str, Any] = {
        "name": item.name,
        "label": _plain(item.label),
        "type": _type_of(item),
        "required": not item.optional,
        "help": _plain(item.hint) if item.hint.en else None,
        "codes": tuple(_choice(one) for one in item.choices),
        "unit": item.unit or None,
    }
    if not item.choices:
        asked |= {"low": item.low, "high": item.high}
    if item.follows is not None:
        asked |= {"when": _when(item.follows), "required": True}
    if item.decimals:
        asked["decimals"] = item.decimals
    if item.ends is not None:
        asked["ends"] = {"low": _plain(item.ends[0]), "high": _plain(item.ends[1])}
    return asked


def _when(follows: Following) -> str:
    """As an expression; false while the other is unanswered, so that nothing is asked too early."""
    name = follows.item
    listed = [f'"{one}"' if isinstance(one, str) else str(one) for one in follows.answers]
    is_one = " || ".join(f"{name} == {one}" for one in listed)
    return f"!{name}_missing && ({is_one})"


def _type_of(item: Item) -> str:
    if item.choices and not all(one.code.isdigit() for one in item.choices):
        return "code"
    return "decimal" if item.decimals else "integer"


def _choice(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "label": _plain(choice.label)}


def _plain(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
