"""One analysis that only describes → its rows: n, mean, SD, median and range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from heliotrope.analysis.observed import Observation
from heliotrope.analysis.results import EMPTY, Result, join_texts
from heliotrope.analysis.task import (
    Task,
    explain_not_evaluable,
    make_heading,
    make_summary_rows,
    name_people,
)
from heliotrope.vocabulary import Bilingual

PARTS: dict[str, Bilingual] = {
    "baseline": Bilingual("Description of baseline values", "基线值的描述"),
    "value": Bilingual("Description of values", "观测值的描述"),
    "change": Bilingual("Description of changes from baseline", "较基线变化的描述"),
}

_NUMBER: dict[str, Callable[[Observation], tuple[Decimal | None, Bilingual | None]]] = {
    "baseline": lambda one: (one.base, one.no_base),
    "value": lambda one: (one.value, one.no_value),
    "change": lambda one: (one.change, one.no_change),
}


def run_summary(task: Task) -> Iterator[Result]:
    """Ids `<analysis>.baseline.mean`, `.value.mean`, `.change.mean` and so on.

    Each part describes whoever has that number, so n may differ between the parts. At the
    baseline visit there is only the first part. The Total Improvement Score, itself counted from
    baseline, has the second only.
    """
    first = task.data.study.roles.day_1_visit
    own = task.endpoint.derived == "total_improvement_score"
    if not own:
        yield from _part_rows(task, "baseline", first)
    if task.visit.name != first:
        yield from _part_rows(task, "value", task.visit.name)
    if task.visit.name != first and not own:
        yield from _part_rows(task, "change", task.visit.name)


def _part_rows(task: Task, part: str, visit: str) -> Iterator[Result]:
    numbers = [(one.participant, *_NUMBER[part](one)) for one in task.observations]
    values = [value for _, value, _ in numbers if value is not None]
    missing = name_people("Not counted", "未计入", [(code, why) for code, _, why in numbers])
    why = explain_not_evaluable(task)
    text = join_texts([missing, EMPTY if values else why])
    heading, n = make_heading(task, PARTS[part]), len(values)
    yield heading.row(f"{part}.n", "n", n, n=n, unit=EMPTY, direction="", text=text, visit=visit)
    yield from make_summary_rows(heading, values, why, f"{part}.", visit)
