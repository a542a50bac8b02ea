"""The rows of participation → who took part, what deviated (ICH E3, section 10)."""

from __future__ import annotations

from heliotrope.report.cells import show
from heliotrope.report.chapters.parts import Writer
from heliotrope.report.model import Items, Paragraph, Section
from heliotrope.report.numbers import format_exact


def write_participation(writer: Writer) -> Section:
    """Disposition with the flow of participants, and protocol deviations."""
    return writer.section(
        "10",
        "Study participants",
        "研究参与者",
        sections=(
            writer.section(
                "10.1",
                "Disposition",
                "参与者去向",
                _say_disposition(writer),
                _say_dates(writer),
                writer.find("flow"),
                writer.find("disposition"),
            ),
            writer.section("10.2", "Protocol deviations", "方案偏离", _say_deviations(writer)),
        ),
    )


def _say_disposition(writer: Writer) -> Paragraph:
    counts = {
        name: writer.view.results.find(f"disposition.{name}")
        for name in ("screened", "enrolled", "completed", "stopped", "ongoing")
    }
    shown = {name: show(format_exact(row.value if row else None), row)
             for name, row in counts.items()}  # fmt: skip
    return writer.say(
        "Of {screened} screened, {enrolled} were enrolled. {completed} completed the study, "
        "{stopped} stopped early and {ongoing} are still in it.",
        "筛选 {screened} 名，入组 {enrolled} 名；完成研究 {completed} 名，提前退出 {stopped} 名，"
        "仍在研究中 {ongoing} 名。",
        **shown,
    )


def _say_dates(writer: Writer) -> Paragraph | None:
    """When participants were recruited and followed; None where no consent is dated."""
    recruited = writer.view.recruited
    if recruited is None:
        return None
    ends = writer.view.evaluation.sdtm["DM"].frame["RFPENDTC"].drop_nulls().str.slice(0, 10)
    dates = dict(zip(("first", "last"), recruited, strict=True))
    if ends.is_empty():
        return writer.say(
            "Consent was signed from {first} to {last}.",
            "知情同意签署于 {first} 至 {last}。",
            **dates,
        )
    return writer.say(
        "Consent was signed from {first} to {last}; the latest day on which anybody's "
        "participation ended is {end}.",
        "知情同意签署于 {first} 至 {last}；最近一例结束参与的日期为 {end}。",
        **dates,
        end=str(ends.max()),
    )


def _say_deviations(writer: Writer) -> Paragraph | Items:
    where = writer.refer("deviations")
    if not where:
        return writer.say(
            "None was found by rule and none was reported.",
            "按规则未发现方案偏离，亦无人员报告。",
        )
    return writer.say(
        "Deviations are found by rule (consent, windows, eligibility, dosing) or reported by "
        "staff, and judged by an investigator. They are listed in {where}.",
        "方案偏离由规则识别（知情同意、访视窗口、入排标准、用药）或由人员报告，并由研究者判定，"
        "列于{where}。",
        where=where,
    )
