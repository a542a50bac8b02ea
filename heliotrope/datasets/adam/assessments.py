"""A participant's records of one endpoint → assessments, each with its value or why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heliotrope.capture.derived import derive_score
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.timeline import derive_day_1
from heliotrope.study.forms import Form
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day
from heliotrope.study.values import MISSING_LABELS
from heliotrope.vocabulary import Bilingual, Missing, Value

DRAFT = Bilingual("the form is not complete", "表格尚未完成")
EMPTY = Bilingual("no value was entered", "未填写数值")
NO_NUMBER = Bilingual("the answer is not a number", "填写内容不是数值")


@dataclass(frozen=True, slots=True)
class Assessment:
    """One record of an endpoint's form: when it was made, and its value or why there is none."""

    record: Record
    day: int | None
    """Study day; None if its date or day 1 is not known."""
    value: Decimal | None
    reason: Bilingual | None
    """Why there is no value; None if there is one."""

    @property
    def on(self) -> date | None:
        """The calendar day."""
        return self.record.performed_date

    @property
    def order(self) -> tuple[date, float, int]:
        """Sorts by day, then by time of day where one was recorded, then by ledger entry."""
        at = self.record.performed_time
        minutes = at.hour * 60 + at.minute + at.second / 60 if at else 0.0
        return (self.on or date.min, minutes, self.record.seq)


def find_assessments(
    study: Study, participant: Participant, endpoint: Endpoint
) -> tuple[Assessment, ...]:
    """Every record of the endpoint's form, in the order of their dates; the undated go first.

    A draft has no value. Scores are computed anew from the answers; what was shown at the time
    stays in the ledger, and `verify` compares the two (decisions 4).
    """
    form, day_1 = study.form(endpoint.form), derive_day_1(study, participant)
    found = []
    for record in participant.records_of(endpoint.form):
        value, reason = _read(form, endpoint, record)
        on = record.performed_date
        day = study_day(on, day_1) if on and day_1 else None
        found.append(Assessment(record, day, value, reason))
    return tuple(sorted(found, key=lambda assessment: assessment.order))


def _read(
    form: Form, endpoint: Endpoint, record: Record
) -> tuple[Decimal | None, Bilingual | None]:
    if not record.complete:
        return None, DRAFT
    score = derive_score(form, record.values)
    for scale in score.scales if score else ():
        if scale.name == endpoint.value:
            return _number(scale.value), None if scale.value is not None else scale.reason or EMPTY
    return _read_item(record.values.get(endpoint.value))


def _read_item(value: Value | None) -> tuple[Decimal | None, Bilingual | None]:
    if value is None:
        return None, EMPTY
    if isinstance(value, Missing):
        return None, MISSING_LABELS[value]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None, NO_NUMBER
    return _number(value), None


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
