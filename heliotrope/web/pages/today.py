"""The first page: what is late, what is due today, what comes within seven days."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.deviations import derive_deviations
from heliotrope.capture.progress import (
    STATE_LABELS,
    Duty,
    VisitProgress,
    derive_duties,
    derive_participant_state,
    derive_visits,
)
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.views.common import Link, State
from heliotrope.web.pages.views.participants import Day, Task, Tile, TodayPage, Waiting, WindowBar
from heliotrope.web.pages.words import WEEKDAYS, show_short, show_weekday
from heliotrope.web.templating import make_url, translate

_SIGNS: dict[str, State] = {"late": "late", "today": "due", "soon": "soon"}


@for_reader("view_audit")
def today(reader: Reader) -> HttpResponse:
    """`/`: the first page; for whoever sees no participants, the entries."""
    if not reader.may("view"):
        return HttpResponseRedirect(make_url("audit"))
    duties = derive_duties(reader.state, reader.today)
    tasks = {u: tuple(_make_task(reader, d) for d in duties if d.urgency == u) for u in _SIGNS}
    page = TodayPage(
        date_line=_say_date(reader),
        late=tasks["late"],
        today=tasks["today"],
        soon=tasks["soon"],
        empty_text=_say_empty(reader),
        tiles_title=translate(
            "{n} participants", "{n} 位参与者", n=reader.study.design.participants
        ),
        tiles_line=_say_counts(reader),
        tiles=_make_tiles(reader, duties),
        week=_make_week(reader, duties),
        waiting=_make_waiting(reader),
    )
    return render_page(reader, "today.html", page, "today")


def _say_date(reader: Reader) -> str:
    local = reader.now.astimezone(reader.zone)
    en, zh = WEEKDAYS[local.weekday()]
    clock = f"{local:%H:%M}"
    return translate(
        "{d}, {en} · {clock} {zone}",
        "{d}，星期{zh} · {clock} {zone}",
        d=local.date().isoformat(), en=en, zh=zh, clock=clock, zone=say_zone(reader),
    )  # fmt: skip


def say_zone(reader: Reader) -> str:
    """The study's time zone by the name that people use."""
    if reader.study.time_zone == "Asia/Shanghai":
        return translate("Beijing time", "北京时间")
    return reader.study.time_zone


def _say_empty(reader: Reader) -> str:
    if not reader.state.participants:
        return translate(
            "No participant yet. Screen the first one.", "尚无参与者。请先筛选第一位。"
        )
    coming = derive_duties(reader.state, reader.today, horizon_days=3650)
    if not coming:
        return translate("Nothing is due.", "没有待办。")
    following = coming[0]
    return translate(
        "Nothing is due today. Next visit: {d} {code}.",
        "今天没有待办。下一个访视：{d} {code}。",
        d=show_short(following.visit.target or following.visit.earliest),
        code=following.participant,
    )


def _make_task(reader: Reader, duty: Duty) -> Task:
    progress = duty.visit
    visit = reader.say(progress.visit.label)
    started = progress.state == "partial" or any(f.state != "none" for f in progress.forms)
    return Task(
        state=_SIGNS[duty.urgency],
        code=duty.participant,
        code_href=make_url("participant", duty.participant),
        title=translate("{v} visit", "{v}访视", v=visit),
        detail=_say_detail(progress, started=started),
        when=_say_when(duty),
        until=_say_until(progress),
        act=Link(
            label=_say_act(reader, started=started),
            href=make_url("visit", duty.participant, progress.visit.name),
        ),
        bar=make_bar(progress, reader.today),
    )


def _say_act(reader: Reader, *, started: bool) -> str:
    if not reader.may("answer"):
        return translate("Look", "查看")
    return translate("Continue", "继续录入") if started else translate("Open visit", "打开访视")


def _say_detail(progress: VisitProgress, *, started: bool) -> str:
    required = sum(1 for f in progress.forms if f.required)
    if not started:
        return translate("{n} forms, none begun", "{n} 张表，均未开始", n=required)
    return translate(
        "{done} of {n} forms complete", "{n} 张表已完成 {done} 张",
        done=required - progress.remaining, n=required,
    )  # fmt: skip


