"""Plain data with one departure from their types → the same data with a stand-in at that place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic_core import ErrorDetails

from heliotrope.study.assembly import Path
from heliotrope.study.expected import annotation_at, keys_at, stand_in
from heliotrope.vocabulary import Bilingual

NAME = "stand_in"
"""What stands for a missing text. Nothing is said about it by the other rules."""
TURNS = 7
"""So many other stand-ins are tried: the longest list of choices has so many."""
_SUPERFLUOUS = {"extra_forbidden", "unexpected_keyword_argument"}


def find_meant(data: Any, detail: ErrorDetails) -> Path | None:  # noqa: ANN401 (plain data)
    """The path of the key that a superfluous one probably stands for, if that is not there."""
    path: Path = tuple(detail["loc"])
    parent = _parent(data, path)
    if detail["type"] not in _SUPERFLUOUS or not isinstance(parent, dict):
        return None
    near = get_close_matches(str(path[-1]), keys_at(path[:-1]), 1, cutoff=0.6)
    return (*path[:-1], near[0]) if near and near[0] not in parent else None


def mend(data: dict[str, Any], detail: ErrorDetails, written: str | None) -> bool:
    """Change `data` so that the departure at the detail's place is gone.

    True if something stands there now that may have nothing to do with what was meant.
    """
    path: Path = tuple(detail["loc"])
    parent = _parent(data, path)
    if not path or parent is None:
        return False
    if detail["type"] in _SUPERFLUOUS:
        meant = find_meant(data, detail)
        given = parent.pop(path[-1], None) if isinstance(parent, dict) else None
        if meant is not None:
            parent[meant[-1]] = given
        return False
    given = parent.get(path[-1]) if isinstance(parent, dict) else detail["input"]
    if detail["type"] == "missing" and given is not None:
        return False
    value = _probably_meant(annotation_at(path), given, written)
    _put(parent, path, stand_in(annotation_at(path), NAME) if value is None else value)
    return value is None or get_origin(annotation_at(path)) is Literal


def change_stand_in(data: dict[str, Any], path: Path, turn: int) -> None:
    """Put another stand-in at a place that has one; the names of list entries stay as they are."""
    is_name = path[-1] == "name" and isinstance(path[-2], int)
    name = NAME if is_name or not turn else f"{NAME}_{turn}"
    _put(_parent(data, path), path, stand_in(annotation_at(path), name, turn))


def _put(parent: Any, path: Path, value: object) -> None:  # noqa: ANN401 (plain data)
    if isinstance(parent, dict):
        parent[path[-1]] = value
    elif isinstance(parent, list):
        parent[int(path[-1])] = value


def _parent(data: Any, path: Path) -> Any:  # noqa: ANN401 (plain data)
    for step in path[:-1]:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _probably_meant(annotation: Any, given: object, written: str | None) -> Any:  # noqa: ANN401
    """What fits and was probably meant; None if that cannot be told."""
    if get_origin(annotation) is Literal:
        near = get_close_matches(str(given), [str(one) for one in get_args(annotation)], 1)
        return near[0] if near else None
    if annotation is str and isinstance(given, bool | int | float):
        return str(given) if written is None else written
    if annotation is Bilingual and isinstance(given, str):
        return {"en": given, "zh": given}
    return None
