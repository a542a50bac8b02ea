"""Grades of eight muscle groups go in; muscle strength of 80 (one side) or 150 comes out.

Manual muscle testing of eight groups. One side alone and both sides are two different scores, which
are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heliotrope.instruments.description import Item, Scale
from heliotrope.instruments.missing import EVERY_ITEM, MissingRule
from heliotrope.instruments.score import (
    Given,
    Instrument,
    ScaleScore,
    Score,
    Step,
    make_scored,
    make_unscored,
    score_answers,
)
from heliotrope.vocabulary import Bilingual, Fact, Source

# ------------------------------------------------------------------ the form

HIGHEST_GRADE = 10
NECK = "neck_flexors"
MUSCLES = {
    "deltoid": Bilingual("Deltoid", "三角肌"),
    "biceps": Bilingual("Biceps", "肱二头肌"),
    "wrist_extensors": Bilingual("Wrist extensors", "腕伸肌"),
    "gluteus_maximus": Bilingual("Gluteus maximus", "臀大肌"),
    "gluteus_medius": Bilingual("Gluteus medius", "臀中肌"),
    "quadriceps": Bilingual("Quadriceps", "股四头肌"),
    "ankle_dorsiflexors": Bilingual("Ankle dorsiflexors", "踝背屈肌"),
}
"""The seven that are tested on a side, in the form's order."""
SIDES = {"right": Bilingual("right", "右"), "left": Bilingual("left", "左")}
_GROUPS = {"right": Bilingual("Right side", "右侧"), "left": Bilingual("Left side", "左侧")}


def _muscle(muscle: str, side: str) -> Item:
    label, where = MUSCLES[muscle], SIDES[side]
    return Item(
        f"{muscle}_{side}",
        Bilingual(f"{label.en}, {where.en}", f"{label.zh}（{where.zh}）"),
        0,
        HIGHEST_GRADE,
        optional=True,
        group=_GROUPS[side],
    )


ITEMS = (
    Item(
        NECK,
        Bilingual("Neck flexors", "颈屈肌"),
        0,
        HIGHEST_GRADE,
        Bilingual("0 no contraction, 10 normal strength", "0 无收缩，10 正常肌力"),
        group=Bilingual("Neck", "颈部"),
    ),
    *(_muscle(muscle, side) for side in SIDES for muscle in MUSCLES),
)

# ------------------------------------------------------------------ the rule

STRENGTH = Scale(
    "mmt8",
    Bilingual("Muscle strength (MMT-8)", "徒手肌力（MMT-8）"),
    0,
    150,
    items=tuple(item.name for item in ITEMS),
    rule=(
        Bilingual("The sum of all grades.", "各肌群分级之和。"),
        Bilingual(
            "A side without any grade is left out: neck and seven muscles, of 80.",
            "一侧完全未测时不计该侧：颈部加七个肌群，满分 80。",
        ),
        Bilingual(
            "With grades on both sides: neck and fourteen muscles, of 150.",
            "双侧均有分级时：颈部加十四个肌群，满分 150。",
        ),
    ),
    better="higher",
)
HIGHEST = Scale(
    "mmt8_max",
    Bilingual("Highest possible", "满分"),
    80,
    150,
    items=STRENGTH.items,
    rule=(Bilingual("80 for one side, 150 for both.", "单侧 80，双侧 150。"),),
    better="higher",
)

WHOLE_SIDES = MissingRule(
    "whole_sides",
    Bilingual(
        "The neck flexors and all seven muscles of each tested side must be graded. A side with no "
        "grade at all counts as not tested (80 instead of 150); a partly graded side leaves the "
        "score not scored, and its missing muscles are named.",
        "颈屈肌及所测各侧的七个肌群均须分级。一侧完全无分级视为未测（满分 80 而非 150）；"
        "一侧仅部分分级则不计分，并列出所缺肌群。",
    ),
    EVERY_ITEM.complete,
)


