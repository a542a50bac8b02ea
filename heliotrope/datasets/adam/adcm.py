"""A snapshot and SDTM → ADCM: courses of medication with daily dose and prednisone equivalent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from heliotrope.capture.medication import Course, derive_medication
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_day_1
from heliotrope.datasets.adam.adsl import name_subject
from heliotrope.datasets.adam.tracing import SOURCE_VARIABLES, Sources, read_label, read_words
from heliotrope.datasets.sdtm.frames import translate
from heliotrope.datasets.sdtm.interventions import ROUTES
from heliotrope.datasets.standard import YES_NO, Dataset, Datasets, Variable, make_frame
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day
from heliotrope.vocabulary import PartialDate, Value

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="CM.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="CM.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable("TRTSDT", "Date of Study Day 1", "date", origin="Predecessor", note="ADSL.TRTSDT"),
    Variable("CMTRT", "Reported Name of Drug, Med, or Therapy", origin="Collected"),
    Variable("CMDRUGCD", "Code of the Drug on the Form", own=True, origin="Collected"),
    Variable("CMGRPCD", "Code of the Group of Drugs", own=True, origin="Collected"),
    Variable("CMROLECD", "Code of the Role of the Drug", own=True, origin="Collected"),
    Variable("CMINDC", "Indication", origin="Collected"),
    Variable("CMDOSE", "Dose per Administration", "number", origin="Collected"),
    Variable("CMDOSU", "Dose Units", origin="Collected", codelist="UNIT"),
    Variable("CMPERDAY", "Doses a Day", "number", own=True, origin="Collected"),
    Variable("ADOSE", "Daily Dose", "number", own=True, note="CMDOSE times CMPERDAY, in CMDOSU."),
    Variable("CMROUTE", "Route of Administration", origin="Collected", codelist="ROUTE"),
    Variable(
        "PREDEQ",
        "Prednisone Equivalent (mg/day)",
        "number",
        own=True,
        note="By safety/glucocorticoid; 0 for routes that are not systemic.",
    ),
    Variable(
        "PREDRSN",
        "Reason or Remark on PREDEQ",
        own=True,
        note="Why PREDEQ is null, or what was assumed.",
    ),
    Variable(
        "PREDRSZH", "Reason or Remark on PREDEQ (Chinese)", own=True, note="PREDRSN in Chinese."
    ),
    Variable(
        "ASTDT",
        "Analysis Start Date",
        "date",
        note="Of CMSTDTC that is known in part the earliest day. Empty: not known, before the "
        "study.",
    ),
    Variable(
        "ASTDTF",
        "Analysis Start Date Imputation Flag",
        note="What was imputed in ASTDT: D the day, M month and day.",
        codelist="DATEFL",
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
        note="The recorded end; the day before the same drug by the same route began anew, where "
        "none is recorded or both share a day. Of CMENDTC that is known in part the latest day, "
        "and no later than it was recorded. Empty while it goes on.",
    ),
    Variable(
        "AENDTF",
        "Analysis End Date Imputation Flag",
        note="What was imputed in AENDT: D the day, M month and day.",
        codelist="DATEFL",
    ),
    Variable(
        "AENDY",
        "Analysis End Relative Day",
        "number",
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable("PREFL", "Pre-treatment Flag", note="Y: begun before day 1.", codelist=YES_NO),
    Variable("BASEFL", "Taken on Day 1 Flag", own=True, codelist=YES_NO, note="Y: taken on day 1."),
    Variable(
        "ONTRTFL", "On Treatment Record Flag", note="Y: taken on or after day 1.", codelist=YES_NO
    ),
    Variable("CMNOTE", "Remark on the Course", own=True, note="What was assumed about its days."),
    Variable("CMNOTEZH", "Remark on the Course (Chinese)", own=True, note="CMNOTE in Chinese."),
    *SOURCE_VARIABLES,
)

Row = dict[str, object]


def make_adcm(snapshot: Snapshot, sdtm: Datasets | None = None) -> Dataset:
    """ADCM by participant and first day: one row a recorded course of any medication.

    Which day a course ends on where the records are silent is said in `capture.medication`.
    """
    study, sources = snapshot.study, Sources(sdtm, "CM")
    rows: list[Row] = []
    entries: list[int] = []
    for participant in snapshot.participants:
        courses = derive_medication(study, participant).courses
        if not courses:
            continue
        day_1 = derive_day_1(study, participant)
        shared = {**name_subject(study, participant.code), "TRTSDT": day_1}
        for course in courses:
            source = sources.find(course.record, "CMDOSE")
            rows.append({**shared, **_make_row(study, course, day_1), **source})
            entries.append(course.record.seq)
    return Dataset(
        name="ADCM",
        label="Concomitant Medications Analysis Dataset",
        structure="One record per subject per medication course",
        of_class="OCCURRENCE DATA STRUCTURE",
        standard="ADaM",
        keys=("STUDYID", "USUBJID", "ASTDT", "CMTRT", "SRCSEQ"),
        variables=VARIABLES,
        frame=make_frame(VARIABLES, rows),
        entries=pl.Series(entries, dtype=pl.Int64),
    )


def _make_row(study: Study, course: Course, day_1: date | None) -> Row:
    record, equivalent = course.record, course.equivalent
    why = None if equivalent is None else equivalent.reason or equivalent.remark
    label = read_label(study, record, "drug")
    return {
        "CMTRT": read_words(record, "name") or label,
        "CMDRUGCD": course.drug,
        "CMGRPCD": course.group,
        "CMROLECD": course.role,
        "CMINDC": read_label(study, record, "indication"),
        "CMDOSE": _float(course.dose),
        "CMDOSU": None if course.dose is None else course.dose_unit,
        "CMPERDAY": _float(course.per_day),
        "ADOSE": _multiply(course.dose, course.per_day),
        "CMROUTE": translate(ROUTES, course.route),
        "PREDEQ": _float(course.prednisone_mg_per_day),
        "PREDRSN": why.en if why else None,
        "PREDRSZH": why.zh if why else None,
        **_make_day_cells(course, day_1),
        "CMNOTE": "; ".join(note.en for note in course.notes) or None,
        "CMNOTEZH": "；".join(note.zh for note in course.notes) or None,
    }


def _make_day_cells(course: Course, day_1: date | None) -> Row:
    start, end = course.start, course.end
    cells: Row = {
        "ASTDT": start,
        "ASTDTF": _flag(course.record.given("start_date")),
        "AENDT": end,
        "AENDTF": _flag(course.record.given("end_date")),
    }
    if day_1 is None:
        return cells
    return cells | {
        "ASTDY": study_day(start, day_1) if start else None,
        "AENDY": study_day(end, day_1) if end else None,
        "PREFL": "Y" if start is None or start < day_1 else None,
        "BASEFL": "Y" if course.is_taken_on(day_1) else None,
        "ONTRTFL": "Y" if end is None or end >= day_1 else None,
    }


def _flag(recorded: Value | None) -> str | None:
    """`D`: the day is not known; `M`: neither month nor day."""
    if not isinstance(recorded, PartialDate):
        return None
    return "M" if recorded.month is None else "D"


def _multiply(dose: Decimal | None, per_day: Decimal | None) -> float | None:
    return None if dose is None or per_day is None else float(dose * per_day)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
