"""A plan's writer → safety, comparators, figures, conduct, limits, and what is still proposed."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.report.model import Section, Table
from heliotrope.report.numbers import format_exact
from heliotrope.report.plan.writer import MARKED, PlanWriter
from heliotrope.report.tables import walk_provenance
from heliotrope.study.plan_words import DISPLAYS
from heliotrope.study.watching import Comparator, Safety
from heliotrope.study.written import Provenance


def write_watching(writer: PlanWriter) -> Iterator[Section]:
    """Sections 8 to 14."""
    yield writer.section(
        "8", "Safety", "安全性",
        writer.items(_list_safety(writer, writer.study.plan.safety))
        if writer.study.plan.safety != Safety()
        else writer.paragraph("The plan evaluates no safety data.", "本计划不评价安全性资料。"),
    )  # fmt: skip
    yield writer.section(
        "9", "Background and course", "背景治疗与病程", writer.items(_list_course(writer))
    )
    yield writer.section(
        "10",
        "Published results, shown beside",
        "并列展示的已发表结果",
        writer.paragraph(
            "They are shown beside and never compared by a test: other people, other treatment, "
            "other times.",
            "仅并列展示，不作检验比较：人群、治疗与时间均不同。",
        ),
        _make_comparators_table(writer),
    )
    yield writer.section("11", "Figures", "图", _make_figures_table(writer))
    yield _write_conduct(writer)
    yield writer.section(
        "13",
        "What this design can and cannot show",
        "本设计能与不能说明的内容",
        writer.items(writer.say(one) for one in writer.study.plan.cautions),
    )
    yield writer.section("14", "What is proposed, and why", "拟定内容及其理由", _list_open(writer))
    yield writer.section("15", "Sources", "来源", writer.items(_list_sources(writer)))


def _list_safety(writer: PlanWriter, safety: Safety) -> Iterator[str]:
    events, laboratory = safety.events, safety.laboratory
    if events is not None:
        who, days = writer.population(events.population), events.emergent_days
        yield _marked(writer, events.provenance,
            f"Adverse events ({who}): treatment-emergent are those that began on or after the "
            f"first dose and at most {days} days after the final one, or began before and grew "
            "worse. Counted are participants and events, by severity, seriousness, relation and "
            "term, with rates per 100 participant-years and exact intervals; each zero with its "
            "upper limit.",
            f"不良事件（{who}）：首次用药当日或之后、末次用药后 {days} 天内新发，"
            "或此前已有而加重者，为治疗期不良事件。按严重程度、严重性、相关性与术语计参与者数与事件数，"
            "给出每 100 人年发生率及精确区间；未发生者给出上限。")  # fmt: skip
        percent = format_exact(events.frequent_percent)
        yield writer.words(
            f"The registry's form lists other than serious events above {percent} %.",
            f"注册结果表列出超过 {percent} % 的非严重事件。",
        )
    if laboratory is not None:
        who = writer.population(laboratory.population)
        yield _marked(writer, laboratory.provenance,
            f"Laboratory values ({who}): graded by CTCAE {laboratory.version} with the ranges of "
            "the laboratory that measured them; grade at baseline against the worst grade after "
            "it, and whether it is worse than baseline.",
            f"实验室检查（{who}）：按 CTCAE {laboratory.version} 与检测实验室的参考范围分级；"
            "列出基线分级与基线后最差分级，以及是否较基线加重。")  # fmt: skip


def _list_course(writer: PlanWriter) -> Iterator[str]:
    plan = writer.study.plan
    steroid, relapse, regression = plan.safety.glucocorticoids, plan.relapse, plan.mean_regression
    if steroid is not None:
        falls = writer.join(f"{format_exact(one)} %" for one in steroid.fall_percent)
        doses = writer.join(f"{format_exact(one)} mg" for one in steroid.at_most_mg)
        visits = writer.join(writer.visit(one) for one in steroid.visits)
        yield _marked(writer, steroid.provenance,
            f"Glucocorticoids ({writer.population(steroid.population)}): daily dose as prednisone, "
            f"by mouth and into a vein, at {visits}; who fell by at least {falls} from day 1, and "
            f"who took at most {doses} a day.",
            f"糖皮质激素（{writer.population(steroid.population)}）：{visits}的每日剂量"
            f"（口服与静脉，折合泼尼松）；较第 1 天下降至少 {falls} 者，"
            f"以及日剂量不超过 {doses} 者。")  # fmt: skip
    if relapse is not None:
        label, points = writer.endpoint(relapse.endpoint).label, format_exact(relapse.points)
        since, visit = writer.visit(relapse.since), writer.visit(relapse.visit)
        yield _marked(writer, relapse.provenance,
            f"Relapse: {label.en} worse by at least {points} points from {since} to {visit}.",
            f"复发：{label.zh}自{since}至{visit}恶化至少 {points} 分。")  # fmt: skip
    if regression is not None:
        label = writer.endpoint(regression.endpoint).label
        visits = writer.join(writer.visit(one) for one in regression.visits)
        yield _marked(writer, regression.provenance,
            f"Regression to the mean: {label.en} at {visits} side by side; a fall before the first "
            "dose is not of the drug.",
            f"向均数回归：并列列出{visits}的{label.zh}；首次用药前的下降与药物无关。")  # fmt: skip
    if steroid is None and relapse is None and regression is None:
        yield writer.words("Nothing of this kind is planned.", "未计划此类评价。")


def _marked(writer: PlanWriter, provenance: Provenance, en: str, zh: str) -> str:
    mark = writer.mark(provenance)
    said = writer.words(en, zh)
    return f"{said}{writer.words(' [', ' 〔')}{mark}{writer.words(']', '〕')}" if mark else said


def _make_comparators_table(writer: PlanWriter) -> Table | None:
    return writer.table(
        "comparators",
        ("As printed", "按原文"),
        (
            ("Study", "研究", 2),
            ("Treatment", "治疗", 3),
            ("Measure", "指标", 2),
            ("n", "例数", 0),
            ("Weeks", "周", 0),
            ("Seen", "结果", 4),
            ("Source", "来源", 3),
        ),
        (
            writer.row(
                writer.say(one.label),
                writer.say(one.treatment),
                writer.say(one.measure),
                str(one.n),
                "—" if one.weeks is None else format_exact(one.weeks),
                (_say_seen(writer, one), writer.say(one.remark) if one.remark else ""),
                one.provenance.source or "—",
            )
            for one in writer.study.plan.comparators
        ),
    )


def _say_seen(writer: PlanWriter, one: Comparator) -> str:
    parts = []
    if one.before_mean is not None or one.after_mean is not None:
        before = _say_mean(one.before_mean, one.before_sd)
        parts.append(f"{before} → {_say_mean(one.after_mean, one.after_sd)}")
    if one.change_mean is not None:
        change = _say_mean(one.change_mean, one.change_sd)
        parts.append(writer.words(f"change {change}", f"变化 {change}"))
    return writer.words("; ", "；").join(parts)


def _say_mean(mean: object, sd: object) -> str:
    said = format_exact(mean)  # type: ignore[arg-type]
    return said if sd is None else f"{said} (SD {format_exact(sd)})"  # type: ignore[arg-type]


def _make_figures_table(writer: PlanWriter) -> Table | None:
    return writer.table(
        "figures",
        ("Figures", "图"),
        (("Figure", "图", 2), ("Endpoint", "终点", 2), ("Visit or family", "访视或分析组", 2)),
        (
            writer.row(
                writer.say(DISPLAYS[one.kind]),
                writer.say(writer.endpoint(one.endpoint).label),
                writer.visit(one.visit) if one.visit else _say_family(writer, one.family),
            )
            for one in writer.study.plan.displays
        ),
    )


def _say_family(writer: PlanWriter, name: str | None) -> str:
    found = [one for one in writer.study.plan.families if one.name == name]
    return writer.say(found[0].label) if found else "—"


def _write_conduct(writer: PlanWriter) -> Section:
    return writer.section(
        "12",
        "Conduct of the evaluation",
        "评价的实施",
        writer.items(
            (
                writer.words(
                    "Protocol deviations are listed with their weight; nobody is left out of an "
                    "analysis for one.",
                    "方案偏离连同其轻重逐一列出；任何分析均不因偏离而剔除参与者。",
                ),
                writer.words(
                    "The trial is open label: each look at the results is an entry of the ledger, "
                    "and a change of this plan after the first look is shown with what was and "
                    "what is.",
                    "本试验为开放标签：每次查看结果均记入账本；首次查看后的计划变更，"
                    "连同变更前后的内容一并列出。",
                ),
                writer.words(
                    "The same data and the same files give the same numbers, digit by digit. "
                    "Numbers are rounded for display only, halves away from zero.",
                    "相同的数据与文件得到逐位相同的数字。数字仅在显示时四舍五入。",
                ),
            )
        ),
    )


def _list_open(writer: PlanWriter) -> Table | None:
    """Everything in plan, outcomes and visits that neither record nor publication states."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for label, provenance in _list_statements(writer):
        if provenance.status in MARKED:
            reason = writer.say(provenance.reason) if provenance.reason else ""
            key = (writer.mark(provenance), reason, provenance.source or "")
            rows.setdefault(key, []).append(label)
    stop = writer.words("; ", "；")
    return writer.table(
        "open",
        ("Statements that the investigator has still to decide", "有待研究者决定的内容"),
        (("Statement", "内容", 2), ("Mark", "标记", 0), ("Reason", "理由", 3)),
        (
            writer.row(stop.join(dict.fromkeys(labels)), mark, (reason, source))
            for (mark, reason, source), labels in rows.items()
        ),
    )


