"""Disposition in rows → the form's participant flow: one period, with reasons."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.report.numbers import format_exact
from heliotrope.report.registry.form import Fitter, Flow, Reason, Shown
from heliotrope.report.registry.rows import find_count, show_count
from heliotrope.report.registry.words import OTHER, REASONS
from heliotrope.report.view import View

PERIOD = "Overall Study"
ONGOING = "Still in the study at the data cut-off"
RECEIVED = "Received at least one dose"


def fill_flow(view: View, fitter: Fitter) -> Flow:
    """Started: the enrolled. Those still in the study are given as not completed, and named so."""
    results = view.results
    treated = next((one for one in view.study.plan.populations if one.rule == "treated"), None)
    received = treated and find_count(results, f"population.{treated.name}.n")
    before, rows = _say_before(view)
    return Flow(
        started=show_count(results["disposition.enrolled"]),
        completed=show_count(results["disposition.completed"]),
        milestones=((fitter.fit("milestone", RECEIVED), received),) if received else (),
        reasons=tuple(_list_reasons(view, fitter)),
        recruitment=fitter.fit("recruitment", _say_recruitment(view), "Recruitment details"),
        pre_assignment=fitter.fit("pre_assignment", before),
        pre_assignment_rows=rows,
    )


def _say_recruitment(view: View) -> str:
    places = [f"{site.department.en}, {site.name.en}, {site.city.en}" for site in view.study.sites]
    said = f"Recruited at: {'; '.join(places)}."
    if view.recruited is not None:
        first, last = view.recruited
        said += f" Informed consent was signed from {first} to {last}."
    return said


def _say_before(view: View) -> tuple[str, tuple[Shown, ...]]:
    """How many were screened and did not enter."""
    names = ("screened", "screen_failures", "in_screening")
    rows = [view.results[f"disposition.{name}"] for name in names]
    screened, failed, waiting = (format_exact(row.value) for row in rows)
    said = f"{screened} screened; {failed} not enrolled (screen failure)"
    if rows[2].value:
        said += f"; {waiting} still in screening"
    kept = rows if rows[2].value else rows[:2]
    return f"{said}.", tuple(show_count(row) for row in kept)


def _list_reasons(view: View, fitter: Fitter) -> Iterator[Reason]:
    for row in view.results.select("disposition"):
        if row.group.startswith("stopped."):
            code = row.group.removeprefix("stopped.")
            kind = REASONS.get(code, OTHER)
            name = row.text.en.partition(":")[0].capitalize() if kind == OTHER else ""
            yield Reason(kind, fitter.fit("other_reason", name), show_count(row))
    ongoing = view.results["disposition.ongoing"]
    if ongoing.value:
        yield Reason(OTHER, fitter.fit("other_reason", ONGOING), show_count(ongoing))
