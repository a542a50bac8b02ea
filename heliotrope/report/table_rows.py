"""Rows counted or described under a label → tables of them: baseline, exposure, safety.

An analysis of this kind names its parts in the column `group`; the label of a part is the text of
its denominator (a count of people) or of its n (numbers described).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.report.cells import (
    cell_exact,
    cell_interval,
    cell_number,
    cell_range,
    cell_study,
    name_rows,
)
from heliotrope.report.model import Cell, Column, Paragraph, Row, Said, Table
from heliotrope.report.numbers import NONE, as_percent, format_exact, format_number, format_percent
from heliotrope.report.tables import say_population
from heliotrope.report.view import View
from heliotrope.vocabulary import Bilingual

DECIMALS = 1
"""Of means of quantities that are no endpoint of the plan."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an analysis: a count of people, or numbers described."""

    analysis: str
    group: str
    label: str
    """In the language of the report."""
    head: Result
    """The row whose text is the label."""
    counted: bool
    """True: people are counted. False: numbers are described."""


def list_row_parts(view: View, analysis: str) -> list[Part]:
    """The parts of an analysis, in the order of its rows."""
    parts = []
    for row in view.results.select(analysis):
        label = view.say(row.text)
        if not row.group or not label or row.value is None:
            continue
        name = row.result_id.removeprefix(f"{analysis}.")
        if name == f"{row.group}.denominator":
            parts.append(Part(analysis, row.group, label, row, counted=True))
        elif name == f"{row.group}.n":
            parts.append(Part(analysis, row.group, label, row, counted=False))
    return parts


def find_row(view: View, part: Part, name: str) -> Result | None:
    """A row of the part, such as `count` or `rate.estimate`."""
    return view.results.find(f"{part.analysis}.{part.group}.{name}")


def say_absence(view: View, analysis: str) -> Paragraph | None:
    """The sentence that stands for an analysis that could not be made; None if it was."""
    row = next(view.results.select(analysis), None)
    if row is None or row.value is not None or not row.text.en:
        return None
    return Paragraph(view.remark(row), "absent")


def say_people(view: View, analysis: str) -> Said:
    """The population of an analysis."""
    row = next(view.results.select(analysis), None)
    return say_population(view, row.population) if row and row.population else ()


# ---------------------------------------------------------------- cells


def label_cell(part: Part, *, indent: int = 0, small: str = "") -> Cell:
    """The label, which is a text of results."""
    return Cell(part.label, small, indent=indent, results=(part.head.result_id,))


def count_cell(view: View, part: Part) -> Cell:
    """`3/10 = 30 %`."""
    count, of, share = (find_row(view, part, one) for one in ("count", "denominator", "estimate"))
    if count is None or count.value is None:
        return Cell(NONE, place="result", results=name_rows(count))
    shown = format_exact(count.value)
    if of is not None:
        shown = f"{shown}/{format_exact(of.value)}"
    if share is not None and share.value is not None:
        shown = f"{shown} = {format_percent(as_percent(share.value))}"
    return Cell(shown, place="result", results=name_rows(count, of, share))


def exact_cell(view: View, part: Part) -> Cell:
    """The interval of the proportion, in percent."""
    lower, upper = (find_row(view, part, one) for one in ("lower", "upper"))
    return cell_interval(lower, upper, DECIMALS, view.language, percent=True)


def rate_cell(view: View, part: Part, name: str) -> Cell:
    """`120.5 (48.2 to 248.3)`: a rate with its interval."""
    value, lower, upper = (
        find_row(view, part, f"{name}.{one}") for one in ("estimate", "lower", "upper")
    )
    if value is None or value.value is None:
        return Cell(NONE, place="result", results=name_rows(value))
    shown = format_number(value.value, DECIMALS)
    interval = cell_interval(lower, upper, DECIMALS, view.language)
    brackets = ("（", "）") if view.language == "zh" else (" (", ")")
    return Cell(
        f"{shown}{brackets[0]}{interval.text}{brackets[1]}",
        place="result",
        results=name_rows(value, lower, upper),
    )


