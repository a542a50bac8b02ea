"""A save that came too late → what was typed beside what another person saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.answers import REASONS, NothingChanged, StaleSave, UnableToAnswer
from heliotrope.capture.ledger import Record
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.submission import Submission
from heliotrope.study.values import ReadingContext, format_value, read_value
from heliotrope.vocabulary import Bilingual, Fault
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
    read_version,
)
from heliotrope.web.pages.views.forms import Conflict, OneSided, Reason, StalePage
from heliotrope.web.pages.views.parts import Choice, Link
from heliotrope.web.pages.words import show_item, show_performed
from heliotrope.web.templating import make_url, translate

KEEP_PREFIX = "keep__"
WHEN = "_date"
"""Day and time at which the form was done, which two people may change like an item."""


@for_reader("answer")
def form_merge(reader: Reader, code: str, visit: str, name: str, repeat: int) -> HttpResponse:
    """`…/merge`: save what was typed together with what the other person saved, as chosen."""
    sheet = open_sheet(reader, code, visit, name, repeat)
    if reader.request.method != "POST" or sheet.record is None:
        return HttpResponseRedirect(sheet.href("form"))
    typed, shown = _read_typed(sheet)
    if shown != sheet.record.version:
        return show_stale(sheet, typed)
    kept = _read_choices(reader)
    if any(kept.get(s.name) not in ("mine", "theirs") for s in _compare(sheet, typed) if s.both):
        error = translate("Choose one for each item.", "请逐项选择。")
        return show_stale(sheet, typed, kept, error)
    return _save(sheet, typed, merge(sheet, typed, kept))


def _save(sheet: Sheet, typed: Submission, merged: Submission) -> HttpResponse:
    assert sheet.record is not None
    reader, entry = sheet.reader, sheet.record.seq
    place = (merged.participant, merged.visit, merged.form, merged.repeat)
    try:
        entry = answer(reader.store, reader.person, merged).links[0].entry.seq
    except UnableToAnswer as refusal:
        return show_sheet(put_typed(sheet, merged, refusal.faults), 422)
    except StaleSave:
        fresh = replace(reader, state=reader.store.state())
        return show_stale(open_sheet(fresh, *place), typed)
    except NothingChanged:
        # The form stands as chosen already; that is what was asked for.
        pass
    return HttpResponseRedirect(f"{sheet.after}?entry={entry}")


def _read_typed(sheet: Sheet) -> tuple[Submission, int]:
    """What this person typed, on top of the version it was typed on; and the version shown."""
    submission = read_submission(sheet)
    base = read_version(sheet.reader.request.POST.get("_seen_version", ""))
    return replace(submission, seen_version=base), submission.seen_version


def _read_choices(reader: Reader) -> dict[str, str]:
    posted = reader.request.POST.items()
    return {k.removeprefix(KEEP_PREFIX): str(v) for k, v in posted if k.startswith(KEEP_PREFIX)}


# ------------------------------------------------------------------ two sides of each item


@dataclass(frozen=True, slots=True)
class _Side:
    """One item as it was when the form was opened, as typed, and as the other person left it."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str

    @property
    def both(self) -> bool:
        """True if both changed it, each to something else."""
        return len({self.before, self.mine, self.theirs}) == 3

    @property
    def only_theirs(self) -> bool:
        """True if only the other person changed it."""
        return self.mine == self.before != self.theirs

    @property
    def only_mine(self) -> bool:
        """True if only this person changed it."""
        return self.theirs == self.before != self.mine


def _compare(sheet: Sheet, submission: Submission) -> tuple[_Side, ...]:
    """The three values of each item, written alike, so that only what differs does."""
    assert sheet.record is not None
    base = next((r for r in sheet.record.versions if r.version == submission.seen_version), None)
    before, theirs = _write_record(sheet, base), _write_record(sheet, sheet.record)
    mine = _write_typed(sheet, submission)
    labels = {WHEN: translate("Date done", "实施日期")}
    labels |= {item.name: sheet.reader.say(item.label) for item in sheet.form.items}
    return tuple(
        _Side(name, label, before[name], mine[name], theirs[name]) for name, label in labels.items()
    )


def _write_record(sheet: Sheet, record: Record | None) -> dict[str, str]:
    zone = sheet.reader.study.time_zone
    written = {WHEN: show_performed(record.performed) if record else ""}
    for item in sheet.form.items:
        written[item.name] = format_value(record.values.get(item.name), zone) if record else ""
    return written


