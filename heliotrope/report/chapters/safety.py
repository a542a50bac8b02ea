"""The rows of safety → the evaluation of safety (ICH E3, section 12)."""

from __future__ import annotations

from heliotrope.report.chapters.parts import Writer
from heliotrope.report.model import Block, Section

_PARTS = (
    (
        "12.1",
        "Extent of exposure",
        "暴露程度",
        ("exposure",),
        "Not evaluable: no doses were evaluated.",
        "不可评价：未评价用药记录。",
    ),
    (
        "12.2",
        "Adverse events",
        "不良事件",
        ("events", "events-by-term"),
        "Not evaluable: no adverse events were evaluated.",
        "不可评价：未评价不良事件。",
    ),
    (
        "12.3",
        "Deaths and other serious adverse events",
        "死亡及其他严重不良事件",
        ("serious",),
        "Not evaluable: no adverse events were evaluated.",
        "不可评价：未评价不良事件。",
    ),
    (
        "12.4",
        "Clinical laboratory evaluation",
        "实验室检查评价",
        ("laboratory", "shifts"),
        "Not evaluable: no laboratory values were evaluated.",
        "不可评价：未评价实验室检查。",
    ),
    (
        "12.5",
        "Vital signs and other observations",
        "生命体征及其他观察",
        (),
        "Not evaluated in this report.",
        "本报告未评价。",
    ),
)


def write_safety(writer: Writer) -> Section:
    """Exposure, adverse events, serious ones, laboratory, vital signs."""
    return writer.section(
        "12",
        "Safety evaluation",
        "安全性评价",
        sections=[
            writer.section(number, en, zh, *_list_blocks(writer, names, absent, absent_zh))
            for number, en, zh, names, absent, absent_zh in _PARTS
        ],
    )


def _list_blocks(
    writer: Writer, names: tuple[str, ...], absent: str, absent_zh: str
) -> list[Block]:
    found = [one for name in names if (one := writer.find(name)) is not None]
    return [*found] if found else [writer.absent(absent, absent_zh)]
