"""What every test may ask for: Chromium, PostgreSQL, and an honest word where they are absent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.outside import find_absent, find_chromium, find_postgresql, read_required
from tests.postgresql import PostgresqlServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ABSENT = find_absent()
REQUIRED = read_required(os.environ.get("HELIOTROPE_REQUIRE"))
MARKER_OF_FIXTURE = {
    "chromium": "browser",
    "browser": "browser",
    "postgresql_server": "postgresql",
}

# The same examples at every run, and no clock: what fails here fails elsewhere too. To look for new
# ones: make test ARGS="--hypothesis-profile=search".
hypothesis.settings.register_profile("same", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the fixtures it asks for, so that none runs unmarked by an oversight."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKER_OF_FIXTURE:
                item.add_marker(MARKER_OF_FIXTURE[fixture])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is absent, or fail it where HELIOTROPE_REQUIRE names its marker."""
    for marker, reason in ABSENT.items():
        if item.get_closest_marker(marker) is None:
            continue
        if marker in REQUIRED:
            pytest.fail(f"HELIOTROPE_REQUIRE names {marker}: {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium's program."""
    found = find_chromium()
    assert found is not None, "tests that ask for it are skipped or failed before"
    return found


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One headless Chromium for the whole run; each test opens a context of its own."""
    from playwright.sync_api import sync_playwright

    # Playwright leaves an event loop running in this thread, and Django would then refuse every
    # query of a later test in the same worker.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=[*quiet, "--disable-component-update", "--no-first-run"]
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A running private PostgreSQL server; a test makes its own database in it."""
    programs = find_postgresql()
    assert programs is not None, "tests that ask for it are skipped or failed before"
    server = PostgresqlServer(programs)
    try:
        server.start()
        yield server
    finally:
        server.remove()
