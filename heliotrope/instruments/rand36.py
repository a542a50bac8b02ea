"""The answers of a RAND-36 form go in; eight scales 0-100 come out.

The RAND 36-Item Health Survey 1.0. Its questions may be given away with their credit line, so that
the English wording stands here; the Chinese labels are our own short paraphrase. What each answer
counts stands in `tables/rand36_key.csv`. It is not the registered outcome of the reference study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from heliotrope.instruments.description import Choice, Item, Scale
from heliotrope.instruments.missing import ANSWERED_ITEMS, EVERY_ITEM, MissingRule
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


HEALTH = _choices("Excellent / Very good / Good / Fair / Poor", "极好 / 很好 / 好 / 一般 / 差")
COMPARED = _choices(
    "Much better now than one year ago / Somewhat better now than one year ago / About the same / "
    "Somewhat worse now than one year ago / Much worse now than one year ago",
    "比一年前好得多 / 比一年前好一些 / 差不多 / 比一年前差一些 / 比一年前差得多",
)
LIMITED = _choices(
    "Yes, limited a lot / Yes, limited a little / No, not limited at all",
    "很受限 / 有些受限 / 不受限",
)
YES_NO = _choices("Yes / No", "是 / 否")
EXTENT = _choices(
    "Not at all / Slightly / Moderately / Quite a bit / Extremely",
    "完全没有 / 很少 / 中等 / 较多 / 极多",
)
PAIN = _choices(
    "None / Very mild / Mild / Moderate / Severe / Very severe",
    "无 / 很轻 / 轻 / 中等 / 重 / 很重",
)
HINDRANCE = _choices(
    "Not at all / A little bit / Moderately / Quite a bit / Extremely",
    "完全没有 / 很少 / 中等 / 较多 / 极多",
)
TIME_6 = _choices(
    "All of the time / Most of the time / A good bit of the time / Some of the time / "
    "A little of the time / None of the time",
    "一直 / 大部分时间 / 较多时间 / 部分时间 / 少部分时间 / 从不",
)
TIME_5 = _choices(
    "All of the time / Most of the time / Some of the time / A little of the time / "
    "None of the time",
    "一直 / 大部分时间 / 部分时间 / 少部分时间 / 从不",
)
TRUTH = _choices(
    "Definitely true / Mostly true / Don't know / Mostly false / Definitely false",
    "完全符合 / 大致符合 / 不知道 / 大致不符 / 完全不符",
)

# ------------------------------------------------------------------ the form

_NOW = Bilingual("General health", "总体健康")
_YEAR = Bilingual("Compared to one year ago", "与一年前相比")
_LIMITS = Bilingual(
    "The following items are about activities you might do during a typical day. Does your health "
    "now limit you in these activities? If so, how much?",
    "日常活动受限",
)
_BODY = Bilingual(
    "During the past 4 weeks, have you had any of the following problems with your work or other "
    "regular daily activities as a result of your physical health?",
    "近 4 周工作与活动：因身体健康",
)
_MOOD = Bilingual(
    "During the past 4 weeks, have you had any of the following problems with your work or other "
    "regular daily activities as a result of any emotional problems (such as feeling depressed or "
    "anxious)?",
    "近 4 周工作与活动：因情绪",
)
_SOCIAL = Bilingual("Social activities: to what extent", "近 4 周社交：受影响程度")
_ACHE = Bilingual("Pain", "近 4 周疼痛")
_HINDERED = Bilingual("Pain and work", "近 4 周疼痛对工作的影响")
_FELT = Bilingual(
    "These questions are about how you feel and how things have been with you during the past 4 "
    "weeks. For each question, please give the one answer that comes closest to the way you have "
    "been feeling. How much of the time during the past 4 weeks…",
    "近 4 周感受",
)
_OFTEN = Bilingual("Social activities: how often", "近 4 周社交：受影响频度")
_TRUE = Bilingual(
    "How TRUE or FALSE is each of the following statements for you?", "对自身健康的看法"
)


class _Question(NamedTuple):
    """What is asked, under which heading and with which answers."""

    head: Bilingual
    choices: tuple[Choice, ...]
    en: str
    zh: str


_FORM = (
    _Question(_NOW, HEALTH, "In general, would you say your health is:", "目前健康状况"),
    _Question(
        _YEAR,
        COMPARED,
        "Compared to one year ago, how would you rate your health in general now?",
        "一年来的变化",
    ),
    _Question(
        _LIMITS,
        LIMITED,
        "Vigorous activities, such as running, lifting heavy objects, participating in strenuous "
        "sports",
        "重体力活动",
    ),
    _Question(
        _LIMITS,
        LIMITED,
        "Moderate activities, such as moving a table, pushing a vacuum cleaner, bowling, or "
        "playing golf",
        "中等体力活动",
    ),
    _Question(_LIMITS, LIMITED, "Lifting or carrying groceries", "提拿购物"),
    _Question(_LIMITS, LIMITED, "Climbing several flights of stairs", "上数层楼梯"),
    _Question(_LIMITS, LIMITED, "Climbing one flight of stairs", "上一层楼梯"),
    _Question(_LIMITS, LIMITED, "Bending, kneeling, or stooping", "弯腰、屈膝、下蹲"),
    _Question(_LIMITS, LIMITED, "Walking more than a mile", "步行 1 英里以上"),
    _Question(_LIMITS, LIMITED, "Walking several blocks", "步行数个街区"),
    _Question(_LIMITS, LIMITED, "Walking one block", "步行一个街区"),
    _Question(_LIMITS, LIMITED, "Bathing or dressing yourself", "洗澡、穿衣"),
    _Question(
        _BODY,
        YES_NO,
        "Cut down the amount of time you spent on work or other activities",
        "身体：时间减少",
    ),
    _Question(_BODY, YES_NO, "Accomplished less than you would like", "身体：完成得少"),
    _Question(
        _BODY, YES_NO, "Were limited in the kind of work or other activities", "身体：种类受限"
    ),
    _Question(
        _BODY,
        YES_NO,
        "Had difficulty performing the work or other activities (for example, it took extra "
        "effort)",
        "身体：更费力",
    ),
    _Question(
        _MOOD,
        YES_NO,
        "Cut down the amount of time you spent on work or other activities",
        "情绪：时间减少",
    ),
    _Question(_MOOD, YES_NO, "Accomplished less than you would like", "情绪：完成得少"),
    _Question(
        _MOOD,
        YES_NO,
        "Didn't do work or other activities as carefully as usual",
        "情绪：不如平时仔细",
    ),
    _Question(
        _SOCIAL,
        EXTENT,
        "During the past 4 weeks, to what extent has your physical health or emotional problems "
        "interfered with your normal social activities with family, friends, neighbors, or "
        "groups?",
        "社交受影响程度",
    ),
    _Question(
        _ACHE, PAIN, "How much bodily pain have you had during the past 4 weeks?", "疼痛程度"
    ),
    _Question(
        _HINDERED,
        HINDRANCE,
        "During the past 4 weeks, how much did pain interfere with your normal work (including "
        "both work outside the home and housework)?",
        "疼痛妨碍工作的程度",
    ),
    _Question(_FELT, TIME_6, "Did you feel full of pep?", "有活力"),
    _Question(_FELT, TIME_6, "Have you been a very nervous person?", "紧张"),
    _Question(
        _FELT,
        TIME_6,
        "Have you felt so down in the dumps that nothing could cheer you up?",
        "情绪极低落",
    ),
    _Question(_FELT, TIME_6, "Have you felt calm and peaceful?", "平静"),
    _Question(_FELT, TIME_6, "Did you have a lot of energy?", "精力充沛"),
    _Question(_FELT, TIME_6, "Have you felt downhearted and blue?", "难过"),
    _Question(_FELT, TIME_6, "Did you feel worn out?", "精疲力竭"),
    _Question(_FELT, TIME_6, "Have you been a happy person?", "快乐"),
    _Question(_FELT, TIME_6, "Did you feel tired?", "疲倦"),
    _Question(
        _OFTEN,
        TIME_5,
        "During the past 4 weeks, how much of the time has your physical health or emotional "
        "problems interfered with your social activities (like visiting with friends, relatives, "
        "etc.)?",
        "社交受影响频度",
    ),
    _Question(_TRUE, TRUTH, "I seem to get sick a little easier than other people", "较易生病"),
    _Question(_TRUE, TRUTH, "I am as healthy as anybody I know", "与他人一样健康"),
    _Question(_TRUE, TRUTH, "I expect my health to get worse", "预计健康会变差"),
    _Question(_TRUE, TRUTH, "My health is excellent", "自身健康极好"),
)
"""The questions in the form's order: q1 to q36."""