def score_mmt8(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one examination: `mmt8` with `mmt8_max`, 80 or 150; higher is stronger.

    Args:
        answers: the names of `ITEMS` to whole grades 0-10; a missing one is `Missing`, None or
            absent.
        missing: the name of the rule for missing answers; there is only `whole_sides`.

    Returns:
        A Score that never raises. A side without any grade is not tested: `mmt8_max` is 80. Where a
        tested side or the neck has a gap, both values are not scored and the muscles are named.
    """
    return score_answers(MMT8, answers, missing, _work_out)


def _side(side: str) -> list[str]:
    return [f"{muscle}_{side}" for muscle in MUSCLES]


def find_tested(given: Given) -> list[str]:
    """The sides with any grade."""
    return [side for side in SIDES if any(name in given.values for name in _side(side))]


def find_side_gaps(given: Given) -> tuple[str, ...]:
    """Muscles without a grade on a side that was tested; with nothing on either side, every one."""
    return given.missing(_list_needed(given))


def _list_needed(given: Given) -> list[str]:
    return [NECK, *(name for side in find_tested(given) or SIDES for name in _side(side))]


def _work_out(_: Instrument, given: Given, rule: MissingRule) -> Sequence[ScaleScore]:
    tested, needed = find_tested(given), _list_needed(given)
    if rule.complete(given.numbers(needed)) is None:
        strength = make_unscored(STRENGTH, given, given.missing(needed))
        return [strength, make_unscored(HIGHEST, given, strength.missing, strength.reason)]
    sums = {side: _add(given, _side(side)) for side in tested}
    neck = _add(given, [NECK])
    steps = [Step(ITEMS[0].label, neck), *(Step(_GROUPS[side], sums[side]) for side in tested)]
    strength = make_scored(STRENGTH, neck + sum(sums.values()), steps)
    return [strength, make_scored(HIGHEST, HIGHEST_GRADE * len(needed))]


def _add(given: Given, names: Sequence[str]) -> int:
    return sum(int(grade) for grade in given.numbers(names) if grade is not None)


# ------------------------------------------------------------------ where the rule comes from

_FORM = Source(
    "IMACS Form 04, manual muscle testing: scoring sheet and key to grading, as reproduced",
    "IMACS Form 04",
    "published",
    Bilingual("Read in copies of the form that others keep.", "据他人保存的该表副本。"),
)

FACTS = (
    Fact(
        Bilingual(
            "Eight groups graded 0 to 10: neck flexors, deltoid, biceps, wrist extensors, gluteus "
            "maximus, gluteus medius, quadriceps, ankle dorsiflexors.",
            "八个肌群，各 0 至 10 级：颈屈肌、三角肌、肱二头肌、腕伸肌、臀大肌、臀中肌、股四头肌、"
            "踝背屈肌。",
        ),
        _FORM,
    ),
    Fact(
        Bilingual(
            "Tested on one side the score runs from 0 to 80. A copy of the form says: generally "
            "the right side, the left where the right cannot be tested.",
            "单侧测试时总分 0 至 80。某份表格副本写明：一般测右侧，右侧无法测时测左侧。",
        ),
        _FORM,
    ),
    Fact(
        Bilingual(
            "Testing on one side is done on the dominant side.",
            "单侧测试时测优势侧。",
        ),
        Source(
            "Text on a trial, as reproduced",
            "NCT01813617",
            "unsourced",
            Bilingual(
                "It is not what the copy of the form says; the investigator settles which side is "
                "tested. Either is scored here.",
                "与上述表格副本不同；测哪一侧由研究者确定。此处两侧均可计分。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "Grades are whole numbers: the key has the eleven grades 0 to 10 and nothing between.",
            "分级为整数：分级说明只有 0 至 10 共十一级，没有中间值。",
        ),
        _FORM,
    ),
    Fact(
        Bilingual(
            "Tested on both sides the score runs from 0 to 150.", "双侧测试时总分 0 至 150。"
        ),
        Source("7 × 2 × 10 + 10, the neck flexors once", "", "derived"),
    ),
    Fact(
        Bilingual(
            "A gap on a tested side: no score, and the muscles are named. A side without any grade "
            "was not tested.",
            "所测一侧有缺项：不计分，并列出所缺肌群。完全无分级的一侧视为未测。",
        ),
        Source(
            "No rule is published; this is our own",
            "",
            "proposed",
            Bilingual(
                "A score of 80 and one of 150 are never compared.",
                "满分 80 与满分 150 的评分绝不相互比较。",
            ),
        ),
    ),
)

RIGHTS = Bilingual(
    "The MMT-8 is said to be copyrighted by Wiley (second-hand); IMACS says that further "
    "permissions are often needed. The names of the muscles and the scoring are given here, not "
    "the procedure.",
    "据二手资料，MMT-8 版权归 Wiley；IMACS 指出常需另行获得许可。此处只有肌群名称与计分规则，"
    "不含操作说明。",
)

MMT8 = Instrument(
    "mmt8",
    "1",
    Bilingual("Manual muscle testing, eight groups (MMT-8)", "徒手肌力测试，八个肌群（MMT-8）"),
    ITEMS,
    (STRENGTH, HIGHEST),
    score_mmt8,
    FACTS,
    RIGHTS,
    missing_rules=(WHOLE_SIDES,),
    deciding=("mmt8",),
    find_gaps=find_side_gaps,
    licensed=True,
)
