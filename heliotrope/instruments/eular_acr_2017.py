"""Signs of myositis go in; score, probability, class and subgroup by EULAR/ACR 2017 come out.

The criteria without muscle biopsy, to be used where no better explanation of the signs exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

from heliotrope.instruments.description import Choice, Item, Scale
from heliotrope.instruments.missing import EVERY_ITEM, Gaps, MissingRule, Number
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

# ------------------------------------------------------------------ what is asked

AGE = "age_at_onset"
_WEAKNESS = Bilingual("Muscle weakness", "肌无力")
_SKIN = Bilingual("Skin", "皮肤")
_OTHER = Bilingual("Other signs and laboratory", "其他表现与实验室检查")
PRESENCE = (Choice("0", Bilingual("absent", "无")), Choice("1", Bilingual("present", "有")))
_SYMMETRIC = Bilingual("objective, symmetric, usually progressive", "客观、对称、通常进行性")

WEAKNESS = ("proximal_upper", "proximal_lower", "neck_flexors_weaker", "leg_proximal_weaker")
RASHES = ("heliotrope", "gottron_papules", "gottron_sign")
OTHERS = ("dysphagia", "anti_jo1", "elevated_enzymes")
SIGNS = (*WEAKNESS, *RASHES, *OTHERS)
"""Every item that is present or absent, in the form's order."""
_HEADS = dict.fromkeys(WEAKNESS, _WEAKNESS) | dict.fromkeys(RASHES, _SKIN)


@cache
def load_weights() -> dict[str, tuple[Fraction, Bilingual]]:
    """Each row of `tables/eular_acr_2017_weights.csv`: its score points and its label."""
    return {
        row["name"]: (Fraction(row["weight"]), Bilingual(row["label_en"], row["label_zh"]))
        for row in load_table("eular_acr_2017_weights").rows
    }


@cache
def load_classes() -> tuple[tuple[str, Fraction], ...]:
    """The classes of `tables/eular_acr_2017_classes.csv` with their lowest scores, lowest first."""
    return tuple(
        (row["name"], Fraction(row["at_least"]))
        for row in load_table("eular_acr_2017_classes").rows
    )


def _sign(name: str) -> Item:
    hint = _SYMMETRIC if name in WEAKNESS[:2] else NOTHING
    label, head = load_weights()[name][1], _HEADS.get(name, _OTHER)
    return Item(name, label, 0, 1, hint, choices=PRESENCE, group=head)


ITEMS = (
    Item(
        AGE,
        Bilingual("Age at first symptom", "首发症状时年龄"),
        0,
        120,
        Bilingual("completed years", "周岁"),
        group=Bilingual("Onset", "起病"),
    ),
    *(_sign(name) for name in SIGNS),
)

# ------------------------------------------------------------------ what is given

