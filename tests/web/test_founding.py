"""An empty or a founded database in; what it may become, and never, out."""

from __future__ import annotations

from pathlib import Path

import pytest

from heliotrope.study.load import StudyUnreadable, read_folder
from heliotrope.web.accounts import NewPerson, UnableToAddPerson
from heliotrope.web.database import get_connection, load_secret_key, open_database, use_database
from heliotrope.web.find import find_accounts, find_head
from heliotrope.web.founding import (
    DEMO_PEOPLE,
    UnableToDemonstrate,
    UnableToFound,
    add_demo_people,
    found,
    require_demo,
)
from heliotrope.web.store import Store
from tests.web.conftest import STUDY
from tests.web.fakes import KEY

ADMINISTRATOR = NewPerson("zhou", "Zhou Lan", "administrator", "one-time-only")


@pytest.fixture
def empty(empty_store: Store) -> Store:
    return empty_store


def test_a_study_is_founded_with_its_first_administrator(empty: Store) -> None:
    recorded = found(empty, "real", read_folder(STUDY), [ADMINISTRATOR])
    state = recorded.state
    assert (state.database, state.study is not None) == ("real", True)
    assert [staff.person.role for staff in state.staff.values()] == ["administrator"]
    assert recorded.links[0].entry.by.role == "system"
    assert [account.username for account in find_accounts()] == ["zhou"]


@pytest.mark.parametrize("first", ["real", "rehearsal"])
@pytest.mark.parametrize("second", ["real", "rehearsal"])
def test_a_founded_database_is_never_founded_again(empty: Store, first: str, second: str) -> None:
    files = read_folder(STUDY)
    found(empty, first, files)  # type: ignore[arg-type]
    head = find_head()
    with pytest.raises(UnableToFound, match="already" if first == second else "never become"):
        found(empty, second, files)  # type: ignore[arg-type]
    assert find_head() == head


def test_demonstration_accounts_do_not_exist_on_a_real_study(empty: Store) -> None:
    with pytest.raises(UnableToDemonstrate):
        found(empty, "real", read_folder(STUDY), DEMO_PEOPLE)
    found(empty, "real", read_folder(STUDY))
    with pytest.raises(UnableToDemonstrate):
        add_demo_people(empty)


def test_a_rehearsal_gets_the_demonstration_accounts_it_lacks_once(empty: Store) -> None:
    found(empty, "rehearsal", read_folder(STUDY), DEMO_PEOPLE[:2])
    assert add_demo_people(empty) is not None
    assert add_demo_people(empty) is None
    assert len(find_accounts()) == len(DEMO_PEOPLE)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::", "trial.example", ""])
def test_a_demonstration_is_for_this_machine_alone(empty: Store, host: str) -> None:
    found(empty, "rehearsal", read_folder(STUDY))
    require_demo(empty.state(), "127.0.0.1")
    with pytest.raises(UnableToDemonstrate):
        require_demo(empty.state(), host)


def test_a_demonstration_needs_a_rehearsal(empty: Store) -> None:
    found(empty, "real", read_folder(STUDY))
    with pytest.raises(UnableToDemonstrate):
        require_demo(empty.state(), "127.0.0.1")


def test_files_that_are_no_study_found_nothing(empty: Store) -> None:
    with pytest.raises(StudyUnreadable):
        found(empty, "real", {"study.yaml": "id: x\n"})
    assert find_head() is None


def test_a_first_person_with_a_bad_name_founds_nothing(empty: Store) -> None:
    with pytest.raises(UnableToAddPerson):
        found(empty, "real", read_folder(STUDY), [NewPerson("a b", "A", "monitor", "x")])
    assert find_head() is None


def test_a_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    use_database(f"sqlite:///{path}")
    open_database(lambda: KEY)
    get_connection().close()
    assert path.stat().st_mode & 0o077 == 0


def test_the_secret_key_is_made_once(empty: Store) -> None:
    assert load_secret_key(lambda: "another") == KEY
