"""Core set values at baseline and at a visit go in; the Total Improvement Score 0-100 comes out.

2016 ACR/EULAR response criteria for myositis. Each of six measures is compared with its baseline as
a percentage of the range it can have, and that percentage gives points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from heliotrope.instruments.description import Choice, Item, Scale
from heliotrope.instruments.missing import EVERY_ITEM, MissingRule
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
from heliotrope.vocabulary import Bilingual, Fact, Fault, Source

# ------------------------------------------------------------------ what is asked

_AT_BASELINE = Bilingual("at baseline", "基线")
_AT_VISIT = Bilingual("at the visit", "访视时")


def _pair(name: str, label: Bilingual, high: int, decimals: int, unit: str = "") -> list[Item]:
    """The same value at baseline and at the visit."""
    return [
        Item(
            f"{name}{ending}",
            Bilingual(f"{label.en}, {when.en}", f"{label.zh}（{when.zh}）"),
            0,
            high,
            decimals=decimals,
            any_places=True,
            unit=unit,
        )
        for ending, when in (("_baseline", _AT_BASELINE), ("", _AT_VISIT))
    ]


ENZYMES = (
    Choice("ck", Bilingual("CK", "肌酸激酶 CK")),
    Choice("aldolase", Bilingual("Aldolase", "醛缩酶")),
    Choice("ldh", Bilingual("LDH", "乳酸脱氢酶 LDH")),
    Choice("ast", Bilingual("AST", "天冬氨酸转氨酶 AST")),
    Choice("alt", Bilingual("ALT", "丙氨酸转氨酶 ALT")),
)
MOST_OF_AN_ENZYME = 10_000_000
"""A bound against slips of the hand; a CK of 100,000 U/L happens."""
LEAST_UPPER_LIMIT = Decimal("0.001")
_ONE_UNIT = Bilingual("all three in one unit", "三者同一单位")


def _activity(name: str, label: Bilingual, low: int | Decimal) -> Item:
    return Item(name, label, low, MOST_OF_AN_ENZYME, _ONE_UNIT, decimals=4, any_places=True)


ITEMS = (
    *_pair("phga", Bilingual("Physician global activity", "医师总体评估"), 10, 4, "cm"),
    *_pair("ptga", Bilingual("Patient global activity", "患者总体评估"), 10, 4, "cm"),
    *_pair("extramuscular", Bilingual("Extramuscular activity", "肌外活动度"), 10, 4, "cm"),
    *_pair("mmt", Bilingual("Manual muscle testing", "徒手肌力"), 150, 2),
    Item(
        "mmt_max",
        Bilingual("Highest possible muscle score", "徒手肌力满分"),
        choices=(
            Choice("80", Bilingual("80, one side", "80，单侧")),
            Choice("150", Bilingual("150, both sides", "150，双侧")),
        ),
    ),
    *_pair("haq", Bilingual("HAQ disability index", "HAQ 残疾指数"), 3, 6),
    Item(
        "enzyme",
        Bilingual("Muscle enzyme, the most abnormal at baseline", "肌酶（基线最异常者）"),
        choices=ENZYMES,
    ),
    _activity("enzyme_baseline", Bilingual("Enzyme, at baseline", "肌酶（基线）"), 0),
    _activity("enzyme_value", Bilingual("Enzyme, at the visit", "肌酶（访视时）"), 0),
    _activity(
        "enzyme_uln", Bilingual("Enzyme, upper limit of normal", "肌酶正常上限"), LEAST_UPPER_LIMIT
    ),
    Item(
        "population",
        Bilingual("Thresholds for", "判定界值适用于"),
        choices=(
            Choice(
                "adult",
                Bilingual("adult dermatomyositis or polymyositis", "成人皮肌炎或多发性肌炎"),
            ),
            Choice("juvenile", Bilingual("juvenile dermatomyositis", "幼年皮肌炎")),
        ),
    ),
)

# ------------------------------------------------------------------ the six measures


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the six measures of the core set."""

    name: str
    label: Bilingual
    before: str
    """The item with its value at baseline."""
    after: str
    """The item with its value at the visit."""
    more: tuple[str, ...] = ()
    """What else is needed to know its range."""
    higher_is_better: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """Every item that its points need."""
        return (self.before, self.after, *self.more)


