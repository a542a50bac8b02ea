"""Every address and every act, asked for by everybody; what capture/roles.py allows, out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import URLPattern

from heliotrope.capture.roles import ALLOWED, ROLE_LABELS, Act, UnableToAct
from heliotrope.capture.submission import Submission
from heliotrope.vocabulary import Person, Refusal
from heliotrope.web import actions
from heliotrope.web.accounts import (
    add_person,
    change_password,
    change_role,
    deactivate,
    reset_password,
)
from heliotrope.web.actions.answer import answer
from heliotrope.web.actions.answer_panel import answer_panel
from heliotrope.web.actions.deviation import acknowledge, record_deviation
from heliotrope.web.actions.enroll import enroll, record_enrollment
from heliotrope.web.actions.fail_screening import fail_screening
from heliotrope.web.actions.look import open_results, record_export
from heliotrope.web.actions.redact import redact
from heliotrope.web.actions.screen import screen
from heliotrope.web.actions.sign import sign
from heliotrope.web.pages import today
from heliotrope.web.store import NoLongerInRole, Store
from heliotrope.web.urls import urlpatterns
from tests.web.stage import (
    ROLES,
    Desk,
    add_own,
    address,
    count_entries,
    enroll_one,
    latest_entries,
    person,
    read,
    screen_one,
)

OWN = "seven quiet violets"


@dataclass(frozen=True)
class Place:
    """An address with what its page needs, and a post that changes nothing when it is let in."""

    args: tuple[object, ...] = ()
    get: tuple[Act, ...] = ("view",)
    post: tuple[Act, ...] = ("view",)
    data: dict[str, str] = field(default_factory=dict)


FORM = ("NC-001", "baseline", "cdasi", 1)
PLACES: dict[str, Place] = {
    "today": Place(get=("view_audit",), post=("view_audit",)),
    "participants": Place(),
    "screen": Place(get=("screen",), post=("screen",), data={"code": ""}),
    "participant": Place(("NC-001",)),
    "enroll": Place(("NC-001",), get=("enroll",), post=("enroll",)),
    "enroll_fact": Place(("NC-001",), get=("record_fact",), post=("record_fact",)),
    "fail_screening": Place(("NC-001",), get=("fail_screening",), post=("fail_screening",)),
    "tell_deviation": Place(("NC-001",), get=("record_fact",), post=("record_fact",)),
    "acknowledge": Place(("NC-001", "told:45"), get=("acknowledge",), post=("acknowledge",)),
    "casebook": Place(("NC-001",), get=("view", "export"), post=("view", "export")),
    "visit": Place(("NC-001", "baseline")),
    "running": Place(("NC-001", "dosing")),
    "sign": Place(("NC-001", "baseline"), get=("sign",), post=("sign",)),
    "form": Place(FORM, post=("view", "answer"), data={"_date": "2026-13-45"}),
    "score": Place(FORM),
    "form_merge": Place(FORM, get=("answer",), post=("answer",)),
    "item_history": Place((*FORM, "malar_erythema")),
    "redact": Place((*FORM, "malar_erythema"), get=("redact",), post=("redact",)),
    "deviations": Place(),
    "evaluation": Place(get=("view_results",), post=("view_results",)),
    "look": Place((1,), get=("view_results",), post=("view_results",)),
    "look_file": Place((1, "results.csv"), get=("view_results",), post=("view_results",)),
    "study_files": Place(get=("view_audit",), post=("view_audit",)),
    "study_download": Place(get=("view_audit",), post=("view_audit",)),
    "plan_download": Place(get=("view_audit",), post=("view_audit",)),
    "audit": Place(get=("view_audit",), post=("view_audit",)),
    "audit_export": Place(get=("view_audit", "export"), post=("view_audit", "export")),
    "export": Place(get=("export",), post=("export",)),
}
OPEN = {"sign_in", "sign_out", "password", "set_language"}
"""For anybody: they are tested in test_security.py."""


def find_placeholders() -> set[str]:
    found = [p for p in urlpatterns if isinstance(p, URLPattern)]
    return {str(p.name) for p in found if p.callback is today.today} - {"today"}


PLACEHOLDERS = find_placeholders()
REAL = [name for name in PLACES if name not in PLACEHOLDERS]


def may(role: str, acts: tuple[Act, ...]) -> bool:
    return all(act in ALLOWED[role] for act in acts)


def stage(store: Store) -> None:
    """One enrolled, one screened, and a deviation told under entry 45."""
    enroll_one(store)
    screen_one(store, "NC-002")
    record_deviation(store, person(store, "coordinator"), "NC-001", date(2026, 3, 1), "a capsule")
    told = store.state().participants["NC-001"].told_deviations[0]
    assert told.key == PLACES["acknowledge"].args[1]


def test_every_address_is_in_this_table() -> None:
    names = {str(pattern.name) for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names == set(PLACES) | OPEN
    assert len(names) == len(urlpatterns)


@pytest.mark.parametrize("role", ROLES)
def test_pages_answer_as_the_role_allows(store: Store, role: str) -> None:
    stage(store)
    desk = Desk(role)
    for name in REAL:
        place = PLACES[name]
        before = count_entries()
        response = desk.get(name, *place.args)
        assert (response.status_code == 403) is not may(role, place.get), name
        assert "sign-in" not in response.headers.get("Location", ""), name
        if response.status_code == 403:
            assert count_entries() == before, name
            assert f"{ROLE_LABELS[role].en} may not" in read(response), name


@pytest.mark.parametrize("role", ROLES)
def test_posts_are_taken_as_the_role_allows(store: Store, role: str) -> None:
    stage(store)
    desk = Desk(role)
    for name in REAL:
        place = PLACES[name]
        before = count_entries()
        response = desk.post(name, *place.args, data=place.data)
        assert (response.status_code == 403) is not may(role, place.post), name
        assert "sign-in" not in response.headers.get("Location", ""), name
        if response.status_code == 403:
            assert count_entries() == before, name


def test_the_administrator_begins_at_the_entries(store: Store) -> None:
    response = Desk("administrator").get("today")
    assert response.headers["Location"] == address("audit")


@pytest.mark.parametrize("name", REAL)
def test_who_is_not_signed_in_is_led_to_the_door_and_back(store: Store, name: str) -> None:
    desk, place = Desk(), PLACES[name]
    response = desk.get(name, *place.args, query="?person=p1")
    there = urlsplit(response.headers["Location"])
    assert there.path == "/sign-in"
    assert parse_qs(there.query) == {"next": [address(name, *place.args) + "?person=p1"]}
    before = count_entries()
    response = desk.post(name, *place.args, data=place.data)
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    assert query == {"next": [address(name, *place.args)], "expired": ["1"]}
    assert count_entries() == before


def test_a_revoked_person_is_out_at_once(store: Store) -> None:
    stage(store)
    desk = Desk("investigator")
    assert desk.get("today").status_code == 200
    deactivate(store, person(store, "administrator"), person(store, "investigator").id)
    before = count_entries()
    for name in REAL:
        place = PLACES[name]
        for response in (desk.get(name, *place.args), desk.post(name, *place.args)):
            assert response.headers["Location"].startswith("/sign-in?"), name
    assert count_entries() == before
    assert Desk().sign_in("investigator").status_code == 403


def test_a_changed_role_holds_from_the_next_request_on(store: Store) -> None:
    stage(store)
    desk = Desk("investigator")
    change_role(store, person(store, "administrator"), person(store, "investigator").id, "monitor")
    assert desk.get("enroll", "NC-002").status_code == 403
    assert desk.post("enroll", "NC-002").status_code == 403
    assert desk.get("participant", "NC-001").status_code == 200


def test_a_one_time_password_opens_one_page_only(store: Store) -> None:
    stage(store)
    added = add_person(store, person(store, "administrator"), "gao", "Gao Yan", "investigator")
    desk = Desk()
    desk.sign_in("gao", added.password)
    before = count_entries()
    for name in REAL:
        place = PLACES[name]
        for response in (desk.get(name, *place.args), desk.post(name, *place.args)):
            assert response.headers["Location"] == "/password", name
    assert count_entries() == before
    assert "one-time password" in read(desk.get("password"))
    new = {"old_password": added.password, "new_password1": OWN, "new_password2": OWN}
    assert desk.post("password", data=new).headers["Location"] == "/"
    assert desk.get("today").status_code == 200


def test_a_password_reset_by_another_closes_the_open_session(store: Store) -> None:
    desk = Desk("investigator")
    reset_password(store, person(store, "administrator"), person(store, "investigator").id)
    assert desk.get("today").headers["Location"].startswith("/sign-in?")


# ------------------------------------------------------------------ the acts themselves

Try = Callable[[Store, Person], object]


def _answer(store: Store, by: Person) -> object:
    return answer(store, by, Submission("NC-001", "baseline", "blood_count", {}))


def _answer_panel(store: Store, by: Person) -> object:
    return answer_panel(store, by, [Submission("NC-001", "baseline", "labs", {"value": "1"})])


ACTS: dict[str, tuple[str, Act, Try]] = {
    "answer": ("answer", "answer", _answer),
    "answer_panel": ("answer_panel", "answer", _answer_panel),
    "record_deviation": (
        "deviation",
        "record_fact",
        lambda store, by: record_deviation(store, by, "NC-001", date(2026, 3, 1), ""),
    ),
    "acknowledge": (
        "deviation",
        "acknowledge",
        lambda store, by: acknowledge(store, by, "NC-001", "none", weight="minor", comment=""),
    ),
    "enroll": ("enroll", "enroll", lambda store, by: enroll(store, by, "NC-001")),
    "record_enrollment": (
        "enroll",
        "record_fact",
        lambda store, by: record_enrollment(store, by, "NC-001", date(2026, 3, 1), ""),
    ),
    "fail_screening": (
        "fail_screening",
        "fail_screening",
        lambda store, by: fail_screening(store, by, "NC-001", ""),
    ),
    "open_results": ("look", "view_results", open_results),
    "record_export": ("look", "export", lambda store, by: record_export(store, by, "entries.csv")),
    "redact": (
        "redact",
        "redact",
        lambda store, by: redact(
            store,
            by,
            "NC-001",
            ("baseline", "cdasi", 1),
            "malar_scale",
            reason="",
            password_ok=True,
        ),
    ),
    "screen": ("screen", "screen", lambda store, by: screen(store, by, "NC-001")),
    "sign": (
        "sign",
        "sign",
        lambda store, by: sign(
            store, by, "NC-001", "week_4", "reviewed", seen="", password_ok=True
        ),
    ),
}
"""Act → its file, what it needs, and a try that is refused later for whoever may."""


def try_to(attempt: Try, store: Store, by: Person) -> Refusal | None:
    try:
        attempt(store, by)
    except Refusal as refusal:
        return refusal
    return None


BY_THE_COMMAND_LINE = {"adopt"}
"""Reached by whoever has the server's files, through no page."""


