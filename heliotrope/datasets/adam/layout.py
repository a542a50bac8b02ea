"""A study → what every row of ADQS needs of it, found once."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit


@dataclass(frozen=True, slots=True)
class Layout:
    """The study as the rows of ADQS ask for it."""

    study: Study
    place: dict[str, int]
    """Visit → its place in the schedule, from 1."""
    returning: dict[str, tuple[Visit, ...]]
    """Endpoint → the visits at which a missing value returns to baseline by the plan's rule."""


def make_layout(study: Study) -> Layout:
    """The layout of a study."""
    names: dict[str, dict[str, None]] = {}
    for analysis in study.plan.every_analysis:
        if analysis.missing == "return_to_baseline":
            names.setdefault(analysis.endpoint, {})[analysis.visit] = None
    return Layout(
        study=study,
        place={visit.name: place for place, visit in enumerate(study.visits, start=1)},
        returning={
            endpoint: tuple(study.visit(name) for name in visits)
            for endpoint, visits in names.items()
        },
    )
