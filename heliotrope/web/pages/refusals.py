"""A refusal → the page that says which rule and what helps; and the pages of errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from heliotrope.vocabulary import Refusal
from heliotrope.web.pages.asking import (
    Reader,
    keep_private,
    read_request,
    redirect_to_sign_in,
)
from heliotrope.web.pages.frame import make_open_frame, render_page
from heliotrope.web.pages.views.acts import RefusalPage
from heliotrope.web.pages.views.errors import ErrorPage
from heliotrope.web.pages.views.parts import Link
from heliotrope.web.templating import make_url, translate


def show_refusal(reader: Reader, refusal: Refusal, status: int = 409) -> HttpResponse:
    """The page of an act that was refused; nothing was saved."""
    right = reader.say(refusal.right)
    page = RefusalPage(
        title=translate("Not done", "未执行"),
        crumbs=(Link(label=translate("Today", "今天"), href=make_url("today")),),
        what=reader.say(refusal.what),
        rule="",
        help=(right,) if right else (),
        links=(Link(label=translate("Participants", "参与者"), href=make_url("participants")),),
    )
    return render_page(reader, "refusal.html", page, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 inside the frame for those who are signed in."""
    del exception
    title = translate("There is no such page", "没有这个页面")
    text = translate("The address may be mistyped.", "地址可能有误。")
    return _show_error(request, "404", title, text)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 inside the frame for those who are signed in."""
    del exception
    title = translate("Not allowed", "无权访问")
    text = translate("Your role does not include this.", "您的角色不包含此操作。")
    return _show_error(request, "403", title, text)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: more was sent than any page asks for, or under a name that is not this server's."""
    del exception
    page = ErrorPage(
        code="400",
        title=translate("This cannot be read", "无法读取"),
        text=translate(
            "Too much was sent at once, or to a wrong address. Nothing was saved; what you typed"
            " into a form is kept on this device.",
            "一次发送的内容过多，或地址有误。未保存；您在表格中输入的内容仍在本机。",
        ),
        links=(Link(label=translate("Today", "今天"), href=make_url("today")),),
    )
    # What was sent is not looked at again, so nobody is asked for either.
    context = {"frame": make_open_frame(make_url("today")), "page": page}
    return keep_private(HttpResponse(render_to_string("error.html", context, request), status=400))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from another session or address: nothing was saved."""
    del reason
    title = translate("Nothing was saved", "未保存")
    text = translate(
        "The page came from an earlier session. Load it again; what you typed is kept on this"
        " device.",
        "页面来自较早的会话。请重新载入；您输入的内容仍在本机。",
    )
    return _show_error(request, "403", title, text)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: says so, and that nothing was lost."""
    return HttpResponse(render_to_string("500.html", {}), status=500)


def _show_error(request: HttpRequest, code: str, title: str, text: str) -> HttpResponse:
    reader = read_request(request)
    if reader is None:
        return redirect_to_sign_in(request)
    links = (Link(label=translate("Today", "今天"), href=make_url("today")),)
    page = ErrorPage(code=code, title=title, text=text, links=links)
    return render_page(reader, "error.html", page, status=int(code))
