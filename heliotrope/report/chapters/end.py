"""What is left of an evaluation → discussion, all tables and listings, sources (E3, 13 to 16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliotrope.report import catalog as chapters
from heliotrope.report.cells import cell_study
from heliotrope.report.chapters.front import list_result_lines
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.checklist import load_checklists, make_checklist_table
from heliotrope.report.headline import say_headline
from heliotrope.report.limits import list_limits
from heliotrope.report.model import (
    Block,
    Cell,
    Column,
    Figure,
    Items,
    Paragraph,
    Row,
    Section,
    Table,
    Terms,
)
from heliotrope.report.page import say_limits_title
from heliotrope.report.tables import list_sources
from heliotrope.report.words import name_kind


def write_end(writer: Writer, shown: Sequence[Section]) -> Iterator[Section]:
    """Sections 13 to 16; a table that stands in `shown` already is only named with its section."""
    places = {
        block.name: section.number
        for top in shown
        for section in top.walk()
        for block in section.blocks
        if isinstance(block, Table | Figure) and block.number
    }
    yield _write_discussion(writer)
    yield _write_tables(writer, places)
    yield writer.section(
        "15",
        "References",
        "参考文献",
        Items(tuple(list_sources(writer.view))),
    )
    yield _write_listings(writer, places, shown)


def _write_discussion(writer: Writer) -> Section:
    title = say_limits_title(writer.view)
    found = writer.section(
        "13.1",
        "Results in short",
        "结果概要",
        Paragraph(say_headline(writer.view).sentence),
        Paragraph(say_headline(writer.view).detail),
        Terms(tuple(list_result_lines(writer.view))),
    )
    limits = Section("13.2", title, (Items(list_limits(writer.view)),))
    return writer.section(
        "13", "Discussion and overall conclusions", "讨论与总体结论", sections=(found, limits)
    )


_CHAPTERS = (
    (chapters.DEMOGRAPHIC, "Demographic data", "人口学资料"),
    (chapters.EFFICACY, "Efficacy data", "疗效资料"),
    (chapters.SAFETY, "Safety data", "安全性资料"),
)


def _write_tables(writer: Writer, places: dict[str, str]) -> Section:
    """Section 14: what was shown is listed with its place, the rest stands here."""
    parts = []
    for number, en, zh in _CHAPTERS:
        numbered: list[Table | Figure] = [*writer.catalog.tables, *writer.catalog.figures]
        found = [one for one in numbered if one.number.startswith(f"{number}.")]
        here = [one for one in found if one.name not in places]
        index = _make_index(writer, number, [one for one in found if one.name in places], places)
        blocks: list[Block | None] = [index, *here]
        if not found:
            blocks = [writer.absent("Nothing of this kind was evaluated.", "未评价此类资料。")]
        parts.append(writer.section(number, en, zh, *blocks))
    return writer.section(
        "14",
        "Tables and figures referred to but not included in the text",
        "正文引用而未列入的表与图",
        sections=parts,
    )


def _make_index(
    writer: Writer, chapter: str, found: Sequence[Table | Figure], places: dict[str, str]
) -> Table | None:
    """Number, title and section of what stands elsewhere."""
    if not found:
        return None
    view = writer.view
    rows = tuple(
        Row(
            (
                Cell(f"{name_kind(one, view.language)} {one.number}", place="number"),
                cell_study(one.title),
                Cell(places[one.name], place="number"),
            )
        )
        for one in found
    )
    return Table(
        f"index-{chapter}",
        view.words("Shown in the text", "已列于正文"),
        "",
        (
            Column(view.words("Number", "编号")),
            Column(view.words("Title", "题目"), room=1),
            Column(view.words("Section", "章节")),
        ),
        rows,
    )


_LISTINGS = (
    (chapters.STOPPED, "Discontinued participants", "退出的参与者"),
    (chapters.DEVIATIONS, "Protocol deviations", "方案偏离"),
    (chapters.EXCLUDED, "Participants excluded from the efficacy analysis", "未纳入疗效分析者"),
    (chapters.DEMOGRAPHIC_LISTING, "Demographic data and medication", "人口学资料与合并用药"),
    (chapters.COMPLIANCE, "Compliance and dosing", "依从性与给药"),
    (chapters.RESPONSE, "Individual efficacy response data", "个体疗效资料"),
    (chapters.EVENTS, "Adverse event listings", "不良事件列表"),
    (chapters.LABORATORY, "Laboratory measurements by participant", "逐例实验室检查值"),
)


def _write_listings(writer: Writer, places: dict[str, str], shown: Sequence[Section]) -> Section:
    parts = []
    for number, en, zh in _LISTINGS:
        found: list[Block] = [
            one
            for one in writer.catalog.tables
            if one.number.startswith(f"{number}.") and one.name not in places
        ]
        nothing = writer.absent("Nothing to list.", "无可列内容。")
        parts.append(writer.section(number, en, zh, *(found or [nothing])))
    many = None if chapters.has_listings(writer.view) else writer.absent(
        "With more than two hundred participants the listings and what lies behind each number "
        "are left out; the datasets hold every row.",
        "参与者超过二百名，列表与数字溯源从略；全部数据见数据集。",
    )  # fmt: skip
    listings = writer.section(
        "16.2", "Participant data listings", "参与者数据列表", many, sections=parts
    )
    present = {one.number for top in shown for one in top.walk()}
    present |= {"13", "13.1", "14", "15", "16.2", *(one.number for one in parts)}
    checklists = _write_checklists(writer, present)
    return writer.section("16", "Appendices", "附录", sections=(listings, checklists))


def _write_checklists(writer: Writer, present: set[str]) -> Section:
    """What journals ask for; beyond the appendices that ICH E3 lists."""
    return writer.section(
        "16.5",
        "Reporting checklists",
        "报告规范核对表",
        *(make_checklist_table(writer.view, one, present) for one in load_checklists()),
    )
