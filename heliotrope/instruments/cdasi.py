"""The answers of a CDASI v2 form go in; activity 0-100 with damage 0-32 come out.

Cutaneous Dermatomyositis Disease Area and Severity Index, version 2. The labels are short neutral
names; the form's own wording belongs to its owner and is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from heliotrope.instruments.description import Doubling, Item, Scale, Term
from heliotrope.instruments.published import load_table
from heliotrope.instruments.score import Instrument, Score, score_answers
from heliotrope.vocabulary import Bilingual, Fact, Source

# ------------------------------------------------------------------ the form


@dataclass(frozen=True, slots=True)
class Site:
    """One of the fifteen places of the skin that are scored alike."""

    name: str
    label: Bilingual


@dataclass(frozen=True, slots=True)
class Component:
    """One thing looked for at every site, 0 to `high`, counted in `scale`."""

    name: str
    label: Bilingual
    high: int
    scale: str


SITES = (
    Site("scalp", Bilingual("Scalp", "头皮")),
    Site("malar", Bilingual("Malar area", "面颊（颧部）")),
    Site("periorbital", Bilingual("Periorbital", "眶周")),
    Site("face", Bilingual("Rest of face", "面部其余")),
    Site("v_neck", Bilingual("V area of neck", "颈前 V 区")),
    Site("posterior_neck", Bilingual("Back of neck", "颈后")),
    Site("upper_back", Bilingual("Upper back, shoulders", "上背与肩")),
    Site("lower_back", Bilingual("Rest of back, buttocks", "背部其余与臀")),
    Site("abdomen", Bilingual("Abdomen", "腹部")),
    Site("thigh", Bilingual("Outer upper thigh", "大腿外侧上部")),
    Site("leg", Bilingual("Rest of leg, feet", "腿其余与足")),
    Site("arm", Bilingual("Arm", "手臂")),
    Site("mechanics_hand", Bilingual("Mechanic's hands", "技工手")),
    Site("dorsum_hand", Bilingual("Back of hands, off joints", "手背（非关节处）")),
    Site("gottron_elsewhere", Bilingual("Gottron's, not hands", "Gottron 征（非手部）")),
)
"""In the form's order."""

COMPONENTS = (
    Component("erythema", Bilingual("Erythema", "红斑"), 3, "activity"),
    Component("scale", Bilingual("Scale", "鳞屑"), 2, "activity"),
    Component("erosion", Bilingual("Erosion or ulceration", "糜烂或溃疡"), 1, "activity"),
    Component("poikiloderma", Bilingual("Poikiloderma", "皮肤异色"), 1, "damage"),
    Component("calcinosis", Bilingual("Calcinosis", "钙化"), 1, "damage"),
)

HAND_ITEMS = (
    Item("hands_erythema", Bilingual("Gottron's, hands: erythema", "Gottron 手部：红斑"), 0, 3),
    Item(
        "hands_papules",
        Bilingual("Gottron's, hands: papules?", "Gottron 手部：有丘疹？"),
        0,
        1,
        Bilingual("if present, erythema × 2", "有则红斑 × 2"),
    ),
    Item(
        "hands_ulceration",
        Bilingual("Gottron's, hands: ulceration", "Gottron 手部：溃疡"),
        0,
        1,
        Bilingual("not doubled", "不加倍"),
    ),
    Item(
        "hands_damage",
        Bilingual("Gottron's, hands: damage", "Gottron 手部：损伤"),
        0,
        2,
        Bilingual("1 pigment change, 2 scarring", "1 色素改变，2 瘢痕"),
    ),
)
OTHER_ITEMS = (
    Item("periungual", Bilingual("Periungual changes", "甲周改变"), 0, 2),
    Item(
        "alopecia",
        Bilingual("Hair loss, past 30 days", "近 30 天脱发"),
        0,
        1,
        Bilingual("as the patient reports it", "患者自述"),
    ),
)


def _site_item(site: Site, component: Component) -> Item:
    en, zh = (
        f"{site.label.en}: {component.label.en.lower()}",
        f"{site.label.zh}：{component.label.zh}",
    )
    return Item(f"{site.name}_{component.name}", Bilingual(en, zh), 0, component.high)


SITE_ITEMS = tuple(_site_item(site, component) for site in SITES for component in COMPONENTS)
ITEMS = SITE_ITEMS + HAND_ITEMS + OTHER_ITEMS
"""All 81, in the form's order."""

# ------------------------------------------------------------------ the rule

_LABELS = {item.name: item.label for item in ITEMS}


def _site_terms(scale: str) -> tuple[Term, ...]:
    return tuple(
        Term(
            Bilingual(f"15 sites: {one.label.en.lower()}", f"15 部位：{one.label.zh}"),
            tuple(f"{site.name}_{one.name}" for site in SITES),
        )
        for one in COMPONENTS
        if one.scale == scale
    )


def _one(name: str) -> Term:
    return Term(_LABELS[name], (name,))


PAPULES = Doubling(
    "hands_papules", Bilingual("papules", "有丘疹"), Bilingual("no papules", "无丘疹")
)

