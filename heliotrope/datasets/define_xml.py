"""Definitions of datasets → the text of `define.xml`, version 2.1, valid against its schema.

Source of the format: CDISC Define-XML 2.1 (schemas and examples), an extension of ODM 1.3.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from heliotrope.datasets.codelists import UsedList, UsedTerm
from heliotrope.datasets.columns import Column
from heliotrope.datasets.definitions import (
    SDTM_CT,
    Definitions,
    Group,
    Item,
    StandardUsed,
    ValueItem,
)
from heliotrope.datasets.oids import metadata_oid

VERSION = "2.1.0"
_NAMESPACES = {
    "xmlns": "http://www.cdisc.org/ns/odm/v1.3",
    "xmlns:def": "http://www.cdisc.org/ns/def/v2.1",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}
_SOURCES = {"Collected": "Investigator", "Derived": "Sponsor", "Assigned": "Sponsor"}
_WITH_LENGTH = ("text", "integer", "float")
_IN_DATASET = {"SDTM": "Tabulation", "ADaM": "Analysis"}


def render_define_xml(definitions: Definitions) -> str:
    """The text of define.xml, for the folder that holds the transport files.

    The same definitions give the same text.
    """
    delivery = definitions.delivery
    stamp = f"{delivery.moment:%Y-%m-%dT%H:%M:%S}+00:00"
    root = Element(
        "ODM",
        {
            **_NAMESPACES,
            "ODMVersion": "1.3.2",
            "FileType": "Snapshot",
            "FileOID": f"{delivery.study_id}.{definitions.standard}.define",
            "CreationDateTime": stamp,
            "Originator": delivery.originator,
            "SourceSystem": "Heliotrope",
            "SourceSystemVersion": delivery.version,
            "def:Context": "Other",
        },
    )
    study = SubElement(root, "Study", OID=delivery.study_id)
    named = SubElement(study, "GlobalVariables")
    SubElement(named, "StudyName").text = delivery.study_id
    SubElement(named, "StudyDescription").text = delivery.marked_title
    SubElement(named, "ProtocolName").text = delivery.protocol
    study.append(_make_version(definitions))
    indent(root, "  ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'


def _make_version(definitions: Definitions) -> Element:
    """The elements in the order that the schema wants."""
    delivery = definitions.delivery
    version = Element(
        "MetaDataVersion",
        {
            "OID": metadata_oid(delivery.study_id, definitions.standard),
            "Name": f"{delivery.study_id} {definitions.standard}",
            "Description": f"Data definitions; snapshot {delivery.fingerprint or 'not stated'}",
            "def:DefineVersion": VERSION,
        },
    )
    groups = definitions.groups
    items = [item for group in groups for item in group.items]
    standards = SubElement(version, "def:Standards")
    standards.extend(_make_standard(one) for one in definitions.standards)
    if delivery.documents:
        supplement = SubElement(version, "def:SupplementalDoc")
        for document in delivery.documents:
            SubElement(supplement, "def:DocumentRef", leafID=document.oid)
    version.extend(_make_value_list(item) for item in items if item.values)
    version.extend(_make_where(group, item) for group, item in _list_selections(groups))
    version.extend(_make_group(group) for group in groups)
    for item in items:
        version.append(_make_item(item))
        version.extend(_make_value(item, value) for value in item.values)
    version.extend(_make_list(one) for one in definitions.lists)
    version.extend(_make_method(item) for item in items if item.method)
    version.extend(_make_comment(item) for item in items if item.comment)
    version.extend(_make_leaf(one.oid, one.href, one.title) for one in delivery.documents)
    return version


def _make_standard(one: StandardUsed) -> Element:
    attributes = {"OID": one.oid, "Name": one.name, "Type": one.type}
    if one.publishing_set:
        attributes["PublishingSet"] = one.publishing_set
    return Element("def:Standard", {**attributes, "Version": one.version, "Status": "Final"})


def _describe(parent: Element, text: str) -> None:
    """The text as the element's description in English."""
    described = SubElement(parent, "Description")
    SubElement(described, "TranslatedText", {"xml:lang": "en"}).text = text


# ---------------------------------------------------------------- values by parameter


def _list_selections(groups: tuple[Group, ...]) -> Iterator[tuple[Group, ValueItem]]:
    for group in groups:
        for item in group.items:
            for value in item.values:
                yield group, value


def _make_value_list(item: Item) -> Element:
    made = Element("def:ValueListDef", OID=_value_list_oid(item))
    for place, value in enumerate(item.values, 1):
        reference = SubElement(
            made, "ItemRef", ItemOID=value.oid, OrderNumber=str(place), Mandatory="No"
        )
        SubElement(reference, "def:WhereClauseRef", WhereClauseOID=value.where_oid)
    return made


def _value_list_oid(item: Item) -> str:
    return item.oid.replace("IT.", "VL.", 1)


def _make_where(group: Group, value: ValueItem) -> Element:
    made = Element("def:WhereClauseDef", OID=value.where_oid)
    chosen = next(item for item in group.items if item.variable.name == value.selector)
    check = SubElement(
        made, "RangeCheck", {"Comparator": "EQ", "SoftHard": "Soft", "def:ItemOID": chosen.oid}
    )
    SubElement(check, "CheckValue").text = value.code
    return made


# ---------------------------------------------------------------- datasets and variables


