"""The outcomes of the record with their rows → the form's outcome measures.

An outcome whose endpoints differ in unit, form or direction becomes several measures, because a
measure of the form has one unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.report.numbers import as_percent, format_exact
from heliotrope.report.registry.form import (
    Entry,
    Fitter,
    Line,
    Measure,
    OutcomeKind,
    OutcomeMeasure,
    Shown,
    Statistics,
)
from heliotrope.report.registry.rows import find_count, show_count, show_number, show_p
from heliotrope.report.registry.scale import say_scale
from heliotrope.report.registry.words import MEAN_CHANGE, OTHER, T_TEST
from heliotrope.report.table_estimates import SHARES
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint, Plan
from heliotrope.study.protocol import Outcome

KINDS: dict[str, OutcomeKind] = {
    "primary": "Primary",
    "secondary": "Secondary",
    "other": "Other Pre-specified",
}
PARTICIPANTS = "Participants"
SHARE_DECIMALS = 3
VALUES = "Mean of the values at the visit, observed cases."
ESTIMATED = {
    "paired_t": MEAN_CHANGE,
    "sign_flip": MEAN_CHANGE,
    "imputed": MEAN_CHANGE,
    "mmrm": MEAN_CHANGE,
    "tipping_point": MEAN_CHANGE,
    "signed_rank": "Median change (Hodges-Lehmann)",
    "effect_size": "Standardized mean change",
    "improved": "Proportion improved",
    "posterior": "Proportion improved",
}
"""What each method of the plan estimates."""
EVENT_KINDS = (
    "any",
    "serious",
    "grade_3_or_more",
    "related",
    "leading_to_stop",
    "leading_to_hold",
    "fatal",
)
"""Which kinds of adverse events are given where they are an outcome."""


@dataclass(frozen=True, slots=True)
class _Filling:
    """What every outcome measure is made from."""

    view: View
    fitter: Fitter
    outcome: Outcome

    @property
    def title(self) -> str:
        return self.outcome.measure.en

    def visit(self, name: str) -> str:
        return self.view.study.visit(name).label.en

    def find(self, analysis: Analysis, name: str) -> Result | None:
        return self.view.find(analysis, name)

    def make(
        self, measure: Measure, analyzed: Shown | None, analyses: Sequence[Statistics] = ()
    ) -> OutcomeMeasure:
        fit = self.fitter.fit
        time_frame = fit("time_frame", self.outcome.time_frame.en)
        kind = KINDS[self.outcome.role]
        return OutcomeMeasure(
            self.outcome.name, kind, time_frame, measure, analyzed, tuple(analyses)
        )


def fill_outcomes(view: View, fitter: Fitter) -> tuple[OutcomeMeasure, ...]:
    """Every outcome of the record, in its order; one without rows is left out."""
    found: list[OutcomeMeasure] = []
    for outcome in sorted(view.study.outcomes, key=lambda one: list(KINDS).index(one.role)):
        filling = _Filling(view, fitter, outcome)
        found += _fill_outcome(filling)
    return tuple(found)


def _fill_outcome(filling: _Filling) -> Iterator[OutcomeMeasure]:
    plan, outcome = filling.view.study.plan, filling.outcome
    if outcome.served_by == "adverse_events":
        yield from _fill_events(filling)
    elif (
        plan.relapse is not None
        and outcome.endpoint == plan.relapse.endpoint
        and outcome.visits == (plan.relapse.visit,)
    ):
        yield from _fill_relapse(filling)
    else:
        yield from _fill_endpoints(filling)


# ---------------------------------------------------------------- changes and values


def list_endpoints(view: View, outcome: Outcome) -> list[Endpoint]:
    """The endpoints that serve the outcome: the one it names, else those that name it."""
    endpoints = view.study.plan.endpoints
    named = [one for one in endpoints if one.name == outcome.endpoint]
    return named or [one for one in endpoints if one.outcome == outcome.name]


def choose_analyses(view: View, endpoint: Endpoint, visit: str) -> list[Analysis]:
    """The primary analysis if it is one, the plan's paired means of what was observed, values."""
    every = view.study.plan.every_analysis
    own = [one for one in every if one.endpoint == endpoint.name and one.visit == visit]
    primary = [one for one in own if one.role == "primary"]
    means = [one for one in own if one.method == "paired_t" and one.missing == "observed"]
    values = [one for one in own if one.method == "summary"]
    return [*primary, *means, *values]


def _fill_endpoints(filling: _Filling) -> Iterator[OutcomeMeasure]:
    """One measure for the endpoints of one form, unit and direction; then the responders."""
    view, outcome = filling.view, filling.outcome
    groups: dict[tuple[object, ...], list[Endpoint]] = {}
    for endpoint in list_endpoints(view, outcome):
        key = (endpoint.form, endpoint.unit.en, endpoint.better, endpoint.low, endpoint.high)
        groups.setdefault(key, []).append(endpoint)
    for endpoints in groups.values():
        made = _fill_change(filling, endpoints, several=len(groups) > 1)
        if made is not None:
            yield made
    for endpoints in groups.values():
        for endpoint in endpoints:
            yield from _fill_responders(filling, endpoint)