ACTIVITY = Scale(
    "activity",
    Bilingual("Activity", "活动度"),
    0,
    100,
    (
        *_site_terms("activity"),
        Term(_LABELS["hands_erythema"], ("hands_erythema",), doubled=PAPULES),
        _one("hands_ulceration"),
        _one("periungual"),
        _one("alopecia"),
    ),
)
DAMAGE = Scale(
    "damage",
    Bilingual("Damage", "损伤"),
    0,
    32,
    (*_site_terms("damage"), _one("hands_damage")),
)


def score_cdasi(answers: Mapping[str, object], missing: str | None = None) -> Score:
    """Score one assessment: `score["activity"]` 0-100 and `score["damage"]` 0-32; higher is worse.

    Args:
        answers: the 81 names of `ITEMS` to whole numbers; a missing one is `Missing`, None or
            absent.
        missing: the name of the rule for missing answers; there is only `every_item`.

    Returns:
        A Score that never raises. A missing answer leaves the scale that needs it not scored and is
        named (our proposal: no rule is published); damage items do not touch activity, nor the
        reverse. An answer that is not allowed leaves both not scored. Whether there are papules is
        needed even when the erythema of the hands is 0.
    """
    return score_answers(CDASI, answers, missing)


# ------------------------------------------------------------------ where the rule comes from

_YASSAEE = Source(
    "Yassaee M et al. Modification of the CDASI, an outcome instrument. "
    "Br J Dermatol 2010; 162: 669-673",
    "PMC2852630",
    "published",
)
_SECOND_HAND = Bilingual(
    "Read in a second-hand copy of the form; the authors' own form could not be obtained.",
    "据表格的二手转载；未能取得作者的原表。",
)
_FORM = Source("The form as others reproduce it", "", "unsourced", _SECOND_HAND)

