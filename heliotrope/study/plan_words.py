"""A word of the plan's files, such as `treatment_policy` → how it is said in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from heliotrope.vocabulary import Bilingual

ROLES: Mapping[str, Bilingual] = {
    "primary": Bilingual("primary", "主要"),
    "supportive": Bilingual("supportive", "支持性"),
    "sensitivity": Bilingual("sensitivity", "敏感性"),
    "descriptive": Bilingual("descriptive", "描述性"),
    "post_hoc": Bilingual("post hoc", "事后"),
}
OUTCOME_ROLES: Mapping[str, Bilingual] = {
    "primary": Bilingual("primary", "主要"),
    "secondary": Bilingual("secondary", "次要"),
    "other": Bilingual("added", "增加"),
}
METHODS: Mapping[str, Bilingual] = {
    "paired_t": Bilingual("paired t", "配对 t 检验"),
    "signed_rank": Bilingual("exact signed-rank test", "精确符号秩检验"),
    "sign_flip": Bilingual("sign-flip permutation", "符号置换检验"),
    "effect_size": Bilingual("standardized response mean", "标准化反应均值"),
    "improved": Bilingual("proportion improved", "改善比例"),
    "posterior": Bilingual("beta-binomial posterior", "beta-二项后验"),
    "mmrm": Bilingual("mixed model for repeated measures", "重复测量混合模型（MMRM）"),
    "imputed": Bilingual("multiple imputation", "多重填补"),
    "tipping_point": Bilingual("tipping point", "临界点分析"),
    "summary": Bilingual("description", "描述性统计"),
}
MISSING: Mapping[str, Bilingual] = {
    "observed": Bilingual("observed cases", "观察病例"),
    "return_to_baseline": Bilingual("return to baseline", "回到基线"),
    "not_improved": Bilingual("missing as not improved", "缺失者计为未改善"),
}
ZEROS: Mapping[str, Bilingual] = {
    "wilcoxon": Bilingual(
        "zero changes left out before ranking (Wilcoxon)", "零变化在排秩前剔除（Wilcoxon 法）"
    ),
    "pratt": Bilingual(
        "zero changes ranked and then left out (Pratt)", "零变化参与排秩后剔除（Pratt 法）"
    ),
}
INTERVALS: Mapping[str, Bilingual] = {
    "clopper-pearson": Bilingual("Clopper-Pearson", "Clopper-Pearson"),
    "wilson": Bilingual("Wilson", "Wilson"),
    "mid-p": Bilingual("mid-p", "mid-p"),
    "jeffreys": Bilingual("Jeffreys", "Jeffreys"),
    "blaker": Bilingual("Blaker", "Blaker"),
}
COVARIANCES: Mapping[str, Bilingual] = {
    "us": Bilingual("unstructured", "无结构"),
    "toep": Bilingual("Toeplitz", "Toeplitz"),
    "toeph": Bilingual("heterogeneous Toeplitz", "异方差 Toeplitz"),
    "ar1": Bilingual("first-order autoregressive", "一阶自回归"),
    "ar1h": Bilingual("heterogeneous first-order autoregressive", "异方差一阶自回归"),
    "ad": Bilingual("ante-dependence", "前依赖"),
    "adh": Bilingual("heterogeneous ante-dependence", "异方差前依赖"),
    "cs": Bilingual("compound symmetry", "复合对称"),
    "csh": Bilingual("heterogeneous compound symmetry", "异方差复合对称"),
}
DEGREES_OF_FREEDOM: Mapping[str, Bilingual] = {
    "kenward-roger": Bilingual("Kenward-Roger", "Kenward-Roger"),
    "kenward-roger-linear": Bilingual("Kenward-Roger (linear)", "Kenward-Roger（线性）"),
    "satterthwaite": Bilingual("Satterthwaite", "Satterthwaite"),
}
STRATEGIES: Mapping[str, Bilingual] = {
    "treatment_policy": Bilingual("treatment policy", "疗法策略"),
    "hypothetical": Bilingual("hypothetical", "假想策略"),
    "composite": Bilingual("composite variable", "复合变量策略"),
    "while_on_treatment": Bilingual("while on treatment", "在治策略"),
}
"""ICH E9(R1), A.3.2, by the names of its Chinese translation."""
EVENTS: Mapping[str, Bilingual] = {
    "discontinuation": Bilingual("study drug stopped for good", "永久停用研究药物"),
    "hold": Bilingual("study drug interrupted", "暂停研究药物"),
    "rescue": Bilingual("rescue medication", "补救治疗"),
    "glucocorticoid_increase": Bilingual("glucocorticoid raised", "糖皮质激素加量"),
    "prohibited_medication": Bilingual("prohibited medication", "禁用药物"),
    "death": Bilingual("death", "死亡"),
}
POPULATION_RULES: Mapping[str, Bilingual] = {
    "enrolled": Bilingual("everyone ever enrolled, treated or not", "凡入组者，无论是否用药"),
    "treated": Bilingual(
        "everyone enrolled who took the study drug once at least", "入组且至少用药一次者"
    ),
    "evaluable": Bilingual(
        "treated, with the primary endpoint at baseline and at least once later",
        "用药，且主要终点有基线值及至少一次基线后数值者",
    ),
}
DISPLAYS: Mapping[str, Bilingual] = {
    "course": Bilingual("course of each participant with the mean", "每位参与者病程及均数"),
    "waterfall": Bilingual("changes in order (waterfall)", "变化排序图（瀑布图）"),
    "swimmer": Bilingual(
        "time under treatment with doses and events", "用药时间、剂量与事件（泳道图）"
    ),
    "sites": Bilingual("places of the body by visit (heat map)", "身体部位随访视变化（热图）"),
    "profiles": Bilingual(
        "one participant a picture: endpoint, doses, glucocorticoids, events",
        "个体图：终点、剂量、糖皮质激素与事件",
    ),
    "forest": Bilingual("estimates side by side (forest)", "估计值并列图（森林图）"),
}
DERIVED: Mapping[str, Bilingual] = {
    "total_improvement_score": Bilingual("Total Improvement Score", "总改善评分（TIS）"),
    "prednisone_equivalent": Bilingual("daily prednisone equivalent", "每日泼尼松当量"),
}
DIRECTIONS: Mapping[str, Bilingual] = {
    "lower": Bilingual("lower is better", "越低越好"),
    "higher": Bilingual("higher is better", "越高越好"),
}
STANDINGS: Mapping[str, Bilingual] = {
    "record": Bilingual("registry record", "注册记录"),
    "published": Bilingual("published", "已发表"),
    "interpretation": Bilingual("interpretation", "解读"),
    "proposed": Bilingual("proposed", "拟定"),
    "unverified": Bilingual("unverified", "未核实"),
}
"""Where a statement comes from: `Provenance.status`."""
KINDS_OF_VISIT: Mapping[str, Bilingual] = {
    "scheduled": Bilingual("scheduled", "计划访视"),
    "unscheduled": Bilingual("unscheduled", "计划外访视"),
    "early_termination": Bilingual("early termination", "提前终止访视"),
}

_VALUES: Mapping[str, Mapping[str, Bilingual]] = {
    "role": {**ROLES, **OUTCOME_ROLES},
    "method": METHODS,
    "missing": MISSING,
    "zeros": ZEROS,
    "proportion_interval": INTERVALS,
    "covariance": COVARIANCES,
    "fallback": COVARIANCES,
    "df": DEGREES_OF_FREEDOM,
    "strategy": STRATEGIES,
    "event": EVENTS,
    "rule": POPULATION_RULES,
    "kind": {**DISPLAYS, **KINDS_OF_VISIT},
    "derived": DERIVED,
    "better": DIRECTIONS,
    "status": STANDINGS,
}
"""Key of the plan's files → its words."""

