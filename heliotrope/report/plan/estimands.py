"""A plan's writer → what is to be estimated: events, estimands, endpoints, visits and baseline."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.analysis.absence import name_window
from heliotrope.report.model import Cell, Row, Section, Table
from heliotrope.report.numbers import format_exact
from heliotrope.report.plan.writer import PlanWriter
from heliotrope.study.estimands import Estimand, IntercurrentEvent
from heliotrope.study.plan import Endpoint
from heliotrope.study.plan_words import DERIVED, DIRECTIONS, STRATEGIES
from heliotrope.study.schedule import Visit

_REFERENCE = "ICH E9(R1) 2019"


def write_estimands(writer: PlanWriter) -> Iterator[Section]:
    """Sections 4 to 6; a plan without estimands says so."""
    yield _write_estimands(writer)
    yield writer.section("5", "Endpoints", "终点指标", _make_endpoints_table(writer))
    yield _write_visits(writer)


def _write_estimands(writer: PlanWriter) -> Section:
    plan = writer.study.plan
    if not plan.estimands:
        return writer.section(
            "4",
            "Estimands",
            "估计目标",
            writer.paragraph(
                "The plan names no estimand apart; each analysis says in a sentence what it "
                "estimates (section 7).",
                "本计划未单列估计目标；各分析以一句话说明其估计内容（见第 7 节）。",
            ),
        )
    lead = writer.paragraph(
        f"An estimand is what is to be estimated, whatever the method ({_REFERENCE}): treatment, "
        "population, variable, intercurrent events with their strategies, and summary. The arm "
        "has no comparator, so each describes a course under treatment and no effect of it.",
        f"估计目标说明所要估计的内容，与方法无关（{_REFERENCE}）：治疗、人群、变量、"
        "伴发事件及其策略、群体层面汇总。本研究无对照组，故均描述治疗下的病程，而非治疗效应。",
    )
    sections = [
        writer.section(
            "4.1",
            "Intercurrent events",
            "伴发事件",
            writer.table(
                "intercurrent-events",
                ("Intercurrent events", "伴发事件"),
                (("Event", "事件", 2), ("Found in the data by", "数据中的识别规则", 4),
                 ("Counts from", "起计", 1), ("Origin", "依据", 1)),
                (
                    writer.row(
                        writer.say(one.label),
                        writer.say(one.definition),
                        _say_least(writer, one),
                        writer.origin(one.provenance),
                    )
                    for one in plan.intercurrent_events
                ),
            ),
        )
    ]  # fmt: skip
    sections += [
        _write_estimand(writer, f"4.{place}", one) for place, one in enumerate(plan.estimands, 2)
    ]
    return writer.section("4", "Estimands", "估计目标", lead, below=sections)


def _say_least(writer: PlanWriter, event: IntercurrentEvent) -> str:
    days, mg = event.least_days, event.above_mg
    said = writer.words(f"{days} days" if days > 1 else "1 day", f"{days} 天")
    if mg:
        said += writer.words(f", above {format_exact(mg)} mg", f"，高于 {format_exact(mg)} mg")
    return said


def _write_estimand(writer: PlanWriter, number: str, one: Estimand) -> Section:
    plan, study = writer.study.plan, writer.study
    outcomes = {outcome.name: outcome for outcome in study.outcomes}
    used = [
        *(a.label for a in plan.analyses if a.estimates == one.name),
        *(f.label for f in plan.families if f.estimates == one.name),
    ]
    names = list(dict.fromkeys(writer.say(label) for label in used))
    rows = [
        _pair(writer, ("Treatment", "治疗"), writer.say(one.treatment)),
        _pair(writer, ("Population", "人群"), writer.population(one.population)),
        _pair(writer, ("Variable", "变量"), writer.say(one.variable)),
        Row((Cell(writer.words("Intercurrent events", "伴发事件")),), "group"),
        *_list_strategies(writer, one),
        Row((Cell(writer.words("Summary and estimation", "汇总与估计")),), "group"),
        _pair(writer, ("Summary", "群体层面汇总"), writer.say(one.summary)),
    ]
    if one.outcome in outcomes:
        outcome = outcomes[one.outcome]
        said = writer.say(outcome.measure)
        said += f"{writer.words(', ', '，')}{writer.say(outcome.time_frame)}"
        rows.append(_pair(writer, ("Serves the outcome", "对应结局"), said))
    stop = writer.words("; ", "；")
    rows.append(
        _pair(
            writer,
            ("Estimated by", "估计方法"),
            stop.join(names) or writer.words("section 8", "第 8 节"),
        )
    )
    reason = writer.say(one.provenance.reason) if one.provenance.reason else ""
    rows.append(_pair(writer, ("Origin", "依据"), writer.origin(one.provenance), reason))
    table = writer.table(
        f"estimand-{one.name}",
        ("Attributes", "属性"),
        (("Attribute", "属性", 1), ("Definition", "定义", 3)),
        rows,
    )
    label = writer.say(one.label)
    return writer.section(number, label, label, table)


def _pair(writer: PlanWriter, name: tuple[str, str], text: str, small: str = "") -> Row:
    return writer.row(writer.words(*name), (text, small), strong=True)


def _list_strategies(writer: PlanWriter, one: Estimand) -> Iterator[Row]:
    labels = {event.event: event.label for event in writer.study.plan.intercurrent_events}
    for handling in one.intercurrent:
        label = labels.get(handling.event)
        yield writer.row(
            writer.say(label) if label else handling.event,
            (writer.say(STRATEGIES[handling.strategy]), writer.say(handling.reason)),
        )


# ---------------------------------------------------------------- endpoints


def _make_endpoints_table(writer: PlanWriter) -> Table | None:
    return writer.table(
        "endpoints",
        ("Endpoints", "终点指标"),
        (
            ("Endpoint", "终点", 3),
            ("Taken from", "取自", 3),
            ("Unit, range", "单位与范围", 2),
            ("Direction", "方向", 2),
            ("Code", "代码", 0),
            ("Origin", "依据", 2),
        ),
        (
            writer.row(
                writer.say(one.label),
                _say_source(writer, one),
                _say_range(writer, one),
                writer.say(DIRECTIONS[one.better]),
                one.code,
                writer.say_standing(one.provenance),
            )
            for one in writer.study.plan.endpoints
        ),
    )


def _say_source(writer: PlanWriter, one: Endpoint) -> str:
    form = writer.say(writer.study.form(one.form).label)
    if one.derived is None:
        return form
    rule = writer.say(DERIVED[one.derived])
    return writer.words(f"{form}, derived: {rule}", f"{form}，推导：{rule}")


def _say_range(writer: PlanWriter, one: Endpoint) -> str:
    unit = writer.say(one.unit)
    if one.low is None or one.high is None:
        return unit
    return f"{unit}{writer.words(', ', '，')}{format_exact(one.low)}–{format_exact(one.high)}"


# ---------------------------------------------------------------- visits


def _write_visits(writer: PlanWriter) -> Section:
    plan, study = writer.study.plan, writer.study
    forms = {one.form for one in plan.endpoints if one.derived is None}
    first = writer.visit(study.roles.day_1_visit)
    tie = plan.window_rule.tie
    tie_zh = "较晚" if tie == "later" else "较早"
    table = writer.table(
        "visits",
        ("Visits, target days and windows", "访视、目标日与窗口"),
        (("Visit", "访视", 2), ("Target day", "目标日", 1), ("Window", "窗口", 2),
         ("Endpoint forms", "终点表单", 4), ("Origin", "依据", 1)),
        (
            writer.row(
                writer.say(one.label),
                _say_day(one),
                _say_window(writer, one),
                writer.join(
                    writer.say(study.form(form).label) for form in one.forms if form in forms
                )
                or "—",
                writer.say_standing(one.provenance),
            )
            for one in study.visits
        ),
    )  # fmt: skip
    window = writer.paragraph(
        "Of all assessments inside a visit's window, planned or not, the one nearest the target "
        f"day counts; of two as near, the {tie}. An early-termination visit counts only inside "
        "the window. A form that is not complete, or whose score cannot be computed, has no value.",
        f"窗口内的全部评估（无论是否计划内）中，取最接近目标日者；等距时取{tie_zh}者。"
        "提前终止访视仅在窗口内计入。未完成或无法计分的表单没有数值。",
        mark=writer.mark(plan.window_rule.provenance),
    )
    baseline = writer.paragraph(
        "Day 1 is the first dose, or the day of the visit "
        f"“{first}” where no dose is recorded; there is no day 0. Baseline is that visit's value, "
        "else the latest value before the first dose, which is then flagged.",
        f"第 1 天为首次用药日；无用药记录时为「{first}」访视日；不设第 0 天。"
        "基线为该访视的数值，否则取首次用药前最近一次的数值，并加标记。",
        mark=writer.mark(plan.baseline_rule.provenance),
    )
    return writer.section(
        "6", "Visits, windows and baseline", "访视、窗口与基线", table, window, baseline
    )


def _say_day(visit: Visit) -> str:
    return "—" if visit.day is None else format_exact(visit.day)


def _say_window(writer: PlanWriter, visit: Visit) -> str:
    return "—" if visit.window is None else writer.say(name_window(visit.window))
