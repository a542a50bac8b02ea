"""The study's record with the result → title page, synopsis and the chapters before the plan."""

from __future__ import annotations

from collections.abc import Iterator

from heliotrope.report.cells import cell_study, show
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.headline import say_headline
from heliotrope.report.limits import list_limits
from heliotrope.report.model import (
    Cell,
    Column,
    Contents,
    Items,
    Paragraph,
    Piece,
    Row,
    Said,
    Section,
    Table,
    Terms,
)
from heliotrope.report.numbers import format_exact
from heliotrope.report.page import say_limits_title
from heliotrope.report.stamp import say_design, say_head
from heliotrope.report.summary import list_outcome_lines, say_safety, say_span
from heliotrope.report.tables import say_mark, say_origin, say_population
from heliotrope.report.view import View
from heliotrope.vocabulary import Bilingual


def make_cover(view: View) -> Terms:
    """What the title page lists (ICH E3, section 1)."""
    study, snapshot = view.study, view.evaluation.snapshot
    registration = study.registration
    undated = view.words("not dated", "无日期")
    sites = view.words("; ", "；").join(view.say(site.name) for site in study.sites)
    pairs = [
        (view.words("Official title", "正式题目"), view.say(registration.official_title), "study"),
        (
            view.words("Registration", "注册"),
            registration.label,
            "study",
        ),
        (view.words("Sponsor", "申办者"), registration.say_sponsor(view.language), "study"),
        (view.words("Site", "研究中心"), sites, "study"),
        (view.words("Treatment", "治疗"), _say_arms(view), "study"),
        (view.words("Design", "设计"), say_design(view, begins=True), "study"),
        (
            view.words("Data up to", "数据截止"),
            snapshot.cut_off.isoformat() if snapshot.cut_off else undated,
            "stamp",
        ),
        (view.words("Head of the ledger", "账本链头"), say_head(view), "stamp"),
    ]
    return Terms(
        tuple(
            (Piece(label), (Piece(value, "stamp" if place == "stamp" else "study"),))
            for label, value, place in pairs
            if value
        )
    )


def _say_arms(view: View) -> str:
    return view.words("; ", "；").join(view.say(arm.label) for arm in view.study.arms)


def write_front(writer: Writer) -> Iterator[Section]:
    """Sections 2 to 8 of ICH E3; section 1 is the title page."""
    yield _write_synopsis(writer)
    yield writer.section("3", "Table of contents", "目录", Contents())
    yield writer.section("4", "Abbreviations", "缩略语", _list_abbreviations(writer.view))
    yield _write_ethics(writer)
    yield _write_structure(writer)
    yield _write_introduction(writer)
    yield writer.section(
        "8", "Study objectives", "研究目的", _write_aim(writer), make_outcomes_table(writer.view)
    )


# ---------------------------------------------------------------- 2 synopsis


def _write_synopsis(writer: Writer) -> Section:
    view = writer.view
    headline = say_headline(view)
    return writer.section(
        "2",
        "Synopsis",
        "摘要",
        Paragraph((Piece(headline.heading, "study"),), "note"),
        Paragraph(headline.sentence, "lead"),
        Paragraph(headline.detail),
        writer.catalog.find("primary") if "primary" in writer.catalog else None,
        Paragraph(say_span(view)) if say_span(view) else None,
        Terms(tuple(_list_synopsis(writer))),
        Terms(tuple(list_result_lines(view))),
        Paragraph((Piece(say_limits_title(view), "study", strong=True),)),
        Items(list_limits(view)),
    )


def list_result_lines(view: View) -> Iterator[tuple[Piece, Said]]:
    """Each outcome but the primary, and safety, with what was found."""
    for outcome, said in list_outcome_lines(view):
        yield view.quote(outcome.measure), said
    safety = say_safety(view)
    if safety:
        yield Piece(view.words("Safety", "安全性")), safety


