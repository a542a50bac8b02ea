"""A path into the study → what its model expects there: the keys, the choices, the type."""

from __future__ import annotations

import dataclasses
import types
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from heliotrope.study.assembly import COMPUTED, Path
from heliotrope.study.protocol import Study

_NUMBERS = (1, 10**6, -(10**6))
_PLAIN: dict[Any, tuple[Any, ...]] = {bool: (False, True), int: _NUMBERS, Decimal: _NUMBERS}


def annotation_at(path: Path) -> Any:  # noqa: ANN401 (a type, of any form)
    """The annotation of the part at `path`, without its None; None if there is no such part."""
    current: Any = Study
    for step in path:
        current = _below(_bare(current), step)
        if current is None:
            return None
    return _bare(current)


def keys_at(path: Path) -> tuple[str, ...]:
    """The keys that the mapping at `path` may have; empty if they are free or it is no mapping."""
    current = annotation_at(path)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return tuple(name for name in current.model_fields if name not in COMPUTED)
    if dataclasses.is_dataclass(current):
        return tuple(field.name for field in dataclasses.fields(current))
    return ()


def stand_in(annotation: Any, name: str, turn: int = 0) -> Any:  # noqa: ANN401 (plain data)
    """Plain data that fit the annotation, for a part that is missing or of the wrong type.

    Each turn gives others, as far as there are others.
    """
    bare = _bare(annotation)
    if bare is str:
        return name
    choices = get_args(bare) if get_origin(bare) is Literal else _PLAIN.get(bare, ())
    if choices:
        return choices[turn % len(choices)]
    if dataclasses.is_dataclass(bare):
        return {field.name: name for field in dataclasses.fields(bare)}
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        required = {key: one for key, one in bare.model_fields.items() if one.is_required()}
        return {key: stand_in(one.annotation, name, turn) for key, one in required.items()}
    return [] if get_origin(bare) is tuple else {}


def _below(annotation: Any, step: str | int) -> Any:  # noqa: ANN401
    if isinstance(step, int):
        return get_args(annotation)[0] if get_origin(annotation) is tuple else None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(step)
        return None if field is None else field.annotation
    if dataclasses.is_dataclass(annotation):
        return str if step in {field.name for field in dataclasses.fields(annotation)} else None
    return get_args(annotation)[1] if get_origin(annotation) is dict else None


def _bare(annotation: Any) -> Any:  # noqa: ANN401
    """The annotation without `None` beside it."""
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [one for one in get_args(annotation) if one is not type(None)]
        return kept[0] if len(kept) == 1 else annotation
    return annotation
