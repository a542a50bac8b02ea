"""Datasets in, Dataset-JSON out: valid against CDISC's schema, with the values as they were."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from heliotrope.datasets.dataset_json import render_dataset_json, write_dataset_json
from heliotrope.datasets.standard import Dataset
from tests.repository import ROOT
from tests.unit.datasets.made import ADAM, ADSL, DELIVERY, DM, LB, SDTM, dataset, number, text

SCHEMA = json.loads((ROOT / "tests/reference/cdisc/dataset.schema.json").read_text("utf-8"))
EVERY = [pytest.param(one, id=one.name) for one in (*SDTM, *ADAM)]


def make(one: Dataset) -> dict[str, Any]:
    return json.loads(render_dataset_json(one, DELIVERY))  # type: ignore[no-any-return]


@pytest.mark.parametrize("one", EVERY)
def test_it_is_valid(one: Dataset) -> None:
    jsonschema.validate(make(one), SCHEMA)


def test_the_schema_finds_what_is_wrong() -> None:
    made = make(LB)
    for spoil in ("records", "columns", "itemGroupOID"):
        spoiled = copy.deepcopy(made)
        del spoiled[spoil]
        with pytest.raises(jsonschema.ValidationError, match=spoil):
            jsonschema.validate(spoiled, SCHEMA)


def test_the_head_names_study_standard_and_moment() -> None:
    made = make(ADSL)
    del made["columns"], made["rows"]
    assert made == {
        "datasetJSONCreationDateTime": "2026-11-26T00:00:00",
        "datasetJSONVersion": "1.1.0",
        "fileOID": "ABC-1/ADaM/ADSL/2026-11-26T00:00:00",
        "originator": "Heliotrope",
        "sourceSystem": {"name": "Heliotrope", "version": "0.1.0"},
        "studyOID": "ABC-1",
        "metaDataVersionOID": "MDV.ABC-1.ADaM",
        "metaDataRef": "define.xml",
        "itemGroupOID": "IG.ADSL",
        "records": 2,
        "name": "ADSL",
        "label": "Subject-Level Analysis",
    }


def test_rows_hold_the_values() -> None:
    first, second = make(ADSL)["rows"]
    assert first == ["ABC-1-001", "2026-01-06", "Y", ""]
    assert second == ["ABC-1-002", None, "N", "退出"]
    lb = make(LB)["rows"]
    assert lb[0][:6] == ["ABC-1", "LB", "ABC-1-001", 1, "ALT", "Alanine Aminotransferase"]
    assert [row[6:8] for row in lb] == [[25, "U/L"], [None, ""], [131.5, "g/L"], [40, "odd"]]


def test_columns_say_their_type_and_key() -> None:
    by_name = {column["name"]: column for column in make(LB)["columns"]}
    assert by_name["LBTESTCD"] == {
        "itemOID": "IT.LB.LBTESTCD",
        "name": "LBTESTCD",
        "label": "Lab Test or Examination Short Name",
        "dataType": "string",
        "length": 3,
        "keySequence": 3,
    }
    assert by_name["LBSEQ"]["dataType"] == "integer"
    assert by_name["LBSTRESN"]["dataType"] == "float"
    dated = {column["name"]: column for column in make(ADSL)["columns"]}["TRTSDT"]
    assert (dated["dataType"], dated["targetDataType"], dated["displayFormat"]) == (
        "date",
        "integer",
        "DATE9.",
    )


def test_dates_in_text_are_dates_only_where_all_are_whole() -> None:
    (consent,) = [column for column in make(DM)["columns"] if column["name"] == "RFICDTC"]
    assert consent["dataType"] == "string"  # one of them is "2026-01"
    whole = make(dataset((text("ADTC"),), [{"ADTC": "2026-01-05"}, {}]))
    assert whole["columns"][0]["dataType"] == "date"
    assert whole["rows"] == [["2026-01-05"], [""]]


def test_a_dataset_without_rows_is_valid_too() -> None:
    made = make(dataset((text("A"), number("B")), []))
    assert made["rows"] == []
    jsonschema.validate(made, SCHEMA)


def test_many_rows_are_written_as_few_are() -> None:
    made = make(dataset((number("N"),), [{"N": n} for n in range(70_000)]))
    assert made["rows"] == [[n] for n in range(70_000)]


def test_a_file_holds_what_is_rendered(tmp_path: Path) -> None:
    write_dataset_json(LB, DELIVERY, tmp_path / "lb.json")
    assert (tmp_path / "lb.json").read_text("utf-8") == render_dataset_json(LB, DELIVERY)
