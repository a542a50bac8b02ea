"""Participants in, their deviations by consent and window once more, form by form, out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heliotrope.capture.deviations import derive_deviations, list_deviation_keys
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.timeline import derive_consent_moment, derive_day_1
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day
from tests.rehearsed import rehearse_reference

RULES = ("before_consent", "outside_window")


def find_slowly(study: Study, participant: Participant) -> set[str]:
    """Each form against the consent, each form of a visit against its window."""
    found = set()
    consent, day_1 = derive_consent_moment(study, participant), derive_day_1(study, participant)
    for record in participant.records.values():
        for moment in list_moments(study, record):
            if consent is None or record.form in (study.roles.consent_form, study.roles.end_form):
                continue
            signed = consent.astimezone(ZoneInfo(study.time_zone)).replace(tzinfo=None)
            if isinstance(moment, datetime):
                early = moment < signed.replace(second=0, microsecond=0)
            else:
                early = moment < signed.date()
            if early:
                found.add(f"before_consent:{record.visit}:{record.form}:{record.repeat}")
        visit, form = study.visit(record.visit), study.form(record.form)
        if form.repeating or not record.has_values or visit.window is None or day_1 is None:
            continue
        if record.performed_date is not None:
            day = study_day(record.performed_date, day_1)
            if day < visit.window.earliest or day > visit.window.latest:
                found.add(f"outside_window:{record.visit}")
    return found


def list_moments(study: Study, record: Record) -> list[date | datetime]:
    moments: list[date | datetime] = []
    if record.has_values and record.performed is not None:
        moments.append(record.performed)
    dose = record.values.get(study.roles.first_dose_date or "")
    if record.form == study.roles.dosing_form and isinstance(dose, date):
        moments.append(dose)
    return moments


def move(participant: Participant, chance: random.Random) -> Participant:
    """The participant with a few forms done on other days, some by a day only."""
    records = dict(participant.records)
    for key in chance.sample(list(records), k=min(6, len(records))):
        record = records[key]
        if record.performed is not None:
            days = chance.choice([-400, -30, -8, -7, -1, 1, 7, 8, 30])
            records[key] = replace(record, performed=record.performed + timedelta(days=days))
    return replace(participant, records=records)


@pytest.mark.parametrize("seed", range(4))
def test_deviations_are_those_of_the_slow_way(seed: int) -> None:
    snapshot, chance = rehearse_reference(), random.Random(seed)
    compared = 0
    for participant in snapshot.participants:
        for one in [participant, *(move(participant, chance) for _ in range(12))]:
            keys = list_deviation_keys(snapshot.study, one)
            quick = {key for key in keys if key.startswith(RULES)}
            assert quick == find_slowly(snapshot.study, one)
            assert keys == [found.key for found in derive_deviations(snapshot.study, one)]
            compared += len(quick)
    assert compared > 200  # else the comparison says little
