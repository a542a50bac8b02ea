"""A participant's assessments of one endpoint → the baseline, and what stands for which visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heliotrope.datasets.adam.assessments import Assessment, find_assessments
from heliotrope.datasets.adam.chart import Chart
from heliotrope.datasets.adam.windows import (
    find_analysis_visit,
    select_baseline,
    select_for_visit,
)
from heliotrope.study.plan import Endpoint
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands for what, in one participant and endpoint."""

    study: Study
    assessments: tuple[Assessment, ...]
    day_1: date | None
    baseline: Assessment | None
    visit_of: dict[int, Visit]
    """Place of an assessment → the visit it may stand for."""
    picked: dict[str, int]
    """Visit → place of the assessment that stands for it."""

    @property
    def base(self) -> Decimal | None:
        """The baseline value."""
        return self.baseline.value if self.baseline else None

    def derive_change(self, one: Assessment) -> Decimal | None:
        """Value minus baseline, of an assessment after baseline; None if there is none."""
        baseline, base = self.baseline, self.base
        if one.value is None or base is None or baseline is None or one is baseline:
            return None
        return one.value - base if self._is_after(one, baseline) else None

    def _is_after(self, one: Assessment, baseline: Assessment) -> bool:
        """By date where both are dated, else by the place of their visits in the schedule."""
        if one.on is not None and baseline.on is not None:
            return one.order > baseline.order
        names = list(self.study.visit_by_name)
        places = [names.index(a.record.visit) for a in (one, baseline) if a.record.visit in names]
        return len(places) == 2 and places[0] > places[1]


def choose(chart: Chart, endpoint: Endpoint) -> Chosen:
    """The plan's rules of baseline and windows on the participant's assessments.

    The Total Improvement Score is itself counted from baseline, so it has none of its own.
    """
    if endpoint.name not in chart.kept:
        chart.kept[endpoint.name] = _choose(chart, endpoint)
    chosen: Chosen = chart.kept[endpoint.name]
    return chosen


def _choose(chart: Chart, endpoint: Endpoint) -> Chosen:
    study, plan = chart.study, chart.study.plan
    first, day_1 = study.visit(study.roles.day_1_visit), chart.day_1
    found = find_assessments(chart, endpoint)
    baseline = None
    if endpoint.derived != "total_improvement_score":
        baseline = select_baseline(plan.baseline_rule, found, first.name, day_1)
    visit_of: dict[int, Visit] = {}
    for place, one in enumerate(found):
        visit = first if one is baseline else find_analysis_visit(study, endpoint, one)
        if visit is not None:
            visit_of[place] = visit
    picked: dict[str, int] = {}
    for visit in {v.name: v for v in visit_of.values()}.values():
        own = [place for place, of in visit_of.items() if of is visit]
        by_window = select_for_visit(visit, [found[at] for at in own], plan.window_rule, day_1)
        chosen = baseline if visit is first else by_window
        if chosen is not None:
            picked[visit.name] = next(at for at, one in enumerate(found) if one is chosen)
    return Chosen(study, found, day_1, baseline, visit_of, picked)
