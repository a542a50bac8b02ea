"""The answers of a DLQI form go in; the total 0-30, its band and six subscales come out.

Dermatology Life Quality Index. The labels are short neutral names; the form's own wording belongs
to its owners and is not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heliotrope.instruments.description import Choice, Following, Item, Scale
from heliotrope.instruments.missing import EVERY_ITEM, ONE_COUNTS_ZERO, MissingRule
from heliotrope.instruments.published import load_table
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
from heliotrope.vocabulary import Bilingual, Fact, Fault, Source

# ------------------------------------------------------------------ the form

_LITTLE = (
    Choice("0", Bilingual("not at all", "无")),
    Choice("1", Bilingual("a little", "有一点")),
    Choice("2", Bilingual("a lot", "明显")),
)
DEGREES = (*_LITTLE, Choice("3", Bilingual("very much", "非常明显")))
NOT_RELEVANT = Choice("nr", Bilingual("not relevant", "无关"))
"""Counts 0 and is kept apart from 0."""
WORK = (
    Choice("yes", Bilingual("yes", "是")),
    Choice("no", Bilingual("no", "否")),
    NOT_RELEVANT,
)
PREVENTED = 3
"""What question 7 counts when work or study was prevented."""

_WEEK = Bilingual("Past week", "近一周")
_WEEK_OR_NONE = Bilingual("Past week, or not relevant", "近一周（可选「无关」）")
_AT_WORK = Bilingual("Work or study, past week", "近一周工作或学习")


def _degree(number: int, en: str, zh: str) -> Item:
    always_relevant = number < 3
    choices = DEGREES if always_relevant else (*DEGREES, NOT_RELEVANT)
    head = _WEEK if always_relevant else _WEEK_OR_NONE
    return Item(f"q{number}", Bilingual(en, zh), 0, 3, choices=choices, group=head)


ITEMS = (
    _degree(1, "Itch, soreness, pain", "瘙痒、疼痛"),
    _degree(2, "Embarrassment", "难为情"),
    _degree(3, "Shopping, house, garden", "购物与家务"),
    _degree(4, "Clothes", "穿衣"),
    _degree(5, "Social life, leisure", "社交与休闲"),
    _degree(6, "Sport", "运动"),
    Item(
        "q7", Bilingual("Work or study prevented", "无法工作或学习"), choices=WORK, group=_AT_WORK
    ),
    Item(
        "q7b",
        Bilingual("Work or study: how much a problem", "工作或学习：困难程度"),
        0,
        2,
        choices=_LITTLE,
        optional=True,
        group=_AT_WORK,
        follows=Following("q7", ("no",)),
    ),
    _degree(8, "Partner, friends, relatives", "伴侣、亲友"),
    _degree(9, "Sexual life", "性生活"),
    _degree(10, "Treatment as a burden", "治疗带来的麻烦"),
)
QUESTIONS = tuple(item.name for item in ITEMS if item.name != "q7b")
"""The ten that count; `q7b` is a part of `q7`."""


def _check_together(given: Given) -> list[Fault]:
    """A degree of difficulty beside an answer that has none."""
    answered = given.word("q7")
    if "q7b" not in given.values or answered not in ("yes", "nr"):
        return []
    return [
        Fault(
            "q7b",
            Bilingual(
                f'"{given.values["q7b"]}" is not allowed where q7 is {answered}',
                f"q7 为 {answered} 时「{given.values['q7b']}」不可用",
            ),
            Bilingual("leave it empty, or answer no to q7", "请留空，或 q7 答 no"),
        )
    ]


# ------------------------------------------------------------------ the scales


@dataclass(frozen=True, slots=True)
class Band:
    """A published range of totals with what it means for the patient's life."""

    name: str
    label: Bilingual
    at_least: int
    at_most: int


def load_bands() -> tuple[Band, ...]:
    """The rows of `tables/dlqi_bands.csv`, from the lowest."""
    return tuple(
        Band(
            row["name"],
            Bilingual(row["label_en"], row["label_zh"]),
            int(row["from"]),
            int(row["to"]),
        )
        for row in load_table("dlqi_bands").rows
    )


