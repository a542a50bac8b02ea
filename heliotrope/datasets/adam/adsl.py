"""A snapshot → ADSL: one row a participant, with populations, treatment, baseline and the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import polars as pl

from heliotrope.capture.deaths import derive_death
from heliotrope.capture.kinds import find_forms
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_consent_moment, derive_local_date
from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.chosen import Chosen, choose
from heliotrope.datasets.standard import YES_NO, Dataset, Variable, make_frame
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.vocabulary import Missing

"""CDISC's code list of Y and N, as its controlled terminology names it."""

AGE_GROUPS = ((18, "<18"), (65, "18-64"), (None, ">=65"))
"""Below which age, in completed years, a participant is in the group; None: everyone else.

Source: ICH E7 (geriatric from 65 years on); under 18 are no adults.
"""

VARIABLES = (
    Variable("STUDYID", "Study Identifier", origin="Predecessor", note="DM.STUDYID"),
    Variable("USUBJID", "Unique Subject Identifier", origin="Predecessor", note="DM.USUBJID"),
    Variable("SUBJID", "Subject Identifier for the Study", origin="Predecessor", note="DM.SUBJID"),
    Variable(
        "AGE",
        "Age",
        "number",
        origin="Predecessor",
        note="DM.AGE: completed years at consent, else on day 1, else at enrollment.",
    ),
    Variable("AGEU", "Age Units", origin="Predecessor", note="DM.AGEU", codelist="AGEU"),
    Variable(
        "AGEGR1",
        "Pooled Age Group 1",
        note="<18, 18-64 or >=65 completed years.",
        codelist="Age Group",
    ),
    Variable("SEX", "Sex", origin="Predecessor", note="DM.SEX", codelist="SEX"),
    Variable("ARM", "Description of Planned Arm", origin="Predecessor", note="DM.ARM"),
    Variable(
        "TRT01P",
        "Planned Treatment for Period 01",
        origin="Assigned",
        note="The single arm of the study, for everyone enrolled.",
    ),
    Variable(
        "TRT01A",
        "Actual Treatment for Period 01",
        note="The single arm of the study, for everyone with a dose.",
    ),
    Variable(
        "SCRFFL",
        "Screen Failure Flag",
        own=True,
        codelist=YES_NO,
        note="Y: recorded as a screen failure.",
    ),
    Variable(
        "ENRLFL",
        "Enrolled Population Flag",
        codelist=YES_NO,
        note="Y: enrolled, whatever happened after.",
    ),
    Variable(
        "SAFFL", "Safety Population Flag", note="Y: at least one dose recorded.", codelist=YES_NO
    ),
    Variable(
        "EVALFL",
        "Evaluable Population Flag",
        own=True,
        note="Y: enrolled, a dose, and the primary endpoint at baseline and once later at least.",
        codelist=YES_NO,
    ),
    Variable(
        "RFICDT",
        "Date of Informed Consent",
        "date",
        note="The day of consent in the time zone of the study.",
    ),
    Variable("ENRLDT", "Date of Enrollment", "date", note="The recorded day of enrollment."),
    Variable(
        "TRTSDT",
        "Date of Study Day 1",
        "date",
        note="The first dose, else the day-1 visit where no dose is recorded.",
    ),
    Variable(
        "TRTEDT",
        "Date of Last Exposure to Treatment",
        "date",
        note="Final day with drug; while no end is recorded, the end of study or the cut-off.",
    ),
    Variable(
        "TRTDURD",
        "Total Treatment Duration (Days)",
        "number",
        note="Days from the first dose to the final one, both included.",
        significant_digits=0,
    ),
    Variable(
        "EOSSTT",
        "End of Study Status",
        codelist="Subject Status",
        note="COMPLETED or DISCONTINUED by the reason on the latest complete end-of-study form; "
        "ONGOING without one.",
    ),
    Variable(
        "EOSDT",
        "End of Study Date",
        "date",
        note="The recorded end of participation, else the day of that form.",
    ),
    Variable(
        "EOSDY",
        "Study Day of End of Study",
        "number",
        own=True,
        significant_digits=0,
        note="Day 1 is TRTSDT; there is no day 0.",
    ),
    Variable(
        "DCSREAS",
        "Reason for Discontinuation from Study",
        note="The reason on that form, unless completed.",
    ),
    Variable(
        "EOSSEQ",
        "Ledger Entry of the End of Study",
        "number",
        own=True,
        origin="Assigned",
        significant_digits=0,
    ),
    Variable("DTHFL", "Subject Death Flag", note="DM.DTHFL", codelist=YES_NO),
    Variable("DTHDT", "Date of Death", "date", note="The recorded day of death."),
    Variable(
        "BASEPRIM",
        "Baseline of the Primary Endpoint",
        "number",
        own=True,
        note="ADQS.BASE of the parameter of the primary analysis.",
    ),
    Variable(
        "EXRECFL",
        "Any Dose of Study Drug Recorded",
        own=True,
        note="Y: the records hold a row of study drug.",
        codelist=YES_NO,
    ),
    Variable(
        "CMRECFL",
        "Any Medication Recorded",
        own=True,
        codelist=YES_NO,
        note="Y: the records hold a row of medication.",
    ),
    Variable(
        "AERECFL",
        "Any Adverse Event Recorded",
        own=True,
        codelist=YES_NO,
        note="Y: the records hold an adverse event.",
    ),
)

COMPLETED = "completed"
"""The code of the end-of-study reason that means: as planned. Any other is a discontinuation."""

_SEXES = {"male": "M", "female": "F", "m": "M", "f": "F"}


