"""Datasets of safety and exposure → who is in a population, and rows ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from heliotrope.analysis.data import Data, Subject
from heliotrope.datasets.standard import Datasets
from heliotrope.study.forms import Item
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.vocabulary import Bilingual


def select_population(data: Data, adam: Datasets, name: str) -> tuple[Subject, ...]:
    """Who is counted in a population of the plan; nobody if the plan has none of that name."""
    rule = next((one.rule for one in data.study.plan.populations if one.name == name), None)
    if rule == "enrolled":
        return data.enrolled
    if rule is None:
        return ()
    treated = find_treated(adam)
    return tuple(subject for subject in data.subjects if subject.code in treated)


def find_treated(adam: Datasets) -> frozenset[str]:
    """The codes of everyone with at least one dose, from ADEX."""
    if "ADEX" not in adam:
        return frozenset()
    frame = adam["ADEX"].frame
    return frozenset(frame.filter(frame["PARCAT1"] == "OVERALL")["SUBJID"].to_list())


def read_rows(adam: Datasets, name: str) -> Iterator[tuple[dict[str, Any], int | None]]:
    """Every row of a dataset with the ledger entry behind it; none if the dataset is not there."""
    if name not in adam:
        return
    dataset = adam[name]
    entries = dataset.entries if dataset.entries is not None else [None] * dataset.frame.height
    yield from zip(dataset.frame.iter_rows(named=True), entries, strict=True)


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