BANDS = load_bands()
_ADDED = Bilingual(
    "0 to 3 as answered; not relevant 0; q7: yes 3, no what q7b says (0 to 2)",
    "按所答计 0–3；无关计 0；q7：是计 3，否则按 q7b 计 0–2",
)
TOTAL = Scale(
    "dlqi",
    Bilingual("DLQI", "DLQI 总分"),
    0,
    30,
    items=QUESTIONS,
    rule=(
        Bilingual("sum of the ten questions", "十题之和"),
        _ADDED,
    ),
)
BAND = Scale(
    "band",
    Bilingual("Effect on life", "对生活的影响"),
    0,
    30,
    items=QUESTIONS,
    rule=(Bilingual("the range in which the total lies", "总分所在的区间"),),
    choices=tuple(Choice(band.name, band.label) for band in BANDS),
)


def _subscale(name: str, en: str, zh: str, *items: str) -> Scale:
    rule = Bilingual(
        f"{' + '.join(items)}, all answered, whatever the rule for the total",
        f"{' + '.join(items)}，须全部作答，不随总分的缺答规则",
    )
    return Scale(name, Bilingual(en, zh), 0, 3 * len(items), items=items, rule=(rule,))


SUBSCALES = (
    _subscale("symptoms", "Symptoms and feelings", "症状与感受", "q1", "q2"),
    _subscale("daily", "Daily activities", "日常活动", "q3", "q4"),
    _subscale("leisure", "Leisure", "休闲", "q5", "q6"),
    _subscale("work", "Work and school", "工作与学习", "q7"),
    _subscale("relationships", "Personal relationships", "人际关系", "q8", "q9"),
    _subscale("treatment", "Treatment", "治疗", "q10"),
)

# ------------------------------------------------------------------ scoring


