"""A snapshot and SDTM → ADEX: periods of study drug, and each participant's exposure in sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from heliotrope.capture.accountability import count_accountability
from heliotrope.capture.ledger import Participant
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import Period, Treatment, derive_end_date, derive_treatment
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.tracing import SOURCE_VARIABLES, Sources
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable, make_frame
from heliotrope.study.schedule import study_day

MEAN_DAILY = "MGDAY"
PARAMETERS = {
    MEAN_DAILY: "Dose of the Period (mg/day)",
    "TRTDUR": "Treatment Duration (days)",
    "DOSDAYS": "Days with Drug (days)",
    "HELDDAYS": "Days Held (days)",
    "GAPDAYS": "Days Not Recorded (days)",
    "CUMDOSE": "Cumulative Dose (mg)",
    "AVGDOSE": "Dose Intensity (mg/day)",
    "RELINT": "Relative Dose Intensity (%)",
    "RISKDAYS": "Time at Risk for Emergent Events (days)",
    "DISPAMT": "Dispensed Amount (capsules)",
    "RETAMT": "Returned Amount (capsules)",
    "TAKENMG": "Taken by Count (mg)",
    "TAKENPC": "Taken by Count of Cumulative Dose (%)",
}
"""Parameter code → parameter."""

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="EX.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="EX.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable("TRTSDT", "Date of Study Day 1", "date", origin="Predecessor", note="ADSL.TRTSDT"),
    Variable(
        "PARCAT1",
        "Parameter Category 1",
        note="INDIVIDUAL: one period. OVERALL: in sum. COMPLIANCE: capsules as counted.",
    ),
    Variable("PARAMCD", "Parameter Code", origin="Assigned"),
    Variable("PARAM", "Parameter", origin="Assigned"),
    Variable(
        "AVAL",
        "Analysis Value",
        "number",
        note="A period: EXDOSE times ADOSFRQ. A sum: over the days of all periods. A count: "
        "capsules, or mg by their strength.",
    ),
    Variable(
        "ASTDT",
        "Analysis Start Date",
        "date",
        note="Overlaps are resolved: on each day the period that began later holds.",
    ),
    Variable(
        "ASTDY",
        "Analysis Start Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable(
        "AENDT",
        "Analysis End Date",
        "date",
        note="The recorded end, else the day before the next period, the end of participation or "
        "the cut-off.",
    ),
    Variable(
        "AENDY",
        "Analysis End Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable("ADURN", "Analysis Duration (N)", "number", note="Days.", significant_digits=0),
    Variable("EXDOSE", "Dose", "number", origin="Predecessor", note="EX.EXDOSE, mg each time."),
    Variable("ADOSFRQ", "Doses a Day", "number", own=True, note="Every other day: 0.5."),
    Variable("HOLDFL", "Dose Held Flag", own=True, note="Y: dose 0.", codelist=YES_NO),
    Variable("EXREASCD", "Code of the Reason for the Dose", own=True, origin="Collected"),
    Variable("EXNOTE", "Remark on the Period", own=True, note="What was cut, overlaps or lacks."),
    Variable("EXNOTEZH", "Remark on the Period (Chinese)", own=True, note="EXNOTE in Chinese."),
    *SOURCE_VARIABLES,
)

Row = dict[str, object]


def make_adex(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADEX by participant: one row a period, then one row a sum for everyone with a dose.

    How periods are found is said in `capture.treatment`. Sums that are not known are rows without
    AVAL, with the reason in EXNOTE. RELINT is the dose intensity over the starting dose. RISKDAYS
    is the time from the first dose to the plan's days after the final one, the end of
    participation or the cut-off, whichever comes first. Where capsules were counted, TAKENMG is
    what was given out and did not come back, TAKENPC its share of CUMDOSE, the recorded doses.
    """
    exposure, collected = Sources(sdtm, "EX"), Sources(sdtm, "EC")
    rows: list[Row] = []
    entries: list[int | None] = []
    for participant in snapshot.participants:
        treatment = derive_treatment(snapshot.study, participant, snapshot.cut_off)
        if not treatment.periods:
            continue
        day_1 = derive_day_1(snapshot.study, participant)
        shared = {**name_subject(snapshot.study, participant.code), "TRTSDT": day_1}
        for period in treatment.periods:
            source = exposure.find(period.record, "EXDOSE")
            source = source or collected.find(period.record, "ECDOSE")
            rows.append({**shared, **_make_period_row(period, day_1), **source})
            entries.append(period.record.seq)
        for row in _make_sum_rows(snapshot, participant, treatment):
            rows.append({**shared, **row})
            entries.append(None)
        for row in _make_count_rows(snapshot, participant, treatment):
            rows.append({**shared, **row})
            entries.append(None)
    return Dataset(
        name="ADEX",
        label="Exposure Analysis Dataset",
        structure="One record per subject per parameter per period",
        of_class="BASIC DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "PARAMCD", "ASTDT"),
        variables=VARIABLES,
        frame=make_frame(VARIABLES, rows),
        entries=pl.Series(entries, dtype=pl.Int64),
    )


