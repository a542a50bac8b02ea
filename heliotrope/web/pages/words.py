"""Recorded values → words and numbers as a page shows them, in the reader's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from heliotrope.instruments.description import Scale
from heliotrope.study import instrument_forms
from heliotrope.study.forms import Form, Item
from heliotrope.study.instrument_forms import scores_of_form
from heliotrope.study.protocol import Criterion
from heliotrope.study.values import show_signs, show_value
from heliotrope.vocabulary import Language, Value
from heliotrope.web.pages.asking import Reader
from heliotrope.web.templating import translate

WEEKDAYS = (
    ("Mon", "一"),
    ("Tue", "二"),
    ("Wed", "三"),
    ("Thu", "四"),
    ("Fri", "五"),
    ("Sat", "六"),
    ("Sun", "日"),
)


def show_number(value: int | Decimal | None) -> str:
    """A number with a true minus; — for none."""
    return "—" if value is None else f"{value}".replace("-", "−")


def show_change(value: int | Decimal) -> str:
    """A difference with its sign."""
    return f"+{value}" if value > 0 else show_number(value)


def show_score(reader: Reader, scale: Scale | None, value: int | Decimal | str | None) -> str:
    """A score: a number rounded as its scale says, a choice in words; as it stands if unknown."""
    return instrument_forms.show_score(scale, value, reader.language)


def find_scale(form: Form, score: str) -> Scale | None:
    """The scale of the form's instrument of that name; None if it has none such."""
    return next((scale for scale in scores_of_form(form) if scale.name == score), None)


def show_item(reader: Reader, item: Item, value: Value | None) -> str:
    """A recorded value in words."""
    language: Language = reader.language
    return show_value(item, value, language, reader.study.time_zone)


def show_score_label(reader: Reader, form: Form, score: str) -> str:
    """The name of a score as people know it; as recorded if the form has it no more."""
    scale = find_scale(form, score)
    return score if scale is None else reader.say(scale.label)


_ENGLISH = re.compile(r"\b[a-z]{2,}\b")


def show_inequality(reader: Reader, criterion: Criterion) -> str:
    """The criterion's inequality; to a Chinese reader only if it has no English words in it."""
    text = criterion.inequality or ""
    return "" if reader.language == "zh" and _ENGLISH.search(text) else show_signs(text)


def show_performed(performed: date | datetime | None) -> str:
    """The day, and the time if one was recorded; empty for none."""
    if performed is None:
        return ""
    return (
        f"{performed:%Y-%m-%d %H:%M}" if isinstance(performed, datetime) else performed.isoformat()
    )


def show_short(day: date | None) -> str:
    """Month and day; empty for none."""
    return "" if day is None else f"{day:%m-%d}"


def show_weekday(day: date) -> str:
    """The short weekday."""
    en, zh = WEEKDAYS[day.weekday()]
    return translate(en, zh)
