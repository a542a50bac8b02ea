"""One visit of one participant: its forms, its signatures, and signing it."""

from __future__ import annotations

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
from heliotrope.study.instrument_forms import leading_scores_of_form
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual
from heliotrope.web.actions.sign import describe_covered
from heliotrope.web.actions.sign import sign as sign_visit
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.duties import list_own
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.participant import is_not_done
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
from heliotrope.web.pages.words import show_performed, show_score
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


def make_crumbs(code: str) -> tuple[Link, ...]:
    """The way back: the list, the participant."""
    return (
        Link(label=translate("Participants", "参与者"), href=make_url("participants")),
        Link(label=code, href=make_url("participant", code)),
    )


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


def describe_record(record: Record | None) -> tuple[State, str]:
    """The form's sign and its word."""
    if record is None:
        return "planned", translate("not begun", "未开始")
    if not record.complete:
        return "part", translate("draft", "草稿")
    if is_not_done(record):
        return "missed", translate("not done", "未做")
    return "done", translate("complete", "完成")


def summarize_record(reader: Reader, form: Form, record: Record) -> str:
    """The form in a few words: its scores, else how many items are answered."""
    shown = [scale for scale in leading_scores_of_form(form) if scale.name in record.scores]
    if shown:
        return translate(", ", "，").join(
            f"{reader.say(scale.label)} {show_score(reader, scale, record.scores[scale.name])}"
            for scale in shown
        )
    given = sum(1 for name in record.values if record.given(name) is not None)
    return translate("1 item", "1 项") if given == 1 else translate("{n} items", "{n} 项", n=given)


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
    cause = ""
    if signature.fell is not None:
        form = signature.fell.form
        at = f" · {reader.moment(signature.fell_at)}" if signature.fell_at else ""
        cause = reader.say(CAUSES[signature.fell.cause])
        cause += f" · {reader.say(reader.study.form(form).label)}" if form else ""
        cause += translate(" · entry {n}", " · 第 {n} 条", n=signature.fell.caused_by) + at
    return shown.Signature(
        stamp=make_stamp(reader, signature),
        covers=translate("covers 1 form", "覆盖 1 张表")
        if len(signature.covers) == 1
        else translate("covers {n} forms", "覆盖 {n} 张表", n=len(signature.covers)),
        entry=str(signature.recorded.seq),
        hash=signature.recorded.hash[:8],
        fallen=signature.fell is not None,
        cause=cause,
    )


def _make_panel(reader: Reader, one: Participant, name: str, error: str, meaning: str) -> SignPanel:
    covered = list_coverable(one, name)
    latest = latest_signature(one, name)
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
        covered=tuple(_make_covered(reader, one, r, latest) for r in covered),
        meanings=tuple(Choice(value=k, label=reader.say(v)) for k, v in MEANINGS.items()),
        meaning=meaning,
        button=translate("Sign 1 form", "签名 1 张表")
        if len(covered) == 1
        else translate("Sign {n} forms", "签名 {n} 张表", n=len(covered)),
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


def _make_covered(
    reader: Reader, one: Participant, record: Record, latest: Signature | None
) -> SignedForm:
    form = reader.study.form(record.form)
    signed = {key: version for key, version, _, _ in latest.covers} if latest else {}
    before = signed.get(record.key)
    changed = before is not None and before != record.version
    word = translate("new", "新") if before is None and latest else ""
    word = translate("changed", "有改动") if changed else word
    return SignedForm(
        label=reader.say(form.label),
        href=make_url("form", one.code, record.visit, record.form, record.repeat),
        summary=summarize_record(reader, form, record),
        change=word or (translate("unchanged", "未变") if latest else ""),
        changed=changed,
    )
