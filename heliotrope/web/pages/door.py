"""Signing in and out, and choosing one's own password."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from heliotrope import __version__
from heliotrope.capture.enrollment import require_study
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Refusal
from heliotrope.web.accounts import PasswordReplaced, change_password
from heliotrope.web.founding import DEMO_PEOPLE
from heliotrope.web.pages.asking import (
    Reader,
    keep_private,
    read_request,
    redirect_to_sign_in,
)
from heliotrope.web.pages.frame import make_open_frame, render_page
from heliotrope.web.pages.views.door import DemoAccount, PasswordPage, SignInPage
from heliotrope.web.pages.views.forms import Field
from heliotrope.web.signin import LONGEST_USERNAME, check_own_password, is_locked, keep_session
from heliotrope.web.signin import sign_in as let_in
from heliotrope.web.signin import sign_out as let_out
from heliotrope.web.store import get_store
from heliotrope.web.templating import current_language, make_url, translate


def sign_in(request: HttpRequest) -> HttpResponse:
    """`/sign-in`: a right pair leads back to where the person was."""
    if request.method != "POST":
        return _show_door(request)
    username = request.POST.get("username", "").strip()
    try:
        if let_in(request, username, request.POST.get("password", "")):
            return HttpResponseRedirect(_read_next(request))
    except PasswordReplaced as refusal:
        told = f"{refusal.what.say(current_language())} {refusal.right.say(current_language())}"
        return _show_door(request, username, told)
    locked = is_locked(request, username)
    error = "" if locked else translate("Name or password is wrong.", "用户名或密码不正确。")
    return _show_door(request, username, error, locked=locked)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out`."""
    let_out(request)
    return HttpResponseRedirect(reverse("sign_in"))


def _read_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    back_here = target.partition("?")[0] in (reverse("sign_in"), reverse("sign_out"))
    return target if safe and target.startswith("/") and not back_here else reverse("today")


def _show_door(
    request: HttpRequest, username: str = "", error: str = "", *, locked: bool = False
) -> HttpResponse:
    state = get_store().state()
    study = require_study(state)
    demo = state.database == "rehearsal" and getattr(settings, "HELIOTROPE_DEMO", False)
    page = SignInPage(
        action=reverse("sign_in"),
        next=_read_next(request),
        username=username[:LONGEST_USERNAME],
        error=error,
        locked=translate("15 minutes from now", "15 分钟后") if locked else "",
        expired=request.GET.get("expired") == "1",
        study_title=study.title.say(current_language()),
        study_lines=_describe(study),
        demo=_list_demo() if demo else (),
        help=translate(
            "Forgotten? The administrator gives you a new one. No message is sent.",
            "忘记密码请找管理员重设。系统不发短信和邮件。",
        ),
        footer=(translate("Version {v}", "版本 {v}", v=__version__),),
    )
    frame = make_open_frame(request.get_full_path())
    html = render_to_string("sign_in.html", {"frame": frame, "page": page}, request)
    return keep_private(HttpResponse(html, status=403 if error or locked else 200))


def _describe(study: Study) -> tuple[str, ...]:
    design, language = study.design, current_language()
    arms = translate("single arm", "单臂") if design.assignment == "single_arm" else ""
    masking = translate("open label", "开放") if design.masking == "open_label" else ""
    parts = [arms, masking, translate("{n} participants", "{n} 例", n=design.participants)]
    if design.duration_weeks:
        parts.append(translate("{n} weeks", "{n} 周", n=design.duration_weeks))
    city = study.sites[0].city.say(language) if study.sites else ""
    line = translate(", ", "、").join(part for part in parts if part)
    return (line, " · ".join(part for part in (study.registration.number, city) if part))


def _list_demo() -> tuple[DemoAccount, ...]:
    language = current_language()
    return tuple(
        DemoAccount(
            username=person.username,
            password=person.password,
            name=person.name,
            role=ROLE_LABELS[person.role].say(language),
        )
        for person in DEMO_PEOPLE
    )


def password(request: HttpRequest) -> HttpResponse:
    """`/password`: choose one's own; forced while an administrator knows it."""
    reader = read_request(request)
    if reader is None:
        return redirect_to_sign_in(request)
    if request.method != "POST":
        return _show_password(reader, None)
    try:
        _change(reader)
    except Refusal as refusal:
        return _show_password(reader, refusal)
    return HttpResponseRedirect(make_url("today"))


def _change(reader: Reader) -> None:
    posted = reader.request.POST
    if not check_own_password(reader.request, posted.get("old_password", "")):
        raise Refusal(
            Bilingual("the present password is wrong", "当前密码不正确"),
            Bilingual("type it again", "请重新输入"),
        )
    if posted.get("new_password1", "") != posted.get("new_password2", ""):
        raise Refusal(
            Bilingual("the two new passwords differ", "两次输入的新密码不一致"),
            Bilingual("type both again", "请重新输入"),
        )
    new = posted.get("new_password1", "")
    if new == posted.get("old_password", ""):
        raise Refusal(
            Bilingual("the new password is the old one", "新密码与原密码相同"),
            Bilingual("choose another", "请另设一个"),
        )
    change_password(reader.store, reader.person, reader.person.id, new)
    keep_session(reader.request)


def _show_password(reader: Reader, refusal: Refusal | None) -> HttpResponse:
    error: tuple[str, ...] = ()
    if refusal is not None:
        error = (reader.explain(refusal),)
    page = PasswordPage(
        action=reverse("password"),
        forced=reader.state.staff[reader.person.id].password_from_administrator,
        old=Field(
            name="old_password",
            label=translate("Present password", "当前密码"),
            kind="password",
            errors=error,
        ),
        new=Field(name="new_password1", label=translate("New password", "新密码"), kind="password"),
        again=Field(
            name="new_password2",
            label=translate("New password again", "再次输入新密码"),
            kind="password",
        ),
        rules=(
            translate("at least 10 characters", "至少 10 个字符"),
            translate("not only digits, not a common password", "不能全为数字，不能是常见密码"),
        ),
    )
    return render_page(reader, "password.html", page, status=409 if refusal else 200)
