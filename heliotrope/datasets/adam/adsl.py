"""A snapshot → ADSL: one row a participant, with day 1, age, sex and how participation ended."""

from __future__ import annotations

from datetime import date

import polars as pl

from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.snapshot import Snapshot
from heliotrope.capture.timeline import derive_consent_moment, derive_day_1, derive_local_date
from heliotrope.datasets.standard import Variable, make_frame
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day
from heliotrope.vocabulary import Missing

VARIABLES = (
    Variable("STUDYID", "Study Identifier"),
    Variable("USUBJID", "Unique Subject Identifier"),
    Variable("SUBJID", "Subject Identifier for the Study"),
    Variable("AGE", "Age", "number"),
    Variable("AGEU", "Age Units"),
    Variable("SEX", "Sex"),
    Variable("ARM", "Description of Planned Arm"),
    Variable("SCRFFL", "Screen Failure Flag", own=True),
    Variable("ENRLFL", "Enrolled Population Flag"),
    Variable("RFICDT", "Date of Informed Consent", "date"),
    Variable("ENRLDT", "Date of Enrollment", "date"),
    Variable("TRTSDT", "Date of Study Day 1", "date"),
    Variable("EOSSTT", "End of Study Status"),
    Variable("EOSDT", "End of Study Date", "date"),
    Variable("EOSDY", "Study Day of End of Study", "number", own=True),
    Variable("DCSREAS", "Reason for Discontinuation from Study"),
    Variable("EOSSEQ", "Ledger Entry of the End of Study", "number", own=True),
)

COMPLETED = "completed"
"""The code of the end-of-study reason that means: as planned. Any other is a discontinuation."""

_SEXES = {"male": "M", "female": "F", "m": "M", "f": "F"}


def make_adsl(snapshot: Snapshot) -> pl.DataFrame:
    """ADSL in the order of the participants' codes; what was not recorded is null.

    `TRTSDT` is day 1: the first dose, else the day-1 visit (contracts, "A folder of data"). `AGE`
    is in completed years on the day of consent, else of day 1, else of enrollment. `EOSSTT` is
    given for the enrolled only.
    """
    rows = [_make_row(snapshot.study, participant) for participant in snapshot.participants]
    return make_frame(VARIABLES, rows)


def name_subject(study: Study, code: str) -> dict[str, str]:
    """The three identifiers that every dataset begins with."""
    study_id = study.id.upper()
    return {"STUDYID": study_id, "USUBJID": f"{study_id}-{code}", "SUBJID": code}


def _make_row(study: Study, participant: Participant) -> dict[str, object]:
    enrolled, day_1 = participant.enrolled, derive_day_1(study, participant)
    consent_moment = derive_consent_moment(study, participant)
    consent = derive_local_date(study, consent_moment) if consent_moment else None
    enrolled_on = enrolled.happened if enrolled else None
    age = _derive_age(study, participant, consent or day_1 or enrolled_on)
    return {
        **name_subject(study, participant.code),
        "AGE": age,
        "AGEU": None if age is None else "YEARS",
        "SEX": _derive_sex(study, participant),
        "ARM": study.arms[0].label.en if enrolled and len(study.arms) == 1 else None,
        "SCRFFL": "Y" if participant.screen_failed else "N",
        "ENRLFL": "Y" if enrolled else "N",
        "RFICDT": consent,
        "ENRLDT": enrolled_on,
        "TRTSDT": day_1,
        **(_derive_end(study, participant, day_1) if enrolled else {}),
    }


def _derive_end(study: Study, participant: Participant, day_1: date | None) -> dict[str, object]:
    roles, record = study.roles, _find_end_record(study, participant)
    if record is None:
        return {"EOSSTT": "ONGOING"}
    reason = record.given(roles.end_reason) if roles.end_reason else None
    ended = record.given(roles.end_date) if roles.end_date else None
    on = ended if isinstance(ended, date) else record.performed_date
    completed = reason == COMPLETED
    return {
        "EOSSTT": "COMPLETED" if completed else "DISCONTINUED",
        "EOSDT": on,
        "EOSDY": study_day(on, day_1) if on and day_1 else None,
        "DCSREAS": None if completed or reason is None else str(reason),
        "EOSSEQ": record.seq,
    }


def _find_end_record(study: Study, participant: Participant) -> Record | None:
    """The latest complete end-of-study form; a draft has not ended anything yet."""
    if study.roles.end_form is None:
        return None
    complete = [r for r in participant.records_of(study.roles.end_form) if r.complete]
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
