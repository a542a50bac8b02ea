"""Consent, demographics, doses and the end of participation → DM, one row a participant."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from heliotrope.capture.kinds import find_forms
from heliotrope.capture.ledger import Record
from heliotrope.capture.timeline import derive_consent_moment
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.frames import (
    SPECIAL,
    Cells,
    Domain,
    Rows,
    identify,
    number,
    render_moment,
    text,
)
from heliotrope.datasets.sdtm.subjects import Subject, to_date
from heliotrope.datasets.sdtm.supp import list_extras
from heliotrope.datasets.standard import Dataset
from heliotrope.datasets.terminology import load_countries
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing, Value

SEXES = {"male": "M", "female": "F", "m": "M", "f": "F"}
DEATH = "death"
"""The code of the end-of-study reason that means: died."""

DEATH_DATE = "death_date"
"""The item of the end-of-study form that a study may have for it."""

_NOT_ASKED = "Not collected: groups of another country's census cannot be told from the answers."
_DEATH = "The end of study by death, else an adverse event that was fatal or serious by death."

DM = Domain(
    "DM",
    "Demographics",
    "One record per subject",
    SPECIAL,
    ("STUDYID", "USUBJID"),
    (
        *identify("DM", sequence=False),
        text("SUBJID", "Subject Identifier for the Study", "Req", "Assigned"),
        text(
            "RFSTDTC",
            "Subject Reference Start Date/Time",
            "Exp",
            "Derived",
            note="Study day 1: the first dose, else the date of the day-1 visit.",
        ),
        text(
            "RFENDTC",
            "Subject Reference End Date/Time",
            "Exp",
            "Derived",
            note="RFXENDTC, else RFPENDTC; null before day 1.",
        ),
        text(
            "RFXSTDTC",
            "Date/Time of First Study Treatment",
            "Exp",
            "Derived",
            note="The first day with a dose above 0.",
        ),
        text(
            "RFXENDTC",
            "Date/Time of Last Study Treatment",
            "Exp",
            "Derived",
            note="The final day with a dose above 0; null while treatment goes on.",
        ),
        text("RFICDTC", "Date/Time of Informed Consent", "Exp"),
        text(
            "RFPENDTC",
            "Date/Time of End of Participation",
            "Exp",
            "Derived",
            note="The recorded end, else the latest day on which anything was done.",
        ),
        text("DTHDTC", "Date/Time of Death", "Exp", "Derived", note=_DEATH),
        text("DTHFL", "Subject Death Flag", "Exp", "Derived", codelist="NY", note=_DEATH),
        text("SITEID", "Study Site Identifier", "Req", "Assigned"),
        number(
            "AGE", "Age", "Exp", note="Completed years at consent, else day 1, else enrollment."
        ),
        text("AGEU", "Age Units", "Exp", "Assigned", codelist="AGEU"),
        text("SEX", "Sex", "Req", codelist="SEX"),
        text("RACE", "Race", "Exp", "Not Available", codelist="RACE", note=_NOT_ASKED),
        text("ARMCD", "Planned Arm Code", "Exp", "Assigned"),
        text("ARM", "Description of Planned Arm", "Exp", "Assigned"),
        text("ACTARMCD", "Actual Arm Code", "Exp", "Assigned"),
        text("ACTARM", "Description of Actual Arm", "Exp", "Assigned"),
        text("ARMNRS", "Reason Arm and/or Actual Arm is Null", "Exp", codelist="ARMNULRS"),
        text("ACTARMUD", "Description of Unplanned Actual Arm", "Exp", "Not Available"),
        text("COUNTRY", "Country", "Req", "Assigned", note="ISO 3166-1 alpha-3."),
    ),
)


def make_dm(context: Context) -> Dataset:
    """DM: everyone screened. Dates of birth stay out: they identify, and AGE says enough."""
    rows = Rows(DM)
    roles = context.study.roles
    for subject in context.subjects:
        known = _find_demographics(context.study, subject)
        entry = known.seq if known else subject.participant.screened.seq
        rows.add(_make_row(context, subject, known), entry, numbered=False)
        if known is not None:
            taken = frozenset(name for name in (roles.birth_date, roles.sex) if name)
            for one in list_extras(context.study.form(known.form), known, taken):
                context.supplements.add("DM", subject.usubjid, None, one, known.seq)
    return rows.finish()


def _make_row(context: Context, subject: Subject, known: Record | None) -> Cells:
    study, person = context.study, subject.participant
    consent = derive_consent_moment(study, person)
    local = consent.astimezone(ZoneInfo(study.time_zone)) if consent else None
    enrolled = person.enrolled.happened if person.enrolled else None
    age = _derive_age(study, known, (local.date() if local else None) or subject.day_1 or enrolled)
    died, on = find_death(study, subject)
    ended = subject.latest_contact
    return {
        **context.begin("DM", subject),
        "SUBJID": person.code,
        "RFSTDTC": render_moment(subject.day_1),
        "RFENDTC": render_moment(subject.final_dose or ended) if subject.day_1 else None,
        "RFXSTDTC": render_moment(subject.first_dose),
        "RFXENDTC": render_moment(subject.final_dose),
        "RFICDTC": render_moment(local),
        "RFPENDTC": render_moment(ended),
        "DTHDTC": render_moment(on),
        "DTHFL": "Y" if died else None,
        "SITEID": "01",
        "AGE": age,
        "AGEU": None if age is None else "YEARS",
        "SEX": _derive_sex(study, known),
        **_assign_arms(study, subject),
        "COUNTRY": load_countries().get(study.sites[0].country.upper()) if study.sites else None,
    }


def _assign_arms(study: Study, subject: Subject) -> Cells:
    """Planned and actual arm; with neither, why. Several arms are not told apart by the records."""
    person = subject.participant
    if person.enrolled is None:
        return {"ARMNRS": "SCREEN FAILURE" if person.screen_failed else "NOT ASSIGNED"}
    if len(study.arms) != 1:
        return {"ARMNRS": "NOT ASSIGNED"}
    arm = {"ARMCD": name_arm(study), "ARM": study.arms[0].label.en}
    if find_forms(study, "dosing") and subject.first_dose is None:
        return {**arm, "ARMNRS": "ASSIGNED, NOT TREATED"}
    return {**arm, "ACTARMCD": arm["ARMCD"], "ACTARM": arm["ARM"]}


def name_arm(study: Study, place: int = 0) -> str:
    """ARMCD: the arm's name in capitals, at most 20 letters."""
    return study.arms[place].name.replace("_", "").upper()[:20]


