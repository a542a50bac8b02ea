"""Rows around the change itself → intercurrent events, regression to the mean, relapse, published.

Published changes stand beside and are not compared: other people, at other places and times.
"""

from __future__ import annotations

from heliotrope.analysis.results import Result
from heliotrope.report.cells import (
    cell_exact,
    cell_interval,
    cell_mean_sd,
    cell_number,
    cell_signed,
    cell_study,
    name_rows,
)
from heliotrope.report.model import Cell, Column, Notes, Row, Table
from heliotrope.report.numbers import NONE, as_percent, format_exact, format_percent
from heliotrope.report.table_rows import (
    Part,
    count_cell,
    find_row,
    label_cell,
    list_row_parts,
    say_people,
)
from heliotrope.report.tables import say_population, say_unit
from heliotrope.report.view import View
from heliotrope.study.watching import Relapse


def make_intercurrent_table(view: View) -> Table:
    """Each kind of event of the plan: how many had it, how often, who and when."""
    rows = []
    for one in view.study.plan.intercurrent_events:
        count, events = (
            view.results.find(f"intercurrent.{one.event}.{name}") for name in ("count", "events")
        )
        who = view.say(count.text) if count else ""
        rows.append(
            Row(
                (
                    cell_study(view.say(one.label)),
                    cell_exact(count),
                    cell_exact(events),
                    Cell(who or NONE, results=name_rows(count)),
                )
            )
        )
    return Table(
        "intercurrent",
        view.words("Intercurrent events", "伴发事件"),
        "",
        (
            Column(view.words("Event", "事件"), room=1),
            Column(view.words("Participants", "人数"), numeric=True),
            Column(view.words("Events", "事件数"), numeric=True),
            Column(view.words("Who and when", "何人何时"), room=2),
        ),
        tuple(rows),
        population=say_population(view, "enrolled"),
        source="ADICE",
    )


def make_regression_table(view: View) -> Table | None:
    """Values at visits before and soon after the first dose, and the differences between them."""
    asked = view.study.plan.mean_regression
    if asked is None:
        return None
    endpoint, notes, rows = view.study.plan.endpoint(asked.endpoint), Notes(), []
    before = ""
    for name in asked.visits:
        prefix = f"mean_regression.{name}"
        n = view.results.find(f"{prefix}.n")
        step = f"mean_regression.{before}.to.{name}"
        found = {one: view.results.find(f"{step}.{one}") for one in ("estimate", "lower", "upper")}
        cells = (
            cell_study(
                view.say(view.study.visit(name).label),
                marks=notes.mark(view.remark(n) if n else ()),
            ),
            cell_exact(n),
            cell_mean_sd(
                view.results.find(f"{prefix}.mean"),
                view.results.find(f"{prefix}.sd"),
                endpoint.decimals,
            ),
            cell_number(view.results.find(f"{prefix}.median"), endpoint.decimals),
            cell_signed(found["estimate"], endpoint.decimals, strong=True)
            if before
            else Cell(NONE),
            cell_interval(found["lower"], found["upper"], endpoint.decimals, view.language)
            if before
            else Cell(NONE),
        )
        rows.append(Row(cells))
        before = name
    return Table(
        "mean-regression",
        view.words(
            f"{endpoint.label.en} before and soon after the first dose",
            f"首次用药前后的{endpoint.label.zh}",
        ),
        say_unit(view, endpoint),
        (
            Column(view.words("Visit", "访视"), room=1),
            Column("n", numeric=True),
            Column(view.words("Mean (SD)", "均数（标准差）"), numeric=True),
            Column(view.words("Median", "中位数"), numeric=True),
            Column(view.words("Against the visit before", "与前次访视之差"), numeric=True),
            Column(view.words("95 % interval", "95 % 区间"), numeric=True, place="method"),
        ),
        tuple(rows),
        notes.listed(),
        population=say_population(view, asked.population),
        source="ADQS",
    )


def make_relapse_table(view: View) -> Table | None:
    """How many grew worse again after treatment, and the mean change since its end."""
    asked = view.study.plan.relapse
    n = view.results.find("relapse.n")
    if asked is None or n is None:
        return None
    endpoint, notes = view.study.plan.endpoint(asked.endpoint), Notes()
    rows = (
        _count_relapsed(view, asked, notes.mark(view.remark(n))),
        _measure_change_since(view, asked),
    )
    return Table(
        "relapse",
        view.words(
            f"{endpoint.label.en} after treatment: {view.study.visit(asked.visit).label.en}",
            f"治疗结束后的{endpoint.label.zh}：{view.study.visit(asked.visit).label.zh}",
        ),
        view.say_unit(endpoint.unit),
        (
            Column(view.words("Quantity", "指标"), room=1),
            Column(view.words("Result", "结果"), numeric=True),
            Column(view.words("95 % interval", "95 % 区间"), numeric=True, place="method"),
        ),
        rows,
        notes.listed(),
        population=say_population(view, asked.population),
        source="ADQS",
    )


