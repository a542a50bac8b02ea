"""The first page: what is late, what is due today, what comes within seven days."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.deviations import RULES
from heliotrope.capture.progress import (
    STATE_LABELS,
    Duty,
    VisitProgress,
    derive_duties,
    derive_participant_state,
    derive_visits,
)
from heliotrope.capture.signatures import CAUSES
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.duties import (
    Fallen,
    Unjudged,
    Unsigned,
    is_signer,
    list_own,
    list_sign_duties,
)
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.views.participants import Day, Task, Tile, TodayPage, Waiting, WindowBar
from heliotrope.web.pages.views.parts import Link, State
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
        own=_make_own(reader),
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
        "{d}，星期{zh} · {zone} {clock}",
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
            label=_say_act(reader, duty, started=started),
            href=make_url("visit", duty.participant, progress.visit.name),
        ),
        bar=make_bar(progress, reader.today),
    )


def _say_act(reader: Reader, duty: Duty, *, started: bool) -> str:
    if not reader.may("answer"):
        return translate("Look", "查看")
    if started:
        return translate("Continue", "继续录入")
    if duty.urgency == "late":
        return translate("Enter or explain", "录入或说明")
    return translate("Open visit", "打开访视")


def _make_own(reader: Reader) -> tuple[Task, ...]:
    """What waits for the reader's own signature or judgment, what is wrong first."""
    own = list_own(reader)
    if own is None:
        return ()
    return (
        *(_make_fallen(reader, one) for one in own.fallen),
        *(_make_unjudged(reader, one) for one in own.unjudged),
        *(_make_unsigned(reader, one) for one in own.unsigned),
    )


def _make_fallen(reader: Reader, one: Fallen) -> Task:
    fell, at = one.signature.fell, one.signature.fell_at
    return Task(
        state="fallen",
        code=one.participant,
        code_href=make_url("participant", one.participant),
        title=translate(
            "{v}: signature fell", "{v}：签名已失效", v=reader.say(one.visit.visit.label)
        ),
        detail=reader.say(CAUSES[fell.cause]) if fell else "",
        when=_say_since(reader.moment(at)[5:10] if at else ""),
        until="",
        act=Link(
            label=translate("Sign again", "重新签名"),
            href=make_url("visit", one.participant, one.visit.visit.name),
        ),
    )


def _make_unjudged(reader: Reader, one: Unjudged) -> Task:
    deviation = one.deviation
    return Task(
        state="late",
        code=one.participant,
        code_href=make_url("participant", one.participant),
        title=reader.say(RULES[deviation.rule]),
        detail=reader.say(deviation.text),
        when=_say_since(reader.moment(deviation.recorded.at)[5:10]),
        until="",
        act=Link(
            label=translate("Judge", "判定"),
            href=make_url("acknowledge", one.participant, deviation.key),
        ),
    )


def _make_unsigned(reader: Reader, one: Unsigned) -> Task:
    days = [v.actual for v in one.visits if v.actual is not None]
    count = len(one.visits)
    title = translate("1 visit to sign", "1 次访视待签名")
    if count > 1:
        title = translate("{n} visits to sign", "{n} 次访视待签名", n=count)
    return Task(
        state="signed",
        code=one.participant,
        code_href=make_url("participant", one.participant),
        title=title,
        detail=" · ".join(reader.say(v.visit.label) for v in one.visits),
        when=_say_since(show_short(min(days, default=None))),
        until="",
        act=Link(
            label=translate("Sign", "签名"),
            href=make_url("visit", one.participant, one.visits[0].visit.name),
        ),
    )


def _say_since(day: str) -> str:
    return translate("since {d}", "{d} 起", d=day) if day else ""


def _say_detail(progress: VisitProgress, *, started: bool) -> str:
    required = sum(1 for f in progress.forms if f.required)
    if not started and required == 1:
        return translate("1 form, not begun", "1 张表，未开始")
    if not started:
        return translate("{n} forms, none begun", "{n} 张表，均未开始", n=required)
    return translate(
        "{done} of {n} forms complete", "{n} 张表已完成 {done} 张",
        done=required - progress.remaining, n=required,
    )  # fmt: skip


def _say_when(duty: Duty) -> str:
    if duty.urgency == "late":
        return (
            translate("1 day late", "逾期 1 天")
            if duty.days == 1
            else translate("{n} days late", "逾期 {n} 天", n=duty.days)
        )
    if duty.visit.target is None:
        return translate("now", "现在")
    if duty.days == 0:
        return translate("target day is today", "今天是目标日")
    if duty.days < 0:
        return translate("target {n} days ago", "目标日已过 {n} 天", n=-duty.days)
    if duty.days == 1:
        return translate("tomorrow", "明天")
    return translate("in {n} days", "{n} 天后", n=duty.days)


def _say_until(progress: VisitProgress) -> str:
    if progress.latest is None or progress.earliest is None:
        return ""
    return translate(
        "window {a} to {b}", "窗口 {a} 至 {b}",
        a=show_short(progress.earliest), b=show_short(progress.latest),
    )  # fmt: skip


def make_bar(progress: VisitProgress, today: date) -> WindowBar | None:
    """The visit's window with its target and a day, today's or its own, in days from its first."""
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
    pressing = {duty.participant: duty for duty in reversed(duties)}
    tiles = []
    for code in sorted(reader.state.participants):
        participant = reader.state.participants[code]
        state = derive_participant_state(reader.study, participant)
        if state == "screen_failed":
            continue
        duty = pressing.get(code)
        sign: State = _SIGNS[duty.urgency] if duty else "done"
        sign = "soon" if state == "screening" else sign
        line = reader.say(STATE_LABELS[state])
        if state == "treatment":
            line = _say_place(reader, code, duty) or line
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


def _say_place(reader: Reader, code: str, duty: Duty | None) -> str:
    """The visit that the tile's sign speaks of; without a duty the latest that was held."""
    if duty is not None:
        return reader.say(duty.visit.visit.label)
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
    """What waits for investigators, for whoever is none."""
    if is_signer(reader):
        return ()
    duties = list_sign_duties(reader)
    who = translate("Investigator", "研究者")
    found: list[tuple[State, str, int]] = [
        ("signed", translate("Visits to sign", "待签名的访视"), duties.visits_to_sign),
        ("fallen", translate("Signatures that fell", "已失效的签名"), len(duties.fallen)),
        ("late", translate("Deviations to judge", "待判定的方案偏离"), len(duties.unjudged)),
    ]
    return tuple(
        Waiting(state=state, label=label, who=who, count=count)
        for state, label, count in found
        if count
    )
