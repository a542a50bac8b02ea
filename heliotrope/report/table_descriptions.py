"""The plan's descriptions with their rows → n, mean, SD, median and range of values and changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from heliotrope.analysis.results import Result
from heliotrope.report.cells import (
    cell_exact,
    cell_mean_sd,
    cell_number,
    cell_range,
    cell_study,
)
from heliotrope.report.model import Cell, Column, Row, Table, drop_empty
from heliotrope.report.numbers import NONE
from heliotrope.report.tables import say_population
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis
from heliotrope.vocabulary import Language


def make_descriptions_table(
    view: View,
    analyses: Sequence[Analysis] | None = None,
    name: str = "descriptions",
    title: str = "",
) -> Table:
    """Of values and changes, wherever these analyses describe them; None: the plan's own."""
    chosen = view.study.plan.analyses if analyses is None else analyses
    rows = list(_rows(view, chosen))
    units = list(
        dict.fromkeys(view.say_unit(view.study.plan.endpoint(a.endpoint).unit) for a in chosen)
    )
    observed = view.words("observed cases", "观察病例")
    table = Table(
        name,
        title or view.words("Values and changes", "数值与变化"),
        observed if len(units) != 1 else f"{observed}{view.words(', ', '，')}{units[0]}",
        (
            Column(view.words("Quantity", "指标"), room=1),
            Column(view.words("Visit", "访视")),
            *make_pair_columns(view),
        ),
        tuple(rows),
        population=say_population(view, "enrolled"),
        source="ADQS",
    )
    return drop_empty(table, NONE)


def make_pair_columns(view: View) -> tuple[Column, ...]:
    """The headings over values and, beside them, changes from baseline."""
    said = (
        ("n", "n"),
        ("Mean (SD)", "均数（标准差）"),
        ("Median", "中位数"),
        ("Range", "范围"),
        ("Change, n", "变化：n"),
        ("Mean (SD)", "均数（标准差）"),
        ("Median", "中位数"),
        ("Range", "范围"),
    )
    return tuple(Column(view.words(en, zh), numeric=True) for en, zh in said)


def list_described(
    find: Callable[[str], Result | None], decimals: int, language: Language
) -> list[Cell]:
    """N, mean with SD, median and range of what `find` gives by its name."""
    return [
        cell_exact(find("n")),
        cell_mean_sd(find("mean"), find("sd"), decimals),
        cell_number(find("median"), decimals),
        cell_range(find("min"), find("max"), language, decimals),
    ]


def _rows(view: View, analyses: Sequence[Analysis]) -> Iterator[Row]:
    own = {one.name for one in view.study.plan.analyses}
    latest = ""
    for analysis in analyses:
        label = view.say(analysis.label)
        if analysis.name not in own:
            # A family's label says what is done; its table says that already.
            label = view.say(view.study.plan.endpoint(analysis.endpoint).label)
        if analysis.method == "summary":
            at_first = analysis.visit == view.first_visit.name
            yield _row(
                view,
                analysis,
                "" if label == latest else label,
                "baseline." if at_first else "value.",
                None if at_first else "change.",
            )
            latest = label
        elif analysis.role == "primary" and not _is_described(view, analysis):
            yield _row(view, analysis, label, None, "")


def _is_described(view: View, primary: Analysis) -> bool:
    """True if a description of the plan covers the primary change, or there is no change."""
    return primary.method == "improved" or any(
        one.method == "summary" and (one.endpoint, one.visit) == (primary.endpoint, primary.visit)
        for one in view.study.plan.every_analysis
    )


def _row(view: View, analysis: Analysis, label: str, value: str | None, change: str | None) -> Row:
    """Values and changes, each by the beginning of the names of its rows; None: there is none."""
    decimals = view.study.plan.endpoint(analysis.endpoint).decimals
    cells = [cell_study(label), cell_study(view.say(view.study.visit(analysis.visit).label))]
    if not label:
        cells[0] = Cell("")
    for part in (value, change):
        found = {name: view.find(analysis, f"{part}{name}") for name in _STATISTICS}
        count = found["n"]
        if part is None or count is None or (part == change and value and not count.value):
            cells += [Cell(NONE)] * 4
        else:
            cells += list_described(found.get, decimals, view.language)
    return Row(tuple(cells), "primary" if analysis.role == "primary" else "")


_STATISTICS = ("n", "mean", "sd", "median", "min", "max")
