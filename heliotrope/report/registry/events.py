"""Adverse events in rows → the form's module of adverse events."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.report.numbers import format_exact
from heliotrope.report.registry.form import Event, Events, Fitter, Shown
from heliotrope.report.registry.rows import show_count
from heliotrope.report.view import View
from heliotrope.safety.terms import NOT_CLASSIFIED


def fill_events(view: View, fitter: Fitter) -> Events | None:
    """Deaths, serious events by term, others above the threshold; None if there is nothing."""
    plan = view.study.plan.safety
    counting = plan.events
    serious = _pair(view, "adverse_events.serious")
    other = _pair(view, "registry.other")
    if counting is None or serious is None or other is None:
        return None
    version = f" {plan.laboratory.version}" if plan.laboratory else ""
    weeks = view.study.design.duration_weeks
    treated = f"{weeks} weeks of treatment" if weeks else "treatment"
    frame = (
        f"From the first dose to {counting.emergent_days} days after the final dose "
        f"({treated} and follow-up)."
    )
    threshold = format_exact(counting.frequent_percent)
    said = (
        "Treatment-emergent events: begun on or after the first dose, or begun before and grown "
        f"worse. Terms and grades: CTCAE{version}. Asked about at every visit. Deaths: of any "
        "cause, whenever recorded."
    )
    return Events(
        time_frame=fitter.fit("event_time_frame", frame),
        description=fitter.fit("event_description", said),
        threshold=threshold,
        vocabulary=fitter.fit("vocabulary", f"CTCAE{version}"),
        deaths=_pair(view, "registry.deaths"),
        serious=serious,
        other=other,
        serious_events=tuple(_list_serious(view, fitter, _name_systems(view))),
        other_events=tuple(_list_other(view, fitter, _name_systems(view))),
    )


def _pair(view: View, prefix: str) -> tuple[Shown, Shown] | None:
    """How many, and of how many."""
    rows = [view.results.find(f"{prefix}.{name}") for name in ("count", "denominator")]
    found = [show_count(row) for row in rows if row is not None and row.value is not None]
    return (found[0], found[1]) if len(found) == 2 else None


def _name_systems(view: View) -> dict[str, str]:
    """The part of the ids that stands for a body system → its name."""
    found = {}
    for row in view.results.select("adverse_events"):
        name = row.group.removeprefix("system.")
        if row.result_id == f"adverse_events.system.{name}.denominator":
            found[name] = row.text.en
    return found


def _list_serious(view: View, fitter: Fitter, systems: dict[str, str]) -> Iterator[Event]:
    for row in view.results.select("adverse_events"):
        if row.group.startswith("term.") and row.result_id.endswith(".serious.count") and row.value:
            prefix = row.result_id.removesuffix(".serious.count")
            made = _make(view, fitter, systems, prefix, f"{prefix}.serious")
            if made is not None:
                yield made


def _list_other(view: View, fitter: Fitter, systems: dict[str, str]) -> Iterator[Event]:
    for row in view.results.select("registry"):
        if row.group.startswith("other.") and row.result_id.endswith(".events"):
            prefix = row.result_id.removesuffix(".events")
            made = _make(view, fitter, systems, prefix, prefix)
            if made is not None:
                yield made


def _make(
    view: View, fitter: Fitter, systems: dict[str, str], labeled: str, counted: str
) -> Event | None:
    of = view.results.find(f"{labeled}.denominator")
    affected, events = (view.results.find(f"{counted}.{name}") for name in ("count", "events"))
    if of is None or affected is None or events is None:
        return None
    system = systems.get(of.group.split(".")[1], "")
    return Event(
        term=fitter.fit("event_term", of.text.en),
        system="" if system == NOT_CLASSIFIED.en else system,
        affected=show_count(affected),
        at_risk=show_count(of),
        events=show_count(events),
    )
