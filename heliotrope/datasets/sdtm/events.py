"""Adverse events and medical history as recorded → AE and MH."""

from __future__ import annotations

from heliotrope.capture.kinds import find_forms
from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context, leave_open, read_label, read_words, span
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    EVENTS,
    Cells,
    Domain,
    Rows,
    epoch,
    identify,
    number,
    say_yes,
    text,
    translate,
)
from heliotrope.datasets.sdtm.subjects import Subject, each_record, to_date, to_day
from heliotrope.datasets.sdtm.supp import list_extras
from heliotrope.datasets.standard import Dataset
from heliotrope.safety.terms import Term, find_term

ACTIONS = {
    "none": "DOSE NOT CHANGED",
    "reduced": "DOSE REDUCED",
    "interrupted": "DRUG INTERRUPTED",
    "stopped": "DRUG WITHDRAWN",
    "not_applicable": "NOT APPLICABLE",
    "unknown": "UNKNOWN",
}
OUTCOMES = {
    "recovered": "RECOVERED/RESOLVED",
    "recovering": "RECOVERING/RESOLVING",
    "not_recovered": "NOT RECOVERED/NOT RESOLVED",
    "sequelae": "RECOVERED/RESOLVED WITH SEQUELAE",
    "fatal": "FATAL",
    "unknown": "UNKNOWN",
}
SERIOUS = {
    "AESCONG": "congenital_anomaly",
    "AESDISAB": "disability",
    "AESDTH": "death",
    "AESHOSP": "hospitalization",
    "AESLIFE": "life_threatening",
    "AESMIE": "medically_important",
}
"""Variable → the item that holds the criterion of ICH E2A."""

_CODED = "The recorded CTCAE term, else the reported term; MedDRA is licensed and not carried."

_SYSTEM = "The system organ class under which CTCAE 5.0 prints the term; null for any other term."

AE = Domain(
    "AE",
    "Adverse Events",
    "One record per adverse event per subject",
    EVENTS,
    ("STUDYID", "USUBJID", "AEDECOD", "AESTDTC", "AESEQ"),
    (
        *identify("AE"),
        text("AETERM", "Reported Term for the Adverse Event", "Req"),
        text("AEDECOD", "Dictionary-Derived Term", "Req", "Assigned", note=_CODED),
        text("AEBODSYS", "Body System or Organ Class", "Exp", "Assigned", note=_SYSTEM),
        text("AESOC", "Primary System Organ Class", "Exp", "Assigned", note=_SYSTEM),
        text("AESER", "Serious Event", "Exp", codelist="NY"),
        text("AEACN", "Action Taken with Study Treatment", "Exp", codelist="ACN"),
        text("AEREL", "Causality", "Exp", codelist="AEREL"),
        text("AEOUT", "Outcome of Adverse Event", "Perm", codelist="OUT"),
        text("AESCONG", "Congenital Anomaly or Birth Defect", "Perm", codelist="NY"),
        text("AESDISAB", "Persist or Signif Disability/Incapacity", "Perm", codelist="NY"),
        text("AESDTH", "Results in Death", "Perm", codelist="NY"),
        text("AESHOSP", "Requires or Prolongs Hospitalization", "Perm", codelist="NY"),
        text("AESLIFE", "Is Life Threatening", "Perm", codelist="NY"),
        text("AESMIE", "Other Medically Important Serious Event", "Perm", codelist="NY"),
        text("AECONTRT", "Concomitant or Additional Trtmnt Given", "Perm", codelist="NY"),
        text("AETOXGR", "Standard Toxicity Grade", "Perm", codelist="TOXGR"),
        epoch(),
        text("AESTDTC", "Start Date/Time of Adverse Event", "Exp"),
        text("AEENDTC", "End Date/Time of Adverse Event", "Exp"),
        number("AESTDY", "Study Day of Start of Adverse Event", "Perm", note=DAY_NOTE),
        number("AEENDY", "Study Day of End of Adverse Event", "Perm", note=DAY_NOTE),
        text("AEENRTPT", "End Relative to Reference Time Point", "Perm", codelist="STENRF"),
        text(
            "AEENTPT",
            "End Reference Time Point",
            "Perm",
            "Derived",
            note="RFPENDTC, else the cut-off; where AEENRTPT is given.",
        ),
    ),
)

