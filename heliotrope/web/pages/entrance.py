"""A page's function → the same for signed-in people only, with its refusals shown as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from heliotrope.capture.enrollment import UnknownParticipant
from heliotrope.capture.roles import Act, UnableToAct, require_allowed
from heliotrope.vocabulary import Refusal
from heliotrope.web.pages.asking import (
    Reader,
    UnknownPlace,
    keep_private,
    must_change_password,
    read_request,
    redirect_to_sign_in,
)
from heliotrope.web.pages.refusals import show_refusal

P = ParamSpec("P")

View = Callable[Concatenate[Reader, P], HttpResponse]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_reader(act: Act = "view") -> Callable[[View[P]], DjangoView[P]]:
    """A page that needs a signed-in person whose role allows `act`."""

    def wrap(view: View[P]) -> DjangoView[P]:
        @wraps(view)
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            reader = read_request(request)
            if reader is None:
                return redirect_to_sign_in(request)
            if must_change_password(reader):
                return HttpResponseRedirect(reverse("password"))
            try:
                require_allowed(reader.person, act)
                return keep_private(view(reader, *args, **kwargs))
            except Refusal as refusal:
                return show_refusal(reader, refusal, _choose_status(refusal))

        return asked

    return wrap


def _choose_status(refusal: Refusal) -> int:
    if isinstance(refusal, UnableToAct):
        return 403
    return 404 if isinstance(refusal, UnknownParticipant | UnknownPlace) else 409
