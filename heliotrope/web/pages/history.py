"""An item's history, newest first: who, when, old and new value, why, under which entry."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from heliotrope.capture.answers import REASONS
from heliotrope.capture.ledger import Record, Signature
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.signatures import CAUSES, MEANINGS
from heliotrope.study.forms import Item
from heliotrope.vocabulary import Bilingual, Refusal, Value
from heliotrope.web.actions.redact import redact as empty_text
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.record_words import count_covered, make_crumbs
from heliotrope.web.pages.sheet import Sheet, open_sheet
from heliotrope.web.pages.today import say_zone
from heliotrope.web.pages.views.acts import ActPage
from heliotrope.web.pages.views.forms import Field, Problem
from heliotrope.web.pages.views.history import HistoryEvent, HistoryPanel
from heliotrope.web.pages.views.parts import Link
from heliotrope.web.pages.words import show_item
from heliotrope.web.signin import check_own_password
from heliotrope.web.templating import make_url, translate

_SEVERITIES = ("0", "1", "2", "3")


@for_reader()
def history(  # noqa: PLR0917 - the address names the item
    reader: Reader, code: str, visit: str, name: str, repeat: int, item: str
) -> HttpResponse:
    """`…/history/<item>`: the fragment for a script, else a page of its own."""
    sheet = open_sheet(reader, code, visit, name, repeat)
    panel = make_panel(sheet, _require_item(sheet, item))
    if reader.request.headers.get("X-Fragment") == "1":
        return HttpResponse(render_to_string("history.html", {"page": panel}, reader.request))
    return render_page(reader, "history_page.html", panel, "participants")


def _require_item(sheet: Sheet, name: str) -> Item:
    if name not in sheet.form.item_by_name:
        raise UnknownPlace(
            Bilingual("this form has no such item", "此表没有该条目"),
            Bilingual("go back to the form", "请返回表格"),
        )
    return sheet.form.item(name)


def make_panel(sheet: Sheet, item: Item) -> HistoryPanel:
    """Everything that happened to one item."""
    reader, record = sheet.reader, sheet.record
    versions = record.versions if record else ()
    events = _list_changes(sheet, item, versions) + _list_signatures(sheet)
    # A fall is recorded with what caused it, and after it.
    events.sort(key=lambda pair: (pair[0], pair[1].kind == "fallen"), reverse=True)
    value = record.values.get(item.name) if record else None
    count = sum(1 for _, event in events if event.kind == "value") - 1
    crumbs = (
        *make_crumbs(sheet.participant.code),
        Link(label=reader.say(sheet.form.label), href=sheet.href("form")),
    )
    return HistoryPanel(
        title=reader.say(item.label),
        now=_show(sheet, item, record, value) if record else "—",
        events=tuple(event for _, event in events),
        line=_say_count(max(0, count)),
        severity=_severity(sheet, item, value),  # type: ignore[arg-type]
        zone=say_zone(reader),
        crumbs=crumbs,
        redact=_make_redact(sheet, item, versions),
    )


def _make_redact(sheet: Sheet, item: Item, versions: tuple[Record, ...]) -> Link | None:
    has_text = any(item.name in v.commitments and item.name not in v.redacted for v in versions)
    if not has_text or not sheet.reader.may("redact"):
        return None
    href = f"{sheet.href('form')}/redact/{item.name}"
    return Link(label=translate("Redact this text", "遮蔽此文本"), href=href)


def _say_count(count: int) -> str:
    if count == 0:
        return translate("never changed", "未改过")
    return (
        translate("changed once", "共改 1 次")
        if count == 1
        else translate("changed {n} times", "共改 {n} 次", n=count)
    )


def _show(sheet: Sheet, item: Item, record: Record, value: Value | None) -> str:
    if item.name in record.redacted:
        return translate("redacted", "已遮蔽")
    return show_item(sheet.reader, item, value)


def _severity(sheet: Sheet, item: Item, value: Value | None) -> str:
    """Only what is scored by an instrument has a severity to color."""
    text = str(value)
    scored = sheet.form.instrument is not None and item.type == "integer"
    return text if scored and text in _SEVERITIES else ""


def _list_changes(
    sheet: Sheet, item: Item, versions: tuple[Record, ...]
) -> list[tuple[int, HistoryEvent]]:
    events = []
    for record in versions:
        before = record.earlier.values.get(item.name) if record.earlier else None
        value = record.values.get(item.name)
        if record.earlier is not None and value == before:
            continue
        events.append((record.seq, _make_change(sheet, item, record, before)))
    return events


def _make_change(sheet: Sheet, item: Item, record: Record, before: Value | None) -> HistoryEvent:
    reader, value = sheet.reader, record.values.get(item.name)
    old = _show(sheet, item, record.earlier, before) if record.earlier else ""
    return HistoryEvent(
        kind="value",
        who=record.by.name,
        role=reader.say(ROLE_LABELS[record.by.role]),
        at=reader.moment(record.at, seconds=True),
        at_utc=f"{record.at:%Y-%m-%d %H:%M:%S} UTC",
        entry=str(record.seq),
        hash=record.hash[:8],
        old=old,
        new=_show(sheet, item, record, value),
        severity=_severity(sheet, item, value),  # type: ignore[arg-type]
        old_severity=_severity(sheet, item, before) if record.earlier else "",  # type: ignore[arg-type]
        text=translate("version {v} of the form", "表格第 {v} 版", v=record.version)
        if record.earlier
        else "",
        reason=say_reason(reader, record.why_code, record.why_text),
    )


def say_reason(reader: Reader, code: str | None, text: str | None) -> str:
    """The reason of an act in words; empty if none was asked for."""
    if code is None:
        return ""
    label = reader.say(REASONS[code]) if code in REASONS else ""
    return " · ".join(part for part in (label, text or "") if part)


def _list_signatures(sheet: Sheet) -> list[tuple[int, HistoryEvent]]:
    key = (sheet.visit.name, sheet.form.name, sheet.repeat)
    events = []
    for signature in sheet.participant.signatures:
        if any(covered == key for covered, _, _, _ in signature.covers):
            events.append((signature.recorded.seq, _make_signed(sheet, signature)))
            if signature.fell is not None and signature.fell_at is not None:
                events.append((signature.fell.caused_by, _make_fallen(sheet, signature)))
    return events


def _make_signed(sheet: Sheet, signature: Signature) -> HistoryEvent:
    reader, by = sheet.reader, signature.recorded.by
    return HistoryEvent(
        kind="signed",
        who=by.name,
        role=reader.say(ROLE_LABELS[by.role]),
        at=reader.moment(signature.recorded.at, seconds=True),
        at_utc=f"{signature.recorded.at:%Y-%m-%d %H:%M:%S} UTC",
        entry=str(signature.recorded.seq),
        hash=signature.recorded.hash[:8],
        text=reader.say(MEANINGS[signature.meaning])
        + translate(
            " · covers {n} forms", " · 覆盖 {n} 张表", n=count_covered(reader.study, signature)
        ),
    )


def _make_fallen(sheet: Sheet, signature: Signature) -> HistoryEvent:
    reader = sheet.reader
    assert signature.fell is not None
    assert signature.fell_at is not None
    return HistoryEvent(
        kind="fallen",
        who=translate("System", "系统"),
        role="",
        at=reader.moment(signature.fell_at, seconds=True),
        at_utc=f"{signature.fell_at:%Y-%m-%d %H:%M:%S} UTC",
        entry=str(signature.fell.caused_by),
        hash="",
        text=translate("The signature fell: ", "签名失效：")
        + reader.say(CAUSES[signature.fell.cause]),
    )


@for_reader("redact")
def redact(  # noqa: PLR0917 - the address names the item
    reader: Reader, code: str, visit: str, name: str, repeat: int, item: str
) -> HttpResponse:
    """`…/redact/<item>`: empty a text that should never have been recorded."""
    sheet = open_sheet(reader, code, visit, name, repeat)
    own = _require_item(sheet, item)
    problems: tuple[Problem, ...] = ()
    if reader.request.method == "POST":
        password = reader.request.POST.get("password", "")
        try:
            recorded = empty_text(
                reader.store,
                reader.person,
                code,
                (visit, name, repeat),
                item,
                reason=reader.request.POST.get("reason", ""),
                password_ok=check_own_password(reader.request, password),
            )
        except Refusal as refusal:
            problems = (Problem(text=reader.explain(refusal)),)
        else:
            entry = recorded.links[-1].entry.seq
            return HttpResponseRedirect(f"{sheet.href('form')}?entry={entry}")
    return _show_redact(sheet, own, problems)


def _show_redact(sheet: Sheet, item: Item, problems: tuple[Problem, ...]) -> HttpResponse:
    label = sheet.reader.say(item.label)
    page = ActPage(
        title=translate("Redact: {i}", "遮蔽：{i}", i=label),
        crumbs=(
            *make_crumbs(sheet.participant.code),
            Link(label=sheet.reader.say(sheet.form.label), href=sheet.href("form")),
        ),
        line=translate(
            "Empties the text of this item in all its versions. The entries and their hashes stay,"
            " and the redaction is an entry under your name.",
            "将清空此条目所有版本的文本。条目及其哈希保留，遮蔽本身以您的名义记录。",
        ),
        action=make_url(
            "redact",
            sheet.participant.code,
            sheet.visit.name,
            sheet.form.name,
            sheet.repeat,
            item.name,
        ),
        button=translate("Redact this text", "遮蔽此文本"),
        cancel_href=sheet.href("form"),
        danger=True,
        consequence=translate("The text cannot be brought back.", "文本将无法恢复。"),
        problems=problems,
        fields=(
            Field(
                name="reason",
                label=translate("Reason", "原因"),
                kind="text",
                value=sheet.reader.request.POST.get("reason", ""),
            ),
            Field(name="password", label=translate("Your password", "您的密码"), kind="password"),
        ),
    )
    return render_page(sheet.reader, "act.html", page, "participants", 409 if problems else 200)
