"""Data with an endpoint whose values have names → how many fell into each class, as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from heliotrope.analysis.data import Data, find_endpoint_visits
from heliotrope.analysis.observed import select_observations
from heliotrope.analysis.results import EMPTY, PROPORTION, Heading, Result, join_texts
from heliotrope.analysis.task import name_people
from heliotrope.instruments.tis import RESPONSE, RESPONSES
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual

NAME = "response"
AS_SCORED = Bilingual(
    "Classes as scored, whatever treatment was added before.",
    "按评分归类，不论此前加用何种治疗。",
)
NOBODY = Bilingual("Not evaluable: nobody has the score here.", "不可评价：此处无人有该评分。")


def count_responses(data: Data) -> Iterator[Result]:
    """For each Total Improvement Score of the plan, at each visit, the classes of response.

    Ids `response.<endpoint>.<visit>.n`, `.<class>.count` and `.<class>.proportion`. Classes do not
    overlap: `moderate` is moderate and not major. Everyone enrolled is asked; the proportions are
    of those with a score, and the row `n` names the others.
    """
    for endpoint in data.study.plan.endpoints:
        if endpoint.derived == "total_improvement_score":
            for visit in find_endpoint_visits(data.study, endpoint):
                if visit.name != data.study.roles.day_1_visit:
                    yield from _rows(data, endpoint, visit)


def _rows(data: Data, endpoint: Endpoint, visit: Visit) -> Iterator[Result]:
    found = select_observations(data, endpoint, visit)
    counts = Counter(one.category for one in found if one.category is not None)
    n = sum(counts.values())
    shared = Result(
        result_id="",
        role="descriptive",
        analysis=NAME,
        statistic="count",
        value=None,
        population="enrolled",
        endpoint=endpoint.name,
        visit=visit.name,
        method=RESPONSE.label,
        plan_version=data.study.plan.version,
        source=f"ADQS {endpoint.code} {visit.name} ANL01FL=Y AVALCAT1; {data.mark}",
    )
    heading = Heading(shared, f"{NAME}.{endpoint.name}.{visit.name}")
    missing = [(one.participant, one.no_value) for one in found]
    text = join_texts([name_people("Not counted", "未计入", missing), AS_SCORED]) if n else NOBODY
    yield heading.row("n", "n", n, n=n, text=text)
    for choice in RESPONSES:
        count = counts.get(choice.code, 0)
        members = [one.participant for one in found if one.category == choice.code]
        who = Bilingual(", ".join(members), "、".join(members)) if data.is_listed else EMPTY
        yield heading.row(f"{choice.code}.count", "count", count, n=n, group=choice.code, text=who)
        yield heading.row(
            f"{choice.code}.proportion",
            "estimate",
            count / n if n else None,
            n=n,
            group=choice.code,
            unit=PROPORTION,
            text=EMPTY if n else NOBODY,
        )
