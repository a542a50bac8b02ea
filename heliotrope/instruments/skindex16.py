"""The answers of a Skindex-16 form go in; symptoms, emotions and functioning 0-100 come out.

The labels are short neutral names of what an item is about; the form's own wording is licensed and
is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from heliotrope.instruments.description import Item, Scale
from heliotrope.instruments.missing import MissingRule
from heliotrope.instruments.score import (
    Given,
    Instrument,
    ScaleScore,
    Score,
    Step,
    make_scored,
    make_tidy,
    make_unscored,
    score_answers,
)
from heliotrope.vocabulary import Bilingual, Fact, Source

# ------------------------------------------------------------------ the form

HIGHEST = 6
"""Every item is answered 0 to 6."""

_SYMPTOMS = Bilingual("Symptoms", "症状")
_EMOTIONS = Bilingual("Emotions", "情绪")
_FUNCTIONING = Bilingual("Functioning", "功能")


def _item(number: int, domain: Bilingual, en: str, zh: str) -> Item:
    return Item(f"q{number}", Bilingual(en, zh), 0, HIGHEST, group=domain)


ITEMS = (
    _item(1, _SYMPTOMS, "Itch", "瘙痒"),
    _item(2, _SYMPTOMS, "Stinging, burning", "刺痛、灼热"),
    _item(3, _SYMPTOMS, "Pain", "疼痛"),
    _item(4, _SYMPTOMS, "Irritation", "刺激不适"),
    _item(5, _EMOTIONS, "Persistence, recurrence", "持续与复发"),
    _item(6, _EMOTIONS, "Worry", "担心"),
    _item(7, _EMOTIONS, "Appearance", "外观"),
    _item(8, _EMOTIONS, "Frustration", "挫败感"),
    _item(9, _EMOTIONS, "Embarrassment", "难为情"),
    _item(10, _EMOTIONS, "Annoyance", "烦恼"),
    _item(11, _EMOTIONS, "Low mood", "情绪低落"),
    _item(12, _FUNCTIONING, "Interactions", "人际往来"),
    _item(13, _FUNCTIONING, "Company", "与人相处"),
    _item(14, _FUNCTIONING, "Affection", "表达感情"),
    _item(15, _FUNCTIONING, "Daily activities", "日常活动"),
    _item(16, _FUNCTIONING, "Work, enjoyment", "工作与乐趣"),
)

# ------------------------------------------------------------------ the rule


def _domain(name: str, label: Bilingual) -> Scale:
    items = tuple(item.name for item in ITEMS if item.group == label)
    rule = Bilingual(
        f"mean of {', '.join(items)}, times 100/{HIGHEST}",
        f"{'、'.join(items)} 的均值乘以 100/{HIGHEST}",
    )
    return Scale(name, label, 0, 100, items=items, rule=(rule,), decimals=1)


def score_skindex16(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one form: `symptoms`, `emotions` and `functioning`, each 0-100, higher is worse.

    Args:
        answers: `q1` to `q16` to a whole number from 0 to 6; a missing one is `Missing`, None or
            absent.
        missing: the name of the rule for missing answers; there is only `every_item`.

    Returns:
        A Score that never raises. A missing answer leaves its domain not scored and is named (our
        proposal: no rule was found); the other domains stand. An answer that is not allowed leaves
        all three not scored.
    """
    return score_answers(SKINDEX16, answers, missing, _work_out)


def _work_out(instrument: Instrument, given: Given, rule: MissingRule) -> list[ScaleScore]:
    return [_score_domain(scale, given, rule) for scale in instrument.scales]


def _score_domain(scale: Scale, given: Given, rule: MissingRule) -> ScaleScore:
    answers = rule.complete(given.numbers(scale.items))
    if answers is None:
        return make_unscored(scale, given, given.missing(scale.items))
    steps = [
        Step(_LABELS[name], make_tidy(answer))
        for name, answer in zip(scale.items, answers, strict=True)
    ]
    total = make_tidy(sum(answers))
    working = f"{total} ÷ {len(answers)} × 100/{HIGHEST}"
    steps.append(Step(Bilingual("Sum", "合计"), total, Bilingual(working, working)))
    return make_scored(scale, Fraction(total) / len(answers) * 100 / HIGHEST, steps)


_LABELS = {item.name: item.label for item in ITEMS}

# ------------------------------------------------------------------ where the rules come from

_CALCULATOR = Source(
    "Dermatology PRO Consortium, page on the Skindex",
    "Skindex-16 Calculator",
    "published",
    Bilingual(
        "The page of a calculator; the authors' own paper, which it cites, was not read.",
        "此为计算器网页；未读到其引用的作者原文。",
    ),
)

FACTS = (
    Fact(
        Bilingual(
            "Sixteen items, each 0 to 6: symptoms 1-4, emotions 5-11, functioning 12-16.",
            "16 个条目，每条 0–6 分：症状为第 1–4 条，情绪为第 5–11 条，功能为第 12–16 条。",
        ),
        _CALCULATOR,
    ),
    Fact(
        Bilingual(
            "Each domain runs from 0 to 100, 100 is worst.",
            "每个维度为 0 至 100 分，100 分最重。",
        ),
        _CALCULATOR,
    ),
    Fact(
        Bilingual(
            "A domain is the mean of its items times 100/6.",
            "维度得分为其条目均值乘以 100/6。",
        ),
        Source(
            "Items of 0 to 6 brought to 0 to 100",
            "",
            "derived",
            Bilingual(
                "From the range of the items and that of the domains; no text that prints the "
                "formula was read.",
                "由条目与维度的分值范围推得；未读到载明该公式的原文。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "A missing answer: the domain that needs it is not given, and the item is named.",
            "缺答时：需要该条目的维度不予计分，并列出所缺条目。",
        ),
        Source(
            "No rule was found; this is our own",
            "",
            "proposed",
            Bilingual(
                "The complete domain is required until a published rule is found.",
                "在找到已发表的规则之前，要求该维度全部作答。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "The labels of the items say what each is about. They are our own short names after "
            "the calculator, not the form's wording; the Chinese is no validated translation.",
            "条目标签只说明所问内容，系我们参照该计算器自拟的短名，并非原表措辞；中文亦非经验证"
            "的译本。",
        ),
        Source("Our own", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "There is a Chinese version, examined together with that of the Skindex-29 (n = 225); "
            "alpha of the Skindex-16 0.86 to 0.96.",
            "有中文版，与 Skindex-29 中文版一同检验（n = 225）；Skindex-16 的 alpha 系数为 "
            "0.86 至 0.96。",
        ),
        Source(
            "He Z et al. Health Qual Life Outcomes 2014; 12: 190, abstract",
            "doi 10.1186/s12955-014-0190-4",
            "published",
        ),
    ),
    Fact(
        Bilingual(
            "Cut-offs of severity are not given: those in use belong to the Skindex-29.",
            "不提供严重程度界值：通行的界值属于 Skindex-29。",
        ),
        Source(
            "Public implementations of the Skindex-29",
            "",
            "unsourced",
            Bilingual(
                "Read in independent public implementations only, and not for the Skindex-16.",
                "仅见于相互独立的公开实现，且不适用于 Skindex-16。",
            ),
        ),
    ),
)

RIGHTS = Bilingual(
    "The Skindex-16 is handled by the Mapi Research Trust (ePROVIDE), where permission is asked "
    "for; by the calculator's page there should not be a charge for academic research. Only "
    "scoring and short neutral labels are given here; the licensed text has its place in the study "
    "folder.",
    "Skindex-16 由 Mapi Research Trust（ePROVIDE）管理，使用须向其申请许可；据计算器网页，学术研究"
    "应不收费。此处只有计分规则与中性短标签；获授权的条目文本放在研究文件夹中。",
)

SKINDEX16 = Instrument(
    "skindex16",
    "1",
    Bilingual("Skindex-16", "Skindex-16 皮肤病生活质量量表"),
    ITEMS,
    (
        _domain("symptoms", _SYMPTOMS),
        _domain("emotions", _EMOTIONS),
        _domain("functioning", _FUNCTIONING),
    ),
    score_skindex16,
    FACTS,
    RIGHTS,
    licensed=True,
)