FACTS = (
    Fact(
        Bilingual(
            "Version 2 has three activity measures (erythema, scale, erosion or ulceration) and "
            "two damage measures (poikiloderma, calcinosis).",
            "第 2 版有三项活动度指标（红斑、鳞屑、糜烂或溃疡）和两项损伤指标（皮肤异色、钙化）。",
        ),
        _YASSAEE,
    ),
    Fact(
        Bilingual(
            "Fifteen sites; erythema 0-3, scale 0-2, erosion 0-1, calcinosis 0-1; hands, "
            "periungual changes and hair loss as listed.",
            "15 个部位；红斑 0–3，鳞屑 0–2，糜烂 0–1，钙化 0–1；手部、甲周改变与脱发如所列。",
        ),
        _FORM,
    ),
    Fact(
        Bilingual(
            "Activity runs from 0 to 100, higher is worse.", "活动度为 0 至 100 分，越高越重。"
        ),
        Source("Registry record, primary outcome", "NCT05488327", "published"),
    ),
    Fact(
        Bilingual("Damage runs from 0 to 32.", "损伤为 0 至 32 分。"),
        Source(
            "15 × (1 + 1) + 2",
            "",
            "derived",
            Bilingual(
                "The maximum is widely given; no page that prints it could be read.",
                "该最高分被广泛引用；未能读到载明它的原文。",
            ),
        ),
    ),
    Fact(
        Bilingual("Poikiloderma is 0-1 at each site.", "每个部位的皮肤异色为 0–1。"),
        Source(
            "Follows from the maximum of 32",
            "",
            "derived",
            Bilingual(
                "The one full reproduction that was read codes it 0-2, which would give 47.",
                "唯一读到的完整转载记作 0–2，则最高分为 47。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "Erythema of the hands counts double when papules are present; ulceration of the hands "
            "does not.",
            "手部有丘疹时手部红斑加倍计分；手部溃疡不加倍。",
        ),
        Source(
            "The form as others reproduce it; 90 + 6 + 1 + 2 + 1 = 100",
            "",
            "derived",
            _SECOND_HAND,
        ),
    ),
    Fact(
        Bilingual("At each site the worst area is scored.", "每个部位按最重处计分。"),
        Source(
            "No text that says so could be read",
            "",
            "unsourced",
            Bilingual("General usage; to be confirmed.", "属通行做法，有待核实。"),
        ),
    ),
    Fact(
        Bilingual(
            "By the cut-off of the University of Pennsylvania, 19 itself is left open.",
            "按宾夕法尼亚大学的界值，19 分本身不作判定。",
        ),
        Source(
            "Anyanwu CO et al., Br J Dermatol 2015; 173: 969-974, abstract",
            "PMC4878996",
            "unsourced",
            Bilingual(
                "The abstract says that 19 separates mild from moderate and severe, not on which "
                "side it falls.",
                "摘要只说 19 分区分轻度与中重度，未说明其归于哪一侧。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "7.86 and 10.29 points are not used as changes of the CDASI.",
            "7.86 分与 10.29 分不作为 CDASI 的改变量使用。",
        ),
        Source(
            "Ahmed S et al., Br J Dermatol 2020; 182: 949-954, abstract",
            "doi 10.1111/bjd.18223",
            "unsourced",
            Bilingual(
                "The abstract prints them in Skindex-29 symptoms and emotions; it reads as points "
                "of the Skindex-29. The full text was not obtained.",
                "摘要中二者分属 Skindex-29 的症状与情绪维度，读来是 Skindex-29 的分值；"
                "未取得全文。",
            ),
        ),
    ),
    Fact(
        Bilingual(
            "A missing answer: the score that needs it is not given, and the item is named.",
            "缺答时：需要该条目的评分不予给出，并列出所缺条目。",
        ),
        Source(
            "No rule is published; this is our own",
            "",
            "proposed",
            Bilingual(
                "Counting a blank as 0 would lower the score of a site that nobody looked at.",
                "把空白当作 0，会使未检查部位的评分偏低。",
            ),
        ),
    ),
)

RIGHTS = Bilingual(
    "The CDASI is copyright of the University of Pennsylvania and its use commonly needs "
    "permission (not checked against a primary text). Only scoring and short neutral labels are "
    "given here.",
    "CDASI 版权归宾夕法尼亚大学所有，使用通常须获许可（未能对照原始文本核实）。"
    "此处只有计分规则与中性短标签。",
)

CDASI = Instrument(
    "cdasi",
    "2",
    Bilingual(
        "Cutaneous Dermatomyositis Disease Area and Severity Index, version 2",
        "皮肤型皮肌炎疾病面积与严重程度指数（CDASI）第 2 版",
    ),
    ITEMS,
    (ACTIVITY, DAMAGE),
    score_cdasi,
    FACTS,
    RIGHTS,
    ("cdasi_severity", "cdasi_change"),
    licensed=True,
)

_ACTIVITY_AT_SITES = replace(
    CDASI,
    items=tuple(item for item in SITE_ITEMS if item.name in ACTIVITY.items),
    scales=tuple(
        Scale(
            site.name,
            site.label,
            0,
            6,
            (Term(site.label, tuple(f"{site.name}_{one.name}" for one in COMPONENTS[:3])),),
        )
        for site in SITES
    ),
)


def score_cdasi_sites(answers: Mapping[str, object]) -> Score:
    """The part that each site has in the activity score, 0-6, for the subtotals beside the form.

    Missing and not allowed answers as in `score_cdasi`, site by site.
    """
    return score_answers(_ACTIVITY_AT_SITES, answers)


# ------------------------------------------------------------------ published cut-offs


@dataclass(frozen=True, slots=True)
class SeverityCutoff:
    """A published upper bound of mild activity. Two centers found two; neither is preferred."""

    name: str
    label: Bilingual
    at_most: int
    edge_is_open: bool
    """True: whether `at_most` itself is mild was not printed."""
    source: Source


@dataclass(frozen=True, slots=True)
class MinimalChange:
    """A published smallest fall in activity that means something: in points, or in percent."""

    name: str
    label: Bilingual
    points: Decimal | None
    percent: int | None
    """Of the baseline; exactly one of `points` and `percent` is given."""
    baseline_from: int
    baseline_to: int
    """The baselines that it was printed for, both ends included."""
    anchor: Bilingual
    """What the authors held it against."""
    source: Source


def load_severity_cutoffs() -> tuple[SeverityCutoff, ...]:
    """The rows of `tables/cdasi_severity.csv`."""
    table = load_table("cdasi_severity")
    return tuple(
        SeverityCutoff(
            row["name"],
            Bilingual(row["label_en"], row["label_zh"]),
            int(row["at_most"]),
            row["edge"] == "open",
            Source(
                f"{table.printed}: {row['place']}",
                row["id"],
                "published",
                Bilingual(row["note_en"], row["note_zh"]),
            ),
        )
        for row in table.rows
    )


def load_minimal_changes() -> tuple[MinimalChange, ...]:
    """The rows of `tables/cdasi_change.csv`; an empty baseline bound is the scale's own end."""
    return tuple(
        MinimalChange(
            row["name"],
            Bilingual(row["label_en"], row["label_zh"]),
            Decimal(row["points"]) if row["points"] else None,
            int(row["percent"]) if row["percent"] else None,
            int(row["baseline_from"] or ACTIVITY.low),
            int(row["baseline_to"] or ACTIVITY.high),
            Bilingual(row["anchor_en"], row["anchor_zh"]),
            Source(row["citation"], row["id"], "published"),
        )
        for row in load_table("cdasi_change").rows
    )


def is_mild(cutoff: SeverityCutoff, activity: int) -> bool | None:
    """Whether an activity score is mild by this cut-off; None where nothing printed tells."""
    if cutoff.edge_is_open and activity == cutoff.at_most:
        return None
    return activity <= cutoff.at_most


def is_improved(change: MinimalChange, baseline: int, activity: int) -> bool | None:
    """Whether activity fell by at least this much; None where it was not printed for the baseline.

    The percentage is compared in whole numbers: 40 % of 15 is exactly 6.
    """
    if not change.baseline_from <= baseline <= change.baseline_to:
        return None
    fall = baseline - activity
    if change.points is not None:
        return fall >= change.points
    assert change.percent is not None
    return fall * 100 >= change.percent * baseline
