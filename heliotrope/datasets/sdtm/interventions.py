"""Study drug, other medication and procedures as recorded → EC, EX, CM and PR."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.capture.kinds import find_forms
from heliotrope.capture.ledger import Record
from heliotrope.datasets.sdtm.context import Context, leave_open, read_label, read_words, span
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    INTERVENTIONS,
    Cells,
    Domain,
    Rows,
    epoch,
    identify,
    number,
    render_moment,
    text,
    translate,
    visits,
)
from heliotrope.datasets.sdtm.subjects import (
    Subject,
    each_record,
    to_date,
    to_day,
)
from heliotrope.datasets.sdtm.supp import list_extras
from heliotrope.datasets.standard import Dataset, Variable
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Value

FREQUENCIES = {"daily": "QD", "alternate_days": "QOD"}
ROUTES = {
    "oral": "ORAL",
    "iv": "INTRAVENOUS",
    "intramuscular": "INTRAMUSCULAR",
    "subcutaneous": "SUBCUTANEOUS",
    "intraarticular": "INTRA-ARTICULAR",
    "topical": "TOPICAL",
    "inhaled": "RESPIRATORY (INHALATION)",
    "other": "OTHER",
}
UNITS = {"capsule": "CAPSULE", "tablet": "TABLET", "puff": "PUFF", "drop": "DROP"}
TIMES_A_DAY = {
    Decimal(1): "QD",
    Decimal(2): "BID",
    Decimal(3): "TID",
    Decimal(4): "QID",
    Decimal("0.5"): "QOD",
    Decimal("0.143"): "EVERY WEEK",
    Decimal("0.14"): "EVERY WEEK",
    **{Decimal(n): f"{n} TIMES PER DAY" for n in range(5, 10)},
}
"""Doses a day in CDISC's words; any other number stands in CMDOSTOT alone."""


def _periods(domain: str) -> tuple[Variable, ...]:
    what = {"CM": "Medication"}.get(domain, "Treatment")
    ended = "The recorded end, else the day before the next period, else the end of participation."
    recorded = domain != "EX"
    return (
        epoch(),
        text(f"{domain}STDTC", f"Start Date/Time of {what}", "Perm" if domain == "CM" else "Exp"),
        text(
            f"{domain}ENDTC",
            f"End Date/Time of {what}",
            "Perm" if domain == "CM" else "Exp",
            "Collected" if recorded else "Derived",
            note="" if recorded else ended,
        ),
        number(f"{domain}STDY", f"Study Day of Start of {what}", "Perm", note=DAY_NOTE),
        number(f"{domain}ENDY", f"Study Day of End of {what}", "Perm", note=DAY_NOTE),
    )


_NAMED = "The name of the study's only arm, in capitals."

EC = Domain(
    "EC",
    "Exposure as Collected",
    "One record per constant-dosing interval per subject",
    INTERVENTIONS,
    ("STUDYID", "USUBJID", "ECTRT", "ECSTDTC", "ECSEQ"),
    (
        *identify("EC"),
        text("ECTRT", "Name of Treatment", "Req", "Assigned", note=_NAMED),
        text("ECPRESP", "Pre-Specified", "Perm", "Assigned", codelist="NY"),
        text("ECOCCUR", "Occurrence", "Perm", codelist="NY"),
        text("ECREASOC", "Reason for Occur Value", "Perm"),
        number("ECDOSE", "Dose", "Exp", "Collected"),
        text("ECDOSU", "Dose Units", "Exp", "Assigned", codelist="UNIT"),
        text("ECDOSFRM", "Dose Form", "Exp", "Not Available", note="Not in the study's files."),
        text("ECDOSFRQ", "Dosing Frequency per Interval", "Perm", codelist="FREQ"),
        text("ECADJ", "Reason for Dose Adjustment", "Perm"),
        *_periods("EC"),
    ),
)

