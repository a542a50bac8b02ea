"""A PostgreSQL database in; the same trial as on SQLite, and copies from one to the other, out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.command import run, succeed
from tests.postgresql import PostgresqlServer
from tests.small_study import FOLDER

NAMES = ("trial", "restored")


@pytest.fixture(scope="module")
def addresses(postgresql_server: PostgresqlServer) -> Iterator[dict[str, str]]:
    """Two empty databases by name."""
    with psycopg.connect(postgresql_server.address(), autocommit=True) as connection:
        for name in NAMES:
            connection.execute(f"CREATE DATABASE {name}")
        yield {name: postgresql_server.address(name) for name in NAMES}
        for name in NAMES:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _head(home: Path, database: str) -> str:
    return succeed("verify", "--database", database, cwd=home).splitlines()[-1]


def _export(home: Path, database: str) -> dict[str, bytes]:
    succeed("export", "--database", database, "-o", "all.zip", cwd=home)
    with zipfile.ZipFile(home / "all.zip") as archive:
        names = [name for name in archive.namelist() if name.startswith("data/")]
        return {name: archive.read(name) for name in names}


def test_a_rehearsal_a_backup_and_a_restored_copy(
    addresses: dict[str, str], tmp_path: Path
) -> None:
    trial, restored = addresses["trial"], addresses["restored"]
    wanted = ("--study", FOLDER, "--participants", "2", "--seed", "3")
    succeed("rehearse", *wanted, "--database", trial, cwd=tmp_path)
    succeed("rehearse", *wanted, "--database", "sqlite:///same.db", cwd=tmp_path)
    head = _head(tmp_path, trial)
    succeed("backup", "--database", trial, "-o", "copy.db", cwd=tmp_path)
    assert _head(tmp_path, "sqlite:///copy.db") == head
    succeed("restore", "copy.db", "--database", restored, cwd=tmp_path)
    assert _head(tmp_path, restored) == head
    again = run("restore", "copy.db", "--database", restored, cwd=tmp_path)
    assert again.returncode == 1
    assert "the database holds a study already" in again.stderr
    # The same seed gave the same values on either kind of database.
    assert _export(tmp_path, restored) == _export(tmp_path, "sqlite:///same.db")
    taken = run("rehearse", *wanted, "--database", trial, cwd=tmp_path)
    assert taken.returncode == 1


def test_a_database_that_is_not_there_is_told(
    postgresql_server: PostgresqlServer, tmp_path: Path
) -> None:
    done = run("verify", "--database", postgresql_server.address("nowhere"), cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
