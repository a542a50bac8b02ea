"""Data, endpoint and visit → for everyone counted the value and change, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from heliotrope.analysis.absence import explain_absence, name_day
from heliotrope.analysis.data import NO_COURSE, Course, Data, Line, Subject
from heliotrope.analysis.strategies import Deciding, find_deciding, find_latest_before, name_event
from heliotrope.study.estimands import Estimand
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

NO_PERCENTAGE = Bilingual(
    "baseline is not above 0, so there is no percentage", "基线值不大于 0，无法计算百分比"
)
NOT_AFTER = Bilingual("not after baseline", "不晚于基线")
UNLISTED = Bilingual("no value", "无数值")
"""The reason in a large study, whose participants are not named."""
OWN_BASELINE = Bilingual(
    "the score is itself counted from baseline, so it has no change",
    "该评分本身即相对基线计算，没有变化值",
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One participant at one visit, in one endpoint, as the estimand has it counted."""

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
    """Ledger entries behind the numbers: the baseline's first, an event's last."""
    category: str | None = None
    """The class that the value falls into, if it has one."""
    failed: Bilingual | None = None
    """The event that counts as a failure whatever the value is (composite strategy)."""
    had_value: bool = False
    """True if there was a value, whether or not an event took it away."""
    had_change: bool = False
    """The same of the change."""


def select_observations(
    data: Data,
    endpoint: Endpoint,
    visit: Visit,
    population: str | None = None,
    estimand: Estimand | None = None,
) -> tuple[Observation, ...]:
    """One observation for everyone in the population, by code; nobody is dropped.

    Args:
        data: what the evaluation stands on.
        endpoint: what was measured.
        visit: when.
        population: name of one of the plan's populations; None: everyone ever enrolled.
        estimand: whose strategies decide what counts after an intercurrent event; None: every
            value counts, whatever happened.
    """
    handled = list_handled(estimand)
    key = ("observations", endpoint.name, visit.name, population, handled)
    return data.keep(
        key, lambda: _select(data, endpoint, visit, population, estimand if handled else None)
    )


def list_handled(estimand: Estimand | None) -> tuple[tuple[str, str], ...]:
    """The kinds of events after which not every value counts, each with its strategy."""
    if estimand is None:
        return ()
    pairs = ((one.event, one.strategy) for one in estimand.intercurrent)
    return tuple(sorted(pair for pair in pairs if pair[1] != "treatment_policy"))


def _select(
    data: Data,
    endpoint: Endpoint,
    visit: Visit,
    population: str | None,
    estimand: Estimand | None,
) -> tuple[Observation, ...]:
    people = data.enrolled if population is None else data.select_population(population)
    courses, asked = data.courses_of(endpoint), (endpoint, visit)
    return tuple(
        _observe(data, one, asked, courses.get(one.code, NO_COURSE), estimand) for one in people
    )


def _observe(
    data: Data,
    subject: Subject,
    asked: tuple[Endpoint, Visit],
    course: Course,
    estimand: Estimand | None,
) -> Observation:
    visit = asked[1]
    found = course.chosen.get(visit.name)
    seen = _describe(data, subject, asked, course)
    deciding = find_deciding(data, subject, estimand, visit, found)
    if deciding is None:
        return seen
    decided = _apply(seen, deciding, course.lines)
    return decided if data.is_listed else _leave_unsaid(decided)


def _leave_unsaid(seen: Observation) -> Observation:
    """The same with one reason for all gaps, as in a large study."""

    def unsaid(why: Bilingual | None) -> Bilingual | None:
        return None if why is None else UNLISTED

    return replace(
        seen,
        no_base=unsaid(seen.no_base),
        no_value=unsaid(seen.no_value),
        no_change=unsaid(seen.no_change),
        failed=unsaid(seen.failed),
    )


def _apply(seen: Observation, deciding: Deciding, lines: Sequence[Line]) -> Observation:
    if deciding.strategy == "while_on_treatment":
        return _apply_while_on_treatment(seen, deciding, lines)
    if deciding.strategy == "composite":
        return _apply_composite(seen, deciding)
    return _apply_hypothetical(seen, deciding)