MEASURES = (
    Measure("phga", Bilingual("Physician global", "医师总体评估"), "phga_baseline", "phga"),
    Measure("ptga", Bilingual("Patient global", "患者总体评估"), "ptga_baseline", "ptga"),
    Measure(
        "mmt",
        Bilingual("Muscle strength", "肌力"),
        "mmt_baseline",
        "mmt",
        ("mmt_max",),
        higher_is_better=True,
    ),
    Measure("haq", Bilingual("HAQ", "HAQ"), "haq_baseline", "haq"),
    Measure(
        "enzyme",
        Bilingual("Muscle enzyme", "肌酶"),
        "enzyme_baseline",
        "enzyme_value",
        ("enzyme", "enzyme_uln"),
    ),
    Measure(
        "extramuscular",
        Bilingual("Extramuscular activity", "肌外活动度"),
        "extramuscular_baseline",
        "extramuscular",
    ),
)
"""In the order of the output columns."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure from baseline to the visit."""

    measure: Measure
    before: int | Decimal
    after: int | Decimal
    percent: Fraction
    """Absolute percentage change: of the range, exact; above 0 is better."""
    points: Fraction
    of: Bilingual
    """The range in words; empty where it goes without saying."""


@cache
def load_bands() -> dict[str, tuple[tuple[Fraction | None, Fraction], ...]]:
    """For each measure its bands from `tables/tis_points.csv`: (above so many percent, points).

    The lowest band has no lower end (None): it holds every worsening too.
    """
    bands: dict[str, tuple[tuple[Fraction | None, Fraction], ...]] = {}
    for row in load_table("tis_points").rows:
        above = Fraction(row["above_percent"]) if row["above_percent"] else None
        band = (above, Fraction(row["points"]))
        bands[row["measure"]] = (*bands.get(row["measure"], ()), band)
    return bands


@cache
def load_ranges() -> dict[str, Fraction]:
    """Ranges from `tables/tis_range.csv`: cm, HAQ points; of enzymes: times their upper limit."""
    return {row["name"]: Fraction(row["range"]) for row in load_table("tis_range").rows}


@cache
def load_thresholds() -> dict[str, tuple[tuple[str, Fraction], ...]]:
    """For each population the responses of `tables/tis_response.csv`, lowest first."""
    thresholds: dict[str, tuple[tuple[str, Fraction], ...]] = {}
    for row in load_table("tis_response").rows:
        found = (row["response"], Fraction(row["at_least"]))
        thresholds[row["population"]] = (*thresholds.get(row["population"], ()), found)
    return thresholds


def find_points(measure: str, percent: Fraction) -> Fraction:
    """The points of an absolute percentage change; a band's upper end belongs to it.

    Exactly 5 % is not above 5 %: nothing is rounded before the comparison.
    """
    bands = load_bands()[measure]
    return [points for above, points in bands if above is None or percent > above][-1]


def find_response(population: str, total: Fraction) -> str:
    """`none`, `minimal`, `moderate` or `major`; a threshold itself is reached."""
    reached = [name for name, at_least in load_thresholds()[population] if total >= at_least]
    return reached[-1] if reached else "none"


def find_change(measure: Measure, given: Given) -> Change | None:
    """The measure's change with its points; None while something that it needs is missing."""
    before, after = given.numbers((measure.before, measure.after))
    if before is None or after is None or given.missing(measure.items):
        return None
    width, words = _find_range(measure, given)
    fall = Fraction(before) - Fraction(after)
    percent = (-fall if measure.higher_is_better else fall) * 100 / width
    return Change(measure, before, after, percent, find_points(measure.name, percent), words)


def _find_range(measure: Measure, given: Given) -> tuple[Fraction, Bilingual]:
    if measure.name == "mmt":
        highest = given.number("mmt_max")
        assert highest is not None
        return Fraction(highest), Bilingual(f" of {highest}", f"，满分 {highest}")
    if measure.name != "enzyme":
        return load_ranges()[measure.name], Bilingual("", "")
    enzyme, limit = given.word("enzyme"), given.number("enzyme_uln")
    assert enzyme is not None
    assert limit is not None
    times, name = load_ranges()[enzyme], _name_enzyme(enzyme)
    shown = f"{make_tidy(times)} × {say_number(limit)}"
    return times * Fraction(limit), Bilingual(
        f" ({name.en}, range {shown})", f"（{name.zh}，范围 {shown}）"
    )


