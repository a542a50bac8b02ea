"""The texts of a study's files → a Study of the right types, or every fault with its line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError

from heliotrope.study.assembly import Assembly, assemble
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Fault


def read_shape(files: Mapping[str, str]) -> tuple[Study | None, list[Fault]]:
    """The Study, and no fault; or None, and every fault of reading and of shape."""
    assembly = assemble(files)
    if assembly.faults:
        return None, assembly.faults
    try:
        text = json.dumps(assembly.data, ensure_ascii=False, default=_plain)
        return Study.model_validate_json(text, strict=True), []
    except ValidationError as error:
        return None, _describe(assembly, error)


def _plain(value: object) -> str:
    """YAML reads an unquoted ISO date as a date; the study's fields want its text."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _describe(assembly: Assembly, error: ValidationError) -> list[Fault]:
    faults = []
    for detail in error.errors(include_url=False):
        file, path = assembly.place(tuple(detail["loc"]))
        where = ".".join(str(part) for part in path)
        faults.append(
            Fault(
                file,
                Bilingual(f"{where}: {detail['msg']}", f"{where}：{detail['msg']}"),
                Bilingual("", ""),
            )
        )
    return faults
