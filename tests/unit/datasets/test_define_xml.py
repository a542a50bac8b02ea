"""Datasets in, define.xml out: valid against CDISC's schema, whole, and true to the values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import odmlib
import pytest
import xmlschema
from odmlib.define_loader import XMLDefineLoader
from odmlib.loader import ODMLoader

from heliotrope.datasets.define_xml import render_define_xml
from heliotrope.datasets.definitions import define_datasets
from heliotrope.datasets.standard import Datasets, Variable
from tests.rehearsed import evaluate_rehearsal
from tests.unit.datasets.made import ADAM, ADLB, DELIVERY, KNOWN, LB, SDTM, dataset

ODM = "{http://www.cdisc.org/ns/odm/v1.3}"
DEF = "{http://www.cdisc.org/ns/def/v2.1}"
XLINK = "{http://www.w3.org/1999/xlink}"


def make(datasets: Datasets) -> str:
    return render_define_xml(define_datasets(datasets, DELIVERY, KNOWN))


def parse(datasets: Datasets) -> Element:
    return ElementTree.fromstring(make(datasets))


@cache
def schema() -> xmlschema.XMLSchema:
    folder = Path(odmlib.__file__).parent / "schemas" / "define" / "2.1"
    return xmlschema.XMLSchema(str(folder / "define2-1-0.xsd"))


@pytest.mark.parametrize("datasets", [SDTM, ADAM], ids=["SDTM", "ADaM"])
def test_it_is_valid(datasets: Datasets) -> None:
    assert [error.reason for error in schema().iter_errors(make(datasets))] == []


@pytest.mark.parametrize(
    "spoil",
    [
        ("MetaDataVersion", "Name"),
        ("ItemGroupDef", f"{DEF}Structure"),
        ("ItemDef", "DataType"),
        ("MethodDef", "Name"),
    ],
)
def test_the_schema_finds_what_is_wrong(spoil: tuple[str, str]) -> None:
    root = parse(SDTM)
    del next(root.iter(ODM + spoil[0])).attrib[spoil[1]]
    assert list(schema().iter_errors(ElementTree.tostring(root, "unicode")))


def test_the_schema_wants_the_elements_in_order() -> None:
    root = parse(SDTM)
    version = next(root.iter(f"{ODM}MetaDataVersion"))
    first = version[0]
    version.remove(first)
    version.append(first)
    assert list(schema().iter_errors(ElementTree.tostring(root, "unicode")))


REFERENCES = {
    "ItemOID": "OID",
    f"{DEF}ItemOID": "OID",
    "CodeListOID": "OID",
    "MethodOID": "OID",
    f"{DEF}CommentOID": "OID",
    f"{DEF}StandardOID": "OID",
    "ValueListOID": "OID",
    "WhereClauseOID": "OID",
    "leafID": "ID",
    f"{DEF}ArchiveLocationID": "ID",
}


def find_references(root: Element) -> Iterator[tuple[str, str]]:
    for one in root.iter():
        for name, kind in REFERENCES.items():
            if name in one.attrib:
                yield kind, one.attrib[name]


@pytest.mark.parametrize("datasets", [SDTM, ADAM], ids=["SDTM", "ADaM"])
def test_whatever_is_referred_to_is_defined_once_and_nothing_else(datasets: Datasets) -> None:
    root = parse(datasets)
    defined = [
        (kind, one.attrib[kind])
        for kind in ("OID", "ID")
        for one in root.iter()
        if kind in one.attrib
    ]
    assert len(defined) == len(set(defined))
    referred = set(find_references(root))
    assert referred <= set(defined)
    unused = {oid for kind, oid in set(defined) - referred}
    assert not {
        oid for oid in unused if oid.startswith(("IT.", "CL.", "MT.", "COM.", "VL.", "WC."))
    }


def find(root: Element, kind: str, oid: str) -> Element:
    (found,) = [one for one in root.iter(ODM + kind) if one.attrib["OID"] == oid]
    return found


def test_a_dataset_says_what_it_is() -> None:
    group = find(parse(SDTM), "ItemGroupDef", "IG.LB")
    assert group.attrib == {
        "OID": "IG.LB",
        "Name": "LB",
        "Domain": "LB",
        "Repeating": "Yes",
        "IsReferenceData": "No",
        "SASDatasetName": "LB",
        "Purpose": "Tabulation",
        f"{DEF}Structure": "One record per lab test per visit per subject",
        f"{DEF}ArchiveLocationID": "LF.LB",
        f"{DEF}StandardOID": "STD.SDTMIG",
    }
    keys = {one.attrib["ItemOID"]: one.get("KeySequence") for one in group.iter(f"{ODM}ItemRef")}
    assert {oid[6:]: key for oid, key in keys.items() if key} == {
        "STUDYID": "1",
        "USUBJID": "2",
        "LBTESTCD": "3",
        "VISIT": "4",
    }
    (leaf,) = group.iter(f"{DEF}leaf")
    assert leaf.attrib[f"{XLINK}href"] == "lb.xpt"
    assert find(parse(SDTM), "ItemGroupDef", "IG.DM").attrib["Repeating"] == "No"


def test_a_variable_says_its_type_length_list_and_origin() -> None:
    root = parse(SDTM)
    unit = find(root, "ItemDef", "IT.LB.LBSTRESU")
    assert (unit.attrib["DataType"], unit.attrib["Length"]) == ("text", "3")
    assert [one.attrib["CodeListOID"] for one in unit.iter(f"{ODM}CodeListRef")] == ["CL.UNIT"]
    (origin,) = unit.iter(f"{DEF}Origin")
    assert origin.attrib == {"Type": "Assigned", "Source": "Sponsor"}
    value = find(root, "ItemDef", "IT.LB.LBSTRESN")
    assert (value.attrib["DataType"], value.attrib["Length"]) == ("float", "4")
    assert value.attrib["SignificantDigits"] == "1"
    consent = find(root, "ItemDef", "IT.DM.RFICDTC")
    assert consent.attrib["DataType"] == "partialDate"
    assert "Length" not in consent.attrib


def test_derived_variables_have_a_method_and_collected_ones_a_comment() -> None:
    root = parse(SDTM)
    method = find(root, "MethodDef", "MT.LB.LBSTRESN")
    assert method.findtext(f".//{ODM}TranslatedText") == "As is."
    comments = {one.attrib["OID"] for one in root.iter(f"{DEF}CommentDef")}
    assert comments == {"COM.DM.RFICDTC"}


def test_every_derived_variable_says_how() -> None:
    evaluation = evaluate_rehearsal()
    silent = [
        f"{dataset.name}.{variable.name}"
        for datasets in (evaluation.sdtm, evaluation.adam)
        for dataset in datasets
        for variable in dataset.variables
        if variable.origin == "Derived" and not variable.note
    ]
    assert not silent


def test_a_copied_variable_names_its_predecessor() -> None:
    origin = next(find(parse(ADAM), "ItemDef", "IT.ADLB.USUBJID").iter(f"{DEF}Origin"))
    assert origin.attrib == {"Type": "Predecessor"}
    assert origin.findtext(f".//{ODM}TranslatedText") == "DM.USUBJID"


def test_words_after_the_predecessor_are_a_comment() -> None:
    age = Variable("AGE", "Age", "number", origin="Predecessor", note="DM.AGE: at consent.")
    root = parse(Datasets((dataset((age,), [{"AGE": 40}]),)))
    origin = next(find(root, "ItemDef", "IT.ADTEST.AGE").iter(f"{DEF}Origin"))
    assert origin.findtext(f".//{ODM}TranslatedText") == "DM.AGE"
    (comment,) = root.iter(f"{DEF}CommentDef")
    assert comment.findtext(f".//{ODM}TranslatedText") == "at consent."


def test_an_adam_date_is_a_sas_date() -> None:
    dated = find(parse(ADAM), "ItemDef", "IT.ADSL.TRTSDT")
    assert dated.attrib["DataType"] == "integer"
    assert dated.attrib[f"{DEF}DisplayFormat"] == "DATE9."


def test_values_are_described_by_parameter() -> None:
    root = parse(ADAM)
    values = {oid: find(root, "ItemDef", f"IT.ADLB.AVAL.{oid}") for oid in ("ALT", "HGB", "SUM")}
    types = {oid: one.attrib["DataType"] for oid, one in values.items()}
    assert types == {"ALT": "integer", "HGB": "float", "SUM": "float"}
    assert values["SUM"].attrib["SignificantDigits"] == "2"
    where = find_where(root, "WC.ADLB.PARAMCD.HGB")
    assert where == ("IT.ADLB.PARAMCD", "EQ", "HGB")
    labels = {
        one.attrib["OID"]: one.findtext(f".//{ODM}TranslatedText")
        for one in parse(SDTM).iter(f"{ODM}ItemDef")
    }
    assert labels["IT.LB.LBSTRESN.HGB"] == "Hemoglobin (g/L)"


def find_where(root: Element, oid: str) -> tuple[str, str, str | None]:
    (found,) = [one for one in root.iter(f"{DEF}WhereClauseDef") if one.attrib["OID"] == oid]
    (check,) = found
    return (
        check.attrib[f"{DEF}ItemOID"],
        check.attrib["Comparator"],
        check.findtext(f"{ODM}CheckValue"),
    )


def test_a_short_closed_list_is_whole_and_added_terms_are_marked() -> None:
    root = parse(SDTM)
    yes_no = find(root, "CodeList", "CL.NY")  # no value of DTHFL is given
    assert [one.attrib["CodedValue"] for one in yes_no.iter(f"{ODM}CodeListItem")] == ["N", "Y"]
    assert yes_no.attrib[f"{DEF}StandardOID"] == "STD.CT.SDTM"
    units = find(root, "CodeList", "CL.UNIT")
    extended = {
        one.attrib["CodedValue"]: one.get(f"{DEF}ExtendedValue")
        for one in units.iter(f"{ODM}CodeListItem")
    }
    assert extended == {"U/L": None, "g/L": None, "odd": "Yes"}
    codes = [one.attrib["Name"] for one in units.iter(f"{ODM}Alias")]
    assert codes == ["C67456", "C42576", "C71620"]


def test_a_dictionary_is_named_and_not_repeated() -> None:
    country = Variable("COUNTRY", "Country", codelist="ISO 3166")
    root = parse(Datasets((dataset((country,), [{"COUNTRY": "CHN"}]),)))
    (external,) = root.iter(f"{ODM}ExternalCodeList")
    assert external.attrib == {"Dictionary": "ISO 3166"}


def test_a_dataset_without_rows_says_so() -> None:
    empty = replace(LB, frame=LB.frame.head(0), entries=None)
    text = make(Datasets((SDTM["DM"], empty)))
    assert [error.reason for error in schema().iter_errors(text)] == []
    group = find(ElementTree.fromstring(text), "ItemGroupDef", "IG.LB")
    assert group.attrib[f"{DEF}HasNoData"] == "Yes"


def test_an_independent_reader_finds_every_dataset(tmp_path: Path) -> None:
    (tmp_path / "define.xml").write_text(make(ADAM), "utf-8")
    loader = ODMLoader(XMLDefineLoader(model_package="define_2_1"))
    loader.open_odm_document(str(tmp_path / "define.xml"))
    version = loader.MetaDataVersion()
    assert [group.Name for group in version.ItemGroupDef] == ["ADSL", "ADLB"]
    assert [item.ItemOID for item in version.ItemGroupDef[0].ItemRef] == [
        f"IT.ADSL.{variable.name}" for variable in ADAM["ADSL"].variables
    ]


def test_two_standards_in_one_file_are_refused() -> None:
    with pytest.raises(ValueError, match="one standard"):
        define_datasets(Datasets((LB, ADLB)), DELIVERY, KNOWN)


def test_the_documents_beside_are_linked() -> None:
    (leaf,) = [one for one in parse(SDTM).iter(f"{DEF}leaf") if one.attrib["ID"] == "LF.report"]
    assert leaf.attrib[f"{XLINK}href"] == "../../report.pdf"
