"""One visit of one participant: its forms, its signatures, and signing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from heliotrope.capture.ledger import Participant, Record, Signature
from heliotrope.capture.progress import FormProgress, VisitProgress, derive_visits
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.capture.signatures import (
    CAUSES,
    MEANINGS,
    UnableToSign,
    is_settled,
    latest_signature,
    list_coverable,
)
from heliotrope.capture.signatures import sign as judge_signature
from heliotrope.study.forms import Form
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual
from heliotrope.web.actions.sign import describe_covered
from heliotrope.web.actions.sign import sign as sign_visit
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.duties import list_own
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.record_words import (
    count_covered,
    describe_record,
    make_crumbs,
    summarize_panel,
    summarize_record,
)
from heliotrope.web.pages.running import name_row
from heliotrope.web.pages.running_forms import is_beside, is_running
from heliotrope.web.pages.today import make_bar
from heliotrope.web.pages.views import participants as shown
from heliotrope.web.pages.views.participants import (
    SignedForm,
    SignPanel,
    Stamp,
    VisitFormRow,
    VisitPage,
)
from heliotrope.web.pages.views.parts import Button, Choice, Link, Message, State
from heliotrope.web.pages.words import show_performed
from heliotrope.web.signin import AccountLocked, check_own_password
from heliotrope.web.templating import make_url, translate

VISIT_STATES: dict[str, tuple[State, Bilingual]] = {
    "planned": ("planned", Bilingual("Planned", "计划")),
    "open": ("due", Bilingual("Due", "待做")),
    "late": ("late", Bilingual("Late", "逾期")),
    "partial": ("part", Bilingual("Begun", "进行中")),
    "complete": ("done", Bilingual("Complete", "已完成")),
    "ended": ("missed", Bilingual("Not expected", "不再进行")),
}


@for_reader()
def visit(reader: Reader, code: str, name: str) -> HttpResponse:
    """`/participants/<code>/<visit>`."""
    return show_visit(reader, code, name)


@for_reader("sign")
def sign(reader: Reader, code: str, name: str) -> HttpResponse:
    """`/participants/<code>/<visit>/sign`: sign what the page showed, with the password."""
    request = reader.request
    if request.method != "POST":
        return HttpResponseRedirect(make_url("visit", code, name))
    meaning = request.POST.get("meaning", "")
    try:
        recorded = sign_visit(
            reader.store,
            reader.person,
            code,
            name,
            meaning,
            # A browser that shows nothing to sign has seen nothing.
            seen=request.POST.get("seen") or "-",
            password_ok=_check_password(request),
        )
    except (UnableToSign, AccountLocked) as refusal:
        fresh = replace(reader, state=reader.store.state())
        return show_visit(fresh, code, name, error=reader.explain(refusal), meaning=meaning)
    entry = recorded.links[-1].entry.seq
    return HttpResponseRedirect(f"{make_url('visit', code, name)}?entry={entry}")


def _check_password(request: HttpRequest) -> bool:
    return check_own_password(request, request.POST.get("password", ""))


def show_visit(
    reader: Reader, code: str, name: str, error: str = "", meaning: str = "reviewed"
) -> HttpResponse:
    """The visit's page; 409 with an error of signing."""
    one = reader.participant(code)
    progress = find_progress(reader, one, name)
    state, label = VISIT_STATES[progress.state]
    signature = latest_signature(one, name)
    if signature is not None and signature.fell is not None:
        state, label = "fallen", Bilingual("Signature fell", "签名已失效")
    elif signature is not None:
        state, label = "signed", Bilingual("Signed", "已签名")
    page = VisitPage(
        title=translate("{v} visit", "{v}访视", v=reader.say(progress.visit.label)),
        crumbs=make_crumbs(code),
        state=state,
        state_text=reader.say(label),
        line=_say_line(code, progress),
        forms=tuple(
            row for f in progress.forms for row in _make_form_rows(reader, one, progress, f)
        ),
        report=_offer_rows(reader, one, progress),
        signatures=tuple(
            _make_signature(reader, s) for s in reversed(one.signatures) if s.visit == name
        ),
        sign=_make_panel(reader, one, name, error, meaning)
        if reader.may("sign") and (error or not is_settled(one, name))
        else None,
        bar=make_bar(progress, progress.actual or reader.today),
        window_text=_say_window(progress),
        buttons=(
            Button(
                label=translate("Case record (PDF)", "病历册 PDF"),
                href=make_url("casebook", code),
                icon="print",
            ),
            *_offer_next(reader, one, name),
        ),
    )
    return render_page(reader, "visit.html", page, "participants", 409 if error else 200)


def _offer_next(reader: Reader, one: Participant, name: str) -> tuple[Button, ...]:
    """The next visit that waits for this person's signature, once this one is signed."""
    own = list_own(reader)
    if own is None or not is_settled(one, name):
        return ()
    # The same participant's first: their record is in the head.
    unsigned = sorted(own.unsigned, key=lambda waiting: waiting.participant != one.code)
    if not unsigned:
        return ()
    code, visit = unsigned[0].participant, unsigned[0].visits[0].visit
    label = translate("Sign next: {c} {v}", "签下一个：{c} {v}", c=code, v=reader.say(visit.label))
    return (Button(label=label, href=make_url("visit", code, visit.name), kind="primary"),)


