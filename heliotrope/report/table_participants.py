"""Each participant's rows → listings: values and changes at the plan's visits, the whole course."""

from __future__ import annotations

from collections.abc import Sequence

from heliotrope.report.cells import (
    cell_code,
    cell_exact,
    cell_number,
    cell_signed,
    cell_signed_percent,
)
from heliotrope.report.gaps import describe_gaps, find_gaps
from heliotrope.report.model import Cell, Column, Note, Row, Table, drop_empty
from heliotrope.report.numbers import NONE
from heliotrope.report.tables import list_changing_visits, say_population, say_unit
from heliotrope.report.view import View
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual


def make_participants_table(view: View, endpoint: Endpoint) -> Table:
    """Each participant's values and changes at the visits of the plan, with the reason for gaps."""
    visits = list_changing_visits(view, endpoint)
    notes = _note_no_change(view, endpoint)
    rows = [
        _participant_row(view, endpoint, visits, code, whole=not notes) for code in view.enrolled
    ]
    columns = [
        Column(view.words("Participant", "参与者")),
        Column(view.say(view.first_visit.label), numeric=True, place="study"),
    ]
    for visit in visits:
        columns += [
            Column(view.say(visit.label), numeric=True, place="study"),
            Column(view.words("Change", "变化"), numeric=True),
            Column("%", numeric=True),
        ]
    columns.append(Column(view.words("Remarks", "备注"), room=1))
    table = Table(
        f"participants-{endpoint.name}",
        view.words(f"{endpoint.label.en}: each participant", f"{endpoint.label.zh}：每位参与者"),
        say_unit(view, endpoint),
        tuple(columns),
        tuple(rows),
        notes,
        population=say_population(view, "enrolled"),
        source="ADQS",
        listing=True,
    )
    return drop_empty(table, NONE) if endpoint.derived else table


def _note_no_change(view: View, endpoint: Endpoint) -> tuple[Note, ...]:
    """Why nobody has a change, once for all: the score is itself a change."""
    if endpoint.derived != "total_improvement_score" or not view.enrolled:
        return ()
    remark = view.remark(view.value(endpoint, view.first_visit, view.enrolled[0]))
    return (Note("", remark),) if remark else ()


def _participant_row(
    view: View, endpoint: Endpoint, visits: Sequence[Visit], code: str, *, whole: bool
) -> Row:
    """`whole`: with the remarks on baseline and change, not only on values that are missing."""
    first = view.value(endpoint, view.first_visit, code)
    cells = [cell_code(code), cell_exact(first)]
    remarks = [(view.first_visit, first.result_id, first.text)] if whole else []
    for visit in visits:
        value, change = view.value(endpoint, visit, code), view.change(endpoint, visit, code)
        percent = view.percent(endpoint, visit, code)
        cells += [
            cell_exact(value),
            cell_signed(change, strong=True),
            cell_signed_percent(percent),
        ]
        row = value if value.text.en or not whole else percent
        remarks.append((visit, row.result_id, row.text))
    return Row((*cells, _remarks_cell(view, remarks)))


def _remarks_cell(view: View, remarks: Sequence[tuple[Visit, str, Bilingual]]) -> Cell:
    """The remarks, each once, with the visits they belong to."""
    visits: dict[str, list[str]] = {}
    ids = []
    for visit, row, words in remarks:
        if words.en:
            visits.setdefault(view.say(words), []).append(view.say(visit.label))
            ids.append(row)
    colon = view.words(": ", "：")
    said = [f"{view.join(labels)}{colon}{words}" for words, labels in visits.items()]
    return Cell(view.words("; ", "；").join(said), results=tuple(ids))


def make_course_table(view: View, endpoint: Endpoint) -> Table:
    """The table of the course: everyone's value at every visit, n and mean, gaps named below."""
    visits = view.visits_of(endpoint)
    rows = [
        Row((cell_code(code), *(cell_exact(view.value(endpoint, v, code)) for v in visits)))
        for code in view.enrolled
    ]
    rows += _course_total_rows(view, endpoint, visits)
    gaps = find_gaps(view, endpoint, visits)
    return Table(
        f"course-{endpoint.name}",
        view.words(f"{endpoint.label.en} at every visit", f"各访视的{endpoint.label.zh}"),
        say_unit(view, endpoint),
        (
            Column(view.words("Participant", "参与者"), room=1),
            *(
                Column(view.say(visit.label), numeric=True, room=1, place="study")
                for visit in visits
            ),
        ),
        tuple(rows),
        tuple(Note("", (words,)) for words in describe_gaps(view, gaps)),
        population=say_population(view, "enrolled"),
        source="ADQS",
        listing=True,
    )


def _course_total_rows(view: View, endpoint: Endpoint, visits: Sequence[Visit]) -> list[Row]:
    """How many were observed and their mean, where the plan has a figure of the course."""
    displays = [
        display
        for display in view.study.plan.displays
        if display.kind == "course" and display.endpoint == endpoint.name
    ]
    if not displays:
        return []
    prefix = f"figure.{displays[0].name}"
    means = [view.results[f"{prefix}.{visit.name}.mean"] for visit in visits]
    counts = [view.results[f"{prefix}.{visit.name}.n"] for visit in visits]
    return [
        Row((Cell("n"), *(cell_exact(row) for row in counts)), "total"),
        Row(
            (
                Cell(view.words("Mean", "均数")),
                *(cell_number(row, endpoint.decimals) for row in means),
            )
        ),
    ]