EX = Domain(
    "EX",
    "Exposure",
    "One record per constant dosing interval per subject",
    INTERVENTIONS,
    ("STUDYID", "USUBJID", "EXTRT", "EXSTDTC", "EXSEQ"),
    (
        *identify("EX"),
        text("EXTRT", "Name of Treatment", "Req", "Assigned", note=_NAMED),
        number("EXDOSE", "Dose", "Exp", "Collected"),
        text("EXDOSU", "Dose Units", "Exp", "Assigned", codelist="UNIT"),
        text("EXDOSFRM", "Dose Form", "Exp", "Not Available", note="Not in the study's files."),
        text("EXDOSFRQ", "Dosing Frequency per Interval", "Perm", codelist="FREQ"),
        text("EXADJ", "Reason for Dose Adjustment", "Perm"),
        *_periods("EX"),
    ),
)

CM = Domain(
    "CM",
    "Concomitant/Prior Medications",
    "One record per recorded medication occurrence or constant-dosing interval per subject",
    INTERVENTIONS,
    ("STUDYID", "USUBJID", "CMTRT", "CMSTDTC", "CMSEQ"),
    (
        *identify("CM"),
        text("CMTRT", "Reported Name of Drug, Med, or Therapy", "Req"),
        text("CMDECOD", "Standardized Medication Name", "Perm", "Assigned"),
        text("CMCAT", "Category for Medication", "Perm"),
        text("CMSCAT", "Subcategory for Medication", "Perm"),
        text("CMINDC", "Indication", "Perm"),
        number("CMDOSE", "Dose per Administration", "Perm", "Collected"),
        text("CMDOSU", "Dose Units", "Perm", codelist="UNIT"),
        text("CMDOSFRQ", "Dosing Frequency per Interval", "Perm", codelist="FREQ"),
        number("CMDOSTOT", "Total Daily Dose", "Perm", note="CMDOSE times the doses a day."),
        text("CMROUTE", "Route of Administration", "Perm", codelist="ROUTE"),
        *_periods("CM"),
        text("CMENRTPT", "End Relative to Reference Time Point", "Perm", codelist="STENRF"),
        text(
            "CMENTPT",
            "End Reference Time Point",
            "Perm",
            "Derived",
            note="RFPENDTC, else the cut-off; where CMENRTPT is given.",
        ),
    ),
)

PR = Domain(
    "PR",
    "Procedures",
    "One record per recorded procedure per occurrence per subject",
    INTERVENTIONS,
    ("STUDYID", "USUBJID", "PRTRT", "PRSTDTC", "PRSEQ"),
    (
        *identify("PR"),
        text("PRTRT", "Reported Name of Procedure", "Req"),
        text("PRPRESP", "Pre-specified", "Perm", "Assigned", codelist="NY"),
        text("PROCCUR", "Occurrence", "Perm", codelist="NY"),
        *visits("Perm"),
        epoch(),
        text("PRSTDTC", "Start Date/Time of Procedure", "Exp"),
        number("PRSTDY", "Study Day of Start of Procedure", "Perm", note=DAY_NOTE),
    ),
)


def name_treatment(study: Study) -> str:
    """What EXTRT says: the only arm's name; `STUDY TREATMENT` where there are several."""
    if len(study.arms) == 1:
        return study.arms[0].name.replace("_", " ").upper()
    return "STUDY TREATMENT"


def make_ec(context: Context) -> Dataset:
    """EC: every period as recorded; an interruption says ECOCCUR N."""
    rows = Rows(EC)
    for subject, record in each_record(context.subjects, find_forms(context.study, "dosing")):
        taken = record.given("dose_mg") != 0 and record.given("frequency") != "stopped"
        start, end = to_date(record.given("start_date")), to_date(record.given("end_date"))
        cells: Cells = {
            **context.begin("EC", subject),
            "ECTRT": name_treatment(context.study),
            "ECPRESP": "Y",
            "ECOCCUR": "Y" if taken else "N",
            **(_measure("EC", record) if taken else {}),
            **span("EC", subject, start, end),
        }
        words = {"ECADJ" if taken else "ECREASOC": read_label(context.study, record, "reason")}
        extras = list_extras(context.study.form(record.form), record)
        context.supplements.add_row(rows, cells, record.seq, words, extras)
    return rows.finish()


