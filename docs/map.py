"""The first line of every file of the package in; the map in DEVELOPERS.md out."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.repository import PACKAGE, ROOMS, ROOT, find_modules

BEGIN, END = "<!-- map: written by `make fix` -->", "<!-- end of the map -->"


def render_map() -> str:
    """Every room from the edge down, each file with its first line."""
    lines = []
    for room in reversed(ROOMS):
        modules = [module for module in find_modules() if module.room == room]
        for module in sorted(modules, key=lambda one: one.path.parts):
            first = (ast.get_docstring(module.tree) or "").splitlines()[:1]
            if first:
                lines.append(_render_line(module.path.relative_to(PACKAGE.name), first[0]))
    return "\n".join(lines).strip().replace("\n\n\n", "\n\n")


def _render_line(path: Path, first: str) -> str:
    if path.name != "__init__.py":
        return f"- `{path}`: {first}"
    if len(path.parts) == 2:
        return f"\n**`{path.parent}/`** {first}\n"
    return f"- `{path.parent}/`: {first}"


def write_map() -> None:
    """Put the map between its two marks in DEVELOPERS.md."""
    page = ROOT / "DEVELOPERS.md"
    text = page.read_text("utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{render_map()}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    write_map()
