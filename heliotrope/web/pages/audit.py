"""The ledger as people read it: entries newest first, filtered, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from heliotrope.capture import entries as facts
from heliotrope.capture.answers import REASONS
from heliotrope.capture.deviations import RULES
from heliotrope.capture.ledger import Chained
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.signatures import CAUSES, MEANINGS
from heliotrope.study.forms import Item
from heliotrope.study.values import read_value
from heliotrope.vocabulary import Bilingual, Fault, Refusal
from heliotrope.web.find import Filter, find_entries
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.criteria import say_criterion
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.today import say_zone
from heliotrope.web.pages.views.forms import Field
from heliotrope.web.pages.views.parts import Choice
from heliotrope.web.pages.views.study import AuditPage, AuditRow
from heliotrope.web.pages.words import find_scale, show_score
from heliotrope.web.templating import make_url, translate

SIZE = 50

KINDS: dict[str, Bilingual] = {
    "founded": Bilingual("Database founded", "数据库建立"),
    "study_adopted": Bilingual("Study files adopted", "采用研究文件"),
    "person_added": Bilingual("Person added", "添加人员"),
    "role_changed": Bilingual("Role changed", "角色变更"),
    "password_changed": Bilingual("Password changed", "密码变更"),
    "screened": Bilingual("Screening began", "开始筛选"),
    "answered": Bilingual("Form saved", "保存表格"),
    "screen_failed": Bilingual("Screen failure", "筛选失败"),
    "enrolled": Bilingual("Enrolled", "入组"),
    "deviation_recorded": Bilingual("Deviation recorded", "记录偏离"),
    "deviation_acknowledged": Bilingual("Deviation judged", "判定偏离"),
    "signed": Bilingual("Signed", "签名"),
    "signature_fell": Bilingual("Signature fell", "签名失效"),
    "results_viewed": Bilingual("Results opened", "查看结果"),
    "exported": Bilingual("Copy exported", "导出副本"),
    "redacted": Bilingual("Text redacted", "遮蔽文本"),
}


@for_reader("view_audit")
def audit(reader: Reader) -> HttpResponse:
    """`/entries`: every entry; filters by kind, participant, person and day."""
    chosen = read_filter(reader)
    number = _read_number(reader, "page") or 1
    found = find_entries(chosen, number, SIZE)
    first = (number - 1) * SIZE
    query = {k: str(v) for k, v in reader.request.GET.items() if v and k != "page"}
    page = AuditPage(
        line=translate(
            "{n} entries, head {h}",
            "共 {n} 条，链首 {h}",
            n=reader.state.head.seq if reader.state.head else 0,
            h=str(reader.state.head or "")[:20],
        ),
        filters=_make_filters(reader),
        rows=tuple(_make_row(reader, link) for link in found.links),
        shown=translate(
            "{a}–{b} of {n}",
            "第 {a}–{b} 条，共 {n} 条",
            a=first + 1 if found.links else 0,
            b=first + len(found.links),
            n=found.total,
        ),
        export_href=f"{make_url('audit_export')}?{urlencode(query)}",
        clear_href=make_url("audit"),
        newer_href=_page_href(query, number - 1) if number > 1 else "",
        older_href=_page_href(query, number + 1) if first + SIZE < found.total else "",
        zone=say_zone(reader),
    )
    return render_page(reader, "audit.html", page, "audit")


def _page_href(query: dict[str, str], number: int) -> str:
    return f"{make_url('audit')}?{urlencode({**query, 'page': number})}"


def _read_number(reader: Reader, name: str) -> int | None:
    text = _get(reader, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def read_filter(reader: Reader) -> Filter:
    """The filter that the address asks for; what cannot be read lets all through."""
    kind, person, code = (_get(reader, name) for name in ("kind", "person", "participant"))
    since, until = _read_day(reader, "since"), _read_day(reader, "until")
    return Filter(
        kinds=(kind,) if kind in KINDS else (),
        person=person if person in reader.state.staff else None,
        participant=code if code in reader.state.participants else None,
        since=since,
        until=until + timedelta(days=1) if until else None,
    )


def _get(reader: Reader, name: str) -> str:
    return reader.request.GET.get(name, "")


_DAY = Item(name="day", label=Bilingual("Day", "日期"), type="date")


def _read_day(reader: Reader, name: str) -> datetime | None:
    day = read_value(_DAY, _get(reader, name))
    return datetime.combine(day, time(), reader.zone) if isinstance(day, date) else None


def _make_filters(reader: Reader) -> tuple[Field, ...]:
    every = Choice(value="", label=translate("all", "全部"))
    codes = tuple(Choice(value=c, label=c) for c in sorted(reader.state.participants))
    people = tuple(
        Choice(value=s.person.id, label=s.person.name) for s in reader.state.staff.values()
    )
    kinds = tuple(Choice(value=k, label=reader.say(v)) for k, v in KINDS.items())

    def choose(name: str, label: str, choices: tuple[Choice, ...]) -> Field:
        return Field(
            name=name,
            label=label,
            kind="select",
            value=_get(reader, name),
            choices=(every, *choices),
        )

    return (
        choose("participant", translate("Participant", "参与者"), codes),
        choose("kind", translate("Kind", "类别"), kinds),
        choose("person", translate("Person", "人员"), people),
        _make_day(reader, "since", translate("From", "自")),
        _make_day(reader, "until", translate("To", "至")),
    )


def _make_day(reader: Reader, name: str, label: str) -> Field:
    read = read_value(_DAY, _get(reader, name))
    errors = (reader.explain(Refusal(read.what, read.right)),) if isinstance(read, Fault) else ()
    return Field(name=name, label=label, kind="date", value=_get(reader, name), errors=errors)


def _make_row(reader: Reader, link: Chained) -> AuditRow:
    entry = link.entry
    fact = entry.fact
    code = getattr(fact, "participant", "")
    back = ""
    if entry.clock_back_seconds is not None:
        back = translate(
            " · clock went back {s} s", " · 时钟倒退 {s} 秒", s=entry.clock_back_seconds
        )
    at = facts.read_moment(entry.at)
    role = ROLE_LABELS.get(entry.by.role, Bilingual(entry.by.role, entry.by.role))
    return AuditRow(
        entry=str(entry.seq),
        at=reader.moment(at, seconds=True) + back,
        who=entry.by.name,
        role=reader.say(role),
        kind=reader.say(KINDS[fact.kind]),
        subject=code,
        subject_href=make_url("participant", code) if code and reader.may("view") else "",
        what=say_fact(reader, fact),
        reason=_say_why(reader, link),
        version=entry.study.version,
        hash=link.hash[:8],
    )


def _say_why(reader: Reader, link: Chained) -> str:
    why = link.entry.why
    if why is None:
        return ""
    label = reader.say(REASONS[why.code]) if why.code in REASONS else ""
    text = facts.restore_value(why.text, link.texts)
    return " · ".join(part for part in (label, str(text) if text else "") if part)


def say_fact(reader: Reader, fact: facts.AnyFact) -> str:
    """What was recorded, in one line and without a participant's own words."""
    say = _SAYINGS.get(type(fact))
    return say(reader, fact) if say else ""


