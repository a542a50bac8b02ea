"""A participant's records + the study's criteria → a verdict on each, with what decided it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heliotrope.capture.ledger import Participant, Record
from heliotrope.capture.timeline import derive_day_1
from heliotrope.study.expressions import evaluate, names_used
from heliotrope.study.protocol import Criterion, Study
from heliotrope.vocabulary import Missing, Value


@dataclass(frozen=True, slots=True)
class CriterionVerdict:
    """One criterion judged: `satisfied` is None while something it needs is missing."""

    criterion: Criterion
    satisfied: bool | None
    computed: bool
    """True: from recorded numbers. False: as a person answered."""
    values: tuple[tuple[str, Value | None], ...]
    """What decided it: names as in the expression, with the values recorded."""
    missing: tuple[str, ...]
    beside: tuple[tuple[str, Value | None], ...] = ()
    """What is recorded of that on which a person's answer rests."""


def assess_eligibility(study: Study, participant: Participant) -> tuple[CriterionVerdict, ...]:
    """A verdict on every criterion that could be read, in the order of the study's files."""
    context = gather_values(study, participant)
    return tuple(_judge(study, criterion, context) for criterion in study.criteria)


def is_eligible(verdicts: tuple[CriterionVerdict, ...]) -> bool | None:
    """False if any criterion stands in the way, None if any is undecided, else True."""
    if any(verdict.satisfied is False for verdict in verdicts):
        return False
    return None if any(verdict.satisfied is None for verdict in verdicts) else True


def gather_values(study: Study, participant: Participant) -> dict[str, Value | None]:
    """`form__item` and `form__score` → value, each form as screening left it.

    The screening visit's record counts, else the day-1 visit's, else the one saved first of those
    that do not come after day 1: what was measured under treatment says nothing of eligibility.
    """
    values: dict[str, Value | None] = {}
    for form in study.forms:
        record = _screening_record(study, participant, form.name)
        if record is None:
            continue
        for name, value in {**record.values, **record.scores}.items():
            values[f"{form.name}__{name}"] = value
    return values


def _screening_record(study: Study, participant: Participant, form: str) -> Record | None:
    records = participant.records_of(form)
    for visit in (study.roles.screening_visit, study.roles.day_1_visit):
        for record in records:
            if record.visit == visit:
                return record
    day_1 = derive_day_1(study, participant)
    return next((r for r in records if not _is_after_day_1(study, r, day_1)), None)


def _is_after_day_1(study: Study, record: Record, day_1: date | None) -> bool:
    visit, done = study.visit_by_name.get(record.visit), record.performed_date
    if visit is not None and visit.day is not None and visit.day > 1:
        return True
    return done is not None and day_1 is not None and done > day_1


def _judge(
    study: Study, criterion: Criterion, context: dict[str, Value | None]
) -> CriterionVerdict:
    if criterion.satisfied is None:
        name = f"{study.roles.eligibility_form}__{criterion.name}"
        answer = context.get(name)
        judged = answer if isinstance(answer, bool) else None
        if judged is not None and criterion.kind == "exclusion":
            judged = not judged
        missing: tuple[str, ...] = (name,) if judged is None else ()
        beside = tuple((one, context.get(one)) for one in criterion.beside)
        return CriterionVerdict(criterion, judged, False, ((name, answer),), missing, beside)
    outcome = evaluate(criterion.satisfied, context, study.time_zone)
    used = tuple((name, context.get(name)) for name in sorted(names_used(criterion.satisfied)))
    missing = tuple(name for name, value in used if value is None or isinstance(value, Missing))
    return CriterionVerdict(criterion, outcome.value, True, used, missing)
