"""A participant's records → the dates that everything else is counted from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from heliotrope.capture.ledger import Participant
from heliotrope.study.protocol import Study


def derive_day_1(study: Study, participant: Participant) -> date | None:
    """Study day 1: the first dose, else the date of the day-1 visit; None if neither is known."""
    dose = derive_first_dose(study, participant)
    return dose or derive_visit_date(participant, study.roles.day_1_visit)


def derive_first_dose(study: Study, participant: Participant) -> date | None:
    """The earliest day of a dose; None if none is recorded or the study records no doses.

    A row that says that no drug was taken is no dose.
    """
    roles = study.roles
    if not roles.dosing_form or not roles.first_dose_date:
        return None
    records = participant.records_of(roles.dosing_form)
    taken = [r for r in records if r.given("dose_mg") != 0 and r.given("frequency") != "stopped"]
    doses = [r.given(roles.first_dose_date) for r in taken]
    return min((dose for dose in doses if isinstance(dose, date)), default=None)


def derive_visit_date(participant: Participant, visit: str) -> date | None:
    """The earliest day on which any form of the visit was performed; None if there is none.

    The day given with a form that was not done is not one of them.
    """
    records = [r for r in participant.records.values() if r.visit == visit and r.has_values]
    days = [r.performed_date for r in records if r.performed_date is not None]
    return min(days, default=None)


def derive_consent_moment(study: Study, participant: Participant) -> datetime | None:
    """The moment (UTC) at which consent was first signed; None if it is not known."""
    roles = study.roles
    if not roles.consent_form or not roles.consent_moment:
        return None
    moments = [r.given(roles.consent_moment) for r in participant.records_of(roles.consent_form)]
    known = [moment for moment in moments if isinstance(moment, datetime)]
    return min(known) if known else None


def derive_local_date(study: Study, moment: datetime) -> date:
    """The calendar day of a moment in the study's time zone."""
    return moment.astimezone(ZoneInfo(study.time_zone)).date()
