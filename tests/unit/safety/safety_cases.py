"""The name of a folder of worked cases in, its cases out, ready for pytest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from heliotrope.safety.numbers import read_number
from heliotrope.vocabulary import Missing

FOLDER = Path(__file__).parents[2] / "cases" / "safety"
STANDINGS = {"published", "derived", "unsourced", "proposed"}
REASONS = {one.value for one in Missing}


def read_files(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file of cases by its name."""
    for path in sorted((FOLDER / folder).glob("*.yaml")):
        yield path.stem, YAML(typ="safe").load(path)


def find_cases(folder: str, about: str | None = None) -> list[Any]:
    """Every case, or those of the files about one thing."""
    found = [
        pytest.param(case, id=f"{name}: {case['title']['en']}")
        for name, content in read_files(folder)
        for case in content["cases"]
        if content.get("about") == about
    ]
    assert found, f"no case about {about}"
    return found


def read_given(given: dict[str, str], numbers: set[str]) -> dict[str, object]:
    """The values of a case as a table's cells would be read."""
    words: dict[str, object] = {
        name: Missing(text) if text in REASONS else text for name, text in given.items()
    }
    return words | {name: read_number(text) for name, text in given.items() if name in numbers}