def make_ex(context: Context) -> Dataset:
    """EX: the periods in which drug was taken, so that no two share a day (`capture.treatment`)."""
    rows = Rows(EX)
    for subject in context.subjects:
        for period in subject.treatment.doses:
            cells: Cells = {
                **context.begin("EX", subject),
                "EXTRT": name_treatment(context.study),
                **_measure("EX", period.record),
                **span("EX", subject, period.start, period.end),
            }
            words = {"EXADJ": read_label(context.study, period.record, "reason")}
            context.supplements.add_row(rows, cells, period.record.seq, words)
    return rows.finish()


def _measure(domain: str, record: Record) -> Cells:
    amount = record.given("dose_mg")
    return {
        f"{domain}DOSE": to_float(amount),
        f"{domain}DOSU": None if amount is None else "mg",
        f"{domain}DOSFRQ": translate(FREQUENCIES, record.given("frequency")),
    }


def make_cm(context: Context) -> Dataset:
    """CM: one row a medication at one dose; background, rescue and the like stand in CMCAT."""
    rows = Rows(CM)
    for subject, record in each_record(context.subjects, find_forms(context.study, "medications")):
        drug = read_label(context.study, record, "drug")
        words = {
            "CMTRT": read_words(record, "name") or (drug or "").upper() or None,
            "CMDECOD": drug.upper() if drug else None,
            "CMINDC": read_label(context.study, record, "indication"),
        }
        extras = list_extras(context.study.form(record.form), record)
        cells = _make_medication(context, subject, record)
        context.supplements.add_row(rows, cells, record.seq, words, extras)
    return rows.finish()


def _make_medication(context: Context, subject: Subject, record: Record) -> Cells:
    start, end = to_day(record.given("start_date")), to_day(record.given("end_date"))
    dose, times = record.given("dose"), record.given("per_day")
    numbers = (int, Decimal)
    total = dose * times if isinstance(dose, numbers) and isinstance(times, numbers) else None
    often = TIMES_A_DAY.get(Decimal(times)) if isinstance(times, numbers) else None
    return {
        **context.begin("CM", subject),
        "CMCAT": translate({}, record.given("role")),
        "CMSCAT": translate({}, record.given("group")),
        "CMDOSE": to_float(dose),
        "CMDOSU": None if dose is None else translate_unit(record.given("dose_unit")),
        "CMDOSFRQ": often,
        "CMDOSTOT": to_float(total),
        "CMROUTE": translate(ROUTES, record.given("route")),
        **span("CM", subject, start, end),
        **leave_open(context, "CM", subject, end),
    }


def make_pr(context: Context) -> Dataset:
    """PR: one row for each time a procedure was asked for, taken or not."""
    rows = Rows(PR)
    for subject, record in each_record(context.subjects, find_forms(context.study, "procedures")):
        form, taken = context.study.form(record.form), record.given("taken")
        what = read_label(context.study, record, "procedure") or form.label.en
        on = record.performed_date
        visit_number, visit = subject.visit(record)
        cells: Cells = {
            **context.begin("PR", subject),
            "PRPRESP": "Y",
            "PROCCUR": "Y" if taken else "N",
            "VISITNUM": visit_number,
            "VISIT": visit,
            "EPOCH": subject.epoch(on),
            "PRSTDTC": render_moment(record.performed),
            "PRSTDY": subject.day(on),
        }
        context.supplements.add_row(
            rows, cells, record.seq, {"PRTRT": what.upper()}, list_extras(form, record)
        )
    return rows.finish()


def translate_unit(unit: Value | None) -> str | None:
    """A unit as a form's code has it, in CDISC's word: `tablet` is TABLET, `ug` stays."""
    if not isinstance(unit, str) or not unit:
        return None
    return UNITS.get(unit.lower().removesuffix("s"), unit)


def to_float(value: Value | None) -> float | None:
    """A recorded number as a float; None if the value is none."""
    return float(value) if isinstance(value, int | Decimal) else None
