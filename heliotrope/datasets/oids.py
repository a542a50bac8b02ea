"""A study, a dataset, a variable → the identifiers by which Define-XML and Dataset-JSON agree."""

from __future__ import annotations

from heliotrope.datasets.standard import Dataset


def metadata_oid(study_id: str, standard: str) -> str:
    """Of all definitions of one standard in one study."""
    return f"MDV.{study_id}.{standard}"


def item_group_oid(dataset: Dataset) -> str:
    """Of a dataset."""
    return f"IG.{dataset.name}"


def item_oid(dataset: Dataset, variable: str) -> str:
    """Of a variable in a dataset."""
    return f"IT.{dataset.name}.{variable}"
