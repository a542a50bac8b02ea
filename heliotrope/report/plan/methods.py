"""A method of the plan with what an analysis states besides → how it is done, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heliotrope.report.numbers import format_exact
from heliotrope.report.plan.writer import PlanWriter
from heliotrope.study.plan import Analysis, Imputation, Model, Threshold
from heliotrope.study.plan_words import (
    COVARIANCES,
    DEGREES_OF_FREEDOM,
    INTERVALS,
    METHODS,
    MISSING,
    ZEROS,
)
from heliotrope.vocabulary import Bilingual

IN_WORDS: Mapping[str, Bilingual] = {
    "paired_t": Bilingual(
        "Mean of the changes from baseline with Student's interval (n − 1 degrees of freedom) and "
        "a two-sided p-value against no change (Student 1908).",
        "较基线变化的均数、Student 区间（自由度 n − 1）及对「无变化」的双侧 p 值（Student 1908）。",
    ),
    "signed_rank": Bilingual(
        "Hodges-Lehmann estimate: the median of all Walsh averages, zero changes kept. The p-value "
        "is exact with ties, which share their mean rank; the interval inverts the exact test and "
        "gives the coverage attained (Pratt 1959; Bauer 1972; Streitberg and Röhmel 1986; "
        "Hollander and Wolfe).",
        "Hodges-Lehmann 估计，即全部 Walsh 均值的中位数，零变化保留。存在结时取平均秩，"
        "p 值为精确值；区间由精确检验反推，并给出实际覆盖率（Pratt 1959；Bauer 1972；"
        "Streitberg 与 Röhmel 1986；Hollander 与 Wolfe）。",
    ),
    "sign_flip": Bilingual(
        "The observed mean against its distribution under all assignments of signs to the changes; "
        "the interval holds every shift that the same test does not reject (Fisher 1935; Hartigan "
        "1969).",
        "将观测均数与变化值全部符号排列下的分布比较；区间为同一检验不拒绝的全部位移"
        "（Fisher 1935；Hartigan 1969）。",
    ),
    "effect_size": Bilingual(
        "Mean change divided by the SD of the changes, with Hedges' correction for few "
        "participants and an interval from the noncentral t distribution (Hedges 1981).",
        "平均变化除以变化的标准差，作 Hedges 小样本校正，区间取自非中心 t 分布（Hedges 1981）。",
    ),
    "improved": Bilingual(
        "Number and proportion who reached the threshold, which itself counts, compared in exact "
        "decimals; the interval is named with each analysis (Newcombe 1998; Agresti and Coull "
        "1998).",
        "达到阈值者的人数与比例，等于阈值亦计入，以精确十进制比较；各分析注明所用区间"
        "（Newcombe 1998；Agresti 与 Coull 1998）。",
    ),
    "posterior": Bilingual(
        "Posterior of the proportion from a beta prior and the count, its equal-tailed interval "
        "and the probability of being above the proportion asked for (Thall and Simon 1994).",
        "由 beta 先验与人数得到的比例后验、等尾区间，以及高于所问比例的概率"
        "（Thall 与 Simon 1994）。",
    ),
    "mmrm": Bilingual(
        "Mixed model for repeated measures by REML: the mean change at each visit, with the "
        "baseline as a covariate where stated; the missing at random. Small-sample variances and "
        "degrees of freedom as stated (Kenward and Roger 1997, 2009; Fai and Cornelius 1996; "
        "Mallinckrodt 2008). If the data cannot carry a covariance, the next is taken and the "
        "report says which.",
        "以 REML 估计的重复测量混合模型：各访视的平均变化，按说明以基线为协变量，假定随机缺失。"
        "小样本方差与自由度按所列方法（Kenward 与 Roger 1997、2009；Fai 与 Cornelius 1996；"
        "Mallinckrodt 2008）。若数据不足以支持某一协方差结构，则依次改用下一种，报告注明所用者。",
    ),
    "imputed": Bilingual(
        "Missing values are drawn several times by Bayesian regression on baseline and the visits "
        "before (missing at random); the estimates are pooled by Rubin's rules with the degrees of "
        "freedom of Barnard and Rubin (Rubin 1987; Barnard and Rubin 1999).",
        "以基线与既往访视作贝叶斯回归，对缺失值多次抽取（随机缺失）；按 Rubin 规则合并，"
        "自由度取 Barnard 与 Rubin 法（Rubin 1987；Barnard 与 Rubin 1999）。",
    ),
    "tipping_point": Bilingual(
        "The imputed values are made worse step by step until the interval of the mean change "
        "reaches zero; the shift at which it does is reported.",
        "将填补值逐步变差，直至平均变化的区间触及零；报告此时的位移。",
    ),
    "summary": Bilingual(
        "Number, mean, SD, median, minimum and maximum of values and changes.",
        "数值与变化的例数、均数、标准差、中位数、最小值与最大值。",
    ),
}
"""What each method does, with who defined it."""


_FILLING = frozenset({"summary", "mmrm", "imputed", "tipping_point"})
"""Methods that say by themselves what stands for a missing value."""


def say_how(writer: PlanWriter, analysis: Analysis) -> str:
    """The method with everything that the analysis states besides it."""
    stop = writer.words("; ", "；")
    return stop.join(_list_parts(writer, analysis))


def _list_parts(writer: PlanWriter, analysis: Analysis) -> Iterator[str]:
    yield writer.say(METHODS[analysis.method])
    if analysis.threshold is not None:
        yield say_threshold(writer, analysis, analysis.threshold)
    if analysis.zeros is not None:
        yield writer.say(ZEROS[analysis.zeros])
    level = format_exact(100 * analysis.level)
    interval = analysis.proportion_interval
    if interval is not None:
        name = INTERVALS[interval]
        yield writer.words(f"{level} % interval by {name.en}", f"{level} % {name.zh} 区间")
    elif analysis.method != "summary":
        yield writer.words(f"{level} % interval", f"{level} % 区间")
    if analysis.prior is not None:
        a, b = format_exact(analysis.prior.a), format_exact(analysis.prior.b)
        above = format_exact(100 * analysis.prior.above)
        yield writer.words(
            f"prior Beta({a}, {b}); probability above {above} %",
            f"先验 Beta({a}, {b})；超过 {above} % 的概率",
        )
    if analysis.model is not None:
        yield from _list_model(writer, analysis.model)
    if analysis.imputation is not None:
        yield _say_imputation(writer, analysis.imputation)
    if analysis.method not in _FILLING:
        yield writer.say(MISSING[analysis.missing])
    if not analysis.test and analysis.method in {"paired_t", "signed_rank", "sign_flip", "mmrm"}:
        yield writer.words("no p-value", "不给 p 值")


def say_threshold(writer: PlanWriter, analysis: Analysis, threshold: Threshold) -> str:
    """`a fall of at least 40 %`, and for which baselines that was published."""
    endpoint = writer.endpoint(analysis.endpoint)
    unit = writer.say(endpoint.unit)
    fall, fall_zh = ("fall", "下降") if endpoint.better == "lower" else ("rise", "上升")
    if threshold.percent is not None:
        limit = f"{format_exact(threshold.percent)} %"
    elif threshold.points is not None:
        limit = f"{format_exact(threshold.points)} {unit}"
    else:
        limit = f"{format_exact(threshold.value)} {unit}"
        return writer.words(f"a value of at least {limit}", f"数值至少 {limit}")
    said = writer.words(f"a {fall} of at least {limit}", f"{fall_zh}至少 {limit}")
    if threshold.baseline_above is not None:
        above = format_exact(threshold.baseline_above)
        said += writer.words(
            f" (published for baselines above {above}; nobody is left out)",
            f"（该阈值发表于基线高于 {above} 者；不排除任何人）",
        )
    return said


def _list_model(writer: PlanWriter, model: Model) -> Iterator[str]:
    first, df = COVARIANCES[model.covariance], DEGREES_OF_FREEDOM[model.df]
    yield writer.words(f"{first.en} covariance", f"{first.zh}协方差")
    if model.fallback:
        others = writer.join(writer.say(COVARIANCES[one]) for one in model.fallback)
        yield writer.words(f"else, in this order: {others}", f"否则依次为：{others}")
    yield writer.words(f"{df.en} degrees of freedom", f"自由度：{df.zh}")
    if model.baseline:
        yield writer.words("baseline by visit as covariate", "以基线与访视的交互为协变量")
    if model.visits:
        visits = writer.join(writer.visit(one) for one in model.visits)
        yield writer.words(f"visits: {visits}", f"访视：{visits}")


def _say_imputation(writer: PlanWriter, one: Imputation) -> str:
    said = writer.words(
        f"{one.copies} copies, seed {one.seed}", f"{one.copies} 份，种子 {one.seed}"
    )
    if one.earlier is not None:
        said += writer.words(
            f", each visit from baseline and at most {one.earlier} visit(s) before",
            f"，各访视由基线及其前至多 {one.earlier} 次访视推算",
        )
    if one.visits:
        visits = writer.join(writer.visit(name) for name in one.visits)
        said += writer.words(f"; visits: {visits}", f"；访视：{visits}")
    return said
