"""Who is asking: a name and a password → a session, and the password asked for again."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest


def sign_in(request: HttpRequest, username: str, password: str) -> bool:
    """True, with a new session, if the pair is right. A locked account stays out."""
    account = authenticate(request, username=username, password=password)
    if account is None:
        return False
    login(request, account)
    return True


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    logout(request)


def check_own_password(request: HttpRequest, password: str) -> bool:
    """True if this is the signed-in person's password. Wrong ones count toward the lock."""
    account = request.user
    if not account.is_authenticated:
        return False
    found = authenticate(request, username=account.get_username(), password=password)
    return found is not None and found.pk == account.pk


def keep_session(request: HttpRequest) -> None:
    """Keep this session after its own password changed; all others end."""
    account = request.user
    if account.is_authenticated:
        account.refresh_from_db()
        update_session_auth_hash(request, account)
