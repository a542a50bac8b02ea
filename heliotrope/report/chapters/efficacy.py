"""The rows of the plan's analyses → the evaluation of efficacy (ICH E3, section 11)."""

from __future__ import annotations

from itertools import count

from heliotrope.report.catalog import RESPONSE
from heliotrope.report.chapters.front import OUTCOME_ROLES
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.gaps import describe_missing
from heliotrope.report.headline import say_headline
from heliotrope.report.model import Block, Items, Paragraph, Piece, Said, Section, Terms
from heliotrope.report.summary import say_span
from heliotrope.report.table_outcomes import Part, list_parts, name_part
from heliotrope.report.table_rows import say_absence
from heliotrope.report.tables import RULES, say_mark, say_size
from heliotrope.study.plan import Population


def write_efficacy(writer: Writer) -> Section:
    """Who is analyzed, how they were at baseline, every outcome, and what to doubt."""
    return writer.section(
        "11",
        "Efficacy evaluation",
        "疗效评价",
        sections=(
            _write_populations(writer),
            writer.section(
                "11.2",
                "Demographic and other baseline characteristics",
                "人口学与其他基线特征",
                writer.find("baseline")
                or say_absence(writer.view, "baseline")
                or writer.absent(
                    "Not evaluable: the data hold no baseline characteristics.",
                    "不可评价：数据中无基线特征。",
                ),
            ),
            writer.section(
                "11.3",
                "Treatment compliance",
                "治疗依从性",
                *_list_compliance(writer),
            ),
            _write_results(writer),
        ),
    )


def _list_compliance(writer: Writer) -> list[Block]:
    table = writer.find("compliance")
    if table is None:
        absent = writer.absent(
            "Not evaluable: no count of study drug given out and returned is in the data.",
            "不可评价：数据中没有研究用药发放与回收的清点记录。",
        )
        return [say_absence(writer.view, "compliance") or absent]
    said = writer.say(
        "What was given out and did not come back counts as taken. It is set against the doses as "
        "recorded, so a hold that was ordered is no lapse.",
        "已发放而未回收者视为已服用，并与记录剂量对照，故遵医嘱的暂停不计为漏服。",
    )
    return [said, table]


def _write_populations(writer: Writer) -> Section:
    view = writer.view
    pairs = tuple(
        (
            view.quote(one.label, say_mark(view, one.provenance)),
            _say_rule(writer, one),
        )
        for one in view.study.plan.populations
    )
    listing = writer.refer("counted")
    note = (
        writer.say(
            "Who is counted at which visit, and why not: {listing}.",
            "各访视计入者及未计入者的原因：{listing}。",
            listing=listing,
        )
        if listing
        else None
    )
    return writer.section("11.1", "Data sets analyzed", "分析数据集", Terms(pairs), note)


def _say_rule(writer: Writer, population: Population) -> Said:
    """Who belongs to the population, and how many they are."""
    rule, size = (
        (Piece(writer.view.say(RULES[population.rule])),),
        say_size(writer.view, population),
    )
    if not size:
        return rule
    return writer.view.compose("{rule} {size}.", "{rule}{size}。", rule=rule, size=size)


def _write_results(writer: Writer) -> Section:
    return writer.section(
        "11.4",
        "Efficacy results",
        "疗效结果",
        sections=(
            writer.section(
                "11.4.1",
                "Analysis of efficacy",
                "疗效分析",
                sections=(
                    _write_primary(writer),
                    *_write_outcomes(writer),
                ),
            ),
            _write_issues(writer),
            writer.section(
                "11.4.3",
                "Tabulation of individual responses",
                "个体应答列表",
                _refer_listings(writer),
            ),
            _write_conclusion(writer),
        ),
    )


def _write_primary(writer: Writer) -> Section:
    view = writer.view
    headline = say_headline(view)
    kinds = ("course", "spaghetti", "waterfall", "sites")
    figures = [one for one in writer.catalog.figures if one.kind in kinds]
    return writer.section(
        "11.4.1.1",
        "Primary outcome, with supportive and sensitivity estimates",
        "主要结局及其支持性与敏感性估计",
        Paragraph(headline.sentence, "lead"),
        Paragraph(headline.detail),
        writer.find("estimates"),
        *figures,
    )


def _write_outcomes(writer: Writer) -> list[Section]:
    """Each further outcome, then what stands around the change itself."""
    view, sections = writer.view, []
    number = count(2)
    for part in list_parts(view):
        names = [f"changes-{part.name}", f"shares-{part.name}"]
        names += [f"classes-{one.name}" for one in part.endpoints]
        found = [one for name in names if (one := writer.find(name)) is not None]
        if found:
            title = name_part(view, part)
            note = _say_part(writer, part)
            sections.append(Section(f"11.4.1.{next(number)}", title, (*note, *found)))
    for en, zh, name, said in _AROUND:
        table = writer.find(name)
        if table is not None:
            words = writer.say(*said)
            sections.append(writer.section(f"11.4.1.{next(number)}", en, zh, words, table))
    return sections


