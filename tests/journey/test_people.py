"""People of a study changed at the prompt; the entries, the passwords and the refusals out."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.command import run, succeed
from tests.small_study import FOLDER

ADDRESS = "sqlite:///trial.db"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a founded study and two people of one name beside its administrator."""
    home = tmp_path_factory.mktemp("people")
    succeed("init", "--study", FOLDER, "--database", ADDRESS, cwd=home)
    _do(home, "add", "Li Wei", "investigator")
    _do(home, "add", "Li Wei", "coordinator", "--username", "li.wei.2")
    return home


def _do(home: Path, *arguments: str) -> str:
    return succeed("user", *arguments, "--database", ADDRESS, cwd=home)


def _latest(home: Path) -> dict[str, str]:
    with sqlite3.connect(home / "trial.db") as connection:
        ((text,),) = connection.execute("SELECT text FROM ledger ORDER BY seq DESC LIMIT 1")
    fact: dict[str, str] = json.loads(text)["fact"]
    return fact


def test_a_forgotten_password_is_replaced_by_a_one_time_one(home: Path) -> None:
    told = _do(home, "password", "li.wei")
    assert "Username: li.wei\n" in told
    password = re.search(r"One-time password: (\S+)", told)
    assert password
    fact = _latest(home)
    assert (fact["kind"], fact["person"]) == ("password_changed", "p2")
    assert fact["by_administrator"]
    assert password[1] not in json.dumps(fact)
    assert run("verify", "--database", ADDRESS, cwd=home).returncode == 0


def test_a_role_is_changed_taken_away_and_given_back(home: Path) -> None:
    told = _do(home, "role", "LI.WEI.2", "monitor")
    assert told == "Li Wei (li.wei.2) was coordinator and is monitor from now on.\n"
    assert _latest(home) == {"kind": "role_changed", "person": "p3", "role": "monitor"}
    told = _do(home, "remove", "li.wei.2")
    assert told.startswith("Li Wei (li.wei.2), monitor, has no access any more.")
    assert _latest(home)["role"] == "inactive"
    refused = run("user", "password", "li.wei.2", "--database", ADDRESS, cwd=home)
    assert refused.returncode == 1
    assert "this person's access was revoked; give a role first" in refused.stderr
    _do(home, "role", "li.wei.2", "monitor")
    _do(home, "password", "li.wei.2")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["password", "nobody"], "there is no person nobody; give a username; there are: admin"),
        (["remove", "Li Wei"], "2 people are named Li Wei; give a username; there are: li.wei, li"),
        (["role", "li.wei", "king"], 'there is no role "king"; there are: coordinator, '),
        (["role", "li.wei", "investigator"], "the role is Investigator already"),
        (["role", "li.wei", "inactive"], 'there is no role "inactive"'),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_entry(
    home: Path, arguments: list[str], said: str
) -> None:
    before = _latest(home)
    done = run("user", *arguments, "--database", ADDRESS, cwd=home)
    assert done.returncode == 1
    assert said.lower() in done.stderr.lower()
    assert _latest(home) == before
