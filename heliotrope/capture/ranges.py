"""A participant, a laboratory and a day → the range that the laboratory prints for a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heliotrope.capture.ledger import Participant
from heliotrope.study.protocol import Study


@dataclass(frozen=True, slots=True)
class NormalRange:
    """What a laboratory prints beside a value."""

    unit: str
    lln: Decimal | None
    uln: Decimal | None


def derive_sex(study: Study, participant: Participant) -> str | None:
    """The participant's sex as recorded; None while it is not, or the study does not ask."""
    form, item = study.roles.demographics_form, study.roles.sex
    if form is None or item is None:
        return None
    found = (record.given(item) for record in participant.records_of(form))
    return next((sex for sex in found if isinstance(sex, str)), None)


def find_normal_range(
    study: Study, laboratory: str, test: str, sex: str | None, on: date, unit: str
) -> NormalRange | None:
    """What the laboratory prints for the test on that day; None if the study does not say."""
    return None