_ALL = tuple(item.name for item in ITEMS)
_HIGHEST = make_tidy(sum(load_weights()[name][0] for name in ("onset_40", *SIGNS)))
SCORE = Scale(
    "score",
    Bilingual("Score without biopsy", "评分（无活检）"),
    0,
    _HIGHEST,
    items=_ALL,
    rule=(
        Bilingual(
            "The weights of what is present, added up; onset at 18 to 39 years or at 40 and later "
            "has a weight, onset before 18 has none.",
            "各项存在者的权重之和；18 至 39 岁或 40 岁及以上起病各有权重，18 岁前起病无权重。",
        ),
    ),
    decimals=1,
)
PROBABILITY = Scale(
    "probability",
    Bilingual("Probability of myositis", "肌炎概率"),
    0,
    1,
    items=_ALL,
    rule=(
        Bilingual(
            "1 / (1 + exp(5.33 − score)), rounded half up to six places.",
            "1 / (1 + exp(5.33 − 评分))，四舍五入至六位小数。",
        ),
    ),
    decimals=3,
)
CLASSES = (
    Choice("none", Bilingual("not classified as myositis", "未归类为肌炎")),
    Choice("probable", Bilingual("probable", "很可能")),
    Choice("definite", Bilingual("definite", "确定")),
)
CLASSIFICATION = Scale(
    "classification",
    Bilingual("Classification", "分类"),
    0,
    2,
    items=_ALL,
    rule=(
        Bilingual(
            "By the score: probable from 5.5, definite from 7.5.",
            "按评分：≥ 5.5 为很可能，≥ 7.5 为确定。",
        ),
    ),
    choices=CLASSES,
)
SUBGROUPS = (
    Choice("none", Bilingual("not classified as myositis", "未归类为肌炎")),
    Choice("dm", Bilingual("dermatomyositis", "皮肌炎")),
    Choice("adm", Bilingual("amyopathic dermatomyositis", "无肌病性皮肌炎")),
    Choice("jdm", Bilingual("juvenile dermatomyositis", "幼年皮肌炎")),
    Choice("other", Bilingual("other: not told apart here", "其他：此处不再区分")),
)
SUBGROUP = Scale(
    "subgroup",
    Bilingual("Subgroup", "亚组"),
    0,
    4,
    items=_ALL,
    rule=(
        Bilingual("Only from a score of 5.5.", "仅在评分 ≥ 5.5 时。"),
        Bilingual(
            "Without heliotrope rash, Gottron's papules and Gottron's sign: other.",
            "无向阳疹、Gottron 丘疹与 Gottron 征：其他。",
        ),
        Bilingual(
            "With one of them and onset before 18: juvenile dermatomyositis.",
            "有其一且 18 岁前起病：幼年皮肌炎。",
        ),
        Bilingual(
            "With one of them from 18: dermatomyositis with any of the four kinds of weakness, "
            "else amyopathic.",
            "有其一且 18 岁及以上起病：有四种肌无力之一为皮肌炎，否则为无肌病性皮肌炎。",
        ),
    ),
    choices=SUBGROUPS,
)


def _absent_as_zero(answers: Gaps) -> Sequence[Number] | None:
    age, *signs = answers
    return None if age is None else [age, *(0 if sign is None else sign for sign in signs)]


EVERY_SIGN = MissingRule(
    "every_item",
    Bilingual(
        "The age and every sign must be answered; one missing answer leaves everything not scored.",
        "年龄与每一项均须作答；缺一项则全部不计分。",
    ),
    EVERY_ITEM.complete,
)
LOWEST_POSSIBLE = MissingRule(
    "lowest_possible",
    Bilingual(
        "A sign that was not assessed counts as absent: the score is the lowest possible one, and "
        "the note names what was not assessed. The age must be there.",
        "未评估的项目按无计：所得为可能的最低评分，并注明未评估的项目。年龄必须填写。",
    ),
    _absent_as_zero,
)


