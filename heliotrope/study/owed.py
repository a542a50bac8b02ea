"""A finding with the parts of a study that could not be read → whether it is owed to them."""

from __future__ import annotations

from collections.abc import Iterable

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding

_NAMING = frozenset(
    {"name", "sections", "items", "codes", "code", "instrument", "version", "forms"}
    | {"visit", "endpoint", "en"}
)
"""Keys of the parts that others look for by name, and of those in which such parts stand."""


def is_owed(finding: Finding, unread: Iterable[Path]) -> bool:
    """True if the finding is about an unread part, or something is amiss that it may have given."""
    return any(
        finding.path[: len(path)] == path or any(_may_give(path, need) for need in finding.needs)
        for path in unread
    )


def _may_give(unread: Path, need: Path) -> bool:
    """True if the need is within the unread part, or that is within the need and gives names."""
    below = unread[len(need) :]
    alike = unread[: len(need)] == need[: len(unread)]
    return alike and all(step in _NAMING for step in below if isinstance(step, str))
