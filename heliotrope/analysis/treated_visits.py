"""An analysis with its endpoint → the visits after baseline that belong to its course."""

from __future__ import annotations

from heliotrope.analysis.data import find_endpoint_visits
from heliotrope.analysis.task import Task
from heliotrope.study.schedule import Visit


def find_course_visits(task: Task) -> tuple[Visit, ...]:
    """The endpoint's visits after baseline up to the end of treatment, in the schedule's order.

    The end of treatment is the design's duration in weeks; without it, or for an analysis of a
    later visit, the analysis's own visit is the latest. What comes after the drug was stopped as
    planned belongs to another course and does not help to foretell values under treatment. Where
    the plan names the visits of the model or the imputation, it is these.
    """
    study = task.data.study
    part = task.analysis.model or task.analysis.imputation
    if part is not None and part.visits:
        return tuple(visit for visit in study.visits if visit.name in part.visits)
    names = list(study.visit_by_name)
    first, own = names.index(study.roles.day_1_visit), names.index(task.visit.name)
    weeks = study.design.duration_weeks
    return tuple(
        visit
        for visit in find_endpoint_visits(study, task.endpoint)
        if (place := names.index(visit.name)) > first
        and (place <= own or (weeks is not None and visit.week is not None and visit.week <= weeks))
    )