def _fill_change(
    filling: _Filling, endpoints: Sequence[Endpoint], *, several: bool
) -> OutcomeMeasure | None:
    view, fit = filling.view, filling.fitter.fit
    lines, analyses, chosen = [], [], []
    for endpoint in endpoints:
        for visit in filling.outcome.visits:
            analyzes = choose_analyses(view, endpoint, visit)
            described = next((one for one in analyzes if _has_mean(filling, one)), None)
            if described is None:
                continue
            chosen.append(described)
            lines.append(_make_line(filling, endpoint, described))
            made = _make_statistics(filling, endpoint, analyzes[0])
            analyses += [made] if made else []
    if not chosen:
        return None
    title = f"{filling.title}: {_join_labels(endpoints)}" if several else filling.title
    first = endpoints[0]
    measure = Measure(
        fit("outcome_title", title, "Outcome title"),
        fit("unit", first.unit.en),
        "Mean",
        tuple(_untitle(lines)),
        "Standard Deviation",
        fit("outcome_description", _describe(filling, endpoints, chosen), title),
        fit("population", _say_population(view, chosen), title),
    )
    return filling.make(measure, _count_analyzed(view, chosen, lines), analyses)


def _join_labels(endpoints: Sequence[Endpoint]) -> str:
    """The labels in a row, without the beginning up to a colon that all of them share."""
    labels = [one.label.en for one in endpoints]
    shared = {label.partition(": ")[0] for label in labels if ": " in label}
    if len(shared) == 1 and all(": " in label for label in labels):
        labels = [label.partition(": ")[2] for label in labels]
    return "; ".join(labels)


def _prefix(analysis: Analysis) -> str:
    return "value." if analysis.method == "summary" else ""


def _has_mean(filling: _Filling, analysis: Analysis) -> bool:
    names = (f"{_prefix(analysis)}{one}" for one in ("n", "mean", "sd"))
    return all(filling.find(analysis, name) is not None for name in names)


def _make_line(filling: _Filling, endpoint: Endpoint, analysis: Analysis) -> Line:
    n, mean, sd = (
        filling.view.of(analysis, f"{_prefix(analysis)}{one}") for one in ("n", "mean", "sd")
    )
    title = f"{endpoint.label.en}, {filling.visit(analysis.visit)}"
    spread = show_number(sd, endpoint.decimals)
    entry = Entry("", show_number(mean, endpoint.decimals), spread=spread)
    return Line(filling.fitter.fit("row_title", title, "Row title"), (entry,), show_count(n))


def _untitle(lines: Sequence[Line]) -> Iterable[Line]:
    """The only row of a measure needs no title, and its number is the measure's own."""
    return [Line("", lines[0].entries)] if len(lines) == 1 else lines


def _make_statistics(
    filling: _Filling, endpoint: Endpoint, analysis: Analysis
) -> Statistics | None:
    """Estimate with interval, and the test where the plan has one; None for a description."""
    rows = {one: filling.find(analysis, one) for one in ("estimate", "lower", "upper", "p")}
    estimate = rows["estimate"]
    if analysis.method == "summary" or estimate is None or estimate.value is None:
        return None
    decimals = SHARE_DECIMALS if analysis.method in SHARES else endpoint.decimals
    lower, upper = (
        show_number(row, decimals) if row is not None and row.value is not None else None
        for row in (rows["lower"], rows["upper"])
    )
    tested = rows["p"] if analysis.test else None
    is_t = analysis.method == "paired_t"
    method = (T_TEST if is_t else OTHER) if tested is not None else ""
    named = "" if is_t or not method else estimate.method.en
    comment = (
        f"{endpoint.label.en}, {filling.visit(analysis.visit)}. {estimate.method.en}. "
        f"One group: baseline against {filling.visit(analysis.visit)}."
    )
    return Statistics(
        filling.fitter.fit("estimated", ESTIMATED[analysis.method]),
        show_number(estimate, decimals),
        lower,
        upper,
        format_exact(as_percent(analysis.level)),
        method,
        filling.fitter.fit("method_name", named),
        show_p(tested) if tested is not None and tested.value is not None else None,
        filling.fitter.fit("comment", comment),
    )


def _describe(filling: _Filling, endpoints: Sequence[Endpoint], chosen: Sequence[Analysis]) -> str:
    """The estimand, what the scale means, and why it was added where it was."""
    plan, outcome = filling.view.study.plan, filling.outcome
    said = list(dict.fromkeys(_say_estimand(plan, one) for one in chosen))
    scales = list(dict.fromkeys(say_scale(one) for one in endpoints))
    added = outcome.provenance
    reason = [added.reason.en] if added.status == "proposed" and added.reason else []
    return " ".join(one for one in (*said, *scales, *reason) if one)