def _say_signature(reader: Reader, fact: facts.Signed | facts.SignatureFell) -> str:
    if isinstance(fact, facts.SignatureFell):
        return f"{_say_visit(reader, fact.visit)} · {reader.say(CAUSES[fact.cause])}"
    count = len(fact.covers)
    forms = (
        translate("1 form", "1 张表") if count == 1 else translate("{n} forms", "{n} 张表", n=count)
    )
    return f"{_say_visit(reader, fact.visit)} · {reader.say(MEANINGS[fact.meaning])} · {forms}"


def _say_enrolled(reader: Reader, fact: facts.Enrolled) -> str:
    breaches = (reader.say(RULES[b]) for b in fact.breaches)
    return " · ".join((fact.happened[:10], *breaches))


def _say_person(reader: Reader, fact: facts.PersonAdded | facts.RoleChanged) -> str:
    name = reader.state.staff[fact.person].person.name
    return f"{name} · {reader.say(ROLE_LABELS[fact.role])}"


def _say_password(reader: Reader, fact: facts.PasswordChanged) -> str:
    name = reader.state.staff[fact.person].person.name
    if not fact.by_administrator:
        return name
    return f"{name} · " + translate("by an administrator", "由管理员设定")


def _say_study(_reader: Reader, fact: facts.Founded | facts.StudyAdopted) -> str:
    return translate("version {v}", "第 {v} 版", v=fact.version) + f" · {fact.fingerprint[:12]}"


