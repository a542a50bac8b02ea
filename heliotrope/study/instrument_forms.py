"""An instrument's name with its version → the items a form asks for it, or the scores it gives."""

from __future__ import annotations

from typing import Any

from heliotrope.instruments.catalog import UnknownInstrumentError, require_instrument
from heliotrope.instruments.score import Instrument, Scale
from heliotrope.study.forms import Form
from heliotrope.vocabulary import Bilingual


def plain_sections(name: object, version: object) -> list[dict[str, Any]] | None:
    """The instrument's items as one section of plain data; None if there is no such instrument."""
    if not isinstance(name, str) or not isinstance(version, str):
        return None
    try:
        instrument = require_instrument(name, version)
    except UnknownInstrumentError:
        return None
    return [{"label": _plain(instrument.title), "items": _plain_items(instrument)}]


def scores_of_form(form: Form) -> tuple[Scale, ...]:
    """The scores that the form's instrument gives; none without a known instrument."""
    if form.instrument is None:
        return ()
    try:
        return require_instrument(form.instrument.name, form.instrument.version).scales
    except UnknownInstrumentError:
        return ()


def _plain_items(instrument: Instrument) -> list[dict[str, Any]]:
    return [
        {
            "name": item.name,
            "label": _plain(item.label),
            "type": "integer",
            "low": item.low,
            "high": item.high,
            "help": _plain(item.hint) if item.hint.en else None,
        }
        for item in instrument.items
    ]


def _plain(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
