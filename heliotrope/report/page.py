"""An evaluation → everything that a report or a page says of it, in one language, as plain text."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.analysis.run import Evaluation
from heliotrope.report.figures import Figure, render_figures, render_primary
from heliotrope.report.numbers import (
    as_decimal,
    as_percent,
    format_exact,
    format_interval,
    format_number,
    format_percent,
)
from heliotrope.report.rules import Rule, make_proposed_table, state_rules
from heliotrope.report.tables import Table, make_tables
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint
from heliotrope.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Headline:
    """The primary result in words."""

    heading: str
    before: str
    strong: str
    """The number itself; empty where there is none."""
    after: str
    detail: str


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown of one evaluation; nothing here needs computing any more."""

    language: Language
    title: str
    study_title: str
    subtitle: str
    mark: str
    """That the data are synthetic, in both languages; else empty."""
    head: str
    """Head of the ledger as `N:hash`, or that there is no ledger."""
    stamp: str
    """Study, its version and the plan's, for every page."""
    facts: tuple[tuple[str, str], ...]
    """What went in: label and value."""
    headline: Headline
    primary_figure: Figure | None
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    limits_title: str
    limits: tuple[str, ...]
    """What such a trial can and cannot show."""
    rules_title: str
    rules: tuple[Rule, ...]
    proposed: Table

    def table(self, name: str) -> Table:
        """The table of that name; KeyError if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def compose_page(evaluation: Evaluation, language: Language) -> Page:
    """Everything to be shown of an evaluation. Numbers are rounded rows of results, no more."""
    view = View(evaluation, language)
    study, snapshot = view.study, evaluation.snapshot
    number = len(view.enrolled)
    return Page(
        language=language,
        title=view.words("Evaluation", "评价"),
        study_title=view.say(study.title),
        subtitle=_say_design(view),
        mark=view.mark,
        head=snapshot.head or view.words("no ledger: a folder of data", "无账本：数据文件夹"),
        stamp=_say_stamp(view),
        facts=_list_facts(view),
        headline=_say_headline(view),
        primary_figure=render_primary(view),
        figures=render_figures(view),
        tables=make_tables(view),
        limits_title=view.words(
            f"What {number} participants can and cannot show",
            f"{number} 名参与者能说明什么、不能说明什么",
        ),
        limits=_list_limits(view),
        rules_title=view.words("How it was evaluated", "评价方法"),
        rules=state_rules(view),
        proposed=make_proposed_table(view),
    )


# ---------------------------------------------------------------- what it is


def _say_stamp(view: View) -> str:
    study = view.study
    return view.words(
        f"{study.short_title.en} · {study.id.upper()} · study files v{study.version} · "
        f"plan v{study.plan.version}",
        f"{study.short_title.zh} · {study.id.upper()} · 研究文件 v{study.version} · "
        f"分析计划 v{study.plan.version}",
    )


_ASSIGNMENTS = {"single_arm": ("single arm", "单臂"), "parallel": ("parallel arms", "平行组")}
_MASKINGS = {
    "open_label": ("open label", "开放标签"),
    "single": ("single masked", "单盲"),
    "double": ("double masked", "双盲"),
}


def _say_design(view: View) -> str:
    design = view.study.design
    assignment = _ASSIGNMENTS.get(design.assignment, ("crossover", "交叉"))
    masking = _MASKINGS[design.masking]
    registration = view.study.registration
    return view.words(
        f"{registration.registry} {registration.number} · {assignment[0]}, {masking[0]}, "
        f"{design.participants} participants planned",
        f"{registration.registry} {registration.number} · {assignment[1]}、{masking[1]}，"
        f"计划 {design.participants} 名参与者",
    )


def _list_facts(view: View) -> tuple[tuple[str, str], ...]:
    snapshot, study = view.evaluation.snapshot, view.study
    cut_off = snapshot.cut_off.isoformat() if snapshot.cut_off else None
    fixed = study.plan.fixed_on
    return (
        (view.words("Data up to", "数据截止"), cut_off or view.words("not dated", "无日期")),
        (
            view.words("Plan fixed on", "计划确定于"),
            fixed or view.words("not fixed yet", "尚未确定"),
        ),
        (view.words("Head of the ledger", "账本链头"), snapshot.head or "—"),
        (view.words("Study files, SHA-256", "研究文件 SHA-256"), study.fingerprint),
        (view.words("Data, SHA-256", "数据 SHA-256"), snapshot.fingerprint),
        (
            view.words("Datasets with study, SHA-256", "分析数据集与研究 SHA-256"),
            view.results.fingerprint,
        ),
    )


# ---------------------------------------------------------------- the primary result


def _say_headline(view: View) -> Headline:
    primary = view.study.plan.primary()
    endpoint = view.study.plan.endpoint(primary.endpoint)
    heading = view.words(f"Primary outcome · {primary.label.en}", f"主要结局 · {primary.label.zh}")
    estimate = view.of(primary, "estimate")
    if estimate.value is None:
        return Headline(heading, view.say(estimate.text), "", "", _say_observed(view, primary))
    before, strong, after = _say_result(view, primary, endpoint, estimate)
    return Headline(heading, before, strong, after, _say_detail(view, primary, endpoint))


def _say_result(
    view: View, primary: Analysis, endpoint: Endpoint, estimate: Result
) -> tuple[str, str, str]:
    """The sentence in three parts; the middle one is the number."""
    assert estimate.value is not None
    if primary.method == "improved":
        count, of = (view.of(primary, name).value for name in ("count", "denominator"))
        percent = format_percent(as_percent(estimate.value))
        share = f"{format_exact(count)}/{format_exact(of)} ({percent})"
        return view.words("Improved: ", "改善："), share, ""
    size = format_number(abs(as_decimal(estimate.value)), endpoint.decimals)
    fell, unit = estimate.value < 0, view.say(endpoint.unit)
    if not any(digit in size for digit in "123456789"):
        return view.words("On average nothing changed: ", "平均无变化："), f"{size} {unit}", ""
    average = primary.method == "paired_t"
    return (
        view.words(
            f"{'On average' if average else 'Typically'} {endpoint.label.en} "
            f"{'fell' if fell else 'rose'} by ",
            f"{endpoint.label.zh}{'平均' if average else '典型地'}{'下降' if fell else '上升'} ",
        ),
        f"{size} {unit}",
        "",
    )


def _say_detail(view: View, primary: Analysis, endpoint: Endpoint) -> str:
    improved = primary.method == "improved"
    lower, upper = (view.of(primary, name).value for name in ("lower", "upper"))
    decimals = 1 if improved else endpoint.decimals
    if improved:
        lower, upper = as_percent(lower), as_percent(upper)
    interval = format_interval(lower, upper, decimals, view.language)
    unit = "%" if improved else view.say(endpoint.unit)
    level = format_percent(100 * primary.level)
    if lower is None:
        said = view.words("No interval.", "无区间。")
    else:
        said = view.words(
            f"{level} interval of the change {interval} {unit}.",
            f"变化的 {level} 区间为 {interval} {unit}。",
        )
        if improved:
            said = view.words(f"{level} interval {interval} %.", f"{level} 区间 {interval} %。")
    parts = [said, _say_observed(view, primary), _say_scale(view, endpoint)]
    return view.words(" ", "").join(part for part in parts if part)


def _say_observed(view: View, primary: Analysis) -> str:
    n, everyone = view.of(primary, "n"), len(view.enrolled)
    missing = view.say(n.text)
    counted = view.words(
        f"{n.n} of {everyone} participants observed.", f"{everyone} 名参与者中 {n.n} 名有观测值。"
    )
    return f"{counted}{view.words(' ', '')}{missing}" if missing and n.n else counted


def _say_scale(view: View, endpoint: Endpoint) -> str:
    """The scale's limits, which way is better, and the mean at baseline."""
    worse = ("higher", "高") if endpoint.better == "lower" else ("lower", "低")
    en, zh = f"{worse[0].capitalize()} is worse", f"分值越{worse[1]}病情越重"
    if endpoint.low is not None and endpoint.high is not None:
        en = f"Scale {endpoint.low}–{endpoint.high}, {worse[0]} is worse"
        zh = f"量表 {endpoint.low}–{endpoint.high}，{zh}"
    base = _find_baseline_mean(view, endpoint)
    if base is not None:
        mean = format_number(base.value, endpoint.decimals)
        en, zh = f"{en}; baseline mean {mean} (n {base.n})", f"{zh}；基线均数 {mean}（n {base.n}）"
    return view.words(f"{en}.", f"{zh}。")


