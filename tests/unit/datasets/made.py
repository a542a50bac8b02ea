"""A few rows typed by hand in, small datasets of SDTM and ADaM out: what the writers eat."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from heliotrope.datasets.delivery import Delivery, Document
from heliotrope.datasets.standard import Dataset, Datasets, Variable, make_frame
from heliotrope.datasets.terminology import Codelist, Term

MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
DELIVERY = Delivery(
    study_id="ABC-1",
    study_title="A small study",
    protocol="ABC-1 version 1.0",
    moment=MOMENT,
    version="0.1.0",
    fingerprint="f00d",
    documents=(Document("LF.report", "Report", "../../report.pdf"),),
)
KNOWN = {
    "NY": Codelist(
        "NY",
        "C66742",
        "No Yes Response",
        False,
        {"N": Term("N", "C49487", "No", "ct"), "Y": Term("Y", "C49488", "Yes", "ct")},
    ),
    "UNIT": Codelist(
        "UNIT",
        "C71620",
        "Unit",
        True,
        {
            "U/L": Term("U/L", "C67456", "Unit per Liter", "ct"),
            "g/L": Term("g/L", "C42576", "", "ct"),
        },
    ),
}

_STUDY = Variable("STUDYID", "Study Identifier", origin="Protocol")
_DOMAIN = Variable("DOMAIN", "Domain Abbreviation", origin="Assigned")
_SUBJECT = Variable("USUBJID", "Unique Subject Identifier", origin="Assigned")


def text(name: str, label: str = "Some text") -> Variable:
    """A text variable."""
    return Variable(name, label)


def number(name: str, label: str = "Some number", digits: int | None = None) -> Variable:
    """A numeric variable."""
    return Variable(name, label, "number", significant_digits=digits)


def dataset(variables: tuple[Variable, ...], rows: list[dict[str, object]]) -> Dataset:
    """A dataset ADTEST of these rows."""
    frame = make_frame(variables, rows)
    structure = "One record per subject per parameter"
    return Dataset(
        "ADTEST", "Test", structure, "BASIC DATA STRUCTURE", "ADaM", (), variables, frame
    )


DM = Dataset(
    "DM",
    "Demographics",
    "One record per subject",
    "SPECIAL PURPOSE",
    "SDTM",
    ("STUDYID", "USUBJID"),
    (
        _STUDY,
        _DOMAIN,
        _SUBJECT,
        Variable("RFICDTC", "Date/Time of Informed Consent", origin="Collected", note="Consent"),
        Variable("DTHFL", "Subject Death Flag", codelist="NY", note="Y if a death is recorded."),
    ),
    pl.DataFrame(
        {
            "STUDYID": ["ABC-1", "ABC-1"],
            "DOMAIN": ["DM", "DM"],
            "USUBJID": ["ABC-1-001", "ABC-1-002"],
            "RFICDTC": ["2026-01-05", "2026-01"],
            "DTHFL": pl.Series([None, None], dtype=pl.String),
        }
    ),
    pl.Series([3, 9]),
)

LB = Dataset(
    "LB",
    "Laboratory Test Results",
    "One record per lab test per visit per subject",
    "FINDINGS",
    "SDTM",
    ("STUDYID", "USUBJID", "LBTESTCD", "VISIT"),
    (
        _STUDY,
        _DOMAIN,
        _SUBJECT,
        Variable("LBSEQ", "Sequence Number", "number"),
        Variable("LBTESTCD", "Lab Test or Examination Short Name", origin="Assigned"),
        Variable("LBTEST", "Lab Test or Examination Name", origin="Assigned"),
        Variable("LBSTRESN", "Numeric Result/Finding in Standard Units", "number", note="As is."),
        Variable("LBSTRESU", "Standard Units", origin="Assigned", codelist="UNIT"),
        Variable("VISIT", "Visit Name", origin="Protocol"),
    ),
    pl.DataFrame(
        {
            "STUDYID": ["ABC-1"] * 4,
            "DOMAIN": ["LB"] * 4,
            "USUBJID": ["ABC-1-001"] * 3 + ["ABC-1-002"],
            "LBSEQ": [1.0, 2.0, 3.0, 1.0],
            "LBTESTCD": ["ALT", "ALT", "HGB", "ALT"],
            "LBTEST": ["Alanine Aminotransferase"] * 2 + ["Hemoglobin", "Alanine Aminotransferase"],
            "LBSTRESN": [25.0, None, 131.5, 40.0],
            "LBSTRESU": ["U/L", None, "g/L", "odd"],
            "VISIT": ["Baseline", "Week 4", "Baseline", "Baseline"],
        }
    ),
    pl.Series([4, 11, 4, 10]),
)

ADSL = Dataset(
    "ADSL",
    "Subject-Level Analysis",
    "One record per subject",
    "SUBJECT LEVEL ANALYSIS DATASET",
    "ADaM",
    ("USUBJID",),
    (
        Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="DM.USUBJID"),
        Variable("TRTSDT", "Date of First Exposure", "date", note="The first dose."),
        Variable("SAFFL", "Safety Population Flag", codelist="NY", note="Y if dosed."),
        Variable("REASON", "A reason in Chinese", own=True, origin="Collected"),
    ),
    pl.DataFrame(
        {
            "USUBJID": ["ABC-1-001", "ABC-1-002"],
            "TRTSDT": [date(2026, 1, 6), None],
            "SAFFL": ["Y", "N"],
            "REASON": [None, "退出"],
        }
    ),
)

ADLB = Dataset(
    "ADLB",
    "Laboratory Analysis",
    "One record per subject per parameter per analysis visit",
    "BASIC DATA STRUCTURE",
    "ADaM",
    ("USUBJID", "PARAMCD", "AVISIT"),
    (
        Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="DM.USUBJID"),
        Variable("PARAMCD", "Parameter Code", origin="Assigned"),
        Variable("PARAM", "Parameter", origin="Assigned"),
        Variable("AVISIT", "Analysis Visit"),
        Variable("AVAL", "Analysis Value", "number", origin="Predecessor", note="LB.LBSTRESN"),
        Variable("SRCDOM", "Source Data"),
        Variable("SRCVAR", "Source Variable"),
        Variable("SRCSEQ", "Source Sequence Number", "number"),
    ),
    pl.DataFrame(
        {
            "USUBJID": ["ABC-1-001", "ABC-1-001", "ABC-1-002", "ABC-1-002"],
            "PARAMCD": ["ALT", "HGB", "ALT", "SUM"],
            "PARAM": ["ALT (U/L)", "Hemoglobin (g/L)", "ALT (U/L)", "Sum"],
            "AVISIT": ["Baseline"] * 4,
            "AVAL": [25.0, 131.5, 40.0, 1.25],
            "SRCDOM": ["LB", "LB", "LB", None],
            "SRCVAR": ["LBSTRESN"] * 3 + [None],
            "SRCSEQ": [1.0, 3.0, 1.0, None],
        }
    ),
    pl.Series([None, None, 12, 13]),
)

SDTM = Datasets((DM, LB))
ADAM = Datasets((ADSL, ADLB))
