"""The rows of safety → the evaluation of safety (ICH E3, section 12)."""

from __future__ import annotations

from heliotrope.report.chapters.parts import Writer
from heliotrope.report.model import Block, Paragraph, Piece, Section
from heliotrope.report.summary import say_safety
from heliotrope.report.table_rows import say_absence

_PARTS = (
    ("12.1", "Extent of exposure", "暴露程度", "exposure", ("exposure",)),
    ("12.2", "Adverse events", "不良事件", "adverse_events", ("events", "events-by-term")),
    (
        "12.3",
        "Deaths and other serious adverse events",
        "死亡及其他严重不良事件",
        "adverse_events",
        ("serious",),
    ),
    (
        "12.4",
        "Clinical laboratory evaluation",
        "实验室检查评价",
        "laboratory",
        ("laboratory", "shifts"),
    ),
)
"""Number, title, the analysis that it shows, its tables."""


def write_safety(writer: Writer) -> Section:
    """Exposure, adverse events, serious ones, laboratory, background treatment, the rest."""
    parts = [
        writer.section(number, en, zh, *_list_blocks(writer, analysis, names))
        for number, en, zh, analysis, names in _PARTS
    ]
    parts.append(_write_other(writer))
    said = say_safety(writer.view)
    parts.append(
        writer.section(
            "12.6",
            "Safety conclusions",
            "安全性结论",
            Paragraph(said)
            if said
            else writer.absent("Not evaluable: there are no rows.", "不可评价：无结果行。"),
            writer.say(
                "What this does and does not show stands in section {number}.",
                "其能说明与不能说明的内容见第 {number} 节。",
                number=Piece("13", "number"),
            ),
        )
    )
    return writer.section("12", "Safety evaluation", "安全性评价", sections=parts)


def _write_other(writer: Writer) -> Section:
    vitals = writer.say(
        "Vital signs were recorded and stand in the dataset VS; the plan evaluates none of them.",
        "生命体征已记录，见数据集 VS；分析计划未安排评价。",
    )
    if not _has_rows(writer, "VS"):
        vitals = writer.absent(
            "Not evaluable: no vital signs in the data.", "不可评价：数据中无生命体征。"
        )
    glucocorticoids = _list_blocks(writer, "glucocorticoids", ("glucocorticoids",))
    return writer.section(
        "12.5",
        "Vital signs, physical findings and other observations",
        "生命体征、体格检查及其他观察",
        sections=(
            writer.section("12.5.1", "Vital signs", "生命体征", vitals),
            writer.section(
                "12.5.2",
                "Background treatment: glucocorticoids",
                "背景治疗：糖皮质激素",
                *glucocorticoids,
            ),
        ),
    )


def _has_rows(writer: Writer, name: str) -> bool:
    sdtm = writer.view.evaluation.sdtm
    return name in sdtm and sdtm[name].frame.height > 0


def _list_blocks(writer: Writer, analysis: str, names: tuple[str, ...]) -> list[Block]:
    found = [one for name in names if (one := writer.find(name)) is not None]
    kind = {"exposure": "swimmer", "laboratory": "laboratory"}.get(analysis)
    figures = [one for one in writer.catalog.figures if one.kind == kind]
    if found:
        return [*_say_deaths(writer, names), *found, *figures]
    absence = say_absence(writer.view, analysis)
    if absence is not None:
        return [absence]
    if analysis == "adverse_events":
        none = writer.say("There was none under treatment.", "治疗期内未发生。")
        return [*_say_deaths(writer, names), none]
    return [writer.absent("Not evaluable: there are no rows.", "不可评价：无结果行。")]


def _say_deaths(writer: Writer, names: tuple[str, ...]) -> list[Block]:
    """That nobody died, where serious events are told; whoever did stands among the events."""
    sdtm = writer.view.evaluation.sdtm
    if "serious" not in names or "DM" not in sdtm or "Y" in sdtm["DM"].frame["DTHFL"]:
        return []
    return [writer.say("No death is recorded.", "无死亡记录。")]
