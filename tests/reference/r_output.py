"""What R printed (comment lines, then CSV) in, rows as text out."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def load_printed(name: str) -> list[dict[str, str]]:
    """The rows of a file of ../r, without the lines that name R's version."""
    lines = (HERE / "r" / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def load_by_case(name: str) -> dict[str, dict[str, float]]:
    """Case → quantity → number, of a file of ../r."""
    printed: dict[str, dict[str, float]] = defaultdict(dict)
    for row in load_printed(name):
        printed[row["case"]][row["quantity"]] = float(row["value"])
    return printed


def load_json(name: str) -> Any:
    return json.loads((HERE / "data" / name).read_text(encoding="utf-8"))


def load_cases() -> dict[str, list[float]]:
    """The differences of each case by its name."""
    with (HERE / "data" / "paired_cases.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["case"]: [float(number) for number in row["differences"].split()]
            for row in csv.DictReader(file)
        }
