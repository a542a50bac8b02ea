"""The name of a table in `tables/` goes in; its rows and where they were printed come out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

PRINTED = "# Printed in: "


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """Published weights, norms or cut-offs as they stand in a CSV file beside the code."""

    printed: str
    """Where the table was printed: the file's first line."""
    rows: tuple[dict[str, str], ...]


@cache
def load_table(name: str) -> PublishedTable:
    """Read `tables/<name>.csv`.

    Raises:
        ValueError: the first line does not say where the table was printed, or a row is ragged.
    """
    text = (resources.files("heliotrope.instruments") / "tables" / f"{name}.csv").read_text("utf-8")
    first, *lines = text.splitlines()
    if not first.startswith(PRINTED):
        raise ValueError(f"tables/{name}.csv:1: begin with '{PRINTED}' and a citation")
    rows = tuple(csv.DictReader(lines, strict=True))
    for number, row in enumerate(rows, start=3):
        if None in row or None in row.values():
            raise ValueError(f"tables/{name}.csv:{number}: as many cells as the header has")
    return PublishedTable(first.removeprefix(PRINTED), rows)
