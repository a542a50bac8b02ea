"""A form without a layout of its own → cards of questions, with its scores beside."""

from __future__ import annotations

from heliotrope.web.pages.form_parts import make_head
from heliotrope.web.pages.form_questions import make_sections
from heliotrope.web.pages.form_score import make_panel
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import PlainFormPage


def make_page(sheet: Sheet) -> PlainFormPage:
    """The page of a plain form."""
    return PlainFormPage(
        form=make_head(sheet), sections=make_sections(sheet), score=make_panel(sheet)
    )