ITEMS = tuple(
    Item(
        f"q{number}",
        Bilingual(one.en, one.zh),
        1,
        len(one.choices),
        hint=Bilingual("not scored", "不计分") if number == 2 else NOTHING,
        choices=one.choices,
        group=one.head,
    )
    for number, one in enumerate(_FORM, start=1)
)

# ------------------------------------------------------------------ the rule

COUNTS = {
    row["name"]: tuple(int(one) for one in row["recoded"].split())
    for row in load_table("rand36_key").rows
}
"""What the answers 1, 2, … of an item count."""

_NAMES = {
    "pf": Bilingual("Physical functioning", "生理功能"),
    "rp": Bilingual("Role limitations due to physical health", "生理职能"),
    "re": Bilingual("Role limitations due to emotional problems", "情感职能"),
    "vt": Bilingual("Energy/fatigue", "精力"),
    "mh": Bilingual("Emotional well-being", "情绪健康"),
    "sf": Bilingual("Social functioning", "社会功能"),
    "bp": Bilingual("Pain", "疼痛"),
    "gh": Bilingual("General health", "总体健康"),
}


def _describe_scale(name: str) -> Scale:
    items = tuple(row["name"] for row in load_table("rand36_key").rows if row["scale"] == name)
    rule = Bilingual(
        f"mean of {', '.join(items)}, recoded to 0-100",
        f"{'、'.join(items)} 重新编码为 0–100 后取均值",
    )
    return Scale(name, _NAMES[name], 0, 100, items=items, rule=(rule,), decimals=1, better="higher")


