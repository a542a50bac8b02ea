"""A request → who asks, what is known, in which language; or the way to the sign-in page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from heliotrope.capture.enrollment import UnknownParticipant, require_study
from heliotrope.capture.ledger import Participant, State
from heliotrope.capture.roles import Act, is_allowed
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Language, Person, Refusal
from heliotrope.web.store import Store, get_store
from heliotrope.web.templating import current_language


class UnknownPlace(Refusal):
    """The address names a visit, form, item or deviation that is not there."""


@dataclass(frozen=True)
class Reader:
    """Who asks for a page, and everything a page is made from."""

    request: HttpRequest
    store: Store
    state: State
    study: Study
    person: Person
    language: Language
    now: datetime

    @property
    def today(self) -> date:
        """The calendar day at the study's site."""
        return self.now.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The study's time zone."""
        return ZoneInfo(self.study.time_zone)

    def say(self, text: Bilingual) -> str:
        """The text in the reader's language."""
        return text.say(self.language)

    def explain(self, refusal: Refusal) -> str:
        """What is refused and what would be right, in one sentence."""
        what, right = self.say(refusal.what), self.say(refusal.right)
        end = "。" if self.language == "zh" else "."
        joint = "；" if self.language == "zh" else "; "
        return (joint.join((what, right)) if right else what) + end

    def may(self, act: Act) -> bool:
        """True if the reader's role allows the act."""
        return is_allowed(self.person, act)

    def participant(self, code: str) -> Participant:
        """The participant of that code. Raises UnknownParticipant."""
        if code not in self.state.participants:
            raise UnknownParticipant(
                Bilingual(f"there is no participant {code}", f"没有参与者 {code}"),
                Bilingual("choose one from the list", "请从列表中选择"),
            )
        return self.state.participants[code]

    def moment(self, at: datetime, *, seconds: bool = False) -> str:
        """A moment as shown: in the study's zone."""
        form = "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"
        return at.astimezone(self.zone).strftime(form)


def read_request(request: HttpRequest) -> Reader | None:
    """Who asks; None if nobody is signed in or the person's access was revoked."""
    account = request.user
    if not account.is_authenticated:
        return None
    store = get_store()
    state = store.state()
    staff = state.staff.get(str(account.pk))
    if staff is None or staff.person.role == "inactive":
        return None
    language = current_language()
    return Reader(request, store, state, require_study(state), staff.person, language, store.now())


def keep_private(response: HttpResponse) -> HttpResponse:
    """The answer, which no browser and no cache between may keep."""
    response["Cache-Control"] = "no-store, private"
    return response


def must_change_password(reader: Reader) -> bool:
    """True while the password is one that an administrator set."""
    return reader.state.staff[reader.person.id].password_from_administrator


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to where the person was."""
    query = {"next": request.get_full_path() if request.method == "GET" else _page_of(request)}
    if request.method == "POST":
        query["expired"] = "1"
    return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode(query)}")


def _page_of(request: HttpRequest) -> str:
    # A post goes to the address of its own page, or to one below it; the door leads inside.
    if request.path == reverse("sign_in"):
        return reverse("today")
    return request.POST.get("page") or request.path