def _find_baseline_mean(view: View, endpoint: Endpoint) -> Result | None:
    for row in view.results.rows:
        at_first = row.endpoint == endpoint.name and row.visit == view.first_visit.name
        if at_first and row.statistic == "mean" and row.value is not None:
            return row
    return None


def _list_limits(view: View) -> tuple[str, ...]:
    """The plan's cautions, and what none among so many still allows, unless they say it."""
    cautions = [view.say(caution) for caution in view.study.plan.cautions]
    upper = format_percent(as_percent(view.results["none_of_enrolled.upper"].value), 1)
    if not view.enrolled or any(upper in caution for caution in cautions):
        return tuple(cautions)
    return (*cautions, _say_none(view))


def _say_none(view: View) -> str:
    upper, one_sided = (
        view.results[f"none_of_enrolled.{name}"] for name in ("upper", "upper_one_sided")
    )
    two, one = (format_percent(as_percent(row.value), 1) for row in (upper, one_sided))
    return view.words(
        f"An event seen in none of {upper.n} may still occur in up to {two} of patients (95 % "
        f"Clopper-Pearson interval; one-sided limit {one}).",
        f"{upper.n} 名参与者中均未见的事件，其真实发生率仍可能高达 {two}"
        f"（95 % Clopper-Pearson 区间；单侧上限 {one}）。",
    )