def _say_when(duty: Duty) -> str:
    if duty.urgency == "late":
        return translate("{n} days late", "逾期 {n} 天", n=duty.days)
    if duty.visit.target is None:
        return translate("now", "现在")
    if duty.days == 0:
        return translate("target day is today", "今天是目标日")
    if duty.days < 0:
        return translate("target {n} days ago", "目标日已过 {n} 天", n=-duty.days)
    return translate("in {n} days", "{n} 天后", n=duty.days)


def _say_until(progress: VisitProgress) -> str:
    if progress.latest is None or progress.earliest is None:
        return ""
    return translate(
        "window {a} to {b}", "窗口 {a} 至 {b}",
        a=show_short(progress.earliest), b=show_short(progress.latest),
    )  # fmt: skip


def make_bar(progress: VisitProgress, today: date) -> WindowBar | None:
    """The visit's window with its target and today, in days from the window's first."""
    if progress.earliest is None or progress.latest is None:
        return None
    origin = progress.earliest
    target = progress.target or progress.earliest
    return WindowBar(
        earliest=0,
        target=(target - origin).days,
        latest=(progress.latest - origin).days,
        today=(today - origin).days,
    )


def _say_counts(reader: Reader) -> str:
    failures = sum(
        1
        for p in reader.state.participants.values()
        if derive_participant_state(reader.study, p) == "screen_failed"
    )
    return translate(
        "enrolled {n} of {all} · screen failures {f}",
        "入组 {n} / {all} · 筛选失败 {f}",
        n=reader.state.enrolled_count, all=reader.study.design.participants, f=failures,
    )  # fmt: skip


def _make_tiles(reader: Reader, duties: list[Duty]) -> tuple[Tile, ...]:
    urgency = {}
    for duty in reversed(duties):
        urgency[duty.participant] = duty.urgency
    tiles = []
    for code in sorted(reader.state.participants):
        participant = reader.state.participants[code]
        state = derive_participant_state(reader.study, participant)
        if state == "screen_failed":
            continue
        sign: State = _SIGNS.get(urgency.get(code, ""), "done")
        sign = "soon" if state == "screening" else sign
        latest = _latest_visit(reader, code)
        line = latest if state == "treatment" and latest else reader.say(STATE_LABELS[state])
        tiles.append(
            Tile(
                code=_shorten(reader, code),
                state=sign,
                line=line,
                href=make_url("participant", code),
            )
        )
    free = max(0, reader.study.design.participants - len(tiles))
    place = Tile(code="", state="none", line=translate("free", "空位"))
    return (*tiles, *[place] * free)


def _shorten(reader: Reader, code: str) -> str:
    return code.removeprefix(reader.study.participant_prefix)


def _latest_visit(reader: Reader, code: str) -> str:
    visits = derive_visits(reader.study, reader.state.participants[code], reader.today)
    held = [v for v in visits if v.actual is not None and v.visit.kind == "scheduled"]
    return reader.say(held[-1].visit.label) if held else ""


def _make_week(reader: Reader, duties: list[Duty]) -> tuple[Day, ...]:
    days = []
    for ahead in range(7):
        day = reader.today + timedelta(days=ahead)
        own = [d for d in duties if d.visit.target == day]
        ends = [d for d in duties if d.visit.latest == day]
        days.append(
            Day(
                weekday=show_weekday(day),
                day=f"{day.day}",
                today=ahead == 0,
                weekend=day.weekday() >= 5,
                visits=tuple(_shorten(reader, d.participant) for d in own),
                ends=tuple(_shorten(reader, d.participant) for d in ends),
            )
        )
    return tuple(days)


def _make_waiting(reader: Reader) -> tuple[Waiting, ...]:
    unsigned = unjudged = fallen = 0
    for participant in reader.state.participants.values():
        for progress in derive_visits(reader.study, participant, reader.today):
            signature = progress.signature
            if progress.state == "complete" and signature is None:
                unsigned += 1
            if signature is not None and signature.fell is not None:
                fallen += 1
        unjudged += sum(
            1 for d in derive_deviations(reader.study, participant) if d.acknowledged is None
        )
    who = translate("Investigator", "研究者")
    found: list[tuple[State, str, int]] = [
        ("signed", translate("Visits to sign", "待签名的访视"), unsigned),
        ("fallen", translate("Signatures that fell", "已失效的签名"), fallen),
        ("late", translate("Deviations to judge", "待判定的方案偏离"), unjudged),
    ]
    return tuple(
        Waiting(state=state, label=label, who=who, count=count)
        for state, label, count in found
        if count
    )
