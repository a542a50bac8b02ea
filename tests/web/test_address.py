"""A database's address in; what Django is told of it, or a refusal without the password, out."""

from __future__ import annotations

from pathlib import Path

import pytest

from heliotrope.web.address import BadAddress, read_address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:///study.db", "study.db"),
        ("sqlite:///var/study.db", "var/study.db"),
        ("sqlite:////var/lib/study.db", "/var/lib/study.db"),
        ("sqlite:////with%20space/s%3A.db", "/with space/s:.db"),
    ],
)
def test_sqlite(address: str, name: str) -> None:
    found = read_address(address)
    assert found["NAME"] == name
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_postgresql() -> None:
    found = read_address("postgresql://li%40x:p%2Fw@db.example:5433/trial?sslmode=require")
    assert (found["USER"], found["PASSWORD"]) == ("li@x", "p/w")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "trial")
    assert found["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("postgresql:///trial", ""),
        ("postgresql://li@/trial", ""),
        ("postgresql://li@%2Frun%2FPostgres/trial", "/run/Postgres"),
        ("postgresql://li@[::1]:5432/trial", "::1"),
    ],
)
def test_postgresql_hosts(address: str, host: str) -> None:
    assert read_address(address)["HOST"] == host


def test_the_password_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("s e c r e t\nnot this line\n")
    assert read_address("postgresql://li@db/trial", path)["PASSWORD"] == "s e c r e t"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "study.db",
        "sqlite://study.db",
        "sqlite:///",
        "sqlite:///study.db?mode=memory",
        "mysql://li:hidden@db/trial",
        "postgresql://li:hidden@db",
        "postgresql://li:hidden@db/",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        read_address(address)
    told = str(caught.value) + caught.value.what.zh + caught.value.right.en
    assert "hidden" not in told
    assert "sqlite:///relative.db" in caught.value.right.en


@pytest.mark.parametrize(
    "address",
    ["postgresql://u@h:99999/db", "postgresql://u:secret@h:abc/db", "postgresql://[::1/d"],
)
def test_a_host_or_port_that_cannot_be_read_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="no readable host or port"):
        read_address(address)
