"""Drug dispensed and returned as counted → DA."""

from __future__ import annotations

from decimal import Decimal

from heliotrope.capture.kinds import find_forms
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    FINDINGS,
    Cells,
    Domain,
    Rows,
    epoch,
    identify,
    number,
    render_moment,
    text,
    visits,
)
from heliotrope.datasets.sdtm.interventions import translate_unit
from heliotrope.datasets.sdtm.subjects import each_record, to_date
from heliotrope.datasets.sdtm.supp import list_extras, render_answer
from heliotrope.datasets.standard import Dataset
from heliotrope.study.forms import Item
from heliotrope.vocabulary import Bilingual

TESTS = {
    "dispensed": ("DISPAMT", "Dispensed Amount"),
    "returned": ("RETAMT", "Returned Amount"),
}

DA = Domain(
    "DA",
    "Product Accountability",
    "One record per product accountability finding per subject",
    FINDINGS,
    ("STUDYID", "USUBJID", "DATESTCD", "DADTC", "DASEQ"),
    (
        *identify("DA"),
        text("DAREFID", "Reference ID", "Perm", "Assigned", note="Ledger entry of the count."),
        text(
            "DATESTCD",
            "Short Name of Accountability Assessment",
            "Req",
            "Assigned",
            codelist="DATESTCD",
        ),
        text("DATEST", "Name of Accountability Assessment", "Req", "Assigned", codelist="DATEST"),
        text("DACAT", "Category", "Perm", "Assigned"),
        text("DASCAT", "Subcategory", "Perm", note="Strength of what was counted, in mg."),
        text("DAORRES", "Assessment Result in Original Units", "Exp"),
        text("DAORRESU", "Original Units", "Perm", "Protocol", codelist="UNIT"),
        text("DASTRESC", "Assessment Result in Std Format", "Exp", "Derived", note="DAORRES."),
        number(
            "DASTRESN",
            "Numeric Result/Finding in Standard Units",
            "Perm",
            note="DAORRES as a number.",
        ),
        text("DASTRESU", "Assessment Standard Units", "Perm", "Protocol", codelist="UNIT"),
        *visits("Perm"),
        epoch(),
        text("DADTC", "Date/Time of Accountability Assessment", "Exp"),
        number("DADY", "Study Day of Accountability Assessment", "Perm", note=DAY_NOTE),
    ),
)

STRENGTH = Item(name="strength_mg", label=Bilingual("Strength", "规格"), type="decimal")
"""However a form asks for it, as a code or a number: it is written as a number."""


def make_da(context: Context) -> Dataset:
    """DA: a row for what was dispensed, and one for what came back."""
    rows = Rows(DA)
    for subject, record in each_record(
        context.subjects, find_forms(context.study, "accountability")
    ):
        form = context.study.form(record.form)
        extras = list_extras(form, record)
        strength = render_answer(STRENGTH, record.given("strength_mg"))
        visit_number, visit = subject.visit(record)
        for item, (code, name) in TESTS.items():
            value = record.given(item)
            if not isinstance(value, int | Decimal):
                continue
            given = to_date(record.given("dispensed_date")) if item == "dispensed" else None
            on = given or record.performed_date
            unit = translate_unit(form.item(item).unit)
            cells: Cells = {
                **context.begin("DA", subject),
                "DAREFID": str(record.seq),
                "DATESTCD": code,
                "DATEST": name,
                "DACAT": "STUDY MEDICATION",
                "DASCAT": f"{strength} mg" if strength else None,
                "DAORRES": f"{Decimal(value):f}",
                "DAORRESU": unit,
                "DASTRESC": f"{Decimal(value):f}",
                "DASTRESN": float(value),
                "DASTRESU": unit,
                "VISITNUM": visit_number,
                "VISIT": visit,
                "EPOCH": subject.epoch(on),
                "DADTC": render_moment(given or record.performed),
                "DADY": subject.day(on),
            }
            context.supplements.add_row(rows, cells, record.seq, extras=extras)
            extras = []
    return rows.finish()