def _name_enzyme(code: str) -> Bilingual:
    return next(one.label for one in ENZYMES if one.code == code)


# ------------------------------------------------------------------ what is given


def _points_scale(measure: Measure) -> Scale:
    most = max(points for _, points in load_bands()[measure.name])
    return Scale(
        f"points_{measure.name}",
        Bilingual(f"Points: {measure.label.en}", f"得分：{measure.label.zh}"),
        0,
        make_tidy(most),
        items=measure.items,
        rule=(
            Bilingual(
                "Absolute percentage change = 100 × improvement / range; points by its band.",
                "绝对百分比变化 = 100 × 改善量 / 量程；按所在区间得分。",
            ),
        ),
        decimals=1,
        better="higher",
    )


POINTS = tuple(_points_scale(measure) for measure in MEASURES)
RESPONSES = (
    Choice("none", Bilingual("no improvement", "无改善")),
    Choice("minimal", Bilingual("minimal improvement", "轻度改善")),
    Choice("moderate", Bilingual("moderate improvement", "中度改善")),
    Choice("major", Bilingual("major improvement", "显著改善")),
)
TOTAL = Scale(
    "tis",
    Bilingual("Total Improvement Score", "总改善评分"),
    0,
    100,
    items=tuple(name for measure in MEASURES for name in measure.items),
    rule=(
        Bilingual("The sum of the points of all six measures.", "六项指标得分之和。"),
        Bilingual("A measure that got worse gives 0 points.", "加重的指标得 0 分。"),
    ),
    decimals=1,
    better="higher",
)
RESPONSE = Scale(
    "response",
    Bilingual("Response", "疗效判定"),
    0,
    3,
    items=(*TOTAL.items, "population"),
    rule=(
        Bilingual("By the thresholds of the population.", "按所属人群的界值判定。"),
        Bilingual("A threshold itself is reached.", "恰等于界值即为达到。"),
    ),
    choices=RESPONSES,
    better="higher",
)

SIX_OF_SIX = MissingRule(
    "six_of_six",
    Bilingual(
        "All six measures are needed, at baseline and at the visit; otherwise the score is not "
        "computable. The points of the others are still given, each for itself; their sum is "
        "partial and is not a score.",
        "六项指标的基线值与访视值均须齐全，否则总分不可计算。其余指标仍各自给分；其和仅为部分合计，"
        "不是总分。",
    ),
    EVERY_ITEM.complete,
)


