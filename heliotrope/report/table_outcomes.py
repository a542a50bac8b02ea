"""Families of analyses with their rows → one table for each outcome: endpoints down, visits within.

What is not estimated as a mean (proportions beyond a threshold, classes of response) has a table
of its own. Nothing here knows a study: outcomes, endpoints and families are the plan's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.instruments.tis import RESPONSES
from heliotrope.report.cells import (
    cell_exact,
    cell_interval,
    cell_mean_sd,
    cell_p,
    cell_share,
    cell_signed,
    cell_study,
    name_rows,
)
from heliotrope.report.model import Cell, Column, Note, Notes, Piece, Row, Said, Table, drop_empty
from heliotrope.report.numbers import (
    NONE,
    as_percent,
    format_exact,
    format_interval,
    format_percent,
    format_signed,
)
from heliotrope.report.table_descriptions import make_descriptions_table
from heliotrope.report.table_estimates import SHARES
from heliotrope.report.tables import say_population
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.study.protocol import Outcome
from heliotrope.vocabulary import NOTHING, Bilingual


@dataclass(frozen=True, slots=True)
class Part:
    """One outcome with the members of families that serve it."""

    name: str
    outcome: Outcome | None
    """None: what serves no outcome of the record."""
    endpoints: tuple[Endpoint, ...]
    members: tuple[Analysis, ...]

    def estimates(self) -> list[Analysis]:
        """Those that estimate a change."""
        return [one for one in self.members if one.method not in (*SHARES, "summary")]

    def shares(self) -> list[Analysis]:
        """Those that estimate a proportion."""
        return [one for one in self.members if one.method in SHARES]

    def descriptions(self) -> list[Analysis]:
        """Those that only describe."""
        return [one for one in self.members if one.method == "summary"]


def list_parts(view: View) -> list[Part]:
    """The outcomes in the order of the record, then what serves none; those with members only."""
    plan, outcomes = view.study.plan, view.study.outcomes
    own = {one.name for one in plan.analyses}
    members = [one for one in plan.every_analysis if one.name not in own]
    parts = []
    for outcome in (*outcomes, None):
        served = tuple(one for one in plan.endpoints if _serves(one, outcome, outcomes))
        names = {one.name for one in served}
        found = tuple(one for one in members if one.endpoint in names)
        if found:
            parts.append(Part(outcome.name if outcome else "other", outcome, served, found))
    return parts


def _serves(endpoint: Endpoint, outcome: Outcome | None, outcomes: Sequence[Outcome]) -> bool:
    """True for the outcome that the endpoint names, else for the first that names it."""
    named = endpoint.outcome
    if named is None:
        named = next((one.name for one in outcomes if one.endpoint == endpoint.name), None)
    return named == (outcome.name if outcome else None)


def name_part(view: View, part: Part) -> str:
    """The outcome as the record words it."""
    if part.outcome is None:
        return view.words("Other endpoints", "其他终点")
    return view.say(part.outcome.measure)


def make_outcome_tables(view: View, part: Part) -> list[Table]:
    """Changes, proportions and classes of response of one outcome; those that it has."""
    tables = []
    if part.estimates():
        tables.append(drop_empty(_make_changes(view, part), NONE))
    if part.shares():
        tables.append(_make_shares(view, part))
    classes = [_make_classes(view, one) for one in part.endpoints if one.derived]
    return [*tables, *(one for one in classes if one.rows)]


def make_part_descriptions(view: View, part: Part) -> Table | None:
    """Values and changes of one outcome in full; None if nothing describes them."""
    described = part.descriptions()
    if not described:
        return None
    title = name_part(view, part)
    return make_descriptions_table(
        view,
        described,
        f"descriptions-{part.name}",
        view.words(f"{title}: values and changes", f"{title}：数值与变化"),
    )


# ---------------------------------------------------------------- changes


@dataclass(frozen=True, slots=True)
class Line:
    """One endpoint at one visit: its change, and the same change without a unit."""

    change: Analysis
    standardized: Analysis | None


def _list_lines(view: View, part: Part) -> list[Line]:
    """By endpoint and visit; a change without a unit stands beside the one with it."""
    estimates = sorted(part.estimates(), key=lambda one: _order(view, part, one))
    without = {(one.endpoint, one.visit): one for one in estimates if one.method == UNITLESS}
    lines = [
        Line(one, without.pop((one.endpoint, one.visit), None))
        for one in estimates
        if one.method != UNITLESS
    ]
    lines += [Line(one, None) for one in without.values()]
    return sorted(lines, key=lambda line: _order(view, part, line.change))


UNITLESS = "effect_size"
"""The method whose estimate has no unit."""


def _make_changes(view: View, part: Part) -> Table:
    notes, tested = Notes(), any(one.test for one in part.estimates())
    level = format_percent(100 * view.study.plan.primary().level)
    rows, before, lines = [], "", _list_lines(view, part)
    with_unitless = any(line.standardized for line in lines)
    for line in lines:
        label = "" if line.change.endpoint == before else line.change.endpoint
        cells = _list_change_cells(view, part, line.change, notes, label=bool(label))
        if tested:
            cells.append(cell_p(view.find(line.change, "p")))
        if with_unitless:
            cells.append(_standardized_cell(view, line.standardized))
        rows.append(Row(tuple(cells)))
        before = line.change.endpoint
    interval = view.words(f"{level} interval", f"{level} 区间")
    unitless = view.words(f"Standardized change ({level} interval)", f"标准化变化（{level} 区间）")
    return Table(
        f"changes-{part.name}",
        name_part(view, part),
        "",
        (
            Column(view.words("Endpoint", "终点"), room=2),
            Column(view.words("Visit", "访视")),
            Column(view.words("Baseline, mean (SD)", "基线均数（标准差）"), numeric=True),
            Column(view.words("Value, mean (SD)", "数值均数（标准差）"), numeric=True),
            Column("n", numeric=True),
            Column(view.words("Change", "变化"), numeric=True),
            Column(interval, numeric=True, place="method"),
            *([Column("p", numeric=True)] if tested else []),
            *([Column(unitless, numeric=True, place="method")] if with_unitless else []),
        ),
        tuple(rows),
        (*notes.listed(), *_list_methods(view, part)),
        population=say_populations(view, part.estimates()),
        source="ADQS",
    )


def _list_methods(view: View, part: Part) -> list[Note]:
    """How the changes, and those without a unit, were estimated."""
    notes = []
    for en, zh, unitless in (
        ("Change: {how}.", "变化：{how}。", False),
        ("Standardized change: {how}.", "标准化变化：{how}。", True),
    ):
        own = [one for one in part.estimates() if (one.method == UNITLESS) == unitless]
        said = [view.say(_method(view, one)) for one in own]
        how = view.words("; ", "；").join(dict.fromkeys(one for one in said if one))
        if how:
            notes.append(Note("", view.compose(en, zh, how=Piece(how, "method"))))
    return notes


def say_populations(view: View, analyses: Iterable[Analysis]) -> Said:
    """The population, if they all have the same."""
    names = list(dict.fromkeys(one.population for one in analyses))
    return say_population(view, names[0]) if len(names) == 1 else ()


def _order(view: View, part: Part, analysis: Analysis) -> tuple[int, int]:
    names = [one.name for one in part.endpoints]
    return names.index(analysis.endpoint), list(view.study.visit_by_name).index(analysis.visit)


def _method(view: View, analysis: Analysis) -> Bilingual:
    row = view.find(analysis, "estimate")
    return row.method if row else NOTHING


def _list_change_cells(
    view: View, part: Part, analysis: Analysis, notes: Notes, *, label: bool
) -> list[Cell]:
    """Endpoint, visit, values before and then, n, change and interval."""
    endpoint = view.study.plan.endpoint(analysis.endpoint)
    n = view.find(analysis, "n")
    known = _find_described(view, part, analysis)
    remark = view.remark(n) if n else ()
    return [
        cell_study(view.say(endpoint.label), view.say_unit(endpoint.unit)) if label else Cell(""),
        cell_study(view.say(view.study.visit(analysis.visit).label), marks=notes.mark(remark)),
        cell_mean_sd(known["baseline.mean"], known["baseline.sd"], endpoint.decimals),
        cell_mean_sd(known["value.mean"], known["value.sd"], endpoint.decimals),
        cell_exact(n),
        cell_signed(view.find(analysis, "estimate"), endpoint.decimals, strong=True),
        cell_interval(
            view.find(analysis, "lower"),
            view.find(analysis, "upper"),
            endpoint.decimals,
            view.language,
        ),
    ]


def _find_described(view: View, part: Part, analysis: Analysis) -> dict[str, Result | None]:
    """Mean and SD at baseline and at the visit, where a description of the plan has them."""
    found = [
        one
        for one in part.descriptions()
        if (one.endpoint, one.visit) == (analysis.endpoint, analysis.visit)
    ]
    return {
        f"{kind}.{name}": view.find(found[0], f"{kind}.{name}") if found else None
        for kind in ("baseline", "value")
        for name in ("mean", "sd")
    }


def _standardized_cell(view: View, analysis: Analysis | None) -> Cell:
    """`−1.3 (−2.4 to −0.5)`."""
    if analysis is None:
        return Cell(NONE)
    rows = [view.find(analysis, name) for name in ("estimate", "lower", "upper")]
    estimate, lower, upper = (row.value if row else None for row in rows)
    shown = format_signed(estimate, UNITLESS_DECIMALS)
    if lower is not None and upper is not None:
        interval = format_interval(lower, upper, UNITLESS_DECIMALS, view.language)
        shown += f"（{interval}）" if view.language == "zh" else f" ({interval})"
    return Cell(shown, place="result", results=name_rows(*rows))


UNITLESS_DECIMALS = 1


# ---------------------------------------------------------------- proportions


def _make_shares(view: View, part: Part) -> Table:
    notes = Notes()
    level = format_percent(100 * view.study.plan.primary().level)
    rows = []
    for analysis in part.shares():
        n = view.find(analysis, "n")
        estimate = view.find(analysis, "estimate")
        rows.append(
            Row(
                (
                    cell_study(view.say(analysis.label)),
                    cell_study(
                        view.say(view.study.visit(analysis.visit).label),
                        marks=notes.mark(view.remark(n) if n else ()),
                    ),
                    share_cell(view, analysis),
                    cell_interval(
                        view.find(analysis, "lower"),
                        view.find(analysis, "upper"),
                        1,
                        view.language,
                        percent=True,
                    ),
                    Cell(view.say(estimate.method) if estimate else NONE, place="method"),
                )
            )
        )
    title = name_part(view, part)
    return Table(
        f"shares-{part.name}",
        view.words(f"{title}: proportions", f"{title}：比例"),
        "",
        (
            Column(view.words("Proportion", "比例"), room=2),
            Column(view.words("Visit", "访视")),
            Column(view.words("n/N = %", "n/N = %"), numeric=True),
            Column(
                view.words(f"{level} interval, %", f"{level} 区间（%）"),
                numeric=True,
                place="method",
            ),
            Column(view.words("Method", "方法"), room=1),
        ),
        tuple(rows),
        notes.listed(),
        population=say_populations(view, part.shares()),
        source="ADQS",
    )


def share_cell(view: View, analysis: Analysis) -> Cell:
    """`6/10 = 60 %`; — where it is not evaluable."""
    count, of, estimate = (
        view.find(analysis, name) for name in ("count", "denominator", "estimate")
    )
    if estimate is None or estimate.value is None:
        return Cell(NONE, place="result", results=name_rows(estimate))
    shown = format_percent(as_percent(estimate.value))
    if count is not None and of is not None:
        shown = f"{format_exact(count.value)}/{format_exact(of.value)} = {shown}"
    return Cell(shown, strong=True, place="result", results=name_rows(count, of, estimate))


# ---------------------------------------------------------------- classes of response


def _make_classes(view: View, endpoint: Endpoint) -> Table:
    """How many fell into each class, at each visit that has rows."""
    visits = [
        visit
        for visit in view.study.visits
        if view.results.find(f"response.{endpoint.name}.{visit.name}.n") is not None
    ]
    totals = [view.results[f"response.{endpoint.name}.{visit.name}.n"] for visit in visits]
    notes = Notes()
    rows = [
        Row(
            (
                Cell(view.say(choice.label)),
                *(
                    cell_share(
                        view.results.find(
                            f"response.{endpoint.name}.{visit.name}.{choice.code}.count"
                        ),
                        view.results.find(
                            f"response.{endpoint.name}.{visit.name}.{choice.code}.proportion"
                        ),
                    )
                    for visit in visits
                ),
            )
        )
        for choice in RESPONSES
    ]
    counted = [
        Cell(
            format_exact(row.value),
            marks=notes.mark(view.remark(row)),
            results=(row.result_id,),
        )
        for row in totals
    ]
    rows.append(Row((Cell("n"), *counted), "total"))
    label = view.say(endpoint.label)
    return Table(
        f"classes-{endpoint.name}",
        view.words(f"{label}: classes of response", f"{label}：应答类别"),
        view.words("n (%)", "n（%）"),
        (
            Column(view.words("Class", "类别"), room=1),
            *(Column(view.say(visit.label), numeric=True, place="study") for visit in visits),
        ),
        tuple(rows) if visits else (),
        notes.listed(),
        population=say_population(view, "enrolled"),
        source="ADQS",
    )