def _count_relapsed(view: View, asked: Relapse, mark: str) -> Row:
    """How many of how many relapsed, with the share and its interval."""
    endpoint = view.study.plan.endpoint(asked.endpoint)
    found = {
        one: view.results.find(f"relapse.{one}")
        for one in ("count", "denominator", "estimate", "lower", "upper")
    }
    share = NONE
    if found["estimate"] is not None and found["estimate"].value is not None:
        count, of = (found[one] for one in ("count", "denominator"))
        share = f"{format_exact(count.value if count else None)}/"
        share += f"{format_exact(of.value if of else None)} = "
        share += format_percent(as_percent(found["estimate"].value))
    points = f"{format_exact(asked.points)} {view.say_unit(endpoint.unit)}"
    return Row(
        (
            cell_study(
                view.words(f"Relapse: worse by at least {points}", f"复发：加重至少 {points}"),
                marks=mark,
            ),
            Cell(
                share,
                strong=True,
                place="result",
                results=name_rows(*(found[o] for o in ("count", "denominator", "estimate"))),
            ),
            cell_interval(found["lower"], found["upper"], 1, view.language, percent=True),
        )
    )


def _measure_change_since(view: View, asked: Relapse) -> Row:
    """The mean change since the end of treatment with its interval."""
    endpoint = view.study.plan.endpoint(asked.endpoint)
    change = {one: view.results.find(f"relapse.change.{one}")
              for one in ("estimate", "lower", "upper")}  # fmt: skip
    return Row(
        (
            cell_study(
                view.words(
                    f"Mean change since {view.study.visit(asked.since).label.en}",
                    f"自{view.study.visit(asked.since).label.zh}以来的平均变化",
                )
            ),
            cell_signed(change["estimate"], endpoint.decimals, strong=True),
            cell_interval(change["lower"], change["upper"], endpoint.decimals, view.language),
        )
    )


def make_comparators_table(view: View) -> Table:
    """Published open-label changes, as printed."""
    rows = []
    for one in view.study.plan.comparators:
        prefix = f"comparator.{one.name}"
        found = {
            name: view.results.find(f"{prefix}.{name}")
            for part in ("before", "after", "change")
            for name in (f"{part}.mean", f"{part}.sd")
        }
        rows.append(
            Row(
                (
                    cell_study(view.say(one.label), view.say(one.treatment)),
                    cell_study(view.say(one.measure), view.say(one.remark) if one.remark else ""),
                    cell_exact(view.results.find(f"{prefix}.n")),
                    cell_exact(view.results.find(f"{prefix}.weeks")),
                    *(
                        _as_printed(found[f"{part}.mean"], found[f"{part}.sd"])
                        for part in ("before", "after", "change")
                    ),
                )
            )
        )
    return Table(
        "comparators",
        view.words(
            "Published open-label changes, beside and not compared",
            "已发表的开放标签研究中的变化（仅并列，不作比较）",
        ),
        "",
        (
            Column(view.words("Study, treatment", "研究、治疗"), room=2),
            Column(view.words("Measure", "指标"), room=3),
            Column("n", numeric=True),
            Column(view.words("Weeks", "周"), numeric=True),
            Column(view.words("Before, mean (SD)", "治疗前均数（SD）"), numeric=True),
            Column(view.words("After, mean (SD)", "治疗后均数（SD）"), numeric=True),
            Column(view.words("Change, mean (SD)", "变化均数（SD）"), numeric=True),
        ),
        tuple(rows),
        source=view.words("publications, see References", "文献，见参考文献"),
    )


def _as_printed(mean: Result | None, sd: Result | None) -> Cell:
    if mean is None or mean.value is None:
        return Cell(NONE, place="result", results=name_rows(mean))
    shown = format_exact(mean.value)
    if sd is not None and sd.value is not None:
        shown = f"{shown} ({format_exact(sd.value)})"
    return Cell(shown, place="result", results=name_rows(mean, sd))


# ---------------------------------------------------------------- glucocorticoids

GLUCOCORTICOIDS = "glucocorticoids"


def make_glucocorticoids_table(view: View) -> Table:
    """What is described and counted at each visit: quantities down, visits across."""
    parts = list_row_parts(view, GLUCOCORTICOIDS)
    visits = [one for one in view.study.visits if any(_visit(p) == one.name for p in parts)]
    kinds: dict[str, dict[str, Part]] = {}
    for part in parts:
        kinds.setdefault(part.group.partition(".")[2], {})[_visit(part)] = part
    order = sorted(kinds, key=lambda kind: next(iter(kinds[kind].values())).counted)
    rows = []
    for kind in order:
        own = kinds[kind]
        first = next(iter(own.values()))
        mean = None if first.counted else find_row(view, first, "mean")
        unit = view.say_unit(mean.unit) if mean else ""
        cells = [_visit_cell(view, own.get(visit.name)) for visit in visits]
        rows.append(Row((label_cell(first, small=unit), *cells)))
    return Table(
        "glucocorticoids",
        view.words("Glucocorticoids by visit", "各访视的糖皮质激素用量"),
        view.words("mean (SD), n; or n/N = %", "均数（SD），n；或 n/N = %"),
        (
            Column(view.words("Quantity", "指标"), room=2),
            *(Column(view.say(visit.label), numeric=True, place="study") for visit in visits),
        ),
        tuple(rows),
        population=say_people(view, GLUCOCORTICOIDS),
        source="ADGC",
    )


def _visit(part: Part) -> str:
    return part.group.partition(".")[0]


def _visit_cell(view: View, part: Part | None) -> Cell:
    if part is None:
        return Cell(NONE)
    if part.counted:
        return count_cell(view, part)
    n = find_row(view, part, "n")
    cell = cell_mean_sd(find_row(view, part, "mean"), find_row(view, part, "sd"), 1)
    shown = f"{cell.text}, {format_exact(n.value if n else None)}"
    return Cell(shown, place="result", results=(*cell.results, *name_rows(n)))
