"""A person signs a visit with the password → the signature, bound to what was shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heliotrope import __version__
from heliotrope.capture import signatures
from heliotrope.capture.answers import DrawSalt
from heliotrope.capture.entries import Covered
from heliotrope.capture.ledger import Draft, State
from heliotrope.capture.roles import require_allowed
from heliotrope.capture.signatures import UnableToSign
from heliotrope.vocabulary import Bilingual, Person
from heliotrope.web.store import Recorded, Store


def sign(
    store: Store, by: Person, code: str, visit: str, meaning: str, *, seen: str, password_ok: bool
) -> Recorded:
    """Sign all complete forms of a visit.

    `seen` is what the page showed (`describe_covered`), so that nothing unseen is signed; empty
    means that no page was shown. `password_ok` says that the password was checked just now
    (21 CFR 11.200(a)(1)).

    Raises:
        UnableToAct: the role may not sign.
        UnableToSign: wrong password, an administrator's password, changed since seen, drafts.
    """
    require_allowed(by, "sign")
    if not password_ok:
        raise UnableToSign(
            Bilingual("the password is wrong", "密码不正确"),
            Bilingual("nothing was signed; type it again", "尚未签名，请重新输入"),
        )

    def decide(state: State, _now: datetime, _salt: DrawSalt) -> Sequence[Draft]:
        _require_own_password(state, by)
        fact = signatures.sign(state, code, visit, meaning, __version__)
        if seen and seen != describe_covered(fact.covers):
            raise UnableToSign(
                Bilingual("the visit changed since the page was shown", "页面显示之后，访视有改动"),
                Bilingual("look at it again, then sign", "请重新查看后再签名"),
            )
        return [Draft(fact)]

    return store.record(by, decide)


def describe_covered(covers: Sequence[Covered]) -> str:
    """What a signature would cover, in a short text that changes when any of it does."""
    return ",".join(f"{c.form}.{c.repeat}.{c.form_version}" for c in covers)


def _require_own_password(state: State, by: Person) -> None:
    """An administrator who knows the password could sign for the person: 21 CFR 11.200(a)(3)."""
    staff = state.staff.get(by.id)
    if staff is not None and staff.password_from_administrator:
        raise UnableToSign(
            Bilingual("your password was set by an administrator", "您的密码由管理员设定"),
            Bilingual("choose your own password first", "请先设置您自己的密码"),
        )