def _say_judged(reader: Reader, fact: facts.DeviationAcknowledged) -> str:
    word = translate("major", "重大") if fact.weight == "major" else translate("minor", "轻微")
    rule, _, place = fact.deviation.partition(":")
    label = reader.say(RULES[rule]) if rule in RULES else rule
    return " · ".join(part for part in (label, _say_place(reader, place), word) if part)


def _say_place(reader: Reader, place: str) -> str:
    """Where a deviation lies: visit and form, or the entry that told it."""
    visit, _, form = place.partition(":")
    if visit.isdigit():
        return translate("entry {n}", "第 {n} 条", n=visit)
    own = reader.study.form_by_name.get(form.partition(":")[0])
    parts = (_say_visit(reader, visit) if visit else "", reader.say(own.label) if own else "")
    return " ".join(part for part in parts if part)


def _say_copy(_reader: Reader, fact: facts.ResultsViewed | facts.Exported) -> str:
    what = f"{fact.what} · " if isinstance(fact, facts.Exported) else ""
    return what + translate("up to entry {n}", "至第 {n} 条", n=fact.up_to)


def _say_failed(reader: Reader, fact: facts.ScreenFailed) -> str:
    numbers = {c.name: say_criterion(reader.study, c) for c in reader.study.criteria}
    return translate(", ", "、").join(numbers.get(name, name) for name in fact.criteria)


def _say_visit(reader: Reader, visit: str) -> str:
    own = reader.study.visit_by_name.get(visit)
    return reader.say(own.label) if own else visit


def _say_answered(reader: Reader, fact: facts.Answered) -> str:
    form = reader.study.form_by_name.get(fact.form)
    label = reader.say(form.label) if form else fact.form
    state = translate("complete", "完成") if fact.complete else translate("draft", "草稿")
    parts = [
        f"{_say_visit(reader, fact.visit)} · {label}",
        translate("version {v}, {s}", "第 {v} 版，{s}", v=fact.form_version, s=state),
    ]
    for name, stored in fact.scores.items():
        value = facts.restore_value(stored, {})
        if isinstance(value, int | Decimal | str):
            scale = find_scale(form, name) if form else None
            label = reader.say(scale.label) if scale else name
            parts.append(f"{label} {show_score(reader, scale, value)}")
    if fact.deviations:
        parts.append(translate("deviation", "方案偏离"))
    return " · ".join(parts)


_SAYINGS: dict[type, Callable[[Reader, Any], str]] = {
    facts.Answered: _say_answered,
    facts.Signed: _say_signature,
    facts.SignatureFell: _say_signature,
    facts.Enrolled: _say_enrolled,
    facts.PersonAdded: _say_person,
    facts.RoleChanged: _say_person,
    facts.PasswordChanged: _say_password,
    facts.Founded: _say_study,
    facts.StudyAdopted: _say_study,
    facts.DeviationAcknowledged: _say_judged,
    facts.ResultsViewed: _say_copy,
    facts.Exported: _say_copy,
    facts.ScreenFailed: _say_failed,
}
