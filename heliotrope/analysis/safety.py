"""Data with the datasets of safety → every row of baseline, exposure, events and laboratory."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.analysis.adverse_events import count_adverse_events
from heliotrope.analysis.baseline import describe_baseline
from heliotrope.analysis.compliance import summarize_compliance
from heliotrope.analysis.data import Data
from heliotrope.analysis.exposure import summarize_exposure
from heliotrope.analysis.glucocorticoids import summarize_glucocorticoids
from heliotrope.analysis.laboratory import summarize_laboratory
from heliotrope.analysis.results import Result


def run_safety(data: Data) -> Iterator[Result]:
    """What the plan asks for beside the endpoints; what cannot be evaluated says why."""
    yield from describe_baseline(data)
    yield from summarize_exposure(data)
    yield from summarize_compliance(data)
    yield from summarize_glucocorticoids(data)
    yield from count_adverse_events(data)
    yield from summarize_laboratory(data)