def _make_period_row(period: Period, day_1: date | None) -> Row:
    return {
        "PARCAT1": "INDIVIDUAL",
        "PARAMCD": MEAN_DAILY,
        "PARAM": PARAMETERS[MEAN_DAILY],
        "AVAL": _float(period.mg_per_day),
        **_make_day_cells(period.start, period.end, day_1),
        "EXDOSE": _float(period.dose_mg),
        "ADOSFRQ": _float(period.per_day),
        "HOLDFL": None if period.is_dose else "Y",
        "EXREASCD": period.reason,
        "EXNOTE": "; ".join(note.en for note in period.notes) or None,
        "EXNOTEZH": "；".join(note.zh for note in period.notes) or None,
    }


def _make_day_cells(start: date, end: date | None, day_1: date | None) -> Row:
    return {
        "ASTDT": start,
        "ASTDY": study_day(start, day_1) if day_1 else None,
        "AENDT": end,
        "AENDY": study_day(end, day_1) if end and day_1 else None,
        "ADURN": (end - start).days + 1 if end else None,
    }


def _make_sum_rows(
    snapshot: Snapshot, participant: Participant, treatment: Treatment
) -> Iterator[Row]:
    first, final = treatment.first_dose, treatment.final_dose
    if first is None:
        return
    relative = treatment.relative_intensity
    known = final is not None
    values: dict[str, float | int | None] = {
        "TRTDUR": treatment.treatment_days if known else None,
        "DOSDAYS": treatment.days_on_drug if known else None,
        "HELDDAYS": treatment.days_held if known else None,
        "GAPDAYS": treatment.days_unrecorded if known else None,
        "CUMDOSE": _float(treatment.cumulative_mg),
        "AVGDOSE": _float(treatment.mean_mg_per_day),
        "RELINT": None if relative is None else float(100 * relative),
        "RISKDAYS": count_days_at_risk(snapshot, participant, treatment),
    }
    for code, value in values.items():
        yield {
            "PARCAT1": "OVERALL",
            "PARAMCD": code,
            "PARAM": PARAMETERS[code],
            "AVAL": value,
            "ASTDT": first,
            "AENDT": final,
            "EXNOTE": "; ".join(note.en for note in treatment.notes) or None,
            "EXNOTEZH": "；".join(note.zh for note in treatment.notes) or None,
        }


def _make_count_rows(
    snapshot: Snapshot, participant: Participant, treatment: Treatment
) -> Iterator[Row]:
    """What was given out, came back and was taken by count; no rows where nothing was counted."""
    found = count_accountability(snapshot.study, participant)
    if found is None or treatment.first_dose is None:
        return
    expected, share = treatment.cumulative_mg, None
    if found.taken_mg is not None and expected:
        share = float(100 * found.taken_mg / expected)
    values = {
        "DISPAMT": _float(found.dispensed),
        "RETAMT": _float(found.returned),
        "TAKENMG": _float(found.taken_mg),
        "TAKENPC": share,
    }
    for code, value in values.items():
        yield {
            "PARCAT1": "COMPLIANCE",
            "PARAMCD": code,
            "PARAM": PARAMETERS[code],
            "AVAL": value,
            "ASTDT": treatment.first_dose,
            "AENDT": treatment.final_dose,
            "EXNOTE": found.note.en or None if value is None else None,
            "EXNOTEZH": found.note.zh or None if value is None else None,
        }


def count_days_at_risk(
    snapshot: Snapshot, participant: Participant, treatment: Treatment
) -> int | None:
    """Days in which an event would have been emergent and recorded, both ends included.

    None without a first dose, without the plan's number of days, or where nothing tells the end.
    """
    first, counting = treatment.first_dose, snapshot.study.plan.safety.events
    if first is None or counting is None:
        return None
    seen = derive_end_date(snapshot.study, participant) or snapshot.cut_off
    final = treatment.final_dose
    limit = None if final is None else final + timedelta(days=counting.emergent_days)
    ends = [day for day in (seen, limit) if day is not None]
    return max((min(ends) - first).days + 1, 1) if ends else None


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
