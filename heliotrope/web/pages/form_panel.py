"""A laboratory panel: shown, graded while it is typed, saved whole, or given back with faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from heliotrope.capture.answers import NothingChanged
from heliotrope.capture.entries import Answered
from heliotrope.capture.panels import StaleRows, UnableToAnswerRows, select_changed
from heliotrope.capture.submission import Submission, make_fault
from heliotrope.capture.submission import read_submission as read_row
from heliotrope.vocabulary import Fault
from heliotrope.web.actions.answer_panel import answer_panel
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.panel_page import make_page
from heliotrope.web.pages.panel_parts import Faults
from heliotrope.web.pages.panel_sheet import CLASH, Panel, open_panel, read_panel
from heliotrope.web.pages.panel_told import make_told
from heliotrope.web.pages.sheet import is_being_typed


def panel(reader: Reader, code: str, visit: str, name: str) -> HttpResponse:
    """The panel's page: GET shows, POST saves every line that was changed, all of them or none."""
    if reader.request.method == "POST":
        return _save(reader, code, visit, name)
    return _show(open_panel(reader, code, visit, name))


def _show(
    shown: Panel, faults: Faults | None = None, stale: Set[str] = frozenset(), status: int = 200
) -> HttpResponse:
    page = make_page(shown, faults, stale)
    return render_page(shown.reader, "form/panel.html", page, "participants", status)


def _save(reader: Reader, code: str, visit: str, name: str) -> HttpResponse:
    recorded = open_panel(reader, code, visit, name)
    typed, rows = read_panel(recorded)
    kept = [row for row in rows if typed.keeps.get(_key(typed, row)) != "theirs"]
    changed = select_changed(reader.study, typed.form, typed.head.participant, kept)
    again = _as_posted(recorded, typed, changed)
    if open_clashes := _list_open_clashes(typed):
        return _show(again, stale=open_clashes, status=409)
    try:
        saved = answer_panel(reader.store, reader.person, changed)
    except UnableToAnswerRows as refusal:
        return _show(again, _by_key(typed, refusal.rows), status=422)
    except StaleRows as refusal:
        return _show_stale(reader, changed, refusal)
    except NothingChanged:
        if not typed.version:
            return _show(again, _say_empty(typed), status=422)
        return HttpResponseRedirect(f"{typed.head.after}?entry={typed.version}")
    entries = [link.entry for link in saved.links if isinstance(link.entry.fact, Answered)]
    return HttpResponseRedirect(f"{typed.head.after}?entry={entries[-1].seq}")


def _list_open_clashes(typed: Panel) -> frozenset[str]:
    """The lines that the page asked about and for which nothing was chosen."""
    posted = typed.reader.request.POST
    asked = {one.key for one in typed.lines if f"{one.key}.{CLASH}" in posted}
    return frozenset(key for key in asked if typed.keeps[key] not in ("mine", "theirs"))


def render_told(reader: Reader, code: str, visit: str, name: str) -> str:
    """The fragment that follows what is typed: flags, grades, ranges, and what is wrong."""
    shown = open_panel(reader, code, visit, name)
    faults: dict[str, tuple[Fault, ...]] = {}
    if reader.request.method == "POST":
        shown, rows = read_panel(shown)
        for row in rows:
            found = _check_typed(shown, row)
            if found:
                faults[_key(shown, row)] = found
    page = make_told(shown, faults)
    return render_to_string("form/panel_told.html", {"page": page}, reader.request)


def _check_typed(shown: Panel, row: Submission) -> tuple[Fault, ...]:
    """What is wrong with a line as typed; never that something is still empty."""
    reader = shown.reader
    faults = read_row(reader.study, shown.form, row, reader.today, complete=False).faults
    key, _, item = reader.request.POST.get("_typing", "").rpartition(".")
    if key == _key(shown, row):
        sheet = shown.head
        return tuple(f for f in faults if not is_being_typed(sheet, row, item, f))
    return faults


def _key(shown: Panel, row: Submission) -> str:
    return next((one.key for one in shown.lines if one.line.repeat == row.repeat), "")


def _by_key(shown: Panel, rows: Mapping[int, tuple[Fault, ...]]) -> Faults:
    return {one.key: rows[one.line.repeat] for one in shown.lines if one.line.repeat in rows}


def _as_posted(recorded: Panel, typed: Panel, changed: Sequence[Submission]) -> Panel:
    """The panel as typed where it was changed; other lines as they are recorded now.

    It counts as posted, so that no draft of the device is laid over it.
    """
    own = {row.repeat for row in changed}
    now = {one.key: one.sheet for one in recorded.lines if one.line.repeat not in own}
    shown = typed.replace_lines(now)
    posted = Submission(typed.head.participant.code, typed.head.visit.name, typed.form.name, {})
    posted = replace(
        posted,
        reason_code=typed.reader.request.POST.get("_reason", ""),
        reason_text=typed.reader.request.POST.get("_reason_text", ""),
    )
    return replace(shown, head=replace(shown.head, posted=posted))


def _say_empty(shown: Panel) -> Faults:
    fault = make_fault(
        shown.form.name,
        "nothing is filled in",
        "没有填写任何内容",
        "give one value at least, or mark the whole panel as not done",
        "请至少填写一项，或将整张表标记为未做",
    )
    return {shown.lines[0].key: (fault,)}


def _show_stale(reader: Reader, changed: Sequence[Submission], refusal: StaleRows) -> HttpResponse:
    """What was typed, on top of what stands now; each line that both changed asks which holds."""
    first = changed[0]
    fresh = replace(reader, state=reader.store.state())
    recorded = open_panel(fresh, first.participant, first.visit, first.form)
    typed, _rows = read_panel(recorded)
    stale = frozenset(one.key for one in recorded.lines if one.line.repeat in refusal.rows)
    return _show(_as_posted(recorded, typed, changed), stale=stale, status=409)
