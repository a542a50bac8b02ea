"""Nothing in, where the programs lie that the tests need beyond Python, or None, out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

REASONS = {
    "browser": "no Chromium found (Debian: apt-get install chromium fonts-wqy-microhei)",
    "postgresql": "no PostgreSQL server found (Debian: apt-get install postgresql)",
}
"""Marker → what is said, in one line, where its tests cannot run."""


def find_chromium() -> Path | None:
    """Chromium's program, or None; the variable HELIOTROPE_CHROMIUM goes before the search."""
    named = os.environ.get("HELIOTROPE_CHROMIUM")
    for name in (named,) if named else CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def find_postgresql() -> Path | None:
    """The folder with PostgreSQL's initdb, pg_ctl and postgres, newest release first, or None.

    Debian keeps them out of the search path, in one folder for each release.
    """
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    releases = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(releases, key=lambda path: int(path.parent.parent.name), reverse=True)
    return newest[0].parent if newest else None


def find_absent() -> dict[str, str]:
    """Marker → reason, for each marker whose program is not on this machine."""
    here = {"browser": find_chromium(), "postgresql": find_postgresql()}
    return {marker: REASONS[marker] for marker, path in here.items() if path is None}


def read_required(names: str | None) -> frozenset[str]:
    """The markers named in HELIOTROPE_REQUIRE (`browser,postgresql`), whose skips are failures.

    Raises ValueError for a name that is no such marker: a misspelled one would require nothing.
    """
    required = frozenset(name.strip() for name in (names or "").split(",") if name.strip())
    unknown = required - REASONS.keys()
    if unknown:
        message = f"HELIOTROPE_REQUIRE names {sorted(unknown)}; it may name {sorted(REASONS)}"
        raise ValueError(message)
    return required
