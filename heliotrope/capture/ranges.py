"""A participant and a laboratory → the range that the laboratory prints for each test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heliotrope.capture.ledger import Participant
from heliotrope.study.laboratories import ReferenceRange
from heliotrope.study.protocol import Study
from heliotrope.study.ranges import find_range


@dataclass(frozen=True, slots=True)
class RangeFinder:
    """What a laboratory prints for a participant of that sex on that day."""

    study: Study
    laboratory: str | None
    """None: the study's first, which is the site's own."""
    sex: str | None
    on: date | None

    def find(self, test: str, units: Iterable[str]) -> ReferenceRange | None:
        """The range in the first of the units in which the laboratory has one; else None."""
        found = (
            find_range(self.study, self.laboratory, test, self.sex, self.on, unit) for unit in units
        )
        return next((one for one in found if one is not None), None)

    def find_unit(self, test: str, units: Iterable[str]) -> str:
        """The first of the units in which the laboratory reports the test at all, else none."""
        place = self.study.laboratory_by_name.get(self.laboratory or "")
        known = place.ranges_by_test if place else {}
        return next((unit for unit in units if (test, unit) in known), "")


def make_finder(
    study: Study, participant: Participant, laboratory: str | None, on: date | None
) -> RangeFinder:
    """The finder for that participant, whose sex is as recorded."""
    return RangeFinder(study, laboratory, derive_sex(study, participant), on)


def derive_sex(study: Study, participant: Participant) -> str | None:
    """The participant's sex as recorded; None while it is not, or the study does not ask."""
    form, item = study.roles.demographics_form, study.roles.sex
    if form is None or item is None:
        return None
    found = (record.given(item) for record in participant.records_of(form))
    return next((sex for sex in found if isinstance(sex, str)), None)
