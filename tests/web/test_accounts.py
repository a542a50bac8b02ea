"""People, roles and passwords in; the entries they leave and whom the sign-in lets in out."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.test import RequestFactory

from heliotrope.vocabulary import Refusal
from heliotrope.web.accounts import (
    ALPHABET,
    PasswordReplaced,
    UnableToAddPerson,
    WeakPassword,
    add_person,
    change_password,
    change_role,
    deactivate,
    derive_username,
    draw_password,
    reset_password,
)
from heliotrope.web.database import get_connection
from heliotrope.web.find import find_accounts, find_head
from heliotrope.web.founding import DEMO_PASSWORD
from heliotrope.web.signin import sign_in
from heliotrope.web.store import NoLongerInRole, Store, use_store
from heliotrope.web.verify import verify_database
from tests.web.acts import screen
from tests.web.fakes import Cast

GOOD = "seven quiet violets"


def may_enter(username: str, password: str) -> bool:
    request = RequestFactory().post("/sign-in")
    return authenticate(request, username=username, password=password) is not None


def test_a_person_is_added_with_a_one_time_password(any_store: Store, cast: Cast) -> None:
    added = add_person(any_store, cast("administrator"), "Gao.Yan", "Gao Yan", "coordinator")
    staff = any_store.state().staff[added.person.id]
    assert (added.person.username, added.person.name) == ("gao.yan", "Gao Yan")
    assert staff.password_from_administrator
    assert may_enter("gao.yan", added.password)
    assert may_enter("GAO.YAN", added.password)
    assert not may_enter("gao.yan", added.password + "x")


def test_no_password_enters_the_ledger(any_store: Store, cast: Cast) -> None:
    added = add_person(any_store, cast("administrator"), "gao", "Gao Yan", "coordinator")
    recorded = change_password(any_store, added.person, added.person.id, GOOD)
    assert GOOD not in recorded.links[0].text
    assert added.password not in recorded.links[0].text


def test_one_time_passwords_are_long_and_differ() -> None:
    drawn = {draw_password() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(word) == 19 and set(word) <= set(ALPHABET) | {"-"} for word in drawn)


@pytest.mark.parametrize(
    ("name", "username"), [("Li Wei", "li.wei"), ("李伟", "李伟"), ("ＬＩ", "li")]
)
def test_a_username_is_proposed_from_a_name(name: str, username: str) -> None:
    assert derive_username(name) == username


@pytest.mark.parametrize("username", ["", "a b", ".x", "x" * 65, "a\n", "a/b", "<b>"])
def test_what_is_no_username_is_refused(store: Store, cast: Cast, username: str) -> None:
    with pytest.raises(UnableToAddPerson):
        add_person(store, cast("administrator"), username, "Name", "monitor")


def test_a_username_is_never_given_twice(any_store: Store, cast: Cast) -> None:
    added = add_person(any_store, cast("administrator"), "gao", "Gao Yan", "coordinator")
    deactivate(any_store, cast("administrator"), added.person.id)
    head = find_head()
    for again in ("gao", "GAO", "ｇａｏ"):
        with pytest.raises(UnableToAddPerson, match="is or was in use"):
            add_person(any_store, cast("administrator"), again, "Another", "monitor")
    assert find_head() == head


@pytest.mark.parametrize("role", ["inactive", "system", "root", ""])
def test_a_role_that_cannot_be_given_is_refused(store: Store, cast: Cast, role: str) -> None:
    with pytest.raises(UnableToAddPerson, match="no role"):
        add_person(store, cast("administrator"), "gao", "Gao Yan", role)


def test_a_password_replaced_by_hand_lets_nobody_in(any_store: Store, cast: Cast) -> None:
    use_store(any_store)
    added = add_person(any_store, cast("administrator"), "gao", "Gao Yan", "investigator")
    with get_connection().cursor() as cursor:
        cursor.execute(
            "UPDATE account SET password = %s WHERE person = %s",
            [make_password(GOOD), added.person.id],
        )
    with pytest.raises(PasswordReplaced, match="not set through Heliotrope"):
        sign_in(RequestFactory().post("/sign-in"), "gao", GOOD)
    assert not may_enter("gao", added.password)


def test_signing_in_never_renews_a_stored_hash(
    any_store: Store, cast: Cast, settings: LazySettings
) -> None:
    use_store(any_store)
    added = add_person(any_store, cast("administrator"), "gao", "Gao Yan", "investigator")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    assert may_enter("gao", added.password)
    assert verify_database().holds


def test_changing_ones_own_password_makes_it_ones_own(any_store: Store, cast: Cast) -> None:
    added = add_person(any_store, cast("administrator"), "gao", "Gao Yan", "investigator")
    change_password(any_store, added.person, added.person.id, GOOD)
    assert not any_store.state().staff[added.person.id].password_from_administrator
    assert may_enter("gao", GOOD)
    assert not may_enter("gao", added.password)


def test_a_password_set_by_another_is_not_ones_own(any_store: Store, cast: Cast) -> None:
    investigator = cast("investigator")
    added = reset_password(any_store, cast("administrator"), investigator.id)
    assert any_store.state().staff[investigator.id].password_from_administrator
    assert may_enter(investigator.username, added.password)


@pytest.mark.parametrize("password", ["", "short", "1234567890123", "password123", "gao-gao-gao"])
def test_a_weak_password_is_refused_in_both_languages(
    store: Store, cast: Cast, password: str
) -> None:
    added = add_person(store, cast("administrator"), "gao-gao-gao", "Gao Yan", "investigator")
    with pytest.raises(WeakPassword) as caught:
        change_password(store, added.person, added.person.id, password)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in caught.value.what.zh)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in caught.value.what.en)
    assert may_enter("gao-gao-gao", added.password)


def test_a_revoked_person_neither_enters_nor_acts(any_store: Store, cast: Cast) -> None:
    coordinator = cast("coordinator")
    deactivate(any_store, cast("administrator"), coordinator.id)
    assert not may_enter(coordinator.username, DEMO_PASSWORD)
    with pytest.raises(NoLongerInRole):
        screen(any_store, coordinator)
    inactive = any_store.state().staff[coordinator.id].person
    with pytest.raises(NoLongerInRole):
        screen(any_store, inactive)


def test_a_changed_role_counts_at_once(any_store: Store, cast: Cast) -> None:
    coordinator = cast("coordinator")
    change_role(any_store, cast("administrator"), coordinator.id, "monitor")
    with pytest.raises(NoLongerInRole):
        screen(any_store, coordinator)
    assert any_store.state().staff[coordinator.id].person.role == "monitor"


def test_a_role_changed_to_itself_is_refused(store: Store, cast: Cast) -> None:
    with pytest.raises(Refusal, match="already"):
        change_role(store, cast("administrator"), cast("monitor").id, "monitor")


def test_nobody_unknown_is_changed(store: Store, cast: Cast) -> None:
    by = cast("administrator")
    for act in (
        lambda: change_role(store, by, "p99", "monitor"),
        lambda: change_password(store, by, "p99", GOOD),
        lambda: reset_password(store, by, "p99"),
    ):
        with pytest.raises(Refusal, match="no "):
            act()


def test_demonstration_accounts_enter_a_demonstration_only(
    store: Store, cast: Cast, settings: LazySettings
) -> None:
    added = add_person(store, cast("administrator"), "gao", "Gao Yan", "coordinator")
    assert may_enter("coordinator", DEMO_PASSWORD)
    settings.HELIOTROPE_DEMO = False
    assert not may_enter("coordinator", DEMO_PASSWORD)
    assert may_enter("gao", added.password)


def test_accounts_are_listed_without_their_passwords(store: Store) -> None:
    accounts = find_accounts()
    assert {account.username for account in accounts} >= {"coordinator", "investigator"}
    assert all(account.demo and account.is_active for account in accounts)