def _say_estimand(plan: Plan, analysis: Analysis) -> str:
    if analysis.method == "summary":
        return VALUES
    said = plan.say_estimand(analysis).en
    return said if said.endswith(".") else f"{said}."


def _say_population(view: View, chosen: Sequence[Analysis]) -> str:
    names = list(dict.fromkeys(one.population for one in chosen))
    labels = {one.name: one.label.en for one in view.study.plan.populations}
    said = "; ".join(labels.get(one, one) for one in names)
    return f"{said}, with a value at the visit."


def _count_analyzed(view: View, chosen: Sequence[Analysis], lines: Sequence[Line]) -> Shown | None:
    """The row's own number where there is one row, else the size of the population."""
    if len(lines) == 1:
        return lines[0].analyzed
    names = {one.population for one in chosen}
    sizes = [find_count(view.results, f"population.{name}.n") for name in sorted(names)]
    return next((one for one in sizes if one is not None), None)


# ---------------------------------------------------------------- people counted


def _fill_responders(filling: _Filling, endpoint: Endpoint) -> Iterator[OutcomeMeasure]:
    """How many reached each threshold, from the families of the plan that count so."""
    view, fit, outcome = filling.view, filling.fitter.fit, filling.outcome
    own = {one.name for one in view.study.plan.analyses}
    found = [
        one
        for one in view.study.plan.every_analysis
        if (one.name not in own or one.role == "primary")
        and one.method == "improved"
        and one.endpoint == endpoint.name
        and one.visit in outcome.visits
    ]
    lines = []
    for analysis in found:
        count, of = filling.find(analysis, "count"), filling.find(analysis, "denominator")
        if count is not None and of is not None:
            label = analysis.label.en.removeprefix(f"{endpoint.label.en}: ")
            title = f"{label}, {filling.visit(analysis.visit)}"
            entry = Entry("", show_count(count))
            analyzed = show_count(of) if of.value is not None else None
            lines.append(Line(fit("row_title", title, "Row title"), (entry,), analyzed))
    if lines:
        measure = Measure(
            fit("outcome_title", f"{filling.title}: responders", "Outcome title"),
            PARTICIPANTS,
            "Count of Participants",
            tuple(lines),
            description=fit("outcome_description", _describe(filling, [endpoint], found)),
            population=fit("population", _say_counted(view, found), filling.title),
        )
        yield filling.make(measure, _count_analyzed(view, found, lines))


def _say_counted(view: View, chosen: Sequence[Analysis]) -> str:
    labels = {one.name: one.label.en for one in view.study.plan.populations}
    names = list(dict.fromkeys(labels.get(one.population, one.population) for one in chosen))
    return f"{'; '.join(names)}; a missing value counts as not improved."


def _fill_relapse(filling: _Filling) -> Iterator[OutcomeMeasure]:
    view, fit, relapse = filling.view, filling.fitter.fit, filling.view.study.plan.relapse
    count, of = view.results.find("relapse.count"), view.results.find("relapse.denominator")
    if relapse is None or count is None or of is None:
        return
    points, endpoint = format_exact(relapse.points), view.study.plan.endpoint(relapse.endpoint)
    worse = "rise" if endpoint.better == "lower" else "fall"
    said = (
        f"A {worse} of {endpoint.label.en} by at least {points} {endpoint.unit.en} from "
        f"{filling.visit(relapse.since)} to {filling.visit(relapse.visit)}."
    )
    measure = Measure(
        fit("outcome_title", filling.title, "Outcome title"),
        PARTICIPANTS,
        "Count of Participants",
        (Line("", (Entry("", show_count(count)),)),),
        description=fit("outcome_description", said),
        population=fit("population", "Those with a value at both visits."),
    )
    yield filling.make(measure, show_count(of) if of.value is not None else None)


def _fill_events(filling: _Filling) -> Iterator[OutcomeMeasure]:
    view, fit = filling.view, filling.fitter.fit
    lines, of = [], None
    for kind in EVENT_KINDS:
        count = view.results.find(f"adverse_events.{kind}.count")
        label = view.results.find(f"adverse_events.{kind}.denominator")
        if count is not None and label is not None and count.value is not None:
            title = fit("row_title", label.text.en, "Row title")
            lines.append(Line(title, (Entry("", show_count(count)),)))
            of = label
    counting = view.study.plan.safety.events
    if not lines or of is None or counting is None:
        return
    said = (
        "Participants with at least one adverse event that began on or after the first dose and at "
        f"most {counting.emergent_days} days after the final one, or began before and grew worse. "
        "A participant may count in several rows."
    )
    measure = Measure(
        fit("outcome_title", filling.title, "Outcome title"),
        PARTICIPANTS,
        "Count of Participants",
        tuple(lines),
        description=fit("outcome_description", said),
        population=fit("population", "Everyone with at least one dose of the study drug."),
    )
    yield filling.make(measure, show_count(of))
