"""Nothing in, a small study for tests out: six visits, six forms, one analysis."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from heliotrope.study.load import load_study, read_folder
from heliotrope.study.protocol import Study

FOLDER = Path(__file__).resolve().parent / "studies" / "small"


@cache
def load_small_study() -> Study:
    """The small study."""
    return load_study(FOLDER)


def read_small_files() -> dict[str, str]:
    """The texts of its files by relative name."""
    return read_folder(FOLDER)
