"""An endpoint and a visit that the plan puts together → what stands against it, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.rules.record import not_collected, unknown_name


def check_population(path: Path, population: str, study: Study) -> Iterator[Finding]:
    """That the population is one of the plan's."""
    populations = tuple(one.name for one in study.plan.populations)
    if population not in populations:
        yield unknown_name(path, "population", "人群", population, populations)


def check_visit(path: Path, name: str, visit: str, study: Study) -> Iterator[Finding]:
    """That the visit is there and records can stand for it.

    They count by their day, at scheduled visits only. `name`: who asks for the visit.
    """
    if visit not in study.visit_by_name:
        yield unknown_name(path, "visit", "访视", visit, tuple(study.visit_by_name))
    kinds = [one.kind for one in study.visits if one.name == visit]
    if kinds and "scheduled" not in kinds:
        yield make_finding(
            path,
            f"{name} is asked for at {visit}, which is {kinds[0]}: its records count for the "
            f"scheduled visit in whose window they are",
            f"{name} 要求在 {visit} 评估，而该访视为 {kinds[0]}：其记录计入窗口所及的计划访视",
            "name a scheduled visit",
            "请改用计划访视（scheduled）",
        )


def list_forms(endpoint: Endpoint, study: Study) -> tuple[str, ...]:
    """The forms that a visit must collect for the endpoint to have a value there.

    None for what is found on any day from running records.
    """
    if endpoint.derived == "prednisone_equivalent":
        return ()
    if endpoint.derived == "total_improvement_score" and study.core_set is not None:
        return study.core_set.forms
    return (endpoint.form,)


def check_collected(path: Path, endpoint: Endpoint, visit: str, study: Study) -> Iterator[Finding]:
    """That the visit collects what the endpoint is taken from."""
    known = study.visit_by_name.get(visit)
    for form in list_forms(endpoint, study):
        if known is not None and form in study.form_by_name and form not in known.forms:
            yield not_collected(path, endpoint.name, visit, form)


def is_after(study: Study, visit: str, earlier: str) -> bool:
    """True also for a visit that is not there, or has no place in the schedule."""
    known, before = study.visit_by_name.get(visit), study.visit_by_name.get(earlier)
    if known is None or before is None or known.kind != "scheduled":
        return True
    if known.day is not None and before.day is not None:
        return known.day > before.day
    names = list(study.visit_by_name)
    return names.index(visit) > names.index(earlier)


def is_after_baseline(study: Study, visit: str) -> bool:
    """True also for a visit that is not there, or has no place in the schedule."""
    known = study.visit_by_name.get(visit)
    if known is not None and known.kind == "scheduled" and known.day is not None:
        return known.day > 1
    return is_after(study, visit, study.roles.day_1_visit)