def test_every_act_is_in_this_table() -> None:
    files = {p.stem for p in Path(str(actions.__file__)).parent.glob("*.py")} - {"__init__"}
    assert files == {file for file, _, _ in ACTS.values()} | BY_THE_COMMAND_LINE


@pytest.mark.parametrize("name", ACTS)
def test_an_act_asks_for_the_role_itself(store: Store, name: str) -> None:
    enroll_one(store)
    _, act, attempt = ACTS[name]
    for role in ROLES:
        before, by = count_entries(), person(store, role)
        if act in ALLOWED[role]:
            assert not isinstance(try_to(attempt, store, by), UnableToAct), role
            continue
        with pytest.raises(UnableToAct) as refused:
            attempt(store, by)
        assert count_entries() == before
        assert ROLE_LABELS[role].zh in refused.value.what.zh
        assert refused.value.right.en.startswith("ask: ")


def test_a_role_that_somebody_only_claims_acts_for_nobody(store: Store) -> None:
    monitor = person(store, "monitor")
    claimed = Person(monitor.id, monitor.username, monitor.name, "investigator")
    with pytest.raises(NoLongerInRole):
        screen(store, claimed, "NC-001")


def test_nobody_can_grant_or_judge_through_a_form_what_the_role_may_not(store: Store) -> None:
    """A hostile insider posts the fields of acts that the page does not offer."""
    stage(store)
    desk = Desk("coordinator")
    before = count_entries()
    signing = {"meaning": "reviewed", "password": "heliotrope-demo", "seen": "cdasi.1.1"}
    assert desk.post("sign", "NC-001", "baseline", data=signing).status_code == 403
    judging = {"weight": "minor", "comment": "fine", "role": "investigator"}
    assert desk.post("acknowledge", "NC-001", "told:45", data=judging).status_code == 403
    assert count_entries() == before


def test_a_person_signs_with_no_password_but_their_own(store: Store) -> None:
    enroll_one(store)
    add_own(store, "deputy", "investigator", "another quiet word")
    desk = Desk("investigator")
    seen = "cdasi.1.1,blood_count.1.1,dosing.1.1"
    data = {"meaning": "reviewed", "password": "another quiet word", "seen": seen}
    assert desk.post("sign", "NC-001", "baseline", data=data).status_code == 409
    assert latest_entries()[0].fact.kind != "signed"


def test_a_password_that_an_administrator_knows_signs_nothing(store: Store) -> None:
    enroll_one(store)
    added = add_person(store, person(store, "administrator"), "gao", "Gao Yan", "investigator")
    with pytest.raises(Refusal, match="set by an administrator"):
        sign(store, added.person, "NC-001", "baseline", "reviewed", seen="", password_ok=True)
    change_password(store, added.person, added.person.id, OWN)
    sign(store, added.person, "NC-001", "baseline", "reviewed", seen="", password_ok=True)
