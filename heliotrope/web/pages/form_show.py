"""A form about to be shown → its page in its layout, or the fragment beside it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.template.loader import render_to_string

from heliotrope.web.pages import form_cdasi, form_eligibility, form_plain, form_score
from heliotrope.web.pages.form_parts import make_faults
from heliotrope.web.pages.form_told import make_told
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.sheet import Sheet
from heliotrope.web.pages.views.forms import TypedFaults


def show_sheet(sheet: Sheet, status: int = 200) -> HttpResponse:
    """The form's page in its layout."""
    layouts = {
        "cdasi": ("form/cdasi.html", form_cdasi.make_page),
        "eligibility": ("form/eligibility.html", form_eligibility.make_page),
        "plain": ("form/plain.html", form_plain.make_page),
        "body": ("form/plain.html", form_plain.make_page),
        "panel": ("form/plain.html", form_plain.make_page),
    }
    template, make_page = layouts[sheet.form.layout]
    return render_page(sheet.reader, template, make_page(sheet), "participants", status)


def render_fragment(sheet: Sheet) -> str:
    """The part beside the form that follows from what is typed."""
    request, faults = sheet.reader.request, make_faults(sheet)
    if sheet.form.layout == "eligibility":
        verdict = replace(form_eligibility.make_verdict(sheet), faults=faults)
        return render_to_string("form/verdict.html", {"page": verdict}, request)
    panel = (
        form_cdasi.make_panel(sheet)
        if sheet.form.layout == "cdasi"
        else form_score.make_panel(sheet)
    )
    if panel is None:
        page = TypedFaults(faults=faults, told=tuple(make_told(sheet).values()))
        return render_to_string("form/faults.html", {"page": page}, request)
    return render_to_string("form/score.html", {"page": replace(panel, faults=faults)}, request)
