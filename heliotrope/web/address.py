"""A database's address in, the settings by which Django reaches it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from heliotrope.vocabulary import Bilingual, Refusal

WAIT_SECONDS = 20
"""How long a writer waits for another before it gives up."""

SQLITE_COMMAND = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
"""Sent on every new connection: a commit that was acknowledged outlives a power cut."""

RIGHT = Bilingual(
    "write sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/db",
    "请写作 sqlite:///relative.db、sqlite:////absolute.db 或 postgresql://user@host/db",
)


class BadAddress(Refusal):
    """A database address that names no database."""


def read_address(address: str, password_file: Path | None = None) -> dict[str, Any]:
    """Django's settings of one database.

    Args:
        address: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user@host/db`.
        password_file: a file whose first line is PostgreSQL's password; without it libpq looks
            where it always does.

    Raises:
        BadAddress: another scheme, or no name; its text does not repeat the address, which may
            hold a password.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        # Its message repeats the address.
        raise BadAddress(
            Bilingual(
                "the database address has no readable host or port",
                "数据库地址的主机或端口无法读取",
            ),
            RIGHT,
        ) from None
    if parts.scheme == "sqlite":
        return _read_sqlite(parts)
    if parts.scheme in ("postgresql", "postgres"):
        return _read_postgresql(parts, password_file)
    raise BadAddress(
        Bilingual("the database address has an unknown scheme", "数据库地址的类型不认识"), RIGHT
    )


def _read_sqlite(parts: SplitResult) -> dict[str, Any]:
    name = unquote(parts.path).removeprefix("/")
    if parts.netloc or not name or parts.query:
        raise BadAddress(
            Bilingual("the address names no SQLite file", "地址中没有 SQLite 文件"), RIGHT
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # Threads of the server are few and stay; each keeps its connection.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_SECONDS,
            "init_command": SQLITE_COMMAND,
        },
    }


def _read_postgresql(parts: SplitResult, password_file: Path | None) -> dict[str, Any]:
    name = unquote(parts.path).removeprefix("/")
    if not name:
        raise BadAddress(
            Bilingual("the address names no PostgreSQL database", "地址中没有 PostgreSQL 数据库"),
            RIGHT,
        )
    password = unquote(parts.password or "")
    if password_file is not None:
        password = password_file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    settings = f"-c synchronous_commit=on -c lock_timeout={WAIT_SECONDS}s"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": password,
        "HOST": _read_host(parts),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**dict(parse_qsl(parts.query)), "options": settings},
    }


def _read_host(parts: SplitResult) -> str:
    # `hostname` is lower case, which would spoil the folder of a Unix socket.
    host = parts.netloc.rpartition("@")[2]
    if parts.port is not None:
        host = host.rpartition(":")[0]
    return unquote(host).strip("[]")
