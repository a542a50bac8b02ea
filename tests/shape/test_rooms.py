"""The rooms of the package in; whether each imports only what its place allows out."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest

from tests.repository import PACKAGE, ROOMS, ROOT, find_modules

DJANGO = {"django"}
NUMBERS = {"numpy", "scipy", "polars", "pandas"}
FORBIDDEN = {
    "vocabulary": DJANGO | NUMBERS | {"heliotrope.methods", "pydantic"},
    "instruments": DJANGO | NUMBERS | {"heliotrope.methods"},
    "safety": DJANGO | NUMBERS | {"heliotrope.methods", "heliotrope.instruments"},
    "methods": DJANGO,
    "study": DJANGO | NUMBERS,
    "capture": DJANGO | NUMBERS,
    "datasets": DJANGO,
    "analysis": DJANGO,
    "report": DJANGO,
    "simulate": DJANGO,
}
"""Room → what may not be loaded once every file of it is, by whatever way.

The linter reads our own import statements only; what a library of ours imports shows here.
"""


def _contracts() -> dict[str, dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {one["id"]: one for one in settings["tool"]["importlinter"]["contracts"]}


def _present() -> list[str]:
    return sorted({module.room for module in find_modules()} - {"__init__"})


@pytest.mark.parametrize("room", [room for room in FORBIDDEN if room in _present()])
def test_a_room_stays_pure_when_it_runs(room: str) -> None:
    names = [module.dotted for module in find_modules() if module.room == room]
    script = f"import sys, {', '.join(names)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not FORBIDDEN[room] & set(done.stdout.split())


def test_every_room_has_its_place() -> None:
    layers = " ".join(_contracts()["layers"]["layers"])
    placed = set(layers.replace("(", " ").replace(")", " ").replace("|", " ").split())
    assert placed == set(ROOMS)
    assert set(_present()) <= placed


def test_the_ban_on_django_names_every_room_but_the_edge() -> None:
    named = set(_contracts()["no-django"]["source_modules"])
    pure = {room for room in _present() if room not in ("web", "cli", "__main__")}
    assert named == {f"heliotrope.{room}" for room in pure}


def test_no_folder_lacks_its_first_line() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert not [str(one) for one in folders if not (one / "__init__.py").exists()]
