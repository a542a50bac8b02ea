"""Enrolling a participant, or failing the screening: one page an act."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from heliotrope.capture.eligibility import assess_eligibility, is_eligible
from heliotrope.capture.enrollment import UnableToEnroll, list_breaches
from heliotrope.capture.ledger import Participant
from heliotrope.capture.timeline import derive_consent_moment
from heliotrope.vocabulary import Refusal
from heliotrope.web.actions.enroll import enroll as enroll_now
from heliotrope.web.actions.enroll import record_enrollment
from heliotrope.web.actions.fail_screening import fail_screening as fail
from heliotrope.web.pages.asking import Reader
from heliotrope.web.pages.criteria import say_criterion
from heliotrope.web.pages.entrance import for_reader
from heliotrope.web.pages.frame import render_page
from heliotrope.web.pages.performing import make_day_field, make_problem, perform, read_day
from heliotrope.web.pages.record_words import make_crumbs
from heliotrope.web.pages.views.acts import (
    ActPage,
    Condition,
    FactPath,
)
from heliotrope.web.pages.views.forms import Field
from heliotrope.web.pages.views.participants import Fact
from heliotrope.web.pages.views.parts import Link
from heliotrope.web.pages.words import show_inequality
from heliotrope.web.templating import make_url, translate


@for_reader("enroll")
def enroll(reader: Reader, code: str) -> HttpResponse:
    """`/participants/<code>/enroll`: the act, refused while a rule stands against it."""
    one = reader.participant(code)
    if reader.request.method != "POST":
        return _show_enroll(reader, one, None)
    return perform(
        lambda: enroll_now(reader.store, reader.person, code),
        make_url("participant", code),
        lambda refusal: _show_enroll(reader, one, refusal),
    )


@for_reader("record_fact")
def enroll_fact(reader: Reader, code: str) -> HttpResponse:
    """`/participants/<code>/enroll/fact`: the enrollment has already happened."""
    one = reader.participant(code)
    posted = reader.request.POST
    if reader.request.method != "POST":
        return HttpResponseRedirect(make_url("enroll", code))
    return perform(
        lambda: record_enrollment(
            reader.store,
            reader.person,
            code,
            read_day(posted.get("happened", "")),
            posted.get("reason", ""),
        ),
        make_url("participant", code),
        lambda refusal: _show_enroll(reader, one, refusal, opened=True),
    )


def _show_enroll(
    reader: Reader, one: Participant, refusal: Refusal | None, *, opened: bool = False
) -> HttpResponse:
    breaches = list_breaches(reader.state, one) if one.enrolled is None else ()
    refused = ""
    if one.enrolled is not None:
        refused = translate("{c} is already enrolled.", "{c} 已入组。", c=one.code)
    elif isinstance(refusal, UnableToEnroll):
        refused = reader.explain(refusal)
    elif breaches:
        refused = translate(
            "{c} cannot be enrolled now: a condition is not met.",
            "{c} 现在不能入组：有条件未满足。",
            c=one.code,
        )
    page = ActPage(
        title=translate("Enroll {c}", "入组 {c}", c=one.code),
        crumbs=make_crumbs(one.code),
        line=translate(
            "From here on the participant counts. The day-1 visit follows.",
            "从此计入样本量，接下来是第 1 天访视。",
        ),
        action=make_url("enroll", one.code),
        button=translate("Enroll {c}", "入组 {c}", c=one.code),
        cancel_href=make_url("participant", one.code),
        conditions=_make_conditions(reader, one),
        problems=make_problem(reader, refusal) if opened else (),
        refused=refused,
        fact=_make_fact_path(reader, one, opened=opened) if breaches else None,
    )
    return render_page(reader, "act.html", page, "participants", 409 if refusal else 200)


def _make_conditions(reader: Reader, one: Participant) -> tuple[Condition, ...]:
    study = reader.study
    screening = study.roles.screening_visit or ""
    consent = derive_consent_moment(study, one)
    answer = is_eligible(assess_eligibility(study, one))
    limit, count = study.design.participants, reader.state.enrolled_count
    found = [
        Condition(
            met=consent is not None,
            text=translate("Consent is signed and recorded", "知情同意已签署并记录"),
            help=reader.moment(consent)
            if consent
            else translate("Fill in the consent form:", "请填写知情同意表："),
            link=_link_form(one, screening, study.roles.consent_form),
        ),
        Condition(
            met=answer is True,
            text=translate(
                "All criteria that could be read are fulfilled", "可读到的入排标准全部符合"
            ),
            help=_say_eligible(reader, one),
            link=_link_form(one, screening, study.roles.eligibility_form),
        ),
        Condition(
            met=count < limit,
            text=translate("Fewer than {n} are enrolled", "入组少于 {n} 例", n=limit),
            rule=translate("the study file says {n}", "研究文件规定 {n} 例", n=limit),
            help=translate(
                "{k} are enrolled; screen failures do not count",
                "已入组 {k} 例；筛选失败不计",
                k=count,
            ),
        ),
    ]
    gaps = [gap for gap in study.not_found if gap.blocks_real_use]
    if gaps and reader.state.database == "real":
        found.append(
            Condition(
                met=False,
                text=translate("What real use needs is entered", "正式使用所需内容已补录"),
                rule=translate("what was sought and not found", "查找而未查到的内容"),
                help=translate("; ", "；").join(reader.say(gap.what) for gap in gaps),
                link=Link(label=translate("study files", "研究文件"), href=make_url("study_files")),
            )
        )
    return tuple(found)


def _say_eligible(reader: Reader, one: Participant) -> str:
    """Which criteria stand in the way, and which nobody has answered yet."""
    verdicts = assess_eligibility(reader.study, one)
    parts = []
    for satisfied, en, zh in (
        (False, "stand in the way: {n}", "不符合：{n}"),
        (None, "not decided yet: {n}", "尚未判定：{n}"),
    ):
        own = [
            say_criterion(reader.study, v.criterion) for v in verdicts if v.satisfied is satisfied
        ]
        if own:
            parts.append(translate(en, zh, n=translate(", ", "、").join(own)))
    return translate("; ", "；").join(parts)


def _link_form(one: Participant, visit: str, form: str | None) -> Link | None:
    if not visit or form is None:
        return None
    return Link(label=translate("open", "打开"), href=make_url("form", one.code, visit, form, 1))


def _make_fact_path(reader: Reader, one: Participant, *, opened: bool) -> FactPath:
    posted = reader.request.POST
    return FactPath(
        action=make_url("enroll_fact", one.code),
        text=translate(
            "If the participant was treated already, that is a fact and is recorded with its true"
            " day. Each rule that stood against it becomes a protocol deviation, which an"
            " investigator judges.",
            "若已对该参与者用药，则这是事实，应按实际日期如实记录。每条未满足的规则将成为方案偏离，由研究者判定。",
        ),
        fields=(
            make_day_field(reader),
            Field(
                name="reason",
                label=translate("How it came about", "经过与原因"),
                kind="text",
                value=posted.get("reason", ""),
            ),
        ),
        button=translate("Record as a fact", "按事实记录"),
        open=opened,
    )


@for_reader("fail_screening")
def fail_screening(reader: Reader, code: str) -> HttpResponse:
    """`/participants/<code>/screen-failure`."""
    one = reader.participant(code)
    if reader.request.method != "POST":
        return _show_failure(reader, one, None)
    reason = reader.request.POST.get("reason", "")
    return perform(
        lambda: fail(reader.store, reader.person, code, reason),
        make_url("participant", code),
        lambda refusal: _show_failure(reader, one, refusal),
    )


def _show_failure(reader: Reader, one: Participant, refusal: Refusal | None) -> HttpResponse:
    against = [v for v in assess_eligibility(reader.study, one) if v.satisfied is False]
    facts = tuple(
        Fact(
            label=translate("Stands in the way", "不符合"),
            value=reader.say(v.criterion.text),
            note=show_inequality(reader, v.criterion),
        )
        for v in against
    )
    page = ActPage(
        title=translate("Screen failure of {c}", "{c} 筛选失败", c=one.code),
        crumbs=make_crumbs(one.code),
        line=translate(
            "The participant is not enrolled and does not count toward the planned number. What"
            " was recorded stays.",
            "该参与者不入组，不计入计划例数。已记录的内容保留。",
        ),
        action=make_url("fail_screening", one.code),
        button=translate("Record the screen failure", "记录筛选失败"),
        cancel_href=make_url("participant", one.code),
        danger=True,
        consequence=translate("The screening of {c} ends.", "{c} 的筛选到此结束。", c=one.code),
        fields=(
            Field(
                name="reason",
                label=translate("Reason", "原因"),
                kind="text",
                value=reader.request.POST.get("reason", ""),
            ),
        ),
        problems=make_problem(reader, refusal),
        facts=facts,
    )
    return render_page(reader, "act.html", page, "participants", 409 if refusal else 200)
