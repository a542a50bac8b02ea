"""Differences within pairs (after minus before) in, an Estimate of their center out."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from heliotrope.methods import sign_flip, signed_rank, walsh
from heliotrope.methods.arguments import Floats, Numbers, require_level, require_numbers
from heliotrope.methods.estimate import Estimate, leave_unfinished
from heliotrope.methods.signed_rank import ZERO_RULES, SignedRanks, ZeroRule
from heliotrope.methods.summary import mean_of, sd_of
from heliotrope.vocabulary import Bilingual

T = Bilingual("Paired t", "配对 t 检验")

SIGNED_RANK = {
    ("wilcoxon", True): Bilingual(
        "Exact Wilcoxon signed-rank, zeros left out", "精确 Wilcoxon 符号秩检验，剔除零差值"
    ),
    ("pratt", True): Bilingual(
        "Exact Wilcoxon signed-rank, zeros by Pratt", "精确 Wilcoxon 符号秩检验，零差值按 Pratt 法"
    ),
    ("wilcoxon", False): Bilingual(
        "Normal Wilcoxon signed-rank, zeros left out", "正态近似 Wilcoxon 符号秩检验，剔除零差值"
    ),
    ("pratt", False): Bilingual(
        "Normal Wilcoxon signed-rank, zeros by Pratt",
        "正态近似 Wilcoxon 符号秩检验，零差值按 Pratt 法",
    ),
}

PERMUTATION = Bilingual("Exact sign-flip permutation of the mean", "均值的精确符号翻转置换检验")

NO_PAIRS = Bilingual(
    "There are no pairs: nothing can be estimated.", "没有配对数据，无法作任何估计。"
)
ONE_PAIR = Bilingual(
    "One pair has no spread: there is no interval and no p-value.",
    "仅一对数据，无法估计离散程度，因此没有区间和 p 值。",
)
ALL_ZERO = Bilingual("All differences are zero.", "所有差值均为零。")
ROUNDED = Bilingual(
    "Magnitudes that differ only by rounding (relatively 1e-9) were taken as tied.",
    "仅因舍入而不同的绝对值（相对差 1e-9 以内）按结处理。",
)
MANY = Bilingual(
    f"Above {signed_rank.EXACT} differences the interval is found by the normal approximation.",
    f"差值超过 {signed_rank.EXACT} 个时，区间按正态近似确定。",
)
OFF_GRID = Bilingual(
    f"With more than {sign_flip.ENUMERATED} differences the permutations are counted only for "
    "numbers on a coarse grid, such as scores; these are too fine, so there is no interval and no "
    "p-value.",
    f"差值超过 {sign_flip.ENUMERATED} 个时，仅能对取值间隔较粗的数据（如评分）精确计数；"
    "这些数据过细，因此没有区间和 p 值。",
)
CONSTANT = Bilingual(
    "All differences are equal: their spread cannot be estimated, so there is no interval "
    "and no p-value.",
    "所有差值相同，无法估计离散程度，因此没有区间和 p 值。",
)


def estimate_t(differences: Numbers, level: float = 0.95) -> Estimate:
    """Mean of the differences with Student's t interval and test of a mean of 0.

    Student 1908 (Biometrika 6:1-25). `p` is two-sided; `statistic` is t; `se` = SD / sqrt(n).
    The value and its interval are in the unit of the differences.

    Where others are quietly wrong: scipy's `ttest_1samp` and `ttest_rel` answer t = inf, p = 0
    for equal differences (1e16 and 1e-32 for three times 0.1); R's `t.test` stops the program
    there, and drops missing values without a word. Here equal differences give their value, no
    interval, no p-value and a warning, and missing values are refused.

    Args:
        differences: complete differences, one a pair.
        level: confidence level between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`.
    """
    numbers = require_numbers(differences, "differences")
    level, n = require_level(level), int(numbers.size)
    if n == 0:
        return leave_unfinished(None, n, level, T, NO_PAIRS)
    mean = mean_of(numbers)
    if n == 1:
        return leave_unfinished(mean, n, level, T, ONE_PAIR)
    se = sd_of(numbers) / math.sqrt(n)
    # R's own limit for "essentially constant" (stats:::t.test.default).
    if se <= 10 * np.finfo(np.float64).eps * abs(mean):
        return leave_unfinished(mean, n, level, T, CONSTANT)
    t, df = mean / se, n - 1
    half = -float(special.stdtrit(df, (1 - level) / 2)) * se
    return Estimate(
        value=mean,
        lower=mean - half,
        upper=mean + half,
        p=2 * float(special.stdtr(df, -abs(t))),
        n=n,
        method=T.en,
        method_zh=T.zh,
        level=level,
        df=float(df),
        se=se,
        statistic=t,
    )


def estimate_signed_rank(
    differences: Numbers, zeros: ZeroRule = "wilcoxon", level: float = 0.95
) -> Estimate:
    """Hodges-Lehmann estimate of the center, with Wilcoxon's exact signed-rank test and interval.

    Value: the median of the Walsh averages of all differences, zeros kept (Hodges and Lehmann
    1963, Annals of Mathematical Statistics 34:598-611), in the unit of the differences.

    `p`: exact and two-sided, from the distribution of T+ over all assignments of signs to the
    ranks that were observed, ties and zeros included. `zeros` names the rule: `wilcoxon` leaves
    zeros out and ranks the others (Wilcoxon 1945), `pratt` ranks all and then leaves the zeros
    out (Pratt 1959). `statistic` is T+.

    Interval: the exact test inverted on the untied order statistics of the Walsh averages (Bauer
    1972). `coverage` is what it attains for a continuous distribution; with ties the closed
    interval covers at least that (Noether 1967, JASA 62:184-188). Where n is so small that even
    the widest interval misses the level (five pairs or fewer at 0.95) there is none, and
    `warnings` says so. The zero rule does not touch the interval.

    All differences zero: value 0 and p = 1. One difference: its value, p = 1, no interval. None:
    nothing but a warning. Above 1,000 differences p-value and interval are normal with continuity
    correction; the method or a warning says so.

    Where others are quietly wrong: R's `wilcox.test(exact = TRUE)` turns to the normal
    approximation at the first tie or zero, leaves zeros out of its Hodges-Lehmann estimate, and
    finds it by root search to four digits. scipy's `wilcoxon(method="exact")` ignores ties, its
    default is normal above 13 differences with a tie or zero, and it gives no estimate. Both rank
    apart what float64 tore apart (2.5 - 2.3 and 0.2); here magnitudes within 1e-9 of each other,
    relatively, are tied and a warning says so.

    Args:
        differences: complete differences, one a pair.
        zeros: rule for zero differences in the p-value.
        level: confidence level between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`; unknown zero rule.
    """
    numbers = require_numbers(differences, "differences")
    level, n = require_level(level), int(numbers.size)
    if zeros not in ZERO_RULES:
        raise ValueError(f"zeros {zeros!r} is no rule for zeros; choose one of {ZERO_RULES}")
    ranks = signed_rank.rank_signed(numbers, zeros)
    name = SIGNED_RANK[zeros, ranks.n <= signed_rank.EXACT]
    if n == 0:
        return leave_unfinished(None, n, level, name, NO_PAIRS)
    p = signed_rank.p_two_sided(ranks)
    lower, upper, coverage = _interval(numbers, level)
    cautions = _cautions(ranks, n, zeros, level)
    if lower is not None and upper is not None:
        cautions += _disagreement(p, lower, upper, level)
    return Estimate(
        value=walsh.walsh_median(numbers),
        lower=lower,
        upper=upper,
        p=p,
        n=n,
        method=name.en,
        warnings=tuple(caution.en for caution in cautions),
        warnings_zh=tuple(caution.zh for caution in cautions),
        method_zh=name.zh,
        level=level,
        coverage=coverage,
        statistic=ranks.doubled_sum / 2,
    )


def _interval(
    numbers: Floats, level: float
) -> tuple[float, float, float] | tuple[None, None, None]:
    found = signed_rank.interval_position(int(numbers.size), level)
    if found is None:
        return None, None, None
    k, coverage = found
    lower, upper = walsh.walsh_at(numbers, [k, walsh.walsh_count(numbers.size) - k + 1])
    return lower, upper, coverage


def _cautions(ranks: SignedRanks, n: int, zeros: ZeroRule, level: float) -> list[Bilingual]:
    """What a reader must know of these differences (at least one)."""
    said: list[Bilingual] = []
    if ranks.n == 0:
        said.append(ALL_ZERO)
    elif ranks.zeros:
        said.append(_zeros(ranks.zeros, n, zeros))
    if ranks.is_rounded:
        said.append(ROUNDED)
    if n > signed_rank.EXACT:
        said.append(MANY)
    if signed_rank.interval_position(n, level) is None:
        said.append(_no_interval(n, level))
    if 0 < ranks.n <= signed_rank.EXACT and 2.0 ** (1 - ranks.n) > 1 - level:
        said.append(_least_p(ranks.n))
    return said


def _zeros(count: int, n: int, zeros: ZeroRule) -> Bilingual:
    how, how_zh = {
        "wilcoxon": ("left out before ranking (Wilcoxon)", "排秩前剔除（Wilcoxon 法）"),
        "pratt": ("ranked, then left out (Pratt)", "参与排秩后剔除（Pratt 法）"),
    }[zeros]
    return Bilingual(
        f"Differences of zero: {count} of {n}; for the p-value they were {how}, "
        "in the estimate and its interval they are kept.",
        f"{n} 个差值中有 {count} 个为零：计算 p 值时{how_zh}，估计值及其区间仍予保留。",
    )


def _no_interval(n: int, level: float) -> Bilingual:
    widest = f"{100 * (1 - 2.0 ** (1 - n)):.4g}"
    return Bilingual(
        f"There is no {100 * level:g} % interval: with n = {n} even the widest exact one, from "
        f"the smallest to the largest difference, covers only {widest} %.",
        f"无 {100 * level:g} % 区间：n = {n} 时，最宽的精确区间（最小差值至最大差值）"
        f"覆盖率也只有 {widest} %。",
    )


def _least_p(n: int) -> Bilingual:
    least = f"{2.0 ** (1 - n):.4g}"
    return Bilingual(
        f"With n = {n} differences other than zero the p-value cannot be below {least}.",
        f"非零差值只有 {n} 个，p 值不可能小于 {least}。",
    )


def _disagreement(p: float, lower: float, upper: float, level: float) -> list[Bilingual]:
    """The test sees the observed ties and its zero rule, the interval neither."""
    if (p <= 1 - level) != (lower <= 0.0 <= upper):
        return []
    return [
        Bilingual(
            "The p-value and the interval disagree about 0: the test counts the ties and zeros "
            "as observed, the interval is that of untied differences.",
            "p 值与区间对 0 的判断不一致：检验按实际的结和零差值计算，区间按无结情形计算。",
        )
    ]


def estimate_permutation(differences: Numbers, level: float = 0.95) -> Estimate:
    """Mean of the differences with the exact sign-flip permutation test and its interval.

    `p`: the share of all 2^n assignments of signs to the observed magnitudes whose mean lies at
    least as far from 0 as the observed one; equal means count (Fisher 1935, The Design of
    Experiments, section 21). It asks only that each difference is as likely to be x as -x.

    Interval: every shift of the differences that the same test does not reject, at its ends too.
    These are the k-th smallest and the k-th largest of the means of all 2^n - 1 subsets of the
    differences, with k the largest whole number up to 2^n (1 - level) / 2 (Hartigan 1969, JASA
    64:1303-1317). So p-value and interval never disagree about 0, ties and zeros or not.
    `coverage` is 1 - 2k / 2^n, attained for a continuous distribution; with ties it is at least
    that. Five pairs or fewer have no interval at 0.95.

    Zeros stay in the mean, in n and in the interval. In the test a zero has the same mean under
    either sign, so the p-value is that of the other differences.

    All differences zero: value 0 and p = 1. One difference: its value, p = 1, no interval. None:
    nothing but a warning. Numbers on a grid (scores, few decimals) are counted exactly however
    many they are, as far as the table of counts stays small; numbers off any grid are enumerated
    up to 20, and beyond that there is a value only, and a warning.

    Where others are quietly wrong: scipy's `permutation_test` draws at random above 9,999
    assignments (14 differences) unless told not to, and takes only means within 2e-14 of the
    observed one, relatively, as equal to it; exactRankTests' `perm.test` is exact for whole numbers
    only. Here numbers that differ only by rounding are the same number, and a warning says so.

    Args:
        differences: complete differences, one a pair.
        level: confidence level between 0 and 1.

    Raises:
        TypeError, ValueError: as `require_numbers` and `require_level`.
    """
    numbers = require_numbers(differences, "differences")
    level, n = require_level(level), int(numbers.size)
    if n == 0:
        return leave_unfinished(None, n, level, PERMUTATION, NO_PAIRS)
    subsets = sign_flip.list_subset_means(numbers)
    if subsets is None:
        return leave_unfinished(mean_of(numbers), n, level, PERMUTATION, OFF_GRID)
    lower, upper, coverage = sign_flip.interval(subsets, level) or (None, None, None)
    cautions = _cautions_of_flips(numbers, subsets.is_rounded, lower is None, level)
    return Estimate(
        value=mean_of(numbers),
        lower=lower,
        upper=upper,
        p=sign_flip.p_two_sided(subsets),
        n=n,
        method=PERMUTATION.en,
        warnings=tuple(caution.en for caution in cautions),
        warnings_zh=tuple(caution.zh for caution in cautions),
        method_zh=PERMUTATION.zh,
        level=level,
        coverage=coverage,
    )


def _cautions_of_flips(
    numbers: Floats, is_rounded: bool, lacks_interval: bool, level: float
) -> list[Bilingual]:
    said: list[Bilingual] = []
    n, m = int(numbers.size), int(np.count_nonzero(numbers))
    if m == 0:
        said.append(ALL_ZERO)
    if is_rounded:
        said.append(ROUNDED)
    if lacks_interval:
        said.append(_no_interval(n, level))
    if 0 < m <= signed_rank.EXACT and 2.0 ** (1 - m) > 1 - level:
        said.append(_least_p(m))
    return said
