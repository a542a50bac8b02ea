"""The answers of an SF-36 form go in; eight scales 0-100 with their two summaries come out.

The 36-Item Short Form Health Survey, versions 1 and 2, scored as its developers score it. The
labels are short neutral names; the forms' own wording belongs to its owners and is not here. What
each answer counts, the ends of the raw scales, norms and weights stand in `tables/sf36*.csv`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import lru_cache

from heliotrope.instruments.description import Choice, Item, Scale
from heliotrope.instruments.missing import EVERY_ITEM, HALF_OF_SCALE, MissingRule
from heliotrope.instruments.published import load_table
from heliotrope.instruments.score import (
    Given,
    Instrument,
    ScaleScore,
    Score,
    Step,
    make_scored,
    make_tidy,
    make_unscored,
    name_missing,
    score_answers,
)
from heliotrope.vocabulary import NOTHING, Bilingual, Fact, Source

# ------------------------------------------------------------------ the answers


def _choices(en: str, zh: str) -> tuple[Choice, ...]:
    """Answers in the printed order, numbered from 1."""
    labels = zip(en.split(" / "), zh.split(" / "), strict=True)
    return tuple(Choice(str(code), Bilingual(*one)) for code, one in enumerate(labels, start=1))


HEALTH = _choices("excellent / very good / good / fair / poor", "极好 / 很好 / 好 / 一般 / 差")
COMPARED = _choices(
    "much better / somewhat better / about the same / somewhat worse / much worse",
    "好得多 / 好一些 / 差不多 / 差一些 / 差得多",
)
LIMITED = _choices("a lot / a little / not limited", "很受限 / 有些受限 / 不受限")
YES_NO = _choices("yes / no", "是 / 否")
EXTENT = _choices(
    "not at all / slightly / moderately / quite a bit / extremely",
    "完全没有 / 很少 / 中等 / 较多 / 极多",
)
PAIN = _choices(
    "none / very mild / mild / moderate / severe / very severe",
    "无 / 很轻 / 轻 / 中等 / 重 / 很重",
)
TIME_6 = _choices(
    "all the time / most of it / a good bit / some of it / a little / never",
    "一直 / 大部分时间 / 较多时间 / 部分时间 / 少部分时间 / 从不",
)
TIME_5 = _choices(
    "all the time / most of it / some of it / a little / never",
    "一直 / 大部分时间 / 部分时间 / 少部分时间 / 从不",
)
TRUTH = _choices(
    "surely true / mostly true / not sure / mostly false / surely false",
    "完全符合 / 大致符合 / 不确定 / 大致不符 / 完全不符",
)

# ------------------------------------------------------------------ the form

_NOW = Bilingual("Health in general", "总体健康")
_YEAR = Bilingual("Health against a year ago", "与一年前相比")
_LIMITS = Bilingual("Limits on an ordinary day", "日常活动受限")
_BODY = Bilingual("Work and activities, past 4 weeks: bodily health", "近 4 周工作与活动：因身体")
_MOOD = Bilingual("Work and activities, past 4 weeks: feelings", "近 4 周工作与活动：因情绪")
_SOCIAL = Bilingual("Social life, past 4 weeks: how much", "近 4 周社交：受影响程度")
_ACHE = Bilingual("Pain, past 4 weeks", "近 4 周疼痛")
_HINDERED = Bilingual("Pain and work, past 4 weeks", "近 4 周疼痛对工作的影响")
_FELT = Bilingual("How it felt, past 4 weeks", "近 4 周感受")
_OFTEN = Bilingual("Social life, past 4 weeks: how often", "近 4 周社交：受影响频度")
_TRUE = Bilingual("True or false of own health", "对自身健康的看法")
_UNSCORED = Bilingual("not scored", "不计分")

_LABELS = (
    (_NOW, "Own health now", "目前健康状况"),
    (_YEAR, "Change over a year", "一年来的变化"),
    (_LIMITS, "Heavy exertion", "重体力活动"),
    (_LIMITS, "Moderate exertion", "中等体力活动"),
    (_LIMITS, "Carrying shopping", "提拿购物"),
    (_LIMITS, "Stairs: several floors", "上数层楼梯"),
    (_LIMITS, "Stairs: one floor", "上一层楼梯"),
    (_LIMITS, "Bending, crouching", "弯腰、下蹲"),
    (_LIMITS, "Walking: long way", "步行：远距离"),
    (_LIMITS, "Walking: middle way", "步行：中等距离"),
    (_LIMITS, "Walking: short way", "步行：近距离"),
    (_LIMITS, "Washing, dressing", "洗澡、穿衣"),
    (_BODY, "Body: less time", "身体：时间减少"),
    (_BODY, "Body: less done", "身体：完成得少"),
    (_BODY, "Body: kind limited", "身体：种类受限"),
    (_BODY, "Body: more effort", "身体：更费力"),
    (_MOOD, "Feelings: less time", "情绪：时间减少"),
    (_MOOD, "Feelings: less done", "情绪：完成得少"),
    (_MOOD, "Feelings: less care", "情绪：不如平时仔细"),
    (_SOCIAL, "Social life: how much affected", "社交受影响程度"),
    (_ACHE, "Pain: how strong", "疼痛程度"),
    (_HINDERED, "Pain: how much it hinders work", "疼痛妨碍工作的程度"),
    (_FELT, "Lively", "有活力"),
    (_FELT, "Nervous", "紧张"),
    (_FELT, "Very low", "情绪极低落"),
    (_FELT, "Calm", "平静"),
    (_FELT, "Energetic", "精力充沛"),
    (_FELT, "Sad", "难过"),
    (_FELT, "Exhausted", "精疲力竭"),
    (_FELT, "Happy", "快乐"),
    (_FELT, "Tired", "疲倦"),
    (_OFTEN, "Social life: how often affected", "社交受影响频度"),
    (_TRUE, "Falls ill more easily", "较易生病"),
    (_TRUE, "As healthy as others", "与他人一样健康"),
    (_TRUE, "Expects worse health", "预计健康会变差"),
    (_TRUE, "Own health very good", "自身健康极好"),
)
"""Heading and label of q1 to q36, in the form's order."""

