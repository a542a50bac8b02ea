"""Vital signs as recorded → VS."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.capture.kinds import find_forms
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.findings import Collected, Occasions, explain_missing, make_findings
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    FINDINGS,
    LAST_NOTE,
    Domain,
    epoch,
    identify,
    number,
    text,
    visits,
)
from heliotrope.datasets.standard import Dataset

TESTS = {
    "systolic": ("SYSBP", "Systolic Blood Pressure", "mmHg"),
    "diastolic": ("DIABP", "Diastolic Blood Pressure", "mmHg"),
    "pulse": ("PULSE", "Pulse Rate", "beats/min"),
    "temperature": ("TEMP", "Temperature", "C"),
    "weight": ("WEIGHT", "Weight", "kg"),
    "height": ("HEIGHT", "Height", "cm"),
}
"""Item → CDISC's code, name and unit; the form must record in this unit."""

VS = Domain(
    "VS",
    "Vital Signs",
    "One record per vital sign measurement per time point per visit per subject",
    FINDINGS,
    ("STUDYID", "USUBJID", "VSTESTCD", "VISITNUM", "VSDTC", "VSSEQ"),
    (
        *identify("VS"),
        text("VSTESTCD", "Vital Signs Test Short Name", "Req", "Assigned", codelist="VSTESTCD"),
        text("VSTEST", "Vital Signs Test Name", "Req", "Assigned", codelist="VSTEST"),
        text("VSORRES", "Result or Finding in Original Units", "Exp"),
        text("VSORRESU", "Original Units", "Exp", "Assigned", codelist="VSRESU"),
        text(
            "VSSTRESC", "Character Result/Finding in Std Format", "Exp", "Derived", note="VSORRES."
        ),
        number(
            "VSSTRESN",
            "Numeric Result/Finding in Standard Units",
            "Exp",
            note="VSORRES as a number.",
        ),
        text("VSSTRESU", "Standard Units", "Exp", "Assigned", codelist="VSRESU"),
        text("VSSTAT", "Completion Status", "Perm", codelist="ND"),
        text("VSREASND", "Reason Not Performed", "Perm"),
        text(
            "VSLOBXFL",
            "Last Observation Before Exposure Flag",
            "Exp",
            "Derived",
            codelist="NY",
            note=LAST_NOTE,
        ),
        *visits(),
        epoch(),
        text("VSDTC", "Date/Time of Measurements", "Exp"),
        number("VSDY", "Study Day of Vital Signs", "Perm", note=DAY_NOTE),
    ),
)
NAMES = ("VSORRES", "VSORRESU", "VSSTRESC", "VSSTRESN", "VSSTRESU", "VSSTAT", "VSREASND")


def make_vs(context: Context) -> Dataset:
    """VS: one row a measurement; one that was not taken says so."""
    occasions, collected = Occasions(), Collected()
    forms = {form.name: form for form in find_forms(context.study, "vital_signs")}
    for subject in context.subjects:
        for record in subject.list_records(forms):
            asked = forms[record.form].item_by_name
            said = [(n, record.values.get(n)) for n in TESTS if n in asked]
            answers = [(name, value) for name, value in said if value is not None]
            if not answers:
                continue
            occasion = occasions.add(subject, record)
            for name, value in answers:
                code, title, unit = TESTS[name]
                test = collected.name_test(code, {"VSTESTCD": code, "VSTEST": title})
                if isinstance(value, int | Decimal):
                    words = f"{Decimal(value):f}"
                    row = (words, unit, words, float(value), unit, None, None)
                    collected.add(occasion, test, row)
                else:
                    collected.add(occasion, test, (*(None,) * 5, *explain_missing(value)))
    return make_findings(context, VS, occasions, collected.finish(NAMES, ("VSSTRESN",)))
