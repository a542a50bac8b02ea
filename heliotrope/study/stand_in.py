"""Plain data with one departure from their types → the same data with a stand-in at that place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic_core import ErrorDetails

from heliotrope.study.expected import annotation_at, stand_in
from heliotrope.vocabulary import Bilingual

NAME = "stand_in"
"""What stands for a missing text. Nothing is said about it by the other rules."""
_SUPERFLUOUS = {"extra_forbidden", "unexpected_keyword_argument"}


def mend(data: dict[str, Any], detail: ErrorDetails) -> None:
    """Change `data` so that the departure at the detail's place is gone."""
    path = tuple(detail["loc"])
    if not path:
        return
    parent = _parent(data, path)
    step = path[-1]
    if detail["type"] in _SUPERFLUOUS:
        if isinstance(parent, dict):
            parent.pop(step, None)
        return
    given = parent.get(step) if isinstance(parent, dict) else detail["input"]
    value = _fitting(annotation_at(path), given)
    if isinstance(parent, dict):
        parent[step] = value
    elif isinstance(parent, list):
        parent[int(step)] = value


def _parent(data: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 (plain data)
    for step in path[:-1]:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _fitting(annotation: Any, given: object) -> Any:  # noqa: ANN401 (plain data)
    """What was probably meant; else any data that fit."""
    if get_origin(annotation) is Literal:
        near = get_close_matches(str(given), [str(one) for one in get_args(annotation)], 1)
        return near[0] if near else stand_in(annotation, NAME)
    if annotation is str and isinstance(given, bool | int | float):
        return str(given)
    if annotation is Bilingual and isinstance(given, str):
        return {"en": given, "zh": given}
    return stand_in(annotation, NAME)
