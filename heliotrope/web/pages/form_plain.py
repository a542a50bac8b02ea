"""A form without a layout of its own → cards of questions, with its scores beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from heliotrope.web.pages.form_parts import make_head
from heliotrope.web.pages.form_questions import make_sections
from heliotrope.web.pages.form_score import make_panel
from heliotrope.web.pages.form_told import make_told
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import Field, PlainFormPage, Section
from heliotrope.web.pages.views.told import Told


def make_page(sheet: Sheet) -> PlainFormPage:
    """The page of a plain form."""
    told = make_told(sheet)
    return PlainFormPage(
        form=make_head(sheet),
        sections=tuple(_tell(section, told) for section in make_sections(sheet)),
        score=make_panel(sheet),
    )


def _tell(section: Section, told: Mapping[str, Told]) -> Section:
    """The section with what the server says beside its fields."""
    lines = tuple(_tell(line, told) for line in section.lines)
    return replace(section, fields=tuple(_tell_field(f, told) for f in section.fields), lines=lines)


def _tell_field(field: Field, told: Mapping[str, Told]) -> Field:
    return replace(field, told=told[field.name]) if field.name in told else field
