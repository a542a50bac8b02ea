"""What journeys may ask for: a rehearsed study that is served, and people at their browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.people import House, rehearse, serve
from tests.once import make_once


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with synthetic participants on their way, made once for all workers."""
    return make_once(tmp_path_factory, "rehearsed", rehearse)


@pytest.fixture(scope="module")
def served(rehearsed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a copy of it, for the tests of one file."""
    with serve(rehearsed, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def house(browser: Browser, served: str) -> Iterator[House]:
    """People at that server; their windows are closed in the end."""
    made = House(browser, served)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _nobody_complains(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page wrote an error to its console, a breach of the content policy among them."""
    yield
    if "house" in request.fixturenames:
        house: House = request.getfixturevalue("house")
        heard, house.complaints = house.complaints, []
        assert not heard
