"""The study's files → the investigational plan as the report tells it (ICH E3, section 9)."""

from __future__ import annotations

from heliotrope.report.cells import cell_study
from heliotrope.report.chapters.changes import write_changes
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.model import (
    Block,
    Cell,
    Column,
    Items,
    Piece,
    Row,
    Section,
    Table,
    Terms,
)
from heliotrope.report.numbers import NONE
from heliotrope.report.rules import make_proposed_table, state_rules
from heliotrope.report.stamp import list_facts, say_design
from heliotrope.report.tables import say_mark, say_origin, say_range
from heliotrope.report.view import View
from heliotrope.study.criterion_numbers import number_criterion
from heliotrope.study.estimands import Estimand
from heliotrope.vocabulary import Bilingual


def write_design(writer: Writer) -> Section:
    """Design, participants, treatments, variables, data quality, statistics, changes."""
    return writer.section(
        "9",
        "Investigational plan",
        "研究计划",
        sections=(
            _write_overall(writer),
            _write_control(writer),
            _write_selection(writer),
            _write_treatments(writer),
            _write_variables(writer),
            _write_quality(writer),
            _write_statistics(writer),
            write_changes(writer),
        ),
    )


def _write_overall(writer: Writer) -> Section:
    view, design = writer.view, writer.view.study.design
    weeks = design.duration_weeks
    said = writer.say(
        "{design}; {planned} participants planned.",
        "{design}；计划 {planned} 名参与者。",
        design=say_design(view, begins=True),
        planned=str(design.participants),
    )
    lasting = writer.say(
        "Each participant is treated and followed for {weeks} weeks.",
        "每位参与者治疗并随访 {weeks} 周。",
        weeks=str(weeks),
    )
    return writer.section(
        "9.1", "Overall design", "总体设计", said, lasting if weeks is not None else None
    )


def _write_control(writer: Writer) -> Section:
    single = writer.view.study.design.assignment == "single_arm"
    alone = writer.say(
        "There is one arm and no control group. A change from baseline holds the effect of the "
        "drug, the natural course, regression to the mean, changes of background treatment and "
        "the expectations of those who score; the design cannot tell them apart.",
        "本研究为单臂，无对照组。较基线的变化同时包含药物效应、自然病程、向均数回归、背景治疗变动"
        "以及评分者的预期；本设计无法将其区分。",
    )
    several = writer.say("The arms are compared as planned.", "各组按计划比较。")
    return writer.section(
        "9.2",
        "Discussion of the design",
        "设计的讨论",
        alone if single else several,
    )


# ---------------------------------------------------------------- 9.3 participants


def _write_selection(writer: Writer) -> Section:
    view, study = writer.view, writer.view.study
    parts = []
    for number, kind, en, zh in (
        ("9.3.1", "inclusion", "Inclusion criteria", "入选标准"),
        ("9.3.2", "exclusion", "Exclusion criteria", "排除标准"),
    ):
        found = [one for one in study.criteria if one.kind == kind]
        items = tuple(
            (
                Piece(f"{number_criterion(study, one)}. ", "number"),
                view.quote(one.text, say_mark(view, one.provenance)),
            )
            for one in found
        )
        block: Block = Items(items, numbered=True)
        if not found:
            block = writer.absent("Not in the study's files.", "研究文件中无。")
        parts.append(writer.section(number, en, zh, block))
    sought = tuple((view.quote(one.what),) for one in study.not_found)
    lead = writer.say("Sought in the record and not found:", "曾在注册记录中查找而未找到：")
    return writer.section(
        "9.3",
        "Selection of participants",
        "参与者的选择",
        lead if sought else None,
        Items(sought) if sought else None,
        sections=parts,
    )


def _write_treatments(writer: Writer) -> Section:
    view = writer.view
    arms = tuple(
        (view.quote(arm.label), (view.quote(arm.description, say_mark(view, arm.provenance)),))
        for arm in view.study.arms
    )
    return writer.section("9.4", "Treatments", "治疗", Terms(arms))


# ---------------------------------------------------------------- 9.5 variables


def _write_variables(writer: Writer) -> Section:
    view = writer.view
    return writer.section(
        "9.5",
        "Efficacy and safety variables",
        "疗效与安全性变量",
        sections=(
            writer.section(
                "9.5.1", "Schedule of assessments", "评估时间表", make_schedule_table(view)
            ),
            writer.section("9.5.2", "Endpoints", "终点指标", make_endpoints_table(view)),
        ),
    )


def make_schedule_table(view: View) -> Table:
    """Forms down, visits across; a cross where the form belongs to the visit."""
    visits = [visit for visit in view.study.visits if visit.kind == "scheduled"]
    rows = []
    for form in view.study.forms:
        due = ["×" if form.name in visit.forms else "" for visit in visits]
        if any(due):
            rows.append(Row((cell_study(view.say(form.label)), *(Cell(one or "·") for one in due))))
    days = [_say_day(visit.day) for visit in visits]
    if any(days):
        rows.insert(
            0, Row((Cell(view.words("Day", "天")), *(cell_study(day or "·") for day in days)))
        )
    return Table(
        "schedule",
        view.words("Which form belongs to which visit", "各访视的表格"),
        "",
        (
            Column(view.words("Form", "表格"), room=2),
            *(Column(view.say(visit.label), place="study") for visit in visits),
        ),
        tuple(rows),
    )


def _say_day(day: int | None) -> str:
    return "" if day is None else str(day).replace("-", "−")


BETTER = {"lower": Bilingual("lower", "越低越好"), "higher": Bilingual("higher", "越高越好")}


