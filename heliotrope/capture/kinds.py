"""A participant with a kind of facts → the records that hold such facts, oldest entry first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from heliotrope.capture.ledger import Participant, Record
from heliotrope.study.forms import Form
from heliotrope.study.protocol import Study
from heliotrope.study.records import RecordKind
from heliotrope.vocabulary import PartialDate


def find_forms(study: Study, kind: RecordKind) -> tuple[Form, ...]:
    """The forms that record the kind, in the study's order; for doses also the role's form."""
    role = study.roles.dosing_form if kind == "dosing" else None
    return tuple(form for form in study.forms if form.records == kind or form.name == role)


def find_records(participant: Participant, forms: Iterable[Form]) -> tuple[Record, ...]:
    """The participant's records of the forms, by ledger entry; those without values as well.

    A draft is among them: what was recorded of an event, a dose or a medication happened, whether
    or not the form is complete.
    """
    names = {form.name for form in forms}
    found = [record for record in participant.records.values() if record.form in names]
    return tuple(sorted(found, key=lambda record: (record.seq, record.key)))


def given_date(record: Record, item: str) -> date | None:
    """The date that was given, else None."""
    value = record.given(item)
    return value if isinstance(value, date) else None


def given_first_day(record: Record, item: str) -> date | None:
    """The date that was given; of one that is known in part the earliest day it can be."""
    value = record.given(item)
    return value.first if isinstance(value, PartialDate) else given_date(record, item)


def given_number(record: Record, item: str) -> Decimal | None:
    """The number that was given, else None."""
    value = record.given(item)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def given_code(record: Record, item: str) -> str | None:
    """The code or text that was given, else None."""
    value = record.given(item)
    return value if isinstance(value, str) else None


def given_answer(record: Record, item: str) -> bool | None:
    """The yes or no that was given, else None."""
    value = record.given(item)
    return value if isinstance(value, bool) else None
