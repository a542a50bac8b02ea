"""Participation as recorded → who was screened, enrolled, counted, stopped, and what deviated."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.analysis.results import Result
from heliotrope.capture.deviations import RULES, derive_deviations
from heliotrope.report.cells import cell_code, cell_exact, cell_remark
from heliotrope.report.model import Cell, Column, Row, Table
from heliotrope.report.numbers import NONE
from heliotrope.report.tables import list_changing_visits
from heliotrope.report.view import View
from heliotrope.study.plan import Endpoint
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual


def make_counted_table(view: View) -> Table:
    """Everyone screened: how participation stands, and at which visits they count, or why not."""
    endpoint = view.study.plan.endpoint(view.study.plan.primary().endpoint)
    visits = list_changing_visits(view, endpoint)
    rows = []
    for status in view.results.select("status"):
        code = status.group
        cells = [cell_code(code), cell_remark(status, view.language)]
        cells += [_counted_cell(view, endpoint, visit, code) for visit in visits]
        rows.append(Row(tuple(cells)))
    return Table(
        "counted",
        view.words("Who was counted, and why not", "谁被计入，谁未被计入及其原因"),
        view.say(endpoint.label),
        (
            Column(view.words("Participant", "参与者")),
            Column(view.words("Participation", "参与情况"), room=1),
            *(Column(view.say(visit.label), room=1, place="study") for visit in visits),
        ),
        tuple(rows),
        source="ADSL, ADQS",
        listing=True,
    )


def _counted_cell(view: View, endpoint: Endpoint, visit: Visit, code: str) -> Cell:
    if code not in view.enrolled_set:
        return Cell(view.words("not enrolled", "未入组"))
    row, value = view.change(endpoint, visit, code), view.value(endpoint, visit, code)
    if row.value is None:
        said = view.words(f"not counted: {row.text.en}", f"未计入：{row.text.zh}")
        return Cell(said, results=(row.result_id,))
    note, counted = view.say(value.text), view.words("counted", "计入")
    if not note:
        return Cell(counted)
    return Cell(f"{counted}{view.words(', ', '，')}{note}", results=(value.result_id,))


GROUPS = {
    "screened": Bilingual("Screened", "筛选"),
    "screen_failures": Bilingual("Screen failures", "筛选失败"),
    "in_screening": Bilingual("In screening", "筛选中"),
    "enrolled": Bilingual("Enrolled", "入组"),
    "completed": Bilingual("Completed the study", "完成研究"),
    "stopped": Bilingual("Stopped early", "提前退出"),
    "ongoing": Bilingual("Ongoing", "研究中"),
}


def make_disposition_table(view: View) -> Table:
    """How many were screened, enrolled, completed and stopped, and who they are."""
    return Table(
        "disposition",
        view.words("Participants", "参与者去向"),
        "",
        (
            Column(view.words("Group", "类别")),
            Column("n", numeric=True),
            Column(view.words("Who", "编号"), room=1),
        ),
        tuple(_disposition_rows(view)),
        source="ADSL",
    )


def _disposition_rows(view: View) -> Iterator[Row]:
    for row in view.results.select("disposition"):
        label, people = GROUPS.get(row.group), view.say(row.text)
        if label is None:
            reason, _, people = people.partition(view.words(": ", "："))
            group = Cell(reason, indent=1, results=(row.result_id,))
        else:
            group = Cell(view.say(label))
        yield Row((group, cell_exact(row), Cell(people or NONE, results=(row.result_id,))))


def make_stopped_table(view: View) -> Table:
    """Everyone enrolled who stopped early, with the day and the reason as the row says it."""
    stopped = {p for row in _rows_of(view, "stopped") for p in row.text.en.split(", ")}
    rows = [
        Row((cell_code(row.group), cell_exact(row), cell_remark(row, view.language)))
        for row in view.results.select("status")
        if row.group in stopped
    ]
    return Table(
        "stopped",
        view.words("Participants who stopped early", "提前退出的参与者"),
        "",
        (
            Column(view.words("Participant", "参与者")),
            Column(view.words("Study day", "研究日"), numeric=True),
            Column(view.words("How participation ended", "退出情况"), room=1),
        ),
        tuple(rows),
        source="ADSL",
        listing=True,
    )


def _rows_of(view: View, group: str) -> Iterator[Result]:
    return (row for row in view.results.select("disposition") if row.group == group)


def make_deviations_table(view: View) -> Table:
    """Every protocol deviation: found by rule or told by a person, with its judgment."""
    study = view.study
    rows = []
    for participant in view.evaluation.snapshot.participants:
        for one in derive_deviations(study, participant):
            visit = study.visit_by_name.get(one.visit or "")
            judged = one.acknowledged.weight if one.acknowledged else ""
            rows.append(
                Row(
                    (
                        cell_code(participant.code),
                        Cell(view.say(visit.label) if visit else NONE, place="study"),
                        Cell(view.say(one.text), view.say(RULES[one.rule]), place="record"),
                        Cell(view.say(WEIGHTS[judged])),
                    )
                )
            )
    return Table(
        "deviations",
        view.words("Protocol deviations", "方案偏离"),
        "",
        (
            Column(view.words("Participant", "参与者")),
            Column(view.words("Visit", "访视")),
            Column(view.words("Deviation", "偏离"), room=1),
            Column(view.words("Judged", "判定")),
        ),
        tuple(rows),
        source=view.words("ledger", "账本"),
        listing=True,
    )


WEIGHTS = {
    "minor": Bilingual("minor", "轻微"),
    "major": Bilingual("major", "重大"),
    "": Bilingual("not judged yet", "尚未判定"),
}