_LABEL_OF = {f"q{number}": Bilingual(en, zh) for number, (_, en, zh) in enumerate(_LABELS, start=1)}

_OF_BOTH = {
    _NOW: HEALTH,
    _YEAR: COMPARED,
    _LIMITS: LIMITED,
    _SOCIAL: EXTENT,
    _ACHE: PAIN,
    _HINDERED: EXTENT,
    _OFTEN: TIME_5,
    _TRUE: TRUTH,
}
_ANSWERS = {
    "sf36v1": {**_OF_BOTH, _BODY: YES_NO, _MOOD: YES_NO, _FELT: TIME_6},
    "sf36v2": {**_OF_BOTH, _BODY: TIME_5, _MOOD: TIME_5, _FELT: TIME_5},
}
"""What may be answered under each heading: only work, activities and feelings differ by version."""


def _items(edition: str) -> tuple[Item, ...]:
    answers = _ANSWERS[edition]
    return tuple(
        Item(
            name,
            label,
            1,
            len(answers[head]),
            hint=_UNSCORED if name == "q2" else NOTHING,
            choices=answers[head],
            group=head,
        )
        for (name, label), (head, _, _) in zip(_LABEL_OF.items(), _LABELS, strict=True)
    )


# ------------------------------------------------------------------ the scales

