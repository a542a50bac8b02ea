"""The Jinja2 environment of the pages: what every template may call."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from jinja2 import Environment, StrictUndefined

from heliotrope.vocabulary import Language


def make_environment(**options: Any) -> Environment:  # noqa: ANN401 - Django's own options
    """An environment with autoescape on, in which an undefined name is an error."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(**options)  # noqa: S701 - Django passes autoescape=True
    environment.globals.update(t=translate, url=make_url, static=static)
    return environment


def current_language() -> Language:
    """The reader's language: Chinese for any Chinese browser, else English."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def translate(en: str, zh: str, /, **values: object) -> str:
    """The text in the reader's language, with its values filled in."""
    text = zh if current_language() == "zh" else en
    return text.format(**values) if values else text


def make_url(name: str, *args: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args)
