"""The plan's history → when it was fixed, what changed after the first look (ICH E3, 9.8)."""

from __future__ import annotations

from heliotrope.report.cells import cell_study
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.model import Cell, Column, Paragraph, Piece, Row, Section, Table
from heliotrope.report.numbers import NONE
from heliotrope.report.view import View
from heliotrope.vocabulary import Bilingual


def write_changes(writer: Writer) -> Section:
    """When the plan was fixed, its versions, and what changed after the first look."""
    fixed = writer.view.study.plan.fixed_on
    when = writer.say(
        "The plan has not been fixed: its estimates stay proposals until it is.",
        "分析计划尚未固定；在固定之前，各估计均为拟定。",
    )
    if fixed:
        when = writer.say(
            "The plan was fixed on {date}.", "分析计划确定于 {date}。", date=Piece(fixed, "stamp")
        )
    return writer.section(
        "9.8",
        "Changes of the conduct or the plan",
        "研究实施与计划的变更",
        when,
        _say_looks(writer),
        make_versions_table(writer.view),
        make_differences_table(writer.view),
    )


def _say_looks(writer: Writer) -> Paragraph:
    history = writer.view.evaluation.snapshot.plan_history
    look = history.first_look
    if not history.versions:
        return writer.say(
            "There is no ledger, so it is not known who looked at results, and when.",
            "无账本，无从得知何人何时查看过结果。",
        )
    if look is None:
        return writer.say(
            "Nobody had opened the results before this evaluation.",
            "在本次评价之前，无人打开过结果。",
        )
    changed = bool(history.changed_after_look)
    return writer.say(
        "The results were first opened on {when}. The plan was changed after that; the "
        "differences are listed."
        if changed
        else "The results were first opened on {when}. The plan was not changed after that.",
        "结果首次于 {when} 打开。此后分析计划有变更，差异如下。"
        if changed
        else "结果首次于 {when} 打开。此后分析计划未变更。",
        when=Piece(f"{look.recorded.at:%Y-%m-%d %H:%M} UTC", "stamp"),
    )


def make_versions_table(view: View) -> Table | None:
    """Every version of the plan: when it was adopted, and whether after the first look."""
    versions = view.evaluation.snapshot.plan_history.versions
    if not versions:
        return None
    after = view.words("after the first look", "首次查看之后")
    before = view.words("before the first look", "首次查看之前")
    rows = tuple(
        Row(
            (
                Cell(f"v{one.study.plan.version}", place="stamp"),
                Cell(f"{one.adopted.at:%Y-%m-%d %H:%M}", place="stamp"),
                Cell(one.adopted.by.name, place="record"),
                Cell(str(one.adopted.seq), place="record"),
                Cell(after if one.after_first_look else before),
            )
        )
        for one in versions
    )
    return Table(
        "plan-versions",
        view.words("Versions of the plan", "分析计划的版本"),
        "",
        (
            Column(view.words("Version", "版本")),
            Column(view.words("Adopted (UTC)", "采用时间（UTC）")),
            Column(view.words("By", "采用者"), room=1),
            Column(view.words("Ledger entry", "账本条目")),
            Column(view.words("When", "时点")),
        ),
        rows,
    )


CHANGES = {
    "added": Bilingual("added", "新增"),
    "removed": Bilingual("removed", "删除"),
    "changed": Bilingual("changed", "更改"),
}


def make_differences_table(view: View) -> Table | None:
    """Every difference that a version made after the first look: what was and what is."""
    found = [
        (version.study.plan.version, one)
        for version in view.evaluation.snapshot.plan_history.changed_after_look
        for one in version.differences
    ]
    if not found:
        return None
    rows = tuple(
        Row(
            (
                Cell(f"v{version}", place="stamp"),
                cell_study(f"{view.say(one.part)} {view.say(one.label) or one.name}".strip()),
                cell_study(view.say(one.key) or view.say(CHANGES[one.kind])),
                cell_study(view.say(one.was) or NONE),
                cell_study(view.say(one.now) or NONE),
            )
        )
        for version, one in found
    )
    return Table(
        "plan-differences",
        view.words("Changes of the plan after the first look", "首次查看之后的计划变更"),
        "",
        (
            Column(view.words("Version", "版本")),
            Column(view.words("What", "内容"), room=2),
            Column(view.words("Which", "项目"), room=1),
            Column(view.words("Was", "原为"), room=2),
            Column(view.words("Is", "现为"), room=2),
        ),
        rows,
    )
