"""Nothing in, what lies in this repository out: its files, its modules, their syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "heliotrope"
ROOMS = (
    "vocabulary",
    "methods",
    "instruments",
    "safety",
    "study",
    "capture",
    "datasets",
    "analysis",
    "report",
    "simulate",
    "web",
    "cli",
    "__main__",
)
"""Every name that may stand directly in the package, lowest first."""


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path
    """Relative to the repository, e.g. `heliotrope/study/forms.py`."""
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """The room it lies in; a file directly in the package is its own room."""
        return self.path.parts[1].removesuffix(".py")

    @property
    def dotted(self) -> str:
        """Its name as an import statement writes it."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def find_tracked() -> tuple[Path, ...]:
    """Every file under version control, relative to the repository, that is still there.

    In a copy without its history: every file outside hidden folders.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [path for path in names if not any(part[0] == "." for part in path.parts)]
    return tuple(sorted(path for path in names if (ROOT / path).is_file()))


@cache
def find_modules() -> tuple[Module, ...]:
    """Every Python file of the package but the database's migrations, which Django writes."""
    found = []
    for path in find_tracked():
        ours = path.parts[0] == PACKAGE.name and "migrations" not in path.parts
        if ours and path.suffix == ".py":
            text = (ROOT / path).read_text("utf-8")
            found.append(Module(path, ast.parse(text, str(path)), text.count("\n")))
    return tuple(found)


def read_text(path: Path) -> str | None:
    """A tracked file's text, or None where it is no UTF-8 text (a picture, a font)."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return None