def _list_synopsis(writer: Writer) -> Iterator[tuple[Piece, Said]]:
    view, study = writer.view, writer.view.study
    design = study.design
    yield Piece(view.words("Objective", "目的")), _list_outcomes(view, "primary")
    if not any(True for _ in list_outcome_lines(view)):
        yield Piece(view.words("Secondary outcomes", "次要结局")), _list_outcomes(view, "secondary")
    yield (
        Piece(view.words("Design", "设计")),
        view.compose(
            "{design}; {planned} participants planned.",
            "{design}；计划 {planned} 名参与者。",
            design=say_design(view, begins=True),
            planned=str(design.participants),
        ),
    )
    enrolled, screened = (view.results[f"disposition.{name}"] for name in ("enrolled", "screened"))
    yield (
        Piece(view.words("Participants", "参与者")),
        view.compose(
            "{screened} screened, {enrolled} enrolled.",
            "筛选 {screened} 名，入组 {enrolled} 名。",
            screened=show(format_exact(screened.value), screened),
            enrolled=show(format_exact(enrolled.value), enrolled),
        ),
    )
    for arm in study.arms:
        yield Piece(view.words("Treatment", "治疗")), (view.quote(arm.description),)
    primary = study.plan.primary()
    yield (
        Piece(view.words("Primary estimate", "主要估计")),
        (view.quote(study.plan.say_estimand(primary), say_mark(view, primary.provenance)),),
    )
    yield Piece(view.words("Population", "分析集")), say_population(view, primary.population)


def _list_outcomes(view: View, role: str) -> Said:
    found = [one for one in view.study.outcomes if one.role == role]
    said = [f"{view.say(one.measure)} ({view.say(one.time_frame)})" for one in found]
    if view.language == "zh":
        said = [f"{one.measure.zh}（{one.time_frame.zh}）" for one in found]
    none = view.words("None in the record.", "记录中无。")
    return (Piece(view.words("; ", "；").join(said) or none, "study"),)


# ---------------------------------------------------------------- 4 abbreviations

ABBREVIATIONS = {
    "ADaM": Bilingual("Analysis Data Model (CDISC)", "分析数据模型（CDISC）"),
    "AE": Bilingual("adverse event", "不良事件"),
    "CDASI": Bilingual(
        "Cutaneous Dermatomyositis Disease Area and Severity Index", "皮肤型皮肌炎面积与严重度指数"
    ),
    "CK": Bilingual("creatine kinase", "肌酸激酶"),
    "CTCAE": Bilingual("Common Terminology Criteria for Adverse Events", "常见不良事件评价标准"),
    "DLQI": Bilingual("Dermatology Life Quality Index", "皮肤病生活质量指数"),
    "HAQ-DI": Bilingual(
        "Health Assessment Questionnaire, Disability Index", "健康评估问卷残疾指数"
    ),
    "ICH": Bilingual("International Council for Harmonisation", "国际人用药品注册技术协调会"),
    "IMACS": Bilingual(
        "International Myositis Assessment and Clinical Studies Group", "国际肌炎评估与临床研究组"
    ),
    "MMRM": Bilingual("mixed model for repeated measures", "重复测量混合效应模型"),
    "MMT-8": Bilingual("Manual Muscle Testing, eight muscle groups", "八组肌肉徒手肌力测试"),
    "SAE": Bilingual("serious adverse event", "严重不良事件"),
    "SD": Bilingual("standard deviation", "标准差"),
    "SDTM": Bilingual("Study Data Tabulation Model (CDISC)", "研究数据列表模型（CDISC）"),
    "SF-36": Bilingual("Short Form Health Survey, 36 items", "健康调查简表（36 条目）"),
    "SHA-256": Bilingual("Secure Hash Algorithm, 256 bits", "安全散列算法（256 位）"),
    "TIS": Bilingual("Total Improvement Score", "总改善评分"),
}
"""What each letter word stands for; names of instruments as their authors give them."""


def _list_abbreviations(view: View) -> Terms:
    return Terms(
        tuple(
            (Piece(short, "study"), (Piece(view.say(words), "study"),))
            for short, words in ABBREVIATIONS.items()
        )
    )


