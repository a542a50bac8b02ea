"""What the door shows: signing in, choosing a password."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.web.pages.views.forms import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """A fixed account of a synthetic database; its button signs in at once."""

    username: str
    password: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """`sign_in.html`. Posts `username`, `password`, `next`."""

    action: str
    next: str
    username: str = ""
    error: str = ""
    locked: str = ""
    """Until when sign-in is locked after wrong passwords."""
    expired: bool = False
    """True: the session ended; the page says what is kept on this device."""
    study_title: str = ""
    study_lines: tuple[str, ...] = ()
    demo: tuple[DemoAccount, ...] = ()
    help: str = ""
    """Whom to ask for a new password."""
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPage:
    """`password.html`. Posts `old_password`, `new_password1`, `new_password2`."""

    action: str
    forced: bool
    """True: the person came in with a one-time password and goes nowhere before."""
    old: Field
    new: Field
    again: Field
    rules: tuple[str, ...]
