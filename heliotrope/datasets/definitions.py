"""Datasets → what Define-XML says of them, as plain objects that XML and HTML are written from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from heliotrope.datasets.codelists import Lists, UsedList, collect_lists
from heliotrope.datasets.columns import Column, describe_columns, describe_values
from heliotrope.datasets.delivery import Delivery
from heliotrope.datasets.oids import item_group_oid, item_oid
from heliotrope.datasets.sdtm_roles import find_role
from heliotrope.datasets.standard import Absent, Dataset, Datasets, Variable
from heliotrope.datasets.terminology import PACKAGE, Codelist

_PREDECESSOR = re.compile(r"([A-Z0-9]+\.[A-Z0-9]+)[:;,.]?\s*(.*)", re.DOTALL)
NEVER_EMPTY = ("STUDYID", "DOMAIN", "USUBJID", "RDOMAIN")
REFERENCE = "TRIAL DESIGN"
ONE_A_SUBJECT = ("SUBJECT LEVEL ANALYSIS DATASET",)


@dataclass(frozen=True, slots=True)
class StandardUsed:
    """A published standard that the datasets follow."""

    oid: str
    name: str
    """As Define-XML names it: `SDTMIG`, `ADaMIG`, `CDISC/NCI`."""
    type: Literal["IG", "CT"]
    version: str
    publishing_set: str = ""


SDTM_CT = StandardUsed("STD.CT.SDTM", "CDISC/NCI", "CT", PACKAGE, "SDTM")
SDTMIG = StandardUsed("STD.SDTMIG", "SDTMIG", "IG", "3.4")
ADAMIG = StandardUsed("STD.ADaMIG", "ADaMIG", "IG", "1.3")
OCCDS = StandardUsed("STD.ADaM-OCCDSIG", "ADaM-OCCDSIG", "IG", "1.1")


@dataclass(frozen=True, slots=True)
class ValueItem:
    """What a variable holds in the rows of one parameter, test or qualifier."""

    oid: str
    where_oid: str
    selector: str
    """The variable that chooses the rows: `PARAMCD`, `LBTESTCD`, `QNAM`."""
    code: str
    label: str
    column: Column


@dataclass(frozen=True, slots=True)
class Item:
    """One variable of a dataset, with all that Define-XML says of it."""

    oid: str
    column: Column
    key: int | None
    """Its place among the keys, from 1."""
    mandatory: bool
    role: str
    """In SDTM: `Identifier`, `Topic`, `Timing` or a kind of qualifier; empty in ADaM."""
    used_list: UsedList | None
    method: str
    """How it is derived; empty: it is not."""
    comment: str
    predecessor: str
    values: tuple[ValueItem, ...]

    @property
    def variable(self) -> Variable:
        """The variable it describes."""
        return self.column.variable


@dataclass(frozen=True, slots=True)
class Group:
    """One dataset with its items."""

    oid: str
    dataset: Dataset
    standard: StandardUsed
    items: tuple[Item, ...]
    repeating: bool
    reference: bool

    @property
    def file(self) -> str:
        """The transport file's name, in the folder of define.xml."""
        return f"{self.dataset.name.lower()}.xpt"


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that one define.xml says."""

    delivery: Delivery
    standard: Literal["SDTM", "ADaM"]
    standards: tuple[StandardUsed, ...]
    groups: tuple[Group, ...]
    lists: tuple[UsedList, ...]
    absent: tuple[Absent, ...] = ()


def define_datasets(
    datasets: Datasets, delivery: Delivery, known: Mapping[str, Codelist]
) -> Definitions:
    """All datasets of one standard as they are to be defined; `known` are the code lists.

    Types, lengths and decimals are those of the values. Raises ValueError without any dataset, or
    if the datasets are of two standards.
    """
    standards = {dataset.standard for dataset in datasets}
    if len(standards) != 1:
        raise ValueError(f"datasets of one standard are wanted, not of {sorted(standards)}")
    lists = collect_lists(datasets, known)
    groups = tuple(_define(dataset, lists) for dataset in datasets)
    used = dict.fromkeys(group.standard for group in groups)
    return Definitions(
        delivery=delivery,
        standard=standards.pop(),
        standards=(*used, SDTM_CT),
        groups=groups,
        lists=tuple(lists.values()),
        absent=datasets.absent,
    )


def _define(dataset: Dataset, lists: Lists) -> Group:
    items = tuple(_make_item(dataset, column, lists) for column in describe_columns(dataset))
    reference = dataset.of_class == REFERENCE
    single = reference or dataset.of_class in ONE_A_SUBJECT or dataset.name == "DM"
    standard = _find_standard(dataset)
    return Group(item_group_oid(dataset), dataset, standard, items, not single, reference)


def _find_standard(dataset: Dataset) -> StandardUsed:
    if dataset.standard == "SDTM":
        return SDTMIG
    return OCCDS if dataset.of_class == "OCCURRENCE DATA STRUCTURE" else ADAMIG


def _make_item(dataset: Dataset, column: Column, lists: Lists) -> Item:
    one = column.variable
    keyed = dataset.keys.index(one.name) + 1 if one.name in dataset.keys else None
    full = dataset.frame.get_column(one.name).null_count() == 0
    predecessor, comment = _find_predecessor(one)
    return Item(
        oid=item_oid(dataset, one.name),
        column=column,
        key=keyed,
        mandatory=full and (keyed is not None or one.name in NEVER_EMPTY),
        role=find_role(dataset.name, one.name) if dataset.standard == "SDTM" else "",
        used_list=lists.get((one.codelist, one.kind)) if one.codelist else None,
        method=one.note if one.origin == "Derived" else "",
        comment=comment,
        predecessor=predecessor,
        values=tuple(_make_values(dataset, column)),
    )


def _find_predecessor(variable: Variable) -> tuple[str, str]:
    """`DM.AGE: in completed years` → the predecessor `DM.AGE` and the comment after it.

    Empty each where there is none; the note of a derived variable is its method and no comment.
    """
    if variable.origin == "Derived":
        return "", ""
    found = _PREDECESSOR.fullmatch(variable.note) if variable.origin == "Predecessor" else None
    return (found[1], found[2]) if found else ("", variable.note)


# ---------------------------------------------------------------- values by parameter


def _find_selector(dataset: Dataset, name: str) -> tuple[str, str] | None:
    """The variables that choose and name the rows for which the variable is described apart."""
    names = dataset.frame.columns
    pairs = (
        ("AVAL", "PARAMCD", "PARAM"),
        ("QVAL", "QNAM", "QLABEL"),
        (f"{dataset.name}STRESN", f"{dataset.name}TESTCD", f"{dataset.name}TEST"),
    )
    for valued, selector, label in pairs:
        if name == valued and selector in names and label in names:
            return selector, label
    return None


def _make_values(dataset: Dataset, column: Column) -> Iterator[ValueItem]:
    found = _find_selector(dataset, column.variable.name)
    if found is None:
        return
    selector, named = found
    name = column.variable.name
    unit = f"{dataset.name}STRESU"
    wanted = [selector, named, name, *([unit] if unit in dataset.frame.columns else [])]
    rows = dataset.frame.select(wanted).drop_nulls([selector, name])
    parts = rows.partition_by(selector, as_dict=True, include_key=True)
    for key in sorted(parts):
        part, code = parts[key], str(key[0])
        label = _find_first(part, named)
        units = _find_first(part, unit) if unit in part.columns else ""
        yield ValueItem(
            oid=f"{item_oid(dataset, name)}.{code}",
            where_oid=f"WC.{dataset.name}.{selector}.{code}",
            selector=selector,
            code=code,
            label=f"{label} ({units})" if units else label,
            column=describe_values(column.variable, part.get_column(name)),
        )


def _find_first(part: pl.DataFrame, name: str) -> str:
    """The text of the first row that has one; empty if none has."""
    given = part.get_column(name).drop_nulls()
    return str(given[0]) if len(given) else ""