# ---------------------------------------------------------------- 5 to 7


def _write_ethics(writer: Writer) -> Section:
    parts = (
        writer.section(
            "5.1",
            "Independent ethics committee",
            "独立伦理委员会",
            writer.absent(
                "Not in the data: name of the committee, dates and numbers of its approvals.",
                "数据中无：伦理委员会名称、批准日期及批件号。",
            ),
        ),
        writer.section(
            "5.2",
            "Ethical conduct of the study",
            "研究的伦理实施",
            writer.absent(
                "Not in the data: the statement on the Declaration of Helsinki and good clinical "
                "practice, which the sponsor makes.",
                "数据中无：关于遵循《赫尔辛基宣言》与药物临床试验质量管理规范的声明，须由申办者作出。",
            ),
        ),
        writer.section(
            "5.3",
            "Participant information and consent",
            "参与者告知与知情同意",
            writer.say(
                "Consent is a form of its own. What was done before it is found by rule and stands "
                "among the protocol deviations.",
                "知情同意为独立表格；早于知情同意的操作由规则识别，列于方案偏离。",
            ),
            writer.absent(
                "Not in the data: the texts that participants were given.",
                "数据中无：提供给参与者的书面材料。",
            ),
        ),
    )
    return writer.section("5", "Ethics", "伦理", sections=parts)


def _write_structure(writer: Writer) -> Section:
    view, study = writer.view, writer.view.study
    pairs = [(view.words("Sponsor", "申办者"), study.registration.say_sponsor(view.language))]
    pairs += [
        (
            view.words("Site", "研究中心"),
            view.words(", ", "，").join(
                view.say(part) for part in (site.name, site.department, site.city)
            ),
        )
        for site in study.sites
    ]
    return writer.section(
        "6",
        "Investigators and administrative structure",
        "研究者与管理结构",
        Terms(tuple((Piece(label), (Piece(value, "study"),)) for label, value in pairs if value)),
        writer.absent(
            "Not in the data: who monitored, who analyzed, contract organizations, curricula "
            "vitae.",
            "数据中无：监查与统计人员、合同研究组织及研究者简历。",
        ),
    )


def _write_introduction(writer: Writer) -> Section:
    view, registration = writer.view, writer.view.study.registration
    facts = tuple(
        (view.quote(one.label), (view.quote(one.value, say_mark(view, one.provenance)),))
        for one in registration.facts
    )
    return writer.section(
        "7",
        "Introduction",
        "引言",
        writer.say(
            "This report was written by rule from the study's files and its recorded data. What "
            "the registry record says of the study:",
            "本报告依据研究文件与已记录数据按规则生成。注册记录对本研究的描述：",
        ),
        Terms(facts) if facts else None,
        writer.absent(
            "Not in the data: the background of the disease and the reason for the study.",
            "数据中无：疾病背景与研究理由。",
        ),
    )


def _write_aim(writer: Writer) -> Paragraph:
    return writer.say(
        "The outcomes of the registry record, and what the plan added:",
        "注册记录的结局指标，以及分析计划所增加者：",
    )


OUTCOME_ROLES = {
    "primary": Bilingual("Primary", "主要"),
    "secondary": Bilingual("Secondary", "次要"),
    "other": Bilingual("Added", "增列"),
}


def make_outcomes_table(view: View) -> Table:
    """Each outcome with its role, time frame and source."""
    rows = tuple(
        Row(
            (
                Cell(view.say(OUTCOME_ROLES[one.role])),
                cell_study(view.say(one.measure)),
                cell_study(view.say(one.time_frame)),
                cell_study(say_origin(view, one.provenance)),
            ),
            "primary" if one.role == "primary" else "",
        )
        for one in view.study.outcomes
    )
    return Table(
        "outcomes",
        view.words("Outcomes", "结局指标"),
        "",
        (
            Column(view.words("Role", "角色")),
            Column(view.words("Outcome", "结局"), room=2),
            Column(view.words("Time", "时间")),
            Column(view.words("Source", "来源")),
        ),
        rows,
    )
