"""A participant's records of one endpoint → assessments, each with its value or why it has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heliotrope.capture.improvement import derive_improvement
from heliotrope.capture.ledger import Record
from heliotrope.datasets.adam.chart import Chart
from heliotrope.instruments.score import ScaleScore
from heliotrope.study.forms import Form
from heliotrope.study.plan import Endpoint
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
    """One assessment of an endpoint: when it was made, and its value or why there is none."""

    record: Record
    """The record it is taken from; of a derived endpoint the one that gives visit and day."""
    day: int | None
    """Study day; None if its date or day 1 is not known."""
    value: Decimal | None
    reason: Bilingual | None
    """Why there is no value; None if there is one."""
    category: str | None = None
    """The class that the value falls into, where its instrument names one."""
    source: Record | None = None
    """The record that gives the value, where that is another one."""

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

    @property
    def entry(self) -> int:
        """The ledger entry behind the value."""
        return (self.source or self.record).seq


def find_assessments(chart: Chart, endpoint: Endpoint) -> tuple[Assessment, ...]:
    """Every assessment of the endpoint, in the order of their dates; the undated go first.

    A draft has no value. Scores are computed anew from the answers; what was shown at the time
    stays in the ledger, and `verify` compares the two (decisions 4).

    `total_improvement_score`: one for each record of the endpoint's form that can be compared with
    baseline; at baseline itself there is none. `prednisone_equivalent`: one for each visit, on the
    earliest day of its forms.
    """
    if endpoint.derived == "total_improvement_score":
        found = list(_find_improvements(chart, endpoint))
    elif endpoint.derived == "prednisone_equivalent":
        found = list(_find_doses(chart))
    else:
        form = chart.study.form(endpoint.form)
        found = [
            Assessment(one, chart.count_day(one.performed_date), *_read(chart, form, endpoint, one))
            for one in chart.records_of(endpoint.form)
        ]
    return tuple(sorted(found, key=lambda assessment: assessment.order))


def _read(
    chart: Chart, form: Form, endpoint: Endpoint, record: Record
) -> tuple[Decimal | None, Bilingual | None]:
    if not record.complete:
        return None, DRAFT
    score = chart.score(record)
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


# ---------------------------------------------------------------- found from several records


def _find_improvements(chart: Chart, endpoint: Endpoint) -> Iterator[Assessment]:
    for record in chart.records_of(endpoint.form):
        if record.repeat != 1 or record.visit not in chart.study.visit_by_name:
            continue
        found = derive_improvement(chart.study, chart.participant, record.visit, score=chart.score)
        if found is None:
            continue
        day, score = chart.count_day(record.performed_date), found.score
        total, response = score["tis"], score["response"].value
        if not record.complete:
            yield Assessment(record, day, None, DRAFT)
        elif isinstance(total.value, int | Decimal):
            category = response if isinstance(response, str) else None
            yield Assessment(record, day, Decimal(total.value), None, category)
        else:
            yield Assessment(record, day, None, total.reason or EMPTY)


def _find_doses(chart: Chart) -> Iterator[Assessment]:
    """The daily dose on the day of each visit at which anything was done."""
    for record in _list_visit_days(chart):
        on = record.performed_date
        assert on is not None
        found = chart.medication.find_daily_prednisone(on)
        source = found.courses[-1].record if found.courses else None
        yield Assessment(record, chart.count_day(on), found.mg, found.reason, None, source)


def _list_visit_days(chart: Chart) -> list[Record]:
    """For each visit but unscheduled ones the earliest record of a form that was filled in."""
    first: dict[str, Record] = {}
    for record in chart.participant.records.values():
        visit = chart.study.visit_by_name.get(record.visit)
        if visit is None or visit.kind == "unscheduled":
            continue
        if record.performed_date is None or not record.has_values:
            continue
        known = first.get(record.visit)
        if known is None or _when(record) < _when(known):
            first[record.visit] = record
    return list(first.values())


def _when(record: Record) -> tuple[date, int]:
    return (record.performed_date or date.min, record.seq)