MH = Domain(
    "MH",
    "Medical History",
    "One record per medical history event per subject",
    EVENTS,
    ("STUDYID", "USUBJID", "MHTERM", "MHSTDTC", "MHSEQ"),
    (
        *identify("MH"),
        text("MHTERM", "Reported Term for the Medical History", "Req"),
        text("MHCAT", "Category for Medical History", "Perm"),
        text("MHSTDTC", "Start Date/Time of Medical History Event", "Perm"),
        text("MHENDTC", "End Date/Time of Medical History Event", "Perm"),
        number("MHSTDY", "Study Day of Start of Observation", "Perm", note=DAY_NOTE),
        number("MHENDY", "Study Day of End of Observation", "Perm", note=DAY_NOTE),
        text("MHENRTPT", "End Relative to Reference Time Point", "Perm", codelist="STENRF"),
        text(
            "MHENTPT",
            "End Reference Time Point",
            "Perm",
            "Derived",
            note="RFPENDTC, else the cut-off; where MHENRTPT is given.",
        ),
    ),
)


def make_ae(context: Context) -> Dataset:
    """AE: one row an event. AETOXGR is the CTCAE grade; AESEV is not collected."""
    rows = Rows(AE)
    for subject, record in each_record(
        context.subjects, find_forms(context.study, "adverse_events")
    ):
        reported, coded = read_words(record, "term"), _find_term(context, record)
        words = {"AETERM": reported, "AEDECOD": coded.name if coded else reported}
        extras = list_extras(context.study.form(record.form), record)
        context.supplements.add_row(
            rows, _make_event(context, subject, record), record.seq, words, extras
        )
    return rows.finish()


def _find_term(context: Context, record: Record) -> Term | None:
    """The recorded term of CTCAE 5.0, by the form's code, else by its label."""
    code = record.given("ctcae_term")
    if not isinstance(code, str):
        return None
    return find_term(code) or find_term(read_label(context.study, record, "ctcae_term") or "")


def _make_event(context: Context, subject: Subject, record: Record) -> Cells:
    start, end = to_date(record.given("start_date")), to_date(record.given("end_date"))
    grade, term = record.given("grade"), _find_term(context, record)
    return {
        **context.begin("AE", subject),
        "AEBODSYS": term.body_system.en if term else None,
        "AESOC": term.body_system.en if term else None,
        "AESER": say_yes(record.given("serious")),
        "AEACN": translate(ACTIONS, record.given("action")),
        "AEREL": translate({}, record.given("relation")),
        "AEOUT": translate(OUTCOMES, record.given("outcome")),
        **{name: say_yes(record.given(item)) for name, item in SERIOUS.items()},
        "AECONTRT": say_yes(record.given("treated")),
        "AETOXGR": None if grade is None else str(grade),
        **span("AE", subject, start, end),
        **leave_open(context, "AE", subject, end),
    }


def make_mh(context: Context) -> Dataset:
    """MH: one row a condition; MHENRTPT says that it went on."""
    rows = Rows(MH)
    for subject, record in each_record(
        context.subjects, find_forms(context.study, "medical_history")
    ):
        start, end = to_day(record.given("start_date")), to_day(record.given("end_date"))
        went_on = record.given("ongoing") is True
        category = read_label(context.study, record, "category")
        cells: Cells = {
            **context.begin("MH", subject),
            "MHCAT": category.upper() if category else None,
            **span("MH", subject, start, end),
            **(leave_open(context, "MH", subject, end) if went_on else {}),
        }
        del cells["EPOCH"]
        words = {"MHTERM": read_words(record, "condition")}
        extras = list_extras(context.study.form(record.form), record)
        context.supplements.add_row(rows, cells, record.seq, words, extras)
    return rows.finish()
