"""One form of one visit: shown, scored while it is typed, saved, or given back with its faults."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.answers import NothingChanged, StaleSave, UnableToAnswer
from heliotrope.web.actions.answer import answer
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.form_panel import panel, render_told
from heliotrope.web.pages.form_show import render_fragment, show_sheet
from heliotrope.web.pages.form_stale import show_stale
from heliotrope.web.pages.sheet import (
    Sheet,
    check_typed,
    open_sheet,
    put_typed,
    read_submission,
)


@for_reader()
def form(reader: Reader, code: str, visit: str, name: str, repeat: int) -> HttpResponse:
    """`/participants/<code>/<visit>/<form>/<repeat>`: GET shows, POST saves."""
    if is_panel(reader, name):
        return panel(reader, code, visit, name)
    sheet = open_sheet(reader, code, visit, name, repeat)
    if reader.request.method != "POST":
        return show_sheet(sheet)
    submission = read_submission(sheet)
    try:
        recorded = answer(reader.store, reader.person, submission)
    except UnableToAnswer as refusal:
        return show_sheet(put_typed(sheet, submission, refusal.faults), 422)
    except StaleSave:
        fresh = replace(reader, state=reader.store.state())
        return show_stale(open_sheet(fresh, code, visit, name, repeat), submission)
    except NothingChanged:
        return HttpResponseRedirect(f"{sheet.after}?entry={_seq(sheet)}")
    return HttpResponseRedirect(f"{sheet.after}?entry={recorded.links[0].entry.seq}")


@for_reader()
def score(reader: Reader, code: str, visit: str, name: str, repeat: int) -> HttpResponse:
    """`…/score`: the fragment for `#score`: scores and faults of what is typed now."""
    if is_panel(reader, name):
        return HttpResponse(render_told(reader, code, visit, name))
    sheet = open_sheet(reader, code, visit, name, repeat)
    if reader.request.method == "POST":
        submission = read_submission(sheet)
        sheet = put_typed(sheet, submission, check_typed(sheet, submission))
    return HttpResponse(render_fragment(sheet))


def is_panel(reader: Reader, name: str) -> bool:
    """True for a form whose rows are filled in together on one page."""
    known = reader.study.form_by_name.get(name)
    return known is not None and known.layout == "panel"


def _seq(sheet: Sheet) -> int:
    return sheet.record.seq if sheet.record else 0
