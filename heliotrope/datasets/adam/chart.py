"""A participant's records → the same as the endpoints ask for them: by form, each scored once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from heliotrope.capture.derived import derive_score
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.medication import Medication, derive_medication
from heliotrope.capture.timeline import derive_day_1
from heliotrope.capture.treatment import Treatment, derive_treatment
from heliotrope.instruments.score import Score
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day


@dataclass(frozen=True)
class Chart:
    """One participant of a snapshot. It is made, asked and forgotten: scores take much room."""

    study: Study
    participant: Participant
    cut_off: date | None = None
    """The last day of which anything is known."""

    @cached_property
    def day_1(self) -> date | None:
        """Study day 1; None if not known."""
        return derive_day_1(self.study, self.participant)

    @cached_property
    def treatment(self) -> Treatment:
        """The periods of study drug."""
        return derive_treatment(self.study, self.participant, self.cut_off)

    @cached_property
    def medication(self) -> Medication:
        """The courses of medication beside it."""
        return derive_medication(self.study, self.participant)

    @cached_property
    def _by_form(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.participant.records.values():
            found.setdefault(record.form, []).append(record)
        return found

    @cached_property
    def _scores(self) -> dict[int, Score | None]:
        return {}

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What was chosen for an endpoint, by its name, so that it is chosen once."""
        return {}

    def records_of(self, form: str) -> list[Record]:
        """All records of a form."""
        return self._by_form.get(form, [])

    def score(self, record: Record) -> Score | None:
        """The score of one of these records, computed anew; None without an instrument."""
        key = id(record)
        if key not in self._scores:
            self._scores[key] = derive_score(self.study.form(record.form), record.values)
        return self._scores[key]

    def count_day(self, on: date | None) -> int | None:
        """The study day of a date; None if either is not known."""
        return study_day(on, self.day_1) if on and self.day_1 else None
