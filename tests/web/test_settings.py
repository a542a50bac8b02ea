"""The server as configured in; the headers, cookies and transactions it works with out."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.settings import HASHERS, SESSION_SECONDS, make_settings
from heliotrope.web.store import Store
from tests.web.fakes import CountQueries


def test_a_page_may_load_nothing_from_elsewhere_and_nothing_inline(store: Store) -> None:
    headers = Client().get("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for directive in ("base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_session_is_a_shift_and_out_of_reach_of_scripts(store: Store) -> None:
    client = Client()
    client.post("/sign-in", {"username": "coordinator", "password": DEMO_PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.session.get_expiry_age() <= SESSION_SECONDS


def test_looking_at_a_page_writes_nothing(store: Store, count_writes: CountQueries) -> None:
    client = Client()
    client.post("/sign-in", {"username": "coordinator", "password": DEMO_PASSWORD})
    with count_writes(0):
        assert client.get("/participants").status_code == 200


def test_a_failed_sign_in_writes_nothing(store: Store, count_writes: CountQueries) -> None:
    with count_writes(0):
        Client().post("/sign-in", {"username": "coordinator", "password": "wrong"})


def test_a_form_without_its_token_is_refused(store: Store) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"username": "coordinator", "password": DEMO_PASSWORD})
    # Back to the door, from a page that had no token of this browser's; nobody is let in.
    assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in")
    assert "sessionid" not in answer.cookies


def test_over_tls_cookies_travel_over_tls_only() -> None:
    secure, plain = (make_settings("sqlite:///x.db", https=https) for https in (True, False))
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert secure[name]
        assert not plain[name]
    assert secure["SECURE_HSTS_SECONDS"] > 0
    assert plain["SECURE_HSTS_SECONDS"] == 0


def test_no_request_is_a_transaction() -> None:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False
    assert settings.DEBUG is False


def test_new_passwords_are_dear_to_guess() -> None:
    assert make_settings("sqlite:///x.db")["PASSWORD_HASHERS"] == list(HASHERS)
    assert "Scrypt" in HASHERS[0]


def test_migrations_are_complete(store: Store) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("header", "language"), [("zh-CN,zh;q=0.9,en;q=0.5", "zh"), ("en-US", "en"), ("de", "en")]
)
def test_the_browsers_language_comes_first(store: Store, header: str, language: str) -> None:
    page = Client(headers={"accept-language": header}).get("/sign-in").content.decode()
    assert f'lang="{language}' in page
