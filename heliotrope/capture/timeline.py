"""A participant's records → the dates that everything else is counted from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from heliotrope.capture.ledger import Participant
from heliotrope.study.protocol import Study


def derive_day_1(study: Study, participant: Participant) -> date | None:
    """Study day 1: the first dose, else the date of the day-1 visit; None if neither is known."""
    roles = study.roles
    if roles.dosing_form and roles.first_dose_date:
        doses = [r.given(roles.first_dose_date) for r in participant.records_of(roles.dosing_form)]
        dates = [dose for dose in doses if isinstance(dose, date)]
        if dates:
            return min(dates)
    return derive_visit_date(participant, roles.day_1_visit)


def derive_visit_date(participant: Participant, visit: str) -> date | None:
    """The earliest day on which any form of the visit was performed; None if there is none."""
    days = [r.performed_date for r in participant.records.values() if r.visit == visit]
    known = [day for day in days if day is not None]
    return min(known) if known else None


def derive_consent_moment(study: Study, participant: Participant) -> datetime | None:
    """Local date and time of the signed consent, as recorded; None if it is not known."""
    roles = study.roles
    if not roles.consent_form or not roles.consent_moment:
        return None
    moments = [r.given(roles.consent_moment) for r in participant.records_of(roles.consent_form)]
    known = [moment for moment in moments if isinstance(moment, datetime)]
    return min(known) if known else None


def derive_local_date(study: Study, moment: datetime) -> date:
    """The calendar day of a moment in the study's time zone."""
    return moment.astimezone(ZoneInfo(study.time_zone)).date()
