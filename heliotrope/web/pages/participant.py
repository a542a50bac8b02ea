"""One participant: key facts, visits across and forms down, what needs attention."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse

from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.eligibility import assess_eligibility, is_eligible
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.progress import (
    STATE_LABELS,
    FormProgress,
    VisitProgress,
    derive_participant_state,
    derive_visits,
)
from heliotrope.capture.signatures import CAUSES, is_settled
from heliotrope.capture.timeline import derive_consent_moment, derive_day_1
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit, study_day
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.participants import STATE_SIGNS
from heliotrope.web.pages.record_words import is_not_done
from heliotrope.web.pages.running import make_links
from heliotrope.web.pages.running_forms import is_beside
from heliotrope.web.pages.views.participants import (
    Attention,
    Course,
    CoursePoint,
    Fact,
    GridCell,
    GridRow,
    ParticipantPage,
    VisitColumn,
)
from heliotrope.web.pages.views.parts import Button, Link, State
from heliotrope.web.pages.words import show_change, show_item, show_number, show_short
from heliotrope.web.templating import make_url, translate


@for_reader()
def participant(reader: Reader, code: str) -> HttpResponse:
    """`/participants/<code>`."""
    one = reader.participant(code)
    visits = derive_visits(reader.study, one, reader.today)
    state = derive_participant_state(reader.study, one)
    current = choose_current(visits)
    page = ParticipantPage(
        code=code,
        crumbs=(Link(label=translate("Participants", "参与者"), href=make_url("participants")),),
        state=STATE_SIGNS[state],
        state_text=reader.say(STATE_LABELS[state]),
        line=_say_person(reader, one),
        facts=_make_facts(reader, one),
        buttons=_make_buttons(reader, one, state, current),
        visits=tuple(_make_column(reader, code, v, v is current) for v in visits),
        rows=_make_rows(reader, code, visits),
        signatures=tuple(_make_signature_cell(one, v) for v in visits),
        attention=_make_attention(reader, one, visits),
        running=make_links(reader, one),
        course=make_course(reader, one, visits),
        note=translate(
            "Windows count from day 1; a late visit does not move the later ones.",
            "窗口从第 1 天算起，晚到的访视不推迟后面的访视。",
        ),
        note_mark="proposed"
        if any(v.visit.provenance.status == "proposed" for v in visits)
        else "",
    )
    return render_page(reader, "participant.html", page, "participants")


def choose_current(visits: list[VisitProgress]) -> VisitProgress | None:
    """The visit to work on: one begun or open, else the latest that is late."""
    for state in ("partial", "open", "late"):
        found = [v for v in visits if v.state == state and v.visit.kind == "scheduled"]
        if found:
            return found[-1]
    return None


def _say_person(reader: Reader, one: Participant) -> str:
    roles = reader.study.roles
    if not roles.demographics_form or not roles.sex:
        return ""
    form = reader.study.form(roles.demographics_form)
    records = one.records_of(form.name)
    if not records or records[0].given(roles.sex) is None:
        return ""
    return show_item(reader, form.item(roles.sex), records[0].values[roles.sex])


def _make_facts(reader: Reader, one: Participant) -> tuple[Fact, ...]:
    day_1 = derive_day_1(reader.study, one)
    consent = derive_consent_moment(reader.study, one)
    facts = [
        Fact(
            label=translate("Consent signed", "知情同意签署"),
            value=reader.moment(consent) if consent else "—",
            note="" if consent else translate("not recorded", "未记录"),
        ),
        Fact(label=translate("Enrolled", "入组"), value=_say_enrolled(one)),
        Fact(label=translate("Day 1", "第 1 天"), value=day_1.isoformat() if day_1 else "—"),
    ]
    if day_1 is not None:
        day = study_day(reader.today, day_1)
        facts.append(
            Fact(
                label=translate("Today", "今天"),
                value=translate("day {d}", "第 {d} 天", d=day),
                note=translate("week {w}", "{w} 周", w=max(0, (day - 1) // 7)),
            )
        )
    facts += [
        Fact(label=translate("Treatment", "治疗"), value=reader.say(arm.label))
        for arm in reader.study.arms[:1]
    ]
    return tuple(facts)


def _say_enrolled(one: Participant) -> str:
    return one.enrolled.happened.isoformat() if one.enrolled else "—"


def _make_buttons(
    reader: Reader, one: Participant, state: str, current: VisitProgress | None
) -> tuple[Button, ...]:
    buttons = [
        Button(
            label=translate("Case record (PDF)", "病历册 PDF"),
            href=make_url("casebook", one.code),
            icon="print",
        )
    ]
    if reader.may("record_fact"):
        buttons.append(
            Button(
                label=translate("Record a deviation", "记录方案偏离"),
                href=make_url("tell_deviation", one.code),
            )
        )
    if reader.may("answer"):
        buttons += [
            Button(label=reader.say(v.label), href=make_url("visit", one.code, v.name))
            for v in reader.study.visits
            if _is_offered(v, state)
        ]
    if state == "screening" and reader.may("fail_screening"):
        buttons.append(
            Button(
                label=translate("Screen failure", "筛选失败"),
                href=make_url("fail_screening", one.code),
            )
        )
    ready = state == "screening" and is_eligible(assess_eligibility(reader.study, one)) is True
    if state in ("screening", "screen_failed") and reader.may("enroll"):
        buttons.append(
            Button(
                label=translate("Enroll", "入组"),
                href=make_url("enroll", one.code),
                kind="primary" if ready else "plain",
            )
        )
    if current is not None and not ready:
        label = reader.say(current.visit.label)
        buttons.append(
            Button(
                label=translate("Open {v} visit", "打开{v}访视", v=label),
                href=make_url("visit", one.code, current.visit.name),
                kind="primary",
            )
        )
    return tuple(buttons)


def _is_offered(visit: Visit, state: str) -> bool:
    """True for a visit outside the schedule that may come to pass now."""
    if visit.kind == "early_termination":
        return state == "treatment"
    return visit.kind == "unscheduled" and state != "screen_failed"


def _make_column(reader: Reader, code: str, progress: VisitProgress, current: bool) -> VisitColumn:
    visit = progress.visit
    target = show_short(progress.target)
    if not target and visit.day == 1:
        target = translate("day 1", "第 1 天")
    return VisitColumn(
        label=reader.say(visit.label),
        target=target,
        window=_say_window(progress),
        actual=show_short(progress.actual),
        href=make_url("visit", code, visit.name),
        current=current,
        late=progress.state == "late",
        mark=visit.provenance.status if visit.provenance.status == "proposed" else "",
    )


def _say_window(progress: VisitProgress) -> str:
    window, day = progress.visit.window, progress.visit.day
    if window is None:
        return ""
    if day is not None and window.latest - day == day - window.earliest:
        return f"±{day - window.earliest}" if window.latest > day else ""
    return translate(
        "D{a} to {b}", "D{a} 至 {b}",
        a=show_number(window.earliest), b=show_number(window.latest),
    )  # fmt: skip


def _make_rows(reader: Reader, code: str, visits: list[VisitProgress]) -> tuple[GridRow, ...]:
    rows = []
    for form in reader.study.forms:
        if is_beside(form) or not any(form.name in v.visit.forms for v in visits):
            continue
        cells = tuple(_make_cell(reader, code, form.name, v) for v in visits)
        rows.append(GridRow(label=reader.say(form.label), cells=cells))
    return tuple(rows)


def _make_cell(reader: Reader, code: str, form: str, progress: VisitProgress) -> GridCell:
    own = next((f for f in progress.forms if f.form == form), None)
    if own is None:
        return GridCell(state="none")
    href = make_url("form", code, progress.visit.name, form, 1)
    if own.state != "none":
        done = own.state == "complete"
        if done and is_not_done(own.records[-1]):
            return GridCell(state="missed", word=translate("not done", "未做"), href=href)
        return GridCell(state="done" if done else "part", href=href)
    if not own.required or progress.state == "ended":
        return GridCell(state="none")
    states: dict[str, State] = {"late": "late", "open": "due", "partial": "due"}
    planned: State = "primary" if _is_primary(reader, form, progress) else "planned"
    state = states.get(progress.state, planned)
    return GridCell(state=state, href=href if state not in ("planned", "primary") else "")


def _is_primary(reader: Reader, form: str, progress: VisitProgress) -> bool:
    primary = reader.study.plan.primary()
    endpoint = reader.study.plan.endpoint(primary.endpoint)
    return endpoint.form == form and primary.visit == progress.visit.name


def _make_signature_cell(one: Participant, progress: VisitProgress) -> GridCell:
    signature = progress.signature
    href = make_url("visit", one.code, progress.visit.name)
    waits = progress.state == "complete" and not is_settled(one, progress.visit.name)
    if waits and (signature is None or signature.fell is None):
        word = translate("to be signed", "待签名")
        return GridCell(state="due", word=word, href=href)
    if signature is None:
        return GridCell(state="none")
    if signature.fell is None:
        return GridCell(state="signed", word=translate("signed", "已签"), href=href)
    return GridCell(state="fallen", word=translate("signature fell", "签名失效"), href=href)


def _make_attention(
    reader: Reader, one: Participant, visits: list[VisitProgress]
) -> tuple[Attention, ...]:
    found = [_late(reader, one, v) for v in visits if v.state == "late"]
    found += [_fallen(reader, one, v) for v in visits if v.signature and v.signature.fell]
    found += _unjudged(reader, one)
    found += _unsigned(reader, one, visits)
    return tuple(found)


def _unsigned(reader: Reader, one: Participant, visits: list[VisitProgress]) -> list[Attention]:
    """The visits that wait for a signature, for whoever signs."""
    waiting = [
        v
        for v in visits
        if v.state == "complete"
        and not is_settled(one, v.visit.name)
        and (v.signature is None or v.signature.fell is None)
    ]
    if not waiting or not reader.may("sign"):
        return []
    return [
        Attention(
            state="signed",
            title=translate("Visits to sign", "待签名的访视"),
            detail="",
            links=tuple(
                Link(
                    label=reader.say(v.visit.label), href=make_url("visit", one.code, v.visit.name)
                )
                for v in waiting
            ),
        )
    ]


def _late(reader: Reader, one: Participant, progress: VisitProgress) -> Attention:
    label = reader.say(progress.visit.label)
    missing = [reader.say(reader.study.form(f.form).label) for f in _missing_forms(progress)]
    shown = translate(", ", "、").join(missing[:4]) + ("…" if len(missing) > 4 else "")
    return Attention(
        state="late",
        title=translate("{v} visit is late", "{v}访视逾期", v=label),
        detail=translate(
            "The window ended {d}. Open: {forms}",
            "窗口已于 {d} 结束。未完成：{forms}",
            d=show_short(progress.latest),
            forms=shown,
        ),
        links=(
            Link(
                label=translate("Enter, or say why not", "录入或说明原因"),
                href=make_url("visit", one.code, progress.visit.name),
            ),
        ),
    )


def _missing_forms(progress: VisitProgress) -> list[FormProgress]:
    return [f for f in progress.forms if f.required and f.state != "complete"]


def _fallen(reader: Reader, one: Participant, progress: VisitProgress) -> Attention:
    assert progress.signature is not None
    fell = progress.signature.fell
    assert fell is not None
    form = reader.say(reader.study.form(fell.form).label) if fell.form else ""
    return Attention(
        state="fallen",
        title=translate(
            "Signature of {v} fell", "{v}签名已失效", v=reader.say(progress.visit.label)
        ),
        detail=reader.say(CAUSES[fell.cause])
        + (f" · {form}" if form else "")
        + translate(" · entry {n}", " · 第 {n} 条", n=fell.caused_by),
        links=(
            Link(
                label=translate("See and sign again", "查看并重新签名"),
                href=make_url("visit", one.code, progress.visit.name),
            ),
        ),
    )


def _unjudged(reader: Reader, one: Participant) -> list[Attention]:
    found = []
    for deviation in derive_deviations(reader.study, one):
        if deviation.acknowledged is None:
            links: tuple[Link, ...] = ()
            if reader.may("acknowledge"):
                href = make_url("acknowledge", one.code, deviation.key)
                links = (Link(label=translate("Judge", "判定"), href=href),)
            found.append(
                Attention(
                    state="late",
                    title=translate("Protocol deviation", "方案偏离"),
                    detail=reader.say(deviation.text),
                    links=links,
                )
            )
    return found


def make_course(reader: Reader, one: Participant, visits: list[VisitProgress]) -> Course | None:
    """The primary endpoint's values over the visits, as recorded; None without any."""
    endpoint = reader.study.plan.endpoint(reader.study.plan.primary().endpoint)
    points = []
    for column, progress in enumerate(visits):
        record = one.record(progress.visit.name, endpoint.form)
        value = read_endpoint(record, endpoint) if record else None
        if record is not None and value is not None:
            points.append(CoursePoint(column=column, value=value, draft=not record.complete))
    if not points:
        return None
    base = one.record(reader.study.roles.day_1_visit, endpoint.form)
    baseline = read_endpoint(base, endpoint) if base else None
    latest = points[-1]
    change, note = "", ""
    if baseline and visits[latest.column].visit.name != reader.study.roles.day_1_visit:
        change = show_change(latest.value - baseline)
        note = translate("as recorded so far", "按目前记录")
    top = max(20, -(-max(p.value for p in points) // 20) * 20)
    return Course(
        title=reader.say(endpoint.label),
        scale=_say_scale(reader, endpoint),
        points=tuple(points),
        top=top,
        change=change,
        change_note=note,
        alt=", ".join(f"{reader.say(visits[p.column].visit.label)} {p.value}" for p in points),
    )


def read_endpoint(record: Record, endpoint: Endpoint) -> int | None:
    """The endpoint's value in a record as a whole number; None if it is missing."""
    value = record.scores.get(endpoint.value, record.values.get(endpoint.value))
    return round(value) if isinstance(value, int | Decimal) else None


def _say_scale(reader: Reader, endpoint: Endpoint) -> str:
    worse = endpoint.better == "lower"
    limits = f"{endpoint.low}–{endpoint.high}" if endpoint.high is not None else ""
    unit = reader.say(endpoint.unit)
    way = (
        translate("higher is worse", "高为重") if worse else translate("higher is better", "高为好")
    )
    return " ".join(part for part in (limits, f"{unit},", way) if part)
