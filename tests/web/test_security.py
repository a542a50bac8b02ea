"""A tired person, a hostile insider and a stranger at the door; what each of them gets, out."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern

from heliotrope.web import pages
from heliotrope.web.accounts import deactivate
from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.logs import QuietFormatter
from heliotrope.web.signin import sign_in as let_in
from heliotrope.web.store import Store, use_store
from heliotrope.web.urls import urlpatterns
from tests.web.fakes import FakeClock, FakeSalts
from tests.web.stage import (
    BLOOD,
    CONSENT,
    SKIN,
    Desk,
    add_own,
    address,
    count_entries,
    enroll_one,
    find,
    forget_failures,
    latest_entries,
    person,
    read,
    read_text,
    screen_one,
)

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</textarea>"
ODD = "naïve 患者 🙂 \u202eevil\u202c \u200b é ﷽"
SECRET = "told of a neighbour in Nanchang"
OWN = "seven quiet violets"
CONSENT_VERSION = ("NC-001", "screening", "consent", 1, "version")
BLOOD_COUNT = ("NC-001", "screening", "blood_count")


@pytest.fixture(autouse=True)
def _unlocked() -> Iterator[None]:
    forget_failures()
    yield
    forget_failures()


# ------------------------------------------------------------------ the door


def find_next(response: HttpResponse) -> str:
    """Where the form of the door leads; the language switch before it has a field of that name."""
    return find(r'<h1>.*?name="next" value="([^"]*)"', read(response))


def test_a_right_pair_leads_back_to_where_the_person_was(store: Store) -> None:
    desk = Desk()
    door = desk.get("sign_in", query="?next=/participants%3Fa%3D1")
    assert find_next(door) == "/participants?a=1"
    response = desk.sign_in("coordinator", next="/participants?a=1")
    assert response.headers["Location"] == "/participants?a=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\t/evil.example",
        "//testserver@evil.example",
        "evil.example",
        "/sign-in?next=/sign-in",
        "/sign-out",
        "",
    ],
)
def test_nobody_is_led_elsewhere(store: Store, target: str) -> None:
    desk = Desk()
    assert desk.sign_in("coordinator", next=target).headers["Location"] == "/"
    assert find_next(Desk().get("sign_in", query="?" + urlencode({"next": target}))) == "/"
    moved = desk.post("set_language", data={"language": "en", "next": target})
    place = urlsplit(moved.headers["Location"])
    assert (place.scheme, place.netloc) == ("", "")
    assert not place.path.startswith(("//", "/\\"))


def test_an_expired_session_loses_nothing_that_it_could_keep(store: Store) -> None:
    screen_one(store)
    desk = Desk("coordinator")
    desk.expire()
    before = count_entries()
    place = ("NC-001", "screening", "blood_count", 1)
    response = desk.post("form", *place, data={**BLOOD, "_version": "1"})
    there = urlsplit(response.headers["Location"])
    assert parse_qs(there.query) == {"next": [address("form", *place)], "expired": ["1"]}
    assert count_entries() == before
    door = desk.get(response.headers["Location"])
    assert "Your session has ended." in read_text(door)
    assert desk.sign_in("coordinator", next=find_next(door)).headers["Location"] == address(
        "form", *place
    )
    assert 'data-draft-key="' in read(desk.get("form", *place))


@pytest.mark.parametrize(
    ("name", "args", "back"),
    [
        ("sign", ("NC-001", "baseline"), "visit"),
        ("form_merge", ("NC-001", "baseline", "cdasi", 1), "form"),
        ("enroll_fact", ("NC-001",), "enroll"),
    ],
)
def test_after_an_expired_post_the_way_back_is_a_page(
    store: Store, name: str, args: tuple[object, ...], back: str
) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    desk.expire()
    target = parse_qs(urlsplit(desk.post(name, *args).headers["Location"]).query)["next"][0]
    desk.sign_in("investigator", next=target)
    assert desk.get(target).headers["Location"] == address(back, *args)


def test_the_door_says_nothing_about_who_is_there(store: Store) -> None:
    deactivate(store, person(store, "administrator"), person(store, "monitor").id)
    pages_shown = set()
    for username in ("coordinator", "nobody", "monitor"):
        response = Desk().sign_in(username, "wrong")
        assert response.status_code == 403
        page = re.sub(r'value="[^"]*"', "", read(response))
        pages_shown.add(re.sub(r'name="csrfmiddlewaretoken"', "", page))
    assert len(pages_shown) == 1


@pytest.mark.parametrize(
    "username", ["Investigator", "  investigator ", "ＩＮＶＥＳＴＩＧＡＴＯＲ"]
)
def test_case_and_width_do_not_keep_anybody_out(store: Store, username: str) -> None:
    assert Desk().sign_in(username).status_code == 302


def test_a_nonsense_name_is_just_wrong(any_store: Store) -> None:
    for username in ("", "a\0b", "x" * 100_000, "' OR 1=1 --", HOSTILE, "\u202e"):
        forget_failures()
        response = Desk().sign_in(username)
        assert response.status_code == 403
        assert "Name or password is wrong." in read_text(response)
        assert "<img src=x" not in read(response)
        assert len(response.content) < 20_000


def test_a_new_session_begins_at_every_sign_in(store: Store) -> None:
    """A session number planted beforehand opens nothing afterwards."""
    desk = Desk("coordinator")
    planted = desk.client.cookies["sessionid"].value
    desk.sign_in("investigator")
    own = desk.client.cookies["sessionid"].value
    assert own != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/").status_code == 302
    fixed = Client()
    fixed.cookies["sessionid"] = "a" * 32
    fixed.post("/sign-in", {"username": "coordinator", "password": DEMO_PASSWORD})
    assert fixed.cookies["sessionid"].value != "a" * 32


def test_signing_out_ends_the_session_for_everybody_who_holds_it(store: Store) -> None:
    desk = Desk("coordinator")
    copy = Client()
    copy.cookies["sessionid"] = desk.client.cookies["sessionid"].value
    assert copy.get("/").status_code == 200
    assert desk.get("sign_out").status_code == 405
    assert copy.get("/").status_code == 200
    assert desk.post("sign_out").headers["Location"] == "/sign-in"
    assert copy.get("/").status_code == 302
    assert desk.get("today").status_code == 302
    assert not Session.objects.exists()


def test_cookies_are_for_this_server_alone(store: Store) -> None:
    desk = Desk("coordinator")
    session, token = desk.client.cookies["sessionid"], desk.client.cookies["csrftoken"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert token["samesite"] == "Lax"
    assert not session["expires"], "the session ends with the browser"
    assert 0 < settings.SESSION_COOKIE_AGE <= 8 * 60 * 60


# ------------------------------------------------------------------ wrong passwords


def pass_minutes(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    later = time.time() + 60 * minutes
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)


def test_five_wrong_passwords_lock_the_account_for_fifteen_minutes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    for _ in range(4):
        assert "Name or password is wrong." in read_text(desk.sign_in("investigator", "wrong"))
    locked = desk.sign_in("investigator", "wrong")
    assert "This account is locked until 15 minutes from now." in read_text(locked)
    right = desk.sign_in("investigator")
    assert right.status_code == 403
    assert "locked" in read_text(right)
    # Others are not locked with it.
    assert Desk().sign_in("coordinator").status_code == 302
    pass_minutes(monkeypatch, 14)
    assert desk.sign_in("investigator").status_code == 403
    pass_minutes(monkeypatch, 30)
    assert desk.sign_in("investigator").status_code == 302


def test_the_lock_speaks_chinese(store: Store) -> None:
    desk = Desk(language="zh")
    for _ in range(5):
        page = read_text(desk.sign_in("investigator", "wrong"))
    assert "此账号锁定至 15 分钟后。" in page


def test_a_name_written_otherwise_has_no_tries_of_its_own(store: Store) -> None:
    written = ["investigator", "Investigator", "INVESTIGATOR", "ｉnvestigator", " investigator"]
    for username in written:
        Desk().sign_in(username, "wrong")
    assert "locked" in read_text(Desk().sign_in("investigator"))


def test_a_forged_address_has_no_tries_of_its_own(store: Store) -> None:
    for number in range(5):
        Client(headers={"x-forwarded-for": f"10.0.0.{number}"}).post(
            "/sign-in", {"username": "investigator", "password": "wrong"}
        )
    assert "locked" in read_text(Desk().sign_in("investigator"))


def test_a_flood_of_other_names_does_not_wash_the_count_away(store: Store) -> None:
    asked = RequestFactory()
    for _ in range(4):
        let_in(asked.post("/sign-in"), "investigator", "wrong")
    for number in range(400):
        let_in(asked.post("/sign-in"), f"nobody{number}", "wrong")
    let_in(asked.post("/sign-in"), "investigator", "wrong")
    assert "locked" in read_text(Desk().sign_in("investigator"))


def test_a_right_password_ends_the_count(store: Store) -> None:
    desk = Desk()
    for _ in range(3):
        for _ in range(4):
            desk.sign_in("investigator", "wrong")
        assert desk.sign_in("investigator").status_code == 302


def sign(desk: Desk, password: str) -> HttpResponse:
    shown = read(desk.get("visit", "NC-001", "baseline"))
    seen = re.findall(r'name="seen" value="([^"]*)"', shown)
    data = {"meaning": "reviewed", "password": password, "seen": seen[0] if seen else ""}
    return desk.post("sign", "NC-001", "baseline", data=data)


def test_guessing_the_signing_password_locks_the_account_too(store: Store) -> None:
    """Somebody at a screen that the investigator left open."""
    enroll_one(store)
    desk = Desk("investigator")
    for _ in range(4):
        assert "the password is wrong" in read_text(sign(desk, "guess"))
    for password in ("guess", DEMO_PASSWORD):
        refused = sign(desk, password)
        assert refused.status_code == 409
        assert "your account is locked after too many wrong passwords" in read_text(refused)
    assert not store.state().participants["NC-001"].signatures
    assert Desk().sign_in("investigator").status_code == 403


def test_a_slip_now_and_then_does_not_lock_who_signs_all_day(store: Store) -> None:
    enroll_one(store)
    desk = Desk("investigator")
    for number in range(3):
        for _ in range(3):
            assert sign(desk, "slip").status_code == 409
        assert sign(desk, DEMO_PASSWORD).status_code == 302
        raw = SKIN | {"scalp_scale": str(number % 2 + 1)}
        desk.save("NC-001", "baseline", "cdasi", raw, _reason="query")


def test_guessing_at_the_password_page_locks_too(store: Store) -> None:
    desk = Desk("investigator")
    new = {"old_password": "guess", "new_password1": OWN, "new_password2": OWN}
    for _ in range(5):
        refused = desk.post("password", data=new)
    assert "your account is locked" in read_text(refused)
    right = desk.post("password", data={**new, "old_password": DEMO_PASSWORD})
    assert right.status_code == 409


# ------------------------------------------------------------------ one's own password


def change(desk: Desk, old: str = DEMO_PASSWORD, new: str = OWN, again: str = OWN) -> HttpResponse:
    data = {"old_password": old, "new_password1": new, "new_password2": again}
    return desk.post("password", data=data)


def test_changing_the_password_ends_the_other_sessions(store: Store) -> None:
    here, elsewhere = Desk("coordinator"), Desk("coordinator")
    assert change(here).headers["Location"] == "/"
    assert here.get("today").status_code == 200
    assert elsewhere.get("today").headers["Location"].startswith("/sign-in?")
    assert Desk().sign_in("coordinator").status_code == 403
    assert Desk().sign_in("coordinator", OWN).status_code == 302
    entry = latest_entries()[0]
    assert (entry.fact.kind, entry.by.username) == ("password_changed", "coordinator")


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", OWN, OWN, "the present password is wrong"),
        (DEMO_PASSWORD, OWN, OWN + "x", "the two new passwords differ"),
        (DEMO_PASSWORD, DEMO_PASSWORD, DEMO_PASSWORD, "the new password is the old one"),
        (DEMO_PASSWORD, "short", "short", "shorter than 10 characters"),
        (DEMO_PASSWORD, "12345678901", "12345678901", "nothing but digits"),
        (DEMO_PASSWORD, "password123", "password123", "among the commonest passwords"),
        (DEMO_PASSWORD, "coordinator1", "coordinator1", "too like the username"),
        (DEMO_PASSWORD, "", "", "shorter than 10 characters"),
    ],
)
def test_a_weak_or_wrong_password_changes_nothing(
    store: Store, old: str, new: str, again: str, said: str
) -> None:
    desk = Desk("coordinator")
    before = count_entries()
    refused = change(desk, old, new, again)
    assert refused.status_code == 409
    assert said in read_text(refused)
    assert count_entries() == before
    assert Desk().sign_in("coordinator").status_code == 302


# ------------------------------------------------------------------ requests from elsewhere


def test_every_post_needs_its_token(store: Store) -> None:
    enroll_one(store)
    desk = Desk("investigator", enforce_csrf_checks=False)
    desk.client.handler.enforce_csrf_checks = True
    before = count_entries()
    form = ("NC-001", "baseline", "cdasi", 1)
    posts: dict[str, tuple[object, ...]] = {
        "sign_in": (), "sign_out": (), "password": (), "set_language": (), "screen": (),
        "enroll": ("NC-001",), "enroll_fact": ("NC-001",), "fail_screening": ("NC-001",),
        "tell_deviation": ("NC-001",), "acknowledge": ("NC-001", "told:1"),
        "sign": ("NC-001", "baseline"), "form": form, "form_merge": form, "score": form,
        "redact": (*form, "malar_scale"), "evaluation": (),
    }  # fmt: skip
    for name, args in posts.items():
        assert desk.post(name, *args).status_code == 403, name
        wrong = desk.post(name, *args, data={"csrfmiddlewaretoken": "x" * 64})
        assert wrong.status_code == 403, name
    assert count_entries() == before
    assert desk.get("today").status_code == 200, "nobody was signed out from elsewhere"


def test_the_token_of_the_page_is_taken(store: Store) -> None:
    desk = Desk("coordinator", enforce_csrf_checks=False)
    desk.client.handler.enforce_csrf_checks = True
    token = find(r'name="csrfmiddlewaretoken" value="([^"]+)"', read(desk.get("screen")))
    data = {"code": "NC-001", "csrfmiddlewaretoken": token}
    assert desk.post("screen", data=data).status_code == 302


def test_a_page_from_an_earlier_session_says_what_to_do(store: Store) -> None:
    """A tab left open over a sign-out and a sign-in, which give out a new token."""
    desk = Desk("coordinator", language="zh", enforce_csrf_checks=False)
    desk.client.handler.enforce_csrf_checks = True
    refused = desk.post("screen", data={"code": "NC-001"})
    assert refused.status_code == 403
    assert "您输入的内容仍在本机" in read_text(refused)


def test_a_request_under_another_name_is_refused(store: Store) -> None:
    desk = Desk("coordinator")
    refused = desk.get("today", host="evil.example")
    assert refused.status_code == 400
    assert "This cannot be read" in read_text(refused)
    assert "evil.example" not in read(refused)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_too_much_at_once_is_refused_in_words(store: Store, language: str) -> None:
    screen_one(store)
    desk = Desk("coordinator", language)
    before = count_entries()
    place = address("form", "NC-001", "screening", "blood_count", 1)
    many = {f"x{n}": "1" for n in range(2001)}
    for data in (many, {"wbc": "5" * 3_000_000}):
        refused = desk.post(place, data=data)
        assert refused.status_code == 400
        assert {"en": "Nothing was saved", "zh": "未保存"}[language] in read_text(refused)
    assert count_entries() == before


# ------------------------------------------------------------------ headers

FORM = ("NC-001", "baseline", "cdasi", 1)


def list_answers(store: Store) -> Iterator[tuple[str, HttpResponse]]:
    """Pages, fragments, downloads, refusals, redirects and errors."""
    enroll_one(store)
    desk, stranger, monitor = Desk("investigator"), Desk(), Desk("monitor")
    yield "page", desk.get("participant", "NC-001")
    yield "form", desk.get("form", *FORM)
    yield "fragment", desk.get("item_history", *FORM, "malar_scale", **{"x-fragment": "1"})
    yield "score", desk.post("score", *FORM, data=SKIN)
    yield "download", desk.get("audit_export")
    yield "files", desk.get("study_download")
    yield "refusal", monitor.get("enroll", "NC-001")
    yield "faults", desk.save("NC-001", "baseline", "blood_count", {"wbc": "abc"})
    yield "stale", desk.save("NC-001", "baseline", "blood_count", BLOOD, _version="9")
    yield "not found", desk.get("/nothing")
    yield "no participant", desk.get("participant", "NC-999")
    yield "too much", desk.post("password", data={f"x{n}": "1" for n in range(2001)})
    yield "password", desk.get("password")
    yield "door", stranger.get("sign_in")
    yield "wrong", stranger.sign_in("investigator", "wrong")


def test_every_answer_carries_its_protection_and_is_kept_nowhere(store: Store) -> None:
    for name, response in list_answers(store):
        headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "object-src 'none'" in policy, name
        assert "base-uri 'none'" in policy, name
        assert "form-action 'self'" in policy, name
        assert "unsafe" not in policy, name
        assert "*" not in policy, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        kept = headers["Cache-Control"].replace(" ", "").split(",")
        assert {"no-store", "private"} <= set(kept), name


def test_no_page_brings_script_or_style_of_its_own(store: Store) -> None:
    """The policy would stop it, and the page would be broken."""
    for name, response in list_answers(store):
        if "html" not in response.headers["Content-Type"]:
            continue
        page = read(response)
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page), name
        assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", page), name
        assert "javascript:" not in page, name
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page), name


def test_every_page_of_data_sits_behind_the_entrance() -> None:
    """A page that forgets the entrance would be open to anybody."""
    free = {"sign_in", "sign_out", "password", "set_language"}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name not in free:
            assert hasattr(pattern.callback, "__wrapped__"), pattern.name
            module = pattern.callback.__module__
            assert module.startswith(pages.__name__), pattern.name


# ------------------------------------------------------------------ hostile and odd texts


def test_hostile_texts_are_shown_as_texts_everywhere(store: Store) -> None:
    screen_one(store)
    desk = Desk("investigator")
    hostile = {**CONSENT, "version": HOSTILE}
    on = {"_date": "2026-02-26", "_reason": "other", "_reason_text": HOSTILE}
    assert desk.save("NC-001", "screening", "consent", hostile, **on).status_code == 302
    told = {"happened": "2026-03-01", "description": HOSTILE}
    assert desk.post("tell_deviation", "NC-001", data=told).status_code == 302
    key = store.state().participants["NC-001"].told_deviations[0].key
    judged = {"weight": "minor", "comment": HOSTILE}
    assert desk.post("acknowledge", "NC-001", key, data=judged).status_code == 302
    desk.post("screen", data={"code": "NC-002"})
    desk.post("enroll_fact", "NC-002", data={"happened": "2026-03-02", "reason": HOSTILE})
    add_own(store, "evil", "monitor").name.encode()

    shown = [
        desk.get("form", "NC-001", "screening", "consent", 1),
        desk.get("item_history", *CONSENT_VERSION),
        desk.get("item_history", *CONSENT_VERSION, **{"x-fragment": "1"}),
        desk.get("participant", "NC-001"),
        desk.get("participant", "NC-002"),
        desk.get("visit", "NC-001", "screening"),
        desk.get("deviations"),
        desk.get("acknowledge", "NC-001", key),
        desk.get("audit"),
        desk.post("fail_screening", "NC-002", data={"reason": HOSTILE}),
        desk.post("screen", data={"code": HOSTILE}),
        desk.post("tell_deviation", "NC-001", data={"happened": HOSTILE, "description": HOSTILE}),
        desk.save("NC-001", "screening", "consent", {**CONSENT, "signed_at": HOSTILE}),
        desk.get("audit", query="?" + urlencode({"participant": HOSTILE, "since": HOSTILE})),
        desk.get("today", query="?" + urlencode({"entry": HOSTILE})),
        desk.get("/participants/" + urlencode({"": HOSTILE})[1:]),
    ]  # fmt: skip
    seen = 0
    for response in shown:
        page = read(response)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"\{\{.*?\}\}|49<", page)
        seen += "&lt;script&gt;alert(1)" in page
    assert seen >= 10


def test_odd_letters_come_back_as_they_were(any_store: Store) -> None:
    screen_one(any_store)
    desk = Desk("coordinator")
    on = {"_date": "2026-02-26", "_reason": "other", "_reason_text": ODD}
    done = desk.save("NC-001", "screening", "consent", {**CONSENT, "version": ODD}, **on)
    assert done.status_code == 302
    assert ODD in read(desk.get("form", "NC-001", "screening", "consent", 1))
    assert ODD in read(desk.get("audit"))
    any_store.forget()
    record = any_store.state().participants["NC-001"].record("screening", "consent")
    assert record is not None
    assert (record.values["version"], record.why_text) == (ODD, ODD)


@pytest.mark.parametrize("text", ["a\0b", "bell\x07", "x" * 10_001], ids=["NUL", "bell", "long"])
def test_a_text_that_cannot_be_kept_is_refused_everywhere(any_store: Store, text: str) -> None:
    screen_one(any_store)
    desk = Desk("investigator")
    before = count_entries()
    answers = [
        desk.save("NC-001", "screening", "consent", {**CONSENT, "version": text}, _reason="query"),
        desk.save(*BLOOD_COUNT, {**BLOOD, "wbc": "4"}, _reason="query", _reason_text=text),
        desk.post("tell_deviation", "NC-001", data={"happened": "2026-03-01", "description": text}),
        desk.post("fail_screening", "NC-001", data={"reason": text}),
        desk.post("enroll_fact", "NC-001", data={"happened": "2026-03-01", "reason": text}),
        desk.post("screen", data={"code": text}),
    ]  # fmt: skip
    assert [response.status_code for response in answers] == [422, 422, 409, 409, 409, 409]
    assert count_entries() == before


NONSENSE = (
    "participant=%00", "person=%00", "kind=%00", "since=%00", "until=9999-12-31",
    "since=0001-01-01", "since=abc", "until=2026-13-45", "page=0", "page=-1",
    "page=999999999", "page=" + "9" * 4000, "participant=NC-001%27%20OR%201=1",
    "person=p1&person=p2", "since=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96-01-01",
)  # fmt: skip


def test_a_nonsense_filter_is_no_failure(any_store: Store) -> None:
    desk = Desk("monitor")
    for query in NONSENSE:
        assert desk.get("audit", query=f"?{query}").status_code == 200, query


# ------------------------------------------------------------------ logs and failures


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any logger writes while the block runs, formatted as on the server."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter("%(name)s %(message)s"))
    names = ("", "django", "django.request", "django.security", "axes", "heliotrope")
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG if logger.name != "django.db.backends" else logger.level)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_nothing_that_was_recorded_or_typed_is_logged(store: Store, written: io.StringIO) -> None:
    screen_one(store)
    desk = Desk("investigator")
    desk.save("NC-001", "screening", "consent", {**CONSENT, "version": SECRET}, _reason="query")
    desk.save("NC-001", "screening", "consent", {**CONSENT, "signed_at": SECRET})
    desk.save("NC-001", "screening", "blood_count", {**BLOOD, "wbc": SECRET})
    desk.save("NC-001", "screening", "consent", {**CONSENT, "version": SECRET}, _version="1")
    desk.post("tell_deviation", "NC-001", data={"happened": SECRET, "description": SECRET})
    desk.post("fail_screening", "NC-001", data={"reason": SECRET})
    desk.post("screen", data={"code": SECRET})
    desk.get("audit", query="?" + urlencode({"participant": SECRET}))
    desk.get("item_history", "NC-001", "screening", "consent", 1, "version")
    desk.post("password", data={"old_password": SECRET, "new_password1": SECRET})
    Desk().sign_in("investigator", SECRET)
    # A password typed into the field of the name.
    Desk().sign_in(SECRET, "wrong")
    desk.post("form", "NC-001", "screening", "consent", 1, data={SECRET: SECRET})
    lines = written.getvalue()
    assert "Unprocessable" in lines, "the test hears the loggers"
    assert SECRET not in lines
    assert "investigator" not in lines.lower().replace("heliotrope.web", "")


def test_a_failure_is_said_to_the_person_and_named_in_the_log_without_its_words(
    store: Store, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen_one(store)
    desk = Desk("coordinator", raise_request_exception=False)

    def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(store, "record", fail)
    typed = {**CONSENT, "version": SECRET, "_reason": "query"}
    failed = desk.save("NC-001", "screening", "consent", typed)
    assert failed.status_code == 500
    assert "Nothing of this act was saved" in read_text(failed)
    assert "这次操作没有保存" in read_text(failed)
    assert SECRET not in read(failed)
    assert "Traceback" not in read(failed)
    lines = written.getvalue()
    assert "RuntimeError" in lines
    assert SECRET not in lines


def test_a_broken_chain_is_not_shown(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody changed the file by other means: no page is made from it."""
    from heliotrope.web import store as module

    screen_one(store)
    use_store(Store(FakeClock(), FakeSalts()))
    monkeypatch.setattr(module, "compute_hash", lambda text: "0" * 64)
    desk = Desk(raise_request_exception=False)
    response = desk.get("sign_in")
    assert response.status_code == 500
    assert "NC-001" not in read(response)
