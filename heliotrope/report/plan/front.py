"""A plan's writer → its cover and first sections: how to read it, the study, who is counted."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.capture.plan_history import PlanHistory
from heliotrope.report.model import Piece, Section, Terms
from heliotrope.report.plan.changes import list_changes, make_versions_table
from heliotrope.report.plan.writer import PlanWriter
from heliotrope.report.stamp import ASSIGNMENTS, MASKINGS
from heliotrope.study.plan_words import OUTCOME_ROLES, POPULATION_RULES, STANDINGS
from heliotrope.vocabulary import Bilingual

_MEANINGS = {
    "record": Bilingual("The registry record states it.", "注册记录中载明。"),
    "published": Bilingual("A publication states it.", "文献中载明。"),
    "interpretation": Bilingual(
        "A reading of what the record leaves open.", "对注册记录中不明之处的理解。"
    ),
    "proposed": Bilingual(
        "Proposed here, until the investigator decides.", "本计划拟定，待研究者决定。"
    ),
    "unverified": Bilingual(
        "Professional knowledge without a source that was read.", "专业经验，未查得出处。"
    ),
}


def make_cover(writer: PlanWriter, history: PlanHistory) -> Terms:
    """What the title page lists."""
    study, plan = writer.study, writer.study.plan
    registration = study.registration
    known = [one for one in history.versions if one.study.fingerprint == study.fingerprint]
    pairs = [
        (("Registration", "注册"), registration.label),
        (("Official title", "正式标题"), writer.say(registration.official_title)),
        (("Sponsor", "申办者"), registration.say_sponsor(writer.language)),
        (("Version of the plan", "计划版本"), plan.version),
        (
            ("Fixed on", "定稿日期"),
            plan.fixed_on or writer.words("not fixed yet", "尚未定稿"),
        ),
        (("Version of the study's files", "研究文件版本"), study.version),
    ]
    if known:
        adopted = known[-1].adopted
        said = f"{adopted.at:%Y-%m-%d} UTC{writer.words(', entry ', '，第 ')}{adopted.seq}"
        pairs.append((("Adopted", "采用"), said + writer.words("", " 条")))
    pairs.append((("Fingerprint of the files", "文件指纹"), study.fingerprint or "—"))
    return Terms(
        tuple((Piece(writer.words(*name)), (Piece(text, "stamp"),)) for name, text in pairs)
    )


def write_front(writer: PlanWriter, history: PlanHistory) -> Iterator[Section]:
    """Sections 1 to 3."""
    yield _write_about(writer, history)
    yield _write_study(writer)
    yield _write_populations(writer)


def _write_about(writer: PlanWriter, history: PlanHistory) -> Section:
    study, plan = writer.study, writer.study.plan
    marks = writer.table(
        "marks",
        ("Marks of origin", "依据标记"),
        (("Mark", "标记", 0), ("Means", "含义", 1)),
        (
            writer.row(writer.say(STANDINGS[one]), writer.say(said))
            for one, said in _MEANINGS.items()
        ),
    )
    revisions = writer.table(
        "revisions",
        ("Why each version was written", "各版本缘由"),
        (("Version", "版本", 0), ("Date", "日期", 0), ("Reason", "理由", 1)),
        (writer.row(one.version, one.on, writer.say(one.reason)) for one in plan.revisions),
    )
    open_points = [writer.say(one.what) for one in study.not_found if one.blocks_real_use]
    blocks = (
        writer.paragraph(
            "This document is printed from the study's files; the same files run the evaluation. "
            "What is written here is what is computed.",
            "本文件由研究文件生成，评价程序运行的也是同一组文件：所写即所算。",
        ),
        writer.paragraph(
            "The registry record names outcomes and times. Every other rule carries a mark of "
            "where it comes from.",
            "注册记录仅给出结局与时间点；其余各项规则均标明依据。",
        ),
        marks,
    )
    sections = [
        writer.section(
            "1.1", "Versions", "版本", make_versions_table(writer, history), revisions,
            None if history.versions else writer.paragraph(
                "No ledger stands behind this print: adoptions and looks at the results are "
                "known only in a database.",
                "本打印件无账本：采用版本与查看结果的记录仅见于数据库。",
            ),
        ),
        writer.section("1.2", "Changes after the first look", "首次查看结果后的变更",
                       *list_changes(writer, history)),
    ]  # fmt: skip
    if open_points:
        sections.append(
            writer.section(
                "1.3",
                "Open before real use",
                "正式使用前待定事项",
                writer.items(open_points),
            )
        )
    return writer.section("1", "About this plan", "关于本计划", *blocks, below=sections)


def _write_study(writer: PlanWriter) -> Section:
    study, design = writer.study, writer.study.design
    facts = [
        (
            writer.words("Design", "设计"),
            writer.words(
                f"{ASSIGNMENTS[design.assignment][0]}, {MASKINGS[design.masking][0]}",
                f"{ASSIGNMENTS[design.assignment][1]}、{MASKINGS[design.masking][1]}",
            ),
        ),
        (writer.words("Planned", "计划例数"), str(design.participants)),
    ]
    if design.duration_weeks is not None:
        weeks = writer.words(f"{design.duration_weeks} weeks", f"{design.duration_weeks} 周")
        facts.append((writer.words("Treatment", "治疗期"), weeks))
    facts += [(writer.say(arm.label), writer.say(arm.description)) for arm in study.arms]
    outcomes = writer.table(
        "outcomes",
        ("Outcomes", "结局"),
        (("Role", "作用", 0), ("Measure", "指标", 3), ("Time", "时间", 1), ("Origin", "依据", 1)),
        (
            writer.row(
                writer.say(OUTCOME_ROLES[one.role]),
                writer.say(one.measure),
                writer.say(one.time_frame),
                writer.origin(one.provenance),
            )
            for one in study.outcomes
        ),
    )
    sections = (
        writer.section("2.1", "Design", "设计", writer.terms(facts)),
        writer.section("2.2", "Outcomes", "结局", outcomes),
        writer.section(
            "2.3",
            "Number of participants",
            "样本量",
            writer.paragraph(
                f"The record plans {design.participants} participants and gives no calculation; "
                "precision is reported by intervals, and no power is claimed.",
                f"注册记录计划 {design.participants} 名参与者，未给出计算依据；"
                "以区间报告精度，不作检验效能的声明。",
            ),
        ),
    )
    return writer.section("2", "The study", "研究概况", below=sections)


def _write_populations(writer: PlanWriter) -> Section:
    table = writer.table(
        "populations",
        ("Populations", "分析人群"),
        (("Population", "人群", 1), ("Who counts", "计入者", 2), ("Origin", "依据", 1)),
        (
            writer.row(
                writer.say(one.label),
                writer.say(POPULATION_RULES[one.rule]),
                writer.origin(one.provenance),
            )
            for one in writer.study.plan.populations
        ),
    )
    return writer.section("3", "Populations", "分析人群", table)
