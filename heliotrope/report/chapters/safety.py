"""The rows of safety → the evaluation of safety (ICH E3, section 12)."""

from __future__ import annotations

from heliotrope.report.chapters.parts import Writer
from heliotrope.report.model import Block, Section
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
    (
        "12.5",
        "Background treatment: glucocorticoids",
        "背景治疗：糖皮质激素",
        "glucocorticoids",
        ("glucocorticoids",),
    ),
)
"""Number, title, the analysis that it shows, its tables."""


def write_safety(writer: Writer) -> Section:
    """Exposure, adverse events, serious ones, laboratory, background treatment, the rest."""
    parts = [
        writer.section(number, en, zh, *_list_blocks(writer, analysis, names))
        for number, en, zh, analysis, names in _PARTS
    ]
    parts.append(
        writer.section(
            "12.6",
            "Vital signs and other observations",
            "生命体征及其他观察",
            writer.absent("Not evaluated in this report.", "本报告未评价。"),
        )
    )
    return writer.section("12", "Safety evaluation", "安全性评价", sections=parts)


def _list_blocks(writer: Writer, analysis: str, names: tuple[str, ...]) -> list[Block]:
    found = [one for name in names if (one := writer.find(name)) is not None]
    kind = {"exposure": "swimmer", "laboratory": "laboratory"}.get(analysis)
    figures = [one for one in writer.catalog.figures if one.kind == kind]
    if found:
        return [*found, *figures]
    absence = say_absence(writer.view, analysis)
    if absence is not None:
        return [absence]
    if analysis == "adverse_events":
        return [writer.say("There was none under treatment.", "治疗期内未发生。")]
    return [writer.absent("Not evaluable: there are no rows.", "不可评价：无结果行。")]
