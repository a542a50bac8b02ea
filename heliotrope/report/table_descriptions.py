"""The plan's descriptions with their rows → n, mean, SD, median and range of values and changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliotrope.report.cells import cell_exact, cell_number, cell_range, cell_study
from heliotrope.report.model import Cell, Column, Row, Table
from heliotrope.report.tables import say_population
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis


def make_descriptions_table(
    view: View,
    analyses: Sequence[Analysis] | None = None,
    name: str = "descriptions",
    title: str = "",
) -> Table:
    """Of values and changes, wherever these analyses describe them; None: the plan's own."""
    chosen = view.study.plan.analyses if analyses is None else analyses
    rows = list(_rows(view, chosen))
    units = list(dict.fromkeys(view.say(view.study.plan.endpoint(a.endpoint).unit) for a in chosen))
    observed = view.words("observed cases", "观察病例")
    return Table(
        name,
        title or view.words("Values and changes", "数值与变化"),
        observed if len(units) != 1 else f"{observed}{view.words(', ', '，')}{units[0]}",
        (
            Column(view.words("Quantity", "指标"), room=1),
            Column(view.words("Visit", "访视")),
            Column(view.words("Part", "部分")),
            Column("n", numeric=True),
            Column(view.words("Mean", "均数"), numeric=True),
            Column(view.words("SD", "标准差"), numeric=True),
            Column(view.words("Median", "中位数"), numeric=True),
            Column(view.words("Range", "范围"), numeric=True),
        ),
        tuple(rows),
        population=say_population(view, "enrolled"),
        source="ADQS",
    )


def _rows(view: View, analyses: Sequence[Analysis]) -> Iterator[Row]:
    value, change = view.words("value", "数值"), view.words("change", "变化")
    own = {one.name for one in view.study.plan.analyses}
    latest = ""
    for analysis in analyses:
        label = view.say(analysis.label)
        if analysis.name not in own:
            # A family's label says what is done; its table says that already.
            label = view.say(view.study.plan.endpoint(analysis.endpoint).label)
        if analysis.method == "summary":
            at_first = analysis.visit == view.first_visit.name
            for part in ("baseline",) if at_first else ("value", "change"):
                if _has_rows(view, analysis, part):
                    shown = "" if label == latest else label
                    kind = change if part == "change" else value
                    yield _row(view, analysis, f"{part}.", shown, kind)
                    latest = label
        elif analysis.role == "primary" and not _is_described(view, analysis):
            yield _row(view, analysis, "", label, change)


def _has_rows(view: View, analysis: Analysis, part: str) -> bool:
    """False for a change that nobody has, where the values are there: a score of improvement."""
    n = view.find(analysis, f"{part}.n")
    return part != "change" or bool(n and n.value) or not _has_rows(view, analysis, "value")


def _is_described(view: View, primary: Analysis) -> bool:
    """True if a description of the plan covers the primary change, or there is no change."""
    return primary.method == "improved" or any(
        one.method == "summary" and (one.endpoint, one.visit) == (primary.endpoint, primary.visit)
        for one in view.study.plan.every_analysis
    )


def _row(view: View, analysis: Analysis, part: str, label: str, kind: str) -> Row:
    decimals = view.study.plan.endpoint(analysis.endpoint).decimals
    found = {name: view.find(analysis, f"{part}{name}") for name in _STATISTICS}
    cells = (
        cell_study(label),
        cell_study(view.say(view.study.visit(analysis.visit).label)),
        Cell(kind),
        cell_exact(found["n"]),
        *(cell_number(found[name], decimals) for name in ("mean", "sd", "median")),
        cell_range(found["min"], found["max"], view.language),
    )
    return Row(cells, "primary" if analysis.role == "primary" else "")


_STATISTICS = ("n", "mean", "sd", "median", "min", "max")