def _list_statements(writer: PlanWriter) -> Iterator[tuple[str, Provenance]]:
    plan, study = writer.study.plan, writer.study
    for part in (
        plan.endpoints,
        plan.populations,
        plan.intercurrent_events,
        plan.estimands,
        plan.analyses,
        plan.families,
    ):
        for one in part:
            yield writer.say(one.label), one.provenance
    for outcome in study.outcomes:
        yield writer.say(outcome.measure), outcome.provenance
    yield writer.words("Window rule", "窗口规则"), plan.window_rule.provenance
    yield writer.words("Baseline rule", "基线规则"), plan.baseline_rule.provenance
    for visit in study.visits:
        yield writer.words(f"Visit {visit.label.en}", f"访视：{visit.label.zh}"), visit.provenance
    singles = (
        (("Counting of adverse events", "不良事件计数"), plan.safety.events),
        (("Laboratory grading", "实验室分级"), plan.safety.laboratory),
        (("Glucocorticoid sparing", "糖皮质激素减量"), plan.safety.glucocorticoids),
        (("Relapse", "复发"), plan.relapse),
        (("Regression to the mean", "向均数回归"), plan.mean_regression),
    )
    for name, single in singles:
        if single is not None:
            yield writer.words(*name), single.provenance


def _list_sources(writer: PlanWriter) -> list[str]:
    study = writer.study
    parts = (study.plan, study.outcomes, study.visits, study.registration)
    found = {one.source for one in walk_provenance(parts) if one.source}
    return sorted(found)