def find_progress(reader: Reader, one: Participant, name: str) -> VisitProgress:
    """The visit's progress; also for one outside the schedule that has no record yet."""
    if name not in reader.study.visit_by_name:
        known = [visit.label for visit in reader.study.visits]
        raise UnknownPlace(
            Bilingual(f'the study has no visit "{name[:40]}"', f"研究中没有访视「{name[:40]}」"),
            Bilingual(
                f"there are: {', '.join(label.en for label in known)}",
                f"现有：{'、'.join(label.zh for label in known)}",
            ),
        )
    for progress in derive_visits(reader.study, one, reader.today):
        if progress.visit.name == name:
            return progress
    return _make_empty(reader.study.visit(name))


def _make_empty(own: Visit) -> VisitProgress:
    forms = tuple(FormProgress(form, "none", False, ()) for form in own.forms)
    return VisitProgress(own, "planned", None, None, None, None, forms, None)


def _say_line(code: str, progress: VisitProgress) -> str:
    done = sum(1 for f in progress.forms if f.state == "complete")
    parts = [code]
    if progress.actual is not None:
        parts.append(translate("held {d}", "实际 {d}", d=progress.actual.isoformat()))
    parts.append(
        translate("1 form complete", "1 张表完成")
        if done == 1
        else translate("{n} forms complete", "{n} 张表完成", n=done)
    )
    return " · ".join(parts)


def _say_window(progress: VisitProgress) -> str:
    if progress.earliest is None or progress.latest is None:
        return ""
    window = translate(
        "window {a} to {b}",
        "窗口 {a} 至 {b}",
        a=progress.earliest.isoformat(),
        b=progress.latest.isoformat(),
    )
    if progress.target is None:
        return window
    target = translate("target {t}", "目标日 {t}", t=progress.target.isoformat())
    return translate("{t}, {w}", "{t}，{w}", t=target, w=window)


def _make_form_rows(
    reader: Reader, one: Participant, progress: VisitProgress, own: FormProgress
) -> list[VisitFormRow]:
    form = reader.study.form(own.form)
    name = progress.visit.name
    if form.layout == "panel":
        return [_make_panel_row(reader, (one.code, name), form, own)]
    if is_beside(form):
        return [_make_form_row(reader, (one.code, name), form, r, None) for r in own.records]
    add = None
    if own.records and (form.repeating or progress.visit.kind == "unscheduled"):
        following = max(r.repeat for r in own.records) + 1
        add = Link(
            label=translate("another one", "再加一条"),
            href=make_url("form", one.code, name, form.name, following),
        )
    if not own.records:
        return [_make_form_row(reader, (one.code, name), form, None, add)]
    rows = [_make_form_row(reader, (one.code, name), form, r, None) for r in own.records[:-1]]
    return [*rows, _make_form_row(reader, (one.code, name), form, own.records[-1], add)]


def _make_form_row(
    reader: Reader, place: tuple[str, str], form: Form, record: Record | None, add: Link | None
) -> VisitFormRow:
    repeat = record.repeat if record else 1
    label = reader.say(form.label) + (f" {repeat}" if repeat > 1 else "")
    if record is not None and is_running(form):
        label = f"{reader.say(form.label)}{translate(': ', '：')}{name_row(reader, form, record)}"
    state, text = describe_record(record)
    may = reader.may("answer")
    act = translate("Fill in", "填写") if record is None else translate("Continue", "继续")
    if record is not None and record.complete:
        act = translate("Open", "打开")
    return VisitFormRow(
        label=label,
        href=make_url("form", *place, form.name, repeat),
        state=state,
        state_text=text,
        performed=show_performed(record.performed) if record else "",
        summary=summarize_record(reader, form, record) if record else "",
        act=act if may else translate("Look", "查看"),
        fills=may and not (record is not None and record.complete),
        add=add if may else None,
    )


def _make_panel_row(
    reader: Reader, place: tuple[str, str], form: Form, own: FormProgress
) -> VisitFormRow:
    """A panel's rows as one line: they are filled in on one page."""
    state, text = describe_record(None)
    if own.records:
        worst = next((r for r in own.records if not r.complete), own.records[0])
        state, text = describe_record(worst)
    latest = max(own.records, key=lambda record: record.seq, default=None)
    row = _make_form_row(reader, place, form, latest, None)
    return replace(
        row,
        label=reader.say(form.label),
        href=make_url("form", *place, form.name, 1),
        state=state,
        state_text=text,
        summary=summarize_panel(form, own.records),
        act=row.act if own.state != "draft" or not row.fills else translate("Continue", "继续"),
        fills=reader.may("answer") and own.state != "complete",
    )


def _offer_rows(reader: Reader, one: Participant, progress: VisitProgress) -> tuple[Link, ...]:
    """A new row of each running record that this visit collects."""
    if not reader.may("answer"):
        return ()
    links = []
    for own in progress.forms:
        form = reader.study.form(own.form)
        if is_beside(form):
            following = max((r.repeat for r in own.records), default=0) + 1
            href = make_url("form", one.code, progress.visit.name, form.name, following)
            links.append(Link(label=reader.say(form.label), href=href))
    return tuple(links)


