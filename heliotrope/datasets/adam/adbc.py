"""A snapshot and SDTM → ADBC: what each participant was like before treatment, as codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from heliotrope.capture.kinds import (
    find_forms,
    find_records,
    given_code,
    given_first_day,
)
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.medication import derive_medication
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.tracing import SOURCE_VARIABLES, Sources
from heliotrope.datasets.standard import Dataset, Datasets, Variable, make_frame
from heliotrope.study.protocol import Study

DEMOGRAPHIC, TREATED, HISTORY = "DEMOGRAPHICS", "BACKGROUND TREATMENT", "MEDICAL HISTORY"
"""PARCAT1."""
_SOURCES = {
    DEMOGRAPHIC: ("SUPPDM", "QVAL", "QNAM"),
    TREATED: ("CM", "CMTRT", ""),
    HISTORY: ("MH", "MHCAT", ""),
}
NO_CATEGORY = "other"
"""Where an item `group` or `category` was not answered or is not on the form."""

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="DM.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="DM.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable("PARCAT1", "Parameter Category 1", origin="Assigned"),
    Variable("PARAMCD", "Parameter Code", origin="Assigned"),
    Variable("PARAM", "Parameter", origin="Assigned", note="Label of the item."),
    Variable("ITEMNAM", "Name of the Item on the Form", own=True, origin="Collected"),
    Variable("AVALC", "Analysis Value (C)", origin="Collected", note="The recorded code."),
    *SOURCE_VARIABLES,
)

Row = dict[str, object]


def make_adbc(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADBC by participant: demographic items with codes, groups of drugs on day 1, history.

    For everyone enrolled. Of the demographics form every item with codes but the sex, which ADSL
    has; of medication the groups of which a course is taken on day 1; of medical history the
    categories of what began before day 1 or on an unknown day. A group or category stands once a
    participant; one participant has as many rows as apply.
    """
    study = snapshot.study
    sources = {part: Sources(sdtm, domain, test) for part, (domain, _, test) in _SOURCES.items()}
    rows: list[Row] = []
    entries: list[int] = []
    for participant in snapshot.enrolled:
        subject = name_subject(study, participant.code)
        for row, record in _make_rows(study, participant):
            part = str(row["PARCAT1"])
            source = sources[part].find(record, _SOURCES[part][1], str(row["PARAMCD"]))
            rows.append({**subject, **row, **source})
            entries.append(record.seq)
    return Dataset(
        name="ADBC",
        label="Baseline Characteristics Analysis",
        structure="One record per subject per characteristic per value",
        of_class="BASIC DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "PARAMCD", "AVALC"),
        variables=VARIABLES,
        frame=make_frame(VARIABLES, rows),
        entries=pl.Series(entries, dtype=pl.Int64),
    )


def _make_rows(study: Study, participant: Participant) -> Iterator[tuple[Row, Record]]:
    day_1 = derive_day_1(study, participant)
    yield from _describe_person(study, participant)
    yield from _list_groups(study, participant, day_1)
    yield from _list_history(study, participant, day_1)


def code_item(name: str) -> str:
    """PARAMCD of an item of the demographics form."""
    return "".join(one for one in name.upper() if one.isascii() and one.isalnum())[:8]


def _describe_person(study: Study, participant: Participant) -> Iterator[tuple[Row, Record]]:
    form = study.form_by_name.get(study.roles.demographics_form or "")
    if form is None:
        return
    records = sorted(participant.records_of(form.name), key=lambda one: one.seq)
    for item in form.items:
        if item.type != "code" or item.name == study.roles.sex:
            continue
        given = [(given_code(record, item.name), record) for record in records]
        known = [(code, record) for code, record in given if code is not None]
        if known:
            row = _make_row(DEMOGRAPHIC, code_item(item.name), item.label.en, known[-1][0])
            yield {**row, "ITEMNAM": item.name}, known[-1][1]


def _list_groups(
    study: Study, participant: Participant, day_1: date | None
) -> Iterator[tuple[Row, Record]]:
    found: dict[str, Record] = {}
    if day_1 is not None:
        for course in derive_medication(study, participant).courses:
            if course.is_taken_on(day_1):
                found.setdefault(course.group or NO_CATEGORY, course.record)
    for group in sorted(found):
        row = _make_row(TREATED, "CMGROUP", "Group of Drugs Taken on Day 1", group)
        yield {**row, "ITEMNAM": "group"}, found[group]


def _list_history(
    study: Study, participant: Participant, day_1: date | None
) -> Iterator[tuple[Row, Record]]:
    found: dict[str, Record] = {}
    for record in find_records(participant, find_forms(study, "medical_history")):
        start = given_first_day(record, "start_date")
        earlier = start is None or day_1 is None or start < day_1
        if record.has_values and earlier:
            found.setdefault(given_code(record, "category") or NO_CATEGORY, record)
    for category in sorted(found):
        row = _make_row(HISTORY, "MHCAT", "Category of Medical History", category)
        yield {**row, "ITEMNAM": "category"}, found[category]


def _make_row(part: str, code: str, label: str, value: str) -> Row:
    return {"PARCAT1": part, "PARAMCD": code, "PARAM": label, "AVALC": value}
