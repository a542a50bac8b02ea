"""A person by name in; the entry of what changes for them, with what to tell them, out."""

from __future__ import annotations

from heliotrope.cli.founding import tell_password
from heliotrope.cli.place import Place, open_existing
from heliotrope.cli.talk import tell


def add_user(place: Place, name: str, role: str, username: str) -> None:
    """Add a person and print the one-time password."""
    store = open_existing(place)
    from heliotrope.web.accounts import add_person, derive_username
    from heliotrope.web.store import SYSTEM

    added = add_person(store, SYSTEM, username or derive_username(name), name, role)
    tell(f"Added {name} as {role}.", f"已添加 {name}，角色 {role}。")
    tell_password(added.person.username, added.password)


def renew_password(place: Place, name: str) -> None:
    """Print a new one-time password. Raises Refusal for nobody, or somebody without access."""
    store = open_existing(place)
    from heliotrope.web.accounts import require_person, reset_password
    from heliotrope.web.store import SYSTEM

    person = require_person(store.state(), name)
    added = reset_password(store, SYSTEM, person.id)
    tell(f"{person.name} has a new password; the one before no longer counts.",
         f"{person.name} 已有新密码；原密码不再有效。")  # fmt: skip
    tell_password(added.person.username, added.password)


def give_role(place: Place, name: str, role: str) -> None:
    """Give a person another role. Raises Refusal for nobody, or for the role they have."""
    store = open_existing(place)
    from heliotrope.web.accounts import change_role, require_person, require_role
    from heliotrope.web.store import SYSTEM

    require_role(role)
    person = require_person(store.state(), name)
    change_role(store, SYSTEM, person.id, role)
    tell(f"{person.name} ({person.username}) was {person.role} and is {role} from now on.",
         f"{person.name}（{person.username}）原为 {person.role}，自此为 {role}。")  # fmt: skip


def remove_user(place: Place, name: str) -> None:
    """Revoke a person's access. Raises Refusal for nobody, or somebody who has none."""
    store = open_existing(place)
    from heliotrope.web.accounts import deactivate, require_person
    from heliotrope.web.store import SYSTEM

    person = require_person(store.state(), name)
    deactivate(store, SYSTEM, person.id)
    tell(f"{person.name} ({person.username}), {person.role}, has no access any more."
         f" Undo it with `heliotrope user role {person.username} {person.role}`.",
         f"{person.name}（{person.username}，{person.role}）已无访问权限。"
         f"如需恢复：`heliotrope user role {person.username} {person.role}`。")  # fmt: skip
