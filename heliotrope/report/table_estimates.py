"""The plan's analyses with their rows → the table of every estimate with its role and method."""

from __future__ import annotations

from collections.abc import Sequence

from heliotrope.report.cells import (
    cell_exact,
    cell_interval,
    cell_p,
    cell_signed,
    cell_study,
    name_rows,
    show,
)
from heliotrope.report.model import Cell, Column, Notes, Row, Said, Table
from heliotrope.report.numbers import NONE, as_percent, format_df, format_exact, format_percent
from heliotrope.report.tables import ROLES, list_estimating, say_origin, say_population
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis

SHARES = ("improved", "posterior")
"""Methods whose estimate is a proportion."""


def make_estimates_table(view: View) -> Table:
    """Every estimate of the plan's own analyses, in the order of the plan."""
    return make_table_of(
        view,
        "estimates",
        view.words("Primary, supportive and sensitivity estimates", "主要、支持性与敏感性估计"),
        list_estimating(view),
    )


def make_table_of(view: View, name: str, title: str, analyses: Sequence[Analysis]) -> Table:
    """The estimates of these analyses, one a line; p only where one of them is tested."""
    notes, level = Notes(), format_percent(100 * view.study.plan.primary().level)
    units = _list_units(view, analyses)
    rows = [_make_row(view, analysis, notes, alone=len(units) == 1) for analysis in analyses]
    populations = list(dict.fromkeys(one.population for one in analyses))
    interval = view.words(f"{level} interval", f"{level} 区间")
    return Table(
        name,
        title,
        "" if len(units) != 1 else units[0],
        (
            Column(view.words("Role", "角色")),
            Column(view.words("Estimate", "估计目标"), room=2),
            Column("n", numeric=True),
            Column(_head_values(view, units), numeric=True),
            Column(interval, numeric=True, place="method"),
            Column("p", numeric=True),
            Column(view.words("Method", "方法"), room=1),
        ),
        tuple(rows),
        notes.listed(),
        population=say_population(view, populations[0]) if len(populations) == 1 else (),
        source="ADQS",
    )


def _make_row(view: View, analysis: Analysis, notes: Notes, *, alone: bool) -> Row:
    endpoint = view.study.plan.endpoint(analysis.endpoint)
    share = analysis.method in SHARES
    decimals = 1 if share else endpoint.decimals
    estimate, n = view.find(analysis, "estimate"), view.find(analysis, "n")
    lower, upper = view.find(analysis, "lower"), view.find(analysis, "upper")
    remark = view.remark(n) if n else ()
    unit = "" if share or alone else view.say_unit(endpoint.unit)
    value = _share_cell(view, analysis) if share else cell_signed(estimate, decimals, strong=True)
    cells = (
        Cell(view.say(ROLES[analysis.role])),
        cell_study(
            view.say(analysis.label), say_origin(view, analysis.provenance), notes.mark(remark)
        ),
        cell_exact(n),
        Cell(
            value.text,
            unit,
            notes.mark(view.remark(estimate) if estimate else ()),
            strong=True,
            place=value.place,
            results=value.results,
        ),
        cell_interval(
            lower,
            upper,
            decimals,
            view.language,
            percent=share,
            marks=notes.mark(_say_coverage(view, analysis)),
        ),
        cell_p(None if share else view.find(analysis, "p")),
        _method_cell(view, analysis),
    )
    return Row(cells, "primary" if analysis.role == "primary" else "")


def _list_units(view: View, analyses: Sequence[Analysis]) -> list[str]:
    """The units that the estimates come in, besides the percentages."""
    endpoints = [view.study.plan.endpoint(one.endpoint) for one in analyses]
    return list(dict.fromkeys(view.say_unit(endpoint.unit) for endpoint in endpoints))


def _head_values(view: View, units: Sequence[str]) -> str:
    """The heading over the estimates: `Points or %`, if all are in one unit."""
    if len(units) != 1:
        return view.words("Value", "估计值")
    unit = units[0][:1].upper() + units[0][1:]
    return view.words(f"{unit} or %", f"{unit}或 %")


def _share_cell(view: View, analysis: Analysis) -> Cell:
    """`6/10 = 60 %`; only the percentage where it is not a count."""
    estimate, count, of = (
        view.find(analysis, name) for name in ("estimate", "count", "denominator")
    )
    if estimate is None or estimate.value is None:
        return Cell(NONE, place="result", results=name_rows(estimate))
    shown = format_percent(as_percent(estimate.value))
    if count is not None and of is not None and analysis.method == "improved":
        shown = f"{format_exact(count.value)}/{format_exact(of.value)} = {shown}"
    return Cell(shown, place="result", results=name_rows(count, of, estimate))


def _method_cell(view: View, analysis: Analysis) -> Cell:
    """The method that was used, with its degrees of freedom."""
    estimate, df = view.find(analysis, "estimate"), view.find(analysis, "df")
    if estimate is None:
        return Cell(NONE)
    method = view.say(estimate.method)
    if df is None or df.value is None:
        return Cell(method, place="method")
    shown = format_df(df.value)
    said = view.words(f"{method}, {shown} df", f"{method}，自由度 {shown}")
    return Cell(said, place="result", results=name_rows(df))


def _say_coverage(view: View, analysis: Analysis) -> Said:
    row = view.find(analysis, "coverage")
    if row is None:
        return ()
    return view.compose(
        "Exact interval on untied order statistics; coverage attained {coverage}.",
        "按无结次序统计量所得的精确区间；实际覆盖率 {coverage}。",
        coverage=show(format_percent(as_percent(row.value), 1), row),
    )
