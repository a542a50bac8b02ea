"""Assessments and a study's windows → which assessment stands for which visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from heliotrope.datasets.adam.assessments import Assessment
from heliotrope.study.plan import BaselineRule, Endpoint, WindowRule
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit, date_of_study_day


def is_windowed(visit: Visit) -> bool:
    """True if what stands for the visit is found by date; else by the visit's name."""
    return visit.day is not None and visit.window is not None


def is_evaluated_at(endpoint: Endpoint, visit: Visit) -> bool:
    """True if the visit gives the endpoint: it collects the form, or the value needs none."""
    return endpoint.derived == "prednisone_equivalent" or endpoint.form in visit.forms


def find_analysis_visit(study: Study, endpoint: Endpoint, assessment: Assessment) -> Visit | None:
    """The visit that the assessment may stand for; None if it is in no visit's window.

    Any record of the form counts, scheduled, unscheduled or at early termination, by its date
    alone (decisions 12). Only visits that collect the form have a window for it. A visit without
    target day or window takes the records made under its own name.
    """
    own = study.visit_by_name.get(assessment.record.visit)
    if own is not None and own.kind == "scheduled" and not is_windowed(own):
        return own
    if assessment.day is None:
        return None
    for visit in study.visits:
        if visit.kind == "scheduled" and is_windowed(visit) and is_evaluated_at(endpoint, visit):
            assert visit.window is not None
            if visit.window.earliest <= assessment.day <= visit.window.latest:
                return visit
    return None


def find_distance_days(visit: Visit, assessment: Assessment, day_1: date | None) -> int | None:
    """Days from the visit's target to the assessment, negative before it; None without either."""
    if visit.day is None or day_1 is None or assessment.on is None:
        return None
    return (assessment.on - date_of_study_day(visit.day, day_1)).days


def select_for_visit(
    visit: Visit, candidates: Sequence[Assessment], rule: WindowRule, day_1: date | None
) -> Assessment | None:
    """The assessment that stands for the visit: nearest the target day, a tie by the plan's rule.

    One without a value is no candidate. Of several on the same day, the visit's own record goes
    first, then the plan's tie rule by time of day and entry. None if there is no candidate.
    """
    later = rule.tie == "later"
    scored = [candidate for candidate in candidates if candidate.value is not None]

    def rank(one: Assessment) -> tuple[int, int, bool, float, int]:
        distance = abs(find_distance_days(visit, one, day_1) or 0)
        on, minutes, seq = one.order
        sign = -1 if later else 1
        own = one.record.visit == visit.name
        return (distance, sign * on.toordinal(), not own, sign * minutes, sign * seq)

    return min(scored, key=rank, default=None)


def select_baseline(
    rule: BaselineRule, assessments: Sequence[Assessment], day_1_visit: str, day_1: date | None
) -> Assessment | None:
    """The baseline: the day-1 visit's record, else the latest one before the first dose.

    A record of the day-1 visit that is dated after day 1 was made under treatment and is not
    baseline. Where day 1 is not known only the day-1 visit's own record can be.
    """
    assert rule.choose == "day_1_visit"
    scored = [one for one in assessments if one.value is not None]
    planned = [
        one
        for one in scored
        if one.record.visit == day_1_visit and (one.day is None or one.day <= 1)
    ]
    earlier = [one for one in scored if day_1 is not None and one.on is not None and one.on < day_1]
    return max(planned or earlier, key=lambda one: one.order, default=None)
