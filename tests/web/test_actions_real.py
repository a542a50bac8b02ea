"""A real study in, founded as a hospital would; what it allows and a rehearsal does not, out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from heliotrope.capture.enrollment import UnableToEnroll
from heliotrope.study.load import read_folder
from heliotrope.web.accounts import NewPerson, add_person, change_password
from heliotrope.web.actions.enroll import enroll, record_enrollment
from heliotrope.web.actions.screen import screen
from heliotrope.web.actions.sign import sign
from heliotrope.web.database import get_connection, open_database, use_database
from heliotrope.web.founding import found
from heliotrope.web.store import Store, use_store
from tests.repository import ROOT
from tests.web.fakes import KEY, FakeClock, FakeSalts
from tests.web.stage import (
    Desk,
    count_entries,
    forget_failures,
    person,
    read,
    read_text,
    save,
)

OWN = "seven quiet violets"
FORMS = ("consent", "demographics", "eligibility", "cdasi", "blood_count")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real database with its administrator, who has added a coordinator and an investigator."""
    path = tmp_path_factory.mktemp("real") / "real.sqlite3"
    use_database(f"sqlite:///{path}")
    open_database(lambda: KEY)
    store = Store(FakeClock(), FakeSalts())
    first = NewPerson("admin", "Zhou Lan", "administrator", "to be changed at once")
    found(store, "real", read_folder(ROOT / "studies" / "nct05488327"), [first])
    administrator = person(store, "administrator")
    for role in ("coordinator", "investigator"):
        added = add_person(store, administrator, role, role.capitalize(), role)
        change_password(store, added.person, added.person.id, OWN)
    get_connection().close()
    return path


@pytest.fixture
def real(founded: Path, tmp_path: Path) -> Iterator[Store]:
    path = shutil.copy(founded, tmp_path / "real.sqlite3")
    use_database(f"sqlite:///{path}")
    store = Store(FakeClock(), FakeSalts())
    use_store(store)
    forget_failures()
    yield store
    get_connection().close()


def enter(username: str) -> Desk:
    desk = Desk()
    assert desk.sign_in(username, OWN).status_code == 302
    return desk


def screen_fully(store: Store, code: str = "NC-001") -> None:
    screen(store, person(store, "coordinator"), code)
    for form in FORMS:
        save(store, form, code=code)


def test_nobody_is_enrolled_while_criteria_are_not_entered(real: Store) -> None:
    screen_fully(real)
    by = person(real, "investigator")
    with pytest.raises(UnableToEnroll) as refused:
        enroll(real, by, "NC-001")
    assert refused.value.breaches == ("criteria_not_found",)
    desk = enter("investigator")
    page = read_text(desk.get("enroll", "NC-001"))
    assert "What real use needs is entered" in page
    assert "Exclusion criteria from the eighth on" in page
    assert "Reference ranges of the site" in page
    before = count_entries()
    assert desk.post("enroll", "NC-001").status_code == 409
    assert count_entries() == before


def test_who_was_treated_all_the_same_is_recorded_with_a_deviation(real: Store) -> None:
    screen_fully(real)
    by = person(real, "investigator")
    record_enrollment(real, by, "NC-001", date(2026, 3, 1), "treated before the files were read")
    enrolled = real.state().participants["NC-001"].enrolled
    assert enrolled is not None
    assert enrolled.breaches == ("criteria_not_found",)
    page = read_text(enter("coordinator").get("deviations"))
    assert "Enrolled while the study files were incomplete" in page


def test_nothing_on_a_real_page_calls_it_synthetic(real: Store) -> None:
    screen_fully(real)
    desk = enter("coordinator")
    for name, args in (
        ("today", ()),
        ("participant", ("NC-001",)),
        ("form", ("NC-001", "screening", "cdasi", 1)),
    ):
        page = read(desk.get(name, *args))
        assert "合成" not in page
        assert "ynthetic" not in page
    door = read(Desk().get("sign_in"))
    assert "ynthetic" not in door


def test_a_one_time_password_of_a_real_person_does_not_sign(real: Store) -> None:
    screen_fully(real)
    added = add_person(real, person(real, "administrator"), "gao", "Gao Yan", "investigator")
    with pytest.raises(Exception, match="set by an administrator"):
        sign(real, added.person, "NC-001", "screening", "reviewed", seen="", password_ok=True)
