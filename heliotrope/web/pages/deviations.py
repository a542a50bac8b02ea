"""Protocol deviations: all in one list, telling one, judging one."""

from __future__ import annotations

from django.http import HttpResponse

from heliotrope.capture.deviations import RULES, derive_deviations
from heliotrope.capture.ledger import Participant
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.vocabulary import Bilingual, Refusal
from heliotrope.web.actions import deviation as deviation_acts
from heliotrope.web.pages.asking import Reader, UnknownPlace
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.performing import make_day_field, make_problem, perform, read_day
from heliotrope.web.pages.record_words import make_crumbs
from heliotrope.web.pages.views.acts import (
    ActPage,
    DeviationRow,
    DeviationsPage,
)
from heliotrope.web.pages.views.forms import Field
from heliotrope.web.pages.views.participants import Fact
from heliotrope.web.pages.views.parts import Choice, Link
from heliotrope.web.templating import make_url, translate


@for_reader()
def deviations(reader: Reader) -> HttpResponse:
    """`/deviations`: every departure from the protocol, in whom, judged or not."""
    rows = []
    for code in sorted(reader.state.participants):
        rows.extend(_make_rows(reader, reader.state.participants[code]))
    waiting = sum(1 for row in rows if row.state == "late")
    page = DeviationsPage(
        line=translate(
            "{n} in all, {w} to judge", "共 {n} 条，待判定 {w} 条", n=len(rows), w=waiting
        ),
        rows=tuple(rows),
        empty_text=translate("No deviation is recorded.", "没有方案偏离记录。"),
    )
    return render_page(reader, "deviations.html", page, "deviations")


def _make_rows(reader: Reader, one: Participant) -> list[DeviationRow]:
    rows = []
    for deviation in derive_deviations(reader.study, one):
        judged = deviation.acknowledged
        act = None
        if judged is None and reader.may("acknowledge"):
            href = make_url("acknowledge", one.code, deviation.key)
            act = Link(label=translate("Judge", "判定"), href=href)
        by = deviation.recorded.by
        rows.append(
            DeviationRow(
                number=str(deviation.recorded.seq),
                participant=one.code,
                participant_href=make_url("participant", one.code),
                what=reader.say(deviation.text),
                rule=reader.say(RULES[deviation.rule]),
                recorded=reader.moment(deviation.recorded.at),
                by=by.name,
                state="late" if judged is None else "done",
                state_text=_say_judged(judged.weight, judged.recorded.by.name)
                if judged
                else translate("to judge", "待判定"),
                act=act,
            )
        )
    return rows


def _say_judged(weight: str, name: str) -> str:
    word = translate("major", "重大") if weight == "major" else translate("minor", "轻微")
    return f"{word} · {name}"


@for_reader("acknowledge")
def acknowledge(reader: Reader, code: str, key: str) -> HttpResponse:
    """`/participants/<code>/deviations/<key>`: an investigator judges a deviation."""
    one = reader.participant(code)
    if reader.request.method != "POST":
        return _show_acknowledge(reader, one, key, None)
    posted = reader.request.POST
    return perform(
        lambda: deviation_acts.acknowledge(
            reader.store,
            reader.person,
            code,
            key,
            weight=posted.get("weight", ""),
            comment=posted.get("comment", ""),
        ),
        make_url("deviations"),
        lambda refusal: _show_acknowledge(reader, one, key, refusal),
    )


def _show_acknowledge(
    reader: Reader, one: Participant, key: str, refusal: Refusal | None
) -> HttpResponse:
    found = next((d for d in derive_deviations(reader.study, one) if d.key == key), None)
    if found is None:
        raise UnknownPlace(
            Bilingual("there is no such deviation", "没有这条方案偏离"),
            Bilingual("choose one from the list", "请从列表中选择"),
        )
    by = found.recorded.by
    page = ActPage(
        title=translate("Judge a deviation", "判定方案偏离"),
        crumbs=make_crumbs(one.code),
        line=translate(
            "Your judgment is recorded with your name and the time.",
            "您的判定将连同姓名与时间一并记录。",
        ),
        action=make_url("acknowledge", one.code, key),
        button=translate("Record the judgment", "记录判定"),
        cancel_href=make_url("deviations"),
        facts=(
            Fact(label=reader.say(RULES[found.rule]), value=reader.say(found.text)),
            Fact(
                label=translate("Recorded", "记录"),
                value=" · ".join(
                    (reader.moment(found.recorded.at), by.name, reader.say(ROLE_LABELS[by.role]))
                ),
                note=translate("entry {n}", "第 {n} 条", n=found.recorded.seq),
            ),
        ),
        fields=(
            Field(
                name="weight",
                label=translate("Weight", "程度"),
                kind="code",
                value=reader.request.POST.get("weight", ""),
                choices=(
                    Choice(value="minor", label=translate("minor", "轻微")),
                    Choice(value="major", label=translate("major", "重大")),
                ),
            ),
            Field(
                name="comment",
                label=translate("Comment", "说明"),
                kind="text",
                value=reader.request.POST.get("comment", ""),
                optional=True,
            ),
        ),
        problems=make_problem(reader, refusal),
    )
    return render_page(reader, "act.html", page, "deviations", 409 if refusal else 200)


@for_reader("record_fact")
def tell_deviation(reader: Reader, code: str) -> HttpResponse:
    """`/participants/<code>/deviations/new`: something happened that the protocol forbids."""
    one = reader.participant(code)
    posted = reader.request.POST
    if reader.request.method != "POST":
        return _show_tell(reader, one, None)
    return perform(
        lambda: deviation_acts.record_deviation(
            reader.store,
            reader.person,
            code,
            read_day(posted.get("happened", "")),
            posted.get("description", ""),
        ),
        make_url("participant", code),
        lambda refusal: _show_tell(reader, one, refusal),
    )


def _show_tell(reader: Reader, one: Participant, refusal: Refusal | None) -> HttpResponse:
    posted = reader.request.POST
    page = ActPage(
        title=translate("Record a deviation of {c}", "记录 {c} 的方案偏离", c=one.code),
        crumbs=make_crumbs(one.code),
        line=translate(
            "What happened can always be recorded. An investigator judges it afterwards. Write no"
            " name here.",
            "已发生的事实随时可以记录，之后由研究者判定。请勿填写姓名。",
        ),
        action=make_url("tell_deviation", one.code),
        button=translate("Record the deviation", "记录方案偏离"),
        cancel_href=make_url("participant", one.code),
        fields=(
            make_day_field(reader),
            Field(
                name="description",
                label=translate("What happened", "发生了什么"),
                kind="text",
                value=posted.get("description", ""),
            ),
        ),
        problems=make_problem(reader, refusal),
    )
    return render_page(reader, "act.html", page, "participants", 409 if refusal else 200)
