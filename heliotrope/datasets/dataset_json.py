"""A dataset → the same as a Dataset-JSON 1.1 file, valid against CDISC's schema.

Source of the format: CDISC Dataset-JSON 1.1, `dataset.schema.json` and the examples beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heliotrope.datasets.cells import render_json_rows
from heliotrope.datasets.columns import Column, describe_columns
from heliotrope.datasets.delivery import Delivery
from heliotrope.datasets.oids import item_group_oid, item_oid, metadata_oid
from heliotrope.datasets.standard import Dataset

VERSION = "1.1.0"
SAS_DATE = "DATE9."
_ROWS_AT_ONCE = 1 << 16
_WITHOUT_LENGTH = ("date", "datetime")


def render_dataset_json(dataset: Dataset, delivery: Delivery) -> str:
    """The dataset as one Dataset-JSON text, one row a line; the same input gives the same bytes.

    Missing text is `""`, as SAS knows no other; a missing number or date is `null`. An ADaM date
    is ISO text with the target type `integer`. Raises ValueError for a number that is not finite.
    """
    return "".join(_make_parts(dataset, delivery))


def write_dataset_json(dataset: Dataset, delivery: Delivery, path: Path) -> None:
    """Write the dataset as `render_dataset_json` makes it; the folder must be there."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_make_parts(dataset, delivery))


def _make_parts(dataset: Dataset, delivery: Delivery) -> Iterator[str]:
    head = json.dumps(_make_head(dataset, delivery), ensure_ascii=False, separators=(",", ":"))
    yield head[:-1] + ',"rows":['
    names = [variable.name for variable in dataset.variables]
    for start in range(0, dataset.frame.height, _ROWS_AT_ONCE):
        yield ",\n" if start else "\n"
        yield render_json_rows(dataset.frame.slice(start, _ROWS_AT_ONCE).select(names))
    yield "\n]}\n"


def _make_head(dataset: Dataset, delivery: Delivery) -> dict[str, Any]:
    moment = f"{delivery.moment:%Y-%m-%dT%H:%M:%S}"
    return {
        "datasetJSONCreationDateTime": moment,
        "datasetJSONVersion": VERSION,
        "fileOID": f"{delivery.study_id}/{dataset.standard}/{dataset.name}/{moment}",
        "originator": delivery.originator,
        "sourceSystem": {"name": "Heliotrope", "version": delivery.version},
        "studyOID": delivery.study_id,
        "metaDataVersionOID": metadata_oid(delivery.study_id, dataset.standard),
        "metaDataRef": "define.xml",
        "itemGroupOID": item_group_oid(dataset),
        "records": dataset.frame.height,
        "name": dataset.name,
        "label": dataset.label,
        "columns": [_describe(dataset, column) for column in describe_columns(dataset)],
    }


def _describe(dataset: Dataset, column: Column) -> dict[str, Any]:
    name = column.variable.name
    made: dict[str, Any] = {
        "itemOID": item_oid(dataset, name),
        "name": name,
        "label": column.variable.label,
        "dataType": _find_type(column),
    }
    if column.is_sas_date:
        made |= {"targetDataType": "integer", "displayFormat": SAS_DATE}
    elif made["dataType"] not in _WITHOUT_LENGTH:
        made["length"] = column.length
    if name in dataset.keys:
        made["keySequence"] = dataset.keys.index(name) + 1
    return made


def _find_type(column: Column) -> str:
    if column.is_sas_date:
        return "date"
    if column.variable.kind == "number" or column.type in _WITHOUT_LENGTH:
        return column.type
    return "string"
