"""Data, endpoint and visit → for everyone enrolled the value and change, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from heliotrope.analysis.absence import explain_absence, name_day
from heliotrope.analysis.data import Data, Line, Subject
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

NO_PERCENTAGE = Bilingual(
    "baseline is not above 0, so there is no percentage", "基线值不大于 0，无法计算百分比"
)
NOT_AFTER = Bilingual("not after baseline", "不晚于基线")


@dataclass(frozen=True, slots=True)
class Observation:
    """One enrolled participant at one visit, in one endpoint."""

    participant: str
    base: Decimal | None
    value: Decimal | None
    change: Decimal | None
    percent: float | None
    returned_change: Decimal | None
    """The change that the rule "return to baseline" puts in place of a missing one."""
    no_base: Bilingual | None
    """Why there is no baseline; None if there is one."""
    no_value: Bilingual | None
    """Why there is no value; None if there is one."""
    no_change: Bilingual | None
    """Why there is no change; None if there is one. At the baseline visit that there is none."""
    note: Bilingual | None
    """Where the value came from, if not from the visit of that name."""
    entries: tuple[int, ...]
    """Ledger entries behind the numbers: the baseline's first."""


def select_observations(data: Data, endpoint: Endpoint, visit: Visit) -> tuple[Observation, ...]:
    """One observation for everyone ever enrolled, by code; nobody is dropped."""
    return tuple(_observe(data, subject, endpoint, visit) for subject in data.enrolled)


def _observe(data: Data, subject: Subject, endpoint: Endpoint, visit: Visit) -> Observation:
    first = data.study.visit(data.study.roles.day_1_visit)
    lines = data.lines_of(subject, endpoint)
    here = [line for line in lines if line.analysis_visit == visit.name]
    base = next((line for line in lines if line.is_baseline), None)
    found = next((line for line in here if line.chosen), None)
    returned = next((line for line in here if line.derivation is not None), None)
    no_base = explain_absence(data, subject, endpoint, first) if base is None else None
    no_value = explain_absence(data, subject, endpoint, visit) if found is None else None
    return Observation(
        participant=subject.code,
        base=base.value if base else None,
        value=found.value if found else None,
        change=found.change if found else None,
        percent=found.percent if found else None,
        returned_change=returned.change if returned else None,
        no_base=no_base,
        no_value=no_value,
        no_change=_explain_no_change(no_value, no_base, found),
        note=_describe_origin(data, found, visit) if found else None,
        entries=tuple(dict.fromkeys(line.entry for line in (base, found) if line is not None)),
    )


def _explain_no_change(
    no_value: Bilingual | None, no_base: Bilingual | None, found: Line | None
) -> Bilingual | None:
    if no_value is not None:
        return no_value
    if no_base is not None:
        return Bilingual(f"no baseline value: {no_base.en}", f"无基线值：{no_base.zh}")
    return NOT_AFTER if found is None or found.change is None else None


def _describe_origin(data: Data, line: Line, visit: Visit) -> Bilingual | None:
    if line.visit is None or line.visit == visit.name:
        return None
    origin = data.study.visit_by_name.get(line.visit)
    label = origin.label if origin else Bilingual(line.visit, line.visit)
    day = name_day(line.day)
    if day is None:
        return Bilingual(f"from {label.en}", f"取自{label.zh}")
    return Bilingual(f"from {label.en}, {day.en}", f"取自{label.zh}，{day.zh}")
