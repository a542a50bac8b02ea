"""Who failed screening, and who was enrolled in spite of a criterion → IE, the criteria not met."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from heliotrope.capture.eligibility import assess_eligibility
from heliotrope.datasets.sdtm.context import Context
from heliotrope.datasets.sdtm.design import name_criteria, say_criterion
from heliotrope.datasets.sdtm.frames import (
    DAY_NOTE,
    FINDINGS,
    Cells,
    Domain,
    Rows,
    epoch,
    identify,
    number,
    render_moment,
    text,
)
from heliotrope.datasets.sdtm.subjects import Subject
from heliotrope.datasets.standard import Dataset
from heliotrope.study.protocol import Criterion

NOT_ELIGIBLE = "enrolled_not_eligible"
"""The breach that says: enrolled although a criterion stood in the way."""

IE = Domain(
    "IE",
    "Inclusion/Exclusion Criteria Not Met",
    "One record per inclusion/exclusion criterion not met per subject",
    FINDINGS,
    ("STUDYID", "USUBJID", "IETESTCD", "IESEQ"),
    (
        *identify("IE"),
        text("IETESTCD", "Inclusion/Exclusion Criterion Short Name", "Req", "Assigned"),
        text("IETEST", "Inclusion/Exclusion Criterion", "Req", "Protocol"),
        text("IECAT", "Inclusion/Exclusion Category", "Req", "Assigned", codelist="IECAT"),
        text("IEORRES", "I/E Criterion Original Result", "Req", codelist="NY"),
        text(
            "IESTRESC",
            "I/E Criterion Result in Std Format",
            "Req",
            "Derived",
            codelist="NY",
            note="IEORRES.",
        ),
        epoch(),
        text(
            "IEDTC",
            "Date/Time of Collection",
            "Perm",
            "Derived",
            note="The day of the eligibility form, else of the decision.",
        ),
        number("IEDY", "Study Day of Collection", "Perm", note=DAY_NOTE),
    ),
)


def make_ie(context: Context) -> Dataset:
    """IE: an inclusion criterion that was not met says N, an exclusion criterion that was, Y."""
    rows = Rows(IE)
    codes = name_criteria(context.study)
    for subject in context.subjects:
        on, entry = _find_moment(context, subject)
        for criterion in _list_unmet(context, subject):
            result = "N" if criterion.kind == "inclusion" else "Y"
            cells: Cells = {
                **context.begin("IE", subject),
                "IETESTCD": codes[criterion.name],
                "IETEST": say_criterion(criterion),
                "IECAT": criterion.kind.upper(),
                "IEORRES": result,
                "IESTRESC": result,
                "EPOCH": subject.epoch(on),
                "IEDTC": render_moment(on),
                "IEDY": subject.day(on),
            }
            rows.add(cells, entry)
    return rows.finish()


def _list_unmet(context: Context, subject: Subject) -> list[Criterion]:
    """As recorded with the screen failure; of those enrolled all the same, as computed."""
    person = subject.participant
    if person.enrolled is None:
        named = person.screen_failed.criteria if person.screen_failed else ()
        return [one for one in context.study.criteria if one.name in named]
    if NOT_ELIGIBLE not in person.enrolled.breaches:
        return []
    verdicts = assess_eligibility(context.study, person)
    return [verdict.criterion for verdict in verdicts if verdict.satisfied is False]


def _find_moment(context: Context, subject: Subject) -> tuple[date | None, int | None]:
    """The day of the eligibility form, else of the decision; and the decision's ledger entry."""
    person, form = subject.participant, context.study.roles.eligibility_form
    days = [r.performed_date for r in subject.by_form.get(form or "", ()) if r.performed_date]
    decided = person.screen_failed.recorded if person.screen_failed else None
    if decided is None:
        at = person.enrolled.happened if person.enrolled else None
        return (days[0] if days else at), (
            person.enrolled.recorded.seq if person.enrolled else None
        )
    zone = ZoneInfo(context.study.time_zone)
    return (days[0] if days else decided.at.astimezone(zone).date()), decided.seq
