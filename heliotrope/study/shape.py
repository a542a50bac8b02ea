"""The plain data of a study → a Study of the right types, with every departure from them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from heliotrope.study.assembly import Assembly, Path, assemble
from heliotrope.study.places import Finding, Places
from heliotrope.study.protocol import Study
from heliotrope.study.shape_words import describe_departure
from heliotrope.study.stand_in import TURNS, change_stand_in, find_meant, mend
from heliotrope.vocabulary import Fault

_ROUNDS = 8
"""Mending one departure can show the next beneath it; a study needs two or three rounds."""


def read_shape(files: Mapping[str, str]) -> tuple[Study | None, list[Fault]]:
    """The Study, and no fault; or None, and every fault of reading and of shape."""
    assembly = assemble(files)
    if not assembly.faults and not assembly.repeats_keys:
        try:
            return validate(assembly.data), []
        except ValidationError:
            pass
    places = Places(files, assembly)
    shape = check_shape(assembly, places)
    return None, [*reading_faults(assembly, places), *places.faults(shape.departures)]


def reading_faults(assembly: Assembly, places: Places) -> list[Fault]:
    """Files that are not YAML, keys given twice."""
    repeated = list(places.repeated_keys()) if assembly.repeats_keys else []
    return [*assembly.faults, *repeated]


def has_unread_file(assembly: Assembly) -> bool:
    """True if a file's content is not in the data, so that much would seem to be missing."""
    given = {*assembly.file_of_key.values(), *assembly.form_files}
    return not given.issuperset(assembly.file_names)


def validate(data: dict[str, Any]) -> Study:
    """The Study that plain data make. Raises pydantic's ValidationError.

    By way of JSON, since there strictness still takes lists for tuples and text for decimals.
    """
    text = json.dumps(_with_plain_keys(data), ensure_ascii=False, default=_plain)
    return Study.model_validate_json(text, strict=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """A study as far as it can be made out."""

    studies: tuple[Study, ...]
    """It, and the same with other stand-ins; empty if even they do not make a Study."""
    departures: tuple[Finding, ...]
    unread: tuple[Path, ...]
    """Where a stand-in is, so that the other rules have nothing to look at."""


def check_shape(assembly: Assembly, places: Places) -> Shape:
    """The study with every departure from its types.

    What is wrong is replaced by a stand-in so that the rest can be checked too. What is true of
    the rest is true whatever the stand-in, so the study is made with several.
    """
    data = _without_aliases(assembly.data)
    departures: list[Finding] = []
    unread = _parts_of_unread_files(assembly)
    replaced: list[Path] = []
    for _ in range(_ROUNDS):
        try:
            study = validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            others = _with_other_stand_ins(data, replaced)
            return Shape((study, *others), tuple(departures), tuple(unread))
        unread += filter(None, [find_meant(data, detail) for detail in details])
        fresh = [one for one in details if not any(_begins(_path(one), path) for path in unread)]
        departures += [describe_departure(data, detail, places) for detail in fresh]
        details.sort(key=lambda one: one["type"] == "missing")
        replaced += [_path(one) for one in details if mend(data, one, places.written(_path(one)))]
        unread += [_path(detail) for detail in fresh]
        _name_forms_as_their_files(data, assembly, unread)
    return Shape((), tuple(departures), tuple(unread))


def _begins(path: Path, beginning: Path) -> bool:
    return path[: len(beginning)] == beginning


def _parts_of_unread_files(assembly: Assembly) -> list[Path]:
    """The forms that could not be read, and all that another unread file may have given."""
    unread: list[Path] = [
        ("forms", assembly.form_files.index(file)) for file in assembly.unread_forms
    ]
    if has_unread_file(assembly):
        unread += [(key,) for key in Study.model_fields if key not in assembly.data]
    return unread


def _name_forms_as_their_files(
    data: dict[str, Any], assembly: Assembly, unread: list[Path]
) -> None:
    """A form whose own name cannot be read bears that of its file, so that others find it."""
    for index, file in enumerate(assembly.form_files):
        place: Path = ("forms", index, "name")
        if any(_begins(place, path) for path in unread):
            data["forms"][index]["name"] = PurePosixPath(file).stem


def _with_other_stand_ins(data: dict[str, Any], replaced: list[Path]) -> Iterator[Study]:
    for turn in range(1, TURNS + 1 if replaced else 1):
        other = copy.deepcopy(data)
        for path in replaced:
            change_stand_in(other, path, turn)
        for index, form in enumerate(data["forms"]):
            other["forms"][index]["name"] = form["name"]
        with suppress(ValidationError):
            yield validate(other)


def _path(detail: ErrorDetails) -> Path:
    return tuple(detail["loc"])


def _without_aliases(part: Any) -> Any:  # noqa: ANN401 (plain data)
    """A copy in which no two places share a part, so that each can be mended by itself."""
    if isinstance(part, dict):
        return {key: _without_aliases(one) for key, one in part.items()}
    if isinstance(part, list | tuple):
        return [_without_aliases(one) for one in part]
    return part


def _with_plain_keys(part: Any) -> Any:  # noqa: ANN401 (plain data)
    """The same data, a date that is a key being its text, since JSON has no such keys."""
    if isinstance(part, dict):
        return {
            key if isinstance(key, str | int | float | None) else _plain(key): _with_plain_keys(one)
            for key, one in part.items()
        }
    return [_with_plain_keys(one) for one in part] if isinstance(part, list) else part


def _plain(value: object) -> str:
    """YAML reads an unquoted ISO date as a date; the study's fields want its text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
