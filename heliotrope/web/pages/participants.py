"""All participants in one list, and giving out the next code."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.enrollment import propose_code
from heliotrope.capture.ledger import Participant
from heliotrope.capture.progress import (
    STATE_LABELS,
    VisitProgress,
    derive_participant_state,
    derive_visits,
)
from heliotrope.capture.timeline import derive_day_1
from heliotrope.vocabulary import Refusal
from heliotrope.web.actions.screen import screen as give_code
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.today import make_bar
from heliotrope.web.pages.views.acts import ActPage
from heliotrope.web.pages.views.forms import Field, Problem
from heliotrope.web.pages.views.participants import ParticipantRow, ParticipantsPage
from heliotrope.web.pages.views.parts import Button, Link, State
from heliotrope.web.pages.words import show_short
from heliotrope.web.templating import make_url, translate

STATE_SIGNS: dict[str, State] = {
    "screening": "soon",
    "screen_failed": "missed",
    "treatment": "part",
    "ended": "done",
}


@for_reader()
def participants(reader: Reader) -> HttpResponse:
    """`/participants`: everybody ever screened."""
    rows = tuple(
        _make_row(reader, reader.state.participants[c]) for c in sorted(reader.state.participants)
    )
    button = Button(
        label=translate("Screen a participant", "筛选参与者"),
        href=make_url("screen"),
        kind="primary",
    )
    page = ParticipantsPage(
        line=translate(
            "enrolled {n} of {all}, {rows} screened",
            "入组 {n} / {all}，共筛选 {rows} 位",
            n=reader.state.enrolled_count,
            all=reader.study.design.participants,
            rows=len(rows),
        ),
        rows=rows,
        screen=button if reader.may("screen") else None,
        empty_text=translate(
            "No participant yet. Screen the first one.", "尚无参与者。请先筛选第一位。"
        ),
    )
    return render_page(reader, "participants.html", page, "participants")


def _make_row(reader: Reader, participant: Participant) -> ParticipantRow:
    state = derive_participant_state(reader.study, participant)
    visits = derive_visits(reader.study, participant, reader.today)
    coming = _choose_next(visits) if state in ("screening", "treatment") else None
    day_1 = derive_day_1(reader.study, participant)
    return ParticipantRow(
        code=participant.code,
        href=make_url("participant", participant.code),
        state=STATE_SIGNS[state],
        state_text=reader.say(STATE_LABELS[state]),
        since=day_1.isoformat() if day_1 else reader.moment(participant.screened.at)[:10],
        next_visit=reader.say(coming.visit.label) if coming else "",
        next_when=show_short(coming.target or coming.earliest) if coming else "",
        next_state=_sign_of(coming) if coming else "none",
        attention=_say_attention(reader, participant, visits),
        bar=make_bar(coming, reader.today) if coming else None,
    )


def _choose_next(visits: list[VisitProgress]) -> VisitProgress | None:
    waiting = [v for v in visits if v.state in ("late", "open", "partial", "planned")]
    order = {"late": 0, "partial": 1, "open": 1, "planned": 2}
    return min(waiting, key=lambda v: order[v.state], default=None)


def _sign_of(progress: VisitProgress) -> State:
    signs: dict[str, State] = {"late": "late", "open": "due", "partial": "part"}
    return signs.get(progress.state, "planned")


def _say_attention(reader: Reader, participant: Participant, visits: list[VisitProgress]) -> str:
    late = sum(1 for v in visits if v.state == "late")
    fallen = sum(1 for v in visits if v.signature is not None and v.signature.fell is not None)
    open_ = sum(1 for d in derive_deviations(reader.study, participant) if d.acknowledged is None)
    parts = []
    if late:
        parts.append(translate("visits late: {n}", "逾期访视 {n}", n=late))
    if fallen:
        parts.append(translate("signatures fallen: {n}", "签名失效 {n}", n=fallen))
    if open_:
        parts.append(translate("deviations to judge: {n}", "待判定偏离 {n}", n=open_))
    return " · ".join(parts)


@for_reader("screen")
def screen(reader: Reader) -> HttpResponse:
    """`/participants/screen`: give out the next code."""
    code, problems = propose_code(reader.study, reader.state), ()
    if reader.request.method == "POST":
        code = reader.request.POST.get("code", "").strip()
        try:
            recorded = give_code(reader.store, reader.person, code)
        except Refusal as refusal:
            problem = Problem(
                text=reader.explain(refusal),
                item="code",
                label=translate("Participant code", "参与者编号"),
            )
            return _show_screen(reader, code, (problem,))
        entry = recorded.links[-1].entry.seq
        return HttpResponseRedirect(f"{make_url('participant', code)}?entry={entry}")
    return _show_screen(reader, code, problems)


def _show_screen(reader: Reader, code: str, problems: tuple[Problem, ...]) -> HttpResponse:
    page = ActPage(
        title=translate("Screen a participant", "筛选参与者"),
        crumbs=(Link(label=translate("Participants", "参与者"), href=make_url("participants")),),
        line=translate(
            "Gives out the code under which everything is recorded. Write no name and no hospital"
            " number here. Have consent signed before anything is done.",
            "生成一个编号，此后一切记录都用此编号。请勿填写姓名或住院号。任何操作之前须先签署知情同意。",
        ),
        action=make_url("screen"),
        button=translate("Begin screening", "开始筛选"),
        cancel_href=make_url("participants"),
        fields=(
            Field(
                name="code",
                label=translate("Participant code", "参与者编号"),
                kind="line",
                value=code,
                help=translate("the next free code is filled in", "已填入下一个可用编号"),
                errors=tuple(p.text for p in problems),
            ),
        ),
        problems=problems,
    )
    return render_page(reader, "act.html", page, "participants", 409 if problems else 200)