def score_eular_acr_2017(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one person: `score` 0-20.8, `probability` 0-1, `classification`, `subgroup`.

    Args:
        answers: `age_at_onset` in completed years; the names of `SIGNS` to 0 or 1; a missing one is
            `Missing`, None or absent.
        missing: `every_item` (the default), or `lowest_possible`: a sign that was not assessed
            counts as absent and is noted.

    Returns:
        A Score that never raises. The class follows from the score, which is exact, and not from
        the probability, which is rounded. A gap leaves all four not scored, by the rule chosen.
    """
    return score_answers(EULAR_ACR_2017, answers, missing, _work_out)


def _work_out(instrument: Instrument, given: Given, rule: MissingRule) -> Sequence[ScaleScore]:
    counted = rule.complete(given.numbers(_ALL))
    gaps = given.missing(_ALL)
    if counted is None:
        score = make_unscored(SCORE, given, gaps)
        return [make_unscored(one, given, gaps, score.reason) for one in instrument.scales]
    age, *signs = counted
    present = [name for name, sign in zip(SIGNS, signs, strict=True) if sign]
    steps = _steps(age, present)
    total = sum((Fraction(step.value) for step in steps), Fraction(0))
    return [
        make_scored(SCORE, total, steps, _note_gaps(gaps, given)),
        make_scored(PROBABILITY, find_probability(total), [_exponent(total)]),
        make_scored(CLASSIFICATION, classify(total)),
        make_scored(SUBGROUP, find_subgroup(total, age, present), notes=_note_skin(total, present)),
    ]


def _steps(age: Number, present: Sequence[str]) -> list[Step]:
    """What has a weight, one line each."""
    onset = ["onset_40"] if age >= 40 else ["onset_18_39"] if age >= 18 else []
    found = [load_weights()[name] for name in (*onset, *present)]
    return [Step(label, make_tidy(weight)) for weight, label in found]


INTERCEPT = Decimal("5.33")
_DIGITS = 50


def find_probability(score: Fraction) -> Decimal:
    """1 / (1 + exp(5.33 − score)) to fifty digits; the same on every machine."""
    with localcontext() as context:
        context.prec = _DIGITS
        exact = Decimal(score.numerator) / Decimal(score.denominator)
        return 1 / (1 + (INTERCEPT - exact).exp())


def _exponent(score: Fraction) -> Step:
    left = make_tidy(Fraction(INTERCEPT) - score)
    return Step(Bilingual("5.33 − score", "5.33 − 评分"), left, Bilingual("exponent", "指数"))


def classify(score: Fraction) -> str:
    """`none`, `probable` or `definite`; a cut-off itself is reached."""
    reached = [name for name, at_least in load_classes() if score >= at_least]
    return reached[-1] if reached else "none"


def find_subgroup(score: Fraction, age: Number, present: Sequence[str]) -> str:
    """`dm`, `adm`, `jdm`, `other`; `none` below the cut-off of probable."""
    if classify(score) == "none":
        return "none"
    if not any(name in present for name in RASHES):
        return "other"
    if age < 18:
        return "jdm"
    return "dm" if any(name in present for name in WEAKNESS) else "adm"


def _note_gaps(gaps: Sequence[str], given: Given) -> list[Bilingual]:
    if not gaps:
        return []
    names = [name_missing(name, given) for name in gaps]
    return [
        Bilingual(
            f"counted as absent: {', '.join(names)}; the score is the lowest possible",
            f"按无计：{'、'.join(names)}；所得为可能的最低评分",
        )
    ]


def _note_skin(score: Fraction, present: Sequence[str]) -> list[Bilingual]:
    if classify(score) == "none" or any(name in present for name in RASHES):
        return []
    return [
        Bilingual(
            "without heliotrope rash or Gottron's papules or sign the criteria ask for a muscle "
            "biopsy",
            "无向阳疹、Gottron 丘疹或 Gottron 征时，该标准要求肌肉活检",
        )
    ]


# ------------------------------------------------------------------ where the rule comes from

_LUNDBERG = "Lundberg IE et al., Ann Rheum Dis 2017; 76: 1955-1964"
_ABSTRACT = Source(f"{_LUNDBERG}, abstract", "doi 10.1136/annrheumdis-2017-211468", "published")
_NOT_READ = Bilingual("The figure of the paper could not be read.", "未能读到论文中的该图。")

FACTS = (
    Fact(
        Bilingual(
            "The weights of ten signs without muscle biopsy, and those of the two ages at onset.",
            "无肌肉活检时十项表现的权重，及两个起病年龄段的权重。",
        ),
        Source(
            f"{_LUNDBERG}, score points",
            "PMC5736307",
            "published",
            Bilingual(
                "Read in two later papers and pages that reprint the table, which agree.",
                "读自两处转载该表的后续资料，二者一致。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "Probable from 5.5 (a probability of 55 %), definite from 7.5 (90 %), without biopsy.",
            "无活检：≥ 5.5（概率 55 %）为很可能，≥ 7.5（90 %）为确定。",
        ),
        _ABSTRACT,
    ),
    Fact(
        Bilingual(
            "From 5.3 to below 5.5 the paper says possible; it is not enough to classify and is "
            "given here as none.",
            "5.3 至 5.5 以下论文称「可能」，不足以归类，此处记为未归类。",
        ),
        _ABSTRACT,
    ),
    Fact(
        Bilingual(
            "Without any of the three skin signs a muscle biopsy should be there to classify.",
            "三种皮肤表现均无时，归类应有肌肉活检。",
        ),
        Source(
            "Instructions to the criteria's calculator, Karolinska Institutet",
            "IIM calculator",
            "published",
        ),
    ),
    Fact(
        Bilingual(
            "Probability = 1 / (1 + exp(5.33 − score)).", "概率 = 1 / (1 + exp(5.33 − 评分))。"
        ),
        Source(
            "Attributed to the same paper",
            "",
            "unsourced",
            Bilingual(
                "No page with the formula could be read. It gives 49.3 % at 5.3, 54.2 % at 5.5 and "
                "89.8 % at 7.5, where the abstract prints 50 %, 55 % and 90 %; the class therefore "
                "follows from the score.",
                "未能读到载有该公式的页面。它在 5.3、5.5、7.5 处给出 49.3 %、54.2 %、89.8 %，"
                "而摘要为 50 %、55 %、90 %；故分类按评分判定。",
            ),
        ),
    ),
    Fact(
        Bilingual("Onset before 18 years has no weight.", "18 岁前起病无权重。"),
        Source(
            "The table lists 18 to 39 years, and 40 years and later; nothing below",
            "PMC5736307",
            "derived",
        ),
    ),
    Fact(
        Bilingual(
            "The typical rash without muscle weakness is amyopathic dermatomyositis.",
            "有典型皮疹而无肌无力者为无肌病性皮肌炎。",
        ),
        Source(
            "Lundberg IE et al., Nat Rev Rheumatol 2018, Classification of myositis, key points",
            "doi 10.1038/nrrheum.2018.41",
            "published",
        ),
    ),
    Fact(
        Bilingual(
            "Any of the four kinds of weakness makes it dermatomyositis; with onset before 18 it "
            "is the juvenile form.",
            "有四种肌无力之一即为皮肌炎；18 岁前起病为幼年型。",
        ),
        Source("The paper's tree of subgroups", "", "unsourced", _NOT_READ),
    ),
    Fact(
        Bilingual(
            "Polymyositis, necrotizing and inclusion body myositis are not told apart: that needs "
            "finger flexors, response to treatment and biopsy, which are not asked.",
            "多发性肌炎、坏死性肌病与包涵体肌炎不作区分：须知指屈肌、治疗反应与活检，此处未问。",
        ),
        Source("The paper's tree of subgroups", "", "unsourced", _NOT_READ),
    ),
    Fact(
        Bilingual(
            "A missing answer leaves everything not scored; as an option a sign that was not "
            "assessed counts as absent.",
            "缺答则全部不计分；可选将未评估的项目按无计。",
        ),
        Source(
            "No published rule could be read; this is our own",
            "",
            "proposed",
            Bilingual(
                "The authors' calculator goes by the lowest probability, which the option follows.",
                "作者的计算器以最低概率为准，可选规则与之相同。",
            ),
        ),
    ),
)

RIGHTS = Bilingual(
    "Published criteria of EULAR and the ACR, applied here and not reprinted; their rights were "
    "not checked against a primary text.",
    "EULAR 与 ACR 已发表的标准，此处为应用而非转载；其权利未对照原始文本核实。",
)

EULAR_ACR_2017 = Instrument(
    "eular_acr_2017",
    "2017",
    Bilingual(
        "Classification criteria for idiopathic inflammatory myopathies, EULAR/ACR 2017",
        "特发性炎症性肌病分类标准，EULAR/ACR 2017",
    ),
    ITEMS,
    (SCORE, PROBABILITY, CLASSIFICATION, SUBGROUP),
    score_eular_acr_2017,
    FACTS,
    RIGHTS,
    ("eular_acr_2017_weights", "eular_acr_2017_classes"),
    missing_rules=(EVERY_SIGN, LOWEST_POSSIBLE),
)
