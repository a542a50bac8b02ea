"""A study's plan → the sentences that state its rules, each marked with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heliotrope.analysis.absence import name_window
from heliotrope.report.cells import cell_study
from heliotrope.report.model import Cell, Column, Note, Piece, Row, Table
from heliotrope.report.numbers import format_exact
from heliotrope.report.tables import MARKS, RULES, cite, say_mark
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Plan, Threshold
from heliotrope.study.schedule import Visit
from heliotrope.study.written import Provenance
from heliotrope.vocabulary import Bilingual


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the evaluation in words."""

    name: str
    text: str
    mark: str = ""
    """`proposed`, `interpretation`, `unverified` in the report's language; empty if sourced."""


def state_rules(view: View) -> tuple[Rule, ...]:
    """The methods of the report: who counts, baseline, windows, the missing, tests, rounding."""
    return tuple(
        Rule(view.say(name), view.say(text), say_mark(view, provenance))
        for name, text, provenance in _state(view)
    )


_Said = tuple[Bilingual, Bilingual, Provenance | None]


def _state(view: View) -> Iterator[_Said]:
    plan = view.study.plan
    primary, methods = plan.primary(), {one.method for one in plan.analyses}
    for population in plan.populations:
        yield population.label, RULES[population.rule], population.provenance
    yield Bilingual("Primary estimate", "主要估计"), _state_primary(plan), primary.provenance
    yield Bilingual("Baseline", "基线"), _state_baseline(view), plan.baseline_rule.provenance
    yield Bilingual("Windows", "窗口"), _state_windows(view), plan.window_rule.provenance
    yield Bilingual("Missing values", "缺失值"), _state_missing(plan.analyses), None
    if "paired_t" in methods:
        yield Bilingual("Mean change", "平均变化"), _T, None
    for zeros in dict.fromkeys(one.zeros for one in plan.analyses if one.method == "signed_rank"):
        yield Bilingual("Signed-rank", "符号秩"), _state_signed_rank(zeros or "wilcoxon"), None
    if "improved" in methods:
        yield Bilingual("Improved", "改善"), _state_improved(view), None
    yield Bilingual("Several estimates", "多个估计"), _SEVERAL, None
    yield Bilingual("Rounding", "舍入"), _ROUNDING, None


_T = Bilingual(
    "Mean of the changes with Student's interval (n − 1 degrees of freedom) and two-sided p.",
    "变化的均数、Student 区间（自由度 n − 1）及双侧 p 值。",
)
_SEVERAL = Bilingual(
    "Only the primary estimate was declared before the data were seen as the one that counts; "
    "p-values are not adjusted, and those of other estimates describe.",
    "仅主要估计在查看数据之前被指定为判断依据；p 值未作多重性校正，其他估计的 p 值仅作描述。",
)
_ROUNDING = Bilingual(
    "Numbers are rounded for display only, halves away from zero; results.csv holds them in full.",
    "数字仅在显示时四舍五入；results.csv 保留全部位数。",
)


def _state_primary(plan: Plan) -> Bilingual:
    primary = plan.primary()
    estimand = plan.say_estimand(primary)
    en, zh = estimand.en.rstrip("."), estimand.zh.rstrip("。")
    return Bilingual(
        f"{primary.label.en}. {en}. Every other estimate carries its role.",
        f"{primary.label.zh}。{zh}。其他估计均标明角色。",
    )


def _state_baseline(view: View) -> Bilingual:
    first = view.first_visit.label
    return Bilingual(
        f"Day 1 is the first dose, or the day of the visit “{first.en}” where no dose is recorded; "
        f"there is no day 0. Baseline is that visit's value, if it was assessed no later than day "
        "1, else the latest value before day 1; such a substitute is remarked on.",
        f"第 1 天为首次用药日；无用药记录时为「{first.zh}」访视日；不设第 0 天。基线为该访视的值"
        "（评估不晚于第 1 天），否则取第 1 天之前最近一次的值，并在备注中说明。",
    )


def _state_windows(view: View) -> Bilingual:
    plan, rule = view.study.plan, view.study.plan.window_rule
    names = dict.fromkeys(one.visit for one in plan.analyses if one.method != "summary")
    visits = [view.study.visit(name) for name in names]
    placed = [visit for visit in visits if visit.window is not None and visit.day is not None]
    if not placed:
        return Bilingual(
            "The study gives its visits no days: a value counts for the visit of its name.",
            "本研究未规定访视日：数值计入其所属访视。",
        )
    tie, tie_zh = ("later", "较晚") if rule.tie == "later" else ("earlier", "较早")
    listed = Bilingual(
        "; ".join(_say_window(visit).en for visit in placed),
        "；".join(_say_window(visit).zh for visit in placed),
    )
    return Bilingual(
        "Of all assessments in a visit's window, planned or not, the one nearest the target day "
        f"counts; a tie goes to the {tie}. An early-termination visit counts only inside the "
        "window. A form that is not complete, or whose score cannot be computed, does not count. "
        f"{listed.en}.",
        f"窗口内的全部评估（无论是否计划内）中，取最接近目标日者；等距时取{tie_zh}者。"
        "提前退出访视仅在窗口内计入。未完成或无法计分的表格不计入。"
        f"{listed.zh}。",
    )


def _say_window(visit: Visit) -> Bilingual:
    assert visit.window is not None
    window = name_window(visit.window)
    return Bilingual(
        f"{visit.label.en}: {window.en}, target {visit.day}",
        f"{visit.label.zh}：{window.zh}，目标第 {visit.day} 天",
    )