def make_stamp(reader: Reader, signature: Signature) -> Stamp:
    """How a signature is shown: name, role, meaning, time with zone, version. 21 CFR 11.50(a)."""
    by = signature.recorded.by
    return Stamp(
        name=by.name,
        role=reader.say(ROLE_LABELS[by.role]),
        meaning=reader.say(MEANINGS[signature.meaning]),
        at=f"{reader.moment(signature.recorded.at)} {reader.study.time_zone}",
        version=translate("study files v{v}", "研究文件第 {v} 版", v=signature.study.version),
    )


def _make_signature(reader: Reader, signature: Signature) -> shown.Signature:
    cause, count = "", count_covered(reader.study, signature)
    if signature.fell is not None:
        form = signature.fell.form
        at = f" · {reader.moment(signature.fell_at)}" if signature.fell_at else ""
        cause = reader.say(CAUSES[signature.fell.cause])
        cause += f" · {reader.say(reader.study.form(form).label)}" if form else ""
        cause += translate(" · entry {n}", " · 第 {n} 条", n=signature.fell.caused_by) + at
    return shown.Signature(
        stamp=make_stamp(reader, signature),
        covers=translate("covers 1 form", "覆盖 1 张表")
        if count == 1
        else translate("covers {n} forms", "覆盖 {n} 张表", n=count),
        entry=str(signature.recorded.seq),
        hash=signature.recorded.hash[:8],
        fallen=signature.fell is not None,
        cause=cause,
    )


def _make_panel(reader: Reader, one: Participant, name: str, error: str, meaning: str) -> SignPanel:
    latest = latest_signature(one, name)
    shown_forms = _list_covered(reader, one, list_coverable(one, name), latest)
    refused = refused_help = seen = ""
    try:
        fact = judge_signature(reader.state, one.code, name, "reviewed", "")
        seen = describe_covered(fact.covers)
    except UnableToSign as refusal:
        refused, refused_help = reader.say(refusal.what), reader.say(refusal.right)
    fallen: tuple[Message, ...] = ()
    if latest is not None and latest.fell is not None:
        day = reader.moment(latest.recorded.at)
        fallen = (
            Message(
                text=translate("The signature of {d} fell", "{d} 的签名已失效", d=day),
                state="fallen",
                detail=reader.say(CAUSES[latest.fell.cause]),
            ),
        )
    label = reader.say(MEANINGS.get(meaning, MEANINGS["reviewed"]))
    return SignPanel(
        action=make_url("sign", one.code, name),
        seen=seen,
        covered=shown_forms,
        meanings=tuple(Choice(value=k, label=reader.say(v)) for k, v in MEANINGS.items()),
        meaning=meaning,
        button=translate("Sign 1 form", "签名 1 张表")
        if len(shown_forms) == 1
        else translate("Sign {n} forms", "签名 {n} 张表", n=len(shown_forms)),
        preview=Stamp(
            name=reader.person.name,
            role=reader.say(ROLE_LABELS[reader.person.role]),
            meaning=label,
            at=f"{reader.moment(reader.now)} {reader.study.time_zone}",
            version=translate("study files v{v}", "研究文件第 {v} 版", v=reader.study.version),
        ),
        fallen=fallen,
        error=error,
        refused=refused,
        refused_help=refused_help,
    )


def _list_covered(
    reader: Reader, one: Participant, covered: Sequence[Record], latest: Signature | None
) -> tuple[SignedForm, ...]:
    """What the signature covers; the rows of a panel as one."""
    shown_forms: dict[tuple[str, int], list[Record]] = {}
    for record in covered:
        is_row = reader.study.form(record.form).layout == "panel"
        shown_forms.setdefault((record.form, 0 if is_row else record.repeat), []).append(record)
    return tuple(_make_covered(reader, one, rows, latest) for rows in shown_forms.values())


def _make_covered(
    reader: Reader, one: Participant, records: list[Record], latest: Signature | None
) -> SignedForm:
    record = records[0]
    form = reader.study.form(record.form)
    signed = {key: version for key, version, _, _ in latest.covers} if latest else {}
    before = [signed.get(one.key) for one in records]
    changed = any(v is not None and v != r.version for v, r in zip(before, records, strict=True))
    word = translate("new", "新") if None in before and latest else ""
    word = translate("changed", "有改动") if changed else word
    label = reader.say(form.label)
    if is_running(form):
        label = f"{label}{translate(': ', '：')}{name_row(reader, form, record)}"
    summary = (
        summarize_panel(form, records)
        if form.layout == "panel"
        else summarize_record(reader, form, record)
    )
    repeat = 1 if form.layout == "panel" else record.repeat
    return SignedForm(
        label=label,
        href=make_url("form", one.code, record.visit, record.form, repeat),
        summary=summary,
        change=word or (translate("unchanged", "未变") if latest else ""),
        changed=changed,
    )
