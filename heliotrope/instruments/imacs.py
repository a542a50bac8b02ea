"""Global activities with muscle enzymes of a visit go in; what the core set takes comes out.

The IMACS core set is six measures. Muscle strength and the HAQ have forms of their own; here are
the three globals, the enzymes, and the older definition of improvement over all six.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from heliotrope.instruments.description import Choice, Following, Item, Scale
from heliotrope.instruments.missing import EVERY_ITEM, MissingRule
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
from heliotrope.vocabulary import Bilingual, Fact, Source

# ------------------------------------------------------------------ the form

Enzyme = Literal["ck", "ldh", "ast", "alt", "aldolase"]
ENZYMES = {
    "ck": Bilingual("CK", "肌酸激酶 CK"),
    "ldh": Bilingual("LDH", "乳酸脱氢酶 LDH"),
    "ast": Bilingual("AST", "天冬氨酸转氨酶 AST"),
    "alt": Bilingual("ALT", "丙氨酸转氨酶 ALT"),
    "aldolase": Bilingual("Aldolase", "醛缩酶"),
}
"""In the form's order, which also settles ties."""

UNITS = {"U/L": Fraction(1), "ukat/L": Fraction(60)}
"""How many U/L one of each unit is: 1 µkat/L is 60 U/L."""
UNIT_CHOICES = (
    Choice("U/L", Bilingual("U/L", "U/L")),
    Choice("ukat/L", Bilingual("µkat/L", "µkat/L")),
)
MOST_OF_AN_ENZYME = 10_000_000
"""A bound against slips of the hand; a CK of 100,000 U/L happens."""
LEAST_UPPER_LIMIT = Decimal("0.001")

_GLOBALS = Bilingual("Global activity", "总体活动度")
_INACTIVE = Bilingual("no activity", "无活动")
_EXTREME = Bilingual("extremely severe", "极严重")


def _analog(name: str, label: Bilingual, hint: Bilingual) -> Item:
    return Item(
        name,
        label,
        0,
        10,
        hint,
        decimals=2,
        group=_GLOBALS,
        ends=(_INACTIVE, _EXTREME),
        unit="cm",
    )


def _enzyme_items(name: str, label: Bilingual) -> list[Item]:
    return [
        Item(name, label, 0, MOST_OF_AN_ENZYME, decimals=4, optional=True, group=label),
        Item(
            f"{name}_unit",
            Bilingual(f"{label.en}: unit", f"{label.zh}：单位"),
            choices=UNIT_CHOICES,
            optional=True,
            group=label,
        ),
        Item(
            f"{name}_uln",
            Bilingual(f"{label.en}: upper limit of normal", f"{label.zh}：正常上限"),
            LEAST_UPPER_LIMIT,
            MOST_OF_AN_ENZYME,
            Bilingual("same unit", "同一单位"),
            decimals=4,
            optional=True,
            group=label,
        ),
    ]


ITEMS = (
    _analog(
        "phga",
        Bilingual("Physician global activity", "医师总体评估"),
        Bilingual("the physician's overall view of disease activity", "医师对疾病活动度的总体判断"),
    ),
    _analog(
        "ptga",
        Bilingual("Patient global activity", "患者总体评估"),
        Bilingual("the participant's own overall view", "参与者本人的总体判断"),
    ),
    _analog(
        "extramuscular",
        Bilingual("Extramuscular activity", "肌外活动度"),
        Bilingual("all organs but muscle, past four weeks", "肌肉以外各器官，近四周"),
    ),
    *(
        item
        for name, label in ENZYMES.items()
        if name != "aldolase"
        for item in _enzyme_items(name, label)
    ),
    Item(
        "aldolase_confirmed",
        Bilingual("Aldolase: range confirmed by the investigator", "醛缩酶：范围已由研究者确认"),
        0,
        1,
        Bilingual(
            "its range of 6 times the upper limit has no source; without 1 it is not offered",
            "其范围（6 倍正常上限）没有出处；未填 1 则不采用醛缩酶",
        ),
        optional=True,
        group=ENZYMES["aldolase"],
    ),
    *(
        replace(item, follows=Following("aldolase_confirmed", (1,)))
        for item in _enzyme_items("aldolase", ENZYMES["aldolase"])
    ),
)

