"""A person and a password in; the ledger's facts with the account that belongs to them, out.

Name and role stand in the ledger alone; an account only lets its person in.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from heliotrope.capture.entries import PasswordChanged, PersonAdded, RoleChanged, compute_hash
from heliotrope.capture.ledger import Draft, Staff, State
from heliotrope.capture.roles import ROLE_LABELS
from heliotrope.vocabulary import Bilingual, Person, Refusal
from heliotrope.web.store import DrawSalt, Recorded, Store, get_store

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or digit that is mistaken for another when read aloud or copied by hand."""

USERNAME = re.compile(r"\w[\w.@+-]{0,63}")
GRANTABLE = tuple(role for role in ROLE_LABELS if role not in ("system", "inactive"))


class UnableToAddPerson(Refusal):
    """The person cannot be added."""


class WeakPassword(Refusal):
    """The password is too easily guessed."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody about to be added, with the password to begin with."""

    username: str
    name: str
    role: str
    password: str
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A person as added, and the password that must be told to them once."""

    person: Person
    password: str


def draw_password() -> str:
    """A one-time password of 80 bits in four groups, from the system's own chance."""
    letters = [secrets.choice(ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def derive_username(name: str) -> str:
    """The username proposed for a name: no spaces, lower case. `Li Wei` gives `li.wei`."""
    return _fold(".".join(name.split()))


def add_person(
    store: Store,
    by: Person,
    username: str,
    name: str,
    role: str,
    *,
    draw: Callable[[], str] = draw_password,
) -> Added:
    """Record a new person and make the account, with a one-time password.

    Raises UnableToAddPerson for a username that is or ever was in use, or for an unknown role.
    """
    new = NewPerson(username, name, role, draw())
    recorded = add_people(store, by, [new])
    fact = recorded.links[0].entry.fact
    assert isinstance(fact, PersonAdded)
    return Added(recorded.state.staff[fact.person].person, new.password)


def add_people(store: Store, by: Person, people: Sequence[NewPerson]) -> Recorded:
    """Record several new people at once, all or none. Raises UnableToAddPerson."""
    hashes = hash_passwords(people)

    def decide(state: State, _at: datetime, _salts: DrawSalt) -> list[Draft]:
        return make_person_drafts(state, people, hashes)

    return store.record(by, decide, lambda state: make_accounts(state, people, hashes))


def hash_passwords(people: Sequence[NewPerson]) -> tuple[str, ...]:
    """The salted hash of each one's password, as accounts keep it and entries commit to it."""
    return tuple(make_password(new.password) for new in people)


def make_person_facts(
    state: State, people: Sequence[NewPerson], hashes: Sequence[str]
) -> list[PersonAdded]:
    """The facts that these people were added. Raises UnableToAddPerson."""
    taken = {_fold(staff.person.username) for staff in state.staff.values()}
    facts = []
    pairs = zip(people, hashes, strict=True)
    for number, (new, kept) in enumerate(pairs, start=len(state.staff) + 1):
        username = _fold(new.username)
        _require_username(username, taken)
        require_role(new.role)
        taken.add(username)
        facts.append(
            PersonAdded(
                person=f"p{number}",
                username=username,
                name=new.name.strip(),
                role=new.role,
                password=compute_hash(kept),
            )
        )
    return facts


def make_person_drafts(
    state: State, people: Sequence[NewPerson], hashes: Sequence[str]
) -> list[Draft]:
    """The facts that these people were added. Raises UnableToAddPerson.

    An imagined person of a rehearsal has the password for its own from the start: everybody knows
    it, and nothing that is signed with it is real.
    """
    facts = make_person_facts(state, people, hashes)
    own = [
        PasswordChanged(person=fact.person, by_administrator=False, password=fact.password)
        for fact, new in zip(facts, people, strict=True)
        if new.demo
    ]
    return [*(Draft(fact) for fact in facts), *(Draft(fact) for fact in own)]


def make_accounts(state: State, people: Sequence[NewPerson], hashes: Sequence[str]) -> None:
    """Make the accounts of people just recorded; within the store's transaction."""
    by_username = {staff.person.username: staff.person for staff in state.staff.values()}
    model: Any = get_user_model()
    for new, kept in zip(people, hashes, strict=True):
        person = by_username[_fold(new.username)]
        account = model(person=person.id, username=person.username, password=kept, demo=new.demo)
        account.save(force_insert=True)


def change_password(store: Store, by: Person, person: str, password: str) -> Recorded:
    """Set a person's password and record that it changed.

    One that another person set must be changed by its owner before signing, since a signature is
    its owner's alone. Source: 21 CFR 11.200(a)(2)-(3).

    Raises WeakPassword, or Refusal if there is no such person.
    """
    account = _require_account(person)
    require_strong(password, account)
    return _put_password(store, by, person, password)


def reset_password(
    store: Store, by: Person, person: str, draw: Callable[[], str] = draw_password
) -> Added:
    """Set a one-time password for somebody who forgot theirs.

    Raises Refusal for somebody unknown, or whose access was revoked: it would let in nobody.
    """
    staff = store.state().staff.get(person)
    if staff is not None and staff.person.role == "inactive":
        raise Refusal(
            Bilingual("this person's access was revoked", "此人员的访问权限已撤销"),
            Bilingual(
                "give a role first: `heliotrope user role NAME ROLE`",
                "请先授予角色：`heliotrope user role NAME ROLE`",
            ),
        )
    password = draw()
    recorded = _put_password(store, by, person, password, by_administrator=True)
    return Added(recorded.state.staff[person].person, password)


def require_person(state: State, name: str) -> Person:
    """The person of a username, else the one of that name. Raises Refusal for none or several."""
    people = [staff.person for staff in state.staff.values()]
    found = [one for one in people if one.username == _fold(name.strip())]
    found = found or [one for one in people if one.name == name.strip()]
    if len(found) == 1:
        return found[0]
    names = [one.username for one in found or people]
    raise Refusal(
        Bilingual(f"{len(found)} people are named {name}", f"名为 {name} 的人员有 {len(found)} 位")
        if found
        else Bilingual(f"there is no person {name}", f"没有人员 {name}"),
        Bilingual(
            f"give a username; there are: {', '.join(names)}",
            f"请指定用户名；现有：{'、'.join(names)}",
        ),
    )


def change_role(store: Store, by: Person, person: str, role: str) -> Recorded:
    """Give a person another role; `inactive` revokes access at once, for every open session.

    Raises Refusal for an unknown person or role, or a role the person already has.
    """

    def decide(state: State, _at: datetime, _salts: DrawSalt) -> list[Draft]:
        staff = _require_staff(state, person)
        if role != "inactive":
            require_role(role)
        if staff.person.role == role:
            label = ROLE_LABELS[role]
            raise Refusal(
                Bilingual(f"the role is {label.en} already", f"角色已是{label.zh}"),
                Bilingual("choose another", "请选择其他角色"),
            )
        return [Draft(RoleChanged(person=person, role=role))]

    def keep(_state: State) -> None:
        model: Any = get_user_model()
        model.objects.filter(person=person).update(is_active=role != "inactive")

    return store.record(by, decide, keep)


def deactivate(store: Store, by: Person, person: str) -> Recorded:
    """Revoke a person's access. The username stays theirs and is never given again."""
    return change_role(store, by, person, "inactive")


WEAKNESSES = {
    "password_too_short": Bilingual("shorter than 10 characters", "少于 10 个字符"),
    "password_too_similar": Bilingual("too like the username", "与用户名过于相似"),
    "password_too_common": Bilingual("among the commonest passwords", "属于最常见的密码"),
    "password_entirely_numeric": Bilingual("nothing but digits", "只有数字"),
}
"""Code of a Django validator → what it found, in our words: its own are not all translated."""


def require_strong(password: str, account: AbstractBaseUser | None = None) -> None:
    """Raises WeakPassword with every reason."""
    subject: Any = account
    try:
        validate_password(password, subject)
    except ValidationError as error:
        found = [WEAKNESSES[str(one.code)] for one in error.error_list]
        raise WeakPassword(
            Bilingual(
                "the password is " + ", ".join(one.en for one in found),
                "密码" + "、".join(one.zh for one in found),
            ),
            Bilingual(
                "take several words that do not belong together", "请使用几个互不相关的词组合"
            ),
        ) from None


class PasswordReplaced(Refusal):
    """The password is right, and it is not the one that an entry recorded: nobody gets in."""

    def __init__(self) -> None:
        super().__init__(
            Bilingual(
                "this password was not set through Heliotrope: it was replaced in the database",
                "此密码不是通过 Heliotrope 设定的：有人在数据库中替换了它",
            ),
            Bilingual(
                "tell the administrator, who runs `heliotrope verify` and gives you a new one",
                "请告知管理员运行 `heliotrope verify` 并为您重设密码",
            ),
        )


def require_recorded_password(person: str, kept: str) -> None:
    """Raises PasswordReplaced unless the salted hash is the one that the ledger commits to.

    An entry made before they were committed to says nothing.
    """
    staff = get_store().state().staff.get(person)
    if staff is not None and staff.password not in (None, compute_hash(kept)):
        raise PasswordReplaced


class AccountBackend(ModelBackend):
    """Lets a person in by username and password; demonstration accounts only where allowed."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        """True for an active account; a demonstration account needs a demonstration."""
        demo_allowed = bool(getattr(settings, "HELIOTROPE_DEMO", False))
        return bool(getattr(user, "is_active", False)) and (
            demo_allowed or not getattr(user, "demo", True)
        )


def _put_password(
    store: Store, by: Person, person: str, password: str, *, by_administrator: bool | None = None
) -> Recorded:
    foreign = by.id != person if by_administrator is None else by_administrator
    kept = make_password(password)

    def decide(state: State, _at: datetime, _salts: DrawSalt) -> list[Draft]:
        _require_staff(state, person)
        fact = PasswordChanged(person=person, by_administrator=foreign, password=compute_hash(kept))
        return [Draft(fact)]

    def keep(_state: State) -> None:
        account = _require_account(person)
        account.password = kept
        account.save(update_fields=["password"])

    return store.record(by, decide, keep)


def _fold(username: str) -> str:
    return unicodedata.normalize("NFKC", username).casefold()


def _require_username(username: str, taken: set[str]) -> None:
    if not USERNAME.fullmatch(username):
        raise UnableToAddPerson(
            Bilingual("this is not a username", "用户名格式不正确"),
            Bilingual(
                "take letters, digits and . @ + - without spaces, at most 64",
                "请使用字母、数字和 . @ + -，不含空格，最多 64 个字符",
            ),
        )
    if username in taken:
        raise UnableToAddPerson(
            Bilingual(f"the username {username} is or was in use", f"用户名 {username} 已被使用过"),
            Bilingual("choose another: none is ever given again", "请另选：用户名不会重复使用"),
        )


def require_role(role: str) -> None:
    """Raises UnableToAddPerson for a role that nobody can be given."""
    if role not in GRANTABLE:
        raise UnableToAddPerson(
            Bilingual(f'there is no role "{role}"', f"没有角色「{role}」"),
            Bilingual(f"there are: {', '.join(GRANTABLE)}", f"现有：{'、'.join(GRANTABLE)}"),
        )


def _require_staff(state: State, person: str) -> Staff:
    if person in state.staff:
        return state.staff[person]
    raise Refusal(
        Bilingual("there is no such person", "没有此人员"),
        Bilingual("choose one from the list", "请从列表中选择"),
    )


def _require_account(person: str) -> AbstractBaseUser:
    model: Any = get_user_model()
    account: AbstractBaseUser | None = model.objects.filter(person=person).first()
    if account is None:
        raise Refusal(
            Bilingual("this person has no account", "此人员没有账户"),
            Bilingual("add the person first", "请先添加此人员"),
        )
    return account
