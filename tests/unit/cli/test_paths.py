"""A path to write to in; whether what stands there is kept, out."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from heliotrope.cli.paths import (
    WrongTarget,
    require_file_target,
    require_folder_target,
    require_new_file,
)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A special file of our own, in place of a device of the machine."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("require", [require_file_target, require_new_file])
def test_no_device_and_no_link_to_one_is_written_over(
    require: object, pipe: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(pipe)
    assert callable(require)
    for path in (pipe, link):
        with pytest.raises(WrongTarget, match="is a device or a pipe"):
            require(path, "scores.csv")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_file_may_be_written_over_and_a_new_one_made(tmp_path: Path) -> None:
    (tmp_path / "old.csv").touch()
    require_file_target(tmp_path / "old.csv", "scores.csv")
    require_file_target(tmp_path / "new.csv", "scores.csv")
    with pytest.raises(WrongTarget, match="there is a file already"):
        require_new_file(tmp_path / "old.csv", "scores.csv")


def test_results_go_into_a_folder_and_not_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(WrongTarget, match="file is a file"):
            require_folder_target(path)
    require_folder_target(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