def score_dlqi(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one form: `score["dlqi"]` 0-30, higher is worse, its `band` and six subscales.

    Args:
        answers: `q1` to `q10` to 0-3 or, from `q3` on, `nr`; `q7` to `yes`, `no` or `nr`; `q7b` to
            0-2, only after `no`. A missing one is `Missing`, None or absent.
        missing: `one_counts_zero` (the default) or `every_item`; it governs total and band.

    Returns:
        A Score that never raises; its status hangs on the total. A subscale needs each of its
        questions, so that it may be missing while the total stands. `no` without `q7b` is question
        7 left unanswered, and so is `q7b` without `q7`. `q7b` after `yes` or `nr` is a fault.
    """
    return score_answers(DLQI, answers, missing, _work_out)


def _work_out(instrument: Instrument, given: Given, rule: MissingRule) -> list[ScaleScore]:
    _, _, *subscales = instrument.scales
    total = _score_sum(TOTAL, given, rule)
    of_parts = [_score_sum(scale, given, EVERY_ITEM) for scale in subscales]
    return [total, _score_band(total, given), *of_parts]


def _count(name: str, given: Given) -> int | None:
    """What a question counts; None where it is unanswered, as a whole or in its second part."""
    word = given.word(name)
    if word is not None:
        name, fixed = _REFERS[word]
        if fixed is not None:
            return fixed
    number = None if name == "q7" else given.number(name)
    return None if number is None else int(number)


_REFERS: dict[str, tuple[str, int | None]] = {
    "yes": ("q7", PREVENTED),
    "nr": ("", 0),
    "no": ("q7b", None),
}
"""What an answer in words counts, or the item that says it."""


def _score_sum(scale: Scale, given: Given, rule: MissingRule) -> ScaleScore:
    counts = [_count(name, given) for name in scale.items]
    gaps = [name for name, count in zip(scale.items, counts, strict=True) if count is None]
    filled = rule.complete(counts)
    if filled is None:
        missing = [_find_gap(name, given) for name in gaps]
        return make_unscored(scale, given, missing, _say_unscored(scale, gaps, given))
    steps = [
        _step(name, int(count), given) for name, count in zip(scale.items, filled, strict=True)
    ]
    notes = [_say_zero(name, given) for name in gaps]
    return make_scored(scale, sum(step.value for step in steps), steps, notes)


def _score_band(total: ScaleScore, given: Given) -> ScaleScore:
    for band in BANDS:
        if isinstance(total.value, int) and band.at_least <= total.value <= band.at_most:
            text = f"{band.at_least} ≤ {total.value} ≤ {band.at_most}"
            return make_scored(BAND, band.name, [Step(TOTAL.label, total.value, _plain(text))])
    return make_unscored(BAND, given, total.missing, _NO_BAND)


_NO_BAND = Bilingual("band not scored: there is no total", "band 未计分：无总分")


def _step(name: str, count: int, given: Given) -> Step:
    answer = given.values.get(name)
    if answer is None or _count(name, given) is None:
        return Step(_LABELS[name], count, Bilingual("unanswered → 0", "缺答 → 0"))
    if not isinstance(answer, str):
        return Step(_LABELS[name], count)
    said = {
        "yes": Bilingual(f"yes → {PREVENTED}", f"是 → {PREVENTED}"),
        "no": Bilingual(f"no, q7b {count}", f"否，q7b {count}"),
        "nr": Bilingual("not relevant → 0", "无关 → 0"),
    }
    return Step(_LABELS[name], count, said[answer])


def _plain(text: str) -> Bilingual:
    return Bilingual(text, text)


def _say_zero(name: str, given: Given) -> Bilingual:
    what = _name_unanswered(name, given)
    return Bilingual(f"{what.en} unanswered, counted as 0", f"{what.zh} 缺答，按 0 计")


def _say_unscored(scale: Scale, gaps: Sequence[str], given: Given) -> Bilingual:
    names = [_name_unanswered(name, given) for name in gaps]
    return Bilingual(
        f"{scale.name} not scored, missing: {', '.join(name.en for name in names)}",
        f"{scale.name} 未计分，缺：{'、'.join(name.zh for name in names)}",
    )


def _name_unanswered(name: str, given: Given) -> Bilingual:
    """The item with the reason of its absence; beside question 7 that its part alone is nothing."""
    shown = name_missing(_find_gap(name, given), given)
    if shown.startswith("q7") and "q7b" in given.values:
        return Bilingual(f"{shown} (q7b alone does not count)", f"{shown}（仅有 q7b 不计）")
    return _plain(shown)


def _find_gap(name: str, given: Given) -> str:
    """The item that lacks its answer: of question 7, after no, its second part."""
    return "q7b" if name == "q7" and given.word(name) == "no" else name


_LABELS = {item.name: item.label for item in ITEMS}

# ------------------------------------------------------------------ where the rules come from

_AGREE = Bilingual(
    "Several independent public implementations agree; the owners' page was cut before its "
    "scoring.",
    "数个相互独立的公开实现一致；权利人网页在计分部分之前即中断。",
)
_SECOND_HAND = Source("As public implementations give it", "", "unsourced", _AGREE)
_HONGBO = Source(
    "Hongbo Y, Thomas CL, Harrison MA, Salek MS, Finlay AY. J Invest Dermatol 2005; 125: 659-664, "
    "abstract",
    "doi 10.1111/j.0022-202X.2005.23621.x",
    "published",
)
_BASRA = Source(
    "Basra MKA, Salek MS, Camilleri L, Sturkey R, Finlay AY. 2015: 27-33, abstract",
    "University of Hertfordshire, record 14843091",
    "published",
)

FACTS = (
    Fact(
        Bilingual(
            "Ten questions on the past week, each 0 to 3; the total runs from 0 to 30, higher is "
            "worse.",
            "十题，问近一周，每题 0–3 分；总分 0–30，越高越重。",
        ),
        Source("The owners' page on the DLQI", "dermatology.org.uk, DLQI", "published"),
    ),
    Fact(
        Bilingual(
            "Not relevant counts 0 and is kept apart from it; questions 1 and 2 do not offer it.",
            "「无关」计 0，但与 0 分开保存；第 1、2 题无此选项。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "Question 7: yes counts 3; after no, a lot 2, a little 1, not at all 0; not relevant "
            "0.",
            "第 7 题：是计 3；答否者，明显计 2，有一点计 1，无计 0；无关计 0。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "Bands: 0-1 no effect on life, 2-5 small, 6-10 moderate, 11-20 very large, 21-30 "
            "extremely large.",
            "分级：0–1 无影响，2–5 轻度，6–10 中度，11–20 重度，21–30 极重度。",
        ),
        _HONGBO,
    ),
    Fact(
        Bilingual(
            "Six subscales: symptoms and feelings (1, 2), daily activities (3, 4), leisure (5, 6), "
            "work and school (7), personal relationships (8, 9), treatment (10).",
            "六个维度：症状与感受（1、2），日常活动（3、4），休闲（5、6），工作与学习（7），人际关"
            "系（8、9），治疗（10）。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "One unanswered question counts 0; with two or more the total is not scored. Question "
            "7 counts like any other.",
            "缺答一题按 0 计；缺答两题及以上，总分不计分。第 7 题与其他题相同。",
        ),
        _SECOND_HAND,
    ),
    Fact(
        Bilingual(
            "A subscale with an unanswered question is not scored, though the total may be.",
            "维度内有缺答，则该维度不计分，总分仍可计分。",
        ),
        Source(
            "No text that says so could be read",
            "",
            "unsourced",
            Bilingual("General usage; to be confirmed.", "属通行做法，有待核实。"),
        ),
    ),
    Fact(
        Bilingual(
            "Question 7 answered no without its second part is an unanswered question; so is the "
            "second part without the first.",
            "第 7 题答否而未填第二部分，按该题缺答处理；只填第二部分亦然。",
        ),
        Source(
            "Our own rule; no text that says so could be read",
            "",
            "proposed",
            Bilingual(
                "While it is the only gap it counts 0, as an incomplete question 7 commonly does.",
                "若仅此一处缺答，按 0 计，与通行做法一致。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "In inflammatory skin disease the smallest change that means something was measured as "
            "3.3 points; the authors recommend to take 4.",
            "炎症性皮肤病中，最小有意义改变测得为 3.3 分；作者建议采用 4 分。",
        ),
        _BASRA,
    ),
    Fact(
        Bilingual(
            "Two answers to one question, or a mark between two: the form takes one answer only.",
            "一题两答或标记介于两者之间：表格每题只接受一个答案。",
        ),
        Source(
            "No text that says which counts could be read",
            "",
            "unsourced",
            Bilingual(
                "On paper the higher and the lower are commonly taken; to be confirmed.",
                "纸质表格通行取较高与较低者；有待核实。",
            ),
        ),
    ),
)

RIGHTS = Bilingual(
    "© A Y Finlay, G K Khan, April 1992. Free in routine clinical use with this line; research "
    "needs permission and perhaps a fee. Only scoring and short neutral labels are given here; the "
    "licensed text has its place in the study folder.",
    "© A Y Finlay, G K Khan, April 1992。常规临床使用附此声明即可免费；研究使用须获许可，可能收费。"
    "此处只有计分规则与中性短标签；获授权的条目文本放在研究文件夹中。",
)

DLQI = Instrument(
    "dlqi",
    "1",
    Bilingual("Dermatology Life Quality Index (DLQI)", "皮肤病生活质量指数（DLQI）"),
    ITEMS,
    (TOTAL, BAND, *SUBSCALES),
    score_dlqi,
    FACTS,
    RIGHTS,
    ("dlqi_bands", "dlqi_change"),
    (ONE_COUNTS_ZERO, EVERY_ITEM),
    ("dlqi",),
    _check_together,
    licensed=True,
)

# ------------------------------------------------------------------ published change


@dataclass(frozen=True, slots=True)
class MinimalChange:
    """A published smallest fall of the total that means something."""

    name: str
    label: Bilingual
    points: int
    anchor: Bilingual
    """What the authors held it against."""
    source: Source


def load_minimal_changes() -> tuple[MinimalChange, ...]:
    """The rows of `tables/dlqi_change.csv`."""
    return tuple(
        MinimalChange(
            row["name"],
            Bilingual(row["label_en"], row["label_zh"]),
            int(row["points"]),
            Bilingual(row["anchor_en"], row["anchor_zh"]),
            Source(row["citation"], row["id"], "published"),
        )
        for row in load_table("dlqi_change").rows
    )


def is_improved(change: MinimalChange, baseline: int, dlqi: int) -> bool:
    """Whether the total fell by at least this much."""
    return baseline - dlqi >= change.points
