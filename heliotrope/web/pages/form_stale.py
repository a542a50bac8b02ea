"""A save that came too late → what was typed beside what another person saved meanwhile."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.answers import REASONS, StaleSave, UnableToAnswer
from heliotrope.capture.ledger import Record
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.submission import Submission
from heliotrope.study.values import format_value
from heliotrope.vocabulary import Bilingual
from heliotrope.web.actions.answer import answer
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.form_parts import make_head
from heliotrope.web.pages.form_show import show_sheet
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.sheet import (
    MISSING_SUFFIX,
    Sheet,
    is_missing_code,
    open_sheet,
    put_typed,
    read_submission,
)
from heliotrope.web.pages.views import Choice, Conflict, Link, OneSided, Reason, StalePage
from heliotrope.web.pages.words import show_item
from heliotrope.web.templating import make_url, translate

KEEP_PREFIX = "keep__"


@for_reader()
def form_merge(reader: Reader, code: str, visit: str, name: str, repeat: int) -> HttpResponse:
    """`…/merge`: save what was typed together with what the other person saved, as chosen."""
    sheet = open_sheet(reader, code, visit, name, repeat)
    if reader.request.method != "POST" or sheet.record is None:
        return HttpResponseRedirect(sheet.href("form"))
    typed, shown = _read_typed(sheet)
    posted = reader.request.POST
    kept = {
        k.removeprefix(KEEP_PREFIX): str(v) for k, v in posted.items() if k.startswith(KEEP_PREFIX)
    }
    sides = _compare(sheet, typed, _find_base(sheet.record, typed.seen_version), sheet.record)
    if shown != sheet.record.version:
        return show_stale(sheet, typed)
    if any(kept.get(conflict.name) not in ("mine", "theirs") for conflict in sides[0]):
        error = translate("Choose one for each item.", "请逐项选择。")
        return show_stale(sheet, typed, error)
    merged = merge(sheet, typed, kept)
    try:
        recorded = answer(reader.store, reader.person, merged)
    except UnableToAnswer as refusal:
        return show_sheet(put_typed(sheet, merged, refusal.faults), 422)
    except StaleSave:
        fresh = replace(reader, state=reader.store.state())
        return show_stale(open_sheet(fresh, code, visit, name, repeat), typed)
    entry = recorded.links[0].entry.seq
    return HttpResponseRedirect(f"{make_url('visit', code, visit)}?entry={entry}")


def _read_typed(sheet: Sheet) -> tuple[Submission, int]:
    """What this person typed, on top of the version it was typed on; and the version shown."""
    submission = read_submission(sheet)
    text = sheet.reader.request.POST.get("seen_version", "0")
    base = int(text) if text.isascii() and text.isdigit() else 0
    return replace(submission, seen_version=base), submission.seen_version


def show_stale(sheet: Sheet, submission: Submission, error: str = "") -> HttpResponse:
    """The page of a stale save; nothing was recorded. The sheet holds the other's version."""
    assert sheet.record is not None
    current = sheet.record
    base = _find_base(current, submission.seen_version)
    sides = _compare(sheet, submission, base, current)
    by = ROLE_LABELS.get(current.by.role, Bilingual(current.by.role, current.by.role))
    visit = Link(
        label=sheet.reader.say(sheet.visit.label),
        href=make_url("visit", sheet.participant.code, sheet.visit.name),
    )
    head = make_head(sheet)
    page = StalePage(
        title=head.title,
        crumbs=(*head.crumbs[:-1], visit),
        action=sheet.href("form_merge"),
        draft_key=head.draft_key,
        version=current.version,
        who=current.by.name,
        role=sheet.reader.say(by),
        at=sheet.reader.moment(current.at, seconds=True),
        entry=str(current.seq),
        conflicts=sides[0],
        theirs_only=sides[1],
        mine_only=sides[2],
        hidden=_make_hidden(submission),
        discard_href=sheet.href("form"),
        reason=_make_reason(sheet, submission),
        error=error,
    )
    return render_page(sheet.reader, "form/stale.html", page, "participants", 409)


def _find_base(current: Record, version: int) -> Record | None:
    return next((r for r in current.versions if r.version == version), None)


def _compare(
    sheet: Sheet, submission: Submission, base: Record | None, current: Record
) -> tuple[tuple[Conflict, ...], tuple[OneSided, ...], tuple[OneSided, ...]]:
    conflicts, theirs_only, mine_only = [], [], []
    zone = sheet.reader.study.time_zone
    for item in sheet.form.items:
        label = sheet.reader.say(item.label)
        before = base.values.get(item.name) if base else None
        theirs = current.values.get(item.name)
        old, other = format_value(before, zone), format_value(theirs, zone)
        mine = submission.raw.get(item.name, "")
        old_shown = show_item(sheet.reader, item, before)
        if len({old, other, mine}) == 3:
            shown = show_item(sheet.reader, item, theirs)
            conflicts.append(
                Conflict(
                    name=item.name, label=label, before=old_shown, mine=mine or "—", theirs=shown
                )
            )
        elif other != old and mine == old:
            shown = show_item(sheet.reader, item, theirs)
            theirs_only.append(OneSided(label=label, before=old_shown, now=shown))
        elif mine not in (old, other):
            mine_only.append(OneSided(label=label, before=old_shown, now=mine or "—"))
    return tuple(conflicts), tuple(theirs_only), tuple(mine_only)


def _make_hidden(submission: Submission) -> tuple[tuple[str, str], ...]:
    """Everything this person typed, to be posted again."""
    pairs = [
        ("seen_version", str(submission.seen_version)),
        ("performed_date", submission.date),
        ("performed_time", submission.time),
        ("act", "complete" if submission.complete else "draft"),
    ]
    for name, text in submission.raw.items():
        pairs.append((name + MISSING_SUFFIX, text) if is_missing_code(text) else (name, text))
    return tuple(pair for pair in pairs if pair[1])


def _make_reason(sheet: Sheet, submission: Submission) -> Reason | None:
    if sheet.record is None or not sheet.record.ever_complete:
        return None
    return Reason(
        choices=tuple(Choice(value=k, label=sheet.reader.say(v)) for k, v in REASONS.items()),
        value=submission.reason_code,
        text=submission.reason_text,
        shown=True,
    )


def merge(sheet: Sheet, submission: Submission, kept: dict[str, str]) -> Submission:
    """The submission as chosen: where only the other changed an item, the other's value stands.

    Args:
        sheet: the form as recorded now.
        submission: what this person typed on top of `seen_version` of an older version.
        kept: item → `mine` or `theirs`, for the items that both changed.
    """
    assert sheet.record is not None
    base = _find_base(sheet.record, submission.seen_version)
    zone, raw = sheet.reader.study.time_zone, dict(submission.raw)
    for item in sheet.form.items:
        before = base.values.get(item.name) if base else None
        old = format_value(before, zone)
        other = format_value(sheet.record.values.get(item.name), zone)
        mine = raw.get(item.name, "")
        if kept.get(item.name) == "theirs" or (mine == old and other != old):
            raw[item.name] = other
    return replace(submission, raw=raw, seen_version=sheet.record.version)
