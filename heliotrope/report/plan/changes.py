"""The history of a plan → its versions and what changed after the first look, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heliotrope.capture.plan_history import PlanHistory, PlanVersion
from heliotrope.report.model import Block, Row, Table
from heliotrope.report.plan.writer import PlanWriter
from heliotrope.study.plan_changes import PlanDifference
from heliotrope.vocabulary import Bilingual

KINDS = {
    "added": Bilingual("added", "新增"),
    "removed": Bilingual("removed", "删除"),
    "changed": Bilingual("changed", "变更"),
}


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One difference of one version, in the words of one language."""

    version: str
    """Of the plan, with that of the study's files."""
    on: str
    """ISO date of its adoption, UTC."""
    after_first_look: bool
    kind: str
    """Added, removed or changed."""
    what: str
    """The thing and its statement: `Analysis Change at week 24: method`."""
    was: str
    now: str


def list_plan_changes(writer: PlanWriter, history: PlanHistory) -> Iterator[PlanChange]:
    """Every difference of every version from the one before, in order."""
    for version in history.versions:
        for difference in version.differences:
            yield PlanChange(
                version=say_version(writer, version),
                on=f"{version.adopted.at:%Y-%m-%d}",
                after_first_look=version.after_first_look,
                kind=writer.say(KINDS[difference.kind]),
                what=_say_thing(writer, difference),
                was=writer.say(difference.was),
                now=writer.say(difference.now),
            )


def say_version(writer: PlanWriter, version: PlanVersion) -> str:
    """`2 (study files 3)`."""
    study = version.study
    return writer.words(
        f"{study.plan.version} (study files {study.version})",
        f"{study.plan.version}（研究文件 {study.version}）",
    )


def _say_thing(writer: PlanWriter, one: PlanDifference) -> str:
    label, key = writer.say(one.label), writer.say(one.key)
    thing = f"{writer.say(one.part)}{writer.words(' “', '「')}{label}{writer.words('”', '」')}"
    thing = thing if label else writer.say(one.part)
    return f"{thing}{writer.words(': ', '：')}{key}" if key else thing


def say_when(writer: PlanWriter, *, after: bool) -> str:
    """Before or after the first look."""
    return (
        writer.words("after the first look", "首次查看结果后")
        if after
        else writer.words("before any look", "查看结果前")
    )


def make_versions_table(writer: PlanWriter, history: PlanHistory) -> Table | None:
    """Each version with its adoption; None without a ledger."""
    return writer.table(
        "plan-versions",
        ("Versions as adopted", "采用的版本"),
        (
            ("Version", "版本", 1),
            ("Adopted (UTC)", "采用时间（UTC）", 1),
            ("Entry", "记录", 0),
            ("When", "时点", 1),
            ("Differences", "变更数", 0),
        ),
        (
            writer.row(
                say_version(writer, one),
                f"{one.adopted.at:%Y-%m-%d %H:%M}",
                str(one.adopted.seq),
                say_when(writer, after=one.after_first_look),
                str(len(one.differences)),
            )
            for one in history.versions
        ),
    )


def make_changes_table(
    writer: PlanWriter, history: PlanHistory, *, every: bool = False
) -> Table | None:
    """What changed after the first look, or with `every` at any time; None if nothing did."""
    return writer.table(
        "plan-changes",
        ("Changes of the plan", "计划的变更"),
        (
            ("Version", "版本", 1),
            ("Date", "日期", 0),
            ("When", "时点", 1),
            ("What", "内容", 2),
            ("Was", "原为", 2),
            ("Is", "现为", 2),
        ),
        (
            _make_row(writer, one)
            for one in list_plan_changes(writer, history)
            if every or one.after_first_look
        ),
    )


def _make_row(writer: PlanWriter, one: PlanChange) -> Row:
    what = f"{one.what}{writer.words(' (', '（')}{one.kind}{writer.words(')', '）')}"
    when = say_when(writer, after=one.after_first_look)
    return writer.row(one.version, one.on, when, what, one.was or "—", one.now or "—")


def list_changes(writer: PlanWriter, history: PlanHistory) -> Iterator[Block | None]:
    """Whether the plan was changed after the first look, in a sentence, with the table of it."""
    first = history.first_look
    if not history.versions:
        yield writer.paragraph("Not known without a ledger.", "无账本，无从得知。")
    elif first is None:
        yield writer.paragraph(
            "Nobody had opened the results when this was printed.", "打印时尚无人查看过结果。"
        )
    else:
        day = f"{first.recorded.at:%Y-%m-%d}"
        changed = history.changed_after_look
        yield writer.paragraph(
            f"The results were first opened on {day} (entry {first.recorded.seq}). "
            + ("The plan was changed after it:" if changed else "The plan was not changed since."),
            f"结果首次查看于 {day}（第 {first.recorded.seq} 条）。"
            + ("其后计划有变更：" if changed else "其后计划未变更。"),
        )
    yield make_changes_table(writer, history)