def _state_missing(analyses: tuple[Analysis, ...]) -> Bilingual:
    rules = {one.missing for one in analyses}
    en = ["Observed cases unless an estimate says otherwise; nobody's value is carried forward."]
    zh = ["除另有说明外均为观察病例；不作末次观测值结转。"]
    if "return_to_baseline" in rules:
        en.append("“Returned to baseline”: a missing value stands for no change.")
        zh.append("「回到基线」：缺失值按无变化计。")
    if "not_improved" in rules:
        en.append("“Of all enrolled”: the missing count as not improved.")
        zh.append("「占全部入组者」：缺失者计为未改善。")
    en.append("Everyone without a value is named with the reason in each table and figure.")
    zh.append("每张表和图均列明无值者及其原因。")
    return Bilingual(" ".join(en), "".join(zh))


def _state_signed_rank(zeros: str) -> Bilingual:
    how, how_zh = {
        "wilcoxon": ("left out before ranking (Wilcoxon)", "在排秩前剔除（Wilcoxon 法）"),
        "pratt": ("ranked and then left out (Pratt)", "参与排秩后剔除（Pratt 法）"),
    }[zeros]
    return Bilingual(
        "The estimate is Hodges-Lehmann's: the median of all Walsh averages, zero changes kept. "
        f"For p, zero changes are {how}, tied magnitudes share their mean rank, and the exact "
        "distribution of these ranks is used. The interval inverts the exact test on untied "
        "order statistics; the coverage attained is given. With five pairs or fewer there is no "
        "95 % interval.",
        "估计值为 Hodges-Lehmann 估计，即全部 Walsh 均值的中位数，零变化保留。"
        f"计算 p 值时零变化{how_zh}，绝对值相同者取平均秩，并使用这些秩的精确分布。"
        "区间由无结次序统计量的精确检验反推，并给出实际覆盖率。不超过五对时无 95 % 区间。",
    )


def _state_improved(view: View) -> Bilingual:
    plan = view.study.plan
    used = [one for one in plan.analyses if one.method == "improved" and one.threshold]
    fall = all(plan.endpoint(one.endpoint).better == "lower" for one in used)
    said = {
        _say_threshold(view, one.threshold, one): cite(view, one.provenance)
        for one in used
        if one.threshold
    }
    listed = [f"{limit} ({source})" if source else limit for limit, source in said.items()]
    listed_zh = [f"{limit}（{source}）" if source else limit for limit, source in said.items()]
    en, zh = ("fall", "下降") if fall else ("change for the better", "好转")
    return Bilingual(
        f"A {en} of at least the threshold, compared in exact decimals; the threshold itself "
        f"counts. Thresholds: {'; '.join(listed)}. Intervals are Clopper-Pearson's.",
        f"{zh}达到或超过阈值，以精确十进制比较，等于阈值亦计入。阈值：{'；'.join(listed_zh)}。"
        "区间为 Clopper-Pearson 精确区间。",
    )


def _say_threshold(view: View, threshold: Threshold, analysis: Analysis) -> str:
    if threshold.percent is not None:
        return f"{format_exact(threshold.percent)} %"
    unit = view.say_unit(view.study.plan.endpoint(analysis.endpoint).unit)
    return f"{format_exact(threshold.points)} {unit}"


# ---------------------------------------------------------------- what is proposed


def make_proposed_table(view: View) -> Table:
    """Everything in the plan and its visits that neither the record nor a publication states."""
    rows: dict[tuple[str, str], list[str]] = {}
    for label, provenance in _list_statements(view):
        if provenance.status in MARKS:
            reason = view.say(provenance.reason) if provenance.reason else ""
            key = (say_mark(view, provenance), reason or provenance.source or "")
            rows.setdefault(key, []).append(label)
    sought = [view.say(one.what) for one in view.study.not_found if one.blocks_real_use]
    lead = view.words("Sought in the record and not found: ", "曾查找而未在记录中找到：")
    return Table(
        "proposed",
        view.words("What is proposed, and why", "拟定内容及其理由"),
        view.words("until the investigator decides", "以待研究者决定"),
        (
            Column(view.words("Statement", "内容"), room=1),
            Column(view.words("Mark", "标记")),
            Column(view.words("Reason", "理由"), room=1),
        ),
        tuple(
            Row((cell_study(view.words("; ", "；").join(labels)), Cell(mark), cell_study(reason)))
            for (mark, reason), labels in rows.items()
        ),
        tuple(Note("", (Piece(lead), Piece(one, "study"))) for one in sought),
    )


def _list_statements(view: View) -> Iterator[tuple[str, Provenance]]:
    plan = view.study.plan
    for endpoint in plan.endpoints:
        yield view.say(endpoint.label), endpoint.provenance
    for population in plan.populations:
        yield view.say(population.label), population.provenance
    yield view.words("Window rule", "窗口规则"), plan.window_rule.provenance
    yield view.words("Baseline rule", "基线规则"), plan.baseline_rule.provenance
    used = dict.fromkeys(one.visit for one in plan.analyses)
    for name in used:
        visit = view.study.visit(name)
        yield view.words(f"Visit {visit.label.en}", f"访视：{visit.label.zh}"), visit.provenance
    for analysis in plan.analyses:
        yield view.say(analysis.label), analysis.provenance