def _say_part(writer: Writer, part: Part) -> list[Paragraph]:
    """When the record wants the outcome, whether it was added, where it is described in full."""
    said = []
    if part.outcome is not None:
        said.append(
            writer.view.compose(
                "{role} outcome, {time}.",
                "{role}结局，{time}。",
                role=writer.view.say(OUTCOME_ROLES[part.outcome.role]),
                time=writer.view.say(part.outcome.time_frame),
            )
        )
    said.append(
        writer.view.compose(
            "Intervals describe; nothing is tested unless a p-value is shown.",
            "区间用于描述；未列 p 值者不作检验。",
        )
    )
    full = writer.refer(f"descriptions-{part.name}")
    if full:
        said.append(
            writer.view.compose(
                "Values and changes in full: {full}.", "完整的数值与变化：{full}。", full=full
            )
        )
    return [Paragraph(writer.join(said))]


_AROUND = (
    (
        "Regression to the mean",
        "向均数回归",
        "mean-regression",
        (
            "A fall before the first dose goes by itself: people enter when worse than usual.",
            "首次用药前的下降为自行发生：参与者往往在病情较平时重时入组。",
        ),
    ),
    (
        "After treatment",
        "治疗结束后",
        "relapse",
        (
            "Whoever has no value afterwards is named and not counted.",
            "此后无数值者列明而不计入。",
        ),
    ),
    (
        "Published changes",
        "已发表的变化",
        "comparators",
        (
            "Other open-label studies, as printed, not compared: other people and measures.",
            "其他开放标签研究，按原文列出，不作比较：人群、地点与指标各不相同。",
        ),
    ),
)


def _write_issues(writer: Writer) -> Section:
    view, plan = writer.view, writer.view.study.plan
    primary = plan.primary()
    endpoint, visit = plan.endpoint(primary.endpoint), view.study.visit(primary.visit)
    missing = describe_missing(view, endpoint, visit)
    parts = [
        writer.section(
            "11.4.2.1",
            "Missing values, dropouts and intercurrent events",
            "缺失值、退出与伴发事件",
            writer.say(
                "Without the primary change:" if missing else "Nobody lacks the primary change.",
                "缺少主要变化者：" if missing else "无人缺少主要变化。",
            ),
            Items(tuple((one,) for one in missing)) if missing else None,
            writer.find("intercurrent"),
        ),
        writer.section(
            "11.4.2.2",
            "Several estimates",
            "多个估计",
            writer.say(
                "One estimate is primary. The others describe it from other sides; their p-values "
                "are not adjusted and confirm nothing.",
                "仅一个主要估计。其余从其他角度加以描述，其 p 值未作校正，不作为确证依据。",
            ),
        ),
        writer.section(
            "11.4.2.3",
            "Looks at the data",
            "数据的查看",
            _say_looks(writer),
        ),
    ]
    return writer.section(
        "11.4.2", "Statistical and analytical issues", "统计与分析问题", sections=parts
    )


def _say_looks(writer: Writer) -> Paragraph:
    if writer.view.evaluation.snapshot.head is None:
        return writer.say(
            "There is no ledger: who looked at the data before the plan was written is not known.",
            "无账本：无从得知在制定分析计划之前何人查看过数据。",
        )
    return writer.say(
        "Whoever opens the results is recorded in the ledger; changes of the plan after that stand "
        "in section {number}.",
        "查看结果者均记入账本；此后分析计划的变更见第 {number} 节。",
        number=Piece("9.8", "number"),
    )


def _refer_listings(writer: Writer) -> Paragraph:
    names = [
        one.name
        for one in writer.catalog.tables
        if one.listing and one.number.startswith(f"{RESPONSE}.")
    ]
    if not names and not writer.view.enrolled:
        return writer.say("Nobody is enrolled.", "尚无参与者入组。")
    if not names:
        return writer.say(
            "With so many participants the values of each are in the datasets, not here.",
            "参与者人数较多，个体数值见数据集，不在此列出。",
        )
    return writer.say(
        "Every participant's values are in {where}.",
        "每位参与者的数值见{where}。",
        where=_say_span(writer, names),
    )


def _say_span(writer: Writer, names: list[str]) -> Said:
    """`Listing 16.2.6.1 to Listing 16.2.6.9`."""
    first, latest = writer.refer(names[0]), writer.refer(names[-1])
    if len(names) == 1:
        return first
    return writer.view.compose(
        "{first} to {latest}", "{first}至{latest}", first=first, latest=latest
    )


def _write_conclusion(writer: Writer) -> Section:
    view = writer.view
    return writer.section(
        "11.4.4",
        "Efficacy conclusions",
        "疗效结论",
        Paragraph(say_headline(view).sentence),
        Paragraph(writer.join([say_headline(view).detail, say_span(view)])),
        writer.say(
            "What this does and does not show stands in section {number}.",
            "其能说明与不能说明的内容见第 {number} 节。",
            number=Piece("13", "number"),
        ),
    )
