"""Somebody took a trigger away: the server refuses, and only a proved chain is guarded anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.command import run, succeed
from tests.small_study import FOLDER

ADDRESS = "sqlite:///trial.db"


@pytest.fixture
def head(tmp_path: Path) -> str:
    """The head of a founded database that has lost one trigger since."""
    succeed("init", "--study", FOLDER, "--database", ADDRESS, cwd=tmp_path)
    known = succeed("verify", "--database", ADDRESS, cwd=tmp_path).splitlines()[-1]
    with sqlite3.connect(tmp_path / "trial.db") as connection:
        connection.execute("DROP TRIGGER ledger_update")
    return known


def test_the_server_refuses_and_names_the_trigger(head: str, tmp_path: Path) -> None:
    served = run("serve", "--database", ADDRESS, "--port", "0", cwd=tmp_path)
    assert served.returncode == 1
    assert "ledger_update" in served.stderr
    walked = run("verify", "--database", ADDRESS, "--anchor", head, cwd=tmp_path)
    assert walked.returncode == 1


def test_it_is_mended_with_the_head_that_left(head: str, tmp_path: Path) -> None:
    succeed("mend", "--database", ADDRESS, "--anchor", head, cwd=tmp_path)
    assert succeed("verify", "--database", ADDRESS, "--anchor", head, cwd=tmp_path)


def test_it_is_not_mended_when_an_entry_was_changed(head: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "trial.db") as connection:
        connection.execute("UPDATE ledger SET text = replace(text, 'real', 'reaL') WHERE seq = 1")
    refused = run("mend", "--database", ADDRESS, "--anchor", head, cwd=tmp_path)
    assert refused.returncode == 1
    assert "1" in refused.stderr
    again = run("serve", "--database", ADDRESS, "--port", "0", cwd=tmp_path)
    assert again.returncode == 1