# ------------------------------------------------------------------ which enzyme counts


@dataclass(frozen=True, slots=True)
class EnzymeLevel:
    """One enzyme as a laboratory printed it; value and limit may be in different units."""

    value: int | Decimal
    unit: str
    """`U/L` or `ukat/L`."""
    uln: int | Decimal
    """Upper limit of normal, above 0."""
    uln_unit: str = ""
    """The unit of the limit; empty: the same as the value's."""

    @property
    def multiple(self) -> Fraction:
        """How many times its own upper limit, exact."""
        return convert(self.value, self.unit) / convert(self.uln, self.uln_unit or self.unit)


@dataclass(frozen=True, slots=True)
class EnzymeChoice:
    """The most abnormal enzyme, and all that were compared."""

    name: str
    multiple: Fraction
    compared: tuple[tuple[str, Fraction], ...]
    """Each enzyme with its multiple, the most abnormal first."""


def convert(value: int | Decimal, unit: str, to: str = "U/L") -> Fraction:
    """An activity in another unit, exact; KeyError for a unit that is not in `UNITS`."""
    return Fraction(value) * UNITS[unit] / UNITS[to]


def choose_enzyme(
    levels: Mapping[str, EnzymeLevel], *, is_aldolase_confirmed: bool = False
) -> EnzymeChoice | None:
    """The enzyme that is the largest multiple of its own upper limit; chosen once, at baseline.

    Args:
        levels: names of `ENZYMES` to levels; those that were not measured are absent.
        is_aldolase_confirmed: whether the investigator confirmed the range of aldolase; otherwise
            aldolase is left out.

    Returns:
        The choice, or None without any level. Of equal multiples the one earlier in `ENZYMES`.
    """
    names = [one for one in ENZYMES if one != "aldolase" or is_aldolase_confirmed]
    multiples = [(name, levels[name].multiple) for name in names if name in levels]
    ranked = sorted(multiples, key=lambda one: -one[1])
    return EnzymeChoice(*ranked[0], tuple(ranked)) if ranked else None


# ------------------------------------------------------------------ what is given

_TABLED = Bilingual("As read on the 10-cm line.", "按 10 厘米标尺读数。")


def _global_scale(name: str, item: str, label: Bilingual) -> Scale:
    return Scale(name, label, 0, 10, items=(item,), rule=(_TABLED,), decimals=1)


GLOBALS = (
    _global_scale("physician_global", "phga", Bilingual("Physician global", "医师总体评估")),
    _global_scale("patient_global", "ptga", Bilingual("Patient global", "患者总体评估")),
    _global_scale(
        "extramuscular_global", "extramuscular", Bilingual("Extramuscular activity", "肌外活动度")
    ),
)
_ENZYME_RULE = (
    Bilingual(
        "Each enzyme that has a value, a unit and an upper limit, as a multiple of that limit; the "
        "largest counts.",
        "凡数值、单位与正常上限齐全的肌酶，按其正常上限的倍数比较，取最大者。",
    ),
    Bilingual(
        "Of equal multiples the first of CK, LDH, AST, ALT, aldolase.",
        "倍数相同时按 CK、LDH、AST、ALT、醛缩酶的次序取先者。",
    ),
    Bilingual(
        "Aldolase only when the investigator confirmed its range.",
        "醛缩酶须研究者确认其范围后方参与比较。",
    ),
)
_ENZYME_ITEMS = tuple(item.name for item in ITEMS[3:])
MOST_ABNORMAL = Scale(
    "enzyme",
    Bilingual("Most abnormal enzyme here", "本次最异常的肌酶"),
    0,
    len(ENZYMES) - 1,
    items=_ENZYME_ITEMS,
    rule=_ENZYME_RULE,
    choices=tuple(Choice(name, label) for name, label in ENZYMES.items()),
)
MULTIPLE = Scale(
    "enzyme_multiple",
    Bilingual("Times its upper limit", "正常上限倍数"),
    0,
    MOST_OF_AN_ENZYME,
    items=_ENZYME_ITEMS,
    rule=_ENZYME_RULE,
    decimals=2,
)

