"""The requirements and their locks in; whether a set-up from them is whole and pinned out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT

REQUIREMENTS = ROOT / "requirements"
LOCKS = ["run.lock", "test.lock"]
DEPENDENCIES_PAGE = "docs/decisions/0027-dependencies.md"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _wanted(name: str) -> set[str]:
    lines = (REQUIREMENTS / name).read_text().splitlines()
    names = [re.match(r"[A-Za-z0-9_.-]+", line) for line in lines if not line.startswith("#")]
    return {_normal(found.group()) for found in names if found}


def _pins(lock: Path) -> dict[str, str]:
    """Name → version, each with at least one hash; anything else in a lock is a fault."""
    pins = {}
    for block in re.split(r"\n(?=\S)", lock.read_text().strip()):
        head, *hashes = block.replace("\\\n", "\n").splitlines()
        pinned = re.fullmatch(r"([a-z0-9.-]+)==([^ ;]+)( ;.*)?", head.strip())
        assert pinned, f"{lock.name}: {head}"
        assert hashes, f"{lock.name}: {head} has no hash"
        for one in hashes:
            assert re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one.strip()), one
        pins[pinned[1]] = pinned[2]
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry(name: str) -> None:
    text = (REQUIREMENTS / name).read_text()
    for word in ("://", "--index", "--extra-index", "--find-links", "--trusted-host", " @ "):
        assert word not in text


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_all_that_is_wanted(name: str) -> None:
    wanted = _wanted("run.in") | _wanted("build.in")
    if name == "test.lock":
        wanted |= _wanted("test.in")
    assert wanted <= _pins(REQUIREMENTS / name).keys()


def test_tests_run_with_the_very_releases_that_the_product_runs_with() -> None:
    run, test = (_pins(REQUIREMENTS / name) for name in LOCKS)
    assert run.items() <= test.items()


def test_every_dependency_has_its_reason() -> None:
    page = re.findall(r"`([^`]+)`", (ROOT / DEPENDENCIES_PAGE).read_text("utf-8"))
    reasons = {_normal(name) for name in page}
    assert not (_wanted("run.in") | _wanted("test.in")) - reasons
