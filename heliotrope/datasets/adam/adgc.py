"""A snapshot and SDTM → ADGC: the prednisone equivalent by visit, and its sum since day 1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from heliotrope.capture.ledger import Participant
from heliotrope.capture.medication import DailyPrednisone, Medication, derive_medication
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1, derive_visit_date
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.tracing import SOURCE_VARIABLES, Sources
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable, make_frame
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit, date_of_study_day, study_day
from heliotrope.vocabulary import Bilingual

DAILY, TOTAL = "GCDOSE", "GCCUM"
PARAMETERS = {
    DAILY: "Daily Prednisone Equivalent (mg/day)",
    TOTAL: "Cumulative Prednisone Equivalent since Day 1 (mg)",
}
NO_VISIT = Bilingual("no visit in its window", "窗口内无访视")
NO_DAY_1 = Bilingual("day 1 is not known", "第 1 天未知")
UNKNOWN_DAY = Bilingual("a dose since day 1 is not known", "第 1 天以来有剂量不详")

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="CM.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="CM.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable("TRTSDT", "Date of Study Day 1", "date", origin="Predecessor", note="ADSL.TRTSDT"),
    Variable("PARAMCD", "Parameter Code", origin="Assigned"),
    Variable("PARAM", "Parameter", origin="Assigned"),
    Variable(
        "AVISIT",
        "Analysis Visit",
        note="Day 1, or the visit of the plan in whose window a visit took place.",
    ),
    Variable(
        "AVISITN",
        "Analysis Visit (N)",
        "number",
        significant_digits=0,
        note="The place of the visit in the schedule, from 1.",
    ),
    Variable("ADT", "Analysis Date", "date", note="Day 1, else the day of the visit."),
    Variable(
        "ADY",
        "Analysis Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable(
        "AVAL",
        "Analysis Value",
        "number",
        note="ADCM.PREDEQ summed over the courses of the day, or over all days since day 1.",
    ),
    Variable("ABLFL", "Baseline Record Flag", codelist=YES_NO, note="Y: the dose on day 1."),
    Variable("BASE", "Baseline Value", "number", note="The daily dose on day 1."),
    Variable("CHG", "Change from Baseline", "number", note="AVAL - BASE, after day 1."),
    Variable("PCHG", "Percent Change from Baseline", "number", note="Empty if BASE is 0."),
    Variable("REASND", "Reason Without Analysis Value", own=True, note="Why AVAL is null."),
    Variable(
        "REASNDZH", "Reason Without Analysis Value (Chinese)", own=True, note="REASND in Chinese."
    ),
    *SOURCE_VARIABLES,
)

Row = dict[str, object]


def make_adgc(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADGC by participant, parameter and visit: day 1 and the visits of the plan's part.

    For everyone enrolled of whom medication is recorded. The dose is that of the day on which the
    visit took place, chosen as in ADQS. Without a part `safety.glucocorticoids` in the plan there
    are no rows.
    """
    study, sources = snapshot.study, Sources(sdtm, "CM")
    rows: list[Row] = []
    entries: list[int | None] = []
    if study.plan.safety.glucocorticoids is not None:
        for participant in snapshot.enrolled:
            medication = derive_medication(study, participant)
            if medication.missing is not None:
                continue
            for row, seen in _make_rows(study, participant, medication):
                first = seen.courses[0].record if seen and seen.courses else None
                rows.append({**row, **(sources.find(first, "CMDOSE") if first else {})})
                entries.append(first.seq if first else None)
    return Dataset(
        name="ADGC",
        label="Glucocorticoid Dose Analysis Dataset",
        structure="One record per subject per parameter per analysis visit",
        of_class="BASIC DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "PARAMCD", "AVISITN"),
        variables=VARIABLES,
        frame=make_frame(VARIABLES, rows),
        entries=pl.Series(entries, dtype=pl.Int64),
    )


def list_visits(study: Study) -> list[Visit]:
    """Day 1 and the plan's visits of glucocorticoids, in the order of the schedule."""
    plan = study.plan.safety.glucocorticoids
    names = {study.roles.day_1_visit, *(plan.visits if plan else ())}
    return [visit for visit in study.visits if visit.name in names]


def _make_rows(
    study: Study, participant: Participant, medication: Medication
) -> Iterator[tuple[Row, DailyPrednisone | None]]:
    day_1 = derive_day_1(study, participant)
    base = medication.daily_prednisone_mg(day_1) if day_1 else None
    shared: Row = {**name_subject(study, participant.code), "TRTSDT": day_1}
    visits = list_visits(study)
    days = {visit.name: _find_day(study, participant, visit, day_1) for visit in visits}
    for code in PARAMETERS:
        for visit in visits:
            on = days[visit.name]
            row = {**shared, **_make_visit_cells(study, code, visit, on, day_1)}
            if code == DAILY:
                seen = medication.find_daily_prednisone(on) if on else None
                is_base = visit.name == study.roles.day_1_visit
                yield row | _make_daily_cells(seen, base, day_1, is_base=is_base), seen
            elif visit.name != study.roles.day_1_visit:
                yield row | _make_total_cells(medication, on, day_1), None


def _find_day(
    study: Study, participant: Participant, visit: Visit, day_1: date | None
) -> date | None:
    """Day 1; for a later visit the day in its window on which any visit took place.

    As ADQS has it (decisions 12): of several the nearest to the target day, a tie to the later; an
    unscheduled visit gives none. A visit without target day or window gives its own day.
    """
    if visit.name == study.roles.day_1_visit or day_1 is None:
        return day_1
    if visit.day is None or visit.window is None:
        return derive_visit_date(participant, visit.name)
    target, window = date_of_study_day(visit.day, day_1), visit.window
    earliest, latest = (date_of_study_day(day, day_1) for day in (window.earliest, window.latest))
    days = [
        on
        for other in study.visits
        if other.kind != "unscheduled"
        and (on := derive_visit_date(participant, other.name)) is not None
        and earliest <= on <= latest
    ]
    return min(days, key=lambda on: (abs((on - target).days), -on.toordinal()), default=None)


def _make_visit_cells(
    study: Study, code: str, visit: Visit, on: date | None, day_1: date | None
) -> Row:
    return {
        "PARAMCD": code,
        "PARAM": PARAMETERS[code],
        "AVISIT": visit.name,
        "AVISITN": study.place_by_visit[visit.name] + 1,
        "ADT": on,
        "ADY": study_day(on, day_1) if on and day_1 else None,
    }


def _make_daily_cells(
    seen: DailyPrednisone | None, base: Decimal | None, day_1: date | None, *, is_base: bool
) -> Row:
    value = seen.mg if seen else None
    change = None if value is None or base is None or is_base else value - base
    why = (seen.reason if seen else NO_VISIT) if day_1 else NO_DAY_1
    return {
        "AVAL": _float(value),
        "ABLFL": "Y" if is_base and value is not None else None,
        "BASE": _float(base),
        "CHG": _float(change),
        "PCHG": float(100 * change / base) if change is not None and base else None,
        "REASND": why.en if value is None and why else None,
        "REASNDZH": why.zh if value is None and why else None,
    }


def _make_total_cells(medication: Medication, on: date | None, day_1: date | None) -> Row:
    if on is None or day_1 is None:
        why = NO_VISIT if day_1 else NO_DAY_1
        return {"REASND": why.en, "REASNDZH": why.zh}
    total = medication.find_total_prednisone(day_1, on)
    if total is None:
        return {"REASND": UNKNOWN_DAY.en, "REASNDZH": UNKNOWN_DAY.zh}
    return {"AVAL": float(total)}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
