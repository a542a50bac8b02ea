"""An endpoint → what its scale means, in the words that the form asks for."""

from __future__ import annotations

from heliotrope.report.numbers import format_exact
from heliotrope.study.plan import Endpoint


def say_scale(endpoint: Endpoint) -> str:
    """Its range, if it has one, and which end is better."""
    better = f"{endpoint.better} is better"
    if endpoint.low is None or endpoint.high is None:
        return f"{endpoint.label.en}: {better}."
    low, high = format_exact(endpoint.low), format_exact(endpoint.high)
    return f"{endpoint.label.en}: from {low} to {high}, {better}."