def _describe(
    data: Data, subject: Subject, asked: tuple[Endpoint, Visit], course: Course
) -> Observation:
    """What was observed, whatever happened before."""
    endpoint, visit = asked
    base, found = course.baseline, course.chosen.get(visit.name)
    no_base = no_value = None
    if base is None:
        first = data.study.visit(data.study.roles.day_1_visit)
        no_base = _explain(data, subject, endpoint, first)
    if found is None:
        no_value = _explain(data, subject, endpoint, visit)
    returned = course.returned.get(visit.name)
    entries = [line.entry for line in (base, found) if line is not None]
    return Observation(
        participant=subject.code,
        base=base.value if base else None,
        value=found.value if found else None,
        change=found.change if found else None,
        percent=found.percent if found else None,
        returned_change=returned.change if returned else None,
        no_base=no_base,
        no_value=no_value,
        no_change=_explain_no_change(endpoint, no_value, no_base, found),
        note=_describe_origin(data, found, visit) if found else None,
        entries=tuple(dict.fromkeys(entries)),
        had_value=found is not None and found.value is not None,
        had_change=found is not None and found.change is not None,
        category=found.category if found else None,
    )


def _explain(data: Data, subject: Subject, endpoint: Endpoint, visit: Visit) -> Bilingual:
    if not data.is_listed:
        return UNLISTED
    if endpoint.derived == "total_improvement_score" and visit.name == data.study.roles.day_1_visit:
        return OWN_BASELINE
    return explain_absence(data, subject, endpoint, visit)


def _explain_no_change(
    endpoint: Endpoint,
    no_value: Bilingual | None,
    no_base: Bilingual | None,
    found: Line | None,
) -> Bilingual | None:
    if no_value is not None:
        return no_value
    if endpoint.derived == "total_improvement_score":
        return OWN_BASELINE
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


# ---------------------------------------------------------------- after an intercurrent event


def _take_away(seen: Observation, deciding: Deciding, why: Bilingual) -> Observation:
    """The same without value and change; a missing change may still return to baseline."""
    return replace(
        seen,
        value=None,
        change=None,
        percent=None,
        category=None,
        returned_change=None if seen.base is None else Decimal(0),
        no_value=why,
        no_change=why,
        note=None,
        entries=(*seen.entries, deciding.event.entry),
    )


def _apply_hypothetical(seen: Observation, deciding: Deciding) -> Observation:
    """A value after the event is taken as missing."""
    if seen.value is None:
        return seen
    name = name_event(deciding.event)
    why = Bilingual(f"taken as missing after {name.en}", f"{name.zh}后的数值按缺失处理")
    return _take_away(seen, deciding, why)


def _apply_composite(seen: Observation, deciding: Deciding) -> Observation:
    """The event is a failure; as a number it is missing, since a failure has none."""
    name = name_event(deciding.event)
    if seen.value is None:
        return replace(seen, failed=name, entries=(*seen.entries, deciding.event.entry))
    why = Bilingual(f"{name.en}: a failure, which has no number", f"{name.zh}：按失败计，无数值")
    return replace(_take_away(seen, deciding, why), failed=name)


def _apply_while_on_treatment(
    seen: Observation, deciding: Deciding, lines: Sequence[Line]
) -> Observation:
    """The latest value up to the event stands for the visit; where there is none, it is missing."""
    name, latest = name_event(deciding.event), find_latest_before(lines, deciding.event)
    if latest is None:
        why = Bilingual(
            f"no value after baseline up to {name.en}", f"基线后至{name.zh}之间没有数值"
        )
        return _take_away(seen, deciding, why)
    day = name_day(latest.day)
    when = day or Bilingual("an unknown day", "日期不详")
    base = seen.entries[:1] if seen.base is not None else ()
    return replace(
        seen,
        value=latest.value,
        change=latest.change,
        percent=latest.percent,
        category=latest.category,
        no_value=None,
        no_change=None,
        note=Bilingual(
            f"from {when.en}, the latest up to {name.en}", f"取自{when.zh}，即{name.zh}前的末次数值"
        ),
        entries=(*base, latest.entry, deciding.event.entry),
    )