def _write_typed(sheet: Sheet, submission: Submission) -> dict[str, str]:
    """As a recorded value would be written; what cannot be read stays as it was typed."""
    zone = sheet.reader.study.time_zone
    written = {WHEN: f"{submission.date.strip()} {submission.time.strip()}".strip()}
    for item in sheet.form.items:
        text = submission.raw.get(item.name, "")
        value = read_value(item, text, ReadingContext(time_zone=zone))
        written[item.name] = text if isinstance(value, Fault) else format_value(value, zone)
    return written


def _show(sheet: Sheet, name: str, text: str) -> str:
    """A written value in words."""
    if not text or name == WHEN:
        return text
    item = sheet.form.item(name)
    value = read_value(item, text, ReadingContext(time_zone=sheet.reader.study.time_zone))
    return text if isinstance(value, Fault) else show_item(sheet.reader, item, value)


def merge(sheet: Sheet, submission: Submission, kept: Mapping[str, str]) -> Submission:
    """The submission as chosen: where only the other changed an item, the other's value stands.

    Args:
        sheet: the form as recorded now.
        submission: what this person typed, on top of the version `seen_version`.
        kept: item → `mine` or `theirs`, for the items that both changed.
    """
    assert sheet.record is not None
    raw, date, time = dict(submission.raw), submission.date, submission.time
    for side in _compare(sheet, submission):
        if not side.only_theirs and not (side.both and kept.get(side.name) == "theirs"):
            continue
        if side.name == WHEN:
            date, time = sheet.date, sheet.time
        else:
            raw[side.name] = side.theirs
    whole = all(text == submission.not_done for text in raw.values())
    return replace(
        submission,
        raw=raw,
        date=date,
        time=time,
        not_done=submission.not_done if whole else "",
        seen_version=sheet.record.version,
    )


# ------------------------------------------------------------------ the page


def show_stale(
    sheet: Sheet, submission: Submission, kept: Mapping[str, str] | None = None, error: str = ""
) -> HttpResponse:
    """The page of a stale save; nothing was recorded. The sheet holds the other's version."""
    assert sheet.record is not None
    current, sides = sheet.record, _compare(sheet, submission)
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
        entry=translate("entry {n}", "第 {n} 条", n=current.seq),
        conflicts=tuple(_make_conflict(sheet, s, kept or {}) for s in sides if s.both),
        theirs_only=tuple(_make_one_sided(sheet, s, s.theirs) for s in sides if s.only_theirs),
        mine_only=tuple(_make_one_sided(sheet, s, s.mine) for s in sides if s.only_mine),
        hidden=_make_hidden(submission),
        discard_href=sheet.href("form"),
        reason=_make_reason(sheet, submission),
        error=error,
        same_href=f"{sheet.after}?entry={current.seq}"
        if _is_same(sides, submission, current)
        else "",
    )
    return render_page(sheet.reader, "form/stale.html", page, "participants", 409)


def _is_same(sides: Sequence[_Side], submission: Submission, current: Record) -> bool:
    """True if what was typed is what stands: a save sent twice, or two people of one mind."""
    alike = all(side.mine == side.theirs for side in sides)
    return alike and (current.complete or not submission.complete)


def _make_conflict(sheet: Sheet, side: _Side, kept: Mapping[str, str]) -> Conflict:
    chosen = kept.get(side.name, "")
    return Conflict(
        name=side.name,
        label=side.label,
        before=_show(sheet, side.name, side.before),
        mine=_show(sheet, side.name, side.mine),
        theirs=_show(sheet, side.name, side.theirs),
        keep=chosen if chosen in ("mine", "theirs") else "",  # type: ignore[arg-type]
    )


def _make_one_sided(sheet: Sheet, side: _Side, now: str) -> OneSided:
    return OneSided(
        label=side.label,
        before=_show(sheet, side.name, side.before),
        now=_show(sheet, side.name, now),
    )


def _make_hidden(submission: Submission) -> tuple[tuple[str, str], ...]:
    """Everything this person typed, to be posted again."""
    pairs = [
        ("_seen_version", str(submission.seen_version)),
        ("_date", submission.date),
        ("_time", submission.time),
        ("_act", "complete" if submission.complete else "draft"),
        ("_not_done", submission.not_done),
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