def make_endpoints_table(view: View) -> Table:
    """Each endpoint with unit, range, direction and source."""
    rows = tuple(
        Row(
            (
                cell_study(view.say(one.label)),
                cell_study(view.say_unit(one.unit)),
                cell_study(say_range(one) or "—"),
                Cell(view.say(BETTER[one.better])),
                cell_study(say_origin(view, one.provenance)),
            )
        )
        for one in view.study.plan.endpoints
    )
    return Table(
        "endpoints",
        view.words("Endpoints", "终点指标"),
        "",
        (
            Column(view.words("Endpoint", "终点"), room=2),
            Column(view.words("Unit", "单位")),
            Column(view.words("Range", "范围")),
            Column(view.words("Better", "方向")),
            Column(view.words("Source", "来源"), room=1),
        ),
        rows,
    )


# ---------------------------------------------------------------- 9.6 to 9.8


def _write_quality(writer: Writer) -> Section:
    has_ledger = writer.view.evaluation.snapshot.head is not None
    ledger = writer.say(
        "Every save is an entry of an append-only ledger, chained by hash; a correction stands "
        "beside what it corrects, with its reason. Checks run at each save. The numbers of this "
        "report are rows of results.csv and lead back to the entries.",
        "每次保存均为只增账本中的一条记录，以散列相链；更正与原值并存并附理由。每次保存时执行核查。"
        "本报告的数字均为 results.csv 中的一行，可追溯至账本条目。",
    )
    folder = writer.say(
        "The data came as a folder of tables and passed the same checks as typed entries. There "
        "is no ledger behind them: who recorded what, and when, is not known.",
        "数据以文件夹形式提供，并经过与录入相同的核查。其后无账本，无从得知何人何时录入。",
    )
    return writer.section(
        "9.6", "Data quality", "数据质量", ledger if has_ledger else folder, list_facts(writer.view)
    )


def _write_statistics(writer: Writer) -> Section:
    view = writer.view
    rules = tuple(
        (Piece(rule.name), (Piece(rule.text, "method", mark=rule.mark),))
        for rule in state_rules(view)
    )
    estimands = list(view.study.plan.estimands)
    parts = [
        writer.section("9.7.1", "Methods", "方法", Terms(rules)),
        writer.section(
            "9.7.2",
            "Determination of sample size",
            "样本量的确定",
            writer.say(
                "The record plans {planned} participants and gives no calculation.",
                "注册记录计划 {planned} 名参与者，未给出计算依据。",
                planned=str(view.study.design.participants),
            ),
        ),
    ]
    if estimands:
        table = make_estimands_table(view, estimands)
        parts.append(
            writer.section("9.7.3", "Estimands", "估计目标", table, make_events_table(view))
        )
    parts.append(
        writer.section(
            f"9.7.{len(parts) + 1}",
            "What is proposed",
            "拟定内容",
            make_proposed_table(view),
        )
    )
    return writer.section("9.7", "Statistical methods", "统计方法", sections=parts)


STRATEGIES = {
    "treatment_policy": Bilingual("treatment policy", "治疗策略"),
    "hypothetical": Bilingual("hypothetical", "假想策略"),
    "composite": Bilingual("composite", "复合策略"),
    "while_on_treatment": Bilingual("while on treatment", "在治策略"),
}
"""The strategies of ICH E9(R1)."""


def make_estimands_table(view: View, estimands: list[Estimand]) -> Table:
    """The attributes of each estimand (ICH E9(R1)), with the strategy for each kind of event."""
    rows = [
        Row(
            (
                cell_study(view.say(one.label), say_mark(view, one.provenance)),
                cell_study(view.say(one.variable)),
                cell_study(_say_population(view, one)),
                cell_study(_say_strategies(view, one)),
                cell_study(view.say(one.summary)),
            )
        )
        for one in estimands
    ]
    return Table(
        "estimands",
        view.words("Estimands", "估计目标"),
        "",
        (
            Column(view.words("Estimand", "估计目标"), room=2),
            Column(view.words("Variable", "变量"), room=2),
            Column(view.words("Population", "人群"), room=1),
            Column(view.words("Intercurrent events", "伴发事件"), room=3),
            Column(view.words("Summary", "汇总"), room=2),
        ),
        tuple(rows),
    )


def _say_population(view: View, estimand: Estimand) -> str:
    found = [one for one in view.study.plan.populations if one.name == estimand.population]
    return view.say(found[0].label) if found else estimand.population


def _say_strategies(view: View, estimand: Estimand) -> str:
    """The strategy of most kinds of events; then the others with the events they are for."""
    events = {one.event: view.say(one.label) for one in view.study.plan.intercurrent_events}
    together: dict[str, list[str]] = {}
    for one in estimand.intercurrent:
        label = events.get(one.event, one.event)
        together.setdefault(view.say(STRATEGIES[one.strategy]), []).append(label)
    if not together:
        return NONE
    most = max(together, key=lambda how: len(together[how]))
    colon, stop = view.words(": ", "："), view.words("; ", "；")
    rest = [f"{how}{colon}{view.join(own)}" for how, own in together.items() if how != most]
    if not rest:
        return view.words(f"all: {most}", f"全部：{most}")
    return stop.join([*rest, view.words(f"all others: {most}", f"其余：{most}")])


def make_events_table(view: View) -> Table | None:
    """Each kind of intercurrent event with the rule that finds it."""
    rows = tuple(
        Row(
            (
                cell_study(view.say(one.label)),
                cell_study(view.say(one.definition), say_mark(view, one.provenance)),
            )
        )
        for one in view.study.plan.intercurrent_events
    )
    if not rows:
        return None
    return Table(
        "intercurrent-rules",
        view.words("Intercurrent events", "伴发事件"),
        "",
        (
            Column(view.words("Event", "事件")),
            Column(view.words("Found by", "识别规则"), room=1),
        ),
        rows,
    )
