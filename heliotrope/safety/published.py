"""The name of a table in `tables/` goes in; its rows and where they were printed come out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast, get_args

from heliotrope.vocabulary import Bilingual, Source, Standing

PRINTED = "# Printed in: "


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """Criteria, units or factors as they stand in a CSV file beside the code."""

    printed: str
    """Where the table was printed: the file's first line."""
    rows: tuple[dict[str, str], ...]


@cache
def load_table(name: str) -> PublishedTable:
    """Read `tables/<name>.csv`.

    Raises:
        ValueError: the first line does not say where the table was printed, or a row is ragged.
    """
    text = (resources.files("heliotrope.safety") / "tables" / f"{name}.csv").read_text("utf-8")
    first, *lines = text.splitlines()
    if not first.startswith(PRINTED):
        raise ValueError(f"tables/{name}.csv:1: begin with '{PRINTED}' and a citation")
    rows = tuple(csv.DictReader(lines, strict=True))
    for number, row in enumerate(rows, start=3):
        if None in row or None in row.values():
            raise ValueError(f"tables/{name}.csv:{number}: as many cells as the header has")
    return PublishedTable(first.removeprefix(PRINTED), rows)


def read_text(row: dict[str, str], name: str) -> Bilingual:
    """The two columns `<name>_en` and `<name>_zh` as one text."""
    return Bilingual(row[f"{name}_en"], row[f"{name}_zh"])


def read_source(row: dict[str, str], citation: str, identifier: str = "") -> Source:
    """A row's source: its own `status` and note, with the citation given.

    Raises:
        ValueError: the status is none of the four words.
    """
    if row["status"] not in get_args(Standing):
        raise ValueError(f"status is one of {get_args(Standing)}, not {row['status']!r}")
    return Source(citation, identifier, cast("Standing", row["status"]), read_text(row, "note"))
