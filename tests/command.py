"""Arguments in, what the command line did with them out: exit code, output, messages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ENGLISH = {"LC_ALL": "C.UTF-8"}
STUCK_SECONDS = 900
"""Nothing is judged by it: a command that takes so long even on a busy machine is stuck."""


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `heliotrope` in a process of its own, in English, in the folder `cwd`."""
    return subprocess.run(
        [sys.executable, "-m", "heliotrope", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **ENGLISH, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=STUCK_SECONDS,
    )


def succeed(*arguments: str | Path, cwd: Path) -> str:
    """Run a command that must succeed; its standard output."""
    done = run(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout
