"""The answers of a HAQ go in; the disability index 0-3 with its eight categories comes out.

Health Assessment Questionnaire, disability index (HAQ-DI), with aids, devices and help from others.
The labels are short neutral names; the questionnaire's own wording is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from heliotrope.instruments.description import Choice, Item, Scale
from heliotrope.instruments.missing import Gaps, MissingRule, Number
from heliotrope.instruments.score import (
    Given,
    Instrument,
    ScaleScore,
    Score,
    Step,
    make_scored,
    make_unscored,
    name_missing,
    score_answers,
)
from heliotrope.vocabulary import Bilingual, Fact, Source

# ------------------------------------------------------------------ the form


@dataclass(frozen=True, slots=True)
class Category:
    """One of the eight categories with its two or three questions."""

    name: str
    label: Bilingual
    topics: tuple[Bilingual, ...]
    """What each question is about."""

    @property
    def questions(self) -> tuple[str, ...]:
        """The items of its questions, 0-3."""
        return tuple(f"{self.name}_{number}" for number in range(1, len(self.topics) + 1))

    @property
    def supports(self) -> tuple[str, str]:
        """The items that say whether an aid, or another person, is needed, 0-1."""
        return (f"aid_{self.name}", f"help_{self.name}")


CATEGORIES = (
    Category(
        "dressing",
        Bilingual("Dressing and grooming", "穿衣与梳洗"),
        (Bilingual("Dressing", "穿衣"), Bilingual("Washing hair", "洗头")),
    ),
    Category(
        "arising",
        Bilingual("Arising", "起身"),
        (Bilingual("Rising from a chair", "从椅子起身"), Bilingual("In and out of bed", "上下床")),
    ),
    Category(
        "eating",
        Bilingual("Eating", "进食"),
        (
            Bilingual("Cutting meat", "切肉"),
            Bilingual("Lifting a full cup", "举起满杯"),
            Bilingual("Opening a carton", "打开纸盒饮料"),
        ),
    ),
    Category(
        "walking",
        Bilingual("Walking", "行走"),
        (Bilingual("Walking outdoors", "户外平地行走"), Bilingual("Climbing steps", "上台阶")),
    ),
    Category(
        "hygiene",
        Bilingual("Hygiene", "个人卫生"),
        (
            Bilingual("Washing the body", "洗净并擦干身体"),
            Bilingual("Bathtub", "盆浴"),
            Bilingual("Toilet", "如厕"),
        ),
    ),
    Category(
        "reach",
        Bilingual("Reach", "取物"),
        (
            Bilingual("Reaching overhead", "取头顶上方的重物"),
            Bilingual("Bending to the floor", "弯腰拾物"),
        ),
    ),
    Category(
        "grip",
        Bilingual("Grip", "抓握"),
        (
            Bilingual("Car doors", "开车门"),
            Bilingual("Jars", "拧开已启封的瓶盖"),
            Bilingual("Taps", "开关水龙头"),
        ),
    ),
    Category(
        "activities",
        Bilingual("Activities", "日常活动"),
        (
            Bilingual("Errands and shopping", "外出办事与购物"),
            Bilingual("In and out of a car", "上下车"),
            Bilingual("Chores", "家务"),
        ),
    ),
)
"""In the form's order."""

DIFFICULTY = (
    Choice("0", Bilingual("no difficulty", "无困难")),
    Choice("1", Bilingual("some", "有些困难")),
    Choice("2", Bilingual("much", "很困难")),
    Choice("3", Bilingual("unable", "不能")),
)
NO_OR_YES = (Choice("0", Bilingual("no", "否")), Choice("1", Bilingual("yes", "是")))
"""Whether an aid or help is needed; left empty counts as no."""
_AID = Bilingual("aid or device used", "使用辅助器具")
_HELP = Bilingual("help from another person", "需他人帮助")


def _question(category: Category, name: str, topic: Bilingual) -> Item:
    label = Bilingual(
        f"{category.label.en}: {topic.en.lower()}", f"{category.label.zh}：{topic.zh}"
    )
    return Item(name, label, 0, 3, choices=DIFFICULTY, group=category.label)


def _support(category: Category, name: str, what: Bilingual) -> Item:
    label = Bilingual(f"{category.label.en}: {what.en}", f"{category.label.zh}：{what.zh}")
    return Item(name, label, 0, 1, choices=NO_OR_YES, optional=True, group=category.label)


def _items_of(category: Category) -> list[Item]:
    asked = zip(category.questions, category.topics, strict=True)
    supports = zip(category.supports, (_AID, _HELP), strict=True)
    return [
        *(_question(category, name, topic) for name, topic in asked),
        *(_support(category, name, what) for name, what in supports),
    ]


ITEMS = tuple(item for category in CATEGORIES for item in _items_of(category))
"""Twenty questions; with each category an aid and a help."""

# ------------------------------------------------------------------ the rule

RAISED_TO = 2
"""An aid, a device or help makes a category at least this."""

_CATEGORY_RULE = (
    Bilingual(
        "The worst of its answered questions; without any answer the category is missing.",
        "取已答问题中最差者；无一作答则该类缺失。",
    ),
    Bilingual(
        "With an aid or help at least 2; an empty answer to these counts as no.",
        "使用辅助器具或需他人帮助者至少 2 分；此两问留空按否计。",
    ),
)
INDEX = Scale(
    "haq_di",
    Bilingual("Disability index (HAQ-DI)", "残疾指数（HAQ-DI）"),
    0,
    3,
    items=tuple(name for category in CATEGORIES for name in category.questions),
    rule=(
        Bilingual(
            "The sum of the categories divided by how many there are.",
            "各类得分之和除以有得分的类数。",
        ),
    ),
    decimals=3,
)
CATEGORY_SCALES = tuple(
    Scale(category.name, category.label, 0, 3, items=category.questions, rule=_CATEGORY_RULE)
    for category in CATEGORIES
)


def _at_least(count: int) -> Callable[[Gaps], Sequence[Number] | None]:
    def complete(categories: Gaps) -> Sequence[Number] | None:
        given = [category for category in categories if category is not None]
        return given if len(given) >= count else None

    return complete


SEVEN_OF_EIGHT = MissingRule(
    "seven_of_eight",
    Bilingual(
        "At least seven of the eight categories; the index is the mean of those there are. A "
        "category with at least one answer has the worst of its answers.",
        "八类中至少须有七类；指数为已有各类的均值。一类中至少答一题者，取其已答题中最差者。",
    ),
    _at_least(7),
)
SIX_OF_EIGHT = MissingRule(
    "six_of_eight",
    Bilingual(
        "At least six of the eight categories; the index is the mean of those there are. A "
        "category with at least one answer has the worst of its answers.",
        "八类中至少须有六类；指数为已有各类的均值。一类中至少答一题者，取其已答题中最差者。",
    ),
    _at_least(6),
)


def score_haq(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one questionnaire: `haq_di` 0-3 and the eight categories 0-3; higher is worse.

    Args:
        answers: the names of `ITEMS`: questions 0-3, aids and helps 0-1; a missing one is
            `Missing`, None or absent.
        missing: `seven_of_eight` (the default) or `six_of_eight`.

    Returns:
        A Score that never raises. Notes say which categories and questions had no answer although
        there is an index. An empty aid or help is 0; one missing with a reason is 0 and noted.
    """
    return score_answers(HAQ, answers, missing, _work_out)


def _work_out(_: Instrument, given: Given, rule: MissingRule) -> Sequence[ScaleScore]:
    each = [_score_category(*pair, given) for pair in zip(CATEGORIES, CATEGORY_SCALES, strict=True)]
    numbers = [None if isinstance(one.value, str) else one.value for one in each]
    counted = rule.complete(numbers)
    if counted is None:
        return [_unscored_index(given, each, rule), *each]
    steps = [
        Step(one.label, number)
        for one, number in zip(each, numbers, strict=True)
        if number is not None
    ]
    total = sum((Fraction(number) for number in counted), Fraction(0))
    count = len(counted)
    steps.append(Step(Bilingual(f"Sum, divided by {count}", f"合计，除以 {count}"), int(total)))
    return [make_scored(INDEX, total / count, steps, _missing_categories(each)), *each]


def _score_category(category: Category, scale: Scale, given: Given) -> ScaleScore:
    answered = [answer for answer in given.numbers(category.questions) if answer is not None]
    if not answered:
        return make_unscored(scale, given, category.questions)
    worst = max(answered)
    labels = zip(category.supports, (_AID, _HELP), strict=True)
    supports = [label for name, label in labels if given.number(name) == 1]
    steps = [Step(Bilingual("Worst answer", "最差的回答"), worst)]
    if supports and worst < RAISED_TO:
        why = Bilingual(
            " and ".join(one.en for one in supports), "，".join(one.zh for one in supports)
        )
        steps.append(Step(Bilingual(f"Raised to {RAISED_TO}", f"升至 {RAISED_TO}"), RAISED_TO, why))
        worst = RAISED_TO
    return make_scored(scale, worst, steps, _notes(category, given))


def _notes(category: Category, given: Given) -> list[Bilingual]:
    """What was done about missing answers of a category that has a score."""
    notes = []
    gaps = [name_missing(name, given) for name in given.missing(category.questions)]
    if gaps:
        notes.append(
            Bilingual(
                f"{category.name} without {', '.join(gaps)}",
                f"{category.name} 未含 {'、'.join(gaps)}",
            )
        )
    unknown = [name_missing(name, given) for name in category.supports if name in given.absent]
    if unknown:
        notes.append(
            Bilingual(f"{', '.join(unknown)} counted as 0", f"{'、'.join(unknown)} 按 0 计")
        )
    return notes


def _missing_categories(each: Sequence[ScaleScore]) -> list[Bilingual]:
    gaps = [one.name for one in each if one.value is None]
    if not gaps:
        return []
    count = len(each) - len(gaps)
    return [
        Bilingual(
            f"haq_di of {count} of 8 categories, without {', '.join(gaps)}",
            f"haq_di 据 8 类中的 {count} 类，缺 {'、'.join(gaps)}",
        )
    ]


def _unscored_index(given: Given, each: Sequence[ScaleScore], rule: MissingRule) -> ScaleScore:
    gaps = given.missing(INDEX.items)
    missing = [one.name for one in each if one.value is None]
    if len(missing) == len(each):
        return make_unscored(INDEX, given, gaps)
    why = Bilingual(
        f"haq_di not scored by {rule.name}, missing categories: {', '.join(missing)}",
        f"haq_di 按 {rule.name} 未计分，缺类别：{'、'.join(missing)}",
    )
    return make_unscored(INDEX, given, gaps, why)


# ------------------------------------------------------------------ where the rule comes from

_CLINHAQ = Source(
    "Scoring of the HAQ disability index of the Clinical Health Assessment Questionnaire, version "
    "96.4, with a note of IMACS",
    "CLINHAQ 96.4",
    "published",
)

FACTS = (
    Fact(
        Bilingual(
            "Eight categories of two or three questions, 0 without difficulty to 3 unable; a "
            "category has the worst of its answers.",
            "八类，每类两至三题，0 无困难至 3 不能完成；每类取最差的回答。",
        ),
        _CLINHAQ,
    ),
    Fact(
        Bilingual(
            "An aid, a device or help from another person raises a category below 2 to 2; 2 and 3 "
            "stay.",
            "使用辅助器具或需他人帮助时，低于 2 分的类升至 2 分；2 分与 3 分不变。",
        ),
        _CLINHAQ,
    ),
    Fact(
        Bilingual(
            "The index is the sum of the categories divided by 8; where one category is missing, "
            "by 7.",
            "指数为各类之和除以 8；缺一类时除以 7。",
        ),
        _CLINHAQ,
    ),
    Fact(
        Bilingual(
            "With two categories missing there is no index by default.",
            "缺两类时，默认不给出指数。",
        ),
        Source(
            "Follows from the rule for one missing category",
            "",
            "derived",
            Bilingual(
                "An independent public implementation asks for seven as well.",
                "一个独立的公开实现同样要求七类。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "As an option, six of the eight categories are enough.", "可选：八类中有六类即可。"
        ),
        Source(
            "Attributed to the instructions of ARAMIS, Stanford University, 2009",
            "",
            "unsourced",
            Bilingual(
                "The document was found; the page with the rule could not be read.",
                "找到了该文件，但未能读到载有该规则的一页。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "A question without answer does not make its category missing: the worst of the others "
            "counts, and a note names the gap.",
            "个别问题缺答不使整类缺失：取其余回答中最差者，并注明缺答。",
        ),
        Source(
            "Attributed to the instructions of ARAMIS, Stanford University, 2009",
            "",
            "unsourced",
            Bilingual(
                "At least one public implementation leaves the whole category out instead.",
                "至少有一个公开实现改为整类不计。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "An aid is asked for in every category; that of the category activities raises it too.",
            "各类均问辅助器具；「日常活动」一类若使用，同样升至 2 分。",
        ),
        Source(
            "The published list names no aid for activities; this is our own",
            "",
            "proposed",
            Bilingual("One rule for all eight categories.", "八类同一规则。"),
        ),
    ),
    Fact(
        Bilingual(
            "An aid or help left empty counts as no; one that is missing with a reason counts as "
            "no and is noted.",
            "辅助器具或他人帮助留空按否计；注明缺失原因者按否计并予注明。",
        ),
        Source(
            "On the form only what applies is ticked; this is our own reading",
            "",
            "proposed",
        ),
    ),
)

RIGHTS = Bilingual(
    "The HAQ is copyright of Stanford University; whether its wording may be shipped could not be "
    "read. Only scoring and short neutral labels are given here.",
    "HAQ 版权归斯坦福大学所有；未能读到其原文可否随附。此处只有计分规则与中性短标签。",
)

HAQ = Instrument(
    "haq",
    "1980",
    Bilingual(
        "Health Assessment Questionnaire, disability index (HAQ-DI)",
        "健康评估问卷残疾指数（HAQ-DI）",
    ),
    ITEMS,
    (INDEX, *CATEGORY_SCALES),
    score_haq,
    FACTS,
    RIGHTS,
    missing_rules=(SEVEN_OF_EIGHT, SIX_OF_EIGHT),
    deciding=("haq_di",),
    licensed=True,
)