def score_rand36(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one form: eight scales 0-100, higher is better.

    Args:
        answers: `q1` to `q36` to the number printed beside the answer (1 to 2, 3, 5 or 6); a
            missing one is `Missing`, None or absent.
        missing: `answered_items` (the default) or `every_item`.

    Returns:
        A Score that never raises. With `answered_items` a scale is the mean of what was answered,
        and the score says what was not; a scale without any answer is not scored. Question 2 is in
        no score, but an answer that it does not have is a fault like any other.
    """
    return score_answers(RAND36, answers, missing, _work_out)


def _work_out(instrument: Instrument, given: Given, rule: MissingRule) -> list[ScaleScore]:
    return [_score_scale(scale, given, rule) for scale in instrument.scales]


def _score_scale(scale: Scale, given: Given, rule: MissingRule) -> ScaleScore:
    missing = given.missing(scale.items)
    counts = rule.complete([_recode(name, given) for name in scale.items])
    if counts is None:
        return make_unscored(scale, given, missing)
    mean = sum((Fraction(one) for one in counts), Fraction(0)) / len(counts)
    steps = [_step(name, given) for name in scale.items if name not in missing]
    notes = [_say_left_out(scale, missing, given)] if missing else []
    return make_scored(scale, mean, [*steps, _mean_step(steps)], notes)


def _recode(name: str, given: Given) -> int | None:
    answer = given.number(name)
    return None if answer is None else COUNTS[name][int(answer) - 1]


def _step(name: str, given: Given) -> Step:
    answer, count = given.number(name), _recode(name, given)
    assert count is not None
    return Step(
        _LABELS[name], count, Bilingual(f"answer {answer} → {count}", f"答 {answer} → {count}")
    )


def _mean_step(steps: Sequence[Step]) -> Step:
    total = make_tidy(sum(step.value for step in steps))
    text = f"{total} ÷ {len(steps)}"
    return Step(Bilingual("Sum of the answered", "已答合计"), total, Bilingual(text, text))


def _say_left_out(scale: Scale, missing: Sequence[str], given: Given) -> Bilingual:
    names = [name_missing(name, given) for name in missing]
    asked = len(scale.items)
    answered = asked - len(missing)
    return Bilingual(
        f"{scale.name}: {', '.join(names)} missing, mean of the answered ({answered} of {asked})",
        f"{scale.name}：{'、'.join(names)} 缺答，取已答条目（{answered}/{asked}）的均值",
    )


# ------------------------------------------------------------------ where the rules come from

_RAND = Source(
    "RAND, 36-Item Short Form Survey, scoring instructions, introduction",
    "mos_core_36item_scoring",
    "published",
)
_COPIES = Source(
    "RAND, 36-Item Short Form Survey, as others reproduce it",
    "",
    "unsourced",
    Bilingual(
        "Read in independent copies that agree; of RAND's own page only the beginning could be "
        "read.",
        "据数份相互一致的独立转载；RAND 原页只读到开头部分。",
    ),
)

FACTS = (
    Fact(
        Bilingual(
            "This is not the registered outcome of the reference study, which is the SF-36; the "
            "questions are those of the SF-36 version 1, the scoring is RAND's own.",
            "本量表不是参考研究的注册结局（注册者为 SF-36）；题目与 SF-36 第 1 版相同，计分为 RAND "
            "自有规则。",
        ),
        Source("Registry record, secondary outcomes", "NCT05488327", "published"),
    ),
    Fact(
        Bilingual(
            "Each answer is recoded to 0-100, higher is better; then the items of a scale are "
            "averaged. Who scores so calls it RAND 36-Item Health Survey 1.0.",
            "每个答案重新编码为 0–100，分高者佳；再取各维度条目的均值。按此计分者应称之为 RAND 36 "
            "项健康调查 1.0。",
        ),
        _RAND,
    ),
    Fact(
        Bilingual(
            "It has the questions of the SF-36; its scoring differs somewhat.",
            "题目与 SF-36 相同，计分略有不同。",
        ),
        Source(
            "The RAND 36-Item Health Survey 1.0, Health Econ 1993; 2: 217-227, abstract",
            "doi 10.1002/hec.4730020305",
            "published",
        ),
    ),
    Fact(
        Bilingual(
            "The scales of pain and general health are those that are scored differently.",
            "计分不同的是疼痛与总体健康两个维度。",
        ),
        Source(
            "Hays RD, Sherbourne CD, Spritzer KL, Dixon WJ. A Microcomputer Program (sf36.exe) "
            "that Generates SAS Code for Scoring the SF-36 Health Survey, RAND 1996",
            "DRU-1437-PI",
            "published",
        ),
    ),
    Fact(
        Bilingual(
            "What each answer counts and which items make a scale, as in `rand36_key`; item 2 is "
            "in no scale.",
            "各答案的编码与各维度的条目见 `rand36_key`；第 2 题不计入任何维度。",
        ),
        _COPIES,
    ),
    Fact(
        Bilingual(
            "Unanswered items are left out of the mean, without a least number.",
            "缺答条目不计入均值，且无最少条目数的要求。",
        ),
        _COPIES,
    ),
    Fact(
        Bilingual("The English wording of the questions.", "题目的英文措辞。"),
        _COPIES,
    ),
    Fact(
        Bilingual(
            "Changed against the form: headings over single questions are ours. The Chinese labels "
            "are our own short paraphrase and no validated translation.",
            "与原表不同之处：单独一题的标题为我们所加；中文标签是我们自己的简短意译，并非经验证的"
            "译本。",
        ),
        Source("Our own", "", "proposed"),
    ),
)

RIGHTS = Bilingual(
    "RAND 36-Item Health Survey 1.0, developed at RAND as part of the Medical Outcomes Study. Free "
    "to use; changes must be identified, and whoever uses or translates it answers for that to "
    "RAND. Changed here: headings over single questions, and Chinese labels, which are a short "
    "paraphrase of our own and no validated translation.",
    "RAND 36 项健康调查 1.0，developed at RAND as part of the Medical Outcomes Study。可免费使用；"
    "改动须注明，后果由使用者向 RAND 负责。此处的改动：单独一题的标题；中文标签"
    "为我们自己的简短意译，并非经验证的译本。",
)

RAND36 = Instrument(
    "rand36",
    "1",
    Bilingual(
        "RAND 36-Item Health Survey 1.0 (not the registered outcome)",
        "RAND 36 项健康调查 1.0（非注册结局）",
    ),
    ITEMS,
    tuple(_describe_scale(name) for name in _NAMES),
    score_rand36,
    FACTS,
    RIGHTS,
    ("rand36_key",),
    (ANSWERED_ITEMS, EVERY_ITEM),
)
_LABELS = {item.name: item.label for item in ITEMS}