def score_tis(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one visit against baseline: `tis` 0-100, `response`, and the points of each measure.

    Args:
        answers: the names of `ITEMS`; globals in cm (0-10), `mmt` of `mmt_max` (80 or 150), `haq`
            0-3, the enzyme with both its values and its upper limit in one unit. Numbers are int or
            Decimal; a missing one is `Missing`, None or absent.
        missing: the name of the rule for missing answers; there is only `six_of_six`.

    Returns:
        A Score that never raises. Higher is better. While a measure is missing `tis` is not scored
        and its reason names the gap with the partial sum; the points of the others stand. A muscle
        score above `mmt_max` is a fault, as is any answer that is not allowed: nothing is scored.
    """
    return score_answers(TIS, answers, missing, _work_out)


def _work_out(_: Instrument, given: Given, rule: MissingRule) -> Sequence[ScaleScore]:
    changes = [find_change(measure, given) for measure in MEASURES]
    steps = [None if one is None else _step(one) for one in changes]
    points = rule.complete([None if one is None else one.points for one in changes])
    each = [
        make_unscored(scale, given, given.missing(scale.items))
        if change is None or step is None
        else make_scored(scale, change.points, [step], _notes(change, given))
        for scale, change, step in zip(POINTS, changes, steps, strict=True)
    ]
    if points is None:
        why, gaps = _not_computable(given, changes), given.missing(TOTAL.items)
        return [make_unscored(scale, given, gaps, why) for scale in (TOTAL, RESPONSE)] + each
    total = sum((Fraction(one) for one in points), Fraction(0))
    lines = [step for step in steps if step is not None]
    return [make_scored(TOTAL, total, lines), _judge(given, total), *each]


def _judge(given: Given, total: Fraction) -> ScaleScore:
    population = given.word("population")
    if population is None:
        return make_unscored(RESPONSE, given, ("population",))
    return make_scored(RESPONSE, find_response(population, total))


def _not_computable(given: Given, changes: Sequence[Change | None]) -> Bilingual:
    there = [change for change in changes if change is not None]
    names = [name_missing(name, given) for name in given.missing(TOTAL.items)]
    partial = make_tidy(sum((change.points for change in there), Fraction(0)))
    count = len(there)
    return Bilingual(
        f"tis not computable, missing: {', '.join(names)}; "
        f"partial sum of {count} of 6 measures, not a score: {partial}",
        f"tis 不可计算，缺：{'、'.join(names)}；6 项中 {count} 项的部分合计（不是总分）：{partial}",
    )


def _notes(change: Change, given: Given) -> Sequence[Bilingual]:
    if change.measure.name != "enzyme" or given.word("enzyme") != "aldolase":
        return ()
    return (
        Bilingual(
            "the range of aldolase, 6 times the upper limit, has no source: to be confirmed by the "
            "investigator",
            "醛缩酶的范围（6 倍正常上限）没有出处，须由研究者确认",
        ),
    )


def check_strength(given: Given) -> list[Fault]:
    """A muscle score cannot be above the highest possible one."""
    highest = given.number("mmt_max")
    if highest is None:
        return []
    found = [(name, given.number(name)) for name in ("mmt_baseline", "mmt")]
    return [
        Fault(
            name,
            Bilingual(
                f"{value} is above mmt_max, {highest}", f"{value} 高于满分 mmt_max（{highest}）"
            ),
            Bilingual(
                f"give a number from 0 to {highest}, or the right mmt_max",
                f"请填 0 至 {highest} 的数，或更正 mmt_max",
            ),
        )
        for name, value in found
        if value is not None and value > highest
    ]


# ------------------------------------------------------------------ in words


def say_number(number: int | Decimal | Fraction) -> str:
    """The number in its shortest form."""
    return str(make_tidy(number))


def say_percent(percent: Fraction) -> Bilingual:
    """A percentage to at most two places, rounded half up; `about` where it was rounded."""
    hundredths = Fraction(int(abs(percent) * 100 + Fraction(1, 2)), 100)
    shown = f"{say_number(hundredths)} %"
    if hundredths == abs(percent):
        return Bilingual(shown, shown)
    return Bilingual(f"about {shown}", f"约 {shown}")


def _step(change: Change) -> Step:
    """`Physician global`, `5.5 → 0.5: improved 50 % → 20 points`, 20."""
    percent, points = say_percent(change.percent), make_tidy(change.points)
    if change.percent > 0:
        way = Bilingual(f"improved {percent.en}", f"改善 {percent.zh}")
    elif change.percent < 0:
        way = Bilingual(f"worse by {percent.en}", f"加重 {percent.zh}")
    else:
        way = Bilingual("unchanged", "无变化")
    pair = f"{say_number(change.before)} → {say_number(change.after)}"
    working = Bilingual(
        f"{pair}{change.of.en}: {way.en} → {points} points",
        f"{pair}{change.of.zh}：{way.zh} → {points} 分",
    )
    return Step(change.measure.label, points, working)


# ------------------------------------------------------------------ where the rule comes from

_TABLE = Source(
    "2016 ACR/EULAR response criteria for juvenile dermatomyositis, with the adult thresholds, "
    "table 3",
    "PMC5577002",
    "published",
)
_AS_IMPLEMENTED = Bilingual(
    "Independent public implementations agree; the papers' own sentence could not be read.",
    "几个相互独立的公开实现一致；未能读到论文原句。",
)

FACTS = (
    Fact(
        Bilingual(
            "The points of each measure by band, the sum of at most 100, and the thresholds: adult "
            "20, 40, 60; juvenile 30, 45, 70.",
            "各项指标各区间的得分，合计最高 100 分；界值：成人 20、40、60，幼年 30、45、70。",
        ),
        _TABLE,
    ),
    Fact(
        Bilingual(
            "A band's upper end belongs to it: above 5 % to 15 %. Worsening gives 0.",
            "区间上端含在本区间内：> 5 % 至 15 %。加重得 0 分。",
        ),
        _TABLE,
    ),
    Fact(
        Bilingual(
            "The enzyme is the most abnormal among CK, aldolase, ALT, AST and LDH.",
            "肌酶取 CK、醛缩酶、ALT、AST、LDH 中最异常者。",
        ),
        _TABLE,
    ),
    Fact(
        Bilingual(
            "Absolute percentage change = 100 × (baseline − visit) / range, the other way round "
            "for muscle strength; the range is 10 cm for the globals, the highest possible score "
            "for muscle strength, 3 for the HAQ.",
            "绝对百分比变化 = 100 ×（基线 − 访视）/ 量程，肌力方向相反；"
            "总体评估量程 10 cm，肌力为满分，HAQ 为 3。",
        ),
        Source("Independent public implementations", "", "unsourced", _AS_IMPLEMENTED),
    ),
    Fact(
        Bilingual(
            "The range of an enzyme is a multiple of its upper limit: CK 15, LDH 3, AST 3, ALT 3.",
            "肌酶的范围为其正常上限的倍数：CK 15、LDH 3、AST 3、ALT 3。",
        ),
        Source("Independent public implementations", "", "unsourced", _AS_IMPLEMENTED),
    ),
    Fact(
        Bilingual(
            "The range of aldolase is 6 times its upper limit.", "醛缩酶的范围为正常上限的 6 倍。"
        ),
        Source(
            "No page or program that was read gives it",
            "",
            "unsourced",
            Bilingual(
                "The investigator has to confirm it before aldolase is offered; every score made "
                "with it says so.",
                "须由研究者确认后方可选用醛缩酶；凡据此得出的评分均予注明。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "One upper limit, that of baseline, makes the range of an enzyme; both values are in "
            "its unit.",
            "肌酶的范围只用一个正常上限，即基线时的上限；两个数值均用其单位。",
        ),
        Source("What holds when a laboratory changes could not be read", "", "proposed"),
    ),
    Fact(
        Bilingual(
            "All six measures or none: a score with a gap is not computable.",
            "六项缺一不可：有缺项时总分不可计算。",
        ),
        Source(
            "No published rule could be read; this is our own",
            "",
            "proposed",
            Bilingual(
                "The authors' calculator asks for all six and names a minimum; the page that was "
                "read breaks off there.",
                "标准作者的计算器要求六项齐全并说明最低要求，但所存网页在该处中断。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "A higher score than a baseline allows cannot be reached: the highest reachable score "
            "takes globals and HAQ of 0, full strength, and an enzyme of 0.",
            ""
            ""
            ""
            ""
            ""
            ""
            ""
            "得分不可能超过基线所允许的上限："
            "最高可达分按总体评估与 HAQ 为 0、肌力满分、肌酶为 0 计算。",
        ),
        Source(
            "Arithmetic on table 3",
            "",
            "derived",
            Bilingual(
                "An enzyme never falls to 0; a second figure takes it to its upper limit only.",
                "肌酶不会降至 0；另给出仅降至正常上限时的数值。",
            ),
        ),
    ),
)

RIGHTS = Bilingual(
    "Published criteria of the ACR and EULAR, applied here and not reprinted; their rights were "
    "not checked against a primary text. The measures that go in have rights of their own.",
    "ACR 与 EULAR 已发表的标准，"
    "此处为应用而非转载；其权利未对照原始文本核实。所用各项指标另有其权利。",
)

TIS = Instrument(
    "tis",
    "2016",
    Bilingual(
        "Total Improvement Score, 2016 ACR/EULAR response criteria for myositis",
        "总改善评分（TIS），2016 年 ACR/EULAR 肌炎疗效标准",
    ),
    ITEMS,
    (TOTAL, RESPONSE, *POINTS),
    score_tis,
    FACTS,
    RIGHTS,
    ("tis_points", "tis_response", "tis_range"),
    missing_rules=(SIX_OF_SIX,),
    deciding=("tis", "response"),
    check_together=check_strength,
)
