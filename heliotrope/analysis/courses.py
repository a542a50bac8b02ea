"""Data and a figure of the plan → the means that the figure draws, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.analysis.data import Data, find_endpoint_visits
from heliotrope.analysis.observed import select_observations
from heliotrope.analysis.results import EMPTY, Heading, Result
from heliotrope.methods.summary import summarize
from heliotrope.study.plan import Display
from heliotrope.vocabulary import Bilingual

NOBODY = Bilingual("Not evaluable: nobody was observed here.", "不可评价：此处无人有观测值。")
MEAN = Bilingual("Mean of those observed", "观察病例的均数")


def average_course(data: Data, display: Display) -> Iterator[Result]:
    """For each visit of the endpoint the mean of those observed and how many they are.

    Ids are `figure.<display>.<visit>.mean` and `.n`. The mean is empty where nobody was observed.
    """
    endpoint = data.study.plan.endpoint(display.endpoint)
    for visit in find_endpoint_visits(data.study, endpoint):
        observed = [
            one.value for one in select_observations(data, endpoint, visit) if one.value is not None
        ]
        shared = Result(
            result_id="",
            role="descriptive",
            analysis=f"figure.{display.name}",
            statistic="mean",
            value=None,
            population="enrolled",
            endpoint=endpoint.name,
            visit=visit.name,
            method=MEAN,
            unit=endpoint.unit,
            direction=endpoint.better,
            plan_version=data.study.plan.version,
            source=f"ADQS {endpoint.code} {visit.name} ANL01FL=Y; {data.mark}",
        )
        heading, n = Heading(shared, f"figure.{display.name}.{visit.name}"), len(observed)
        text = EMPTY if observed else NOBODY
        yield heading.row("mean", "mean", summarize(observed).mean, n=n, text=text)
        yield heading.row("n", "n", n, n=n, unit=EMPTY, direction="")
