"""When a participant was born + the days of their forms → what is dated before the birth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from heliotrope.capture.timeline import derive_local_date
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual, Fault, Value

_PERFORMED = Bilingual("The date it was done", "实施日期")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day on which the participant was seen, with the item that states it."""

    item: str
    """`date` for the day on which a form was done."""
    label: Bilingual
    day: date


def find_birth(study: Study, form: str, values: Mapping[str, Value | None]) -> date | None:
    """The day of birth, if this is the form that asks for it and it is known."""
    roles = study.roles
    if roles.birth_date is None or form != roles.demographics_form:
        return None
    day = values.get(roles.birth_date)
    return day if isinstance(day, date) else None


def list_dated(
    study: Study,
    form: str,
    values: Mapping[str, Value | None],
    performed: date | datetime | None,
) -> list[Dated]:
    """The day on which a form was done, and the day of consent if it is the form of consent."""
    found = []
    if performed is not None:
        day = performed.date() if isinstance(performed, datetime) else performed
        found.append(Dated("date", _PERFORMED, day))
    roles = study.roles
    if form == roles.consent_form and roles.consent_moment is not None:
        signed = values.get(roles.consent_moment)
        if isinstance(signed, datetime):
            signed = derive_local_date(study, signed)
        if isinstance(signed, date):
            label = study.item(form, roles.consent_moment).label
            found.append(Dated(roles.consent_moment, label, signed))
    return found


def check_days(birth: date | None, dated: Iterable[Dated]) -> list[Fault]:
    """Each day that lies before the birth, by its item. The day of birth itself is not said."""
    if birth is None:
        return []
    return [
        Fault(
            one.item,
            Bilingual(
                f"{one.label.en}, {one.day.isoformat()}, lies before the participant's birth",
                f"{one.label.zh} {one.day.isoformat()} 早于参与者的出生日期",
            ),
            Bilingual(
                "mend this date, or the date of birth in its form", "请更正此日期，或更正出生日期"
            ),
        )
        for one in dated
        if one.day < birth
    ]


def check_birth(study: Study, birth: date | None, dated: Iterable[Dated]) -> list[Fault]:
    """The birth, if it lies after a day of the participant; the earliest is named."""
    before = [one for one in dated if birth is not None and one.day < birth]
    if not before:
        return []
    roles = study.roles
    assert roles.demographics_form is not None
    assert roles.birth_date is not None
    label = study.item(roles.demographics_form, roles.birth_date).label
    earliest = min(before, key=lambda one: one.day)
    known = "consent was signed" if earliest.item == roles.consent_moment else "a form was done"
    known_zh = "已签署知情同意" if earliest.item == roles.consent_moment else "已有表格完成"
    return [
        Fault(
            roles.birth_date,
            Bilingual(
                f"{label.en} lies after {earliest.day.isoformat()}, when {known}",
                f"{label.zh}晚于 {earliest.day.isoformat()}，而当日{known_zh}",
            ),
            Bilingual("mend it, or that date in its form", "请更正，或更正该表中的日期"),
        )
    ]
