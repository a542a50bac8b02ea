"""An evaluation → the whole results form, and the list of what a person must still enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heliotrope.report.limits import list_limits
from heliotrope.report.model import flatten
from heliotrope.report.registry.baseline import fill_baseline
from heliotrope.report.registry.events import fill_events
from heliotrope.report.registry.flow import fill_flow
from heliotrope.report.registry.form import (
    LIMITS,
    NOT_AVAILABLE,
    Events,
    Fitter,
    Form,
    list_shown,
)
from heliotrope.report.registry.outcomes import fill_outcomes
from heliotrope.report.registry.rows import find_count
from heliotrope.report.registry.words import AGE, COUNTRIES, REGION, SEX
from heliotrope.report.view import View

EVERYONE = "All Participants"


def fill_form(view: View) -> Form:
    """The form in English, whatever the language of the report; nothing in it is made up."""
    fitter, study = Fitter(), view.study
    arm = study.arms[0] if len(study.arms) == 1 else None
    title = arm.label.en if arm else EVERYONE
    about = arm.description.en if arm else "Everyone enrolled, whatever the arm."
    form = Form(
        group=fitter.fit("group_title", title),
        group_description=fitter.fit("group_description", about),
        flow=fill_flow(view, fitter),
        baseline_analyzed=find_count(view.results, "disposition.enrolled"),
        baseline=fill_baseline(view, fitter),
        outcomes=fill_outcomes(view, fitter),
        events=fill_events(view, fitter),
        limitations=_say_limits(view),
    )
    return replace(form, to_enter=tuple(_list_to_enter(view, form, fitter)))


def _say_limits(view: View) -> str:
    """As many whole cautions of the plan as the field holds."""
    said = ""
    for words in list_limits(view):
        longer = f"{said} {flatten(words)}".strip()
        if len(longer) <= LIMITS["limitations"]:
            said = longer
    return said


def _list_to_enter(view: View, form: Form, fitter: Fitter) -> Iterator[str]:
    if view.mark:
        yield "Nothing may be submitted: the data are synthetic."
    if not view.enrolled:
        yield "Participant flow and all results: nobody is enrolled."
    if view.recruited is None:
        yield "Recruitment details: the dates between which participants were recruited."
    yield from ALWAYS
    if len(view.study.arms) != 1:
        yield "Groups: the rows of results are not split by arm; enter each arm."
    yield from _check_baseline(view, form)
    yield from _check_outcomes(view, form)
    yield from _check_events(form.events)
    if any(one.text == NOT_AVAILABLE for one in list_shown(form)):
        yield "Numbers given as NA: check that each comment explains why."
    for text in fitter.foreign:
        yield f"Not in plain English letters: {text}"
    for where, text in sorted(fitter.shortened.items()):
        yield f"Shortened to fit, {where}: {text}"


ALWAYS = (
    "Point of contact: name or title, organization, telephone and e-mail.",
    "Certain agreements: whether the investigators are employed by the sponsor; any restriction.",
    "The protocol and the statistical analysis plan as documents, with their dates.",
    "Limitations and caveats: the field is short; section 13.1 of the report has all of them.",
)
"""What no record of a study file holds."""


def _check_outcomes(view: View, form: Form) -> Iterator[str]:
    filled = {one.name for one in form.outcomes}
    for outcome in view.study.outcomes:
        named = f"{outcome.measure.en} ({outcome.time_frame.en})"
        if outcome.name not in filled:
            yield f"Outcome without results: {named}."
        elif outcome.role == "other" and outcome.provenance.status == "proposed":
            yield f"Not in the record; add it there or report it as post hoc: {named}."


def _check_events(events: Events | None) -> Iterator[str]:
    if events is None:
        yield (
            "Adverse events: the data hold none, or no dose; that none was recorded does not mean "
            "that none happened."
        )
        return
    yield "Adverse events: confirm that they were asked about systematically, at every visit."
    if events.deaths is None:
        yield "All-cause mortality: not known from the data."
    for event in (*events.serious_events, *events.other_events):
        if not event.system:
            yield f"Adverse events: choose the organ system of {event.term}."


def _check_baseline(view: View, form: Form) -> Iterator[str]:
    kinds = {one.kind for one in form.baseline}
    if AGE not in kinds:
        yield "Baseline: age, which the data do not hold."
    if SEX not in kinds:
        yield "Baseline: sex, as the form's categories want it."
    if REGION not in kinds:
        yield "Baseline: region of enrollment, which the data do not hold for each participant."
    for site in view.study.sites:
        if site.country not in COUNTRIES:
            yield f"Baseline: the registry's name of the country {site.country}."