def described_cells(view: View, part: Part) -> list[Cell]:
    """N, mean, SD, median, range; an endpoint of the plan with its own decimals."""
    own = [one.decimals for one in view.study.plan.endpoints if one.name == part.group]
    decimals = own[0] if own else DECIMALS
    found = {one: find_row(view, part, one) for one in ("n", "mean", "sd", "median", "min", "max")}
    return [
        cell_exact(found["n"]),
        *(cell_number(found[one], decimals) for one in ("mean", "sd", "median")),
        cell_range(found["min"], found["max"], view.language, decimals),
    ]


# ---------------------------------------------------------------- tables


def make_described_table(view: View, analysis: str, name: str, title: str, source: str) -> Table:
    """What is described and what is counted, in the order of the rows."""
    rows, latest = [], ""
    for part in list_row_parts(view, analysis):
        group = part.group.partition(".")[0] if part.counted and "." in part.group else ""
        if group and group != latest:
            rows.append(Row((cell_study(_name_group(view, group)),), "group"))
        latest = group
        rows.append(_described_row(view, part))
    return Table(
        name,
        title,
        "",
        (
            Column(view.words("Quantity", "指标"), room=2),
            Column("n", numeric=True),
            Column(view.words("Mean", "均数"), numeric=True),
            Column(view.words("SD", "标准差"), numeric=True),
            Column(view.words("Median", "中位数"), numeric=True),
            Column(view.words("Range", "范围"), numeric=True),
        ),
        tuple(rows),
        population=say_people(view, analysis),
        source=source,
    )


GROUPS = {
    "sex": Bilingual("Sex", "性别"),
    "drugs": Bilingual("Background treatment on day 1", "第 1 天的背景治疗"),
    "history": Bilingual("Medical history", "既往史"),
}


def _name_group(view: View, group: str) -> str:
    """What a group of counts is called: by the demographics form's item, where it is one."""
    form = view.study.form_by_name.get(view.study.roles.demographics_form or "")
    if group in GROUPS:
        return view.say(GROUPS[group])
    item = form.item_by_name.get(group) if form else None
    return view.say(item.label) if item else group


def _described_row(view: View, part: Part) -> Row:
    if not part.counted:
        unit = find_row(view, part, "mean")
        cells = described_cells(view, part)
        return Row((label_cell(part, small=view.say_unit(unit.unit) if unit else ""), *cells))
    blank = [Cell("") for _ in range(4)]
    indent = int("." in part.group)
    return Row((label_cell(part, indent=indent), count_cell(view, part), *blank))


def make_counts_table(  # noqa: PLR0917
    view: View,
    parts: Sequence[Part],
    name: str,
    title: str,
    source: str,
    more: Sequence[tuple[Column, Callable[[Part], Cell]]] = (),
    *,
    indent: Callable[[Part], int] = lambda _: 0,
) -> Table:
    """People counted, with the exact interval of the proportion, and what `more` adds."""
    rows = [
        Row(
            (
                label_cell(part, indent=indent(part)),
                count_cell(view, part),
                exact_cell(view, part),
                *(make(part) for _, make in more),
            )
        )
        for part in parts
    ]
    return Table(
        name,
        title,
        "",
        (
            Column("", room=2),
            Column(view.words("Participants, n/N = %", "人数，n/N = %"), numeric=True),
            Column(view.words("95 % interval, %", "95 % 区间（%）"), numeric=True, place="method"),
            *(column for column, _ in more),
        ),
        tuple(rows),
        population=say_people(view, parts[0].analysis) if parts else (),
        source=source,
    )


def select_parts(parts: Sequence[Part], *starts: str) -> Iterator[Part]:
    """The parts whose group begins so."""
    return (part for part in parts if part.group.startswith(starts))
