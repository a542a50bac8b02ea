"""An analysis of the plan → what its method lacks, or is given and does not use, as findings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from heliotrope.study.assembly import Path
from heliotrope.study.places import Finding, make_finding
from heliotrope.study.plan import Analysis, Imputation, Model, Prior, Threshold
from heliotrope.vocabulary import Bilingual

_MISSING_RULES: dict[str, tuple[str, ...]] = {
    "paired_t": ("observed", "return_to_baseline"),
    "signed_rank": ("observed", "return_to_baseline"),
    "improved": ("observed", "not_improved"),
    "sign_flip": ("observed", "return_to_baseline"),
    "effect_size": ("observed", "return_to_baseline"),
    "posterior": ("observed", "not_improved"),
    "mmrm": ("observed",),
    "imputed": ("observed",),
    "tipping_point": ("observed",),
    "summary": ("observed",),
}
_DEMANDS: dict[str, frozenset[str]] = {
    "zeros": frozenset({"signed_rank"}),
    "threshold": frozenset({"improved", "posterior"}),
    "proportion_interval": frozenset({"improved"}),
    "prior": frozenset({"posterior"}),
    "model": frozenset({"mmrm"}),
    "imputation": frozenset({"imputed", "tipping_point"}),
}
"""What an analysis states besides, and the methods that use it and cannot do without."""


def check_method(path: Path, analysis: Analysis) -> Iterator[Finding]:
    """That a method has the rules it needs, and none it does not know."""
    method = analysis.method
    for key, methods in _DEMANDS.items():
        yield from _demand(path, analysis, key, needed=method in methods)
    if analysis.threshold is not None:
        yield from _check_threshold((*path, "threshold"), analysis.name, analysis.threshold)
    if analysis.prior is not None:
        yield from _check_prior((*path, "prior"), analysis.name, analysis.prior)
    if analysis.model is not None:
        yield from _check_model((*path, "model"), analysis.name, analysis.model)
    if analysis.imputation is not None:
        yield from _check_imputation((*path, "imputation"), analysis.name, analysis.imputation)
    if analysis.missing not in _MISSING_RULES[method]:
        allowed = " or ".join(_MISSING_RULES[method])
        yield make_finding(
            (*path, "missing"),
            f"the method {method} of {analysis.name} has no rule {analysis.missing} for the "
            f"missing",
            f"{analysis.name} 的方法 {method} 没有缺失规则 {analysis.missing}",
            f"give {allowed}",
            f"请给出 {allowed}",
        )
    if not Decimal("0.5") <= analysis.level < 1:
        yield make_finding(
            (*path, "level"),
            f"the confidence level of {analysis.name} is {analysis.level}",
            f"{analysis.name} 的置信水平为 {analysis.level}",
            "give a number like 0.95",
            "请给出形如 0.95 的数字",
        )


def _demand(path: Path, analysis: Analysis, key: str, *, needed: bool) -> Iterator[Finding]:
    given = getattr(analysis, key) is not None
    method = analysis.method
    if needed and not given:
        yield make_finding(
            path,
            f"the analysis {analysis.name} by {method} gives no {key}",
            f"采用 {method} 的分析 {analysis.name} 未给出 {key}",
            f"add {key}",
            f"请补充 {key}",
            needs=((*path, key),),
        )
    if given and not needed:
        what = Bilingual(
            f"the analysis {analysis.name} by {method} gives {key}, which it does not use",
            f"采用 {method} 的分析 {analysis.name} 给出了用不到的 {key}",
        )
        yield Finding((*path, key), what, Bilingual("take it away", "请删去"), at_key=True)


def _check_threshold(path: Path, name: str, threshold: Threshold) -> Iterator[Finding]:
    limits = (threshold.points, threshold.percent, threshold.value)
    given = [one for one in limits if one is not None]
    too_much = threshold.percent is not None and threshold.percent > 100
    if len(given) != 1 or given[0] <= 0 or too_much:
        yield make_finding(
            path,
            f"the threshold of {name} is not one positive number of points, percent or value",
            f"{name} 的阈值不是一个正的分数、百分数或数值",
            "give points, percent up to 100, or value, and only one of them",
            "请给出 points、不超过 100 的 percent 或 value，三者择一",
        )


def _check_prior(path: Path, name: str, prior: Prior) -> Iterator[Finding]:
    for key, value in (("a", prior.a), ("b", prior.b)):
        if value <= 0:
            yield make_finding(
                (*path, key),
                f"the prior of {name} has {key} {value}, which makes no beta distribution",
                f"{name} 的先验 {key} 为 {value}，不构成 beta 分布",
                "give a number above 0; 1 and 1 call every proportion equally likely",
                "请给出大于 0 的数；a、b 均为 1 时各比例等可能",
            )
    if not 0 < prior.above < 1:
        yield make_finding(
            (*path, "above"),
            f"{name} asks whether a proportion is above {prior.above}",
            f"{name} 询问比例是否高于 {prior.above}",
            "give a number between 0 and 1",
            "请给出 0 与 1 之间的数",
        )


def _check_model(path: Path, name: str, model: Model) -> Iterator[Finding]:
    order = (model.covariance, *model.fallback)
    twice = [one for one in dict.fromkeys(order) if order.count(one) > 1]
    if twice:
        yield make_finding(
            (*path, "fallback"),
            f"the model of {name} tries {twice[0]} twice",
            f"{name} 的模型重复尝试 {twice[0]}",
            "name each covariance once, the richest first",
            "每种协方差结构只列一次，由繁到简",
        )


def _check_imputation(path: Path, name: str, imputation: Imputation) -> Iterator[Finding]:
    for key, value, least in (
        ("copies", imputation.copies, 2),
        ("seed", imputation.seed, 0),
        ("earlier", imputation.earlier, 1),
    ):
        if value is not None and value < least:
            yield make_finding(
                (*path, key),
                f"the imputation of {name} has {key} {value}",
                f"{name} 的填补设定 {key} 为 {value}",
                f"give at least {least}",
                f"请给出不小于 {least} 的数",
            )
