"""Datasets with long texts → the same with each text divided among columns that a file can hold.

Source: SDTMIG 3.4, 4.5.3.2 and the variables TSVAL1, COVAL1: a text that is longer than a transport
file allows goes on in a variable of the same name with a number. ADaM has no rule; ours is the same
(proposed).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from heliotrope.datasets.standard import Dataset, Datasets, Variable
from heliotrope.datasets.xpt import LONGEST_LABEL, LONGEST_TEXT

LONGEST_NAME = 8


def divide_long_texts(datasets: Datasets) -> Datasets:
    """Every text above 200 bytes in UTF-8 goes on in further variables; nothing is lost.

    It is divided at the last space before the limit, so that joining the parts by a space gives the
    text again; text without a space there, such as Chinese, is divided between two characters.
    Datasets without long text are returned as they are.
    """
    return replace(datasets, all=tuple(_divide(dataset) for dataset in datasets))


def divide_text(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """The text as parts of at most `limit` bytes in UTF-8, at least one."""
    parts = []
    while len(text.encode()) > limit:
        head = text.encode()[:limit].decode(errors="ignore")
        cut = head.rfind(" ")
        if cut > 0:
            parts.append(text[:cut])
            text = text[cut + 1 :]
        else:
            parts.append(head)
            text = text[len(head) :]
    return [*parts, text]


def _divide(dataset: Dataset) -> Dataset:
    variables: list[Variable] = []
    columns: list[pl.Series] = []
    taken = {variable.name for variable in dataset.variables}
    for variable in dataset.variables:
        values = dataset.frame.get_column(variable.name)
        longest = values.str.len_bytes().max() if variable.kind == "text" else 0
        if not isinstance(longest, int) or longest <= LONGEST_TEXT:
            variables.append(variable)
            columns.append(values)
            continue
        for further, part in _divide_column(variable, values, taken):
            variables.append(further)
            columns.append(part)
    if len(variables) == len(dataset.variables):
        return dataset
    return replace(dataset, variables=tuple(variables), frame=pl.DataFrame(columns))


def _divide_column(
    variable: Variable, values: pl.Series, taken: set[str]
) -> Iterator[tuple[Variable, pl.Series]]:
    divided = [None if text is None else divide_text(text) for text in values.to_list()]
    count = max(len(parts) for parts in divided if parts)
    for place in range(count):
        cells = [parts[place] if parts and place < len(parts) else None for parts in divided]
        further = _continue(variable, place, taken) if place else variable
        yield further, pl.Series(further.name, cells, pl.String)


def _continue(variable: Variable, place: int, taken: set[str]) -> Variable:
    """The variable that holds the part at that place: `TSVAL1` goes on after `TSVAL`."""
    number = place
    while (name := f"{variable.name[: LONGEST_NAME - len(str(number))]}{number}") in taken:
        number += 1
    taken.add(name)
    ending = f" (part {place + 1})"
    label = variable.label.encode()[: LONGEST_LABEL - len(ending)].decode(errors="ignore") + ending
    note = f"Continues {variable.name}, which holds the first {LONGEST_TEXT} bytes."
    origin = "Derived" if variable.origin == "Predecessor" else variable.origin
    return replace(
        variable, name=name, label=label, note=note, own=True, codelist="", origin=origin
    )
