"""A participant's records of one endpoint → assessments, each with its value or why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heliotrope.capture.derived import derive_score
from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.timeline import derive_day_1
from heliotrope.instruments.score import ScaleScore
from heliotrope.study.forms import Form
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import study_day
from heliotrope.study.values import MISSING_LABELS
from heliotrope.vocabulary import Bilingual, Missing, Value

DRAFT = Bilingual("the form is not complete", "表格尚未完成")
EMPTY = Bilingual("no value was entered", "未填写数值")
UNANSWERED = Bilingual("unanswered", "未作答")
MISSING = Bilingual("missing", "缺失")
NO_NUMBER = Bilingual("the answer is not a number", "填写内容不是数值")

LISTED = 3
"""So many missing items are named; more are counted."""


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
            reason = _explain_unscored(form, record, scale) if scale.value is None else None
            value = None if isinstance(scale.value, str) else scale.value
            return _number(value), reason
    return _read_item(record.values.get(endpoint.value))


def _explain_unscored(form: Form, record: Record, scale: ScaleScore) -> Bilingual:
    """Which items are missing: by name if they are few, else how many, and why if all agree."""
    if not scale.missing:
        return scale.reason or EMPTY
    items = [form.item(name).label for name in scale.missing]
    reasons = {_name_missing(record.values.get(name)) for name in scale.missing}
    why = reasons.pop() if len(reasons) == 1 else MISSING
    if len(items) > LISTED:
        count = len(items)
        return Bilingual(f"not scored, {count} items {why.en}", f"未计分，{count} 个条目{why.zh}")
    en, zh = ", ".join(one.en for one in items), "、".join(one.zh for one in items)
    return Bilingual(f"not scored, {why.en}: {en}", f"未计分，{why.zh}：{zh}")


def _name_missing(value: Value | None) -> Bilingual:
    return MISSING_LABELS[value] if isinstance(value, Missing) else UNANSWERED


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
