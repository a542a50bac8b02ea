"""Data → each participant's values, changes and status as rows, with the reason for every gap."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.analysis.absence import describe_stop, name_day
from heliotrope.analysis.data import Data, Subject, find_endpoint_visits
from heliotrope.analysis.observed import NO_PERCENTAGE, Observation, select_observations
from heliotrope.analysis.results import DAY, EMPTY, PERCENT, Heading, Result
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

AS_RECORDED = Bilingual("As recorded", "原始记录")
DIFFERENCE = Bilingual("Value minus baseline", "观测值减基线值")
PERCENTAGE = Bilingual("Change as a percentage of baseline", "变化占基线的百分比")


def list_individuals(data: Data) -> Iterator[Result]:
    """For everyone enrolled, each endpoint and visit: value, change, percent change.

    Ids are `participant.<endpoint>.<visit>.<code>.value`, `.change` and `.percent`. A missing one
    has no value and says why. With more than 200 enrolled there are none: ADQS holds them all.
    """
    if not data.is_listed:
        return
    for endpoint in data.study.plan.endpoints:
        for visit in find_endpoint_visits(data.study, endpoint):
            heading = _heading(data, endpoint, visit)
            for one in select_observations(data, endpoint, visit):
                yield from _rows(data, heading, endpoint, visit, one)


def _rows(
    data: Data, heading: Heading, endpoint: Endpoint, visit: Visit, one: Observation
) -> Iterator[Result]:
    code = one.participant
    source = _trace(data, endpoint, visit, one)
    yield heading.row(
        f"{code}.value",
        "estimate",
        one.value,
        n=int(one.value is not None),
        text=one.no_value or one.note or EMPTY,
        group=code,
        source=source,
    )
    if visit.name == data.study.roles.day_1_visit:
        return
    yield heading.row(
        f"{code}.change",
        "estimate",
        one.change,
        n=int(one.change is not None),
        text=one.no_change or EMPTY,
        group=code,
        method=DIFFERENCE,
        source=source,
    )
    yield heading.row(
        f"{code}.percent",
        "estimate",
        one.percent,
        n=int(one.percent is not None),
        text=EMPTY if one.percent is not None else one.no_change or NO_PERCENTAGE,
        group=code,
        method=PERCENTAGE,
        unit=PERCENT,
        source=source,
    )


def _heading(data: Data, endpoint: Endpoint, visit: Visit) -> Heading:
    shared = Result(
        result_id="",
        role="descriptive",
        analysis="participant",
        statistic="estimate",
        value=None,
        population="enrolled",
        endpoint=endpoint.name,
        visit=visit.name,
        method=AS_RECORDED,
        unit=endpoint.unit,
        direction=endpoint.better,
        plan_version=data.study.plan.version,
    )
    return Heading(shared, f"participant.{endpoint.name}.{visit.name}")


def _trace(data: Data, endpoint: Endpoint, visit: Visit, one: Observation) -> str:
    entries = f"; entries {', '.join(str(entry) for entry in one.entries)}" if one.entries else ""
    return f"ADQS {endpoint.code} {visit.name} ANL01FL=Y{entries}; {data.mark}"


def list_statuses(data: Data) -> Iterator[Result]:
    """For every participant the study day on which participation ended, and how, in words.

    Ids are `status.<code>.end_day`; the value is empty while it goes on and for those who were
    never enrolled. With more than 200 enrolled there are none: ADSL holds them all.
    """
    if not data.is_listed:
        return
    shared = Result(
        result_id="",
        role="descriptive",
        analysis="status",
        statistic="estimate",
        value=None,
        population="screened",
        method=AS_RECORDED,
        unit=DAY,
        plan_version=data.study.plan.version,
    )
    heading = Heading(shared, "status")
    for subject in data.subjects:
        entry = f"; entry {subject.end_entry}" if subject.end_entry is not None else ""
        yield heading.row(
            f"{subject.code}.end_day",
            "estimate",
            subject.end_day,
            text=describe_status(data, subject),
            group=subject.code,
            n=int(subject.end_day is not None),
            source=f"ADSL EOSDY{entry}; {data.mark}",
        )


def describe_status(data: Data, subject: Subject) -> Bilingual:
    """How participation stands, in a few words."""
    if not subject.enrolled:
        if subject.screen_failed:
            return Bilingual("screen failure", "筛选失败")
        return Bilingual("in screening", "筛选中")
    if subject.status == "DISCONTINUED":
        return describe_stop(data.study, subject)
    if subject.status == "COMPLETED":
        day = name_day(subject.end_day)
        return Bilingual(
            f"completed on {day.en}" if day else "completed", f"{day.zh if day else ''}完成研究"
        )
    return Bilingual("ongoing", "研究中")