def _make_group(group: Group) -> Element:
    dataset = group.dataset
    leaf = f"LF.{dataset.name}"
    sdtm = {"Domain": _find_domain(dataset.name)} if dataset.standard == "SDTM" else {}
    made = Element(
        "ItemGroupDef",
        {
            "OID": group.oid,
            "Name": dataset.name,
            **sdtm,
            "Repeating": _yes(group.repeating),
            "IsReferenceData": _yes(group.reference),
            "SASDatasetName": dataset.name,
            "Purpose": _IN_DATASET[dataset.standard],
            "def:Structure": dataset.structure,
            "def:ArchiveLocationID": leaf,
            "def:StandardOID": group.standard.oid,
            **({} if dataset.frame.height else {"def:HasNoData": "Yes"}),
        },
    )
    _describe(made, dataset.label)
    made.extend(_make_reference(place, item) for place, item in enumerate(group.items, 1))
    SubElement(made, "def:Class", Name=dataset.of_class)
    made.append(_make_leaf(leaf, group.file, group.file))
    return made


def _find_domain(name: str) -> str:
    """Supplemental qualifiers belong to the domain that they supplement."""
    return name[4:] if name.startswith("SUPP") and len(name) > 4 else name


def _make_reference(place: int, item: Item) -> Element:
    attributes = {
        "ItemOID": item.oid,
        "OrderNumber": str(place),
        "Mandatory": _yes(item.mandatory),
    }
    if item.key is not None:
        attributes["KeySequence"] = str(item.key)
    if item.method:
        attributes["MethodOID"] = _method_oid(item)
    if item.role:
        attributes["Role"] = item.role
    if item.variable.own:
        attributes["def:IsNonStandard"] = "Yes"
    return Element("ItemRef", attributes)


def _make_item(item: Item) -> Element:
    variable = item.variable
    comment = {"def:CommentOID": _comment_oid(item)} if item.comment else {}
    made = Element(
        "ItemDef",
        {
            "OID": item.oid,
            "Name": variable.name,
            **_describe_type(item.column),
            "SASFieldName": variable.name,
            **comment,
        },
    )
    _describe(made, variable.label)
    if item.used_list is not None:
        SubElement(made, "CodeListRef", CodeListOID=item.used_list.oid)
    made.append(_make_origin(item))
    if item.values:
        SubElement(made, "def:ValueListRef", ValueListOID=_value_list_oid(item))
    return made


def _make_value(item: Item, value: ValueItem) -> Element:
    types = _describe_type(value.column)
    name = item.variable.name
    made = Element("ItemDef", {"OID": value.oid, "Name": name, **types, "SASFieldName": name})
    _describe(made, value.label)
    made.append(_make_origin(item))
    return made


def _describe_type(column: Column) -> dict[str, str]:
    made: dict[str, str] = {"DataType": column.type}
    if column.type in _WITH_LENGTH:
        made["Length"] = str(column.length)
    if column.type == "float":
        made["SignificantDigits"] = str(column.decimals)
        made["def:DisplayFormat"] = f"{column.length + 1}.{column.decimals}"
    if column.is_sas_date:
        made["def:DisplayFormat"] = "DATE9."
    return made


def _make_origin(item: Item) -> Element:
    kind = item.variable.origin
    source = {"Source": _SOURCES[kind]} if kind in _SOURCES else {}
    if kind == "Protocol":
        source = {"Source": "Sponsor"}
    made = Element("def:Origin", {"Type": kind, **source})
    if item.predecessor:
        _describe(made, item.predecessor)
    return made


# ---------------------------------------------------------------- lists, methods, comments, files


def _make_list(one: UsedList) -> Element:
    types: Mapping[str, str] = {"text": "text", "number": "float", "date": "integer"}
    kind = types[one.kind]
    if one.kind == "number" and all(_is_whole(used.term.value) for used in one.terms):
        kind = "integer"
    origin = {"def:StandardOID": SDTM_CT.oid} if one.code else {"def:IsNonStandard": "Yes"}
    made = Element("CodeList", {"OID": one.oid, "Name": one.label, "DataType": kind, **origin})
    if one.dictionary is not None:
        version = {"Version": one.dictionary.version} if one.dictionary.version else {}
        SubElement(made, "ExternalCodeList", {"Dictionary": one.dictionary.name, **version})
    labeled = any(used.term.label for used in one.terms)
    made.extend(_make_term(place, used, labeled) for place, used in enumerate(one.terms, 1))
    if one.code:
        SubElement(made, "Alias", Context="nci:ExtCodeID", Name=one.code)
    return made


def _make_term(place: int, used: UsedTerm, labeled: bool) -> Element:
    term = used.term
    extended = {"def:ExtendedValue": "Yes"} if used.extended else {}
    attributes = {"CodedValue": term.value, "OrderNumber": str(place), **extended}
    made = Element("CodeListItem" if labeled else "EnumeratedItem", attributes)
    if labeled:
        decode = SubElement(made, "Decode")
        shown = term.label or term.value
        SubElement(decode, "TranslatedText", {"xml:lang": "en"}).text = shown
    if term.code:
        SubElement(made, "Alias", Context="nci:ExtCodeID", Name=term.code)
    return made


def _is_whole(value: str) -> bool:
    return value.lstrip("-").isdigit()


def _method_oid(item: Item) -> str:
    return item.oid.replace("IT.", "MT.", 1)


def _comment_oid(item: Item) -> str:
    return item.oid.replace("IT.", "COM.", 1)


def _make_method(item: Item) -> Element:
    name = f"Algorithm to derive {item.variable.name}"
    made = Element("MethodDef", OID=_method_oid(item), Name=name, Type="Computation")
    _describe(made, item.method)
    return made


def _make_comment(item: Item) -> Element:
    made = Element("def:CommentDef", OID=_comment_oid(item))
    _describe(made, item.comment)
    return made


def _make_leaf(oid: str, href: str, title: str) -> Element:
    made = Element("def:leaf", {"ID": oid, "xlink:href": href})
    SubElement(made, "def:title").text = title
    return made


def _yes(true: bool) -> str:
    return "Yes" if true else "No"