SCALES: dict[str, tuple[Bilingual, tuple[int, ...]]] = {
    "pf": (Bilingual("Physical functioning", "生理功能"), (3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
    "rp": (Bilingual("Role, physical", "生理职能"), (13, 14, 15, 16)),
    "re": (Bilingual("Role, emotional", "情感职能"), (17, 18, 19)),
    "vt": (Bilingual("Vitality", "精力"), (23, 27, 29, 31)),
    "mh": (Bilingual("Mental health", "精神健康"), (24, 25, 26, 28, 30)),
    "sf": (Bilingual("Social functioning", "社会功能"), (20, 32)),
    "bp": (Bilingual("Bodily pain", "躯体疼痛"), (21, 22)),
    "gh": (Bilingual("General health", "总体健康"), (1, 33, 34, 35, 36)),
}
"""Each scale's name with its items by number."""
SUMMARIES = {
    "pcs": Bilingual("Physical component summary (PCS)", "生理健康总评（PCS）"),
    "mcs": Bilingual("Mental component summary (MCS)", "心理健康总评（MCS）"),
}


@dataclass(frozen=True, slots=True, eq=False)
class RawScale:
    """The ends of a scale before it is transformed, and the population that it is compared with."""

    lowest: Fraction
    highest: Fraction
    mean: Fraction
    sd: Fraction
    """Both on the scale of 0 to 100."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One version's published numbers."""

    name: str
    counts: Mapping[str, tuple[Fraction, ...]]
    """What the answers 1, 2, … of an item count, by the name of its row in the key."""
    scales: Mapping[str, RawScale]
    weights: Mapping[str, Mapping[str, Fraction]]
    """`pcs` and `mcs` to each scale's weight."""
    norm: Bilingual
    """The population behind the means and SDs: `US 1990 norms`. A summary means nothing without."""


_NORM_YEARS = {"sf36v1": 1990, "sf36v2": 1998}
"""The general population of the United States in that year; the standing is with the facts."""


def _load_edition(name: str) -> Edition:
    year = _NORM_YEARS[name]
    return Edition(
        name,
        {
            row["name"]: tuple(Fraction(one) for one in row["recoded"].split())
            for row in load_table(f"{name}_key").rows
        },
        {
            row["name"]: RawScale(
                *(Fraction(row[one]) for one in ("lowest", "highest", "mean", "sd"))
            )
            for row in load_table(f"{name}_scales").rows
        },
        {
            summary: {
                row["name"]: Fraction(row[summary]) for row in load_table("sf36_weights").rows
            }
            for summary in SUMMARIES
        },
        Bilingual(f"US {year} norms", f"美国 {year} 年常模"),
    )


EDITIONS = {name: _load_edition(name) for name in _NORM_YEARS}


def _recode(edition: Edition, name: str, given: Given) -> Fraction | None:
    """What the answer counts; None where there is none. Question 22 depends on question 21."""
    answer = given.number(name)
    if answer is None:
        return None
    return edition.counts[_row_of_key(name, given)][int(answer) - 1]


def _row_of_key(name: str, given: Given) -> str:
    if name != "q22":
        return name
    pain = given.number("q21")
    if pain is None:
        return "q22_without_q21"
    return "q22_and_q21_is_1" if pain == 1 else "q22"


# ------------------------------------------------------------------ scoring

_remembered = lru_cache(maxsize=10_000)
"""Of what is the same for many forms: a scale has few sums, an item few answers."""


def score_sf36v1(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one form of version 1: eight scales 0-100, higher is better, and PCS, MCS around 50.

    Args:
        answers: `q1` to `q36` to the number printed beside the answer (1 to 2, 3, 5 or 6); a
            missing one is `Missing`, None or absent.
        missing: `half_of_scale` (the default) or `every_item`.

    Returns:
        A Score that never raises. With `half_of_scale` a scale stands if at least half of its items
        are answered, and the score says which were filled in. PCS and MCS need all eight scales.
        Question 2 is in no score, but an answer that it does not have is a fault like any other.
    """
    return score_answers(SF36V1, answers, missing, _work_out(EDITIONS["sf36v1"]))


def score_sf36v2(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one form of version 2: as version 1, with five answers where it has two or six.

    Args:
        answers: `q1` to `q36` to the number printed beside the answer (1 to 3, 5 or 6); a missing
            one is `Missing`, None or absent.
        missing: `half_of_scale` (the default) or `every_item`.

    Returns:
        As for version 1; PCS and MCS are compared with another population.
    """
    return score_answers(SF36V2, answers, missing, _work_out(EDITIONS["sf36v2"]))


def _work_out(
    edition: Edition,
) -> Callable[[Instrument, Given, MissingRule], Sequence[ScaleScore]]:
    def work_out(instrument: Instrument, given: Given, rule: MissingRule) -> list[ScaleScore]:
        found: dict[str, Fraction] = {}
        scores = []
        for name in SCALES:
            scale, raw = instrument.scale(name), edition.scales[name]
            filled = _fill(edition, scale, given, rule)
            if filled is None:
                scores.append(make_unscored(scale, given, given.missing(scale.items)))
                continue
            total = sum(filled, Fraction(0))
            found[name] = _transform(raw, total)
            scores.append(_score_scale(raw, scale, given, filled, total))
        return scores + [
            _score_summary(edition, instrument.scale(name), given, found, scores)
            for name in SUMMARIES
        ]

    return work_out


def _fill(edition: Edition, scale: Scale, given: Given, rule: MissingRule) -> list[Fraction] | None:
    """What each item of the scale counts, the missing ones as the rule has it; None: not scored."""
    numbers = rule.complete([_recode(edition, name, given) for name in scale.items])
    if numbers is None:
        return None
    return [one if isinstance(one, Fraction) else Fraction(one) for one in numbers]


@_remembered
def _transform(raw: RawScale, total: Fraction) -> Fraction:
    """The sum as percent of the way from the lowest to the highest sum that there is."""
    return (total - raw.lowest) / (raw.highest - raw.lowest) * 100


def _score_scale(
    raw: RawScale, scale: Scale, given: Given, filled: Sequence[Fraction], total: Fraction
) -> ScaleScore:
    missing = given.missing(scale.items)
    counts = zip(scale.items, filled, strict=True)
    steps = [_item_step(name, given.number(name), count) for name, count in counts]
    notes = [_say_filled(scale, missing, given)] if missing else []
    return make_scored(scale, _transform(raw, total), [*steps, _sum_step(raw, total)], notes)


@_remembered
def _item_step(name: str, answer: int | Decimal | None, count: Fraction) -> Step:
    label = _LABEL_OF[name]
    if answer is None:
        mean = Bilingual("missing: mean of the answered", "缺答：取已答条目均值")
        return Step(label, make_tidy(count), mean)
    shown = make_tidy(count)
    return Step(label, shown, Bilingual(f"answer {answer} → {shown}", f"答 {answer} → {shown}"))


@_remembered
def _sum_step(raw: RawScale, total: Fraction) -> Step:
    shown = make_tidy(total)
    text = f"({shown} − {raw.lowest}) ÷ {raw.highest - raw.lowest} × 100"
    return Step(Bilingual("Sum", "合计原始分"), shown, Bilingual(text, text))


def _say_filled(scale: Scale, missing: Sequence[str], given: Given) -> Bilingual:
    names = [name_missing(name, given) for name in missing]
    asked = len(scale.items)
    answered = asked - len(missing)
    return Bilingual(
        f"{scale.name}: {', '.join(names)} missing, filled with the mean of the answered "
        f"({answered} of {asked})",
        f"{scale.name}：{'、'.join(names)} 缺答，以已答条目（{answered}/{asked}）的均值代替",
    )


def _score_summary(
    edition: Edition,
    scale: Scale,
    given: Given,
    found: Mapping[str, Fraction],
    scores: Sequence[ScaleScore],
) -> ScaleScore:
    lacking = [one for one in scores if one.value is None]
    if lacking:
        missing = [name for one in lacking for name in one.missing]
        return make_unscored(scale, given, missing, _say_lacking(scale, lacking))
    steps = [Step(_with_norm(edition, Bilingual("Population mean", "人群均值")), 50)]
    steps += [_summary_step(edition, scale.name, name, value) for name, value in found.items()]
    return make_scored(scale, weigh_scales(edition, scale.name, found), steps)


def _with_norm(edition: Edition, label: Bilingual) -> Bilingual:
    return Bilingual(f"{label.en}, {edition.norm.en}", f"{label.zh}，{edition.norm.zh}")


def weigh_scales(edition: Edition, summary: str, scales: Mapping[str, Fraction]) -> Fraction:
    """PCS or MCS of the eight scales of 0 to 100, exact.

    Raises:
        KeyError: a scale of another name.
    """
    parts = [_weigh(edition, summary, name, value) for name, value in scales.items()]
    return 50 + sum(parts, Fraction(0))


@_remembered
def _weigh(edition: Edition, summary: str, name: str, value: Fraction) -> Fraction:
    """What one scale adds to the summary."""
    raw = edition.scales[name]
    return 10 * edition.weights[summary][name] * (value - raw.mean) / raw.sd


@_remembered
def _summary_step(edition: Edition, summary: str, name: str, value: Fraction) -> Step:
    raw, weight = edition.scales[name], make_tidy(edition.weights[summary][name])
    shown, mean, sd = make_tidy(value), make_tidy(raw.mean), make_tidy(raw.sd)
    text = f"({shown} − {mean}) ÷ {sd} × {weight} × 10".replace("-", "−")
    part = make_tidy(_weigh(edition, summary, name, value))
    return Step(SCALES[name][0], part, Bilingual(text, text))


def _say_lacking(scale: Scale, lacking: Sequence[ScaleScore]) -> Bilingual:
    names = [one.name for one in lacking]
    return Bilingual(
        f"{scale.name} not scored: it needs all eight scales, without {', '.join(names)}",
        f"{scale.name} 未计分：须八个维度齐全，缺 {'、'.join(names)}",
    )


# ------------------------------------------------------------------ the description


def _describe_scale(edition: Edition, name: str) -> Scale:
    label, numbers = SCALES[name]
    raw = edition.scales[name]
    items = tuple(f"q{number}" for number in numbers)
    lowest, span = raw.lowest, raw.highest - raw.lowest
    names = ", ".join(items)
    rule = Bilingual(
        f"{names}, recoded and added; (sum − {lowest}) ÷ {span} × 100",
        f"{names.replace(', ', '、')} 重新编码后相加；(合计 − {lowest}) ÷ {span} × 100",
    )
    rules = (rule, _PAIN_RULE) if name == "bp" else (rule,)
    return Scale(name, label, 0, 100, items=items, rule=rules, decimals=1, better="higher")


_PAIN_RULE = Bilingual(
    "q22 depends on q21: answer 1 counts 6 when q21 is 1 too, else 5; without q21 it counts as the "
    "row `q22_without_q21` says, for both.",
    "q22 的编码取决于 q21：q21 亦为 1 时，答 1 计 6，否则计 5；q21 缺答时，两项均按 "
    "`q22_without_q21` 一行编码。",
)


def _describe_summary(edition: Edition, name: str) -> Scale:
    """Its ends are what can be reached with every scale at 0 or 100, to one decimal outwards."""
    ends = [
        [_weigh(edition, name, scale, Fraction(value)) for value in (0, 100)] for scale in SCALES
    ]
    low = 50 + sum((min(pair) for pair in ends), Fraction(0))
    high = 50 + sum((max(pair) for pair in ends), Fraction(0))
    rule = Bilingual(
        "50 + 10 × the sum over the eight scales of (scale − mean) ÷ SD × weight",
        "50 + 10 × 八个维度的（得分 − 均值）÷ 标准差 × 权重之和",
    )
    return Scale(
        name,
        _with_norm(edition, SUMMARIES[name]),
        _outwards(low, ROUND_FLOOR),
        _outwards(high, ROUND_CEILING),
        items=tuple(f"q{number}" for _, numbers in SCALES.values() for number in numbers),
        rule=(rule,),
        decimals=1,
        better="higher",
    )


def _outwards(number: Fraction, rounding: str) -> Decimal:
    return Decimal(make_tidy(number)).quantize(Decimal("0.1"), rounding)


def _describe_scales(edition: Edition) -> tuple[Scale, ...]:
    return (
        *(_describe_scale(edition, name) for name in SCALES),
        *(_describe_summary(edition, name) for name in SUMMARIES),
    )


# ------------------------------------------------------------------ where the rules come from

_NOT_READ = Bilingual(
    "The developers' manuals could not be read; several independent public implementations agree.",
    "未能读到开发者手册；数个相互独立的公开实现一致。",
)
_SECOND_HAND = Source("As public implementations give it", "", "unsourced", _NOT_READ)
_HAYS = Source(
    "The RAND 36-Item Health Survey 1.0, Health Econ 1993; 2: 217-227, abstract",
    "doi 10.1002/hec.4730020305",
    "published",
)
_LI = Source(
    "Li L, Wang HM, Shen Y. Chinese SF-36 Health Survey, J Epidemiol Community Health 2003; 57: "
    "259-263, abstract",
    "PMC1732425",
    "published",
)

_FACTS_OF_BOTH = (
    Fact(
        Bilingual(
            "Eight scales of 0 to 100 and one question on the change over a year, which is in no "
            "scale; SF-36 and RAND-36 have the same questions and are scored differently.",
            "八个 0–100 分的维度，另有一题问一年来的变化，不计入任何维度；SF-36 与 RAND-36 题目相"
            "同，计分不同。",
        ),
        _HAYS,
    ),
    Fact(
        Bilingual(
            "Each scale is the sum of its items; the lowest sum that there is becomes 0, the "
            "highest 100.",
            "每个维度为其条目之和；可能的最低合计转换为 0，最高转换为 100。",
        ),
        Source("The developers' answers to frequent questions", "FAQ: Scoring", "published"),
    ),
    Fact(
        Bilingual(
            "q1 to q36 follow the printed order: 1 health, 2 change, 3-12 physical functioning, "
            "13-16 and 17-19 roles, 20 and 32 social functioning, 21-22 pain, 23-31 vitality and "
            "mental health, 33-36 general health.",
            "q1 至 q36 按表格印刷顺序：1 健康，2 变化，3–12 生理功能，13–16 与 17–19 职能，20 与 "
            "32 社会功能，21–22 疼痛，23–31 精力与精神健康，33–36 总体健康。",
        ),
        Source(
            "Follows from the scoring key of the RAND-36, which has the same questions",
            "",
            "derived",
        ),
    ),
    Fact(
        Bilingual(
            "Answers are given as the numbers printed on the form. Here they are turned where less "
            "is better as printed: q20, q34, q36, and q23, q26, q27, q30.",
            "按表上印的数字填写；印刷数字越小越好者在此反向：q20、q34、q36，以及 q23、q26、q27、"
            "q30。",
        ),
        Source(
            "Follows from the directions in the scoring key of the RAND-36, which has the same "
            "questions",
            "",
            "derived",
        ),
    ),
    Fact(
        Bilingual(
            "q1 counts 5, 4.4, 3.4, 2, 1; q21 counts 6, 5.4, 4.2, 3.1, 2.2, 1.",
            "q1 依次计 5、4.4、3.4、2、1；q21 依次计 6、5.4、4.2、3.1、2.2、1。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "q22 counts 6 if both q21 and q22 are 1, else 5, 4, 3, 2, 1. Without q21 it counts 6, "
            "4.75, 3.5, 2.25, 1 and q21 the same; without q22 it counts what q21 counts.",
            "q21 与 q22 均为 1 时 q22 计 6，否则依次计 5、4、3、2、1。q21 缺答时 q22 依次计 6、"
            "4.75、3.5、2.25、1，q21 取同值；q22 缺答时取 q21 之值。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "A scale is scored if at least half of its items are answered; missing ones count as "
            "the mean of that person's answered items of the scale.",
            "至少一半条目已作答方可计分；缺答条目取该受试者本维度已答条目的均值。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "PCS and MCS are 50 + 10 × the weighted sum of the eight standardized scales, with the "
            "weights in `sf36_weights`; all eight scales are needed.",
            "PCS 与 MCS 为 50 + 10 × 八个标准化维度的加权和，权重见 `sf36_weights`；八个维度缺一不"
            "可。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "No Chinese norms are used: PCS and MCS compare with the United States. The scales of "
            "0 to 100 need no norms and come first.",
            "未采用中国常模：PCS 与 MCS 以美国人群为参照。0–100 分的维度无须常模，应优先看。",
        ),
        Source(
            "Our own choice",
            "",
            "proposed",
            Bilingual(
                "Norms of Shanghai (Wang 2008, PMC2527564) could be read for one age group only.",
                "上海常模（Wang 2008，PMC2527564）只读到一个年龄组。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "The ends given for PCS and MCS are those reached with every scale at 0 or 100.",
            "PCS 与 MCS 的上下限，为各维度取 0 或 100 时所能达到者。",
        ),
        Source("Arithmetic on weights and norms", "", "derived"),
    ),
)

_FACTS_V1 = (
    Fact(
        Bilingual(
            "Roles are answered yes or no (1, 2); vitality and mental health in six steps.",
            "职能条目答是或否（1、2）；精力与精神健康分六级。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "Means and SDs are those of the general population of the United States in 1990.",
            "均值与标准差取自 1990 年美国一般人群。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "In the mainland Chinese version, tested in 1688 people of Hangzhou, equal steps did "
            "not hold for vitality and mental health, and its authors recoded these items. "
            "Cronbach's alpha was 0.39 for social functioning and 0.66 for vitality.",
            "中国大陆版（杭州 1688 人）的精力与精神健康条目不满足等距假定，作者对其重新编码。"
            "社会功能的 Cronbach α 为 0.39，精力为 0.66。",
        ),
        _LI,
    ),
    Fact(
        Bilingual(
            "Scoring here follows the developers and not that recoding.",
            "此处按开发者规则计分，不采用上述重新编码。",
        ),
        Source(
            "Our own choice",
            "",
            "proposed",
            Bilingual(
                "The recoded values could not be read; the investigator decides before the data "
                "are seen.",
                "未能读到重新编码的数值；由研究者在看到数据之前决定。",
            ),
        ),
    ),
)
_FACTS_V2 = (
    Fact(
        Bilingual(
            "Roles, vitality and mental health are answered in five steps, so that their raw "
            "scales end at 20, 15, 20 and 25.",
            "职能、精力与精神健康条目均分五级，故其原始分上限为 20、15、20、25。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "Means and SDs are those of the general population of the United States in 1998.",
            "均值与标准差取自 1998 年美国一般人群。",
        ),
        _SECOND_HAND,
    ),
)

RIGHTS = Bilingual(
    "The SF-36 and SF-36v2 are licensed by their owners (QualityMetric, Medical Outcomes Trust, "
    "Health Assessment Lab); use needs an application. Only scoring and short neutral labels are "
    "given here; the licensed text has its place in the study folder.",
    "SF-36 与 SF-36v2 由其权利人（QualityMetric、Medical Outcomes Trust、Health Assessment Lab）"
    "授权，使用须申请。此处只有计分规则与中性短标签；获授权的条目文本放在研究文件夹中。",
)

SF36V1 = Instrument(
    "sf36v1",
    "1",
    Bilingual("SF-36 Health Survey, version 1", "SF-36 健康调查量表，第 1 版"),
    _items("sf36v1"),
    _describe_scales(EDITIONS["sf36v1"]),
    score_sf36v1,
    (*_FACTS_OF_BOTH, *_FACTS_V1),
    RIGHTS,
    ("sf36v1_key", "sf36v1_scales", "sf36_weights"),
    (HALF_OF_SCALE, EVERY_ITEM),
    licensed=True,
)
SF36V2 = Instrument(
    "sf36v2",
    "2",
    Bilingual("SF-36 Health Survey, version 2", "SF-36 健康调查量表，第 2 版"),
    _items("sf36v2"),
    _describe_scales(EDITIONS["sf36v2"]),
    score_sf36v2,
    (*_FACTS_OF_BOTH, *_FACTS_V2),
    RIGHTS,
    ("sf36v2_key", "sf36v2_scales", "sf36_weights"),
    (HALF_OF_SCALE, EVERY_ITEM),
    licensed=True,
)
