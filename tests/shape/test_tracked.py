"""Every tracked file in; whether it may leave this machine out."""

from __future__ import annotations

import re

from tests.repository import find_tracked, read_text

# Spelled in pieces, so that this file itself names none of them.
PLACES = re.compile(
    "|".join(
        [
            "/wo" + "rk/",
            "/fa" + "rm/",
            "/tm" + r"p/(bash_jobs|studio|brief)",
            "/ro" + "ot/",
            "/ho" + r"me/[a-z]+/",
            "/Us" + "ers/",
            "py" + r"pi\.org",
            "pytho" + "nhosted",
            "npm" + r"js\.org",
            "deb" + r"ian\.org/deb",
        ]
    )
)
SECRETS = re.compile(
    "|".join(
        [
            "BEGIN [A-Z ]*PRIV" + "ATE KEY",
            r"\bAKIA[0-9A-Z]{16}\b",
            r"\b(ghp|gho|glpat|xox[bp])[_-][0-9A-Za-z]{16,}",
            "SECRET_KEY" + r"\s*=\s*[\"'][^\"']+[\"']",
            "django-inse" + "cure-",
        ]
    )
)
FOREIGN = {".xsd"}
"""Standards kept as they were published, addresses included."""
LOCAL = {".sqlite3", ".db", ".env", ".pem", ".key", ".pyc", ".mo"}
LARGEST_BYTES = 2_000_000


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in find_tracked():
        text = None if path.suffix in FOREIGN else read_text(path)
        for number, line in enumerate((text or "").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path}:{number}: {line.strip()[:100]}")
    return found


def test_no_file_names_a_machine_or_a_package_host() -> None:
    assert not _lines_with(PLACES)


def test_no_file_holds_a_secret() -> None:
    assert not _lines_with(SECRETS)


def test_no_database_and_no_key_is_tracked() -> None:
    assert not [str(path) for path in find_tracked() if path.suffix in LOCAL or path.name == ".env"]


def test_no_file_is_too_large_to_read() -> None:
    assert not [str(path) for path in find_tracked() if path.stat().st_size > LARGEST_BYTES]