KEYS: Mapping[str, Bilingual] = {
    "a": Bilingual("prior a", "先验 a"),
    "above": Bilingual("asked proportion", "所问比例"),
    "above_mg": Bilingual("above day 1, mg", "高于第 1 天的毫克数"),
    "after_mean": Bilingual("mean after", "治疗后均数"),
    "after_sd": Bilingual("SD after", "治疗后标准差"),
    "at_most_mg": Bilingual("daily dose at most, mg", "日剂量上限 mg"),
    "b": Bilingual("prior b", "先验 b"),
    "baseline": Bilingual("baseline", "基线"),
    "baseline_above": Bilingual("for baselines above", "适用于基线高于"),
    "before_mean": Bilingual("mean before", "治疗前均数"),
    "before_sd": Bilingual("SD before", "治疗前标准差"),
    "better": Bilingual("direction", "方向"),
    "cautions": Bilingual("caution", "提示"),
    "change_mean": Bilingual("mean change", "平均变化"),
    "change_sd": Bilingual("SD of the changes", "变化的标准差"),
    "choose": Bilingual("which record counts", "取哪次记录"),
    "code": Bilingual("code", "代码"),
    "copies": Bilingual("copies", "份数"),
    "covariance": Bilingual("covariance", "协方差结构"),
    "day": Bilingual("target day", "目标日"),
    "decimals": Bilingual("decimals", "小数位数"),
    "definition": Bilingual("definition", "定义"),
    "derived": Bilingual("derivation", "推导方式"),
    "df": Bilingual("degrees of freedom", "自由度"),
    "earlier": Bilingual("visits before in a regression", "回归所用的既往访视数"),
    "earliest": Bilingual("earliest day", "最早日"),
    "early_termination": Bilingual("early termination", "提前终止"),
    "emergent_days": Bilingual("days after the final dose", "末次给药后天数"),
    "endpoint": Bilingual("endpoint", "终点"),
    "endpoints": Bilingual("endpoints", "终点"),
    "estimand": Bilingual("what is estimated", "估计内容"),
    "estimates": Bilingual("estimand", "估计目标"),
    "fall_percent": Bilingual("fall of at least, %", "下降至少 %"),
    "fallback": Bilingual("fall-back covariances", "备用协方差结构"),
    "family": Bilingual("family", "分析组"),
    "fixed_on": Bilingual("fixed on", "定稿日期"),
    "form": Bilingual("form", "表单"),
    "forms": Bilingual("forms", "表单"),
    "frequent_percent": Bilingual("frequent above, %", "常见界值 %"),
    "function_form": Bilingual("form of function", "功能表单"),
    "globals_form": Bilingual("form of globals", "总体评估表单"),
    "high": Bilingual("highest value", "最高值"),
    "highlight": Bilingual("colored by", "着色依据"),
    "imputation": Bilingual("imputation", "填补"),
    "intercurrent": Bilingual("intercurrent event", "伴发事件"),
    "kind": Bilingual("kind", "种类"),
    "label": Bilingual("name", "名称"),
    "latest": Bilingual("latest day", "最晚日"),
    "least_days": Bilingual("least number of days", "最少天数"),
    "level": Bilingual("confidence level", "置信水平"),
    "low": Bilingual("lowest value", "最低值"),
    "measure": Bilingual("measure", "指标"),
    "method": Bilingual("method", "方法"),
    "missing": Bilingual("missing values", "缺失值"),
    "model": Bilingual("model", "模型"),
    "n": Bilingual("n", "例数"),
    "otherwise": Bilingual("otherwise", "否则"),
    "outcome": Bilingual("outcome", "结局"),
    "percent": Bilingual("percent", "百分比"),
    "points": Bilingual("points", "分值"),
    "population": Bilingual("population", "人群"),
    "prior": Bilingual("prior", "先验"),
    "proportion_interval": Bilingual("interval", "区间"),
    "provenance": Bilingual("origin", "依据"),
    "reason": Bilingual("reason", "理由"),
    "remark": Bilingual("remark", "备注"),
    "role": Bilingual("role", "作用"),
    "rule": Bilingual("rule", "规则"),
    "seed": Bilingual("seed", "随机种子"),
    "since": Bilingual("since visit", "起始访视"),
    "source": Bilingual("source", "来源"),
    "status": Bilingual("standing", "性质"),
    "strategy": Bilingual("strategy", "策略"),
    "strength_form": Bilingual("form of strength", "肌力表单"),
    "summary": Bilingual("summary", "汇总"),
    "test": Bilingual("p-value", "p 值"),
    "threshold": Bilingual("threshold", "阈值"),
    "tie": Bilingual("of two as near", "等距时"),
    "time_frame": Bilingual("time", "时间"),
    "treatment": Bilingual("treatment", "治疗"),
    "unit": Bilingual("unit", "单位"),
    "value": Bilingual("value", "数值"),
    "variable": Bilingual("variable", "变量"),
    "version": Bilingual("version", "版本"),
    "visit": Bilingual("visit", "访视"),
    "visits": Bilingual("visits", "访视"),
    "week": Bilingual("week", "周"),
    "weeks": Bilingual("weeks", "周数"),
    "window": Bilingual("window", "窗口"),
    "zeros": Bilingual("zero changes", "零变化"),
}


def say_key(key: str) -> Bilingual:
    """How a key of the plan's files is said; the key itself if it has no word."""
    return KEYS.get(key, Bilingual(key, key))


def say_word(key: str, word: str) -> Bilingual:
    """How a value that the plan's files write under a key is said; the value itself if unknown."""
    return _VALUES.get(key, {}).get(word, Bilingual(word, word))