EACH_BY_ITSELF = MissingRule(
    "each_by_itself",
    Bilingual(
        "Each global stands for itself. An enzyme without value, unit or upper limit is left out "
        "of the comparison and named; without any complete enzyme there is no choice.",
        "各总体评估各自成立。缺数值、单位或正常上限的肌酶不参与比较并予注明；无一齐全时不作选择。",
    ),
    EVERY_ITEM.complete,
)


def score_imacs(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Take one visit's globals (0-10 cm) with the most abnormal enzyme and its multiple.

    Args:
        answers: the names of `ITEMS`; globals in cm, enzymes with unit and upper limit. Numbers are
            int or Decimal; a missing one is `Missing`, None or absent.
        missing: the name of the rule for missing answers; there is only `each_by_itself`.

    Returns:
        A Score that never raises. `enzyme` is what would be chosen on this visit's values; the
        trial's enzyme is the one of baseline. An enzyme that was begun and not completed is noted.
    """
    return score_answers(IMACS, answers, missing, _work_out)


def read_levels(given: Given) -> dict[str, EnzymeLevel]:
    """The enzymes of a form that have value, unit and upper limit."""
    levels = {}
    for name in ENZYMES:
        value, limit = given.numbers((name, f"{name}_uln"))
        unit = given.word(f"{name}_unit")
        if value is not None and limit is not None and unit is not None:
            levels[name] = EnzymeLevel(value, unit, limit)
    return levels


def _work_out(_: Instrument, given: Given, rule: MissingRule) -> Sequence[ScaleScore]:
    return [*(_take_global(scale, given, rule) for scale in GLOBALS), *_take_enzyme(given)]


def _take_global(scale: Scale, given: Given, rule: MissingRule) -> ScaleScore:
    numbers = rule.complete(given.numbers(scale.items))
    if numbers is None:
        return make_unscored(scale, given, scale.items)
    return make_scored(scale, numbers[0])


def _take_enzyme(given: Given) -> list[ScaleScore]:
    choice = choose_enzyme(
        read_levels(given), is_aldolase_confirmed=given.number("aldolase_confirmed") == 1
    )
    notes = find_left_out(given)
    if choice is None:
        why = Bilingual(
            "; ".join(
                ["enzyme not scored: none has value, unit and upper limit"]
                + [note.en for note in notes]
            ),
            "；".join(
                ["enzyme 未计分：无一肌酶的数值、单位与正常上限齐全"] + [note.zh for note in notes]
            ),
        )
        return [make_unscored(scale, given, (), why) for scale in (MOST_ABNORMAL, MULTIPLE)]
    steps = [Step(ENZYMES[name], make_tidy(times)) for name, times in choice.compared]
    return [
        make_scored(MOST_ABNORMAL, choice.name, notes=notes),
        make_scored(MULTIPLE, choice.multiple, steps),
    ]


def find_enzyme_gaps(given: Given) -> tuple[str, ...]:
    """Parts of an enzyme that was begun: a value says nothing without its unit and its limit."""
    gaps: list[str] = []
    for name in ENZYMES:
        parts = (name, f"{name}_unit", f"{name}_uln")
        missing = given.missing(parts)
        if 0 < len(missing) < len(parts):
            gaps += missing
    return tuple(gaps)


def find_left_out(given: Given) -> list[Bilingual]:
    """Enzymes that were begun, and why they are not compared."""
    notes = []
    for name in ENZYMES:
        parts = (name, f"{name}_unit", f"{name}_uln")
        gaps = given.missing(parts)
        if gaps and (len(gaps) < len(parts) or any(gap in given.absent for gap in gaps)):
            named = [name_missing(gap, given) for gap in gaps]
            notes.append(
                Bilingual(
                    f"{name} left out, missing: {', '.join(named)}",
                    f"{name} 未参与比较，缺：{'、'.join(named)}",
                )
            )
    if "aldolase" in read_levels(given) and given.number("aldolase_confirmed") != 1:
        notes.append(
            Bilingual(
                "aldolase left out: its range is not confirmed",
                "aldolase 未参与比较：其范围未经确认",
            )
        )
    return notes


# ------------------------------------------------------------------ the older definition


@dataclass(frozen=True, slots=True)
class CoreSet:
    """The six measures at one visit; None where missing. Strength is of `mmt_max`, 80 or 150."""

    phga: int | Decimal | None
    ptga: int | Decimal | None
    mmt: int | Decimal | None
    haq: int | Decimal | None
    enzyme: int | Decimal | None
    """Always the one enzyme of baseline, in one unit."""
    extramuscular: int | Decimal | None
    mmt_max: int | None = None


MEASURES = ("phga", "ptga", "mmt", "haq", "enzyme", "extramuscular")
IMPROVED_FROM, IMPROVED_COUNT = 20, 3
WORSE_FROM, WORSE_COUNT = 25, 2


@dataclass(frozen=True, slots=True)
class RelativeChange:
    """One measure against its own baseline."""

    name: str
    percent: Fraction | None
    """Of the baseline, above 0 is better; None: the baseline is 0, so there is none."""
    is_improved: bool
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Improvement:
    """Whether somebody improved by the older IMACS definition."""

    is_improved: bool | None
    """None: not judged, for the reason given."""
    reason: Bilingual
    changes: tuple[RelativeChange, ...] = ()


def score_improvement(baseline: CoreSet, visit: CoreSet) -> Improvement:
    """The older IMACS definition of improvement, apart from the Total Improvement Score.

    At least three of the six measures improved by 20 % of their baseline or more, and no more than
    two worse by 25 % or more, neither of which is muscle strength. Judged only with all six at both
    visits and strength of one maximum; a baseline of 0 gives no percentage: such a measure never
    counts as improved, and counts as worse once it got worse at all (our own rule).
    """
    gaps = [
        name for name in MEASURES if getattr(baseline, name) is None or getattr(visit, name) is None
    ]
    if gaps:
        why = Bilingual(f"not judged, missing: {', '.join(gaps)}", f"未判定，缺：{'、'.join(gaps)}")
        return Improvement(None, why)
    if baseline.mmt_max != visit.mmt_max:
        why = Bilingual("not judged: two different maxima of strength", "未判定：肌力满分前后不同")
        return Improvement(None, why)
    changes = tuple(
        _compare(name, getattr(baseline, name), getattr(visit, name)) for name in MEASURES
    )
    return _judge(changes)


def _compare(name: str, before: int | Decimal, after: int | Decimal) -> RelativeChange:
    better = Fraction(before) - Fraction(after)
    if name == "mmt":
        better = -better
    if before == 0:
        return RelativeChange(name, None, is_improved=False, is_worse=better < 0)
    percent = better * 100 / Fraction(before)
    return RelativeChange(
        name, percent, is_improved=percent >= IMPROVED_FROM, is_worse=percent <= -WORSE_FROM
    )


def _judge(changes: tuple[RelativeChange, ...]) -> Improvement:
    improved = [one.name for one in changes if one.is_improved]
    worse = [one.name for one in changes if one.is_worse]
    met = len(improved) >= IMPROVED_COUNT and len(worse) <= WORSE_COUNT and "mmt" not in worse
    return Improvement(
        met,
        Bilingual(
            f"improved by 20 % or more: {', '.join(improved) or 'none'}; "
            f"worse by 25 % or more: {', '.join(worse) or 'none'}",
            f"改善 ≥ 20 %：{'、'.join(improved) or '无'}；加重 ≥ 25 %：{'、'.join(worse) or '无'}",
        ),
        changes,
    )


# ------------------------------------------------------------------ where the rule comes from

_COPY = Bilingual(
    "Read in a second-hand copy; the original could not be obtained.",
    "据二手转载；未能取得原文。",
)

FACTS = (
    Fact(
        Bilingual(
            "The core set: physician and patient global activity, muscle strength, HAQ, muscle "
            "enzymes, extramuscular activity.",
            "核心指标：医师与患者总体评估、肌力、HAQ、肌酶、肌外活动度。",
        ),
        Source("IMACS, core set measures of disease activity", "IMACS core set", "published"),
    ),
    Fact(
        Bilingual(
            "Globals are read on a 10-cm line from 0, inactive, to 10, extremely severe; an "
            "improvement of 20 % is clinically meaningful by consensus.",
            "总体评估在 10 厘米标尺上读数，0 为无活动，10 为极严重；共识认为改善 20 % 有临床意义。",
        ),
        Source("IMACS core set measures, table 1", "PMC3748930", "published"),
    ),
    Fact(
        Bilingual(
            "Extramuscular activity is a line of its own over the past four weeks, all organs but "
            "muscle, and not a computed sum.",
            "肌外活动度为单独的标尺，涵盖近四周肌肉以外各器官，并非计算所得。",
        ),
        Source("Myositis Disease Activity Assessment Tool", "", "unsourced", _COPY),
    ),
    Fact(
        Bilingual(
            "The enzyme that counts is the most abnormal at baseline among CK, aldolase, ALT, AST "
            "and LDH.",
            "所用肌酶为基线时 CK、醛缩酶、ALT、AST、LDH 中最异常者。",
        ),
        Source(
            "2016 ACR/EULAR response criteria for juvenile dermatomyositis, table 3",
            "PMC5577002",
            "published",
        ),
    ),
    Fact(
        Bilingual(
            "Most abnormal is the largest multiple of its own upper limit; of equal ones the first "
            "of CK, LDH, AST, ALT, aldolase.",
            "「最异常」指为其自身正常上限倍数最大者；相同时按 CK、LDH、AST、ALT、醛缩酶取先者。",
        ),
        Source(
            "How enzymes are ranked is not stated in what was read; this is our own",
            "",
            "proposed",
            Bilingual(
                "One public implementation ranks the values themselves, which favors enzymes with "
                "high limits.",
                "有公开实现直接比较数值，会偏向上限较高的酶。",
            ),
        ),
    ),
    Fact(
        Bilingual("1 µkat/L is 60 U/L.", "1 µkat/L 等于 60 U/L。"),
        Source("1 U is 1 µmol a minute, 1 kat 1 mol a second", "", "derived"),
    ),
    Fact(
        Bilingual(
            "Aldolase is compared only when the investigator confirmed its range.",
            "醛缩酶须研究者确认其范围后方参与比较。",
        ),
        Source(
            "Its range of 6 times the upper limit has no source; this is our own", "", "proposed"
        ),
    ),
    Fact(
        Bilingual(
            "The older definition of improvement: at least 3 of 6 measures improved by 20 % of "
            "their baseline, no more than 2 worse by 25 %, none of these muscle strength.",
            "较早的改善定义：6 项中至少 3 项较基线改善 ≥ 20 %，加重 ≥ 25 % 者不超过 2 项，"
            "且其中无肌力。",
        ),
        Source("IMACS definition of improvement, as trial records cite it", "", "unsourced", _COPY),
    ),
    Fact(
        Bilingual(
            "With a baseline of 0 there is no percentage: the measure never counts as improved, "
            "and counts as worse once it got worse at all.",
            "基线为 0 时无百分比：该项不算改善；一旦加重即算加重。",
        ),
        Source("No published rule; this is our own", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "The older definition is judged only with all six measures at both visits.",
            "较早的定义仅在两次访视六项均齐全时判定。",
        ),
        Source("No published rule; this is our own", "", "proposed"),
    ),
)

RIGHTS = Bilingual(
    "The names of the core set measures are given here; the forms of IMACS have their own wording "
    "and their own rights.",
    "此处只有核心指标名称；IMACS 各表格另有其原文与权利。",
)

IMACS = Instrument(
    "imacs",
    "1",
    Bilingual("IMACS core set: globals and muscle enzymes", "IMACS 核心指标：总体评估与肌酶"),
    ITEMS,
    (*GLOBALS, MOST_ABNORMAL, MULTIPLE),
    score_imacs,
    FACTS,
    RIGHTS,
    missing_rules=(EACH_BY_ITSELF,),
    find_gaps=find_enzyme_gaps,
)