def make_adsl(snapshot: Snapshot) -> Dataset:
    """ADSL in the order of the participants' codes; what was not recorded is null.

    `TRTSDT` is day 1: the first dose, else the day-1 visit (contracts, "A folder of data"). `AGE`
    is in completed years on the day of consent, else of day 1, else of enrollment. `EOSSTT` is
    given for the enrolled only.
    """
    study = snapshot.study
    charts = (Chart(study, one, snapshot.cut_off) for one in snapshot.participants)
    return assemble_adsl(make_subject_row(chart) for chart in charts)


def assemble_adsl(rows: Iterable[dict[str, object]]) -> Dataset:
    """The rows of all participants as the dataset."""
    frame = make_frame(VARIABLES, rows)
    return Dataset(
        name="ADSL",
        label="Subject-Level Analysis Dataset",
        structure="One record per subject",
        of_class="SUBJECT LEVEL ANALYSIS DATASET",
        standard="ADaM",
        keys=("STUDYID", "USUBJID"),
        variables=VARIABLES,
        frame=frame,
        entries=frame["EOSSEQ"].cast(pl.Int64),
    )


def name_subject(study: Study, code: str) -> dict[str, str]:
    """The three identifiers that every dataset begins with."""
    study_id = study.id.upper()
    return {"STUDYID": study_id, "USUBJID": f"{study_id}-{code}", "SUBJID": code}


def make_subject_row(chart: Chart) -> dict[str, object]:
    """One participant's row of ADSL."""
    study, participant = chart.study, chart.participant
    enrolled, treatment = participant.enrolled, chart.treatment
    consent_moment = derive_consent_moment(study, participant)
    consent = derive_local_date(study, consent_moment) if consent_moment else None
    enrolled_on = enrolled.happened if enrolled else None
    age = _derive_age(study, participant, consent or chart.day_1 or enrolled_on)
    arm = study.arms[0].label.en if len(study.arms) == 1 else None
    death = derive_death(study, participant)
    return {
        **name_subject(study, participant.code),
        "AGE": age,
        "AGEU": None if age is None else "YEARS",
        "AGEGR1": None if age is None else group_age(age),
        "SEX": _derive_sex(study, participant),
        "ARM": arm if enrolled else None,
        "TRT01P": arm if enrolled else None,
        "TRT01A": arm if treatment.doses else None,
        "SCRFFL": "Y" if participant.screen_failed else "N",
        "ENRLFL": "Y" if enrolled else "N",
        "SAFFL": "Y" if treatment.doses else "N",
        **_derive_evaluable(chart),
        "RFICDT": consent,
        "ENRLDT": enrolled_on,
        "TRTSDT": chart.day_1,
        "TRTEDT": treatment.final_dose,
        "TRTDURD": treatment.treatment_days or None,
        **(_derive_end(chart) if enrolled else {}),
        "DTHFL": "Y" if death else None,
        "DTHDT": death.on if death else None,
        "EXRECFL": "Y" if treatment.periods else "N",
        "CMRECFL": _has_any(chart, "medications"),
        "AERECFL": _has_any(chart, "adverse_events"),
    }


def group_age(years: int) -> str:
    """The age group of completed years."""
    return next(name for below, name in AGE_GROUPS if below is None or years < below)


def _has_any(chart: Chart, kind: RecordKind) -> str:
    forms = find_forms(chart.study, kind)
    return "Y" if any(chart.records_of(form.name) for form in forms) else "N"


def _derive_evaluable(chart: Chart) -> dict[str, object]:
    plan = chart.study.plan
    primary = next((one for one in plan.analyses if one.role == "primary"), None)
    if primary is None:
        return {"EVALFL": "N"}
    chosen = choose(chart, plan.endpoint(primary.endpoint))
    evaluable = chart.participant.enrolled and chart.treatment.doses and _has_later(chosen)
    return {"EVALFL": "Y" if evaluable else "N", "BASEPRIM": _float(chosen.base)}


def _has_later(chosen: Chosen) -> bool:
    return any(chosen.derive_change(one) is not None for one in chosen.assessments)


def _derive_end(chart: Chart) -> dict[str, object]:
    roles, record = chart.study.roles, _find_end_record(chart)
    if record is None:
        return {"EOSSTT": "ONGOING"}
    reason = record.given(roles.end_reason) if roles.end_reason else None
    ended = record.given(roles.end_date) if roles.end_date else None
    on = ended if isinstance(ended, date) else record.performed_date
    completed = reason == COMPLETED
    return {
        "EOSSTT": "COMPLETED" if completed else "DISCONTINUED",
        "EOSDT": on,
        "EOSDY": chart.count_day(on),
        "DCSREAS": None if completed or reason is None else str(reason),
        "EOSSEQ": record.seq,
    }


def _find_end_record(chart: Chart) -> Record | None:
    """The latest complete end-of-study form; a draft has not ended anything yet."""
    form = chart.study.roles.end_form
    complete = [r for r in chart.records_of(form) if r.complete] if form else []
    return max(complete, key=lambda record: record.seq, default=None)


def _derive_age(study: Study, participant: Participant, on: date | None) -> int | None:
    born = _find_answer(participant, study.roles.demographics_form, study.roles.birth_date)
    if not isinstance(born, date) or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _derive_sex(study: Study, participant: Participant) -> str | None:
    answer = _find_answer(participant, study.roles.demographics_form, study.roles.sex)
    return None if answer is None else _SEXES.get(str(answer).lower(), "U")


def _find_answer(participant: Participant, form: str | None, item: str | None) -> object:
    """The latest answer that was given; None if there is none or it is missing for a reason."""
    if form is None or item is None:
        return None
    values = [record.values.get(item) for record in participant.records_of(form)]
    given = [v for v in values if v is not None and not isinstance(v, Missing)]
    return given[-1] if given else None


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
