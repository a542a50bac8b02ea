"""The primary analysis with its rows → the result in words, and what the number rests on."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.analysis.results import Result
from heliotrope.report.cells import show
from heliotrope.report.model import Piece, Said, flatten
from heliotrope.report.numbers import (
    as_decimal,
    as_percent,
    format_exact,
    format_interval,
    format_number,
    format_percent,
)
from heliotrope.report.table_estimates import SHARES
from heliotrope.report.view import View
from heliotrope.study.plan import Analysis, Endpoint


@dataclass(frozen=True, slots=True)
class Headline:
    """The primary result in words."""

    heading: str
    sentence: Said
    """The number itself is its strong piece; there is none where nothing could be estimated."""
    detail: Said

    @property
    def before(self) -> str:
        """What stands before the number."""
        return flatten(piece for piece in self.sentence if not piece.strong)

    @property
    def strong(self) -> str:
        """The number itself; empty where there is none."""
        return flatten(piece for piece in self.sentence if piece.strong)

    @property
    def said_detail(self) -> str:
        """The detail as one text."""
        return flatten(self.detail)


def say_headline(view: View) -> Headline:
    """The primary estimate as a sentence, with interval, numbers observed and the scale."""
    primary = view.study.plan.primary()
    endpoint = view.study.plan.endpoint(primary.endpoint)
    heading = view.words(f"Primary outcome · {primary.label.en}", f"主要结局 · {primary.label.zh}")
    estimate = view.find(primary, "estimate")
    if estimate is None or estimate.value is None:
        absent = view.remark(estimate) if estimate else ()
        return Headline(heading, absent, _say_observed(view, primary))
    sentence = _say_result(view, primary, endpoint, estimate)
    return Headline(heading, sentence, _say_detail(view, primary, endpoint))


def _say_result(view: View, primary: Analysis, endpoint: Endpoint, estimate: Result) -> Said:
    assert estimate.value is not None
    if primary.method in SHARES:
        count, of = (view.find(primary, name) for name in ("count", "denominator"))
        share = format_percent(as_percent(estimate.value))
        if count is not None and of is not None:
            share = f"{format_exact(count.value)}/{format_exact(of.value)} ({share})"
        return view.compose(
            "Improved: {share}",
            "改善：{share}",
            share=show(share, count, of, estimate, strong=True),
        )
    size = format_number(abs(as_decimal(estimate.value)), endpoint.decimals)
    shown = show(f"{size} {view.say_unit(endpoint.unit)}", estimate, strong=True)
    if not any(digit in size for digit in "123456789"):
        return view.compose("On average nothing changed: {size}", "平均无变化：{size}", size=shown)
    fell, average = estimate.value < 0, primary.method != "signed_rank"
    average_en, average_zh = ("On average", "平均") if average else ("Typically", "一般")
    way_en, way_zh = ("fell", "下降") if fell else ("rose", "上升")
    return view.compose(
        f"{average_en} {{label}} {way_en} by {{size}}",
        f"{{label}}{average_zh}{way_zh} {{size}}",
        label=view.quote(endpoint.label),
        size=shown,
    )


def _say_detail(view: View, primary: Analysis, endpoint: Endpoint) -> Said:
    said = [_say_interval(view, primary, endpoint), _say_observed(view, primary)]
    said.append(_say_scale(view, endpoint))
    return join_said(view, said)


def _say_interval(view: View, primary: Analysis, endpoint: Endpoint) -> Said:
    share = primary.method in SHARES
    lower, upper = (view.find(primary, name) for name in ("lower", "upper"))
    if lower is None or upper is None or lower.value is None:
        return view.compose("No interval.", "无区间。")
    low, high = lower.value, upper.value
    decimals, unit = (1, "%") if share else (endpoint.decimals, view.say_unit(endpoint.unit))
    shown = format_interval(
        as_percent(low) if share else low,
        as_percent(high) if share else high,
        decimals,
        view.language,
    )
    return view.compose(
        "{level} interval {interval}." if share else "{level} interval of the change {interval}.",
        "{level} 区间 {interval}。" if share else "变化的 {level} 区间为 {interval}。",
        level=Piece(format_percent(100 * primary.level), "method"),
        interval=show(f"{shown} {unit}", lower, upper),
    )


def _say_observed(view: View, primary: Analysis) -> Said:
    n = view.find(primary, "n")
    everyone = view.results["disposition.enrolled"]
    if n is None:
        return ()
    counted = view.compose(
        "{n} of {all} participants observed.",
        "{all} 名参与者中 {n} 名有观测值。",
        n=show(format_exact(n.value), n),
        all=show(format_exact(everyone.value), everyone),
    )
    return join_said(view, [counted, view.remark(n)]) if n.n else counted


def _say_scale(view: View, endpoint: Endpoint) -> Said:
    """The scale's limits, which way is better, and the mean at baseline."""
    worse, worse_zh = ("higher", "高") if endpoint.better == "lower" else ("lower", "低")
    en, zh, parts = f"{worse.capitalize()} is worse", f"分值越{worse_zh}病情越重", {}
    if endpoint.low is not None and endpoint.high is not None:
        en, zh = f"Scale {{scale}}, {worse} is worse", f"量表 {{scale}}，{zh}"
        parts["scale"] = Piece(f"{endpoint.low}–{endpoint.high}", "study")
    base = _find_baseline_mean(view, endpoint)
    if base is not None:
        en, zh = f"{en}; baseline mean {{mean}} (n {{n}})", f"{zh}；基线均数 {{mean}}（n {{n}}）"
        parts["mean"] = show(format_number(base.value, endpoint.decimals), base)
        parts["n"] = show(format_exact(base.n), base)
    return view.compose(f"{en}.", f"{zh}。", **parts)


def _find_baseline_mean(view: View, endpoint: Endpoint) -> Result | None:
    first = view.first_visit.name
    for row in view.results.rows:
        at_first = row.endpoint == endpoint.name and row.visit == first and not row.group
        if at_first and row.statistic == "mean" and row.value is not None:
            return row
    return None


def join_said(view: View, said: list[Said]) -> Said:
    """The sentences one after the other, with a space between them in English."""
    space = Piece(view.words(" ", ""))
    joined: list[Piece] = []
    for one in said:
        if one:
            joined += [space, *one] if joined and space.text else one
    return tuple(joined)
