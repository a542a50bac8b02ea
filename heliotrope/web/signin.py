"""Who is asking: a name and a password → a session, and the password asked for again."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import (
    authenticate,
    get_user_model,
    login,
    logout,
    update_session_auth_hash,
)
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from heliotrope.vocabulary import Bilingual, Refusal
from heliotrope.web.accounts import require_recorded_password

LONGEST_USERNAME = 64
"""Characters; an account has no longer one."""


class AccountLocked(Refusal):
    """Too many wrong passwords: until the lock ends, the right one is not accepted either."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual(
                "your account is locked after too many wrong passwords", "密码多次输错，账号已锁定"
            ),
            Bilingual(
                "wait 15 minutes, or ask the administrator; nothing was done",
                "请等待 15 分钟，或联系管理员；本次未执行",
            ),
        )


def sign_in(request: HttpRequest, username: str, password: str) -> bool:
    """True, with a new session, if the pair is right. A locked account stays out.

    Raises PasswordReplaced for a password that no entry recorded.
    """
    account = authenticate(request, username=_read_username(username), password=password)
    _keep_page(request)
    if account is None:
        return False
    _require_recorded(account)
    login(request, account)
    return True


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    logout(request)


def is_locked(request: HttpRequest, username: str) -> bool:
    """True while this username is locked for whoever asks from this address."""
    return bool(AxesProxyHandler.is_locked(request, {"username": _read_username(username)}))


def check_own_password(request: HttpRequest, password: str) -> bool:
    """True if this is the signed-in person's password.

    Wrong ones count toward the lock, a right one ends the count. Raises AccountLocked, or
    PasswordReplaced for one that no entry recorded.
    """
    account = request.user
    if not account.is_authenticated:
        return False
    username = account.get_username()
    found = authenticate(request, username=username, password=password)
    _keep_page(request)
    if found is None and is_locked(request, username):
        raise AccountLocked
    if found is None or found.pk != account.pk:
        return False
    _require_recorded(found)
    AxesProxyHandler.reset_attempts(username=username, ip_address=request.META.get("REMOTE_ADDR"))
    return True


def keep_session(request: HttpRequest) -> None:
    """Keep this session after its own password changed; all others end."""
    account = request.user
    if account.is_authenticated:
        account.refresh_from_db()
        update_session_auth_hash(request, account)


def _require_recorded(account: AbstractBaseUser) -> None:
    require_recorded_password(str(account.pk), account.password)


def _read_username(username: str) -> str:
    """The one form of a username; empty for what cannot be one, since PostgreSQL takes no NUL.

    Folded before it is counted: else each way of writing a name would have wrong tries of its own.
    """
    name: str = get_user_model().normalize_username(username)
    return name if len(name) <= LONGEST_USERNAME and name.isprintable() else ""


def _keep_page(request: HttpRequest) -> None:
    # Else the middleware of axes would put its own page, in English, in place of ours.
    request.axes_locked_out = False  # type: ignore[attr-defined]