def find_death(study: Study, subject: Subject) -> tuple[bool, date | None]:
    """Whether the participant died, and the day if it is known.

    The end of study says so by its reason, with its `death_date` or else its own day; an adverse
    event by its outcome or its criterion, with the day on which it ended.
    """
    record, item = subject.end_record, study.roles.end_reason
    if record is not None and item is not None and record.given(item) == DEATH:
        return True, to_date(record.given(DEATH_DATE)) or subject.end_date
    fatal = [
        record
        for form in find_forms(study, "adverse_events")
        for record in subject.by_form.get(form.name, ())
        if record.given("outcome") == "fatal" or record.given("death") is True
    ]
    days = [day for day in (to_date(one.given("end_date")) for one in fatal) if day]
    return bool(fatal), min(days, default=None)


def _find_demographics(study: Study, subject: Subject) -> Record | None:
    """The latest demographics form that says anything."""
    form = study.roles.demographics_form
    return next((r for r in reversed(subject.by_form.get(form or "", [])) if r.has_values), None)


def _derive_age(study: Study, known: Record | None, on: date | None) -> int | None:
    born = _read(known, study.roles.birth_date)
    if not isinstance(born, date) or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _derive_sex(study: Study, known: Record | None) -> str:
    """SEX has a value in every row: U where it was not recorded."""
    answer = _read(known, study.roles.sex)
    return "U" if answer is None else SEXES.get(str(answer).lower(), "U")


def _read(record: Record | None, item: str | None) -> Value | None:
    value = record.values.get(item) if record is not None and item is not None else None
    return None if isinstance(value, Missing) else value
