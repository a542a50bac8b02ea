"""A dataset → its rows with their entries; a code → the label that the study's forms give it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from heliotrope.datasets.standard import Datasets
from heliotrope.study.forms import Item
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.vocabulary import Bilingual


def read_rows(
    adam: Datasets, name: str, columns: Sequence[str]
) -> Iterator[tuple[dict[str, Any], int | None]]:
    """Every row of a dataset with these columns, and the ledger entry behind it.

    None if the dataset is not there.
    """
    if name not in adam:
        return
    dataset, frame = adam[name], adam[name].frame.select(columns)
    entries = dataset.entries.to_list() if dataset.entries is not None else [None] * frame.height
    yield from zip(frame.iter_rows(named=True), entries, strict=True)


def label_code(study: Study, kind: RecordKind, item: str, code: str | None) -> Bilingual:
    """The label of a code as the study's forms of the kind have it; else the code itself."""
    for form in study.forms:
        if form.records == kind and item in form.item_by_name:
            found = label_choice(form.item(item), code)
            if found is not None:
                return found
    return Bilingual(code or "", code or "")


def label_choice(item: Item, code: str | None) -> Bilingual | None:
    """The label of one choice of an item; None if it has none of that code."""
    return next((one.label for one in item.codes if one.code == code), None)
