"""The plain data of a study → a Study of the right types, with every departure from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from heliotrope.study.assembly import Assembly, Path, assemble
from heliotrope.study.places import Finding, Places
from heliotrope.study.protocol import Study
from heliotrope.study.shape_words import describe_departure
from heliotrope.study.stand_in import mend
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
    findings = [] if has_unread_file(assembly) else check_shape(assembly, places)[1]
    return None, [*reading_faults(assembly, places), *places.faults(findings)]


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


def check_shape(
    assembly: Assembly, places: Places
) -> tuple[Study | None, list[Finding], tuple[Path, ...]]:
    """The Study as far as it can be made out, every departure, and the paths that were mended.

    What is wrong is replaced by a stand-in so that the rest can be checked too; None if even that
    does not make a Study.
    """
    data = _without_aliases(assembly.data)
    findings: list[Finding] = []
    mended: list[Path] = []
    for _ in range(_ROUNDS):
        try:
            return validate(data), findings, tuple(mended)
        except ValidationError as error:
            details = error.errors(include_url=False)
        fresh = [detail for detail in details if tuple(detail["loc"]) not in mended]
        findings += [describe_departure(data, detail, places) for detail in fresh]
        for detail in details:
            mend(data, detail)
        mended += [_path(detail) for detail in fresh]
    return None, findings, tuple(mended)


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
